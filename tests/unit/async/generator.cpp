// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include <cogrant/async/clock.hpp>
#include <cogrant/async/generator.hpp>
#include <cogrant/http/error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace cogrant;
using support::guard;

async_generator<int> count(int n)
{
    int i = 0;
    for (; i != n; ++i) {
        co_await support::turn();
        co_yield i;
    }
}

async_generator<int> count_without_waiting(int n)
{
    int i = 0;
    for (; i != n; ++i) co_yield i;
}

async_generator<int> guarded(int* alive)
{
    guard const held(*alive);
    for (int i = 0;; ++i) {
        co_await support::turn();
        guard const page(*alive);
        co_yield i;
    }
}

asio::awaitable<void> never()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer alarm(executor, asio::steady_timer::time_point::max());
    co_await alarm.async_wait(asio::use_awaitable);
}

struct observed {
    int alive = 0;
    int aborted = 0;
};

async_generator<int> stuck(observed* seen)
{
    guard const held(seen->alive);
    co_yield 1;
    bool stopped = false;
    try {
        co_await never();
    } catch (boost::system::system_error const& e) {
        stopped = e.code() == asio::error::operation_aborted;
    }
    if (stopped) {
        ++seen->aborted;
        throw boost::system::system_error(asio::error::operation_aborted);
    }
}

async_generator<int> stops_its_consumer(asio::cancellation_signal* stop, observed* seen)
{
    guard const held(seen->alive);
    co_await support::turn();
    stop->emit(asio::cancellation_type::terminal);
    try {
        co_await never();
    } catch (boost::system::system_error const& e) {
        if (e.code() == asio::error::operation_aborted) ++seen->aborted;
        throw;
    }
    co_yield 1;
}

asio::awaitable<std::vector<int>> all(async_generator<int> numbers)
{
    std::vector<int> out;
    while (auto* n = co_await numbers.next()) out.push_back(*n);
    co_return out;
}

asio::awaitable<void> drain(async_generator<int> numbers)
{
    auto items = all(std::move(numbers));
    auto const got = co_await std::move(items);
    static_cast<void>(got);
}

asio::awaitable<int> first_of(async_generator<int> numbers)
{
    int out = -1;
    while (auto* n = co_await numbers.next()) {
        out = *n;
        if (out == 2) break;
    }
    co_return out;
}

async_generator<int> fails(int* alive)
{
    guard const held(*alive);
    co_yield 1;
    error e(make_error_code(http_errc::server_error), phase::body);
    throw failure(e);
}

async_generator<int> programming_error()
{
    int one = 1;
    co_yield one;
    throw std::logic_error("no failure");
}

async_generator<std::unique_ptr<int>> owners()
{
    int i = 0;
    for (; i != 3; ++i) {
        auto item = std::make_unique<int>(i);
        co_yield item;
        if (i == 1) co_yield std::make_unique<int>(100);
    }
}

async_generator<std::string> texts()
{
    std::string kept = "a string that is too long to be kept without an allocation";
    co_yield kept;
    co_yield kept + ", made for the yield";
}

async_generator<int> sum_of_pairs(async_generator<int> numbers)
{
    int sum = 0;
    while (auto* first = co_await numbers.next()) {
        sum = *first;
        auto* second = co_await numbers.next();
        if (second != nullptr) sum += *second;
        co_yield sum;
    }
}

async_generator<bool> same_executor(asio::any_io_executor expected)
{
    auto executor = co_await asio::this_coro::executor;
    bool const same = executor == expected;
    co_yield bool(same);
}

