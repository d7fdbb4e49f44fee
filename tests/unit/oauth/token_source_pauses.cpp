// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What callers meet when the token endpoint fails, when they leave, and when there are too many of them.
#include "scripted_fetcher.hpp"
#include <cogrant/oauth/any_token_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

/// As `scripted_fetcher`, and says that its request spends something.
struct spending_fetcher : scripted_fetcher {
    using scripted_fetcher::scripted_fetcher;
    static constexpr bool uninterrupted = true;
};

using source = basic_token_source<scripted_fetcher, manual_clock>;

token_source_options plain() { return token_source_options().jitter(0); }

struct answers {
    std::vector<std::string> tokens;
    std::vector<error> errors;
};

template <class Source>
asio::awaitable<void> ask(Source tokens, answers& out, time_point deadline = no_deadline)
{
    auto got = co_await tokens.await_token(deadline);
    if (got) out.tokens.emplace_back((*got)->expose());
    else out.errors.push_back(got.error());
}

asio::awaitable<void> ask_for_ever(source tokens, answers& out, time_point until)
{
    auto const pause = 1ms;
    while (manual_clock::now() < until) {
        auto got = co_await tokens.await_token(no_deadline);
        if (got) out.tokens.emplace_back((*got)->expose());
        else out.errors.push_back(got.error());
        co_await wait_until<manual_clock>(manual_clock::now() + pause);
    }
}

/// Starts askers that can be cancelled.
template <class Source>
struct crowd {
    crowd(virtual_time& time, Source const& tokens, answers& out, std::size_t n) : stops(n)
    {
        for (auto& s : stops)
            asio::co_spawn(time.context, ask(tokens, out), asio::bind_cancellation_slot(s.slot(), asio::detached));
    }
    void leave()
    {
        for (auto& s : stops) s.emit(asio::cancellation_type::terminal);
    }
    std::list<asio::cancellation_signal> stops;
};

} // namespace

