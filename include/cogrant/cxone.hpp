// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_HPP
#define COGRANT_CXONE_HPP

/// NICE CXone and what it is built on: the one include of a reporting program.

#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/ndjson.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/cxone/client.hpp>
#include <cogrant/cxone/client_options.hpp>
#include <cogrant/cxone/contact.hpp>
#include <cogrant/cxone/directory.hpp>
#include <cogrant/cxone/environment.hpp>
#include <cogrant/cxone/error.hpp>
#include <cogrant/cxone/extraction.hpp>
#include <cogrant/cxone/histories.hpp>
#include <cogrant/cxone/hosts.hpp>
#include <cogrant/cxone/login.hpp>
#include <cogrant/cxone/reports.hpp>
#include <cogrant/cxone/values.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/paginate/error.hpp>
#include <cogrant/policy/error.hpp>

#endif // COGRANT_CXONE_HPP
