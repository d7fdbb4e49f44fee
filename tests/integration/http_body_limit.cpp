// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What the error of a body beyond its limit says; compressed ones are in http_encodings.cpp.
#include "support/http_peer.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using namespace support;

result<http::response> limited(handler answer, std::size_t limit)
{
    http::request r;
    r.body_limit = limit;
    return exchange_with(std::move(answer), std::move(r));
}

TEST_SUITE("http/body_limit")
{
    TEST_CASE("a body that is announced as too large is refused before any of it is read")
    {
        for (std::string const length : {"1001", "60000", "60000000000"}) {
            auto const got = limited(stalling_after("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n"), 1000);
            REQUIRE_FALSE(got);
            CHECK(got.error() == http_errc::body_limit);
            CHECK(got.error().info().where == phase::body);
            CHECK(got.error().info().body_limit == 1000);
            CHECK(got.error().info().body_bytes == std::stoull(length));
            CHECK(
                got.error().info().detail ==
                "a body of " + length + " bytes is announced, beyond the limit of 1000 bytes");
        }
    }

    TEST_CASE("a body of unknown length is stopped at the limit, and the error says how much came")
    {
        std::string const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        auto const chunk = "100\r\n" + std::string(256, 'x') + "\r\n";
        auto const got = limited(stalling_after(chunked + chunk + chunk), 300);
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::body_limit);
        CHECK(got.error().info().body_bytes == 512);
        CHECK(got.error().info().body_limit == 300);
        CHECK(
            got.error().message() == "GET /: the body is larger than the limit of 300 bytes: stopped after 512 [body]");
        auto const bare = limited(saying("HTTP/1.1 200 OK\r\n\r\n" + std::string(301, 'x'), afterwards::close), 300);
        REQUIRE_FALSE(bare);
        CHECK(bare.error().info().body_bytes == 301);
    }

    TEST_CASE("a body as large as the limit is no error")
    {
        CHECK(limited(saying(ok(std::string(1000, 'x'))), 1000));
        CHECK(limited(saying("HTTP/1.1 200 OK\r\n\r\n" + std::string(300, 'x'), afterwards::close), 300));
        CHECK(limited(saying(ok("")), 0));
        CHECK_FALSE(limited(saying(ok("x")), 0));
    }

    TEST_CASE("other errors say nothing of a limit")
    {
        auto const got = limited(saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", afterwards::close), 1000);
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::truncated);
        CHECK(got.error().info().body_limit == 0);
        CHECK(got.error().info().detail.empty());
    }
}

} // namespace