TEST_SUITE("oauth/token_source_pauses")
{
    TEST_CASE("a token endpoint that is down is not hammered by those who have no token")
    {
        virtual_time time;
        fetch_script script;
        for (int i = 0; i != 100; ++i) script.refuse(oauth_errc::server_error, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        auto const until = manual_clock::now() + 60s;
        for (int i = 0; i != 20; ++i) time.start(ask_for_ever(tokens, out, until));
        time.run();
        CHECK(script.fetches >= 6);  // 0.25, 0.5, 1, 2, 4, 8, 15, 15, ... seconds
        CHECK(script.fetches <= 12);
        CHECK(out.errors.size() >= 20 * 6);
    }

    TEST_CASE("invalid_client is not hammered: the others hear of it at once, with the time that is left")
    {
        virtual_time time;
        fetch_script script;
        for (int i = 0; i != 100; ++i) script.refuse(oauth_errc::invalid_client, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        time.run(ask(tokens, out));
        manual_clock::advance(5s);
        time.run(ask(tokens, out));
        REQUIRE(out.errors.size() == 2);
        CHECK(out.errors[1].code() == oauth_errc::invalid_client);
        CHECK(!out.errors[0].info().retry_after.has_value());
        CHECK(out.errors[1].info().retry_after == 10s);
        CHECK(script.fetches == 1);
        for (int i = 0; i != 3600; ++i) {
            time.run(ask(tokens, out));
            manual_clock::advance(1s);
        }
        CHECK(script.fetches >= 20);
        CHECK(script.fetches <= 28); // every 150 s in the end
    }

    TEST_CASE("S31: a Retry-After of the token endpoint holds for all callers, and for an hour at most")
    {
        virtual_time time;
        fetch_script script;
        error busy(make_error_code(http_errc::too_many_requests), phase::token);
        busy.edit().retry_after = 20s;
        script.refuse(busy, 0s);
        busy.edit().retry_after = 410'400s;
        script.refuse(busy, 0s).answer("a", 3600s, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        time.run(ask(tokens, out));
        auto const start = manual_clock::now();
        time.run(ask(tokens, out, start + 10s)); // the deadline does not allow the wait
        REQUIRE(out.errors.size() == 2);
        CHECK(manual_clock::now() == start);
        CHECK(out.errors[1].code() == http_errc::too_many_requests);
        CHECK(out.errors[1].info().retry_after == 20s);
        CHECK(script.fetches == 1);
        time.run(ask(tokens, out)); // this one waits
        CHECK(manual_clock::now() >= start + 20s);
        CHECK(script.fetches == 2);
        time.run(ask(tokens, out)); // and this one not through an hour
        CHECK(out.errors.back().info().retry_after <= 3601s);
        CHECK(out.errors.back().info().retry_after >= 3599s);
        manual_clock::advance(3601s);
        time.run(ask(tokens, out));
        CHECK(out.tokens.size() == 1);
        CHECK(script.fetches == 3);
    }

    TEST_CASE("who comes during a pause waits for the next try and shares its outcome, whatever it is")
    {
        virtual_time time;
        fetch_script script;
        script.refuse(oauth_errc::server_error, 0s).refuse(oauth_errc::temporarily_unavailable, 1s).answer("a", 9s, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        time.run(ask(tokens, out));
        for (int i = 0; i != 100; ++i) time.start(ask(tokens, out));
        time.run();
        CHECK(script.fetches == 2);
        REQUIRE(out.errors.size() == 101);
        CHECK(out.errors.back().code() == oauth_errc::temporarily_unavailable);
        for (int i = 0; i != 100; ++i) time.start(ask(tokens, out));
        time.run();
        CHECK(out.tokens.size() == 100);
        CHECK(script.fetches == 3);
    }

    TEST_CASE("a login ends the pause: those who wait try at once")
    {
        virtual_time time;
        fetch_script script;
        script.refuse(oauth_errc::invalid_client, 0s).answer("a", 1s, 0s).refuse(oauth_errc::server_error, 0s);
        script.refuse(oauth_errc::server_error, 0s).answer("b", 3600s, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        time.run(ask(tokens, out));
        tokens.forget_failures();
        time.run(ask(tokens, out));
        CHECK(out.tokens.size() == 1);
        manual_clock::advance(2s);
        time.run(ask(tokens, out));
        time.run(ask(tokens, out)); // the pause has grown
        auto const start = manual_clock::now();
        time.start(ask(tokens, out));
        time.run_for(1ms);
        tokens.forget_failures();
        time.run();
        CHECK(manual_clock::now() - start <= 2ms);
        CHECK(out.tokens.size() == 2);
    }

    TEST_CASE("S42: the last waiter to leave ends the renewal; who comes later starts another")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 100s).answer("b", 3600s, 1s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        crowd<source> some(time, tokens, out, 10);
        time.run_for(1s);
        CHECK(script.under_way == 1);
        some.leave();
        time.run_for(1ms);
        CHECK(script.under_way == 0);
        CHECK(script.cancelled == 1);
        CHECK(out.errors.size() == 10);
        for (auto const& e : out.errors) CHECK(e == condition::cancelled);
        time.run(ask(tokens, out));
        CHECK(out.tokens == std::vector<std::string>{"b"});
        CHECK(script.fetches == 2);
    }

    TEST_CASE("S42: who comes while an abandoned renewal is ending gets a token, not the cancellation of others")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 100s).answer("b", 3600s, 1s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers gone;
        answers out;
        crowd<source> some(time, tokens, gone, 3);
        time.run_for(1s);
        some.leave();
        time.context.restart();
        while (gone.errors.size() != 3) time.context.poll_one(); // all have left, the renewal has not heard of it yet
        CHECK(script.under_way == 1);
        time.start(ask(tokens, out));
        auto const start = manual_clock::now();
        time.run();
        CHECK(manual_clock::now() - start <= 1100ms);
        CHECK(out.tokens == std::vector<std::string>{"b"});
    }

    TEST_CASE("an early renewal is not ended by anybody, nor one whose request spends something")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 100s, 0s).answer("b", 3600s, 100s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain().renewal_timeout(200s));
        answers out;
        time.run(ask(tokens, out));
        manual_clock::advance(60s);
        CHECK(static_cast<bool>(tokens.try_get_token()));
        manual_clock::advance(60s); // ends before the new one is there
        time.run(ask(tokens, out, manual_clock::now() + 1s));
        CHECK(script.cancelled == 0);

        fetch_script spending;
        spending.answer("c", 3600s, 10s);
        basic_token_source<spending_fetcher, manual_clock> const once(
            time.context.get_executor(), spending_fetcher(spending), plain());
        time.start(ask(once, out, manual_clock::now() + 1s));
        time.run();
        CHECK(spending.cancelled == 0);
        CHECK(spending.last_deadline > manual_clock::now() + 30s);
        CHECK(static_cast<bool>(once.try_get_token()));

        fetch_script hidden;
        hidden.answer("d", 3600s, 10s);
        basic_token_source<any_token_fetcher, manual_clock> const any(
            time.context.get_executor(), spending_fetcher(hidden), plain());
        time.start(ask(any, out, manual_clock::now() + 1s));
        time.run();
        CHECK(hidden.cancelled == 0);
        CHECK(static_cast<bool>(any.try_get_token()));
    }

    TEST_CASE("the renewal obeys the longest deadline of those who wait, and its own timeout")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 5s).answer("b", 3600s, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain().renewal_timeout(20s));
        answers out;
        auto const start = manual_clock::now();
        time.start(ask(tokens, out, start + 2s));
        time.start(ask(tokens, out, start + 8s)); // later, and longer
        time.run_for(1s);
        CHECK(script.last_deadline == start + 2s);
        time.run();
        CHECK(out.errors.size() == 1);
        CHECK(out.tokens == std::vector<std::string>{"a"});
    }

    TEST_CASE("a renewal that was cut short by a hasty caller is begun again for the patient one")
    {
        virtual_time time;
        fetch_script script;
        script.refuse(error(make_error_code(http_errc::deadline_exceeded), phase::connect), 2s).answer("b", 3600s, 0s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain());
        answers out;
        auto const start = manual_clock::now();
        time.start(ask(tokens, out, start + 2s));
        time.start(ask(tokens, out, start + 30s));
        time.run();
        CHECK(out.errors.size() == 1);
        CHECK(out.tokens == std::vector<std::string>{"b"});
        CHECK(manual_clock::now() - start < 3s);
    }

    TEST_CASE("S43: callers beyond the limit fail at once and say why")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 1s);
        source const tokens(time.context.get_executor(), scripted_fetcher(script), plain().max_waiters(100));
        answers out;
        for (int i = 0; i != 10'000; ++i) time.start(ask(tokens, out));
        time.run();
        CHECK(out.tokens.size() == 100);
        REQUIRE(out.errors.size() == 9900);
        CHECK(out.errors[0].code() == boost::system::errc::resource_unavailable_try_again);
        CHECK(out.errors[0].message().find("too many callers wait for a token") != std::string::npos);
        time.run(ask(tokens, out));
        CHECK(out.tokens.size() == 101);
    }

    TEST_CASE("those who waited and left make room for others")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 3600s, 10s);
        source const tokens(
            time.context.get_executor(), scripted_fetcher(script), plain().max_waiters(2).finish_unwanted(true));
        answers out;
        crowd<source> some(time, tokens, out, 2);
        time.run_for(1s);
        some.leave();
        time.run_for(1s);
        time.run(ask(tokens, out));
        CHECK(out.tokens.size() == 1);
    }
}
