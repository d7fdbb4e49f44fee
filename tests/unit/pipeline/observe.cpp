// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/http/event_log.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/inject.hpp>
#include <cogrant/pipeline/observe.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using kind = http::event::kind;

namespace {

struct ends {
    std::vector<http::event> heard; // without the texts, which do not last
    http::event_hook hook()
    {
        return {
            [](void* self, http::event const& e) {
                if (e.what == kind::done) static_cast<ends*>(self)->heard.push_back(e);
            },
            this};
    }
};

retry_options exact() { return retry_options().schedule(backoff().base(0s)); }

} // namespace

TEST_SUITE("pipeline/observe")
{
    TEST_CASE("a request is told from its beginning to its end")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a?key=1")).reply(503, "", {{"Retry-After", "7"}}).after(1s);
        peer.expect(get("/a?key=1")).reply(200).after(2s);
        parts::listener heard;
        auto client = observe<manual_clock>(heard.hook()) | deadline<manual_clock>(1min) |
                      retry<manual_clock>(exact()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a?key=1"));
        CHECK(parts::send(time, client, x).has_value());
        CHECK(
            heard.kinds() ==
            std::vector<kind>{
                kind::request, kind::attempt, kind::response, kind::wait, kind::attempt, kind::response, kind::done});
        for (auto const& e : heard.events) CHECK(e.target == "/a");
        CHECK(heard.events.back().status == 200);
        CHECK(!heard.events.back().code);
        CHECK(heard.events.back().attempt == 2);
        CHECK(!x.hook); // only lent
    }

    TEST_CASE("the end says how long it took all in all, and why it failed")
    {
        virtual_time time;
        scripted_peer peer;
        ends heard;
        auto client = observe<manual_clock>(heard.hook()) | deadline<manual_clock>(10s) | send(peer);
        peer.expect(get("/a")).reply(404).after(4s);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x).has_value());
        peer.expect(get("/a")).stay_silent();
        http::exchange y(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, y).has_error());
        REQUIRE(heard.heard.size() == 2);
        CHECK(heard.heard[0].total == 4s);
        CHECK(heard.heard[0].status == 404);
        CHECK(heard.heard[1].total == 10s);
        CHECK(heard.heard[1].code == http_errc::deadline_exceeded);
        CHECK(heard.heard[1].where == phase::first_byte);
    }

    TEST_CASE("a cancelled and a destroyed request have an end as well")
    {
        ends heard;
        scripted_peer peer;
        peer.expect(get("/a")).stay_silent().times(2);
        http::exchange x(parts::ask(http::method::get, "/a"));
        std::optional<result<http::response>> out;
        auto client = observe<manual_clock>(heard.hook()) | send(peer);
        {
            virtual_time time;
            asio::cancellation_signal stop;
            asio::co_spawn(
                time.context, parts::send_into(client, x, out),
                asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
            time.run_for(1s);
            stop.emit(asio::cancellation_type::terminal);
            time.run();
            REQUIRE(heard.heard.size() == 1);
            CHECK(heard.heard[0].code == condition::cancelled);
            asio::co_spawn(time.context, parts::send_into(client, x, out), [](std::exception_ptr) {});
            time.run_for(1s);
        }
        REQUIRE(heard.heard.size() == 2);
        CHECK(heard.heard[1].code == condition::cancelled);
        CHECK(!x.hook);
    }

    TEST_CASE("a hook of the exchange is kept, and without any the stage does nothing")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(200).times(3);
        parts::listener own;
        parts::listener whole;
        auto client = observe<manual_clock>(whole.hook()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        x.hook = own.hook();
        CHECK(parts::send(time, client, x).has_value());
        CHECK(own.events.size() == 2);
        CHECK(whole.events.empty());
        CHECK(x.hook);
        auto silent = observe<manual_clock>({}) | send(peer);
        http::exchange y(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, silent, y).has_value());
        CHECK(parts::send(time, client, y).has_value());
        CHECK(whole.events.size() == 2);
    }

    TEST_CASE("a log of a whole pipeline names neither query nor token")
    {
        virtual_time time;
        scripted_peer peer;
        parts::numbered_tokens::state state;
        parts::token_source const tokens(time.context.get_executor(), parts::numbered_tokens{&state});
        peer.expect(get("/a?key=s3cret")).reply(401, "token-1 is unknown");
        peer.expect(get("/a?key=s3cret")).reply(429, "", {{"Retry-After", "1"}});
        peer.expect(get("/a?key=s3cret")).reply(200);
        std::string text;
        http::event_log log(
            [&text](http::log_level, std::string_view line) { text.append(line).append("\n"); },
            http::log_level::debug);
        std::vector<http::origin> const origins{parts::api()};
        auto client = observe<manual_clock>(log.hook()) | retry<manual_clock>(exact()) | authorize(tokens, origins) |
                      inject(trace_headers()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a?key=s3cret"));
        x.request.route = "GET /{letter}";
        CHECK(parts::send(time, client, x)->status == 200);
        CHECK(
            text == "GET /{letter}: begins\n"
                    "GET /{letter}: try 1\n"
                    "GET /{letter}: has a new access token\n"
                    "GET /{letter}: has a new access token\n"
                    "GET /{letter}: answer 429\n"
                    "GET /{letter}: waits 1000 ms (backoff): the server asks to slow down\n"
                    "GET /{letter}: try 2\n"
                    "GET /{letter}: answer 200\n"
                    "GET /{letter}: ended after 1000 ms and 2 tries: 200\n");
    }
}
