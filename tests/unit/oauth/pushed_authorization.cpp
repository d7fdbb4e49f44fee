// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/print_result.hpp"
#include <cogrant/oauth/pushed_authorization.hpp>

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

server_metadata server()
{
    server_metadata out;
    out.issuer = "https://as.example";
    out.authorization_endpoint = "https://as.example/authorize";
    out.pushed_authorization_request_endpoint = "https://as.example/as/par";
    out.require_pushed_authorization_requests = true;
    return out;
}

authorization_request ask()
{
    authorization_request out("my-client", "https://app.example/cb");
    out.scope("a b");
    return out;
}

pending_login login()
{
    pending_login out;
    out.state = secret("st");
    out.code_verifier = secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    return out;
}

template <class Auth>
asio::awaitable<void>
push_into(scripted_peer& peer, server_metadata by, Auth auth, std::optional<result<pushed_authorization>>& out)
{
    auto pushing = push_authorization<manual_clock>(peer, ask(), std::move(by), login(), std::move(auth));
    auto got = co_await std::move(pushing);
    out.emplace(std::move(got));
}

template <class Auth = public_client>
result<pushed_authorization>
pushed(virtual_time& time, scripted_peer peer, server_metadata by = server(), Auth auth = public_client("my-client"))
{
    std::optional<result<pushed_authorization>> out;
    time.run(push_into(peer, std::move(by), std::move(auth), out));
    REQUIRE(out.has_value());
    return std::move(*out);
}

// RFC 9126 §2.2
constexpr auto rfc_answer =
    R"({"request_uri":"urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c","expires_in":60})";
constexpr auto rfc_url = "https://as.example/authorize?client_id=my-client&request_uri="
                         "urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3A6esc_11ACC5bwc014ltc14eY22c";
std::string const parameters = "response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=a+b&state=st&"
                               "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

error refused(unsigned status, std::string body, http::headers headers = {})
{
    http::response const answer{status, std::move(headers), std::move(body)};
    auto const got = read_pushed_answer(answer, "my-client", {});
    REQUIRE_FALSE(got);
    CHECK(got.error().info().status == status);
    return got.error();
}

} // namespace

