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
#include <memory>
#include <ranges>
#include <stdexcept>
#include <vector>

namespace {

using namespace cogrant;
using support::guard;
using numbers = std::vector<int>;

struct meter {
    int started = 0;
    int running = 0;
    int most = 0;
};

/// Takes as many turns as its number says; 0 is stuck, a negative one fails.
asio::awaitable<int> work(meter* m, int n)
{
    guard const held(m->running);
    ++m->started;
    m->most = std::max(m->most, m->running);
    if (n == 0) {
        auto executor = co_await asio::this_coro::executor;
        asio::steady_timer alarm(executor, asio::steady_timer::time_point::max());
        co_await alarm.async_wait(asio::use_awaitable);
    }
    co_await support::turns(n < 0 ? 1 : n);
    if (n < 0) throw failure(error(asio::error::connection_reset));
    co_return n;
}

asio::awaitable<void> silent(meter* m, int n)
{
    auto working = work(m, n);
    co_await std::move(working);
}

async_generator<int> sequence(numbers all, int* pulled = nullptr)
{
    auto const items = std::move(all);
    for (int n : items) {
        if (pulled != nullptr) ++*pulled;
        co_yield n;
    }
}

template <class T>
asio::awaitable<std::vector<T>> all(async_generator<T> source)
{
    std::vector<T> out;
    while (auto* item = co_await source.next()) out.push_back(*item);
    co_return out;
}

numbers run(async_generator<int> source)
{
    asio::io_context context;
    auto got = support::run(context, all(std::move(source)));
    context.restart();
    context.run();
    return got;
}

} // namespace

