// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Sinks over a transport without sockets; over connections: integration/http_body_sink.cpp.
#include "../pipeline/pipeline_parts.hpp"
#include "support/print_result.hpp"
#include "support/recording_sink.hpp"
#include <cogrant/http/body_sink.hpp>

#include <doctest/doctest.h>

using namespace cogrant;
using namespace cogrant::testing;

TEST_SUITE("http/body_sink")
{
    TEST_CASE("a scripted peer gives a sink what a server would give it")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(404, "no");
        peer.expect(get("/a")).reply(200, "yes");
        support::recording_sink sink;
        http::exchange x(parts::ask(http::method::get, "/a"));
        x.request.sink = &sink;
        CHECK(parts::send(time, peer, x)->body == "no");
        CHECK(sink.begun == 0);
        auto const got = parts::send(time, peer, x);
        REQUIRE(got);
        CHECK(got->body.empty());
        CHECK(sink.text == "yes");
        CHECK(sink.finished == 1);
        CHECK(x.body.delivered);
    }

    TEST_CASE("limits and refusals of a sink are errors with its words")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(200, "hello").times(2);
        support::recording_sink sink;
        sink.most = 4;
        http::exchange x(parts::ask(http::method::get, "/a"));
        x.request.sink = &sink;
        auto const large = parts::send(time, peer, x);
        REQUIRE_FALSE(large);
        CHECK(large.error() == http_errc::body_limit);
        CHECK(large.error().info().body_bytes == 5);
        CHECK_FALSE(x.body.delivered);
        sink.most = 5;
        sink.refuse_write = make_error_code(boost::system::errc::no_space_on_device);
        auto const refused = parts::send(time, peer, x);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().info().detail == "the recorder is tired");
        CHECK(x.body.delivered);
    }

    TEST_CASE("a request without a sink is as small as it was, but for a pointer")
    {
        CHECK(http::request().sink == nullptr);
        CHECK(sizeof(http::body_progress) <= 24);
    }
}
