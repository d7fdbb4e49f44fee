// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/limit.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

using limiter = basic_rate_limiter<manual_clock>;

} // namespace

TEST_SUITE("pipeline/limit")
{
    TEST_CASE("requests beyond the budget wait and say so")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise([](http::request const&) { return http::response{200, {}, {}}; });
        auto client = limit(limiter(limiter_options().permits(2).burst(2).window(10s))) | send(peer);
        parts::listener heard;
        for (int i = 0; i != 3; ++i) {
            http::exchange x(parts::ask(http::method::get, "/a?b=c"));
            x.hook = heard.hook();
            CHECK(parts::send(time, client, x).has_value());
        }
        CHECK(time.elapsed() >= 4s);
        CHECK(time.elapsed() <= 11s);
        REQUIRE(heard.events.size() == 1);
        CHECK(heard.events[0].what == http::event::kind::wait);
        CHECK(heard.events[0].where == phase::limiter);
        CHECK(heard.events[0].target == "/a");
        CHECK(heard.events[0].wait_for > 1s);
        CHECK(heard.events[0].wait_for <= 11s);
    }

    TEST_CASE("a permit that cannot come before the deadline is refused at once")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(200);
        auto client = limit(limiter(limiter_options().permits(1).burst(1).window(100s))) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x).has_value());
        http::exchange y(parts::ask(http::method::get, "/a"), manual_clock::now() + 5s);
        auto const refused = parts::send(time, client, y);
        REQUIRE(refused.has_error());
        CHECK(refused.error().code() == retry_errc::limiter_past_deadline);
        CHECK(refused.error().info().where == phase::limiter);
        CHECK(time.elapsed() == 0s);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("those who are cancelled in the queue leave their place to the others")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise([](http::request const&) { return http::response{200, {}, {}}; });
        limiter const shared(limiter_options().permits(1).burst(1).window(10s));
        auto client = limit(shared) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x).has_value());
        std::vector<http::exchange> waiting(5, http::exchange(parts::ask(http::method::get, "/a")));
        std::vector<std::optional<result<http::response>>> out(5);
        asio::cancellation_signal stop[4];
        for (std::size_t i = 0; i != 4; ++i)
            asio::co_spawn(
                time.context, parts::send_into(client, waiting[i], out[i]),
                asio::bind_cancellation_slot(stop[i].slot(), [](std::exception_ptr) {}));
        time.start(parts::send_into(client, waiting[4], out[4]));
        time.run_for(1s);
        for (auto& s : stop) s.emit(asio::cancellation_type::terminal);
        time.run();
        for (std::size_t i = 0; i != 4; ++i) CHECK(out[i]->error() == condition::cancelled);
        CHECK(out[4]->has_value());
        CHECK(time.elapsed() <= 21s);
        CHECK(peer.count() == 2);
    }

    TEST_CASE("a request that is cancelled while under way accounts for its permit")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).stay_silent();
        peer.expect(get("/a")).reply(200);
        limiter shared(limiter_options().permits(60).burst(1).window(60s));
        auto client = limit(shared) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        std::optional<result<http::response>> out;
        asio::cancellation_signal stop;
        asio::co_spawn(
            time.context, parts::send_into(client, x, out),
            asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
        time.run_for(2s);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        CHECK(out->error() == condition::cancelled);
        http::exchange y(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, y).has_value());
        CHECK(time.elapsed() <= 3s);
    }

    TEST_CASE("a 429 holds all back for as long as it says")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(429, "", {{"Retry-After", "30"}});
        peer.expect(get("/b")).reply(200);
        limiter const shared;
        auto a = limit(shared) | send(peer);
        auto b = limit(shared) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        http::exchange y(parts::ask(http::method::get, "/b"));
        CHECK(parts::send(time, a, x)->status == 429);
        CHECK(parts::send(time, b, y)->status == 200);
        CHECK(time.elapsed() >= 30s);
    }
}