TEST_SUITE("async/fan_out")
{
    TEST_CASE("async_map keeps the order of the items, or gives results as they come")
    {
        for (std::size_t width : {0U, 1U, 3U, 20U}) {
            meter m;
            auto const f = [&m](int n) { return work(&m, n); };
            CHECK(run(async_map(numbers{9, 1, 5, 3}, width, f)) == numbers{9, 1, 5, 3});
            CHECK(m.most == std::clamp<int>(static_cast<int>(width), 1, 4));
            auto any = run(async_map(numbers{9, 1, 5, 3}, fan_out_options(width).keep_order(false), f));
            if (width == 20) CHECK(any == numbers{1, 3, 5, 9});
            std::sort(any.begin(), any.end());
            CHECK(any == numbers{1, 3, 5, 9});
            CHECK(m.running == 0);
        }
    }

    TEST_CASE("a slow one holds nobody up: its place is the only one it takes")
    {
        meter m;
        auto const f = [&m](int n) { return work(&m, n); };
        auto const got = run(async_map(numbers{30, 1, 1, 1, 1, 1, 1}, fan_out_options(2).keep_order(false), f));
        CHECK(got == numbers{1, 1, 1, 1, 1, 1, 30});
    }

    TEST_CASE("the items may come from a generator, which is never asked for more than there is room for")
    {
        meter m;
        int pulled = 0;
        auto const f = [&m](int n) { return work(&m, n); };
        asio::io_context context;
        auto mapped = async_map(sequence({1, 2, 3, 4, 5, 6}, &pulled), fan_out_options(2), f);
        CHECK(**std::make_unique<int*>(support::run(context, mapped.next())) == 1);
        CHECK(pulled == 2);
        CHECK(support::run(context, all(std::move(mapped))) == numbers{2, 3, 4, 5, 6});
        CHECK(run(async_map(sequence({}), 3, f)).empty());
    }

    TEST_CASE("items may be move-only, made by a view, or come from what is a generator and more")
    {
        struct listing : async_generator<int> {
            explicit listing(async_generator<int> g) : async_generator<int>(std::move(g)) {}
        };
        meter counted;
        CHECK(run(async_map(listing(sequence({1, 2})), 2, [&counted](int n) {
                  return work(&counted, n);
              })) == numbers{1, 2});
        std::vector<std::unique_ptr<int>> owned;
        for (int i = 1; i != 4; ++i) owned.push_back(std::make_unique<int>(i));
        meter m;
        CHECK(run(async_map(std::move(owned), 2, [&m](std::unique_ptr<int>& n) {
                  return work(&m, *n);
              })) == numbers{1, 2, 3});
        auto const doubled = std::views::iota(1, 4) | std::views::transform([](int n) { return 2 * n; });
        CHECK(run(async_map(doubled, 2, [&m](int n) { return work(&m, n); })) == numbers{2, 4, 6});
    }

    TEST_CASE("an error of async_map comes in its turn and cancels the rest; a result is a value like any other")
    {
        meter m;
        asio::io_context context;
        auto const f = [&m](int n) { return work(&m, n); };
        auto mapped = async_map(numbers{2, -1, 0, 0, 0}, 3, f);
        CHECK(*support::run(context, mapped.next()) == 2);
        CHECK_THROWS_AS(support::run(context, mapped.next()), failure);
        context.restart();
        context.run();
        CHECK(m.running == 0);
        CHECK(m.started == 4);
        CHECK(support::run(context, mapped.next()) == nullptr);

        auto const g = [](int n) -> asio::awaitable<result<int>> {
            result<int> out = n;
            if (n < 0) out = error(asio::error::eof);
            co_return out;
        };
        auto const got = support::run(context, all(async_map(numbers{1, -1, 2}, 2, g)));
        REQUIRE(got.size() == 3);
        CHECK(got[0].value() == 1);
        CHECK(!got[1].has_value());
        CHECK(got[2].value() == 2);
    }

    TEST_CASE("leaving async_map cancels what is under way, which keeps its item as long as it needs it")
    {
        meter m;
        asio::io_context context;
        auto const kept = std::make_shared<int>(1);
        {
            auto const f = [&m, kept](int n) { return work(&m, n); };
            auto mapped = async_map(sequence({1, 0, 0, 0}), 3, f);
            CHECK(*support::run(context, mapped.next()) == 1);
            CHECK(m.running == 2);
        }
        CHECK(m.running == 2);
        context.restart();
        context.run();
        CHECK(m.running == 0);
        CHECK(kept.use_count() == 1);
    }

    TEST_CASE("async_map that is closed leaves nothing under way: what its function refers to may go")
    {
        for (bool const order : {true, false}) {
            CAPTURE(order);
            asio::io_context context;
            meter m;
            auto const f = [&m](int n) { return work(&m, n); };
            auto mapped = async_map(sequence({1, 0, 0, 0}), fan_out_options(3).keep_order(order), f);
            CHECK(*support::run(context, mapped.next()) == 1);
            CHECK(m.running == 2);
            support::run(context, mapped.close());
            CHECK(m.running == 0);
            CHECK(support::run(context, mapped.next()) == nullptr);
            support::run(context, mapped.close()); // once more is nothing

            auto unused = async_map(sequence({0}), 1, f);
            support::run(context, unused.close());
            CHECK(m.started == 3);
        }
    }

    TEST_CASE("async_map that failed or was cancelled in the middle can be closed, too")
    {
        meter m;
        asio::io_context context;
        auto const f = [&m](int n) { return work(&m, n); };
        auto failing = async_map(numbers{-1, 0, 0}, 3, f);
        CHECK_THROWS_AS(support::run(context, failing.next()), failure);
        support::run(context, failing.close());
        CHECK(m.running == 0);

        auto stuck = async_map(numbers{0, 0, 0}, 2, f);
        asio::cancellation_signal stop;
        bool cancelled = false;
        auto const next = [](decltype(stuck)* from) -> asio::awaitable<void> {
            auto coming = from->next();
            co_await std::move(coming);
        };
        asio::co_spawn(context, next(&stuck), asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e) {
                           cancelled = e != nullptr;
                       }));
        context.restart();
        context.poll();
        CHECK(m.running == 2);
        stop.emit(asio::cancellation_type::terminal);
        while (!cancelled) context.run_one();
        support::run(context, stuck.close());
        CHECK(m.running == 0);
    }

    TEST_CASE("for_each_concurrent takes a generator, and an error of it ends everything under way first")
    {
        meter m;
        asio::io_context context;
        int pulled = 0;
        auto const f = [&m](int n) { return silent(&m, n); };
        support::run(context, for_each_concurrent(sequence({3, 1, 2}, &pulled), 2, f));
        CHECK(pulled == 3);
        CHECK(m.started == 3);
        auto const breaks = []() -> async_generator<int> {
            int stuck = 0;
            co_yield stuck;
            throw std::logic_error("as planned");
        };
        CHECK_THROWS_AS(support::run(context, for_each_concurrent(breaks(), 4, f)), std::logic_error);
        CHECK(m.running == 0);
    }

    TEST_CASE("try_for_each_concurrent does all items and collects what went wrong, by item")
    {
        meter m;
        asio::io_context context;
        auto const f = [&m](int n) { return silent(&m, n); };
        auto const failed = support::run(context, try_for_each_concurrent(numbers{1, -1, 5, -1, 2}, 2, f));
        REQUIRE(failed.size() == 2);
        CHECK(failed[0].index == 1);
        CHECK(failed[0].why == error_code(asio::error::connection_reset));
        CHECK(failed[1].index == 3);
        CHECK(m.started == 5);
        CHECK(m.running == 0);
    }

    TEST_CASE("cancelling try_for_each_concurrent ends everything under way, and is no error of an item")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        meter m;
        std::exception_ptr failed;
        auto const f = [&m](int n) { return silent(&m, n); };
        asio::co_spawn(
            context, try_for_each_concurrent(numbers{0, 0, 0, 0}, 3, f),
            asio::bind_cancellation_slot(
                stop.slot(), [&](std::exception_ptr e, std::vector<item_error> const&) { failed = e; }));
        context.poll();
        CHECK(m.running == 3);
        stop.emit(asio::cancellation_type::terminal);
        context.restart();
        context.run();
        REQUIRE(failed);
        CHECK_THROWS_AS(std::rethrow_exception(failed), boost::system::system_error);
        CHECK(m.running == 0);
        CHECK(m.started == 3);
    }

    TEST_CASE("async_map works on a thread pool, in either order")
    {
        for (bool order : {true, false}) {
            asio::thread_pool threads(3);
            std::atomic<int> sum = 0;
            auto const use = [](std::atomic<int>* to, bool keep) -> asio::awaitable<void> {
                auto const f = [](int n) -> asio::awaitable<int> {
                    int const value = n;
                    co_await support::turns(value % 3);
                    co_return value;
                };
                auto mapped = async_map(std::views::iota(1, 201), fan_out_options(8).keep_order(keep), f);
                while (auto* n = co_await mapped.next()) *to += *n;
            };
            asio::co_spawn(threads, use(&sum, order), asio::detached);
            threads.join();
            CHECK(sum == 200 * 201 / 2);
        }
    }
}
