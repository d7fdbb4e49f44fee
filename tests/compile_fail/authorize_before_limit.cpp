// expect: these two stages are in the wrong order, swap them
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <archetypes.hpp>

using namespace cogrant;

using source = oauth::token_source<archetypes::token_fetcher>;
auto wrong(source tokens)
{
    return authorize(tokens, {}) | limit(basic_rate_limiter<>()) | send(archetypes::transport());
}
