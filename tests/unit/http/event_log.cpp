// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/error.hpp>
#include <cogrant/http/event_log.hpp>
#include <cogrant/http/exchange.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

using namespace cogrant;
using namespace std::chrono_literals;
using http::event;
using http::log_level;

namespace {

struct lines {
    std::vector<std::pair<log_level, std::string>> heard;
    auto logger()
    {
        return [this](log_level l, std::string_view text) { heard.emplace_back(l, text); };
    }
};

event about(event::kind what)
{
    event e;
    e.what = what;
    e.method = "GET";
    e.target = "/users/42";
    return e;
}

} // namespace

TEST_SUITE("http/event_log")
{
    TEST_CASE("each event is one line of its level")
    {
        auto e = about(event::kind::request);
        CHECK(describe(e) == "GET /users/42: begins");
        CHECK(level_of(e) == log_level::debug);
        e.what = event::kind::attempt;
        e.attempt = 2;
        CHECK(describe(e) == "GET /users/42: try 2");
        e.what = event::kind::connection;
        CHECK(describe(e) == "GET /users/42: new connection");
        e.reused = true;
        CHECK(describe(e) == "GET /users/42: kept connection");
        e.what = event::kind::response;
        e.status = 503;
        CHECK(describe(e) == "GET /users/42: answer 503");
        CHECK(level_of(e) == log_level::warning);
        e.what = event::kind::wait;
        e.where = phase::backoff;
        e.wait_for = 1200us;
        e.reason = "the server failed";
        CHECK(describe(e) == "GET /users/42: waits 2 ms (backoff): the server failed");
        CHECK(level_of(e) == log_level::info);
        e.what = event::kind::renewal;
        CHECK(describe(e) == "GET /users/42: has a new access token");
        e.what = event::kind::failure;
        e.where = phase::connect;
        e.code = make_error_code(http_errc::connection_closed);
        CHECK(describe(e) == "GET /users/42: failed in phase connect: " + e.code.message());
        e.what = event::kind::done;
        e.total = 3s;
        CHECK(describe(e) == "GET /users/42: ended after 3000 ms and 2 tries: " + e.code.message());
        CHECK(level_of(e) == log_level::error);
        e.code = {};
        e.status = 200;
        e.attempt = 1;
        CHECK(describe(e) == "GET /users/42: ended after 3000 ms: 200");
        CHECK(level_of(e) == log_level::info);
        e.status = 404;
        CHECK(level_of(e) == log_level::warning);
        e.status = 500;
        CHECK(level_of(e) == log_level::error);
        e.code = boost::asio::error::operation_aborted;
        CHECK(level_of(e) == log_level::info);
    }

    TEST_CASE("the caller's name of the route takes the place of the path")
    {
        http::exchange x;
        x.request.target = "/users/me@example.org?key=s3cret";
        auto e = event_of(x, event::kind::attempt);
        CHECK(e.target == "/users/me@example.org");
        CHECK(label_of(e) == "GET /users/me@example.org");
        x.request.route = "GET /users/{id}";
        CHECK(describe(event_of(x, event::kind::attempt)) == "GET /users/{id}: try 0");
        CHECK(x.fail(make_error_code(http_errc::not_found)).info().route == "GET /users/{id}");
    }

    TEST_CASE("a line is printable, one line and bounded, and shows no credential")
    {
        std::string const target = "/a\r\nFake: line\x1b[31m\xe2\x80\xae" + std::string(5000, 'x');
        auto e = about(event::kind::attempt);
        e.target = target;
        auto const text = describe(e);
        CHECK(text.size() <= http::longest_log_line);
        for (char const c : text) CHECK((c >= ' ' && c < 0x7f));
        e.target = "/login/access_token=abcDEF1234567890xyz";
        CHECK(describe(e).find("abcDEF") == std::string::npos);
        e.target = {};
        e.method = {};
        CHECK(describe(e) == ": try 0");
    }

    TEST_CASE("the logger hears what reaches its level, and nothing is said unless it is asked for")
    {
        lines all;
        lines few;
        http::event_log every(all.logger(), log_level::debug);
        http::event_log usual(few.logger());
        for (auto const& hook : {every.hook(), usual.hook()}) {
            hook(about(event::kind::attempt));
            hook(about(event::kind::renewal));
        }
        CHECK(all.heard.size() == 2);
        REQUIRE(few.heard.size() == 1);
        CHECK(few.heard[0].first == log_level::info);
        CHECK(few.heard[0].second == "GET /users/42: has a new access token");
        http::exchange const silent;
        CHECK(!silent.hook);
        silent.hook(about(event::kind::attempt));
        CHECK(to_string(log_level::warning) == "warning");
    }
}
