// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A SAML 2.0 assertion of the organisation's identity provider (RFC 7522).
// Set TOKEN_URL, CLIENT_ID, CLIENT_SECRET, ASSERTION (base64url).
#include "program.hpp"
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/exchange.hpp>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;

asio::awaitable<void> ask()
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor);
    auto const endpoint = program::url_setting("TOKEN_URL");
    oauth::client_secret_basic const client(program::setting("CLIENT_ID"), program::secret_setting("CLIENT_SECRET"));

    oauth::saml2_bearer const grant{.assertion = program::secret_setting("ASSERTION")};
    auto const tokens = co_await oauth::exchange(pool, endpoint, grant, client);
    program::show(tokens.value());
}

int main() { return program::run(ask()); }
