// expect: use of deleted function or: call to deleted function
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/exchange.hpp>

#include <archetypes.hpp>

// g++ 12 would destroy it twice in a co_await expression: name the grant first.
auto wrong(archetypes::transport& t)
{
    return cogrant::oauth::exchange(
        t, cogrant::http::url(), cogrant::oauth::client_credentials{}, cogrant::oauth::no_client());
}
