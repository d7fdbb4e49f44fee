// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A password, for platforms that know nothing else for their back ends (RFC 6749 §4.3): it has to be asked for aloud.
// Set TOKEN_URL, CLIENT_ID, CLIENT_SECRET, USER_NAME, PASSWORD.
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

    oauth::legacy_password_grant const grant{
        .option = oauth::allow_legacy_password,
        .username = program::setting("USER_NAME"),
        .password = program::secret_setting("PASSWORD")};
    auto const tokens = co_await oauth::exchange(pool, endpoint, grant, client);
    program::show(tokens.value());
}

int main() { return program::run(ask()); }
