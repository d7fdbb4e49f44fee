// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Bodies that go to a sink as they arrive; with tries again and cancellation: http_body_sink_again.cpp.
#include "support/deflate.hpp"
#include "support/http_peer.hpp"
#include "support/recording_sink.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using namespace support;

std::string const head = "HTTP/1.1 200 OK\r\n";

std::string in_chunks(std::string const& body, std::size_t size, std::string const& more = "")
{
    std::string bytes = head + more + "Transfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += size) {
        auto const piece = body.substr(at, size);
        char length[16];
        std::snprintf(length, sizeof length, "%zx\r\n", piece.size());
        bytes += length + piece + "\r\n";
    }
    return bytes + "0\r\n\r\n";
}

std::string sample(std::size_t size)
{
    std::string text;
    while (text.size() < size) text += std::to_string(text.size()) + ',';
    text.resize(size);
    return text;
}

/// One request with a sink.
result<http::response> give(recording_sink& sink, handler answer, std::size_t body_limit = 1000)
{
    http::request r;
    r.sink = &sink;
    r.body_limit = body_limit;
    return exchange_with(std::move(answer), std::move(r));
}

TEST_SUITE("http/body_sink")
{
    TEST_CASE("a body far beyond the limit goes to the sink whole, in pieces, and the connection is kept")
    {
        auto const body = sample(3'000'000);
        for (auto const& bytes :
             {ok(body), in_chunks(body, 100'000), in_chunks(body, 7),
              ok(deflated(body, gzip), "Content-Encoding: gzip\r\n"),
              in_chunks(deflated(body, gzip), 11, "Content-Encoding: gzip\r\n")}) {
            asio::io_context context;
            testing::loopback_server server(context.get_executor(), saying(bytes));
            http::connection_pool pool(context.get_executor());
            for (int i = 0; i != 2; ++i) {
                recording_sink sink;
                auto r = ask_for(server.origin());
                r.sink = &sink;
                r.body_limit = 10;
                auto const got = send(context, pool, r);
                REQUIRE(got);
                CHECK(got->status == 200);
                CHECK(got->body.empty());
                CHECK(sink.status == 200);
                CHECK((sink.text == body));
                CHECK(sink.largest <= 64 * 1024);
                CHECK(sink.begun == 1);
                CHECK(sink.finished == 1);
            }
            CHECK(server.accepted() == 1);
        }
    }

    TEST_CASE("a body that ends with the connection, and no body at all")
    {
        recording_sink sink;
        CHECK(give(sink, saying(head + "\r\nhello", afterwards::close)));
        CHECK(sink.text == "hello");
        CHECK(sink.finished == 1);
        recording_sink empty;
        CHECK(give(empty, saying("HTTP/1.1 204 -\r\n\r\n")));
        CHECK(empty.status == 204);
        CHECK(empty.text.empty());
        CHECK(empty.finished == 1);
    }

    TEST_CASE("a sink hears nothing of interim answers")
    {
        recording_sink sink;
        auto const got = give(sink, saying("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok("hello")));
        REQUIRE(got);
        CHECK(sink.begun == 1);
        CHECK(sink.text == "hello");
    }

    TEST_CASE("what a server says about an error stays in the response, within the limit of bodies")
    {
        for (std::string const status : {"302", "404", "429", "500"}) {
            recording_sink sink;
            auto const got = give(sink, saying("HTTP/1.1 " + status + " -\r\nContent-Length: 4\r\n\r\noops"));
            REQUIRE(got);
            CHECK(got->body == "oops");
            CHECK(sink.begun == 0);
            auto const large = give(
                sink, saying("HTTP/1.1 " + status + " -\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x')));
            REQUIRE_FALSE(large);
            CHECK(large.error() == http_errc::body_limit);
            CHECK(sink.begun == 0);
        }
    }

    TEST_CASE("an answer that is cut off is an error, and the sink is not told that it is whole")
    {
        auto const zipped = deflated(sample(500'000), gzip);
        for (auto const& bytes :
             {head + "Content-Length: 10\r\n\r\nhello", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
              ok(zipped, "Content-Encoding: gzip\r\n").substr(0, zipped.size() / 2)}) {
            recording_sink sink;
            auto const got = give(sink, saying(bytes, afterwards::close));
            REQUIRE_FALSE(got);
            CHECK(got.error() == http_errc::truncated);
            CHECK(sink.begun == 1);
            CHECK_FALSE(sink.text.empty());
            CHECK(sink.finished == 0);
        }
        recording_sink damaged;
        auto const half = zipped.substr(0, zipped.size() / 2);
        auto const got = give(damaged, saying(ok(half, "Content-Encoding: gzip\r\n")));
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::bad_encoding);
        CHECK(damaged.finished == 0);
    }

    TEST_CASE("gzip_bomb_is_stopped by the sink's own limit, and before that costs no memory")
    {
        auto const bomb = deflated(std::string(30'000'000, '\0'), gzip);
        recording_sink sink;
        sink.most = 5'000'000;
        auto const got = give(sink, saying(ok(bomb, "Content-Encoding: gzip\r\n")));
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::body_limit);
        CHECK(got.error().info().body_limit == 5'000'000);
        CHECK(got.error().info().body_bytes == 5'000'001);
        CHECK(sink.text.size() <= 5'000'000);
        CHECK(sink.largest <= 64 * 1024);
        CHECK(sink.finished == 0);
    }

    TEST_CASE("a length beyond the sink's limit is refused before anything is read")
    {
        recording_sink sink;
        sink.most = 10;
        auto const got = give(sink, stalling_after(head + "Content-Length: 11\r\n\r\n"));
        REQUIRE_FALSE(got);
        CHECK(got.error().info().body_bytes == 11);
        CHECK(got.error().info().body_limit == 10);
        sink.most = 11;
        CHECK(give(sink, saying(ok("hello world"))));
    }

    TEST_CASE("a sink that refuses ends the request with its own error and words")
    {
        for (int at = 0; at != 3; ++at) {
            recording_sink sink;
            auto const full = boost::system::errc::make_error_code(boost::system::errc::no_space_on_device);
            (at == 0 ? sink.refuse_begin : at == 1 ? sink.refuse_write : sink.refuse_finish) = full;
            auto const got = give(sink, saying(ok("hello")));
            REQUIRE_FALSE(got);
            CHECK(got.error().code() == full);
            CHECK(got.error().info().where == (at == 0 ? phase::first_byte : phase::body));
            CHECK(got.error().info().detail == "the recorder is tired");
        }
    }

    TEST_CASE("a sink that is full is waited for before more is received")
    {
        auto const body = sample(2'000'000);
        recording_sink plain;
        plain.fills = true;
        REQUIRE(give(plain, saying(ok(body))));
        CHECK((plain.text == body));
        CHECK(plain.rooms > 20);
        CHECK(plain.burst <= 64 * 1024);
        recording_sink zipped;
        zipped.fills = true;
        std::string const zeros(20'000'000, '\0');
        REQUIRE(give(zipped, saying(ok(deflated(zeros, gzip), "Content-Encoding: gzip\r\n"))));
        CHECK((zipped.text == zeros));
        CHECK(zipped.burst < 6'000'000);
    }

    TEST_CASE("a function is a sink")
    {
        std::size_t n = 0;
        http::function_sink sink([&](std::string_view piece) {
            n += piece.size();
            return error_code();
        });
        http::request r;
        r.sink = &sink;
        REQUIRE(exchange_with(saying(ok(sample(100'000))), r));
        CHECK(n == 100'000);
    }
}

} // namespace
