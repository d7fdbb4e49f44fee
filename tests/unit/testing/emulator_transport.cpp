// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "../pipeline/pipeline_parts.hpp"
#include <cogrant/testing/emulator_transport.hpp>
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using namespace cogrant;
using namespace std::chrono_literals;
using testing::fault_kind;
using testing::fault_plan;
using peer = testing::basic_emulator_transport<testing::genesys_emulator, testing::manual_clock>;

namespace {

http::request token_request()
{
    auto r = parts::ask(http::method::post, "/oauth/token");
    r.body = "grant_type=client_credentials";
    r.headers.add("Content-Type", "application/x-www-form-urlencoded");
    r.headers.add("Authorization", "Basic dGVzdC1jbGllbnQ6dGVzdC1zZWNyZXQ=");
    return r;
}

peer with(fault_plan plan) { return peer(testing::genesys_emulator_options().faults(std::move(plan))); }

/// Keeps what came, and whether it was whole.
struct keeping final : http::body_sink {
    error_code begin(unsigned, http::headers const&) override
    {
        text.clear();
        return {};
    }
    error_code write(std::string_view piece) override
    {
        text += piece;
        return {};
    }
    error_code finish() override
    {
        whole = true;
        return {};
    }
    std::string text;
    bool whole = false;
};

} // namespace

TEST_SUITE("testing/emulator_transport")
{
    TEST_CASE("an emulator answers within the process, after its latency and in no real time")
    {
        virtual_time time;
        peer server;
        server.latency(3s);
        http::exchange x(token_request());
        auto const answer = parts::send(time, server, x);
        REQUIRE(answer.has_value());
        CHECK(answer->status == 200);
        CHECK(answer->body.find("access_token") != std::string::npos);
        CHECK(time.elapsed() == 3s);
        CHECK(server.emulator().counters().tokens_issued == 1);
        CHECK(server.under_way() == 0);
        CHECK(x.bytes_written);
    }

    TEST_CASE("the faults of the plan look as they do above a pool")
    {
        struct expected {
            fault_kind kind;
            error_code code;
            phase where;
        };
        expected const all[]{
            {fault_kind::reset, asio::error::connection_reset, phase::first_byte},
            {fault_kind::reset_in_body, asio::error::connection_reset, phase::body},
            {fault_kind::truncate, make_error_code(http_errc::truncated), phase::body}};
        for (auto const& e : all) {
            CAPTURE(to_string(e.kind));
            virtual_time time;
            auto server = with(fault_plan().at("", 1, e.kind));
            http::exchange x(token_request());
            auto const answer = parts::send(time, server, x);
            REQUIRE(answer.has_error());
            CHECK(answer.error().code() == e.code);
            CHECK(answer.error().info().where == e.where);
            CHECK(parts::send(time, server, x).has_value());
        }
        for (auto const kind : {fault_kind::gzip, fault_kind::chunked, fault_kind::stale, fault_kind::drip}) {
            CAPTURE(to_string(kind));
            virtual_time time;
            auto server = with(fault_plan().at("", 1, kind));
            http::exchange x(token_request());
            auto const answer = parts::send(time, server, x);
            REQUIRE(answer.has_value());
            CHECK(answer->body.ends_with("}"));
        }
    }

    TEST_CASE("a sink gets the body, or as much of it as comes")
    {
        for (bool const cut : {false, true}) {
            virtual_time time;
            auto server = cut ? with(fault_plan().at("", 1, fault_kind::truncate)) : peer();
            keeping sink;
            http::exchange x(token_request());
            x.request.sink = &sink;
            auto const answer = parts::send(time, server, x);
            CHECK(answer.has_value() == !cut);
            CHECK(sink.whole == !cut);
            CHECK(sink.text.starts_with("{") == !sink.text.empty());
            CHECK(sink.text.ends_with("}") == !cut);
            CHECK(x.body.delivered == !sink.text.empty());
        }
    }

    TEST_CASE("the deadline of a request and the limit of its body hold")
    {
        virtual_time time;
        auto server = with(fault_plan().rate(fault_kind::delay, 1).delay(5s));
        http::exchange late(token_request(), testing::manual_clock::now() + 2s);
        CHECK(parts::send(time, server, late).error().code() == http_errc::deadline_exceeded);
        CHECK(time.elapsed() == 2s);
        http::exchange large(token_request());
        large.request.body_limit = 10;
        CHECK(parts::send(time, server, large).error().code() == http_errc::body_limit);
    }

    TEST_CASE("a request that is cancelled is gone")
    {
        virtual_time time;
        auto server = with(fault_plan().rate(fault_kind::delay, 1).delay(1h));
        http::exchange x(token_request());
        std::optional<result<http::response>> out;
        asio::cancellation_signal stop;
        asio::co_spawn(
            time.context, parts::send_into(server, x, out),
            asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
        time.run_for(1min);
        CHECK(server.under_way() == 1);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        CHECK(server.under_way() == 0);
    }

    TEST_CASE("the emulator's calendar begins where it is told and goes on with the clock")
    {
        virtual_time time;
        peer server;
        server.wall(std::chrono::sys_days{std::chrono::year{2025} / 4 / 1}).latency(1h);
        http::exchange signing(token_request());
        auto const body = parts::send(time, server, signing)->body;
        auto const from = body.find("\"access_token\":\"") + 16;
        http::exchange x(parts::ask(http::method::get, "/api/v2/analytics/conversations/details/jobs/availability"));
        CHECK(x.request.headers.set("Authorization", "Bearer " + body.substr(from, body.find('"', from) - from)));
        auto const answer = parts::send(time, server, x);
        REQUIRE(answer.has_value());
        CHECK(answer->body.find("2025-04-01T01:00:00") != std::string::npos);
    }
}
