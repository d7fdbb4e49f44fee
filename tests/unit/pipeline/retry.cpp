// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using kind = http::event::kind;

namespace {

/// Waits that can be foretold: none but what the server asks for.
retry_options exact() { return retry_options().schedule(backoff().base(0s)); }

} // namespace

TEST_SUITE("pipeline/retry")
{
    TEST_CASE("503 is tried again after exactly what the server asks for")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503, "", {{"Retry-After", "7"}}).after(1s);
        peer.expect(get("/a")).reply(503, "", {{"Retry-After", "20"}}).after(1s);
        peer.expect(get("/a")).reply(200, "x").after(1s);
        auto client = retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const answer = parts::send(time, client, x);
        REQUIRE(answer.has_value());
        CHECK(answer->body == "x");
        CHECK(time.elapsed() == 30s);
        CHECK(x.attempts == 3);
        CHECK(!x.verdict);
        CHECK(peer.problems() == "");
        auto const at = peer.received();
        CHECK(at[1].at - at[0].at == 8s);
        CHECK(at[2].at - at[1].at == 21s);
    }

    TEST_CASE("without a wait asked for, the waits stay under the schedule's ceiling")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(500).times(6);
        auto client = retry<manual_clock>(retry_options().schedule(backoff().base(1s).cap(4s))) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x)->status == 500);
        CHECK(peer.problems() == "");
        CHECK(x.attempts == 6);
        auto const at = peer.received();
        duration const ceilings[] = {1s, 2s, 4s, 4s, 4s};
        for (std::size_t i = 0; i != 5; ++i) CHECK(at[i + 1].at - at[i].at <= ceilings[i]);
    }

    TEST_CASE("one deadline spans all tries and waits")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503, "", {{"Retry-After", "20"}}).times(2);
        peer.expect(get("/a")).stay_silent();
        auto client = deadline<manual_clock>(1min) | retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const answer = parts::send(time, client, x);
        REQUIRE(answer.has_error());
        CHECK(answer.error() == condition::timeout);
        CHECK(answer.error().info().attempts == 3);
        CHECK(time.elapsed() == 60s);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("an earlier deadline of the exchange stays, and a limit for ever is none")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).stay_silent();
        auto client = deadline<manual_clock>(1min) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"), manual_clock::now() + 5s);
        CHECK(parts::send(time, client, x).has_error());
        CHECK(time.elapsed() == 5s);
        peer.expect(get("/a")).reply(200).after(100h);
        auto endless = deadline<manual_clock>(duration::max()) | send(peer);
        http::exchange y(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, endless, y).has_value());
    }

    TEST_CASE("a Retry-After beyond the cap is handed up at once as retry_after_too_long")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(429, "<html>slow down</html>", {{"Retry-After", "410400"}});
        auto client = deadline<manual_clock>(1min) | retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a?q=1"));
        x.request.target = "/a";
        auto const answer = parts::fetched<http::response>(time, client, x);
        REQUIRE(answer.has_error());
        auto const& e = answer.error();
        CHECK(x.verdict == retry_errc::retry_after_too_long);
        CHECK(e.code() == retry_errc::retry_after_too_long);
        CHECK(e == condition::rate_limited);
        CHECK(e.info().status == 429);
        CHECK(e.info().retry_after == 410400s);
        CHECK(e.info().body_snippet == "<html>slow down</html>");
        CHECK(time.elapsed() == 0s);
    }

    TEST_CASE("a Retry-After beyond the deadline is not slept through")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503, "", {{"Retry-After", "61"}});
        auto client = deadline<manual_clock>(1min) | retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const answer = parts::fetched<http::response>(time, client, x);
        REQUIRE(answer.has_error());
        CHECK(answer.error().code() == retry_errc::retry_after_past_deadline);
        CHECK(answer.error().info().retry_after == 61s);
        CHECK(time.elapsed() == 0s);
    }

    TEST_CASE("a POST is not sent again once its bytes were written, a query POST is")
    {
        for (bool const query : {false, true}) {
            CAPTURE(query);
            virtual_time time;
            scripted_peer peer;
            peer.expect(post("/q")).fail_after_write(asio::error::connection_reset);
            if (query) peer.expect(post("/q")).reply(200);
            auto client = retry<manual_clock>(exact()) | send(peer);
            http::exchange x(parts::ask(http::method::post, "/q"));
            x.request.query = query;
            CHECK(parts::send(time, client, x).has_value() == query);
            CHECK(peer.problems() == "");
        }
    }

    TEST_CASE("a POST that never left is sent again, one that the server failed on is not")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/q")).fail_before_write(asio::error::connection_refused);
        peer.expect(post("/q")).reply(429, "", {{"Retry-After", "1"}});
        peer.expect(post("/q")).reply(502);
        auto client = retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::post, "/q"));
        CHECK(parts::send(time, client, x)->status == 502);
        CHECK(peer.problems() == "");
        CHECK(x.attempts == 3);
    }

    TEST_CASE("a try that failed after its bytes were written does not taint the next one that failed before")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/q")).fail_after_write(asio::error::connection_reset);
        peer.expect(get("/q")).fail_before_write(asio::error::connection_refused);
        peer.expect(get("/q")).reply(200);
        auto client = retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/q"));
        CHECK(parts::send(time, client, x).has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("an exchange that is sent again begins with no tries and no verdict")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(429, "", {{"Retry-After", "9999"}});
        peer.expect(get("/a")).reply(404);
        auto client = retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::fetched<http::response>(time, client, x).error().code() == retry_errc::retry_after_too_long);
        auto const second = parts::fetched<http::response>(time, client, x);
        REQUIRE(second.has_error());
        CHECK(second.error().code() == http_errc::not_found);
        CHECK(second.error().info().attempts == 1);
    }

    TEST_CASE("cancellation ends a wait between tries")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503, "", {{"Retry-After", "100"}});
        auto client = retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        std::optional<result<http::response>> out;
        asio::cancellation_signal stop;
        asio::co_spawn(
            time.context, parts::send_into(client, x, out),
            asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
        time.run_for(1s);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        REQUIRE(out.has_value());
        REQUIRE(out->has_error());
        CHECK(out->error() == condition::cancelled);
        CHECK(out->error().info().where == phase::backoff);
        CHECK(out->error().info().attempts == 1);
    }

    TEST_CASE("a budget that is spent stops the retries of all who share it")
    {
        virtual_time time;
        scripted_peer peer;
        auto const budget = std::make_shared<retry_budget>(2, 0.0);
        peer.expect(get("/a")).reply(500).times(3);
        peer.expect(get("/b")).reply(500);
        auto a = retry<manual_clock>(exact(), budget) | send(peer);
        auto b = retry<manual_clock>(exact(), budget) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        http::exchange y(parts::ask(http::method::get, "/b"));
        CHECK(parts::send(time, a, x)->status == 500);
        CHECK(parts::send(time, b, y)->status == 500);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("every step is reported, the path without its query")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a?token=x")).reply(503, "", {{"Retry-After", "7"}});
        peer.expect(get("/a?token=x")).fail_after_write(asio::error::connection_reset);
        peer.expect(get("/a?token=x")).reply(200);
        auto client = retry<manual_clock>(exact()) | send(peer);
        parts::listener heard;
        http::exchange x(parts::ask(http::method::get, "/a?token=x"));
        x.hook = heard.hook();
        CHECK(parts::send(time, client, x).has_value());
        CHECK(
            heard.kinds() == std::vector<kind>{
                                 kind::attempt, kind::response, kind::wait, kind::attempt, kind::failure, kind::wait,
                                 kind::attempt, kind::response});
        CHECK(heard.events[2].wait_for == 7s);
        CHECK(heard.events[2].where == phase::backoff);
        CHECK(heard.events[2].reason == "the server asks to come back later");
        CHECK(heard.events[4].code == asio::error::connection_reset);
        CHECK(heard.events[7].attempt == 3);
        CHECK(heard.events[7].status == 200);
        for (auto const& e : heard.events) CHECK(e.target == "/a");
    }
}
