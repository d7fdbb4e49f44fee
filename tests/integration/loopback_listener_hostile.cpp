// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What somebody who is no browser can do to the loopback listener. Bytes over real sockets.
#include "loopback_browser.hpp"

#include <vector>

namespace {

using namespace loopback;

TEST_SUITE("oauth/loopback_listener")
{
    TEST_CASE("S07: only the literal Host is served: a name that leads here is not")
    {
        listening l;
        l.wait();
        auto const port = ":" + std::to_string(l.listener.port());
        auto const from = [&](std::string const& fields) {
            return l.status("GET /callback?code=evil&state=good HTTP/1.1\r\n" + fields + "\r\n");
        };
        std::vector<std::string> const others = {
            "evil.example",
            "evil.example" + port,
            "localhost" + port,
            "127.0.0.1",
            "127.0.0.1:1",
            "127.1" + port,
            "[::1]" + port,
            "127.0.0.1.evil.example" + port,
            "x@127.0.0.1" + port,
            "127.0.0.1" + port + "0",
            ""};
        for (auto const& host : others) CHECK_MESSAGE(from("Host: " + host + "\r\n") == 421, host);
        CHECK(from("") == 400);
        CHECK(from("Host: " + l.host + "\r\nHost: " + l.host + "\r\n") == 400);
        CHECK(from("Host: " + l.host + "\r\nHost: evil.example\r\n") == 400);
        CHECK(l.works());
    }

    TEST_CASE("S07: other methods, other paths and favicons are answered, and the wait goes on")
    {
        listening l;
        l.wait();
        for (std::string const method : {"POST", "HEAD", "PUT", "DELETE", "OPTIONS"})
            CHECK_MESSAGE(
                l.status(
                    method + " /callback?code=c&state=good HTTP/1.1\r\nHost: " + l.host +
                    "\r\nContent-Length: 0\r\n\r\n") == 405,
                method);
        for (auto const* path :
             {"/favicon.ico", "/", "/callback/", "/Callback", "/%63allback", "//callback", "/callback/done",
              "/callbackx?code=c&state=good", "http://127.0.0.1/callback?code=c&state=good"})
            CHECK_MESSAGE(l.status(l.get(path)) == 404, path);
        CHECK(l.works());
    }

    TEST_CASE("S03: a stray callback does not end the wait, whatever it says")
    {
        listening l;
        l.wait();
        for (auto const* query :
             {"", "?", "?code=c", "?code=c&state=", "?code=c&state=evil", "?error=access_denied&state=evil",
              "?error=access_denied", "?state=good&state=good&code=c", "?state=good%", "?state=good%00&code=c"})
            CHECK_MESSAGE(l.status(l.get(std::string("/callback") + query)) == 400, query);
        CHECK(l.works());
    }

    TEST_CASE("S07: a request line of 10 MB, a large head, a large body and rubbish cost nothing")
    {
        listening l;
        l.wait();
        auto const early = [&](std::string const& bytes, unsigned wanted) {
            auto const got = l.status(bytes);
            CHECK((got == wanted || got == 0)); // closing with bytes unread may lose the answer
        };
        early("GET /callback?code=" + std::string(10'000'000, 'c') + "&state=good HTTP/1.1\r\n\r\n", 431);
        early("GET / HTTP/1.1\r\nHost: " + l.host + "\r\nX: " + std::string(9000, 'x') + "\r\n\r\n", 431);
        early("POST / HTTP/1.1\r\nHost: " + l.host + "\r\nContent-Length: 9999999999\r\n\r\n", 413);
        early("BREW / HTTP/1.1\r\nHost: " + l.host + "\r\n\r\n", 400);
        early("\x16\x03\x01\x02\x00\x01\xfc\x03\x03 client hello \r\n\r\n", 400);
        early(std::string(20'000, '\0'), 400);
        CHECK(l.status(l.get("/" + std::string(7000, 'x'))) == 404);
        CHECK(l.works());
    }

    TEST_CASE("S07: HTTP/1.0 is served, and a pipelined second request is not")
    {
        listening l;
        l.wait();
        CHECK(l.status("GET / HTTP/1.0\r\n\r\n") == 400);
        CHECK(l.status("GET / HTTP/1.0\r\nHost: " + l.host + "\r\n\r\n") == 404);
        auto const two = l.answer(l.get("/favicon.ico") + l.get("/callback?code=c&state=good"));
        CHECK(two.find("404 Not Found") != two.npos);
        CHECK(two.find("303") == two.npos);
        CHECK(two.find("HTTP/1.1", 10) == two.npos);
        CHECK(l.works());
    }

    TEST_CASE("S07: who drips or says nothing is dropped, and a thousand of them keep nobody out")
    {
        listening slow(loopback_options().request_time(30ms));
        slow.wait();
        CHECK(slow.answer("GET /callback?code=c&state=go") == "");
        CHECK(slow.answer("") == "");
        CHECK(slow.works());

        listening l;
        l.wait();
        std::vector<std::unique_ptr<client>> idle(100); // the last hundred stay open
        for (std::size_t i = 0; i != 1000; ++i) {
            idle[i % idle.size()] = std::make_unique<client>(l.context, l.listener.port());
            if (i % 2 == 0) idle[i % idle.size()]->say("GET /callb");
            l.context.poll();
        }
        CHECK(l.works());
    }

    TEST_CASE("S08: the server's no is shown to the person, escaped, under a clean address")
    {
        listening l;
        l.wait();
        auto const moved = l.answer(l.get("/callback?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/"
                                          "script%3E%0D%0ASet-Cookie:%20a&state=good"));
        CHECK(moved.starts_with("HTTP/1.1 303"));
        CHECK(moved.find("alert") == moved.npos);
        CHECK(moved.find("Set-Cookie") == moved.npos);
        l.until_outcome();
        REQUIRE(l.outcome);
        CHECK(l.outcome->error().code() == oauth_errc::access_denied);
        support::run(l.context, show(l.listener, answer_page::failed("x", l.outcome->error().message()), 0s));
        auto const page = l.answer(l.get("/callback/done"));
        CHECK(page.find("<script") == page.npos);
        CHECK(page.find("\r\nSet-Cookie") == page.npos);
        CHECK(page.find("&lt;script&gt;alert(1)") != page.npos);
    }
}

} // namespace
