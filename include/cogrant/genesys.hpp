// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_HPP
#define COGRANT_GENESYS_HPP

/// Genesys Cloud and what it is built on: the one include of a reporting program.

#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/ndjson.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/client_options.hpp>
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/details_job.hpp>
#include <cogrant/genesys/environment.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/genesys/users.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/paginate/error.hpp>
#include <cogrant/policy/error.hpp>

#endif // COGRANT_GENESYS_HPP
