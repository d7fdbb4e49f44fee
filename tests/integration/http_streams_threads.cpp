// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Readers of streams, and the connections that feed them, on several threads. ThreadSanitizer proves the sentence.
#include "support/http_peer.hpp"
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/stream.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

asio::awaitable<std::size_t> count_lines(any_client client, http::request request, std::size_t most)
{
    std::size_t n = 0;
    auto lines = async_lines(client, request);
    while (n != most) {
        auto coming = lines.next();
        auto* line = co_await std::move(coming);
        if (line == nullptr) break;
        ++n;
    }
    co_return n;
}

TEST_SUITE("http/streams/threads")
{
    TEST_CASE("many readers on many threads, some of which leave early")
    {
        constexpr std::size_t all = 20'000;
        std::string text;
        for (std::size_t i = 0; i != all; ++i) text += "line " + std::to_string(i) + "\n";
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok(text)));
        auto const request = ask_for(server.origin());
        auto work = asio::make_work_guard(context);
        std::thread serving([&context] { context.run(); });
        {
            asio::thread_pool threads(3);
            http::connection_pool pool(threads.get_executor(), http::pool_options().max_per_origin(4));
            std::vector<std::future<std::size_t>> readers;
            for (std::size_t i = 0; i != 24; ++i) {
                auto const most = i % 3 == 0 ? i : all + 1;
                readers.push_back(
                    asio::co_spawn(threads, count_lines(any_client(pool), request, most), asio::use_future));
            }
            for (std::size_t i = 0; i != readers.size(); ++i) {
                REQUIRE(readers[i].wait_for(60s) == std::future_status::ready);
                CHECK(readers[i].get() == (i % 3 == 0 ? i : all));
            }
            threads.join();
        }
        asio::post(context, [&server] { server.stop(); });
        work.reset();
        serving.join();
    }
}

} // namespace
