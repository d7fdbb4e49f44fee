// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Sinks when the request is tried again, cancelled, or out of time.
#include "support/http_peer.hpp"
#include "support/recording_sink.hpp"
#include <cogrant/async/completion.hpp>
#include <cogrant/http/file_sink.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <unistd.h>

namespace {

using namespace cogrant;
using namespace support;

std::string const half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";

/// Says these one after the other; "half" answers end the connection.
handler in_turn(std::vector<std::string> answers)
{
    auto const left = std::make_shared<std::vector<std::string>>(std::move(answers));
    return [left](http::request, http::server_connection& peer) {
        auto const bytes = left->front();
        left->erase(left->begin());
        return say(&peer, bytes, bytes == half ? afterwards::close : afterwards::keep);
    };
}

asio::awaitable<result<http::response>> send_any(any_client client, http::exchange* x)
{
    auto sending = client.send(*x);
    auto answer = co_await std::move(sending);
    co_return answer;
}

struct tried {
    result<http::response> answer;
    unsigned attempts;
};

tried with_tries(http::body_sink& sink, std::vector<std::string> answers)
{
    asio::io_context context;
    testing::loopback_server server(context.get_executor(), in_turn(std::move(answers)));
    http::connection_pool pool(context.get_executor());
    retry_options options;
    options.schedule(backoff().base(0ms));
    any_client client = retry(options) | cogrant::send(pool);
    http::exchange x(ask_for(server.origin()));
    x.request.sink = &sink;
    auto answer = run(context, send_any(client, &x));
    return {std::move(answer), x.attempts};
}

TEST_SUITE("http/body_sink/again")
{
    TEST_CASE("an error answer costs the sink nothing: the next try delivers")
    {
        recording_sink sink;
        auto const got = with_tries(sink, {"HTTP/1.1 503 -\r\nContent-Length: 4\r\n\r\nwait", ok("hello")});
        REQUIRE(got.answer);
        CHECK(got.attempts == 2);
        CHECK(sink.begun == 1);
        CHECK(sink.text == "hello");
    }

    TEST_CASE("a request is not sent again once pieces were delivered")
    {
        recording_sink sink;
        auto const got = with_tries(sink, {half, ok("hello")});
        REQUIRE_FALSE(got.answer);
        CHECK(got.answer.error() == http_errc::truncated);
        CHECK(got.attempts == 1);
        CHECK(sink.text == "hello");
        CHECK(sink.begun == 1);
    }

    TEST_CASE("a sink that can begin anew is begun anew")
    {
        recording_sink sink;
        sink.again = true;
        auto const got = with_tries(sink, {half, half, ok("hello all")});
        REQUIRE(got.answer);
        CHECK(got.attempts == 3);
        CHECK(sink.begun == 3);
        CHECK(sink.text == "hello all");
        CHECK(sink.finished == 1);
    }

    TEST_CASE("a head without a piece of the body may be followed by another try")
    {
        recording_sink sink;
        auto const bare = std::string("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n");
        auto const left = std::make_shared<int>(0);
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), [=](http::request, http::server_connection& peer) {
            return ++*left == 1 ? say(&peer, bare, afterwards::close) : say(&peer, ok("hello"));
        });
        any_client client = retry(retry_options().schedule(backoff().base(0ms))) |
                            cogrant::send(http::connection_pool(context.get_executor()));
        http::exchange x(ask_for(server.origin()));
        x.request.sink = &sink;
        CHECK(run(context, send_any(client, &x)));
        CHECK(x.attempts == 2);
        CHECK(sink.text == "hello");
    }

    TEST_CASE("what a sink refused is not tried again, however transient its error looks")
    {
        for (int at = 0; at != 3; ++at) {
            recording_sink sink;
            sink.again = true;
            error_code const reset = asio::error::connection_reset;
            (at == 0 ? sink.refuse_begin : at == 1 ? sink.refuse_write : sink.refuse_finish) = reset;
            auto const got = with_tries(sink, {ok("hello"), ok("hello")});
            REQUIRE_FALSE(got.answer);
            CHECK(got.answer.error().code() == reset);
            CHECK(got.attempts == 1);
            CHECK(sink.begun == 1);
        }
    }

    TEST_CASE("a file that came in half is written anew")
    {
        auto const path = "/tmp/cogrant_sink_again_" + std::to_string(::getpid());
        http::file_sink sink(path);
        auto const got = with_tries(sink, {half, ok("hello all")});
        REQUIRE(got.answer);
        CHECK(got.attempts == 2);
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        CHECK(text.str() == "hello all");
        std::remove(path.c_str());
    }

    TEST_CASE("a request cancelled in the middle of its body leaves the connection closed and the sink unfinished")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), stalling_after(half));
        http::connection_pool pool(context.get_executor());
        recording_sink sink;
        http::exchange x(ask_for(server.origin()));
        x.request.sink = &sink;
        asio::cancellation_signal stop;
        int completions = 0;
        error_code ended;
        async_run(
            context.get_executor(), send(pool, &x), nullptr,
            asio::bind_cancellation_slot(stop.slot(), [&](error_code code, http::response) {
                ++completions;
                ended = code;
            }));
        while (sink.text.empty()) REQUIRE(context.run_one_for(5s) != 0);
        stop.emit(asio::cancellation_type::terminal);
        while (completions == 0) REQUIRE(context.run_one_for(5s) != 0);
        CHECK(ended == condition::cancelled);
        CHECK(sink.text == "hello");
        CHECK(sink.finished == 0);
        CHECK(pool.open_connections(server.origin()) == 0);
    }

    TEST_CASE("deadline_names_the_phase of a body that goes to a sink")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), stalling_after(half));
        http::connection_pool pool(context.get_executor());
        recording_sink sink;
        http::exchange x(ask_for(server.origin()), in(50ms));
        x.request.sink = &sink;
        auto const got = send(context, pool, x);
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::deadline_exceeded);
        CHECK(got.error().info().where == phase::body);
        CHECK(sink.finished == 0);
    }
}

} // namespace
