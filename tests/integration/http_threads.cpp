// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The pool on every kind of executor. Under ThreadSanitizer this proves the thread-safety sentences.
#include "support/threaded_server.hpp"
#include <cogrant/async/completion.hpp>

#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <future>
#include <string>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

asio::awaitable<result<int>> ask_many(http::connection_pool pool, http::origin to, int n)
{
    int good = 0;
    for (int i = 0; i != n; ++i) {
        http::exchange x(ask_for(to), in(30s));
        auto sending = pool.send(x);
        auto const answer = co_await std::move(sending);
        if (answer && answer->body == "hello") ++good;
    }
    co_return good;
}

void load(std::vector<asio::any_io_executor> const& executors, asio::any_io_executor pool_executor, bool tls)
{
    static auto const identity = testing::make_certificate();
    threaded_server server(saying(ok()), tls ? std::optional(identity) : std::nullopt);
    auto const to = server.origin();
    http::connection_pool pool(
        pool_executor, http::pool_options().max_per_origin(4).tls(
                           http::tls_options().system_trust(false).add_ca_pem(identity.certificate_pem)));
    std::vector<std::future<int>> all;
    for (int i = 0; i != 24; ++i)
        all.push_back(async_run(
            executors[static_cast<std::size_t>(i) % executors.size()], ask_many(pool, to, 10), nullptr,
            asio::use_future));
    for (auto& one : all) {
        REQUIRE(one.wait_for(60s) == std::future_status::ready);
        CHECK(one.get() == 10);
    }
    CHECK(pool.open_connections(to) <= 4);
    pool.close();
    CHECK(pool.open_connections(to) == 0);
    CHECK(server.stop() <= 4);
}

TEST_SUITE("http/threads")
{
    TEST_CASE("a pool works on a raw thread pool")
    {
        for (bool tls : {false, true}) {
            asio::thread_pool threads(3);
            load({threads.get_executor()}, threads.get_executor(), tls);
            threads.join();
        }
    }

    TEST_CASE("a pool works on a strand over a thread pool")
    {
        asio::thread_pool threads(3);
        asio::any_io_executor const strand = asio::make_strand(threads);
        load({strand}, strand, true);
        threads.join();
    }

    TEST_CASE("a pool is shared by several strands and executors")
    {
        asio::thread_pool threads(3);
        asio::thread_pool others(2);
        load(
            {asio::make_strand(threads), asio::make_strand(threads), threads.get_executor(), asio::make_strand(others)},
            threads.get_executor(), false);
        others.join();
        threads.join();
    }

    TEST_CASE("closing from another thread ends the queued requests")
    {
        asio::thread_pool threads(3);
        threaded_server server(saying(ok()), {});
        auto const to = server.origin();
        http::connection_pool pool(threads.get_executor(), http::pool_options().max_per_origin(2));
        std::vector<std::future<int>> all;
        for (int i = 0; i != 12; ++i)
            all.push_back(async_run(threads.get_executor(), ask_many(pool, to, 50), nullptr, asio::use_future));
        pool.close();
        for (auto& one : all) REQUIRE(one.wait_for(60s) == std::future_status::ready);
        CHECK(pool.open_connections(to) == 0);
        threads.join();
    }
}

} // namespace
