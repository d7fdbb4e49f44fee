// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/introspection.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;

namespace {

asio::awaitable<void> ask(scripted_peer& peer, std::optional<result<introspection>>& out)
{
    http::url const endpoint{{true, "as.example", 443}, "/introspect"};
    client_secret_basic const auth("id", secret("PLANTED-secret"));
    auto asking = introspect(peer, endpoint, secret("mF_9.B5f-4.1JqM"), token_hint::access_token, auth);
    auto got = co_await std::move(asking);
    out.emplace(std::move(got));
}

result<introspection> asked(scripted_peer peer)
{
    virtual_time time;
    std::optional<result<introspection>> out;
    time.run(ask(peer, out));
    return *out;
}

} // namespace

TEST_SUITE("oauth/introspection")
{
    TEST_CASE("RFC 7662 2.1, 2.2: the sample is asked and read")
    {
        scripted_peer peer;
        peer.expect(post("/introspect")
                        .to("https://as.example")
                        .with_header("Content-Type", "application/x-www-form-urlencoded")
                        .with_header("Accept", "application/json")
                        .with_header("Authorization", "Basic aWQ6UExBTlRFRC1zZWNyZXQ=")
                        .with_body("token=mF_9.B5f-4.1JqM&token_type_hint=access_token"))
            .reply(
                200,
                R"({"active":true,"client_id":"l238j323ds-23ij4","username":"jdoe","scope":"read write dolphin",)"
                R"("sub":"Z5O3upPC88QrAjx00dis","aud":"https://protected.example.net/resource",)"
                R"("iss":"https://server.example.com/","exp":1419356238,"iat":1419350238,"extension_field":"twenty-seven"})");
        auto const got = asked(peer);
        CHECK(peer.problems() == "");
        REQUIRE(got.has_value());
        CHECK(got->active);
        CHECK(got->username == "jdoe");
        CHECK(got->scope == "read write dolphin");
        CHECK(got->exp == 1419356238);
        CHECK(member_of<std::string>(*got, "extension_field").value() == "twenty-seven");
        CHECK(!member_of<std::string>(*got, "none").value());
    }

    TEST_CASE("S39: active is a boolean and nothing else")
    {
        for (std::string_view const body :
             {R"({"active":"true"})", R"({"active":1})", R"({"active":null})", R"({})", R"({"active":[true]})", "true",
              "[]", "", R"({"active":true,"active":true})", R"({"active":false,"active":true})", R"({"Active":true})",
              R"({"active":true,"exp":"soon"})"}) {
            CAPTURE(body);
            auto const got = read_introspection({200, {}, std::string(body)});
            REQUIRE(got.has_error());
            CHECK(got.error().code() == oauth_errc::malformed_answer);
        }
    }

    TEST_CASE("S39: what is not active carries nothing else")
    {
        auto const got =
            read_introspection({200, {}, R"({"active":false,"sub":"x","scope":"admin","exp":9999999999})"});
        REQUIRE(got.has_value());
        CHECK(!got->active);
        CHECK(!got->sub);
        CHECK(!got->scope);
        CHECK(!got->exp);
        CHECK(got->answer.empty());
        CHECK(!member_of<std::string>(*got, "sub").value());
    }

    TEST_CASE("a refusal is typed and shows neither the token nor the client's secret")
    {
        scripted_peer peer;
        peer.expect(any_request())
            .reply(401, R"({"error":"invalid_client","error_description":"no: mF_9.B5f-4.1JqM, PLANTED-secret"})");
        auto const got = asked(peer);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == oauth_errc::invalid_client);
        CHECK(got.error().info().server_message == "no: [redacted], [redacted]");
    }

    TEST_CASE("S09: a redirect of the introspection endpoint is not followed")
    {
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U}) {
            scripted_peer peer;
            peer.expect(any_request()).reply(status, R"({"active":true})", {{"Location", "https://evil.example/"}});
            CHECK(asked(peer).error().code() == http_errc::unexpected_status);
            CHECK(peer.count() == 1);
        }
    }
}
