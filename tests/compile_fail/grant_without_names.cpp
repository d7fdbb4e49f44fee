// expect: constraints not satisfied or: no matching function
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/request_token.hpp>

#include <archetypes.hpp>

// A grant is a struct of named members, not a text.
auto wrong = cogrant::oauth::token_request(
    cogrant::http::url(), std::string("grant_type=x"), archetypes::client_authentication(1));
