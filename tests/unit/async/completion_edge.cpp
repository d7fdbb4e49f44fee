// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The rarer shapes of what passes the edge, and its cancellation.
#include "support/coroutines.hpp"
#include <cogrant/async/completion.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>

namespace {

using namespace cogrant;

struct only_made_whole {
    explicit only_made_whole(int n) : number(n) {}
    only_made_whole(only_made_whole&&) = default;
    only_made_whole& operator=(only_made_whole&&) = default;
    int number;
};

static_assert(std::is_same_v<completion_signature_t<std::string>, void(error_code, std::string)>);
static_assert(std::is_same_v<completion_signature_t<void>, void(error_code)>);
static_assert(
    std::is_same_v<completion_signature_t<only_made_whole>, void(error_code, std::optional<only_made_whole>)>);

// The executor's own token, else deferred.
using bound = asio::use_awaitable_t<>::executor_with_default<asio::io_context::executor_type>;
static_assert(std::is_same_v<default_token_t<bound>, asio::use_awaitable_t<>>);
static_assert(std::is_same_v<default_token_t<asio::any_io_executor>, asio::deferred_t>);

asio::awaitable<result<void>> nothing(bool good)
{
    result<void> out;
    co_await support::turn();
    if (!good) out = error(asio::error::access_denied);
    co_return out;
}

asio::awaitable<result<only_made_whole>> whole(bool good)
{
    result<only_made_whole> out = error(asio::error::access_denied);
    if (good) out = only_made_whole(7);
    co_await support::turn();
    co_return std::move(out);
}

asio::awaitable<result<int>> until_cancelled(int* ended)
{
    support::guard const here(*ended);
    auto const code = co_await wait_until(no_deadline);
    if (code) co_return error(code);
    co_return 1;
}

/// Cancels itself, as a hook of the user may do.
asio::awaitable<result<int>> suicidal(asio::cancellation_signal* stop)
{
    int const n = 2;
    co_await support::turn();
    stop->emit(asio::cancellation_type::terminal);
    co_await support::turn();
    co_return n;
}

TEST_SUITE("async/completion")
{
    TEST_CASE("an operation without a value completes with the code alone")
    {
        asio::io_context context;
        int calls = 0;
        for (bool const good : {true, false})
            async_run(context.get_executor(), nothing(good), nullptr, [&, good](error_code code) {
                ++calls;
                CHECK(!code == good);
            });
        context.run();
        CHECK(calls == 2);
    }

    TEST_CASE("a value that cannot be empty comes in an optional")
    {
        asio::io_context context;
        auto good = async_run(context.get_executor(), whole(true), nullptr, asio::use_future);
        std::optional<bool> empty;
        async_run(context.get_executor(), whole(false), nullptr, [&](error_code, std::optional<only_made_whole> value) {
            empty = !value.has_value();
        });
        context.run();
        CHECK(good.get()->number == 7);
        CHECK(empty == true);
    }

    TEST_CASE("partial and total cancellation change nothing, terminal ends the operation")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        error_code got;
        int calls = 0;
        int under_way = 0;
        async_run(
            context.get_executor(), until_cancelled(&under_way), nullptr,
            asio::bind_cancellation_slot(stop.slot(), [&](error_code code, int) {
                ++calls;
                got = code;
            }));
        for (auto const type :
             {asio::cancellation_type::none, asio::cancellation_type::partial, asio::cancellation_type::total,
              asio::cancellation_type::terminal}) {
            context.poll();
            CHECK(calls == 0);
            CHECK(under_way == 1);
            stop.emit(type);
            CHECK(calls == 0); // never within emit either, from outside
        }
        context.poll();
        CHECK(calls == 1);
        CHECK(under_way == 0);
        CHECK(got == asio::error::operation_aborted);
    }

    TEST_CASE(
        "a signal may be emitted before the first step, twice, after the end, and be gone before the operation is")
    {
        asio::io_context context;
        int calls = 0;
        int under_way = 0;
        auto const count = [&](error_code, int) { ++calls; };
        auto stop = std::make_unique<asio::cancellation_signal>();
        async_run(
            context.get_executor(), until_cancelled(&under_way), nullptr,
            asio::bind_cancellation_slot(stop->slot(), count));
        stop->emit(asio::cancellation_type::terminal);
        stop->emit(asio::cancellation_type::terminal);
        stop.reset();
        context.run();
        CHECK(calls == 1);

        stop = std::make_unique<asio::cancellation_signal>();
        async_run(
            context.get_executor(), nothing(true), nullptr,
            asio::bind_cancellation_slot(stop->slot(), [&](error_code) { ++calls; }));
        context.restart();
        context.run();
        CHECK(calls == 2);
        stop->emit(asio::cancellation_type::terminal);
        context.restart();
        context.run();
        CHECK(calls == 2);
    }

    TEST_CASE("an operation may cancel itself")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        error_code got;
        async_run(
            context.get_executor(), suicidal(&stop), nullptr,
            asio::bind_cancellation_slot(stop.slot(), [&](error_code code, int) { got = code; }));
        context.run();
        CHECK(got == asio::error::operation_aborted);
    }

    TEST_CASE("a context destroyed with a cancellable operation leaves a signal that can still be emitted")
    {
        asio::cancellation_signal stop;
        int under_way = 0;
        int calls = 0;
        {
            asio::io_context context;
            async_run(
                context.get_executor(), until_cancelled(&under_way), nullptr,
                asio::bind_cancellation_slot(stop.slot(), [&](error_code, int) { ++calls; }));
            context.poll();
            CHECK(under_way == 1);
        }
        CHECK(under_way == 0);
        stop.emit(asio::cancellation_type::terminal);
        CHECK(calls == 0);
    }

    TEST_CASE("operations on a thread pool are cancelled from another thread while they start, run and end")
    {
        asio::thread_pool threads(3);
        for (int i = 0; i != 300; ++i) {
            asio::cancellation_signal stop;
            int under_way = 0;
            std::promise<void> promise;
            auto done = promise.get_future();
            auto const ended = [&](error_code, int) { promise.set_value(); };
            async_run(
                threads.get_executor(), until_cancelled(&under_way), nullptr,
                asio::bind_cancellation_slot(stop.slot(), ended));
            for (int spins = 0; spins != i; ++spins) std::this_thread::yield();
            stop.emit(asio::cancellation_type::terminal);
            REQUIRE(done.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
            CHECK(under_way == 0);
        }
        threads.join();
    }

    TEST_CASE("the handler may live on an executor that runs it at once, and not within the initiating call")
    {
        asio::io_context context;
        int calls = 0;
        async_run(
            context.get_executor(), nothing(true), nullptr,
            asio::bind_executor(asio::system_executor(), [&](error_code) { ++calls; }));
        CHECK(calls == 0);
        context.run();
    }
}

} // namespace
