// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The conversations of the last day. Reads GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET and GENESYS_REGION (or
// GENESYS_ENV_URL) from the environment or from .env.
#include <cogrant/genesys.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <iostream>

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<void> nightly()
{
    auto const executor = co_await asio::this_coro::executor;
    auto org = cogrant::genesys::client::from_environment(executor);

    cogrant::genesys::conversation_details_query query{.interval = cogrant::last(24h)};
    auto rows = org.async_paginate(query); // an async_generator<conversation>

    while (auto* row = co_await rows.next()) // pages, tokens, 429s: not the caller's concern
        std::cout << row->conversation_id << '\n';
}

int main()
{
    asio::io_context context;
    std::exception_ptr failed;
    asio::co_spawn(context, nightly(), [&](std::exception_ptr e) { failed = e; });
    context.run();
    try {
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (cogrant::failure const& f) {
        std::cerr << f.error().message() << '\n';
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
