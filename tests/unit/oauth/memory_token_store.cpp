// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/memory_token_store.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

using store = basic_memory_token_store<manual_clock>;
static_assert(token_store<store>);

stored_token record(std::string access)
{
    stored_token r;
    r.access_token = secret(access);
    return r;
}

asio::awaitable<void> swap_and_erase(store s)
{
    auto none = co_await s.load("k");
    CHECK(!none->has_value());
    auto const first = record("a");
    auto v1 = co_await s.save("k", first, 0);
    REQUIRE(v1.has_value());
    auto again = co_await s.save("k", first, 0);
    CHECK(again.error().code() == oauth_errc::store_conflict);
    auto const second = record("b");
    auto v2 = co_await s.save("k", second, *v1);
    REQUIRE(v2.has_value());
    auto late = co_await s.save("k", first, *v1);
    CHECK(late.error().code() == oauth_errc::store_conflict);
    auto found = co_await s.load("k");
    CHECK((**found).access_token.expose() == "b");
    CHECK((**found).version == *v2);
    auto stale = co_await s.erase("k", *v1);
    CHECK(stale.error().code() == oauth_errc::store_conflict);
    auto gone = co_await s.erase("k", *v2);
    CHECK(gone.has_value());
    auto nothing = co_await s.erase("k", 99);
    CHECK(nothing.has_value());
    auto v3 = co_await s.save("k", first, 0);
    CHECK(*v3 > *v2); // a record made anew is not taken for the old one
}

asio::awaitable<void>
hold(store s, std::string name, duration how_long, time_point deadline, std::vector<std::string>& log)
{
    auto leasing = s.lease("k", deadline);
    auto held = co_await std::move(leasing);
    if (!held) {
        log.push_back(name + ": " + held.error().code().message());
        co_return;
    }
    log.push_back(name + " begins");
    auto const stopped = co_await wait_until<manual_clock>(manual_clock::now() + how_long);
    log.push_back(name + (stopped ? " stopped" : " ends"));
}

} // namespace

TEST_SUITE("oauth/memory_token_store")
{
    TEST_CASE("a record is changed only by who knows its version")
    {
        virtual_time time;
        time.run(swap_and_erase(store()));
    }

    TEST_CASE("leases are given one at a time and in order; at the deadline the store is busy")
    {
        virtual_time time;
        store const s;
        std::vector<std::string> log;
        auto const start = manual_clock::now();
        time.start(hold(s, "a", 10s, no_deadline, log));
        time.start(hold(s, "b", 10s, start + 5s, log));
        time.start(hold(s, "c", 10s, no_deadline, log));
        time.start(hold(s, "d", 1s, start + 30s, log));
        time.run();
        CHECK(
            log == std::vector<std::string>{
                       "a begins", "b: the stored tokens are in use by another", "a ends", "c begins", "c ends",
                       "d begins", "d ends"});
    }

    TEST_CASE("a lease that was granted to one who is leaving goes to the next")
    {
        virtual_time time;
        store const s;
        std::vector<std::string> log;
        asio::cancellation_signal stop;
        time.start(hold(s, "a", 10s, no_deadline, log));
        time.run_for(1s);
        asio::co_spawn(
            time.context, hold(s, "b", 1s, no_deadline, log),
            asio::bind_cancellation_slot(stop.slot(), asio::detached));
        time.start(hold(s, "c", 1s, no_deadline, log));
        time.run_for(1s);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        CHECK(
            log == std::vector<std::string>{
                       "a begins", "b: " + error_code(asio::error::operation_aborted).message(), "a ends", "c begins",
                       "c ends"});
    }

    TEST_CASE("a coroutine that is destroyed gives its lease back")
    {
        store const s;
        std::vector<std::string> log;
        {
            virtual_time time;
            time.start(hold(s, "a", 10s, no_deadline, log));
            time.start(hold(s, "b", 10s, no_deadline, log));
            time.run_for(1s);
        }
        virtual_time time;
        time.run(hold(s, "c", 1s, no_deadline, log));
        CHECK(log == std::vector<std::string>{"a begins", "c begins", "c ends"});
    }
}
