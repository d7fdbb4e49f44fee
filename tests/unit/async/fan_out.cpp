// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include <cogrant/async/fan_out.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <vector>

namespace {

using namespace cogrant;
using support::guard;

struct meter {
    int started = 0;
    int running = 0;
    int most = 0;
};

asio::awaitable<int> measured(meter* m, int value, int turns)
{
    guard const held(m->running);
    ++m->started;
    m->most = std::max(m->most, m->running);
    co_await support::turns(turns);
    co_return value;
}

asio::awaitable<int> stuck(meter* m)
{
    guard const held(m->running);
    ++m->started;
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer alarm(executor, asio::steady_timer::time_point::max());
    co_await alarm.async_wait(asio::use_awaitable);
    co_return 0;
}

asio::awaitable<int> fails(meter* m)
{
    guard const held(m->running);
    co_await support::turn();
    throw std::logic_error("as planned");
}

/// Hands out `n` coroutines; the earlier ones take longer.
struct countdown {
    meter* m;
    int n;
    int next = 0;
    std::optional<asio::awaitable<int>> operator()()
    {
        if (next == n) return {};
        int const i = next++;
        return measured(m, i, 2 * (n - i));
    }
};

asio::awaitable<std::vector<int>> all(async_generator<int> numbers)
{
    std::vector<int> out;
    while (auto* n = co_await numbers.next()) out.push_back(*n);
    co_return out;
}

TEST_SUITE("async/fan_out")
{
    TEST_CASE("in_order keeps the order and never runs more than its width")
    {
        for (std::size_t width : {0U, 1U, 3U, 20U}) {
            asio::io_context context;
            meter m;
            auto const got = support::run(context, all(in_order<int>(context.get_executor(), width, countdown{&m, 8})));
            CHECK(got == std::vector{0, 1, 2, 3, 4, 5, 6, 7});
            CHECK(m.most == std::clamp<int>(static_cast<int>(width), 1, 8));
            CHECK(m.running == 0);
        }
    }

    TEST_CASE("in_order throws an error in its turn, starts nothing more and cancels the rest")
    {
        asio::io_context context;
        meter m;
        struct plan {
            meter* m;
            int next = 0;
            std::optional<asio::awaitable<int>> operator()()
            {
                switch (next++) {
                case 0: return measured(m, 10, 4);
                case 1: return fails(m);
                default: return stuck(m);
                }
            }
        };
        auto const use = [](asio::any_io_executor executor, meter* count) -> asio::awaitable<int> {
            auto numbers = in_order<int>(executor, 3, plan{count});
            auto* first = co_await numbers.next();
            int const value = *first;
            bool thrown = false;
            try {
                first = co_await numbers.next();
            } catch (std::logic_error const&) {
                thrown = true;
            }
            CHECK(thrown);
            co_return value;
        };
        CHECK(support::run(context, use(context.get_executor(), &m)) == 10);
        context.restart();
        context.run();
        CHECK(m.running == 0);
        CHECK(m.started <= 4);
    }

    TEST_CASE("leaving the generator of in_order cancels what is under way")
    {
        asio::io_context context;
        meter m;
        struct plan {
            meter* m;
            int next = 0;
            std::optional<asio::awaitable<int>> operator()() { return next++ == 0 ? measured(m, 1, 1) : stuck(m); }
        };
        auto const use = [](asio::any_io_executor executor, meter* count) -> asio::awaitable<void> {
            auto numbers = in_order<int>(executor, 4, plan{count});
            auto* first = co_await numbers.next();
            CHECK(*first == 1);
        };
        support::run(context, use(context.get_executor(), &m));
        context.restart();
        context.run();
        CHECK(m.running == 0);
        CHECK(m.started == 4);
    }

    TEST_CASE("for_each_concurrent visits every item within its width")
    {
        for (std::size_t width : {0U, 1U, 4U, 50U}) {
            asio::io_context context;
            meter m;
            std::vector<int> seen;
            auto const visit = [&](int i) -> asio::awaitable<void> {
                auto work = measured(&m, i, 3);
                int const value = co_await std::move(work);
                seen.push_back(value);
            };
            support::run(context, for_each_concurrent(std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, width, visit));
            std::sort(seen.begin(), seen.end());
            CHECK(seen == std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
            CHECK(m.most == std::clamp<int>(static_cast<int>(width), 1, 10));
        }
    }

    TEST_CASE("an error stops for_each_concurrent after everything under way has ended")
    {
        asio::io_context context;
        meter m;
        int finished = 0;
        auto const visit = [&](int i) -> asio::awaitable<void> {
            guard const captured(finished); // the lambda and its captures are still there when this ends
            auto work = i == 1 ? fails(&m) : stuck(&m);
            co_await std::move(work);
        };
        CHECK_THROWS_AS(
            support::run(context, for_each_concurrent(std::vector{1, 2, 3, 4, 5}, 3, visit)), std::logic_error);
        CHECK(m.running == 0);
        CHECK(finished == 0);
        CHECK(m.started == 2);
    }

    TEST_CASE("cancelling for_each_concurrent ends everything under way before it returns")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        meter m;
        std::exception_ptr failed;
        bool done = false;
        auto const use = [](meter* count) -> asio::awaitable<void> {
            auto const visit = [count](int) -> asio::awaitable<void> {
                auto work = stuck(count);
                co_await std::move(work);
            };
            std::exception_ptr thrown;
            std::vector<int> items(5, 1);
            try {
                co_await for_each_concurrent(std::move(items), 3, visit);
            } catch (...) {
                thrown = std::current_exception();
            }
            CHECK(count->running == 0);
            REQUIRE(thrown);
            std::rethrow_exception(thrown);
        };
        asio::co_spawn(context, use(&m), asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e) {
                           failed = e;
                           done = true;
                       }));
        context.poll();
        CHECK(m.running == 3);
        stop.emit(asio::cancellation_type::terminal);
        stop.emit(asio::cancellation_type::terminal);
        context.restart();
        context.run();
        REQUIRE(done);
        REQUIRE(failed);
        CHECK_THROWS_AS(std::rethrow_exception(failed), boost::system::system_error);
        CHECK(m.started == 3);
    }

    TEST_CASE("a context destroyed under for_each_concurrent releases every coroutine")
    {
        meter m;
        {
            asio::io_context context;
            auto const visit = [&m](int) -> asio::awaitable<void> {
                auto work = stuck(&m);
                co_await std::move(work);
            };
            asio::co_spawn(context, for_each_concurrent(std::vector{1, 2, 3, 4, 5}, 3, visit), asio::detached);
            context.poll();
            CHECK(m.running == 3);
        }
        CHECK(m.running == 0);
    }

    TEST_CASE("for_each_concurrent works on a thread pool")
    {
        asio::thread_pool threads(3);
        std::atomic<int> sum = 0;
        auto const use = [](std::atomic<int>* to) -> asio::awaitable<void> {
            auto const visit = [to](int i) -> asio::awaitable<void> {
                int const value = i;
                co_await support::turns(value % 3);
                *to += value;
            };
            std::vector<int> items(100, 1);
            co_await for_each_concurrent(std::move(items), 8, visit);
        };
        asio::co_spawn(threads, use(&sum), asio::detached);
        threads.join();
        CHECK(sum == 100);
    }
}

} // namespace
