// expect: these two stages are in the wrong order, swap them
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/pipeline/circuit_breaker.hpp>
#include <cogrant/pipeline/limit.hpp>

#include <archetypes.hpp>

using namespace cogrant;

auto wrong = limit(rate_limiter()) | circuit_breaker() | send(archetypes::transport());
