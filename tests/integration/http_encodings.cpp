// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Compressed bodies over a connection; the inflater's own tests are unit/http/detail/inflater.cpp.
#include "support/deflate.hpp"
#include "support/http_peer.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using namespace support;

std::string encoded(std::string const& name, std::string const& body)
{
    return ok(body, "Content-Encoding: " + name + "\r\n");
}

TEST_SUITE("http/encodings")
{
    TEST_CASE("gzip, deflate and raw deflate are undone")
    {
        std::string text;
        for (int i = 0; i != 20'000; ++i) text += std::to_string(i) + ',';
        for (auto const& [name, body] :
             {std::pair("gzip", deflated(text, gzip)), std::pair("x-gzip", deflated(text, gzip)),
              std::pair("GZIP", deflated(text, gzip)), std::pair("deflate", deflated(text, zlib)),
              std::pair("deflate", deflated(text, raw)), std::pair("identity", text)}) {
            auto const got = exchange_with(saying(encoded(name, body)));
            REQUIRE(got);
            CHECK(got->body == text);
        }
    }

    TEST_CASE("a chunked gzip body is undone, and the connection is kept")
    {
        auto const body = deflated("hello", gzip);
        std::string bytes = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (char const c : body) bytes += std::string("1\r\n") + c + "\r\n";
        bytes += "0\r\n\r\n";
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(bytes));
        http::connection_pool pool(context.get_executor());
        for (int i = 0; i != 2; ++i) {
            auto const got = send(context, pool, ask_for(server.origin()));
            REQUIRE(got);
            CHECK(got->body == "hello");
        }
        CHECK(server.accepted() == 1);
    }

    TEST_CASE("gzip_bomb_is_stopped at the limit")
    {
        auto const bomb = deflated(std::string(30'000'000, '\0'), gzip); // about 30 KB
        REQUIRE(bomb.size() < 100'000);
        auto r = ask_for({});
        r.body_limit = 1'000'000;
        auto const got = exchange_with(saying(encoded("gzip", bomb)), r);
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::body_limit);
        CHECK(got.error() == condition::bad_data);
        CHECK(got.error().info().body_limit == 1'000'000);
        CHECK(got.error().info().body_bytes > 1'000'000);
        CHECK(got.error().info().body_bytes < 1'100'000);
        CHECK(
            got.error().info().detail.starts_with("the body, decompressed, is larger than the limit of 1000000 bytes"));
        r.body_limit = 30'000'000;
        CHECK(exchange_with(saying(encoded("gzip", bomb)), r));
    }

    TEST_CASE("an encoding that is unknown, doubled or damaged is an error")
    {
        auto const body = deflated(std::string(1000, 'x'), gzip);
        auto const fails = [](std::string const& bytes) {
            auto const got = exchange_with(saying(bytes));
            return got ? error_code() : got.error().code();
        };
        CHECK(fails(encoded("br", "whatever")) == http_errc::bad_encoding);
        CHECK(fails(encoded("gzip, gzip", body)) == http_errc::bad_encoding);
        CHECK(fails(ok(body, "Content-Encoding: gzip\r\nContent-Encoding: br\r\n")) == http_errc::bad_encoding);
        CHECK(fails(encoded("gzip", "this is not gzip")) == http_errc::bad_encoding);
        CHECK(fails(encoded("gzip", body.substr(0, body.size() - 4))) == http_errc::bad_encoding);
        CHECK(fails(encoded("gzip", "")) == error_code());
        CHECK(fails(encoded("br", "")) == error_code());
    }
}

} // namespace
