// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

struct person {
    std::string name;
    int age = 0;
};

template <class T>
result<T> fetched(unsigned status, std::string body, http::headers headers = {})
{
    virtual_time time;
    scripted_peer peer;
    peer.expect(get("/people/1?secret=PLANTED-1a2b3c4d5e")).reply(status, std::move(body), std::move(headers));
    http::exchange x(parts::ask(http::method::get, "/people/1?secret=PLANTED-1a2b3c4d5e"));
    x.request.headers.add("Authorization", "Bearer PLANTED-0f9e8d7c6b");
    auto out = parts::fetched<T>(time, peer, x);
    CHECK(peer.problems() == "");
    return out;
}

} // namespace

TEST_SUITE("pipeline/fetch")
{
    TEST_CASE("a success is decoded")
    {
        auto const p = fetched<person>(200, R"({"name":"Ada","age":36})");
        REQUIRE(p.has_value());
        CHECK(p->name == "Ada");
        CHECK(fetched<http::response>(204, "")->status == 204);
    }

    TEST_CASE("204 gives an empty value; another success without a body is an error")
    {
        CHECK(fetched<person>(204, "")->name.empty());
        CHECK(fetched<person>(205, "")->name.empty());
        auto const empty = fetched<person>(200, "");
        REQUIRE(empty.has_error());
        CHECK(empty.error() == condition::bad_data);
        CHECK(empty.error().info().where == phase::decode);
    }

    TEST_CASE("each kind of status has its code, and the message says where and what")
    {
        struct row {
            unsigned status;
            http_errc code;
        };
        for (row const r :
             {row{400, http_errc::bad_request}, row{401, http_errc::unauthorized}, row{403, http_errc::forbidden},
              row{404, http_errc::not_found}, row{410, http_errc::not_found}, row{418, http_errc::bad_request},
              row{429, http_errc::too_many_requests}, row{500, http_errc::server_error},
              row{503, http_errc::server_error}, row{302, http_errc::unexpected_status}}) {
            CAPTURE(r.status);
            auto const answer = fetched<person>(r.status, "why");
            REQUIRE(answer.has_error());
            CHECK(answer.error().code() == r.code);
            CHECK(answer.error().info().status == r.status);
            CHECK(answer.error().info().body_snippet == "why");
            CHECK(
                answer.error().message() ==
                "GET /people/1: " + make_error_code(r.code).message() + " [body], HTTP " + std::to_string(r.status));
        }
    }

    TEST_CASE("a body that does not fit is named with its place and its first bytes")
    {
        auto const answer = fetched<person>(200, R"({"name":"Ada","age":"old"})");
        REQUIRE(answer.has_error());
        CHECK(answer.error() == condition::bad_data);
        CHECK(answer.error().info().where == phase::decode);
        CHECK(answer.error().info().status == 200);
        CHECK(answer.error().message().find("/age") != std::string::npos);
        CHECK(answer.error().info().body_snippet == R"({"name":"Ada","age":"old"})");
    }

    TEST_CASE("a wait that the server asks for is in the error")
    {
        CHECK(fetched<person>(429, "", {{"Retry-After", "17"}}).error().info().retry_after == 17s);
        CHECK(
            fetched<person>(
                503, "", {{"Retry-After", "Sun, 06 Nov 1994 08:49:40 GMT"}, {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}})
                .error()
                .info()
                .retry_after == 3s);
        CHECK(!fetched<person>(404, "", {{"Retry-After", "17"}}).error().info().retry_after);
    }

    TEST_CASE("a platform adds its own words")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(429, "code-7", {{"Retry-After", "9999"}});
        auto client = retry<manual_clock>() | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const describe = [](http::response const& answer, error& e) { e.edit().server_code = answer.body; };
        auto answer = parts::send(time, client, x);
        auto const judged = read_answer<person>(x, std::move(answer.value()), describe);
        REQUIRE(judged.has_error());
        CHECK(judged.error().code() == retry_errc::retry_after_too_long);
        CHECK(judged.error().info().server_code == "code-7");
        CHECK(judged.error().info().retry_after == 9999s);
        CHECK(judged.error().info().status == 429);
    }

    TEST_CASE("no secret is in any text: a server that shows the request, a query with a secret, control characters")
    {
        for (std::string const body :
             {"You sent Authorization: Bearer PLANTED-0f9e8d7c6b!", "token PLANTED-0f9e8d7c6b is bad",
              "PLANTED-0f9e8d7c6bPLANTED-0f9e8d7c6b", "{\"access_token\":\"PLANTED-zzzzzzzzz9\"}"})
            for (unsigned const status : {200U, 401U, 503U}) {
                auto const answer = fetched<person>(status, body);
                if (answer.has_value()) continue; // {"access_token": …} is a person without a name
                auto const& i = answer.error().info();
                auto const all = answer.error().message() + i.detail + i.server_code + i.server_message +
                                 i.body_snippet + i.route + i.correlation_id;
                CAPTURE(all);
                CHECK(all.find("PLANTED") == std::string::npos);
                CHECK(std::string(failure(answer.error()).what()).find("PLANTED") == std::string::npos);
            }
        CHECK(fetched<person>(500, "a\x1b[31m\r\nb").error().info().body_snippet == "a.[31m b");
    }

    TEST_CASE("the whole pipeline in one: deadline, retry, limit, authorize, send")
    {
        virtual_time time;
        scripted_peer peer;
        parts::numbered_tokens::state state;
        parts::token_source const tokens(time.context.get_executor(), parts::numbered_tokens{&state});
        peer.expect(get("/p").with_header("Authorization", "Bearer token-1"))
            .reply(503, "", {{"Retry-After", "2"}})
            .after(1s);
        peer.expect(get("/p").with_header("Authorization", "Bearer token-1")).reply(401).after(1s);
        peer.expect(get("/p").with_header("Authorization", "Bearer token-2"))
            .fail_after_write(asio::error::connection_reset)
            .after(1s);
        peer.expect(get("/p").with_header("Authorization", "Bearer token-2")).reply(200, R"({"name":"Ada"})").after(1s);
        auto client = deadline<manual_clock>(1min) | retry<manual_clock>(retry_options().schedule(backoff().base(0s))) |
                      limit(basic_rate_limiter<manual_clock>()) | authorize(tokens, {parts::api()}) | send(peer);
        parts::listener heard;
        http::exchange x(parts::ask(http::method::get, "/p"));
        x.hook = heard.hook();
        auto const p = parts::fetched<person>(time, client, x);
        REQUIRE(p.has_value());
        CHECK(p->name == "Ada");
        CHECK(peer.problems() == "");
        CHECK(x.attempts == 3);
        CHECK(time.elapsed() >= 6s);
        CHECK(time.elapsed() < 7s);
        using kind = http::event::kind;
        CHECK(
            heard.kinds() == std::vector<kind>{
                                 kind::attempt, kind::renewal, kind::response, kind::wait, kind::attempt, kind::renewal,
                                 kind::failure, kind::wait, kind::attempt, kind::response});
        for (auto const& e : heard.events)
            CHECK((e.reason + e.target + e.code.message()).find("token-") == std::string::npos);
    }
}
