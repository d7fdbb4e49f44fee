// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Streams over a transport without sockets; over connections: integration/http_streams.cpp.
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/pipeline/stream.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <type_traits>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

static_assert(!std::is_aggregate_v<stream_options>);

struct read_lines {
    std::vector<std::string> lines;
    error failed;
};

asio::awaitable<void> read_into(async_generator<std::string> lines, read_lines& out)
{
    auto source = std::move(lines);
    for (;;) {
        auto coming = source.try_next();
        auto line = co_await std::move(coming);
        if (!line) out.failed = line.error();
        if (!line || *line == nullptr) break;
        out.lines.push_back(**line);
    }
}

asio::awaitable<void> read_events(async_generator<server_event> events, std::vector<server_event>& out)
{
    auto source = std::move(events);
    for (;;) {
        auto coming = source.next();
        auto* e = co_await std::move(coming);
        if (e == nullptr) break;
        out.push_back(*e);
    }
}

} // namespace

TEST_SUITE("pipeline/stream")
{
    TEST_CASE("nothing is sent before the first line is asked for")
    {
        virtual_time time;
        scripted_peer peer;
        auto lines = async_lines(peer, parts::ask(http::method::get, "/a"));
        time.run();
        CHECK(peer.count() == 0);
    }

    TEST_CASE("a server that is not ready is asked again, as the client's retry stage says")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503);
        peer.expect(get("/a")).reply(200, "one\ntwo\n").after(3s);
        any_client client = retry<manual_clock>() | send(peer);
        read_lines out;
        time.run(read_into(async_lines(client, parts::ask(http::method::get, "/a")), out));
        CHECK(out.lines == std::vector<std::string>{"one", "two"});
        CHECK_FALSE(out.failed);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a stream that never begins ends at its deadline")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).stay_silent();
        read_lines out;
        auto const options = stream_options().until(manual_clock::now() + 30s);
        time.run(read_into(async_lines(peer, parts::ask(http::method::get, "/a"), options), out));
        CHECK(out.failed == http_errc::deadline_exceeded);
        CHECK(virtual_time::elapsed() == 30s);
    }

    TEST_CASE("who asks for events says so, unless the caller has said something else")
    {
        virtual_time time;
        scripted_peer peer;
        http::headers const head{{"Content-Type", "Text/Event-Stream ; x=y"}};
        peer.expect(get("/a").with_header("Accept", "text/event-stream")).reply(200, "retry: 5\ndata: x\n\n", head);
        peer.expect(get("/a").with_header("Accept", "*/*")).reply(200, "", head);
        std::vector<server_event> out;
        auto ask = parts::ask(http::method::get, "/a");
        time.run(read_events(async_events(peer, ask), out));
        ask.headers.set("Accept", "*/*");
        time.run(read_events(async_events(peer, ask), out));
        REQUIRE(out.size() == 1);
        CHECK(out[0].data == "x");
        CHECK(out[0].retry == 5ms);
        CHECK(peer.problems() == "");
    }
}
