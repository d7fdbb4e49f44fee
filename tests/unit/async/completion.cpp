// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include <cogrant/async/completion.hpp>
#include <cogrant/http/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace cogrant;

asio::awaitable<result<std::string>> say(int turns)
{
    std::string out = "an answer that is too long to be kept without an allocation";
    co_await support::turns(turns);
    co_return out;
}

asio::awaitable<result<std::string>> refuse()
{
    co_await support::turn();
    error e(make_error_code(http_errc::forbidden), phase::token);
    e.edit().detail = "a scope is missing";
    co_return e;
}

asio::awaitable<result<std::string>> throws_failure()
{
    co_await support::turn();
    error e(make_error_code(http_errc::not_found), phase::decode);
    throw failure(e);
}

asio::awaitable<result<std::string>> programming_error()
{
    std::string const why = "no failure";
    co_await support::turn();
    throw std::logic_error(why);
}

asio::awaitable<result<std::string>> stuck()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer alarm(executor, asio::steady_timer::time_point::max());
    co_await alarm.async_wait(asio::use_awaitable);
    co_return std::string("never");
}

asio::awaitable<result<std::unique_ptr<int>>> owner()
{
    auto made = std::make_unique<int>(7);
    co_return made;
}

struct seen {
    int calls = 0;
    error_code code;
    std::string text;
    void operator()(error_code c, std::string t)
    {
        ++calls;
        code = c;
        text = std::move(t);
    }
};

auto to(seen& got)
{
    return [&got](error_code code, std::string text) { got(code, std::move(text)); };
}

