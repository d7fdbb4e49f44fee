// expect: the same stage twice in one pipeline: leave one of the two out
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <archetypes.hpp>

using namespace cogrant;

auto wrong = deadline(std::chrono::seconds(1)) | deadline(std::chrono::seconds(2)) | send(archetypes::transport());
