// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A stored login, renewed with its refresh token (RFC 6749 §6). Several processes may share the folder: each refresh
// token is sent once. Set TOKEN_URL, CLIENT_ID, CLIENT_SECRET, TOKEN_FOLDER, and REFRESH_TOKEN to begin with.
#include "program.hpp"
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/file_token_store.hpp>
#include <cogrant/oauth/session_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>

#include <chrono>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;

asio::awaitable<void> ask()
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor);
    oauth::client_secret_basic const client(program::setting("CLIENT_ID"), program::secret_setting("CLIENT_SECRET"));
    oauth::file_token_store store(program::setting("TOKEN_FOLDER"));

    auto const stored = co_await store.load("me");
    if (!stored.value()) {
        oauth::token_set login; // what a login gave: here only the refresh token
        login.refresh_token = program::secret_setting("REFRESH_TOKEN");
        auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        auto const saved = co_await oauth::save_login(store, "me", login, now);
        static_cast<void>(saved.value());
    }

    oauth::token_source tokens(
        executor, oauth::session_fetcher(pool, program::url_setting("TOKEN_URL"), client, store, "me"));
    auto const token = co_await tokens.get_token();
    std::cout << "a token of " << token->expose().size() << " characters\n";
}

int main() { return program::run(ask()); }
