// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include <cogrant/testing/manual_clock.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace {

using namespace cogrant;
using namespace std::chrono_literals;
using clock_type = testing::manual_clock;

asio::awaitable<void> write_after(duration d, std::string* out, char c)
{
    auto waiting = wait_until<clock_type>(clock_type::now() + d);
    auto const code = co_await std::move(waiting);
    if (!code) *out += c;
}

asio::awaitable<void> every_minute(int times, duration* took)
{
    auto const begin = clock_type::now();
    for (int i = 0; i != times; ++i) {
        auto waiting = wait_until<clock_type>(clock_type::now() + 1min);
        auto const code = co_await std::move(waiting);
        static_cast<void>(code);
    }
    *took = clock_type::now() - begin;
}

asio::awaitable<void> wait_forever(bool* ended)
{
    auto waiting = wait_until<clock_type>(no_deadline);
    auto const code = co_await std::move(waiting);
    static_cast<void>(code);
    *ended = true;
}

TEST_SUITE("testing/manual_clock")
{
    TEST_CASE("the time moves only when told")
    {
        clock_type::reset();
        auto const begin = clock_type::now();
        CHECK(begin.time_since_epoch() == 1h);
        CHECK(clock_type::now() == begin);
        clock_type::advance(5s);
        CHECK(clock_type::now() == begin + 5s);
    }

    TEST_CASE("run jumps from timer to timer in their order")
    {
        clock_type::reset();
        asio::io_context context;
        std::string out;
        asio::co_spawn(context, write_after(3h, &out, 'c'), asio::detached);
        asio::co_spawn(context, write_after(1s, &out, 'a'), asio::detached);
        asio::co_spawn(context, write_after(2min, &out, 'b'), asio::detached);
        auto const begin = clock_type::now();
        clock_type::run(context);
        CHECK(out == "abc");
        CHECK(clock_type::now() - begin == 3h);
        CHECK(context.stopped());
    }

    TEST_CASE("run_for stops at its end and leaves later timers pending")
    {
        clock_type::reset();
        asio::io_context context;
        std::string out;
        asio::co_spawn(context, write_after(10s, &out, 'a'), asio::detached);
        asio::co_spawn(context, write_after(20s, &out, 'b'), asio::detached);
        auto const begin = clock_type::now();
        clock_type::run_for(context, 9s);
        CHECK(out.empty());
        clock_type::run_for(context, 1s);
        CHECK(out == "a");
        CHECK(clock_type::now() == begin + 10s);
        clock_type::run_for(context, 1h);
        CHECK(out == "ab");
        CHECK(clock_type::now() == begin + 10s + 1h);
    }

    TEST_CASE("a day of minutes takes exactly a day")
    {
        clock_type::reset();
        asio::io_context context;
        duration took{};
        asio::co_spawn(context, every_minute(24 * 60, &took), asio::detached);
        clock_type::run(context);
        CHECK(took == 24h);
    }

    TEST_CASE("a wait without end does not move the time, and run returns")
    {
        clock_type::reset();
        asio::io_context context;
        bool ended = false;
        asio::co_spawn(context, wait_forever(&ended), asio::detached);
        std::string out;
        asio::co_spawn(context, write_after(1min, &out, 'a'), asio::detached);
        auto const begin = clock_type::now();
        clock_type::run(context);
        CHECK(out == "a");
        CHECK_FALSE(ended);
        CHECK(clock_type::now() == begin + 1min);
    }
}

} // namespace
