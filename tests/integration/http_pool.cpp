// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/http_peer.hpp"
#include <cogrant/async/completion.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

struct counts {
    int requests = 0;
    int now = 0;
    int most = 0;
};

asio::awaitable<void> count_and_answer(counts* c, http::server_connection* peer)
{
    ++c->requests;
    c->most = std::max(c->most, ++c->now);
    co_await turns(5);
    --c->now;
    auto writing = say(peer, ok());
    co_await std::move(writing);
}

handler counting(counts& c)
{
    return [&c](http::request, http::server_connection& peer) { return count_and_answer(&c, &peer); };
}

/// Answers each connection's first request and then closes without saying so.
handler closing_after_first(counts& c)
{
    return [&c](http::request, http::server_connection& peer) {
        ++c.requests;
        return say(&peer, ok(), afterwards::close);
    };
}

asio::awaitable<void> ask_and_count(http::connection_pool pool, http::request r, int* good)
{
    http::exchange x(std::move(r));
    auto sending = pool.send(x);
    auto const answer = co_await std::move(sending);
    if (answer && answer->body == "hello") ++*good;
}

TEST_SUITE("http/pool")
{
    TEST_CASE("a connection is kept and used again")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor());
        for (int i = 0; i != 5; ++i) {
            http::exchange x(ask_for(server.origin()));
            REQUIRE(send(context, pool, x));
            CHECK(x.reused == (i != 0));
        }
        CHECK(server.accepted() == 1);
        CHECK(pool.open_connections(server.origin()) == 1);
    }

    TEST_CASE("pool_cap_is_held_under_load: 50 coroutines, cap 4, 4 accepts")
    {
        asio::io_context context;
        counts c;
        testing::loopback_server server(context.get_executor(), counting(c));
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(4));
        int good = 0;
        for (int i = 0; i != 50; ++i)
            asio::co_spawn(context, ask_and_count(pool, ask_for(server.origin()), &good), asio::detached);
        while (good != 50 && context.run_one_for(10s) != 0) {}
        CHECK(good == 50);
        CHECK(c.requests == 50);
        CHECK(c.most == 4);
        CHECK(server.accepted() == 4);
        CHECK(pool.open_connections(server.origin()) == 4);
    }

    TEST_CASE("the cap holds for requests that may not be repeated, each on a new connection")
    {
        asio::io_context context;
        counts c;
        testing::loopback_server server(context.get_executor(), counting(c));
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(3));
        int good = 0;
        for (int i = 0; i != 20; ++i) {
            auto const method = i % 2 == 0 ? http::method::post : http::method::get;
            asio::co_spawn(context, ask_and_count(pool, ask_for(server.origin(), "/", method), &good), asio::detached);
        }
        while (good != 20 && context.run_one_for(10s) != 0) {}
        CHECK(good == 20);
        CHECK(c.most <= 3);
        CHECK(pool.open_connections(server.origin()) <= 3);
    }

    TEST_CASE("waiters are served in the order in which they came")
    {
        asio::io_context context;
        std::vector<std::string> order;
        testing::loopback_server server(context.get_executor(), [&](http::request r, http::server_connection& peer) {
            order.push_back(r.target);
            return say(&peer, ok());
        });
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(1));
        int good = 0;
        std::vector<std::string> expected;
        for (int i = 0; i != 10; ++i) {
            expected.push_back("/" + std::to_string(i));
            asio::co_spawn(
                context, ask_and_count(pool, ask_for(server.origin(), expected.back()), &good), asio::detached);
        }
        while (good != 10 && context.run_one_for(10s) != 0) {}
        CHECK(order == expected);
    }

    TEST_CASE("a waiter that is cancelled leaves the queue and takes no place with it")
    {
        asio::io_context context;
        counts c;
        testing::loopback_server server(context.get_executor(), counting(c));
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(1));
        int good = 0;
        int ended = 0;
        std::vector<std::unique_ptr<asio::cancellation_signal>> stops;
        for (int i = 0; i != 10; ++i) {
            stops.push_back(std::make_unique<asio::cancellation_signal>());
            asio::co_spawn(
                context, ask_and_count(pool, ask_for(server.origin()), &good),
                asio::bind_cancellation_slot(stops.back()->slot(), [&](std::exception_ptr) { ++ended; }));
        }
        context.poll_one();
        for (int i = 0; i != 30; ++i) context.poll_one();
        for (int i = 5; i != 10; ++i) stops[static_cast<std::size_t>(i)]->emit(asio::cancellation_type::terminal);
        while (ended != 10 && context.run_one_for(10s) != 0) {}
        CHECK(ended == 10);
        CHECK(good == 5);
        CHECK(c.requests == 5);
        CHECK(pool.open_connections(server.origin()) == 1);
        CHECK(send(context, pool, ask_for(server.origin())));
        CHECK(server.accepted() == 1);
    }

    TEST_CASE("origins do not share connections or places")
    {
        asio::io_context context;
        testing::loopback_server one(context.get_executor(), saying(ok("one")));
        testing::loopback_server two(context.get_executor(), saying(ok("two")));
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(1));
        CHECK(send(context, pool, ask_for(one.origin()))->body == "one");
        CHECK(send(context, pool, ask_for(two.origin()))->body == "two");
        CHECK(send(context, pool, ask_for(one.origin()))->body == "one");
        CHECK(one.accepted() == 1);
        CHECK(two.accepted() == 1);
        CHECK(pool.open_connections({false, "127.0.0.1", 1}) == 0);
    }

    TEST_CASE("a connection that was idle for too long is not used")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor(), http::pool_options().idle_timeout(0s));
        for (int i = 0; i != 3; ++i) CHECK(send(context, pool, ask_for(server.origin())));
        CHECK(server.accepted() == 3);
        CHECK(pool.open_connections(server.origin()) == 1);
    }

    TEST_CASE("a connection that the server has closed is not used")
    {
        asio::io_context context;
        counts c;
        testing::loopback_server server(context.get_executor(), closing_after_first(c));
        http::connection_pool pool(context.get_executor());
        for (int i = 0; i != 3; ++i) {
            http::exchange x(ask_for(server.origin()));
            CHECK(send(context, pool, x));
            context.restart();
            context.poll();
            CHECK_FALSE(x.reused);
        }
        CHECK(c.requests == 3);
    }

    TEST_CASE("stale_keep_alive_is_replayed_once")
    {
        for (auto const how : {afterwards::close, afterwards::reset}) {
            asio::io_context context;
            int requests = 0;
            // The second request, on the kept connection, is met with silence: the client could not have seen it coming.
            testing::loopback_server server(context.get_executor(), [&](http::request, http::server_connection& peer) {
                return ++requests == 2 ? say(&peer, "", how) : say(&peer, ok());
            });
            http::connection_pool pool(context.get_executor());
            CHECK(send(context, pool, ask_for(server.origin())));
            http::exchange x(ask_for(server.origin()));
            CHECK(send(context, pool, x));
            CHECK_FALSE(x.reused);
            CHECK(requests == 3);
            CHECK(server.accepted() == 2);
            CHECK(pool.open_connections(server.origin()) == 1);
        }
    }

    TEST_CASE("an answer that has begun is not replayed, and neither is a new connection that fails")
    {
        asio::io_context context;
        int requests = 0;
        testing::loopback_server server(context.get_executor(), [&](http::request, http::server_connection& peer) {
            switch (++requests) {
            case 1: return say(&peer, ok());
            case 2: return say(&peer, "HTTP/1.1 200", afterwards::close);
            default: return say(&peer, "", afterwards::close);
            }
        });
        http::connection_pool pool(context.get_executor());
        CHECK(send(context, pool, ask_for(server.origin())));
        CHECK(send(context, pool, ask_for(server.origin())).error() == http_errc::truncated);
        CHECK(requests == 2);
        CHECK(send(context, pool, ask_for(server.origin())).error() == http_errc::connection_closed);
        CHECK(requests == 3);
        CHECK(pool.open_connections(server.origin()) == 0);
    }

    TEST_CASE("post_never_replayed_after_write: it never meets a kept connection")
    {
        asio::io_context context;
        int posts = 0;
        testing::loopback_server server(context.get_executor(), [&](http::request r, http::server_connection& peer) {
            if (r.method != http::method::post) return say(&peer, ok());
            ++posts;
            return say(&peer, "", afterwards::close);
        });
        http::connection_pool pool(context.get_executor());
        CHECK(send(context, pool, ask_for(server.origin())));
        http::exchange x(ask_for(server.origin(), "/", http::method::post));
        CHECK(send(context, pool, x).error() == http_errc::connection_closed);
        CHECK_FALSE(x.reused);
        CHECK(x.bytes_written);
        CHECK(posts == 1);
        CHECK(server.accepted() == 2);
    }

    TEST_CASE("a query by POST, or one with an idempotency key, may use a kept connection")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor());
        auto query = ask_for(server.origin(), "/", http::method::post);
        query.query = true;
        auto keyed = ask_for(server.origin(), "/", http::method::post);
        keyed.headers.set("Idempotency-Key", "1");
        for (auto const& r : {query, keyed, query}) CHECK(send(context, pool, r));
        CHECK(server.accepted() == 1);
    }

    TEST_CASE("closing fails queued and later requests and lets those under way end")
    {
        asio::io_context context;
        counts c;
        testing::loopback_server server(context.get_executor(), counting(c));
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(1));
        int good = 0;
        asio::co_spawn(context, ask_and_count(pool, ask_for(server.origin()), &good), asio::detached);
        while (c.requests == 0) context.run_one();
        http::exchange queued(ask_for(server.origin()));
        error_code code;
        async_run(
            context.get_executor(), send(pool, &queued), nullptr, [&](error_code e, http::response) { code = e; });
        for (int i = 0; i != 3; ++i) context.poll_one();
        pool.close();
        pool.close();
        CHECK(send(context, pool, ask_for(server.origin())).error() == http_errc::pool_closed);
        while (good == 0 && context.run_one_for(10s) != 0) {}
        CHECK(code == http_errc::pool_closed);
        CHECK(good == 1);
        CHECK(c.requests == 1);
        CHECK(pool.open_connections(server.origin()) == 0);
    }

    TEST_CASE("client_destroyed_mid_flight: a request under way keeps the pool alive")
    {
        asio::io_context context;
        counts c;
        testing::loopback_server server(context.get_executor(), counting(c));
        int good = 0;
        {
            http::connection_pool pool(context.get_executor());
            asio::co_spawn(context, ask_and_count(std::move(pool), ask_for(server.origin()), &good), asio::detached);
        }
        while (good == 0 && context.run_one_for(10s) != 0) {}
        CHECK(good == 1);

        http::exchange x(ask_for(server.origin()));
        std::optional<result<http::response>> got;
        {
            auto pool = std::make_unique<http::connection_pool>(context.get_executor());
            asio::co_spawn(
                context, pool->send(x), [&](std::exception_ptr, auto answer) { got.emplace(std::move(answer)); });
            for (int i = 0; i != 4; ++i) context.poll_one();
            pool.reset();
        }
        while (!got && context.run_one_for(10s) != 0) {}
        REQUIRE(got);
        CHECK(*got);
    }

    TEST_CASE("client_destroyed_mid_flight: with its context, at every step")
    {
        for (int steps = 0; steps != 60; ++steps) {
            asio::io_context context;
            counts c;
            testing::loopback_server server(context.get_executor(), counting(c));
            http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(1));
            int good = 0;
            for (int i = 0; i != 3; ++i)
                asio::co_spawn(context, ask_and_count(pool, ask_for(server.origin()), &good), asio::detached);
            for (int i = 0; i != steps; ++i) context.poll_one();
        }
    }
}

} // namespace
