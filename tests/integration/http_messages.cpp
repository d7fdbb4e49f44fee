// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What the connection makes of the messages that servers send.
#include "support/http_peer.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using namespace support;

error_code fails(handler answer, http::request r = {})
{
    auto const got = exchange_with(std::move(answer), std::move(r));
    return got ? error_code() : got.error().code();
}

TEST_SUITE("http/messages")
{
    TEST_CASE("a plain answer arrives whole")
    {
        auto const got = exchange_with(saying(ok("hello", "X-One: 1\r\n")));
        REQUIRE(got);
        CHECK(got->status == 200);
        CHECK(got->body == "hello");
        CHECK(got->headers.find("x-one") == "1");
    }

    TEST_CASE("a body far larger than the read buffer arrives whole")
    {
        for (std::size_t size : {65'535U, 65'536U, 65'537U, 200'000U, 3'000'000U}) {
            std::string body(size, 'x');
            for (std::size_t i = 0; i < size; i += 97) body[i] = static_cast<char>('a' + i % 26);
            auto const got = exchange_with(saying(ok(body)));
            REQUIRE(got);
            CHECK(got->body == body);
        }
    }

    TEST_CASE("a body comes into memory that is at hand, whatever was in it")
    {
        for (std::string const& text : {std::string(200'000, 'x'), std::string("short"), std::string()}) {
            asio::io_context context;
            testing::loopback_server server(context.get_executor(), saying(ok(text)));
            http::connection_pool pool(context.get_executor());
            http::exchange x(ask_for(server.origin()));
            x.spare.assign(300'000, 'y');
            void const* const place = x.spare.data();
            auto const got = support::run(context, pool.send(x));
            REQUIRE(got);
            CHECK(got->body == text);
            CHECK(got->body.data() == place);
            CHECK(x.spare.empty());
        }
    }

    TEST_CASE("a chunked answer with extensions and trailers arrives whole")
    {
        auto const got = exchange_with(saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                              "5;name=value\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n"));
        REQUIRE(got);
        CHECK(got->body == "hello world");
        CHECK_FALSE(got->headers.contains("X-Sum"));
    }

    TEST_CASE("an answer that arrives byte by byte arrives whole")
    {
        auto const drip = [](http::request, http::server_connection& peer) {
            return [](http::server_connection* to) -> asio::awaitable<void> {
                std::string const whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
                for (char const c : whole) {
                    auto writing = say(to, std::string(1, c));
                    co_await std::move(writing);
                    co_await turns(3);
                }
            }(&peer);
        };
        auto const got = exchange_with(drip);
        REQUIRE(got);
        CHECK(got->body == "abc");
    }

    TEST_CASE("interim answers are passed over")
    {
        std::string const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        auto const got = exchange_with(saying(interim + ok()));
        REQUIRE(got);
        CHECK(got->status == 200);
        CHECK(got->body == "hello");
        CHECK_FALSE(got->headers.contains("Link"));
        auto const bare = exchange_with(
            saying(interim + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), ask_for({}, "/", http::method::head));
        REQUIRE(bare);
        CHECK(bare->status == 200);
    }

    TEST_CASE("a switch of protocols that nobody asked for is refused")
    {
        CHECK(fails(saying("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nbinary")) == http_errc::bad_message);
    }

    TEST_CASE("an answer to HEAD has no body, whatever its length says, and the connection is kept")
    {
        asio::io_context context;
        testing::loopback_server server(
            context.get_executor(), saying("HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n"
                                           "Content-Encoding: br\r\n\r\n"));
        http::connection_pool pool(context.get_executor());
        for (int i = 0; i != 2; ++i) {
            auto const got = send(context, pool, ask_for(server.origin(), "/", http::method::head));
            REQUIRE(got);
            CHECK(got->body.empty());
        }
        CHECK(server.accepted() == 1);
    }

    TEST_CASE("answers without a body keep the connection")
    {
        for (std::string const status : {"204 No Content", "304 Not Modified"}) {
            asio::io_context context;
            testing::loopback_server server(context.get_executor(), saying("HTTP/1.1 " + status + "\r\n\r\n"));
            http::connection_pool pool(context.get_executor());
            for (int i = 0; i != 2; ++i) {
                auto const got = send(context, pool, ask_for(server.origin()));
                REQUIRE(got);
                CHECK(got->body.empty());
            }
            CHECK(server.accepted() == 1);
        }
    }

    TEST_CASE("every status is an answer, not a failure")
    {
        for (unsigned status : {301U, 401U, 404U, 429U, 500U, 503U}) {
            auto const got =
                exchange_with(saying("HTTP/1.1 " + std::to_string(status) + " x\r\nContent-Length: 2\r\n\r\nno"));
            REQUIRE(got);
            CHECK(got->status == status);
            CHECK(got->body == "no");
        }
    }

    TEST_CASE("a body that ends with the connection is whole without TLS")
    {
        auto const got = exchange_with(saying("HTTP/1.1 200 OK\r\n\r\nuntil the end", afterwards::close));
        REQUIRE(got);
        CHECK(got->body == "until the end");
    }

    TEST_CASE("a body cut off is an error")
    {
        CHECK(
            fails(saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", afterwards::close)) ==
            http_errc::truncated);
        CHECK(
            fails(saying(
                "HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + std::string(100'000, 'x'), afterwards::close)) ==
            http_errc::truncated);
        CHECK(
            fails(saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", afterwards::close)) ==
            http_errc::truncated);
        CHECK(fails(saying("HTTP/1.1 200 OK\r\nContent-Le", afterwards::close)) == http_errc::truncated);
        CHECK(fails(saying("HTTP/1.1 100 Continue\r\n\r\n", afterwards::close)) == http_errc::truncated);
    }

    TEST_CASE("a connection closed without an answer is told apart")
    {
        auto const code = fails(saying("", afterwards::close));
        CHECK(code == http_errc::connection_closed);
        CHECK(code == condition::retryable);
    }

    TEST_CASE("a reset is the system's error")
    {
        CHECK(
            fails(saying("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", afterwards::reset)) ==
            asio::error::connection_reset);
    }

    TEST_CASE("something that is not HTTP is refused")
    {
        CHECK(fails(saying("SSH-2.0-OpenSSH_9.2\r\n")) == http_errc::bad_message);
        CHECK(fails(saying("HTTP/2.0 200 OK\r\n\r\n")) == http_errc::bad_message);
        CHECK(fails(saying("HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n")) == http_errc::bad_message);
        CHECK(
            fails(saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")) ==
            http_errc::bad_message);
        CHECK(fails(saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")) == http_errc::bad_message);
        CHECK(fails(saying("HTTP/1.1 200 OK\r\nbad header: x\r\n\r\n")) == http_errc::bad_message);
    }

    TEST_CASE("a header section without end is stopped at its limit")
    {
        CHECK(
            fails(saying("HTTP/1.1 200 OK\r\nX: " + std::string(80'000, 'x') + "\r\n\r\n")) == http_errc::header_limit);
        std::string many = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i != 10'000; ++i) many += "X-Field: some value\r\n";
        CHECK(fails(saying(many + "\r\n")) == http_errc::header_limit);
    }

    TEST_CASE("a body beyond its limit is refused, with a length and without")
    {
        auto limited = [](std::size_t limit) {
            auto r = ask_for({});
            r.body_limit = limit;
            return r;
        };
        std::string const thousand(1000, 'x');
        CHECK(fails(saying(ok(thousand)), limited(999)) == http_errc::body_limit);
        CHECK(fails(saying(ok(thousand)), limited(1000)) == error_code());
        std::string const chunked =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + thousand + "\r\n0\r\n\r\n";
        CHECK(fails(saying(chunked), limited(999)) == http_errc::body_limit);
        CHECK(fails(saying(chunked), limited(1000)) == error_code());
        std::string const endless = "HTTP/1.1 200 OK\r\n\r\n" + thousand;
        CHECK(fails(saying(endless, afterwards::close), limited(999)) == http_errc::body_limit);
        CHECK(fails(saying(endless, afterwards::close), limited(1000)) == error_code());
        // A length that lies is refused before a byte of the body is stored.
        CHECK(
            fails(saying("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n")) == http_errc::body_limit);
    }

    TEST_CASE("bytes behind an answer make the connection unfit for another request")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok() + "HTTP/1.1 200 OK\r\n"));
        http::connection_pool pool(context.get_executor());
        for (int i = 0; i != 2; ++i) {
            auto const got = send(context, pool, ask_for(server.origin()));
            REQUIRE(got);
            CHECK(got->body == "hello");
        }
        CHECK(server.accepted() == 2);
    }

    TEST_CASE("Connection: close is obeyed")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok("hello", "Connection: close\r\n")));
        http::connection_pool pool(context.get_executor());
        for (int i = 0; i != 2; ++i) CHECK(send(context, pool, ask_for(server.origin())));
        CHECK(server.accepted() == 2);
        CHECK(pool.open_connections(server.origin()) == 0);
    }

    TEST_CASE("a request arrives as it was meant, also with a large body")
    {
        http::request seen;
        auto const look = [&](http::request r, http::server_connection& peer) {
            seen = std::move(r);
            return say(&peer, ok());
        };
        for (std::size_t size : {0U, 10U, 16'384U, 16'385U, 700'000U}) {
            auto r = ask_for({}, "/a/b?c=d%20e", http::method::post);
            r.headers = {{"X-One", "1"}, {"Content-Length", "7"}, {"Host", "elsewhere"}};
            r.body.assign(size, 'b');
            REQUIRE(exchange_with(look, r));
            CHECK(seen.method == http::method::post);
            CHECK(seen.target == "/a/b?c=d%20e");
            CHECK(seen.body == r.body);
            CHECK(seen.headers.find("X-One") == "1");
            CHECK(seen.headers.find("Content-Length") == std::to_string(size));
            CHECK(seen.headers.count("Host") == 1);
            CHECK(seen.headers.find("Host")->starts_with("127.0.0.1:"));
        }
    }

    TEST_CASE("a target that would break the request line is never sent")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor());
        for (std::string const target : {"", "x", "/a b", "/a\r\nX: y"})
            CHECK(send(context, pool, ask_for(server.origin(), target)).error() == http_errc::bad_url);
        context.restart();
        context.poll();
        CHECK(server.accepted() == 0);
    }

    TEST_CASE("a refused connection is the system's error, in the phase connect")
    {
        asio::io_context context;
        http::origin nobody;
        {
            asio::ip::tcp::acceptor closed(context, {asio::ip::address_v4::loopback(), 0});
            nobody = {false, "127.0.0.1", closed.local_endpoint().port()};
        }
        http::connection_pool pool(context.get_executor());
        auto const got = send(context, pool, ask_for(nobody, "/path?secret=1"));
        REQUIRE_FALSE(got);
        CHECK(got.error() == asio::error::connection_refused);
        CHECK(got.error().info().where == phase::connect);
        CHECK(got.error().info().route == "GET /path");
        CHECK(pool.open_connections(nobody) == 0);
    }
}

} // namespace
