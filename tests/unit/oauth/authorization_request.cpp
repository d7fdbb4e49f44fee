// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/print_result.hpp"
#include <cogrant/oauth/authorization_request.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <type_traits>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace std::chrono_literals;

static_assert(!std::is_aggregate_v<authorization_request>);

namespace {

server_metadata server(std::string endpoint = "https://as.example/authorize")
{
    server_metadata out;
    out.issuer = "https://as.example";
    out.authorization_endpoint = std::move(endpoint);
    return out;
}

pending_login login()
{
    pending_login out;
    out.state = secret("the-state");
    out.code_verifier = secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    return out;
}

authorization_request ask() { return {"my-client", "http://127.0.0.1:8085/cb"}; }

error refused(authorization_request const& request, server_metadata const& by = server())
{
    auto const url = authorization_url(request, by, login());
    REQUIRE_FALSE(url);
    CHECK(!url.error().info().detail.empty());
    return url.error();
}

constexpr auto plain_query = "response_type=code&client_id=my-client&redirect_uri=http%3A%2F%2F127.0.0.1%3A8085%2Fcb&"
                             "state=the-state&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"
                             "code_challenge_method=S256";

} // namespace

TEST_SUITE("oauth/authorization_request")
{
    TEST_CASE("S01: every request carries a challenge by S256 and a state")
    {
        auto const url = authorization_url(ask(), server(), login());
        REQUIRE(url);
        CHECK(*url == std::string("https://as.example/authorize?") + plain_query);
    }

    TEST_CASE("what the platform wants is added behind it, in order")
    {
        auto request = ask();
        request.scope("openid users:readonly").prompt("login").login_hint("a b@x.example").max_age(60s);
        request.parameter("org", "acme").parameter("provider", "okta & co");
        auto pending = login();
        pending.nonce = secret("n-1");
        auto const url = authorization_url(request, server(), pending);
        REQUIRE(url);
        CHECK(url->find("&scope=openid%20users%3Areadonly&state=the-state&nonce=n-1&code_challenge=") != url->npos);
        CHECK(
            url->ends_with("&code_challenge_method=S256&prompt=login&login_hint=a%20b%40x.example&max_age=60&org=acme&"
                           "provider=okta%20%26%20co"));
    }

    TEST_CASE("the endpoint's own query stays")
    {
        auto const url = authorization_url(ask(), server("https://as.example/authorize?tenant=a%26b&x"), login());
        REQUIRE(url);
        CHECK(*url == std::string("https://as.example/authorize?tenant=a%26b&x&") + plain_query);
        CHECK(refused(ask(), server("https://as.example/a?state=fixed")).code() == oauth_errc::endpoint_refused);
        CHECK(refused(ask(), server("https://as.example/a?%73tate=fixed")).code() == oauth_errc::endpoint_refused);
    }

    TEST_CASE("S02: a server whose metadata lacks S256 is not asked, and there is no fall back to plain")
    {
        auto by = server();
        by.code_challenge_methods_supported = std::vector<std::string>{"plain"};
        CHECK(refused(ask(), by).code() == oauth_errc::pkce_unsupported);
        by.code_challenge_methods_supported = std::vector<std::string>{};
        CHECK(refused(ask(), by).code() == oauth_errc::pkce_unsupported);
        by.code_challenge_methods_supported = std::vector<std::string>{"plain", "S256"};
        CHECK(authorization_url(ask(), by, login()));
    }

    TEST_CASE("S02: metadata that say nothing of PKCE are refused on demand")
    {
        CHECK(authorization_url(ask(), server(), login()));
        CHECK(refused(ask().require_pkce_metadata()).code() == oauth_errc::pkce_unsupported);
    }

    TEST_CASE("S13: an endpoint that is missing or not https is not used")
    {
        auto by = server();
        by.authorization_endpoint.reset();
        CHECK(refused(ask(), by).code() == oauth_errc::endpoint_missing);
        for (auto const* bad :
             {"http://as.example/a", "http://127.evil.example/a", "http://localhost.evil.example/",
              "javascript:alert(1)", "https://good@evil.example/", "file:///etc/passwd", "/authorize",
              "https://as.example/a#f", "https://as.example/a b", "http://0.0.0.0/a"})
            CHECK_MESSAGE(refused(ask(), server(bad)).code() == oauth_errc::endpoint_refused, bad);
        for (auto const* good : {"http://127.0.0.1:9/a", "http://[::1]:9/a", "http://localhost:9/a"})
            CHECK_MESSAGE(authorization_url(ask(), server(good), login()), good);
    }

    TEST_CASE("S35: a byte that may not be sent is refused in every field, and not quoted")
    {
        for (int i = 0; i != 256; ++i) {
            std::string const one(1, static_cast<char>(static_cast<unsigned char>(i)));
            bool const control = i < 0x20 || i == 0x7f;
            bool const url_byte = i > 0x20 && i < 0x7f;
            auto const sent = [&](authorization_request const& request) {
                auto const url = authorization_url(request, server(), login());
                if (url) {
                    for (char const c : *url) CHECK((c > ' ' && c < 0x7f));
                    return true;
                }
                CHECK(url.error().code() == oauth_errc::illegal_credential);
                if (control) CHECK(url.error().message().find(one) == std::string::npos);
                return false;
            };
            CHECK(sent({"id" + one + "x", "https://app.example/cb"}) == !control);
            CHECK(sent(ask().login_hint("a" + one + "b")) == !control);
            CHECK(sent(ask().parameter("org" + one, "x")) == url_byte);
            if (!url_byte) CHECK_FALSE(sent({"id", "https://app.example/cb" + one}));
        }
        CHECK(refused({"", "https://app.example/cb"}).code() == oauth_errc::illegal_credential);
        for (auto const* bad : {"", "cb", "/cb", "https://app.example/cb#f", "//app.example/cb"})
            CHECK_MESSAGE(refused({"id", bad}).code() == oauth_errc::illegal_credential, bad);
        CHECK(authorization_url({"id", "com.example.app:/cb"}, server(), login()));
    }

    TEST_CASE("S36: a scope with a character outside RFC 6749 3.3 is refused")
    {
        for (int i = 0; i != 256; ++i) {
            auto const c = static_cast<char>(static_cast<unsigned char>(i));
            bool const legal = i >= 0x20 && i <= 0x7e && c != '"' && c != '\\';
            auto request = ask();
            request.scope(std::string("a") + c + "b");
            CHECK(authorization_url(request, server(), login()).has_value() == legal);
        }
    }

    TEST_CASE("S40: resources are absolute URIs without a fragment, and keep their order")
    {
        auto request = ask();
        request.resource("https://b.example/").resource("urn:a:1").resource("https://a.example/x?y=1");
        auto const url = authorization_url(request, server(), login());
        REQUIRE(url);
        CHECK(url->ends_with("&resource=https%3A%2F%2Fb.example%2F&resource=urn%3Aa%3A1&"
                             "resource=https%3A%2F%2Fa.example%2Fx%3Fy%3D1"));
        for (auto const* bad : {"", "a.example", "/api", "https://a.example/#f", "https://a.example/ x"})
            CHECK_MESSAGE(refused(ask().resource(bad)).code() == oauth_errc::invalid_target, bad);
    }

    TEST_CASE("S05: a parameter of one's own cannot replace or repeat another")
    {
        for (auto const* own :
             {"state", "code_challenge", "code_challenge_method", "client_id", "redirect_uri", "request", "request_uri",
              "scope", "nonce", "response_type", "client_secret"})
            CHECK_MESSAGE(refused(ask().parameter(own, "x")).code() == oauth_errc::illegal_credential, own);
        CHECK(refused(ask().prompt("login").parameter("prompt", "none")).code() == oauth_errc::illegal_credential);
    }

    TEST_CASE("S37: a server that takes pushed requests only gets no plain one")
    {
        auto by = server();
        by.require_pushed_authorization_requests = true;
        CHECK(refused(ask(), by).code() == oauth_errc::endpoint_refused);
    }
}
