// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/detail/parser.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace cogrant;

struct parsed {
    http::response out;
    error_code code;
    bool done = false;
};

/// Feeds the bytes in pieces, as the connection does.
parsed parse(std::string_view bytes, std::size_t piece, std::size_t limit = 1000)
{
    parsed p;
    http::detail::parser<false> parser(p.out.headers, p.out.body, limit);
    parser.eager(true);
    std::string pending;
    while (!parser.is_done() && !p.code) {
        if (bytes.empty()) {
            parser.put_eof(p.code);
            break;
        }
        pending.append(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        auto const used = parser.put(boost::asio::buffer(pending), p.code);
        pending.erase(0, used);
        if (p.code == boost::beast::http::error::need_more) p.code.clear();
    }
    p.code = http::detail::translate(p.code);
    p.done = parser.is_done();
    p.out.status = parser.status;
    return p;
}

TEST_SUITE("http/detail/parser")
{
    TEST_CASE("fields and body go straight into the message, whatever the pieces")
    {
        for (std::size_t piece : {1U, 3U, 1000U}) {
            auto const p = parse("HTTP/1.1 201 Created\r\nA: 1\r\nB:  2 \r\nContent-Length: 5\r\n\r\nhello", piece);
            CHECK(p.done);
            CHECK(p.out.status == 201);
            CHECK(p.out.headers.find("a") == "1");
            CHECK(p.out.headers.find("b") == "2");
            CHECK(p.out.body == "hello");
        }
    }

    TEST_CASE("a trailer is no header")
    {
        auto const p =
            parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Late: 1\r\n\r\n", 1000);
        CHECK(p.done);
        CHECK(p.out.body == "x");
        CHECK_FALSE(p.out.headers.contains("X-Late"));
    }

    TEST_CASE("what is wrong gets our word")
    {
        CHECK(parse("HTTP/1.1 200 OK\r\nA", 1000).code == http_errc::truncated);
        CHECK(parse("garbage\r\n\r\n", 1000).code == http_errc::bad_message);
        CHECK(parse("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\nx", 1000).code == http_errc::body_limit);
        CHECK(parse("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx", 1000).code == http_errc::bad_encoding);
        CHECK(parse("HTTP/1.1 304 Not Modified\r\nContent-Encoding: br\r\n\r\n", 1000).done);
    }
}

} // namespace
