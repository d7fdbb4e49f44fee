// expect: counts once
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/grant_fetcher.hpp>

#include <archetypes.hpp>

namespace oauth = cogrant::oauth;
using wrong = oauth::grant_fetcher<archetypes::transport, oauth::device_code_grant, oauth::no_client>;
auto made(archetypes::transport t, oauth::device_code_grant g)
{
    return wrong(t, cogrant::http::url(), g, oauth::no_client());
}
