// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

struct one_time_code {
    std::string grant_type = "authorization_code";
    std::string code;
};

http::url endpoint() { return {http::origin{true, "login.example", 443}, "/oauth/token?tenant=1"}; }
client_secret_basic auth() { return {"id", secret("PLANTED-SECRET-99aa88bb")}; }

template <class Fetcher>
asio::awaitable<void> fetch_into(Fetcher& fetcher, time_point deadline, std::optional<result<token_set>>& out)
{
    auto got = co_await fetcher.fetch(deadline);
    out.emplace(std::move(got));
}

template <class Grant>
result<token_set> fetched(virtual_time& time, scripted_peer peer, Grant grant, time_point deadline = no_deadline)
{
    auto retried = retry_stage<manual_clock>{retry_options(), {}}.bind(std::move(peer));
    grant_fetcher fetcher(std::move(retried), endpoint(), std::move(grant), auth());
    std::optional<result<token_set>> out;
    time.run(fetch_into(fetcher, deadline, out));
    REQUIRE(out.has_value());
    return *out;
}

constexpr auto token_json = R"({"access_token":"a1","token_type":"bearer","expires_in":86399})";

} // namespace

template <>
struct cogrant::reflect::wire_case<one_time_code> {
    static constexpr auto value = letter_case::snake;
};

static_assert(
    token_fetcher<grant_fetcher<archetypes::transport, client_credentials, archetypes::client_authentication>>);
static_assert(token_fetcher<
              grant_fetcher<archetypes::move_only_transport, client_credentials, archetypes::client_authentication>>);

TEST_SUITE("oauth/request_token")
{
    TEST_CASE("a client_credentials request is the one of RFC 6749 4.4.2")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/oauth/token?tenant=1")
                        .to("https://login.example")
                        .with_header("Content-Type", "application/x-www-form-urlencoded")
                        .with_header("Accept", "application/json")
                        .with_header("Authorization", "Basic aWQ6UExBTlRFRC1TRUNSRVQtOTlhYTg4YmI=")
                        .with_body("grant_type=client_credentials"))
            .reply(200, token_json);
        auto const got = fetched(time, peer, client_credentials());
        CHECK(peer.problems() == "");
        REQUIRE(got.has_value());
        CHECK(got->access_token.expose() == "a1");
        auto const sent = peer.received().at(0).request;
        CHECK(!sent.authorize);
        CHECK(sent.body_limit == 1048576);
    }

    TEST_CASE("a scope goes into the form; a byte that RFC 6749 3.3 forbids is refused and nothing is sent")
    {
        client_credentials grant;
        grant.scope = "analytics users:readonly";
        auto const good = token_request(endpoint(), grant, auth());
        REQUIRE(good.has_value());
        CHECK(good->body == "grant_type=client_credentials&scope=analytics+users%3Areadonly");
        for (int byte = 0; byte != 256; ++byte) {
            CAPTURE(byte);
            grant.scope = std::string("a") + static_cast<char>(byte);
            bool const legal = byte >= 0x20 && byte <= 0x7e && byte != '"' && byte != '\\';
            auto const request = token_request(endpoint(), grant, auth());
            CHECK(request.has_value() == legal);
            if (!legal) CHECK(request.error().code() == oauth_errc::illegal_credential);
        }
        virtual_time time;
        scripted_peer peer;
        grant.scope = "a\nb";
        CHECK(fetched(time, peer, grant).has_error());
        CHECK(peer.count() == 0);
    }

    TEST_CASE("a grant that spends nothing is asked for again after its bytes were sent, a one-time code is not")
    {
        {
            virtual_time time;
            scripted_peer peer;
            peer.expect(any_request()).fail_after_write(asio::error::connection_reset);
            peer.expect(any_request()).reply(502, "<html>");
            peer.expect(any_request()).reply(200, token_json);
            CHECK(fetched(time, peer, client_credentials()).has_value());
            CHECK(peer.problems() == "");
        }
        for (bool const reset : {true, false}) {
            virtual_time time;
            scripted_peer peer;
            if (reset) peer.expect(any_request()).fail_after_write(asio::error::connection_reset);
            else peer.expect(any_request()).reply(502, "<html>");
            one_time_code grant;
            grant.code = "SplxlOBeZQQYbYS6WxSbIA";
            CHECK(fetched(time, peer, grant).has_error());
            CHECK(peer.problems() == "");
            CHECK(peer.received()[0].request.body == "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA");
        }
    }

    TEST_CASE("a one-time code is sent again when it never left")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(any_request()).fail_before_write(asio::error::connection_refused);
        peer.expect(any_request()).reply(200, token_json);
        CHECK(fetched(time, peer, one_time_code()).has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a refusal names the endpoint and the tries, and no secret")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(any_request()).reply(503);
        peer.expect(any_request())
            .reply(
                401,
                R"({"error":"invalid_client","error_description":"authentication failed: Basic aWQ6UExBTlRFRC1TRUNSRVQtOTlhYTg4YmI="})");
        auto const got = fetched(time, peer, client_credentials());
        REQUIRE(got.has_error());
        auto const text = got.error().message();
        CHECK(got.error().code() == oauth_errc::invalid_client);
        CHECK(got.error() == condition::needs_login);
        CHECK(
            text ==
            "POST /oauth/token: client id or secret is refused [token] after 2 tries, HTTP 401, invalid_client: "
            "authentication failed: Basic [redacted]");
    }

    TEST_CASE("a wait beyond the cap is said, not waited for")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(any_request()).reply(429, R"({"code":"too.many.requests"})", {{"Retry-After", "410400"}});
        auto const got = fetched(time, peer, client_credentials());
        REQUIRE(got.has_error());
        CHECK(got.error().code() == retry_errc::retry_after_too_long);
        CHECK(got.error().info().status == 429);
        CHECK(got.error().info().server_code == "too.many.requests");
        CHECK(got.error().info().retry_after == 410400s);
        CHECK(time.elapsed() == 0s);
    }

    TEST_CASE("a token endpoint that stays silent is left at the deadline")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(any_request()).stay_silent();
        auto const got = fetched(time, peer, client_credentials(), manual_clock::now() + 20s);
        REQUIRE(got.has_error());
        CHECK(got.error() == condition::timeout);
        CHECK(time.elapsed() == 20s);
    }

    TEST_CASE("an answer of more than a mebibyte is not read")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(any_request()).reply(200, std::string(1048577, ' '));
        auto const got = fetched(time, peer, client_credentials());
        REQUIRE(got.has_error());
        CHECK(got.error().code() == http_errc::body_limit);
    }
}
