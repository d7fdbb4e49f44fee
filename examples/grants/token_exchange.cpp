// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// One token for another (RFC 8693): here the access token of a caller for one that a service behind accepts.
// Set TOKEN_URL, CLIENT_ID, CLIENT_SECRET, SUBJECT_TOKEN.
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

    oauth::token_exchange const grant{
        .resource = {"https://backend.example.com/api"}, .subject_token = program::secret_setting("SUBJECT_TOKEN")};
    auto const tokens = co_await oauth::exchange(pool, endpoint, grant, client);
    program::show(tokens.value());
}

int main() { return program::run(ask()); }
