// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "scripted_fetcher.hpp"
#include <cogrant/oauth/token_source.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <chrono>
#include <deque>
#include <list>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

using source = basic_token_source<scripted_fetcher, manual_clock>;

token_source_options plain() { return token_source_options().jitter(0); }

/// What became of those who asked for a token.
struct answers {
    std::vector<std::string> tokens;
    std::vector<error> errors;
};

asio::awaitable<void> ask(source tokens, answers& out, time_point deadline = no_deadline)
{
    auto got = co_await tokens.await_token(deadline);
    if (got) out.tokens.emplace_back((*got)->expose());
    else out.errors.push_back(got.error());
}

asio::awaitable<void> ask_at(source tokens, answers& out, duration when)
{
    auto const code = co_await wait_until<manual_clock>(manual_clock::now() + when);
    CHECK(!code);
    auto got = co_await tokens.await_token(no_deadline);
    if (got) out.tokens.emplace_back((*got)->expose());
    else out.errors.push_back(got.error());
}

} // namespace

static_assert(std::is_constructible_v<
              basic_token_source<archetypes::token_fetcher, archetypes::monotonic_clock>, asio::any_io_executor,
              archetypes::token_fetcher>);

TEST_SUITE("oauth/token_source")
{
    TEST_CASE("100 coroutines across the expiry make one request")
    {
        virtual_time time;
        fetch_script script;
        script.answer("first", 3600s, 1s).answer("second", 3600s, 1s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        for (int i = 0; i != 100; ++i) time.start(ask(tokens, out));
        time.run();
        CHECK(script.fetches == 1);
        CHECK(out.tokens == std::vector<std::string>(100, "first"));
        manual_clock::advance(2h);
        out.tokens.clear();
        for (int i = 0; i != 100; ++i) time.start(ask(tokens, out));
        time.run();
        CHECK(script.fetches == 2);
        CHECK(out.tokens == std::vector<std::string>(100, "second"));
    }

    TEST_CASE("a token at hand is given without waiting, and the lock-free read never waits")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 1s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        CHECK(!tokens.try_get_token());
        answers out;
        time.run(ask(tokens, out));
        auto const t = tokens.try_get_token();
        REQUIRE(static_cast<bool>(t));
        CHECK(t->expose() == "a");
        CHECK(t->authorization() == "Bearer a");
        CHECK(t->generation() == 1);
        CHECK(script.fetches == 1);
    }

    TEST_CASE("the first waiter is cancelled and the other 99 get their token")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 10s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        answers first;
        asio::cancellation_signal stop;
        asio::co_spawn(time.context, ask(tokens, first), asio::bind_cancellation_slot(stop.slot(), asio::detached));
        for (int i = 0; i != 99; ++i) time.start(ask(tokens, out));
        time.run_for(1s);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        REQUIRE(first.errors.size() == 1);
        CHECK(first.errors[0] == condition::cancelled);
        CHECK(first.errors[0].info().where == phase::token);
        CHECK(out.tokens == std::vector<std::string>(99, "a"));
        CHECK(script.fetches == 1);
    }

    TEST_CASE("all waiters are cancelled and the next one profits from the request under way, if the source is told so")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 10s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain().finish_unwanted(true));
        answers out;
        std::list<asio::cancellation_signal> stops(20);
        for (auto& stop : stops)
            asio::co_spawn(time.context, ask(tokens, out), asio::bind_cancellation_slot(stop.slot(), asio::detached));
        time.run_for(1s);
        for (auto& stop : stops) stop.emit(asio::cancellation_type::terminal);
        time.run_for(1s);
        CHECK(out.errors.size() == 20);
        time.run(ask(tokens, out));
        CHECK(out.tokens == std::vector<std::string>{"a"});
        CHECK(script.fetches == 1);
    }

    TEST_CASE("a failure is shared by all who wait, and not kept")
    {
        virtual_time time;
        fetch_script script;
        script.refuse(oauth_errc::temporarily_unavailable, 1s).answer("a", 3600s, 1s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        for (int i = 0; i != 50; ++i) time.start(ask(tokens, out));
        time.run();
        CHECK(script.fetches == 1);
        REQUIRE(out.errors.size() == 50);
        for (auto const& e : out.errors) CHECK(e.code() == oauth_errc::temporarily_unavailable);
        CHECK(!tokens.try_get_token());
        time.run(ask(tokens, out));
        CHECK(out.tokens == std::vector<std::string>{"a"});
    }

    TEST_CASE("refresh-ahead hands out the old token while one renewal runs")
    {
        virtual_time time;
        fetch_script script;
        script.answer("old", 3600s, 0s).answer("new", 3600s, 30s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        time.run(ask(tokens, out));
        manual_clock::advance(3400s);
        for (int i = 0; i != 1000; ++i) {
            auto const t = tokens.try_get_token();
            REQUIRE(static_cast<bool>(t));
            CHECK(t->expose() == "old");
        }
        CHECK(script.fetches == 0 + 1); // nothing runs inside the call
        time.run_for(29s);
        CHECK(script.fetches == 2);
        CHECK(tokens.try_get_token()->expose() == "old");
        time.run_for(2s);
        CHECK(tokens.try_get_token()->expose() == "new");
        time.run();
        CHECK(script.fetches == 2);
    }

    TEST_CASE("an early renewal that fails leaves the old token in use and is not hammered")
    {
        virtual_time time;
        fetch_script script;
        script.answer("old", 3600s, 0s);
        for (int i = 0; i != 100; ++i) script.refuse(oauth_errc::server_error, 0s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        time.run(ask(tokens, out));
        auto const expires_at = tokens.try_get_token()->expires_at();
        manual_clock::advance(3300s); // 264 s to go, a second at a time, 10 requests in each
        while (manual_clock::now() < expires_at) {
            for (int i = 0; i != 10; ++i) REQUIRE(static_cast<bool>(tokens.try_get_token()));
            time.run_for(1s);
        }
        CHECK(script.fetches > 5);
        CHECK(script.fetches < 30);
        CHECK(!tokens.try_get_token());
        time.run(ask(tokens, out));
        CHECK(out.errors.size() == 1);
    }

    TEST_CASE("a successful early renewal after a failed one is not held up by it")
    {
        virtual_time time;
        fetch_script script;
        script.answer("one", 3600s, 0s)
            .refuse(oauth_errc::server_error, 0s)
            .answer("two", 10s, 0s)
            .answer("three", 3600s, 0s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        time.run(ask(tokens, out));
        manual_clock::advance(3400s);
        CHECK(tokens.try_get_token()->expose() == "one");
        time.run();
        CHECK(script.fetches == 2);
        manual_clock::advance(30s);
        CHECK(tokens.try_get_token()->expose() == "one");
        time.run();
        CHECK(tokens.try_get_token()->expose() == "two");
        manual_clock::advance(6s);
        CHECK(tokens.try_get_token()->expose() == "two");
        time.run();
        CHECK(tokens.try_get_token()->expose() == "three");
    }

    TEST_CASE("a token of five seconds is not renewed in a loop")
    {
        virtual_time time;
        fetch_script script;
        for (int i = 0; i != 100; ++i) script.answer("t" + std::to_string(i), 5s, 0s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        for (int second = 0; second != 60; ++second)
            for (int i = 0; i != 10; ++i) time.start(ask_at(tokens, out, second * 1s + i * 100ms));
        time.run();
        CHECK(out.errors.empty());
        CHECK(out.tokens.size() == 600);
        CHECK(script.fetches >= 12);
        CHECK(script.fetches <= 30);
    }

    TEST_CASE("a token without any life serves those who waited for it, once")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 0s, 1s).answer("b", 0s, 1s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        for (int i = 0; i != 10; ++i) time.start(ask(tokens, out));
        time.run();
        CHECK(out.tokens == std::vector<std::string>(10, "a"));
        CHECK(script.fetches == 1);
        CHECK(!tokens.try_get_token());
        time.run(ask(tokens, out));
        CHECK(out.tokens.back() == "b");
        CHECK(script.fetches == 2);
    }

    TEST_CASE("a refused token is dropped only if it is still the current one")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 0s).answer("b", 3600s, 0s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        time.run(ask(tokens, out));
        auto const a = tokens.try_get_token();
        tokens.invalidate(a);
        CHECK(!tokens.try_get_token());
        time.run(ask(tokens, out));
        tokens.invalidate(a);
        tokens.invalidate(token_ref());
        tokens.invalidate(std::uint64_t{77});
        REQUIRE(static_cast<bool>(tokens.try_get_token()));
        CHECK(tokens.try_get_token()->expose() == "b");
        CHECK(script.fetches == 2);
    }

    TEST_CASE("a waiter leaves at its deadline, the others stay")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 10s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers hasty;
        answers patient;
        time.start(ask(tokens, hasty, manual_clock::now() + 3s));
        time.start(ask(tokens, patient, manual_clock::now() + 11s));
        time.run_for(4s);
        REQUIRE(hasty.errors.size() == 1);
        CHECK(hasty.errors[0].code() == http_errc::deadline_exceeded);
        CHECK(hasty.errors[0].info().where == phase::token);
        time.run();
        CHECK(patient.tokens.size() == 1);
    }

    TEST_CASE("the renewal's own timeout is what the fetcher is told")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 0s);
        source tokens(time.context.get_executor(), scripted_fetcher(script), plain().renewal_timeout(7s));
        answers out;
        auto const start = manual_clock::now();
        time.run(ask(tokens, out));
        CHECK(script.last_deadline == start + 7s);
    }

    TEST_CASE("a fetcher that throws wakes everybody")
    {
        for (int what = 0; what != 5; ++what) {
            CAPTURE(what);
            virtual_time time;
            fetch_script script;
            script.raise(what, 1s).answer("a", 3600s, 0s);
            source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
            answers out;
            for (int i = 0; i != 5; ++i) time.start(ask(tokens, out));
            time.run();
            CHECK(out.errors.size() == 5);
            tokens.forget_failures();
            time.run(ask(tokens, out));
            CHECK(out.tokens.size() == 1);
        }
    }

    TEST_CASE("the handle goes while its renewal is under way: the renewal is cancelled, nothing is left behind")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 0s).answer("b", 3600s, 3600s);
        {
            source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
            answers out;
            time.run(ask(tokens, out));
            manual_clock::advance(3400s);
            CHECK(static_cast<bool>(tokens.try_get_token()));
            time.run_for(1s);
            CHECK(script.under_way == 1);
        }
        time.run();
        CHECK(script.under_way == 0);
        CHECK(script.cancelled == 1);
    }

    TEST_CASE("a handle may go while copies of it wait, and before its operations start")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 1s);
        std::vector<std::string> got;
        {
            source tokens(time.context.get_executor(), scripted_fetcher(script), plain());
            tokens.async_get_token([&got](error_code code, token_ref) { got.push_back(code.message()); });
        }
        time.run();
        CHECK(got.size() == 1);
    }

    TEST_CASE("the context goes while a renewal is under way")
    {
        fetch_script script;
        script.answer("a", 3600s, 3600s);
        answers out;
        auto time = std::make_unique<virtual_time>();
        auto tokens = std::make_unique<source>(time->context.get_executor(), scripted_fetcher(script), plain());
        for (int i = 0; i != 3; ++i) time->start(ask(*tokens, out));
        time->run_for(1s);
        CHECK(script.under_way == 1);
        tokens.reset(); // the coroutines in the context hold copies
        time.reset();
        CHECK(script.under_way == 0);
        CHECK(out.tokens.empty());
    }
}
