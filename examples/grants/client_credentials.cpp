// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The client in its own name (RFC 6749 §4.4), with a token source that renews by itself.
// Set TOKEN_URL, CLIENT_ID, CLIENT_SECRET.
#include "program.hpp"
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/retry.hpp>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;

asio::awaitable<void> ask()
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor);
    oauth::client_credentials const grant{.scope = "reports"};
    oauth::client_secret_basic const client(program::setting("CLIENT_ID"), program::secret_setting("CLIENT_SECRET"));

    oauth::token_source tokens(
        executor,
        oauth::grant_fetcher(cogrant::retry() | cogrant::send(pool), program::url_setting("TOKEN_URL"), grant, client));

    auto const token = co_await tokens.get_token(); // from now on at hand, and renewed before it ends
    std::cout << "a token of " << token->expose().size() << " characters\n";
}

int main() { return program::run(ask()); }
