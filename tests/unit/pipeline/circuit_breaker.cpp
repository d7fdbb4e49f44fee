// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/circuit_breaker.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>

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

circuit_options three_in_a_row() { return circuit_options().consecutive_failures(3).pause(5s); }

template <class Client>
result<http::response> ask(virtual_time& time, Client& client, time_point deadline = no_deadline)
{
    http::exchange x(parts::ask(http::method::get, "/a"), deadline);
    return parts::send(time, client, x);
}

} // namespace

TEST_SUITE("pipeline/circuit_breaker")
{
    TEST_CASE("a failing service is left alone, and asked by one request after the pause")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503).times(3);
        peer.expect(get("/a")).reply(200);
        auto client = circuit_breaker<manual_clock>(three_in_a_row()) | send(peer);
        for (int i = 0; i != 3; ++i) CHECK(ask(time, client)->status == 503);
        manual_clock::advance(2s);
        auto const refused = ask(time, client);
        REQUIRE(refused.has_error());
        CHECK(refused.error().code() == retry_errc::circuit_open);
        CHECK(refused.error().info().retry_after == 3s);
        CHECK(refused.error().info().route == "GET /a");
        CHECK(peer.count() == 3);
        manual_clock::advance(3s);
        CHECK(ask(time, client)->status == 200);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("during the probe the others are refused")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).fail_before_write(asio::error::connection_refused).times(3);
        peer.expect(get("/a")).reply(200).after(10s);
        auto client = circuit_breaker<manual_clock>(three_in_a_row()) | send(peer);
        for (int i = 0; i != 3; ++i) CHECK(ask(time, client).error().code() == asio::error::connection_refused);
        manual_clock::advance(5s);
        std::vector<http::exchange> x(5, http::exchange(parts::ask(http::method::get, "/a")));
        std::vector<std::optional<result<http::response>>> out(5);
        for (std::size_t i = 0; i != 5; ++i) time.start(parts::send_into(client, x[i], out[i]));
        time.run();
        CHECK(out[0]->value().status == 200);
        for (std::size_t i = 1; i != 5; ++i) CHECK(out[i]->error().code() == retry_errc::circuit_open);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("4xx, cancellation and failures on our side do not count, a silent server does")
    {
        virtual_time time;
        scripted_peer peer;
        auto client = circuit_breaker<manual_clock>(three_in_a_row()) | send(peer);
        peer.expect(get("/a")).reply(404).times(5);
        for (int i = 0; i != 5; ++i) CHECK(ask(time, client)->status == 404);
        peer.expect(get("/a")).reply(429).times(5);
        for (int i = 0; i != 5; ++i) CHECK(ask(time, client)->status == 429);
        peer.expect(get("/a")).fail_after_write(asio::error::operation_aborted).times(5);
        for (int i = 0; i != 5; ++i) CHECK(ask(time, client).error() == condition::cancelled);
        peer.expect(get("/a")).stay_silent().times(3);
        for (int i = 0; i != 3; ++i) CHECK(ask(time, client, manual_clock::now() + 1s).error() == condition::timeout);
        CHECK(ask(time, client).error().code() == retry_errc::circuit_open);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("what fails before the server is reached says nothing of it")
    {
        http::exchange x;
        result<http::response> const late = error(make_error_code(http_errc::deadline_exceeded));
        for (auto const where : {phase::token, phase::limiter, phase::pool, phase::backoff, phase::decode}) {
            x.where = where;
            CHECK(evidence_of(x, late) == circuit_evidence::nothing);
        }
        for (auto const where : {phase::none, phase::resolve, phase::connect, phase::tls, phase::first_byte}) {
            x.where = where;
            CHECK(evidence_of(x, late) == circuit_evidence::failure);
        }
        result<http::response> const large = error(make_error_code(http_errc::body_limit));
        CHECK(evidence_of(x, large) == circuit_evidence::nothing);
    }

    TEST_CASE("a probe that is cancelled makes way for the next one")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(500).times(3);
        peer.expect(get("/a")).stay_silent();
        peer.expect(get("/a")).reply(200);
        auto client = circuit_breaker<manual_clock>(three_in_a_row()) | send(peer);
        for (int i = 0; i != 3; ++i) CHECK(ask(time, client)->status == 500);
        manual_clock::advance(5s);
        http::exchange x(parts::ask(http::method::get, "/a"));
        std::optional<result<http::response>> out;
        asio::cancellation_signal stop;
        asio::co_spawn(
            time.context, parts::send_into(client, x, out),
            asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
        time.run_for(1s);
        CHECK(ask(time, client).error().code() == retry_errc::circuit_open);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        CHECK(ask(time, client)->status == 200);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("in a whole pipeline every try counts, no retry waits for the circuit, and no permit is spent on it")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503).times(3);
        basic_circuit<manual_clock> const shared(three_in_a_row());
        basic_rate_limiter<manual_clock> limiter(limiter_options().permits(4).window(1h).burst(4));
        auto const options = retry_options().schedule(backoff().base(0s));
        auto client = retry<manual_clock>(options) | circuit_breaker(shared) | limit(limiter) | send(peer);
        auto other = circuit_breaker(shared) | send(peer);
        CHECK(ask(time, client).error().code() == retry_errc::circuit_open);
        CHECK(ask(time, other).error().code() == retry_errc::circuit_open);
        CHECK(time.elapsed() == 0s);
        CHECK(peer.problems() == "");
        CHECK(limiter.try_acquire());
        CHECK(!limiter.try_acquire());
    }
}
