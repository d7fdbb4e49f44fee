// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "scripted_fetcher.hpp"
#include <cogrant/oauth/token_source.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

using source = basic_token_source<scripted_fetcher, manual_clock>;

asio::awaitable<void> throwing(source tokens, std::string& what, error& facts)
{
    auto source_kept = tokens;
    try {
        auto const t = co_await source_kept.get_token();
        what = t->expose();
    } catch (failure const& f) {
        what = f.what();
        facts = f.error();
    }
}

asio::awaitable<void> by_deferred(source tokens, std::string& what)
{
    auto operation = tokens.async_get_token();
    auto outcome = co_await std::move(operation)(asio::as_tuple(asio::use_awaitable));
    auto& [code, t] = outcome;
    what = code ? code.message() : std::string(t->expose());
}

/// Answers at once with a token of so long a life, from whatever thread.
struct busy_fetcher {
    std::atomic<int>* fetches;
    std::chrono::seconds life;

    asio::awaitable<result<token_set>> fetch(time_point)
    {
        auto const n = ++*fetches;
        co_await asio::post(asio::use_awaitable);
        token_set set;
        set.access_token = secret("token-" + std::to_string(n));
        set.expires_in = life;
        co_return set;
    }
};

template <class Source>
asio::awaitable<void> use_often(Source tokens, int times, std::atomic<int>& used)
{
    auto source_kept = tokens;
    for (int i = 0; i != times; ++i) {
        auto t = source_kept.try_get_token();
        if (!t) {
            auto got = co_await source_kept.await_token(no_deadline);
            if (got) t = *got;
        }
        if (t && t->expose().substr(0, 6) == "token-") ++used;
        if (t && i % 16 == 0) tokens.invalidate(t);
    }
}

} // namespace

TEST_SUITE("oauth/token_source_tokens")
{
    TEST_CASE("a callback runs on its own executor and never inside the call")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script));
        auto strand = asio::make_strand(time.context);
        std::string got;
        for (int round = 0; round != 2; ++round) {
            got.clear();
            tokens.async_get_token(asio::bind_executor(strand, [&](error_code code, token_ref t) {
                CHECK(!code);
                CHECK(strand.running_in_this_thread());
                got = t->expose();
            }));
            CHECK(got.empty());
            time.run();
            CHECK(got == "a");
        }
        CHECK(script.fetches == 1);
    }

    TEST_CASE("a callback gets the code, and the whole error where it asked for it")
    {
        virtual_time time;
        fetch_script script;
        script.refuse(oauth_errc::invalid_client, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script));
        error diagnostics;
        error_code got;
        tokens.async_get_token(diagnostics, [&](error_code code, token_ref t) {
            got = code;
            CHECK(!t);
        });
        time.run();
        CHECK(got == oauth_errc::invalid_client);
        CHECK(diagnostics.info().where == phase::token);
    }

    TEST_CASE("use_future and deferred work as tokens")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 0s).refuse(oauth_errc::invalid_client, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script));
        auto future = tokens.async_get_token(asio::use_future);
        time.run();
        CHECK(future.get()->expose() == "a");
        std::string what;
        time.run(by_deferred(tokens, what));
        CHECK(what == "a");
        tokens.invalidate(tokens.try_get_token());
        auto failing = tokens.async_get_token(asio::use_future);
        time.run();
        CHECK_THROWS_AS(failing.get(), boost::system::system_error);
    }

    TEST_CASE("the throwing spelling throws the whole error")
    {
        virtual_time time;
        fetch_script script;
        script.refuse(oauth_errc::invalid_client, 0s).answer("a", 3600s, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script));
        std::string what;
        error facts;
        time.run(throwing(tokens, what, facts));
        CHECK(facts.code() == oauth_errc::invalid_client);
        CHECK(what.find("client id or secret is refused [token]") != std::string::npos);
        tokens.forget_failures();
        time.run(throwing(tokens, what, facts));
        CHECK(what == "a");
    }

    TEST_CASE("a handler's cancellation slot cancels its wait")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 10s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script));
        asio::cancellation_signal stop;
        error_code got;
        tokens.async_get_token(
            asio::bind_cancellation_slot(stop.slot(), [&](error_code code, token_ref) { got = code; }));
        time.run_for(1s);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        CHECK(got == condition::cancelled);
        CHECK(script.cancelled == 1); // nobody else waited
    }

    TEST_CASE("a source whose copies went before the operation started is kept alive by it")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 0s);
        auto make = [&] {
            source const tokens(time.context.get_executor(), scripted_fetcher(script));
            return tokens.await_token(no_deadline);
        };
        auto operation = make();
        bool ended = false;
        asio::co_spawn(time.context, std::move(operation), [&](std::exception_ptr, result<token_ref> r) {
            ended = r.has_value();
        });
        time.run();
        CHECK(ended);
    }

    TEST_CASE("many threads use, wait for, refuse and renew one token")
    {
        manual_clock::reset();
        asio::thread_pool pool(4);
        std::atomic<int> fetches{0};
        std::atomic<int> used{0};
        basic_token_source<busy_fetcher, manual_clock> const tokens(pool.get_executor(), busy_fetcher{&fetches, 3600s});
        constexpr int coroutines = 8;
        constexpr int times = 200;
        for (int i = 0; i != coroutines; ++i) asio::co_spawn(pool, use_often(tokens, times, used), asio::detached);
        pool.join();
        CHECK(used == coroutines * times);
        CHECK(fetches >= 1);
        CHECK(fetches <= coroutines * times / 16 + coroutines);
    }

    TEST_CASE("many threads at once find the token missing and make one request")
    {
        manual_clock::reset();
        asio::thread_pool pool(4);
        std::atomic<int> fetches{0};
        std::atomic<int> used{0};
        {
            basic_token_source<busy_fetcher, manual_clock> const tokens(
                pool.get_executor(), busy_fetcher{&fetches, 3600s});
            for (int i = 0; i != 500; ++i) asio::co_spawn(pool, use_often(tokens, 1, used), asio::detached);
        }
        pool.join();
        CHECK(used == 500);
    }

    TEST_CASE("threads that go through refresh-ahead together renew once")
    {
        manual_clock::reset();
        asio::thread_pool pool(4);
        std::atomic<int> fetches{0};
        basic_token_source<busy_fetcher, manual_clock> const tokens(
            pool.get_executor(), busy_fetcher{&fetches, 3600s}, token_source_options().jitter(0));
        tokens.async_get_token(asio::use_future).get();
        manual_clock::advance(3400s);
        std::latch ready(3);
        auto const read = [&] {
            ready.arrive_and_wait();
            for (int i = 0; i != 2000; ++i)
                if (!tokens.try_get_token()) std::abort();
        };
        std::thread a(read);
        std::thread b(read);
        read();
        a.join();
        b.join();
        pool.join();
        CHECK(fetches == 2);
        CHECK(tokens.try_get_token()->expose() == "token-2");
    }
}
