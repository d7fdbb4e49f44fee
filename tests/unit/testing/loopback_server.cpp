// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/http_peer.hpp"
#include <cogrant/testing/loopback_server.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using namespace support;

TEST_SUITE("testing/loopback_server")
{
    TEST_CASE("the handler sees the request and writes the answer")
    {
        http::request seen;
        auto r = ask_for({}, "/a?b=c", http::method::put);
        r.body = "text";
        auto const got = exchange_with(
            [&](http::request request, http::server_connection& peer) {
                seen = std::move(request);
                http::response answer;
                answer.status = 201;
                answer.headers = {{"X-One", "1"}};
                answer.body = "made";
                return say(&peer, testing::to_bytes(answer));
            },
            r);
        REQUIRE(got);
        CHECK(got->status == 201);
        CHECK(got->body == "made");
        CHECK(seen.method == http::method::put);
        CHECK(seen.target == "/a?b=c");
        CHECK(seen.body == "text");
        CHECK(seen.origin.port != 0);
    }

    TEST_CASE("stopping closes every connection and refuses new ones")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor());
        auto const to = server.origin();
        CHECK(send(context, pool, ask_for(to)));
        server.stop();
        server.stop();
        context.restart();
        context.run();
        CHECK(context.stopped());
        CHECK(send(context, pool, ask_for(to)).error() == asio::error::connection_refused);
    }

    TEST_CASE("an answer as bytes has a length unless its status forbids one")
    {
        http::response answer;
        answer.status = 204;
        CHECK(testing::to_bytes(answer) == "HTTP/1.1 204 -\r\n\r\n");
        answer.status = 200;
        answer.body = "x";
        CHECK(testing::to_bytes(answer, false) == "HTTP/1.1 200 -\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
    }
}

} // namespace
