// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/scripted_transport.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

http::request ask(http::method m, std::string target)
{
    http::request r;
    r.method = m;
    r.origin = http::origin{true, "api.example", 443};
    r.target = std::move(target);
    return r;
}

asio::awaitable<void> send_into(scripted_peer peer, http::exchange& x, std::optional<result<http::response>>& out)
{
    auto answer = co_await peer.send(x);
    out.emplace(std::move(answer));
}

result<http::response> play(virtual_time& time, scripted_peer peer, http::exchange& x)
{
    std::optional<result<http::response>> out;
    time.run(send_into(peer, x, out));
    return *out;
}

} // namespace

static_assert(http::transport<scripted_transport>);
static_assert(http::transport<scripted_peer>);

TEST_SUITE("testing/scripted_transport")
{
    TEST_CASE("an expected request gets the answer of the script, after its delay")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/token").to("https://api.example")).reply(201, "body", {{"X-A", "1"}}).after(1s);
        http::exchange x(ask(http::method::post, "/token"));
        auto const answer = play(time, peer, x);
        REQUIRE(answer.has_value());
        CHECK(answer->status == 201);
        CHECK(answer->body == "body");
        CHECK(answer->headers.find("x-a") == "1");
        CHECK(time.elapsed() == 1s);
        CHECK(x.where == phase::body);
        CHECK(x.bytes_written);
        CHECK(peer.problems() == "");
        REQUIRE(peer.count() == 1);
        CHECK(peer.received()[0].request.target == "/token");
    }

    TEST_CASE("a request that is not expected fails and is named with what was expected instead")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/token"));
        http::exchange x(ask(http::method::get, "/users?x=1"));
        auto const answer = play(time, peer, x);
        REQUIRE(!answer);
        CHECK(answer.error().code() == boost::system::errc::protocol_error);
        CHECK(
            peer.problems() == "request 1 was not expected, GET https://api.example/users?x=1: expected POST /token\n"
                               "still expected: POST /token\n");
    }

    TEST_CASE("a request after the end of the script is a problem")
    {
        virtual_time time;
        scripted_peer peer;
        http::exchange x(ask(http::method::get, "/a"));
        CHECK(!play(time, peer, x));
        CHECK(peer.problems() == "request 1 was not expected, GET https://api.example/a: the script is at its end\n");
    }

    TEST_CASE("headers, body and server can be part of what is expected, and no header's value is quoted")
    {
        auto r = ask(http::method::get, "/a");
        r.headers.add("Authorization", "Bearer wrong-secret");
        r.body = "b";
        CHECK(
            get("/a").with_header("Authorization", "Bearer right-secret").mismatch(r) ==
            "header Authorization has another value");
        CHECK(get("/a").with_header("X", "1").mismatch(r) == "header X is missing");
        CHECK(get("/a").without_header("authorization").mismatch(r) == "header authorization is there");
        CHECK(get("/a").with_body("c").mismatch(r) == "the body is not the one expected, c but b");
        CHECK(get("/a").to("https://other.example").mismatch(r) == "expected GET https://other.example/a");
        CHECK(any_request().to("https://other.example").mismatch(r) == "expected any request to https://other.example");
        CHECK(any_request().mismatch(r) == "");
        CHECK(
            get("/a")
                .with_header("Authorization", "Bearer wrong-secret")
                .with_body("b")
                .to("https://api.example")
                .mismatch(r) == "");
        CHECK(put("/a").mismatch(r) == "expected PUT /a");
        CHECK(patch("/a").mismatch(r) == "expected PATCH /a");
        CHECK(delete_("/a").mismatch(r) == "expected DELETE /a");
    }

    TEST_CASE("a failure is before or after the request was sent")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).fail_before_write(asio::error::connection_refused);
        peer.expect(get("/a")).fail_after_write(asio::error::connection_reset).after(2s);
        http::exchange x(ask(http::method::get, "/a"));
        auto const before = play(time, peer, x);
        REQUIRE(!before);
        CHECK(before.error().code() == asio::error::connection_refused);
        CHECK(before.error().info().where == phase::connect);
        CHECK(!x.bytes_written);
        auto const after = play(time, peer, x);
        REQUIRE(!after);
        CHECK(after.error().code() == asio::error::connection_reset);
        CHECK(after.error().info().where == phase::first_byte);
        CHECK(x.bytes_written);
        CHECK(time.elapsed() == 2s);
    }

    TEST_CASE("the exchange's deadline ends a peer that stays silent")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).stay_silent();
        http::exchange x(ask(http::method::get, "/a"), manual_clock::now() + 7s);
        auto const answer = play(time, peer, x);
        REQUIRE(!answer);
        CHECK(answer.error().code() == http_errc::deadline_exceeded);
        CHECK(time.elapsed() == 7s);
    }

    TEST_CASE("cancellation ends a request with operation_aborted")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).stay_silent();
        http::exchange x(ask(http::method::get, "/a"));
        std::optional<result<http::response>> out;
        asio::cancellation_signal stop;
        asio::co_spawn(
            time.context, send_into(peer, x, out),
            asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
        time.run_for(1s);
        CHECK(peer.under_way() == 1);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        REQUIRE(out.has_value());
        REQUIRE(!*out);
        CHECK(out->error().code() == asio::error::operation_aborted);
        CHECK(peer.under_way() == 0);
    }

    TEST_CASE("an answer longer than the request allows is refused")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(200, "12345");
        http::exchange x(ask(http::method::get, "/a"));
        x.request.body_limit = 4;
        auto const answer = play(time, peer, x);
        REQUIRE(!answer);
        CHECK(answer.error().code() == http_errc::body_limit);
    }

    TEST_CASE("a step may repeat, and a function may answer what comes after the script")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(500).times(2);
        peer.otherwise([](http::request const& r) { return http::response{200, {}, r.target}; }, 3s);
        http::exchange x(ask(http::method::get, "/a"));
        CHECK(play(time, peer, x)->status == 500);
        CHECK(peer.problems() == "still expected: GET /a\n");
        CHECK(play(time, peer, x)->status == 500);
        CHECK(peer.problems() == "");
        CHECK(play(time, peer, x)->body == "/a");
        CHECK(time.elapsed() == 3s);
        CHECK(peer.most_at_once() == 1);
    }
}