TEST_SUITE("oauth/pushed_authorization")
{
    TEST_CASE("RFC 9126 2.2: the request is pushed, and the browser gets its name only")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/as/par")
                        .to("https://as.example")
                        .with_header("Content-Type", "application/x-www-form-urlencoded")
                        .with_body(parameters + "&client_id=my-client"))
            .reply(201, rfc_answer);
        auto got = pushed(time, peer);
        CHECK(peer.problems() == "");
        REQUIRE(got);
        auto const url = got->take_url(server(), manual_clock::now());
        REQUIRE(url);
        CHECK(*url == rfc_url);
        CHECK_FALSE(peer.received().at(0).request.authorize);
    }

    TEST_CASE("the client is named once, however it proves itself")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/as/par").with_body(parameters + "&client_id=my-client&client_secret=s"))
            .reply(201, rfc_answer);
        CHECK(pushed(time, peer, server(), client_secret_post("my-client", secret("s"))));
        peer.expect(post("/as/par")
                        .with_body(parameters + "&client_id=my-client")
                        .with_header("Authorization", "Basic bXktY2xpZW50OnM="))
            .reply(201, rfc_answer);
        CHECK(pushed(time, peer, server(), client_secret_basic("my-client", secret("s"))));
        CHECK(peer.problems() == "");
    }

    TEST_CASE("S37: a request_uri is used once and before it expires")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/as/par")).reply(201, rfc_answer).after(10s).times(2);
        auto const asked_at = manual_clock::now();
        auto got = pushed(time, peer);
        REQUIRE(got);
        CHECK(got->expires_at() == asked_at + 60s); // from when it was asked for: the server's clock began before ours
        CHECK(got->take_url(server(), asked_at + 59s));
        CHECK(got->take_url(server(), asked_at + 59s).error().code() == oauth_errc::invalid_request);
        auto late = pushed(time, peer);
        REQUIRE(late);
        CHECK(late->take_url(server(), late->expires_at()).error().code() == oauth_errc::expired_token);
        CHECK(late->take_url(server(), asked_at).error().code() == oauth_errc::invalid_request);
    }

    TEST_CASE("S37: another status than 201, no life and another scheme are refused")
    {
        CHECK(refused(200, rfc_answer).code() == oauth_errc::malformed_answer);
        CHECK(refused(202, rfc_answer).code() == oauth_errc::malformed_answer);
        for (auto const* life : {"0", "-1", "\"60\"", "60.5", "1e400", "null", "99999999999999999999"})
            CHECK_MESSAGE(
                refused(201, R"({"request_uri":"urn:x:1","expires_in":)" + std::string(life) + "}").code() ==
                    oauth_errc::malformed_answer,
                life);
        for (auto const* name :
             {"", "https://evil.example/request.jwt", "http://169.254.169.254/", "javascript:alert(1)",
              "file:///etc/passwd", "x", "urn:a b", "urn:a\\r\\nb", "urn:a#b", "data:,x"})
            CHECK_MESSAGE(
                refused(201, R"({"expires_in":60,"request_uri":")" + std::string(name) + "\"}").code() ==
                    oauth_errc::malformed_answer,
                name);
        for (auto const* body :
             {"", "[]", "null", "<html>", "{}", R"({"expires_in":60})", R"({"request_uri":"urn:x:1"})",
              R"({"request_uri":"urn:x:1","request_uri":"urn:x:2","expires_in":60})"})
            CHECK_MESSAGE(refused(201, body).code() == oauth_errc::malformed_answer, body);
        auto const vast =
            read_pushed_answer({201, {}, R"({"request_uri":"URN:x:1","expires_in":9000000000000000000})"}, "", {});
        REQUIRE(vast);
        CHECK(vast->expires_at() == time_point(24h));
    }

    TEST_CASE("the server's refusal is typed; S09: a redirect is not followed")
    {
        auto const e = refused(400, R"({"error":"invalid_request","error_description":"no redirect_uri"})");
        CHECK(e.code() == oauth_errc::invalid_request);
        CHECK(e.info().server_message == "no redirect_uri");
        CHECK(refused(401, R"({"error":"invalid_client"})").code() == oauth_errc::invalid_client);
        CHECK(refused(201, R"({"error":"invalid_scope"})").code() == oauth_errc::invalid_scope);
        CHECK(refused(429, "", {{"Retry-After", "7"}}).info().retry_after == 7s);
        CHECK(refused(307, "", {{"Location", "https://evil.example/"}}).code() == http_errc::unexpected_status);
    }

    TEST_CASE("S37: when the push fails nothing plain is made of it, and no secret is told")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/as/par")).reply(400, R"({"error":"invalid_client","error_description":"PLANTED-SECRET-1"})");
        auto const got = pushed(time, peer, server(), client_secret_post("my-client", secret("PLANTED-SECRET-1")));
        REQUIRE_FALSE(got);
        CHECK(got.error().code() == oauth_errc::invalid_client);
        CHECK(got.error().message().find("PLANTED-SECRET-1") == std::string::npos);
        CHECK(peer.count() == 1);
    }

    TEST_CASE("nothing is sent without an endpoint, to one that is not https, or with a byte that is not legal")
    {
        virtual_time time;
        scripted_peer const peer;
        auto by = server();
        by.pushed_authorization_request_endpoint.reset();
        CHECK(pushed(time, peer, by).error().code() == oauth_errc::endpoint_missing);
        by.pushed_authorization_request_endpoint = "http://as.example/par";
        CHECK(pushed(time, peer, by).error().code() == oauth_errc::endpoint_refused);
        CHECK(pushed(time, peer, server(), public_client("a\nb")).error().code() == oauth_errc::illegal_credential);
        CHECK(peer.count() == 0);
    }
}
