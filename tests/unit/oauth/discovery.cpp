// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/discovery.hpp>

#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;

namespace {

constexpr auto issuer = "https://as.example";
constexpr auto good = R"({"issuer":"https://as.example","token_endpoint":"https://as.example/token",)"
                      R"("code_challenge_methods_supported":["S256"],"x":{"y":1}})";

http::response answer(std::string body, std::string_view type = "application/json", unsigned status = 200)
{
    return {status, {{"Content-Type", type}}, std::move(body)};
}

// A document of this issuer with one endpoint.
std::string with_endpoint(std::string_view name, std::string_view url)
{
    return std::string(R"({"issuer":"https://as.example",")").append(name).append("\":\"").append(url).append("\"}");
}

asio::awaitable<void>
discover_into(scripted_peer& peer, discovery_options options, std::optional<result<server_metadata>>& out)
{
    auto asking = discover(peer, std::string(issuer), std::move(options));
    auto got = co_await std::move(asking);
    out.emplace(std::move(got));
}

result<server_metadata> discovered(scripted_peer peer, discovery_options options = {})
{
    virtual_time time;
    std::optional<result<server_metadata>> out;
    time.run(discover_into(peer, std::move(options), out));
    CHECK(peer.problems() == "");
    return *out;
}

} // namespace

static_assert(!std::is_aggregate_v<discovery_options>);

TEST_SUITE("oauth/discovery")
{
    TEST_CASE("RFC 8414 3.1, S12: the well-known path is inserted or appended, as the kind wants it")
    {
        struct row {
            std::string_view issuer;
            std::string_view oauth;
            std::string_view openid;
        };
        row const table[] = {
            {"https://example.com", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"},
            {"https://example.com/", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"},
            {"https://example.com/issuer1", "/.well-known/oauth-authorization-server/issuer1",
             "/issuer1/.well-known/openid-configuration"},
            {"https://example.com/a/b/", "/.well-known/oauth-authorization-server/a/b",
             "/a/b/.well-known/openid-configuration"},
        };
        for (auto const& r : table) {
            CHECK(well_known_url(r.issuer, metadata_place::oauth)->target == r.oauth);
            CHECK(well_known_url(r.issuer, metadata_place::openid)->target == r.openid);
            CHECK(well_known_url(r.issuer, metadata_place::oauth)->origin == http::origin{true, "example.com", 443});
        }
    }

    TEST_CASE("S12: an issuer that is none is refused before anything is sent")
    {
        for (std::string_view const wrong :
             {"", "example.com", "http://example.com", "https://example.com?x", "https://example.com/#a",
              "https://good@evil.example", "ftp://example.com", "https://a b", "http://localhost:80",
              "https://example.com/a\r\nb"}) {
            CAPTURE(wrong);
            auto const got = well_known_url(wrong, metadata_place::openid);
            REQUIRE(got.has_error());
            CHECK(got.error().code() == oauth_errc::endpoint_refused);
        }
        CHECK(well_known_url("http://127.0.0.1:9/x", metadata_place::oauth, true).has_value());
        CHECK(well_known_url("http://127.0.0.1.evil.example/", metadata_place::oauth, true).has_error());
    }

    TEST_CASE("S12: the document must name the issuer, byte for byte")
    {
        CHECK(read_metadata(answer(good), issuer)->token_endpoint == "https://as.example/token");
        for (std::string_view const other :
             {"https://as.example/", "https://AS.example", "https://as.example:443", "https://as.example.",
              "http://as.example", "https://evil.example"}) {
            CAPTURE(other);
            auto const got = read_metadata(answer(std::string(R"({"issuer":")").append(other).append("\"}")), issuer);
            REQUIRE(got.has_error());
            CHECK(got.error().code() == oauth_errc::issuer_mismatch);
        }
        CHECK(read_metadata(answer(good), "https://as.example/").error().code() == oauth_errc::issuer_mismatch);
    }

    TEST_CASE("S12, S45: a document that is none is malformed, and the rule is named")
    {
        struct row {
            http::response got;
            std::string_view rule;
        };
        std::string const bomb(5000, '[');
        row const table[] = {
            {answer(good, "text/html"), "the body does not say that it is JSON"},
            {answer("<html>", "application/json"), "found another character"},
            {answer("{}"), "issuer is missing"},
            {answer(R"({"issuer":7})"), "expected a string, found a number at /issuer"},
            {answer("[]"), "expected an object"},
            {answer(std::string(good) + " x"), "something follows"},
            {answer(R"({"issuer":"https://as.example","issuer":"https://as.example"})"), "a key came twice"},
            {answer("\xEF\xBB\xBF" + std::string(good)), "expected an object"},
            {answer(R"({"issuer":"https://as.example","x":)" + bomb), "nested too deeply"},
            {answer(std::string(300 * 1024, ' ') + good), "more than 256 KiB"},
        };
        for (auto const& r : table) {
            CAPTURE(r.rule);
            auto const got = read_metadata(r.got, issuer);
            REQUIRE(got.has_error());
            CHECK(got.error().code() == oauth_errc::malformed_metadata);
            CHECK(got.error().info().detail.find(r.rule) != std::string::npos);
        }
        CHECK(read_metadata(answer(good, "application/json; charset=utf-8"), issuer).has_value());
        CHECK(read_metadata({200, {}, good}, issuer).has_value());
        CHECK(read_metadata(answer(good, "application/json", 201), issuer).has_error());
    }

    TEST_CASE("S11, S13: endpoints that may not be asked are refused, each by name")
    {
        for (std::string_view const name :
             {"token_endpoint", "authorization_endpoint", "jwks_uri", "userinfo_endpoint", "revocation_endpoint",
              "introspection_endpoint", "device_authorization_endpoint", "pushed_authorization_request_endpoint",
              "end_session_endpoint"})
            for (std::string_view const url :
                 {"http://as.example/x", "file:///etc/passwd", "javascript:alert(1)", "https://good@evil.example/",
                  "https://169.254.169.254/", "https://[::1]/", "https://localhost/", "https://10.0.0.1/",
                  "http://127.0.0.1/", "/relative", "", "https://as.example/x#y"}) {
                CAPTURE(name);
                CAPTURE(url);
                auto const got = read_metadata(answer(with_endpoint(name, url)), issuer);
                REQUIRE(got.has_error());
                CHECK(got.error().code() == oauth_errc::endpoint_refused);
                CHECK(got.error().info().detail.starts_with(name));
            }
        auto const alias = read_metadata(
            answer(R"({"issuer":"https://as.example","mtls_endpoint_aliases":{"token_endpoint":"http://m.example/"}})"),
            issuer);
        CHECK(alias.error().code() == oauth_errc::endpoint_refused);
        CHECK(read_metadata(answer(with_endpoint("jwks_uri", "https://keys.example/k?x=1")), issuer).has_value());
    }

    TEST_CASE("S13: a policy has the last word on endpoints")
    {
        discovery_options options;
        options.allow([](std::string_view of, http::url const& endpoint) {
            return of == issuer && endpoint.origin.host == "as.example";
        });
        CHECK(read_metadata(answer(good), issuer, options).has_value());
        auto const got =
            read_metadata(answer(with_endpoint("token_endpoint", "https://evil.example/t")), issuer, options);
        CHECK(got.error().code() == oauth_errc::endpoint_refused);
        CHECK(got.error().info().detail == "token_endpoint: refused by the policy");
    }

    TEST_CASE("a server on this machine may use http when that is allowed, and nothing else")
    {
        discovery_options options;
        options.allow_loopback_http(true);
        std::string const local = "http://127.0.0.1:8080";
        auto const document = [&](std::string const& url) {
            return answer(R"({"issuer":")" + local + R"(","token_endpoint":")" + url + "\"}");
        };
        CHECK(read_metadata(document(local + "/token"), local, options).has_value());
        CHECK(read_metadata(document("http://as.example/token"), local, options).has_error());
        CHECK(read_metadata(document(local + "/token"), local).has_error());
    }

    TEST_CASE("both places are asked, the second only when the first has nothing")
    {
        scripted_peer peer;
        peer.expect(get("/.well-known/openid-configuration").to(issuer).with_header("Accept", "application/json"))
            .reply(404);
        peer.expect(get("/.well-known/oauth-authorization-server").to(issuer))
            .reply(200, good, {{"Content-Type", "application/json"}});
        CHECK(discovered(peer).has_value());
        scripted_peer one;
        one.expect(get("/.well-known/openid-configuration")).reply(404);
        auto const got = discovered(one, discovery_options().place(metadata_place::openid));
        CHECK(got.error().code() == http_errc::not_found);
        CHECK(got.error().info().route == "GET /.well-known/openid-configuration");
        scripted_peer broken;
        broken.expect(any_request()).reply(503, "", {{"Retry-After", "7"}});
        CHECK(discovered(broken).error().info().retry_after == std::chrono::seconds(7));
    }

    TEST_CASE("S09, S12: a redirect is not followed, a large document not read")
    {
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U}) {
            scripted_peer peer;
            peer.expect(any_request()).reply(status, good, {{"Location", "https://evil.example/"}});
            auto const got = discovered(peer);
            REQUIRE(got.has_error());
            CHECK(got.error().code() == http_errc::unexpected_status);
            CHECK(peer.count() == 1);
        }
        scripted_peer peer;
        peer.expect(any_request()).reply(200, std::string(2 << 20, ' '));
        CHECK(discovered(peer).error().code() == http_errc::body_limit);
    }
}
