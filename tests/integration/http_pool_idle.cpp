// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/http_peer.hpp"

#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

namespace {

using namespace cogrant;
using namespace support;

asio::awaitable<void> say_later(http::server_connection* peer)
{
    co_await turns(5);
    auto saying_so = say(peer, ok());
    co_await std::move(saying_so);
}

asio::awaitable<void> ask_and_count(http::connection_pool pool, http::request r, int* good)
{
    http::exchange x(std::move(r));
    auto sending = pool.send(x);
    auto const answer = co_await std::move(sending);
    if (answer) ++*good;
}

TEST_SUITE("http/pool_idle")
{
    TEST_CASE("connections of other origins that are idle for too long are closed by the next request to any origin")
    {
        asio::io_context context;
        testing::loopback_server one(context.get_executor(), saying(ok()));
        testing::loopback_server two(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor(), http::pool_options().idle_timeout(0s));
        CHECK(send(context, pool, ask_for(one.origin())));
        CHECK(pool.open_connections(one.origin()) == 1);
        CHECK(send(context, pool, ask_for(two.origin())));
        CHECK(pool.open_connections(one.origin()) == 0);
        CHECK(send(context, pool, ask_for(two.origin()))); // also when its place is there already
        CHECK(pool.open_connections(two.origin()) == 1);
    }

    TEST_CASE("idle connections can be closed at any time, those in use go on")
    {
        asio::io_context context;
        bool asked = false;
        testing::loopback_server idle(context.get_executor(), saying(ok()));
        testing::loopback_server busy(context.get_executor(), [&asked](http::request, http::server_connection& peer) {
            asked = true;
            return say_later(&peer);
        });
        http::connection_pool pool(context.get_executor());
        pool.close_idle();
        CHECK(send(context, pool, ask_for(idle.origin())));
        int good = 0;
        asio::co_spawn(context, ask_and_count(pool, ask_for(busy.origin()), &good), asio::detached);
        while (!asked) context.run_one();
        pool.close_idle();
        CHECK(pool.open_connections(idle.origin()) == 0);
        CHECK(pool.open_connections(busy.origin()) == 1);
        while (good == 0 && context.run_one_for(10s) != 0) {}
        CHECK(good == 1);
        CHECK(send(context, pool, ask_for(idle.origin())));
        CHECK(idle.accepted() == 2);
    }
}

} // namespace
