// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include <cogrant/async/task.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

using namespace cogrant;
using support::guard;

asio::awaitable<std::string> text(int turns)
{
    co_await support::turns(turns);
    std::string out = "a result that is too long to be kept without an allocation";
    co_return out;
}

asio::awaitable<void> nothing(int turns)
{
    int const n = turns;
    co_await support::turns(n);
}

asio::awaitable<int> fails()
{
    std::string const why = "as planned";
    co_await support::turn();
    throw std::logic_error(why);
}

asio::awaitable<void> stuck(int* alive)
{
    guard const held(*alive);
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer alarm(executor, asio::steady_timer::time_point::max());
    co_await alarm.async_wait(asio::use_awaitable);
}

asio::awaitable<void> stuck_on_threads(std::atomic<int>* ended)
{
    struct at_end {
        std::atomic<int>* count;
        ~at_end() { ++*count; }
    } const counted{ended};
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer alarm(executor, asio::steady_timer::time_point::max());
    co_await alarm.async_wait(asio::use_awaitable);
}

/// Neither default-constructible nor copyable.
struct demanding {
    explicit demanding(int v) : value(std::make_unique<int>(v)) {}
    std::unique_ptr<int> value;
};

asio::awaitable<demanding> make_demanding()
{
    demanding made(7);
    co_return made;
}

template <class T>
asio::awaitable<T> start_and_join(asio::awaitable<T> work)
{
    auto executor = co_await asio::this_coro::executor;
    task<T> beside(executor, std::move(work));
    co_return co_await beside.join();
}

TEST_SUITE("async/task")
{
    TEST_CASE("join gives the value, however long the coroutine takes")
    {
        asio::io_context context;
        for (int turns : {0, 1, 5}) CHECK(support::run(context, start_and_join(text(turns))).starts_with("a result"));
    }

    TEST_CASE("join of a coroutine without a value waits for its end")
    {
        asio::io_context context;
        support::run(context, start_and_join(nothing(0)));
        support::run(context, start_and_join(nothing(3)));
    }

    TEST_CASE("a result needs neither a default constructor nor a copy")
    {
        asio::io_context context;
        CHECK(*support::run(context, start_and_join(make_demanding())).value == 7);
    }

    TEST_CASE("join throws what the coroutine threw")
    {
        asio::io_context context;
        CHECK_THROWS_AS(support::run(context, start_and_join(fails())), std::logic_error);
    }

    TEST_CASE("the result waits for a join that comes later")
    {
        asio::io_context context;
        task<std::string> early(context.get_executor(), text(0));
        context.run();
        CHECK(support::run(context, early.join()).starts_with("a result"));
        CHECK_FALSE(early);
    }

    TEST_CASE("destroying the task cancels the coroutine")
    {
        asio::io_context context;
        int alive = 0;
        {
            task<void> beside(context.get_executor(), stuck(&alive));
            context.poll();
            CHECK(alive == 1);
        }
        context.restart();
        context.run();
        CHECK(alive == 0);
    }

    TEST_CASE("assigning over a task cancels the one before")
    {
        asio::io_context context;
        int first = 0;
        int second = 0;
        task<void> beside(context.get_executor(), stuck(&first));
        beside = task<void>(context.get_executor(), stuck(&second));
        context.poll();
        CHECK(first == 0);
        CHECK(second == 1);
        beside = task<void>();
        context.restart();
        context.run();
        CHECK(second == 0);
    }

    TEST_CASE("a cancelled join throws operation_aborted, and the coroutine goes on until the task goes")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        int alive = 0;
        std::exception_ptr failed;
        task<void> beside(context.get_executor(), stuck(&alive));
        asio::co_spawn(context, beside.join(), asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e) {
                           failed = e;
                       }));
        context.poll();
        stop.emit(asio::cancellation_type::terminal);
        context.restart();
        context.poll();
        REQUIRE(failed);
        CHECK_THROWS_AS(std::rethrow_exception(failed), boost::system::system_error);
        CHECK(alive == 1);
        beside = task<void>();
        context.restart();
        context.run();
        CHECK(alive == 0);
    }

    TEST_CASE("ended waits for the end whatever the result is")
    {
        asio::io_context context;
        task<int> beside(context.get_executor(), fails());
        support::run(context, beside.ended());
        CHECK(beside);
        CHECK_THROWS_AS(support::run(context, beside.join()), std::logic_error);
    }

    TEST_CASE("a context destroyed before the task is harmless to what it ran")
    {
        int alive = 0;
        {
            asio::io_context context;
            auto const owner = [](int* count) -> asio::awaitable<void> {
                auto executor = co_await asio::this_coro::executor;
                task<void> beside(executor, stuck(count));
                co_await beside.join();
            };
            asio::co_spawn(context, owner(&alive), asio::detached);
            context.poll();
            CHECK(alive == 1);
        }
        CHECK(alive == 0);
    }

    TEST_CASE("cancelling from other threads ends every coroutine once")
    {
        asio::thread_pool threads(3);
        std::atomic<int> ended = 0;
        for (int i = 0; i != 100; ++i) task<void>(threads.get_executor(), stuck_on_threads(&ended)).cancel();
        threads.join();
        CHECK(ended == 100);
    }

    TEST_CASE("joining on a thread pool gives every value")
    {
        asio::thread_pool threads(3);
        std::atomic<int> sum = 0;
        for (int i = 0; i != 100; ++i) {
            auto const add = [](std::atomic<int>* to) -> asio::awaitable<void> {
                auto executor = co_await asio::this_coro::executor;
                task<std::string> one(executor, text(1));
                task<std::string> two(executor, text(0));
                auto const a = co_await one.join();
                auto const b = co_await two.join();
                if (a == b) ++*to;
            };
            asio::co_spawn(threads, add(&sum), asio::detached);
        }
        threads.join();
        CHECK(sum == 100);
    }
}

} // namespace
