// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract.hpp"
#include <cogrant/genesys/describe.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace genesys = cogrant::genesys;
using namespace std::chrono_literals;

namespace {

cogrant::http::response answer(unsigned status, std::string body, cogrant::http::headers headers = {})
{
    cogrant::http::response r;
    r.status = status;
    r.body = std::move(body);
    r.headers = std::move(headers);
    return r;
}

cogrant::error described(cogrant::http::response const& r)
{
    cogrant::error e;
    genesys::describe(r, e);
    return e;
}

} // namespace

TEST_SUITE("genesys/describe")
{
    TEST_CASE("the contract's 429 gives code, text, limit, correlation id and wait")
    {
        auto const body = contract::sample("genesys-429.json");
        if (!body) return;
        auto const e = described(answer(429, *body));
        CHECK(e == cogrant::condition::rate_limited);
        auto const& i = e.info();
        CHECK_EQ(i.status, 429);
        CHECK_EQ(i.server_code, "too.many.requests.retry.after");
        CHECK_EQ(
            i.server_message, "Rate limit exceeded the maximum. Retry the request in [17] seconds "
                              "(limit client.credentials.token.rate.per.minute = 300)");
        CHECK_EQ(i.correlation_id, "7b24b13f-17ba-4194-a6ae-4b1d3423bf15");
        CHECK(i.retry_after.value() == 17s);
        CHECK(i.body_snippet.empty());
    }

    TEST_CASE("headers win over the body")
    {
        std::string const body = R"({"message":"wait [17] seconds","contextId":"from-body"})";
        auto const e = described(answer(429, body, {{"Retry-After", "3"}, {"inin-correlation-id", "from-header"}}));
        CHECK_EQ(e.info().correlation_id, "from-header");
        CHECK(e.info().retry_after.value() == 3s);
        // A date needs a clock: it is the retry policy's, and the text is no better.
        auto const dated = described(answer(429, body, {{"Retry-After", "Sat, 01 Mar 2025 08:00:00 GMT"}}));
        CHECK_FALSE(dated.info().retry_after.has_value());
    }

    TEST_CASE("the text of a 429 is read for its wait, other texts are not")
    {
        auto const wait = [](unsigned status, char const* body) {
            return described(answer(status, body)).info().retry_after;
        };
        CHECK(wait(429, R"({"message":"exceeded the maximum of 300 requests within 60 seconds"})").value() == 60s);
        CHECK(wait(429, R"({"message":"try again in 2 minutes"})").value() == 2min);
        CHECK(wait(503, R"({"message":"back in [5] Seconds"})").value() == 5s);
        CHECK(wait(429, R"({"messageParams":{"count":"300","retryAfterSeconds":"9"}})").value() == 9s);
        CHECK_FALSE(wait(429, R"({"message":"300 requests"})").has_value());
        CHECK_FALSE(wait(429, R"({"message":"99999999999999999999 seconds"})").has_value());
        CHECK_FALSE(wait(429, R"({"messageParams":{"retryAfterSeconds":"-1"}})").has_value());
        CHECK_FALSE(wait(400, R"({"message":"the interval is 60 seconds"})").has_value());
    }

    TEST_CASE("a refused token request is understood")
    {
        auto const body = contract::sample("genesys-token-error.json");
        if (!body) return;
        auto const e = described(answer(400, *body));
        CHECK_EQ(e.info().server_code, "invalid_client");
        CHECK_EQ(e.info().server_message, "client not found: synthetic-client-id");
        CHECK(e.info().body_snippet.empty());
    }

    TEST_CASE("a 403 says which permission is missing")
    {
        auto const e = described(answer(
            403, R"({"code":"missing.permissions","status":403,"contextId":"c",)"
                 R"("messageWithParams":"You are missing the following permission(s): {permissions}",)"
                 R"("messageParams":{"permissions":"[analytics:conversationDetail:view]"}})"));
        CHECK(e == cogrant::condition::forbidden);
        CHECK_EQ(
            e.info().server_message,
            "You are missing the following permission(s): [analytics:conversationDetail:view]");
        auto const params =
            described(answer(403, R"({"message":"Not authorized.","messageParams":{"p":"a:b:view, c:d:*"}})"));
        CHECK_EQ(
            params.info().server_message, "Not authorized. (missing permission a:b:view) (missing permission c:d:*)");

        genesys::error_body body;
        body.message = "missing routing:queue:view, routing:queue:view at 08:15:30, https://x and a::b:c";
        CHECK_EQ(genesys::missing_permissions(body), std::vector<std::string>{"routing:queue:view"});
    }

    TEST_CASE("a field at fault and a nested message are shown")
    {
        auto const e = described(answer(
            400, R"({"code":"invalid.value","errors":[{"message":"too long an interval"}],)"
                 R"("details":[{"errorCode":"x","fieldName":"interval"},{"fieldName":"paging.pageSize"}]})"));
        CHECK_EQ(e.info().server_message, "too long an interval (field paging.pageSize)");
        CHECK(e.code() == cogrant::http_errc::bad_request);
    }

    TEST_CASE("a body that is not JSON is shown in a few printable bytes")
    {
        std::string const page =
            "<html>\r\n\t<h1>502 Bad\x1b[31m Gateway</h1>\n\n" + std::string(1000, 'x') + "</html>";
        auto const e = described(answer(502, page, {{"ININ-Correlation-Id", "id-1"}}));
        CHECK_EQ(e.info().body_snippet.size(), 200);
        CHECK(e.info().body_snippet.starts_with("<html> <h1>502 Bad.[31m Gateway</h1> xxx"));
        CHECK_EQ(e.info().correlation_id, "id-1");
        CHECK(e.info().server_message.empty());
        CHECK(e == cogrant::condition::retryable);
        CHECK(described(answer(503, "")).info().body_snippet.empty());
        CHECK_EQ(described(answer(500, R"({"message":"cut of)")).info().body_snippet, R"({"message":"cut of)");
        CHECK_EQ(described(answer(500, "[1,2]")).info().body_snippet, "[1,2]");
        CHECK_EQ(described(answer(500, R"({"x":1})")).info().body_snippet, R"({"x":1})");
    }

    TEST_CASE("a body that fits its model in part is used in part")
    {
        auto const e =
            described(answer(409, R"({"message":"conflict","code":"c","status":"409","details":{},"contextId":"i"})"));
        CHECK_EQ(e.info().server_message, "conflict");
        CHECK_EQ(e.info().server_code, "c");
        CHECK_EQ(e.info().correlation_id, "i");
    }

    TEST_CASE("the texts of a server cannot reach the terminal nor show a credential")
    {
        auto const e = described(answer(400, R"({"message":"a\u001b]0;x\u0007b\u009b31mc\r\nz","code":"c\u001b[0m"})"));
        CHECK_EQ(e.info().server_message, "a ]0;x b 31mc z");
        CHECK_EQ(e.info().server_code, "c.[0m");
        auto const echo = described(
            answer(400, "GET /x Authorization: Bearer abcDEF123456789.tok-en_x client_secret=s3cr3ts3cr3ts3cr3t&a=b"));
        CHECK_EQ(echo.info().body_snippet, "GET /x Authorization: Bearer [redacted] client_secret=[redacted]&a=b");
        auto const prose =
            described(answer(401, R"({"message":"Basic authentication is required, the bearer token is bad"})"));
        CHECK_EQ(prose.info().server_message, "Basic authentication is required, the bearer token is bad");
        auto const cut = described(answer(400, R"({"message":")" + std::string(599, 'x') + "\xc3\xbc\"}"));
        CHECK_EQ(cut.info().server_message.size(), 599);
    }

    TEST_CASE("what is known already stays")
    {
        cogrant::error e{make_error_code(cogrant::http_errc::unexpected_status), cogrant::phase::first_byte};
        e.edit().route = "POST /x";
        genesys::describe(answer(401, R"({"code":"bad.credentials"})"), e);
        CHECK(e.code() == cogrant::http_errc::unexpected_status);
        CHECK_EQ(e.info().route, "POST /x");
        cogrant::error bare;
        bare.edit().attempts = 3;
        genesys::describe(answer(401, ""), bare);
        CHECK(bare == cogrant::condition::needs_login);
        CHECK_EQ(bare.info().attempts, 3);
    }
}