TEST_SUITE("async/completion")
{
    TEST_CASE("a callback is called once, never inside the initiating call")
    {
        asio::io_context context;
        seen got;
        auto const initiate = [&] {
            async_run(context.get_executor(), say(0), nullptr, to(got));
            CHECK(got.calls == 0);
        };
        initiate();
        context.run();
        CHECK(got.calls == 1);
        CHECK(got.text.starts_with("an answer"));

        got = seen();
        context.restart();
        asio::post(context, initiate); // also from within the context, where coroutines start inline
        context.run();
        CHECK(got.calls == 1);
        CHECK_FALSE(got.code);
    }

    TEST_CASE("use_awaitable gives the value or throws the code")
    {
        asio::io_context context;
        auto const good = [](asio::any_io_executor on) -> asio::awaitable<std::string> {
            auto work = async_run(on, say(1), nullptr, asio::use_awaitable);
            auto out = co_await std::move(work);
            co_return out;
        };
        CHECK(support::run(context, good(context.get_executor())).starts_with("an answer"));
        auto const bad = [](asio::any_io_executor on) -> asio::awaitable<std::string> {
            auto work = async_run(on, refuse(), nullptr, asio::use_awaitable);
            auto out = co_await std::move(work);
            co_return out;
        };
        CHECK_THROWS_AS(support::run(context, bad(context.get_executor())), boost::system::system_error);
    }

    TEST_CASE("deferred begins nothing until it is called")
    {
        asio::io_context context;
        seen got;
        auto operation = async_run(context.get_executor(), say(1), nullptr, asio::deferred);
        context.run();
        CHECK(got.calls == 0);
        std::move(operation)(to(got));
        context.restart();
        context.run();
        CHECK(got.calls == 1);
    }

    TEST_CASE("use_future gives the value and throws the code")
    {
        asio::io_context context;
        auto good = async_run(context.get_executor(), say(2), nullptr, asio::use_future);
        auto bad = async_run(context.get_executor(), refuse(), nullptr, asio::use_future);
        context.run();
        CHECK(good.get().starts_with("an answer"));
        CHECK_THROWS_AS(bad.get(), boost::system::system_error);
    }

    TEST_CASE("as_tuple and redirect_error give the code as a value")
    {
        asio::io_context context;
        auto const use = [](asio::any_io_executor on) -> asio::awaitable<void> {
            auto work = async_run(on, refuse(), nullptr, asio::as_tuple(asio::use_awaitable));
            auto both = co_await std::move(work);
            auto& [code, text] = both;
            CHECK(code == condition::forbidden);
            CHECK(text.empty());
            error_code redirected;
            auto again = async_run(on, refuse(), nullptr, asio::redirect_error(asio::use_awaitable, redirected));
            auto const none = co_await std::move(again);
            CHECK(none.empty());
            CHECK(redirected == make_error_code(http_errc::forbidden));
        };
        support::run(context, use(context.get_executor()));
    }

    TEST_CASE("the handler runs on its associated executor")
    {
        asio::io_context context;
        asio::io_context other;
        auto const strand = asio::make_strand(other);
        bool on_strand = false;
        async_run(context.get_executor(), say(1), nullptr, asio::bind_executor(strand, [&](error_code, std::string) {
                      on_strand = strand.running_in_this_thread();
                  }));
        context.run();
        CHECK_FALSE(on_strand);
        other.run();
        CHECK(on_strand);
    }

    TEST_CASE("the handler's executor has work as long as the operation runs")
    {
        asio::io_context context;
        asio::io_context other;
        async_run(context.get_executor(), say(1), nullptr, asio::bind_executor(other, [](error_code, std::string) {}));
        other.poll();
        CHECK_FALSE(other.stopped());
        context.run();
        other.run();
        CHECK(other.stopped());
    }

    TEST_CASE("the handler's cancellation slot ends the coroutine, and the handler is called once")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        seen got;
        async_run(context.get_executor(), stuck(), nullptr, asio::bind_cancellation_slot(stop.slot(), to(got)));
        context.poll();
        CHECK(got.calls == 0);
        stop.emit(asio::cancellation_type::terminal);
        context.restart();
        context.run();
        CHECK(got.calls == 1);
        CHECK(got.code == asio::error::operation_aborted);
        CHECK(got.code == condition::cancelled);
    }

    TEST_CASE("diagnostics hold the whole error, and nothing after a success")
    {
        asio::io_context context;
        error diagnostics;
        seen got;
        async_run(context.get_executor(), refuse(), &diagnostics, to(got));
        context.run();
        CHECK(got.code == make_error_code(http_errc::forbidden));
        CHECK(diagnostics.info().detail == "a scope is missing");
        CHECK(diagnostics.info().where == phase::token);

        async_run(context.get_executor(), throws_failure(), &diagnostics, to(got));
        context.restart();
        context.run();
        CHECK(got.code == make_error_code(http_errc::not_found));
        CHECK(diagnostics.info().where == phase::decode);

        async_run(context.get_executor(), say(0), &diagnostics, to(got));
        context.restart();
        context.run();
        CHECK_FALSE(got.code);
        CHECK_FALSE(diagnostics);
    }

    TEST_CASE("an exception that is no failure leaves through run")
    {
        asio::io_context context;
        async_run(context.get_executor(), programming_error(), nullptr, [](error_code, std::string) {});
        CHECK_THROWS_AS(context.run(), std::logic_error);
    }

    TEST_CASE("handler and value may be move-only")
    {
        asio::io_context context;
        int got = 0;
        async_run(
            context.get_executor(), owner(), nullptr,
            [&got, owned = std::make_unique<int>(1)](error_code, std::unique_ptr<int> value) {
                got = *value + *owned;
            });
        context.run();
        CHECK(got == 8);
    }

    TEST_CASE("a context destroyed under way destroys the handler uncalled")
    {
        auto const token = std::make_shared<int>();
        int calls = 0;
        {
            asio::io_context context;
            async_run(context.get_executor(), stuck(), nullptr, [&calls, token](error_code, std::string) { ++calls; });
            context.poll();
            CHECK(token.use_count() > 1);
        }
        CHECK(token.use_count() == 1);
        CHECK(calls == 0);
    }

    TEST_CASE("futures of a thread pool all become ready")
    {
        asio::thread_pool threads(3);
        std::vector<std::future<std::string>> all;
        for (int i = 0; i != 50; ++i)
            all.push_back(async_run(threads.get_executor(), say(i % 3), nullptr, asio::use_future));
        for (auto& one : all) CHECK_FALSE(one.get().empty());
        threads.join();
    }
}

} // namespace