TEST_SUITE("async/generator")
{
    TEST_CASE("the items come in order and then the end, again and again")
    {
        asio::io_context context;
        CHECK(support::run(context, all(count(4))) == std::vector{0, 1, 2, 3});
        CHECK(support::run(context, all(count_without_waiting(3))) == std::vector{0, 1, 2});
        CHECK(support::run(context, all(count(0))).empty());
        auto const after_end = [](async_generator<int> numbers) -> asio::awaitable<bool> {
            auto* first = co_await numbers.next();
            auto* end = co_await numbers.next();
            auto* again = co_await numbers.next();
            co_return first != nullptr&& end == nullptr&& again == nullptr;
        };
        CHECK(support::run(context, after_end(count(1))));
        CHECK(support::run(context, all(async_generator<int>())).empty());
    }

    TEST_CASE("a hundred thousand items need no stack")
    {
        asio::io_context context;
        CHECK(support::run(context, all(count_without_waiting(100'000))).size() == 100'000);
    }

    TEST_CASE("nothing runs before the first next")
    {
        int alive = 0;
        {
            auto unused = guarded(&alive);
            CHECK(alive == 0);
        }
        CHECK(alive == 0);
    }

    TEST_CASE("leaving the loop in the middle of a page releases what the body holds")
    {
        asio::io_context context;
        int alive = 0;
        CHECK(support::run(context, first_of(guarded(&alive))) == 2);
        CHECK(alive == 0);
    }

    TEST_CASE("a failure of the body reaches the consumer once and is the end of the sequence")
    {
        asio::io_context context;
        int alive = 0;
        auto const use = [](async_generator<int> numbers, int* held) -> asio::awaitable<error> {
            auto* one = co_await numbers.next();
            error seen;
            try {
                one = co_await numbers.next();
            } catch (failure const& f) {
                seen = f.error();
            }
            CHECK(*held == 0);
            one = co_await numbers.next();
            CHECK(one == nullptr);
            co_return seen;
        };
        auto const seen = support::run(context, use(fails(&alive), &alive));
        CHECK(seen == make_error_code(http_errc::server_error));
        CHECK(seen.info().where == phase::body);
    }

    TEST_CASE("try_next gives a failure as a value, and lets other exceptions pass")
    {
        asio::io_context context;
        int alive = 0;
        auto const use = [](async_generator<int> numbers) -> asio::awaitable<error> {
            auto one = co_await numbers.try_next();
            CHECK(one.has_value());
            CHECK(**one == 1);
            auto two = co_await numbers.try_next();
            REQUIRE(two.has_error());
            auto three = co_await numbers.try_next();
            CHECK(three.value() == nullptr);
            co_return two.error();
        };
        CHECK(support::run(context, use(fails(&alive))) == make_error_code(http_errc::server_error));
        CHECK_THROWS_AS(support::run(context, use(programming_error())), std::logic_error);
    }

    TEST_CASE("items may be move-only, and may be moved from")
    {
        asio::io_context context;
        auto const take = [](async_generator<std::unique_ptr<int>> from) -> asio::awaitable<std::vector<int>> {
            std::vector<int> out;
            while (auto* item = co_await from.next()) {
                auto mine = std::move(*item);
                out.push_back(*mine);
            }
            co_return out;
        };
        CHECK(support::run(context, take(owners())) == std::vector{0, 1, 100, 2});
    }

    TEST_CASE("an item made in the co_yield expression lives until the following next")
    {
        asio::io_context context;
        auto const take = [](async_generator<std::string> from) -> asio::awaitable<std::string> {
            std::string out;
            while (auto* item = co_await from.next()) {
                co_await support::turn();
                out = *item;
            }
            co_return out;
        };
        CHECK(support::run(context, take(texts())).ends_with("made for the yield"));
    }

    TEST_CASE("a generator may consume another one")
    {
        asio::io_context context;
        CHECK(support::run(context, all(sum_of_pairs(count(5)))) == std::vector{1, 5, 4});
    }

    TEST_CASE("the body has the executor of the consumer")
    {
        asio::io_context context;
        auto const use = [](async_generator<bool> same) -> asio::awaitable<bool> {
            auto* item = co_await same.next();
            co_return *item;
        };
        CHECK(support::run(context, use(same_executor(context.get_executor()))));
    }

    TEST_CASE("a signal to the consumer ends the operation in the body, which sees operation_aborted")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        observed seen;
        std::exception_ptr failed;
        asio::co_spawn(
            context, drain(stuck(&seen)),
            asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e) { failed = e; }));
        context.poll();
        CHECK(seen.alive == 1);
        stop.emit(asio::cancellation_type::terminal);
        context.restart();
        context.poll();
        CHECK(seen.aborted == 1);
        CHECK(seen.alive == 0);
        REQUIRE(failed);
        CHECK_THROWS_AS(std::rethrow_exception(failed), boost::system::system_error);
    }

    TEST_CASE("an operation begun after the signal is refused, and the body sees operation_aborted")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        observed seen;
        std::exception_ptr failed;
        asio::co_spawn(
            context, drain(stops_its_consumer(&stop, &seen)),
            asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e) { failed = e; }));
        context.run();
        CHECK(seen.aborted == 1);
        CHECK(seen.alive == 0);
        REQUIRE(failed);
        CHECK_THROWS_AS(std::rethrow_exception(failed), boost::system::system_error);
    }

    TEST_CASE("a context destroyed while the body waits releases everything")
    {
        observed seen;
        {
            asio::io_context context;
            asio::co_spawn(context, drain(stuck(&seen)), asio::detached);
            context.poll();
            CHECK(seen.alive == 1);
        }
        CHECK(seen.alive == 0);
        CHECK(seen.aborted == 0);
    }

    TEST_CASE("moving hands the sequence over, and assigning ends the one before")
    {
        asio::io_context context;
        int alive = 0;
        auto const use = [](int* held) -> asio::awaitable<void> {
            auto one = guarded(held);
            auto* item = co_await one.next();
            CHECK(*item == 0);
            auto two = std::move(one);
            item = co_await one.next(); // NOLINT(bugprone-use-after-move): empty, as documented
            CHECK(item == nullptr);
            item = co_await two.next();
            CHECK(*item == 1);
            two = count(1);
            CHECK(*held == 0);
            item = co_await two.next();
            CHECK(*item == 0);
        };
        support::run(context, use(&alive));
        CHECK(alive == 0);
    }
}

} // namespace
