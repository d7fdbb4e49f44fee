// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/client.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using org_parts::consume;
using org_parts::organisation;
using org_parts::seen;

namespace {

constexpr auto details_target = "/api/v2/analytics/conversations/details/query";

genesys::conversation_details_query small_pages()
{
    genesys::conversation_details_query q;
    q.paging = genesys::paging_spec{2, 9};
    return q;
}

struct queue {
    std::string name;
};

std::string page_body(std::string const& rows) { return R"({"conversations":[)" + rows + R"(],"totalHits":99})"; }

} // namespace

TEST_SUITE("genesys/client")
{
    TEST_CASE("a details query logs in, asks page by page and ends on the page that is not full")
    {
        organisation o;
        o.expect_token();
        o.peer
            .expect(o.authorized(post(details_target))
                        .with_header("Content-Type", "application/json")
                        .with_header("Accept", "application/json"))
            .reply(200, page_body("1,2"));
        o.peer.expect(o.authorized(post(details_target))).reply(200, page_body("3"));
        seen out;
        o.time.run(consume(o.org.async_paginate<json::raw>(small_pages()), out));
        CHECK(out.rows == std::vector<std::string>{"1", "2", "3"});
        CHECK(!out.failed.has_value());
        CHECK(o.peer.problems() == "");
        auto const sent = o.peer.received();
        CHECK(sent[0].request.headers.find("Authorization") == "Basic dGhlLWNsaWVudC1pZDpQTEFOVEVELWMwZmZlZTEyMzQ=");
        CHECK(sent[1].request.body.find(R"("paging":{"pageSize":2,"pageNumber":1})") != std::string::npos);
        CHECK(sent[2].request.body.find(R"("paging":{"pageSize":2,"pageNumber":2})") != std::string::npos);
        CHECK(sent[1].request.headers.find("User-Agent").value().substr(0, 8) == "cogrant/");
    }

    TEST_CASE("pages larger than the server makes them lose no row: one that is not full is not taken for the last")
    {
        organisation o;
        o.expect_token();
        for (auto const* rows : {"1,2", "3", ""})
            o.peer.expect(o.authorized(post(details_target))).reply(200, page_body(rows));
        auto query = small_pages();
        query.paging->page_size = 500;
        seen out;
        o.time.run(consume(o.org.async_paginate<json::raw>(query), out));
        CHECK(out.rows == std::vector<std::string>{"1", "2", "3"});
        CHECK(!out.failed.has_value());
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a query is a query: it is sent again after its bytes were written, and 401 and 503 lose no row")
    {
        organisation o;
        o.expect_token(1);
        o.peer.expect(o.authorized(post(details_target))).reply(200, page_body("1,2"));
        o.peer.expect(o.authorized(post(details_target))).fail_after_write(asio::error::connection_reset);
        o.peer.expect(o.authorized(post(details_target))).reply(401);
        o.expect_token(2);
        o.peer.expect(o.authorized(post(details_target), 2)).reply(503, "", {{"Retry-After", "3"}});
        o.peer.expect(o.authorized(post(details_target), 2)).reply(200, page_body("3"));
        seen out;
        o.time.run(consume(o.org.async_paginate<json::raw>(small_pages()), out));
        CHECK(out.rows == std::vector<std::string>{"1", "2", "3"});
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("users follow the next link and take it from nobody else's server")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(get("/api/v2/users?pageSize=2&state=active")))
            .reply(200, R"({"entities":[1,2],"nextUri":"/api/v2/users?pageSize=2&pageNumber=2"})");
        o.peer.expect(o.authorized(get("/api/v2/users?pageSize=2&pageNumber=2")))
            .reply(
                200,
                R"({"entities":[3],"nextUri":"https://api.mypurecloud.com.evil.example/api/v2/users?pageNumber=3"})");
        genesys::users_query q;
        q.page_size = 2;
        q.state = "active";
        seen out;
        o.time.run(consume(o.org.async_paginate<json::raw>(q), out));
        CHECK(out.rows.size() == 3);
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::foreign_origin);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a refusal says what the platform said")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(details_target))
            .reply(
                403,
                R"({"message":"Missing analytics:conversationDetail:view","code":"missing.any.permissions","contextId":"ctx-1"})");
        seen out;
        o.time.run(consume(o.org.async_paginate<json::raw>(small_pages()), out));
        REQUIRE(out.failed.has_value());
        CHECK(*out.failed == condition::forbidden);
        CHECK(
            out.failed->message() ==
            "POST /api/v2/analytics/conversations/details/query: no role of the OAuth client has the permission that "
            "the server names, or not for this division; scopes do not apply to client credentials [body], HTTP 403, "
            "missing.any.permissions: Missing analytics:conversationDetail:view, correlation id ctx-1");
    }

    TEST_CASE("wrong credentials cost one request and are said as such")
    {
        organisation o;
        o.peer.expect(post("/oauth/token"))
            .reply(
                401,
                R"({"error":"invalid_client","description":"client not found","error_description":"client not found"})");
        seen out;
        o.time.run(consume(o.org.async_paginate<json::raw>(small_pages()), out));
        REQUIRE(out.failed.has_value());
        CHECK(*out.failed == condition::needs_login);
        CHECK(
            out.failed->message() ==
            "POST /oauth/token: client id or secret is refused [token], HTTP 401, invalid_client: client not found");
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a daily limit fails at once with the wait it asks for, and no one else is held back by hours")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(details_target))
            .reply(429, R"({"message":"Daily limit","code":"too.many.requests"})", {{"Retry-After", "410400"}});
        seen out;
        o.time.run(consume(o.org.async_paginate<json::raw>(small_pages()), out));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == retry_errc::retry_after_too_long);
        CHECK(*out.failed == condition::rate_limited);
        CHECK(out.failed->info().retry_after == 410400s);
        CHECK(out.failed->info().server_code == "too.many.requests");
        CHECK(out.failed->info().status == 429);
        CHECK(o.time.elapsed() < 1s);
    }

    TEST_CASE("the request's deadline covers login, limiter, tries and waits")
    {
        organisation o;
        o.org = org_parts::client(o.time.context.get_executor(), org_parts::options().request_deadline(10s), o.peer);
        o.peer.expect(post("/oauth/token")).stay_silent();
        seen out;
        o.time.start(consume(o.org.async_paginate<json::raw>(small_pages()), out));
        o.time.run_for(11s);
        REQUIRE(out.failed.has_value());
        CHECK(*out.failed == condition::timeout);
        CHECK(out.failed->info().where == phase::token);
        o.time.run();
    }

    TEST_CASE("other calls are written like those that are there: a client is a transport")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(get("/api/v2/routing/queues/7"))).reply(200, R"({"name":"Sales"})");
        std::string name;
        auto const body = [&]() -> asio::awaitable<void> {
            http::exchange x(o.org.request(http::method::get, "/api/v2/routing/queues/7"));
            auto got = co_await fetch<queue>(o.org, x, genesys::describe_answer());
            name = got.value().name;
        };
        o.time.run(body());
        CHECK(name == "Sales");
        CHECK(o.org.hosts().api.host == "api.mypurecloud.com");
        CHECK(static_cast<bool>(o.org.tokens().try_get_token()));
    }

    TEST_CASE("a listener hears of each request from beginning to end, and every try has headers of its own")
    {
        std::vector<std::string> heard;
        http::event_hook const hook{
            [](void* self, http::event const& e) {
                if (e.what == http::event::kind::request || e.what == http::event::kind::done)
                    static_cast<std::vector<std::string>*>(self)->push_back(
                        http::label_of(e) + " " + std::to_string(e.status));
            },
            &heard};
        organisation o;
        int tries = 0;
        o.org = org_parts::client(
            o.time.context.get_executor(), org_parts::options().hook(hook).inject([&tries](http::exchange& x) {
                x.request.headers.set("X-Try", std::to_string(++tries));
            }),
            o.peer);
        o.expect_token();
        o.peer.expect(get("/api/v2/routing/queues/7").with_header("X-Try", "1")).reply(503);
        o.peer.expect(get("/api/v2/routing/queues/7").with_header("X-Try", "2")).reply(200, R"({"name":"Sales"})");
        auto const body = [&]() -> asio::awaitable<void> {
            http::exchange x(
                o.org.request(http::method::get, "/api/v2/routing/queues/7", "GET /api/v2/routing/queues/{queueId}"));
            auto got = co_await fetch<queue>(o.org, x, genesys::describe_answer());
            CHECK(got.value().name == "Sales");
        };
        o.time.run(body());
        CHECK(o.peer.problems() == "");
        CHECK(tries == 2);
        CHECK(
            heard == std::vector<std::string>{
                         "GET /api/v2/routing/queues/{queueId} 0", "GET /api/v2/routing/queues/{queueId} 200"});
    }

    TEST_CASE("no secret is in any text or event, however the servers quote it")
    {
        std::string heard;
        http::event_hook const hook{
            [](void* self, http::event const& e) {
                auto& text = *static_cast<std::string*>(self);
                text.append(e.reason).append(e.target).append(e.code.message()).append("\n");
            },
            &heard};
        std::string const basic = "Basic dGhlLWNsaWVudC1pZDpQTEFOVEVELWMwZmZlZTEyMzQ=";
        std::string const bodies[] = {
            "<html>Authorization: Bearer PLANTED-token-1</html>",
            R"({"message":"bad token PLANTED-token-1","code":"PLANTED-token-1"})",
            R"({"message":"client_secret=PLANTED-c0ffee1234 is wrong"})",
            R"({"error":"invalid_client","error_description":")" + basic + R"("})",
            basic,
            "wrong secret PLANTED-c0ffee1234",
            "grant_type=client_credentials&client_secret=PLANTED-c0ffee1234"};
        for (auto const& body : bodies)
            for (unsigned const status : {400U, 401U, 403U, 429U, 500U, 200U})
                for (bool const at_login : {true, false}) {
                    // A server can quote only what it was sent: the login the secret, the API the token.
                    if (body.find(at_login ? "bad token" : "wrong secret") != std::string::npos) continue;
                    organisation o;
                    o.org = org_parts::client(
                        o.time.context.get_executor(),
                        org_parts::options().hook(hook).retry_policy(
                            retry_options().max_attempts(2).schedule(backoff().base(0s))),
                        o.peer);
                    o.peer.otherwise([&](http::request const& r) {
                        bool const login = r.target == "/oauth/token";
                        if (login == at_login) return http::response{status, {}, body};
                        return http::response{200, {}, R"({"access_token":"PLANTED-token-1","token_type":"bearer"})"};
                    });
                    seen out;
                    o.time.run(consume(o.org.async_paginate<json::raw>(small_pages()), out));
                    if (!out.failed) continue; // an error body with 200 is a page without rows
                    auto const& i = out.failed->info();
                    auto const all = out.failed->message() + i.detail + i.server_code + i.server_message +
                                     i.body_snippet + i.route + i.correlation_id + failure(*out.failed).what();
                    CAPTURE(all);
                    CHECK(all.find("PLANTED") == std::string::npos);
                    CHECK(all.find("dGhlLWNsaWVud") == std::string::npos);
                }
        CHECK(!heard.empty());
        CHECK(heard.find("PLANTED") == std::string::npos);
    }
}
