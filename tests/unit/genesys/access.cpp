// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/access.hpp>
#include <cogrant/genesys/describe.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace genesys = cogrant::genesys;
using namespace std::chrono_literals;
using genesys::token_holder;

namespace {

using texts = std::vector<std::string>;

cogrant::error refused(unsigned status, std::string body, token_holder who, cogrant::http::headers headers = {})
{
    cogrant::http::response r;
    r.status = status;
    r.body = std::move(body);
    r.headers = std::move(headers);
    cogrant::error e;
    genesys::describe(r, e, who);
    return e;
}

constexpr std::string_view missing_one =
    R"x({"message":"Missing the permission(s)","code":"missing.permissions","contextId":"c-1",)x"
    R"("messageParams":{"permissions":"recording:recording:view"}})";

} // namespace

TEST_SUITE("genesys/access")
{
    TEST_CASE("a service's 403 says that a role is missing and that scopes do not apply")
    {
        auto const e = refused(403, std::string(missing_one), token_holder::service);
        CHECK(e == cogrant::condition::forbidden);
        CHECK_EQ(
            e.message(),
            "no role of the OAuth client has the permission that the server names, or not for this division; scopes do "
            "not apply to client credentials, HTTP 403, missing.permissions: Missing the permission(s) (missing "
            "permission recording:recording:view), correlation id c-1");
        CHECK(genesys::missing_permissions(e) == texts{"recording:recording:view"});
    }

    TEST_CASE("a person's 403 names the scope that covers the permission")
    {
        auto const e = refused(403, std::string(missing_one), token_holder::person);
        CHECK_EQ(
            e.info().detail, "no role of the person has the permission that the server names, or not for this division; or the "
                             "OAuth client lacks the scope recordings:readonly");
        auto const unknown = refused(403, std::string(missing_one), token_holder::unknown);
        CHECK_EQ(
            unknown.info().detail, "no role has the permission that the server names, or not for this division; or, for a "
                                   "person's token, the OAuth client lacks the scope recordings:readonly");
    }

    TEST_CASE("several permissions of which one is enough, and none at all")
    {
        auto const any = refused(
            403,
            R"({"message":"Requires one of analytics:conversationDetail:view, analytics:agentConversationDetail:view or )"
            R"(routing:queue:view","code":"missing.any.permissions"})",
            token_holder::person);
        CHECK_EQ(genesys::missing_permissions(any).size(), 3);
        CHECK(any.info().detail.find("any of the permissions that the server names") != std::string::npos);
        CHECK(any.info().detail.ends_with("lacks the scope analytics:readonly or routing:readonly"));
        auto const none = refused(403, "<html>no</html>", token_holder::person);
        CHECK_EQ(
            none.info().detail,
            "no role of the person has the permission, or not for this division; or the OAuth client lacks a scope");
        CHECK(genesys::missing_permissions(none).empty());
        auto const division = refused(403, R"({"message":"missing division","code":"not.authorized"})", token_holder::service);
        CHECK(division.info().detail.find("division") != std::string::npos);
    }

    TEST_CASE("our words repeat nothing of a hostile server, whatever it calls a permission")
    {
        auto const e = refused(
            403, R"({"message":"x analytics:evil-\u001b[31m:view analytics:PLANTED-c0ffee:view","code":"missing.permissions"})",
            token_holder::unknown);
        CHECK(e.info().detail.find("PLANTED") == std::string::npos);
        CHECK(e.info().detail.find("evil") == std::string::npos);
        CHECK(e.message().find('\x1b') == std::string::npos);
    }

    TEST_CASE("the scope of a permission is that of its domain")
    {
        CHECK_EQ(genesys::scope_of("analytics:dataExport:view"), "analytics:readonly");
        CHECK_EQ(genesys::scope_of("recording:job:add"), "recordings:readonly");
        CHECK_EQ(genesys::scope_of("speechAndTextAnalytics:data:view"), "speech-and-text-analytics:readonly");
        CHECK_EQ(genesys::scope_of("routing:queue:view"), "routing:readonly");
        CHECK_EQ(genesys::scope_of("teapot:lid:view"), "");
        CHECK_EQ(genesys::scope_of(""), "");
    }

    TEST_CASE("a limit that counts days is an error of its own, with the wait and the correlation id")
    {
        auto const body = R"({"message":"Rate limit exceeded","code":"too.many.requests","status":429,"contextId":"c-2",)"
                          R"("limit":{"key":"token.rate.per.day","namespace":"platform.api","value":100000}})";
        cogrant::http::headers headers;
        headers.add("Retry-After", "25200");
        auto const e = refused(429, body, token_holder::service, headers);
        CHECK(e.code() == cogrant::genesys_errc::daily_limit);
        CHECK(e == cogrant::condition::rate_limited);
        CHECK_FALSE(e == cogrant::condition::retryable);
        CHECK(e.info().retry_after == 7h);
        CHECK_EQ(e.info().status, 429);
        CHECK_EQ(
            e.message(), "the requests of the day are used up, HTTP 429, too.many.requests: Rate limit exceeded (limit "
                         "token.rate.per.day = 100000), retry after 25200 s, correlation id c-2");
        auto const minute = refused(
            429, R"({"code":"too.many.requests","limit":{"key":"client.credentials.token.rate.per.minute","value":300}})",
            token_holder::service);
        CHECK(minute.code() == cogrant::http_errc::too_many_requests);
    }

    TEST_CASE("a client says what a daily limit is, at once and after one request")
    {
        org_parts::organisation o;
        o.expect_token();
        cogrant::http::headers headers{{"Retry-After", "25200"}, {"ININ-Correlation-Id", "c-3"}};
        o.peer.expect(cogrant::testing::get("/api/v2/users?pageSize=100"))
            .reply(429, R"({"code":"too.many.requests","limit":{"key":"token.rate.per.day","value":9}})", headers);
        org_parts::seen out;
        o.time.run(org_parts::consume(o.org.async_paginate<cogrant::json::raw>(genesys::users_query()), out));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == cogrant::genesys_errc::daily_limit);
        CHECK(out.failed->info().retry_after == 7h);
        CHECK_EQ(out.failed->info().correlation_id, "c-3");
        CHECK(o.time.elapsed() == 0ms);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("the holder of a token is known of client credentials and said of others")
    {
        org_parts::organisation o;
        CHECK(o.org.describer().who == token_holder::service);
        CHECK(o.org.options().holder() == token_holder::service);
        CHECK(genesys::client_options("id", cogrant::secret("hush")).holder() == token_holder::unknown);
    }
}
