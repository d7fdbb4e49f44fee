// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include <cogrant/async/waiter.hpp>
#include <cogrant/testing/manual_clock.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <optional>

namespace {

using namespace cogrant;
using clock_type = testing::manual_clock;
using manual_waiter = basic_waiter<clock_type>;

template <class W>
asio::awaitable<void> record(std::shared_ptr<W> what, time_point until, std::optional<wait_result>* out)
{
    auto waiting = what->wait(until);
    auto const got = co_await std::move(waiting);
    *out = got;
}

asio::awaitable<void> count_notified(std::shared_ptr<waiter> what, std::atomic<int>* out)
{
    auto waiting = what->wait(no_deadline);
    auto const got = co_await std::move(waiting);
    if (got == wait_result::notified) ++*out;
}

TEST_SUITE("async/waiter")
{
    TEST_CASE("a notification before the wait ends it at once")
    {
        asio::io_context context;
        auto const w = std::make_shared<waiter>(context.get_executor());
        w->notify();
        std::optional<wait_result> got;
        asio::co_spawn(context, record(w, no_deadline, &got), asio::detached);
        context.run();
        CHECK(got == wait_result::notified);
    }

    TEST_CASE("a notification during the wait ends it")
    {
        asio::io_context context;
        auto const w = std::make_shared<waiter>(context.get_executor());
        std::optional<wait_result> got;
        asio::co_spawn(context, record(w, no_deadline, &got), asio::detached);
        context.poll();
        CHECK_FALSE(got);
        w->notify();
        context.run();
        CHECK(got == wait_result::notified);
    }

    TEST_CASE("the deadline ends the wait, not earlier")
    {
        clock_type::reset();
        asio::io_context context;
        auto const w = std::make_shared<manual_waiter>(context.get_executor());
        std::optional<wait_result> got;
        asio::co_spawn(context, record(w, clock_type::now() + std::chrono::seconds(30), &got), asio::detached);
        clock_type::run_for(context, std::chrono::seconds(29));
        CHECK_FALSE(got);
        clock_type::run_for(context, std::chrono::seconds(2));
        CHECK(got == wait_result::timeout);
    }

    TEST_CASE("a notification that comes with the deadline wins")
    {
        clock_type::reset();
        asio::io_context context;
        auto const w = std::make_shared<manual_waiter>(context.get_executor());
        std::optional<wait_result> got;
        asio::co_spawn(context, record(w, clock_type::now() + std::chrono::seconds(30), &got), asio::detached);
        context.poll();
        clock_type::advance(std::chrono::minutes(1));
        w->notify();
        clock_type::run(context);
        CHECK(got == wait_result::notified);
    }

    TEST_CASE("cancelling ends the wait and leaves the waiter usable")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        auto const w = std::make_shared<waiter>(context.get_executor());
        std::optional<wait_result> got;
        asio::co_spawn(
            context, record(w, no_deadline, &got), asio::bind_cancellation_slot(stop.slot(), asio::detached));
        context.poll();
        stop.emit(asio::cancellation_type::terminal);
        context.run();
        CHECK(got == wait_result::cancelled);

        got.reset();
        asio::co_spawn(context, record(w, no_deadline, &got), asio::detached);
        context.restart();
        context.poll();
        w->notify();
        context.run();
        CHECK(got == wait_result::notified);
    }

    TEST_CASE("notifying from other threads loses no wait")
    {
        asio::thread_pool threads(3);
        std::atomic<int> notified = 0;
        for (int i = 0; i != 200; ++i) {
            auto const w = std::make_shared<waiter>(threads.get_executor());
            asio::co_spawn(threads, count_notified(w, &notified), asio::detached);
            asio::post(threads, [w] { w->notify(); });
        }
        threads.join();
        CHECK(notified == 200);
    }

    TEST_CASE("a context destroyed during the wait releases the waiter")
    {
        std::weak_ptr<waiter> left;
        std::optional<wait_result> got;
        {
            asio::io_context context;
            auto w = std::make_shared<waiter>(context.get_executor());
            left = w;
            asio::co_spawn(context, record(std::move(w), no_deadline, &got), asio::detached);
            context.poll();
        }
        CHECK(left.expired());
        CHECK_FALSE(got);
    }
}

} // namespace
