// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/cxone/client.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using namespace tenant_parts;

namespace {

constexpr auto refresh = "/public/user/refresh";

// How CXone answers a renewal: names of its own.
std::string renewed(int n, std::string const& more = {})
{
    return R"({"token":")" + token(n) + R"(","refreshToken":"PLANTED-rt-)" + std::to_string(n) + "\"" + more +
           names_host + "}";
}

std::string with_refresh(std::string const& more = {})
{
    return R"(,"refresh_token":"PLANTED-rt-1")" + more + names_host;
}

asio::awaitable<void> later(duration wait)
{
    auto waiting = wait_until<manual_clock>(manual_clock::now() + wait);
    auto const stopped = co_await std::move(waiting);
    CHECK_FALSE(stopped);
}

seen agents(tenant& t)
{
    seen out;
    t.time.run(consume(t.org.async_paginate_path("agents"), out));
    if (out.failed) CHECK(out.failed->message().find("PLANTED") == std::string::npos);
    return out;
}

} // namespace

TEST_SUITE("cxone/client_login")
{
    TEST_CASE("a token that has run out is renewed at the platform's own endpoint, with its own names")
    {
        tenant t;
        t.expect_login(1, with_refresh());
        t.peer.expect(t.report("agents")).reply(204);
        CHECK_FALSE(agents(t).failed);
        t.time.run(later(2h));
        t.peer
            .expect(post(refresh)
                        .to(area_host)
                        .with_header("Content-Type", "application/json")
                        .without_header("Authorization")
                        .with_body(R"({"token":"PLANTED-rt-1"})"))
            .reply(200, renewed(2));
        t.peer.expect(t.report("agents", 2)).reply(204);
        CHECK_FALSE(agents(t).failed);
        t.time.run(later(2h));
        t.peer.expect(post(refresh).with_body(R"({"token":"PLANTED-rt-2"})")).reply(200, renewed(3));
        t.peer.expect(t.report("agents", 3)).reply(204);
        CHECK_FALSE(agents(t).failed);
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("a refresh token that has run out is not tried: the key logs in again")
    {
        tenant t;
        t.expect_login(1, with_refresh(R"(,"refreshTokenExpirationTimeSec":"3600")"));
        t.peer.expect(t.report("agents")).reply(204);
        CHECK_FALSE(agents(t).failed);
        t.time.run(later(2h));
        t.expect_login(2);
        t.peer.expect(t.report("agents", 2)).reply(204);
        CHECK_FALSE(agents(t).failed);
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("a renewal that is refused or lost costs a login, and nobody notices")
    {
        for (int how = 0; how != 6; ++how) {
            CAPTURE(how);
            tenant t;
            t.expect_login(1, with_refresh());
            t.peer.expect(t.report("agents")).reply(204);
            CHECK_FALSE(agents(t).failed);
            t.time.run(later(2h));
            auto answer = t.peer.expect(post(refresh));
            if (how == 0) answer.reply(401, R"({"error":"invalid_grant","errorDescription":"token PLANTED-rt-1"})");
            if (how == 1) answer.reply(404, "<html>");
            if (how == 2) answer.reply(200, R"({"token":""})");
            if (how == 3) answer.fail_after_write(asio::error::connection_reset);
            if (how == 4) answer.reply(204);
            if (how == 5) answer.reply(200, renewed(7)).after(24h);
            t.expect_login(2);
            t.peer.expect(t.report("agents", 2)).reply(204);
            CHECK_FALSE(agents(t).failed);
            CHECK(t.peer.problems() == "");
        }
    }

    TEST_CASE("a renewal that succeeds and gives a token that nobody takes costs a login, and nobody notices")
    {
        tenant t;
        t.expect_login(1, with_refresh());
        t.peer.expect(t.report("agents")).reply(204);
        CHECK_FALSE(agents(t).failed);
        for (int n = 2; n != 6; n += 2) {
            t.time.run(later(2h));
            t.peer.expect(post(refresh)).reply(200, renewed(n));
            t.peer.expect(t.report("agents", n)).reply(401);
            t.expect_login(n + 1, with_refresh());
            t.peer.expect(t.report("agents", n + 1)).reply(204);
            CHECK_FALSE(agents(t).failed);
        }
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE(
        "a token that is refused while it is young is replaced by the key, once, and a refusal of that one is told")
    {
        tenant t;
        t.expect_login(1, with_refresh());
        t.peer.expect(t.report("agents")).reply(401);
        t.expect_login(2, with_refresh());
        t.peer.expect(t.report("agents", 2)).reply(401);
        auto const out = agents(t);
        REQUIRE(out.failed.has_value());
        CHECK(*out.failed == condition::needs_login);
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("a wrong key costs one request and is said in the platform's words, without the key")
    {
        tenant t;
        t.peer.expect(post(key_login))
            .reply(401, R"({"error":"invalid_client","errorDescription":"no key PLANTED-c0ffee1234 here"})");
        auto const out = agents(t);
        REQUIRE(out.failed.has_value());
        CHECK(*out.failed == condition::needs_login);
        CHECK(
            out.failed->message() ==
            "POST /authentication/v1/token/access-key: client id or secret is refused [token], HTTP 401, "
            "invalid_client: no key [redacted] here");
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("an application sends the key as password to the token endpoint that the issuer publishes")
    {
        tenant t(options().application("my-app", secret("PLANTED-app-secret")));
        t.peer.expect(get("/.well-known/openid-configuration").to(issuer_host))
            .reply(
                200,
                R"({"issuer":"https://cxone.niceincontact.com","token_endpoint":"https://cxone.niceincontact.com/auth/token",)"
                R"("token_endpoint_auth_methods_supported":["client_secret_basic"]})");
        t.peer
            .expect(post("/auth/token")
                        .to(issuer_host)
                        .with_header("Authorization", "Basic bXktYXBwOlBMQU5URUQtYXBwLXNlY3JldA==")
                        .with_body("grant_type=password&username=the-key-id&password=PLANTED-c0ffee1234"))
            .reply(200, token_answer(1, with_refresh()));
        t.peer.expect(t.report("agents")).reply(204);
        CHECK_FALSE(agents(t).failed);
        t.time.run(later(2h));
        t.peer.expect(post("/auth/token").with_body("grant_type=refresh_token&refresh_token=PLANTED-rt-1"))
            .reply(200, token_answer(2));
        t.peer.expect(t.report("agents", 2)).reply(204);
        CHECK_FALSE(agents(t).failed);
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("an application that registered client_secret_post gives its own login to the client")
    {
        virtual_time time;
        scripted_peer peer;
        cxone::application_login login(
            peer, options().hosts(), oauth::client_secret_post("my-app", secret("PLANTED-app-secret")), "the-key-id",
            secret(planted));
        cxone::renewing_fetcher<decltype(login), manual_clock> fetcher(std::move(login));
        client org(time.context.get_executor(), options(), peer, std::move(fetcher));
        peer.expect(get("/.well-known/openid-configuration").to(issuer_host))
            .reply(
                200, R"({"issuer":"https://cxone.niceincontact.com",)"
                     R"("token_endpoint":"https://cxone.niceincontact.com/auth/token"})");
        peer.expect(
                post("/auth/token")
                    .without_header("Authorization")
                    .with_body("grant_type=password&username=the-key-id&password=PLANTED-c0ffee1234&client_id=my-app&"
                               "client_secret=PLANTED-app-secret"))
            .reply(200, token_answer(1));
        peer.expect(get("/incontactapi/services/v24.0/agents").to(api_host)).reply(204);
        seen out;
        time.run(consume(org.async_paginate_path("agents"), out));
        CHECK_FALSE(out.failed.has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("metadata that send the key elsewhere are refused before it is sent")
    {
        for (auto const* endpoint : {"https://evil.example/auth/token", "http://cxone.niceincontact.com/auth/token"}) {
            tenant t(options().application("my-app", secret("PLANTED-app-secret")));
            t.peer.expect(get("/.well-known/openid-configuration"))
                .reply(
                    200, std::string(R"({"issuer":"https://cxone.niceincontact.com","token_endpoint":")") + endpoint +
                             "\"}");
            auto const out = agents(t);
            REQUIRE(out.failed.has_value());
            CHECK(out.failed->code() == oauth_errc::endpoint_refused);
            CHECK(t.peer.problems() == "");
        }
    }

    TEST_CASE("a token that tells nothing needs the tenant or the address from the program")
    {
        auto const opaque = R"({"access_token":"PLANTED-opaque","token_type":"Bearer"})";
        tenant lost;
        lost.peer.expect(post(key_login)).reply(200, opaque);
        auto const out = agents(lost);
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == cxone_errc::no_api_host);
        tenant told(options().tenant("11eb"));
        told.peer.expect(post(key_login)).reply(200, opaque);
        told.peer.expect(get("/.well-known/cxone-configuration?tenantId=11eb"))
            .reply(200, R"({"api_endpoint":"https://api-c32.nice-incontact.com"})");
        told.peer
            .expect(get("/incontactapi/services/v24.0/agents").with_header("Authorization", "Bearer PLANTED-opaque"))
            .reply(204);
        CHECK_FALSE(agents(told).failed);
        CHECK(told.peer.problems() == "");
    }

    TEST_CASE("a person's login comes from elsewhere: any fetcher of tokens will do")
    {
        struct person {
            asio::awaitable<result<oauth::token_set>> fetch(time_point)
            {
                oauth::token_set tokens;
                tokens.access_token = secret(token(1));
                tokens.token_type = "Bearer";
                tokens.expires_in = 1h;
                tokens.answer = secret(token_answer(1));
                co_return tokens;
            }
        };
        virtual_time time;
        scripted_peer peer;
        client org(time.context.get_executor(), options(), peer, person());
        peer.expect(get("/incontactapi/services/v24.0/agents")
                        .to(api_host)
                        .with_header("Authorization", "Bearer " + token(1)))
            .reply(204);
        seen out;
        time.run(consume(org.async_paginate_path("agents"), out));
        CHECK_FALSE(out.failed.has_value());
        CHECK(peer.problems() == "");
        auto const ask = cxone::login_request("my-app", "http://127.0.0.1:8080/callback", "11eb");
        CHECK(ask.scope() == "openid");
        CHECK(ask.optional_parameters().front().second == "11eb");
    }
}
