// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

// The phases of a connection are in tests/integration/http_deadlines.cpp.
TEST_SUITE("pipeline/deadline")
{
    TEST_CASE("deadline_names_the_phase: rate limiter, at once when no permit can be had in time")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(200);
        basic_rate_limiter<manual_clock> const limiter(limiter_options().permits(1).burst(1).window(100s));
        auto client = deadline<manual_clock>(5s) | limit(limiter) | send(peer);
        http::exchange first(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, first).has_value());
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const got = parts::send(time, client, x);
        REQUIRE(got.has_error());
        CHECK(got.error() == condition::timeout);
        CHECK(got.error().info().where == phase::limiter);
        CHECK(time.elapsed() == 0s);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("deadline_names_the_phase: token")
    {
        virtual_time time;
        scripted_peer peer;
        parts::numbered_tokens::state state;
        state.delay = 1h;
        parts::token_source tokens(time.context.get_executor(), parts::numbered_tokens{&state});
        std::vector<http::origin> const origins{parts::api()};
        auto client = deadline<manual_clock>(5s) | authorize(tokens, origins) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        std::optional<result<http::response>> got;
        time.start(parts::send_into(client, x, got));
        time.run_for(6s);
        REQUIRE(got.has_value());
        CHECK(got->error() == http_errc::deadline_exceeded);
        CHECK(got->error().info().where == phase::token);
        time.run();
        CHECK(peer.problems() == "");
    }

    TEST_CASE("deadline_names_the_phase: a backoff beyond the deadline is not begun, the failure before it is reported")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).fail_after_write(asio::error::connection_reset).after(4s);
        peer.expect(get("/b")).reply(503, "", {{"Retry-After", "60"}}).after(4s);
        auto client = deadline<manual_clock>(5s) |
                      retry<manual_clock>(retry_options().schedule(backoff().base(1h).cap(1h))) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const got = parts::send(time, client, x);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == asio::error::connection_reset);
        CHECK(time.elapsed() == 4s);
        http::exchange y(parts::ask(http::method::get, "/b"));
        CHECK(parts::send(time, client, y).has_value());
        CHECK(y.verdict == retry_errc::retry_after_past_deadline);
        CHECK(y.verdict == condition::timeout);
        CHECK(time.elapsed() == 8s);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("one deadline spans the tries and the waits between them")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503, "", {{"Retry-After", "3"}}).after(1s);
        peer.expect(get("/a")).stay_silent();
        auto client = deadline<manual_clock>(10s) | retry<manual_clock>(retry_options().schedule(backoff().base(0s))) |
                      send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const got = parts::send(time, client, x);
        REQUIRE(got.has_error());
        CHECK(got.error() == http_errc::deadline_exceeded);
        CHECK(got.error().info().attempts == 2);
        CHECK(time.elapsed() == 10s);
    }
}
