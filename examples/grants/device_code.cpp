// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A person signs in on another device (RFC 8628): for programs without a browser.
// Set ISSUER (found by discovery) and CLIENT_ID.
#include "program.hpp"
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/device_login.hpp>
#include <cogrant/oauth/discovery.hpp>

#include <chrono>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;

asio::awaitable<void> ask()
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor);
    auto const local = oauth::discovery_options().allow_loopback_http(true);
    auto const found = co_await oauth::discover(pool, program::setting("ISSUER"), local);
    auto const server = found.value();
    oauth::public_client const client(program::setting("CLIENT_ID"));

    auto const wanted = oauth::device_login_request().scope("openid").allow_loopback_address();
    auto const started = co_await oauth::start_device_login(pool, wanted, server, client);
    auto const device = started.value();
    std::cout << "Open " << device.verification_uri << " and type in " << device.user_code << std::endl;

    auto const tokens = co_await oauth::finish_device_login(pool, device, server, client); // polls as the server says
    program::show(tokens.value());
}

int main() { return program::run(ask()); }
