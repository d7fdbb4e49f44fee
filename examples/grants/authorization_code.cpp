// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A person signs in with the browser (RFC 6749 §4.1 with PKCE, RFC 8252): the way back is a port of this machine.
// Set ISSUER (found by discovery) and CLIENT_ID.
#include "program.hpp"
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/discovery.hpp>
#include <cogrant/oauth/loopback_listener.hpp>

#include <chrono>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;
using namespace std::chrono_literals;

asio::awaitable<void> ask()
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor);
    auto const local = oauth::discovery_options().allow_loopback_http(true);
    auto const found = co_await oauth::discover(pool, program::setting("ISSUER"), local);
    auto const server = found.value();
    oauth::public_client const client(program::setting("CLIENT_ID"));

    auto listener = oauth::loopback_listener::bind(executor, oauth::loopback_options().program("My report")).value();
    oauth::authorization_request ask_for(program::setting("CLIENT_ID"), listener.redirect_uri());
    ask_for.scope("reports.read");
    auto const begun = oauth::begin_login(ask_for, server).value(); // makes state, nonce and the PKCE verifier
    std::cout << "Sign in at " << begun.url << std::endl;

    auto came = co_await listener.wait(begun.pending, std::chrono::steady_clock::now() + 10min);
    auto callback = std::move(came).value(); // only a callback that passed every check gets here
    auto const done = co_await oauth::finish_login(pool, server, std::move(callback), client);
    auto page = done ? oauth::answer_page::signed_in("My report")
                     : oauth::answer_page::failed("My report", done.error().message());
    co_await listener.show(std::move(page));
    program::show(done.value().tokens);
}

int main() { return program::run(ask()); }
