// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

using namespace cogrant;
using namespace std::chrono_literals;
using http::method;
using testing::genesys_emulator;
using testing::genesys_emulator_options;

namespace {

using pairs = std::initializer_list<std::pair<std::string_view, std::string_view>>;
constexpr std::string_view home = "http://127.0.0.1:8085/callback?from=login";
std::string const verifier(43, 'v');

std::string challenge() { return base64::encode_url(jose::sha256(verifier)); }

genesys_emulator_options people()
{
    return genesys_emulator_options().redirect_uri(std::string(home)).public_client("app");
}

// A browser and a program in one.
struct visitor {
    explicit visitor(genesys_emulator_options o = people()) : emulator(std::move(o)) {}

    http::response send(method m, std::string target, std::string body = "", std::string_view authorization = {})
    {
        http::request r;
        r.method = m;
        r.target = std::move(target);
        r.body = std::move(body);
        if (!authorization.empty()) r.headers.add("Authorization", authorization);
        if (m == method::post) r.headers.add("Content-Type", form::content_type);
        return emulator.handle(r, now, std::chrono::sys_days{std::chrono::year{2025} / 3 / 10}).response;
    }
    http::response open(std::string const& asked) { return send(method::get, "/oauth/authorize?" + asked); }
    http::response log_in(std::string const& asked, std::string_view password = "test-password")
    {
        auto body = asked;
        form::add(body, "login", "user0@example.com");
        form::add(body, "password", password);
        return send(method::post, "/oauth/authorize", body);
    }
    http::response token(pairs fields, bool basic = false)
    {
        return send(
            method::post, "/oauth/token", form::encode(fields), basic ? "Basic dGVzdC1jbGllbnQ6dGVzdC1zZWNyZXQ=" : "");
    }
    std::string code(std::string const& asked) { return parameter(log_in(asked), "code"); }
    http::response redeem(std::string_view code_, std::string_view with = verifier, std::string_view uri = home)
    {
        return token(
            {{"grant_type", "authorization_code"},
             {"client_id", "app"},
             {"code", code_},
             {"redirect_uri", uri},
             {"code_verifier", with}});
    }
    http::response refresh(std::string_view refresh_token)
    {
        return token({{"grant_type", "refresh_token"}, {"client_id", "app"}, {"refresh_token", refresh_token}});
    }
    unsigned try_token(std::string_view text)
    {
        return send(method::get, "/api/v2/users/me", "", std::string("Bearer ").append(text)).status;
    }
    static std::string parameter(http::response const& r, std::string_view name)
    {
        auto const location = r.headers.find("Location").value_or("");
        auto const list = testing::detail::parse_parameters(location.substr(location.find('?') + 1));
        return std::string(testing::detail::find_parameter(*list, name).value_or("(none)"));
    }

    genesys_emulator emulator;
    time_point now{};
};

std::string asked(pairs changes = {})
{
    std::string const proof = challenge();
    std::string out;
    for (auto [name, value] : pairs{
             {"response_type", "code"},
             {"client_id", "app"},
             {"redirect_uri", home},
             {"state", "st&ate"},
             {"code_challenge", proof},
             {"code_challenge_method", "S256"}}) {
        for (auto const& [changed, to] : changes)
            if (changed == name) value = to;
        if (!value.empty()) form::add(out, name, value);
    }
    for (auto const& [name, value] : changes)
        if (name == "org" || name == "provider" || name == "login_hint" || name == "scope") form::add(out, name, value);
    return out;
}

std::string member(http::response const& r, std::string_view name)
{
    auto const v = boost::json::parse(r.body);
    auto const* found = v.as_object().if_contains(name);
    return found == nullptr ? "(none)" : std::string(found->as_string());
}

} // namespace

TEST_SUITE("testing/genesys_emulator_login")
{
    TEST_CASE("a person logs in on the page and lands at the program with a code and its state")
    {
        visitor v;
        auto const page = v.open(asked({{"login_hint", "\"><script>"}}));
        CHECK(page.status == 200);
        CHECK(page.headers.find("Content-Type") == "text/html; charset=utf-8");
        CHECK(page.body.find("name=\"state\" value=\"st&amp;ate\"") != std::string::npos);
        CHECK(page.body.find("<script>") == std::string::npos);
        CHECK(
            v.open(asked({{"org", "acme"}, {"provider", "okta"}})).body.find("Log in with okta") != std::string::npos);

        auto const wrong = v.log_in(asked(), "guess");
        CHECK(wrong.status == 401);
        CHECK(wrong.body.find("not correct") != std::string::npos);
        CHECK(wrong.body.find("guess") == std::string::npos);

        auto const back = v.log_in(asked());
        CHECK(back.status == 302);
        CHECK(back.headers.find("Location")->starts_with(std::string(home) + "&code="));
        CHECK(visitor::parameter(back, "state") == "st&ate");
    }

    TEST_CASE("a code becomes tokens of that person, for the public client with PKCE")
    {
        visitor v;
        auto const r = v.redeem(v.code(asked()));
        CHECK(r.status == 200);
        CHECK(member(r, "token_type") == "bearer");
        CHECK(member(r, "refresh_token").size() == 64);
        CHECK(v.try_token(member(r, "access_token")) == 200);
        auto const own = v.send(method::get, "/api/v2/tokens/me", "", "Bearer " + member(r, "access_token"));
        auto const client = boost::json::parse(own.body).at("OAuthClient");
        CHECK(client.at("id").as_string() == "app");
        CHECK(client.at("authorizedGrantType").as_string() == "CODE");
    }

    TEST_CASE("the client with a secret needs no PKCE, but keeps to it when it began with it")
    {
        visitor v;
        pairs const confidential{{"client_id", "test-client"}};
        auto const plain =
            v.code(asked({{"client_id", "test-client"}, {"code_challenge", ""}, {"code_challenge_method", ""}}));
        CHECK(
            v.token({{"grant_type", "authorization_code"}, {"code", plain}, {"redirect_uri", home}}, true).status ==
            200);
        auto const proven = v.code(asked(confidential));
        CHECK(
            member(
                v.token({{"grant_type", "authorization_code"}, {"code", proven}, {"redirect_uri", home}}, true),
                "error") == "invalid_grant");
    }

    TEST_CASE("a wrong client or redirect URI is told to the person and sent nowhere")
    {
        visitor v;
        for (auto const& bad :
             {asked({{"client_id", "nobody"}}), asked({{"client_id", ""}}), asked({{"redirect_uri", ""}}),
              asked({{"redirect_uri", "http://127.0.0.1:8085/callback"}}), // the query string counts
              asked({{"redirect_uri", "http://127.0.0.1:8086/callback?from=login"}}), asked() + "&state=2",
              asked() + "&a=%zz"}) {
            CAPTURE(bad);
            CHECK(v.open(bad).status == 400);
            CHECK(v.log_in(bad).status == 400);
            CHECK_FALSE(v.open(bad).headers.contains("Location"));
        }
    }

    TEST_CASE("other mistakes go back to the program, with its state")
    {
        visitor v;
        auto const error_of = [&](std::string const& a) { return visitor::parameter(v.open(a), "error"); };
        CHECK(error_of(asked({{"response_type", "token"}})) == "unsupported_response_type");
        CHECK(error_of(asked({{"code_challenge_method", "plain"}})) == "invalid_request");
        CHECK(error_of(asked({{"code_challenge_method", ""}})) == "invalid_request");
        CHECK(error_of(asked({{"code_challenge", ""}, {"code_challenge_method", ""}})) == "invalid_request");
        CHECK(error_of(asked({{"code_challenge", "short"}})) == "invalid_request");
        CHECK(error_of(asked({{"org", "acme"}})) == "invalid_request"); // org and provider: both or neither
        auto const no = v.send(method::post, "/oauth/authorize", asked() + "&answer=cancel");
        CHECK(visitor::parameter(no, "error") == "access_denied");
        CHECK(visitor::parameter(no, "state") == "st&ate");
    }

    TEST_CASE("a code is good once; its second use ends what came from the first")
    {
        visitor v;
        auto const code = v.code(asked());
        auto const access = member(v.redeem(code), "access_token");
        CHECK(v.try_token(access) == 200);
        CHECK(member(v.redeem(code), "error") == "invalid_grant");
        CHECK(v.try_token(access) == 401);
    }

    TEST_CASE("a code is refused with another verifier, redirect URI or client, and when it is old")
    {
        visitor v;
        CHECK(member(v.redeem(v.code(asked()), std::string(43, 'w')), "error") == "invalid_grant");
        CHECK(member(v.redeem(v.code(asked()), ""), "error") == "invalid_grant");
        CHECK(
            member(v.redeem(v.code(asked()), verifier, "http://127.0.0.1:8085/callback"), "error") == "invalid_grant");
        CHECK(member(v.redeem("made-up"), "error") == "invalid_grant");
        CHECK(member(v.redeem(""), "error") == "invalid_request");
        auto const other = v.code(asked({{"client_id", "test-client"}}));
        CHECK(member(v.redeem(other), "error") == "invalid_grant");
        auto const old = v.code(asked());
        v.now += 300s;
        CHECK(member(v.redeem(old), "error") == "invalid_grant");
    }

    TEST_CASE("refresh tokens rotate, and reuse of an old one ends the login")
    {
        visitor v;
        auto const first = member(v.redeem(v.code(asked())), "refresh_token");
        auto const second = v.refresh(first);
        CHECK(second.status == 200);
        CHECK(member(second, "refresh_token") != first);
        CHECK(v.try_token(member(second, "access_token")) == 200);
        CHECK(member(v.refresh(first), "error") == "invalid_grant");
        CHECK(member(v.refresh(member(second, "refresh_token")), "error") == "invalid_grant");
        CHECK(v.try_token(member(second, "access_token")) == 401);
    }

    TEST_CASE("without rotation the refresh token stays and is not named again")
    {
        visitor v(people().rotate_refresh_tokens(false));
        auto const first = member(v.redeem(v.code(asked())), "refresh_token");
        CHECK(member(v.refresh(first), "refresh_token") == "(none)");
        CHECK(v.refresh(first).status == 200);
        CHECK(
            member(v.token({{"grant_type", "refresh_token"}, {"refresh_token", first}}, true), "error") ==
            "invalid_grant");
    }

    TEST_CASE("the public client may not do what needs a secret")
    {
        visitor v(people().saml_organization("acme").invalid_client_status(401));
        CHECK(
            member(v.token({{"grant_type", "client_credentials"}, {"client_id", "app"}}), "error") ==
            "unauthorized_client");
        auto const r = v.token({{"grant_type", "client_credentials"}, {"client_id", "app"}, {"client_secret", "x"}});
        CHECK(r.status == 401);
        CHECK(member(r, "error") == "invalid_client");
        CHECK(member(r, "description") == "client not found: app");
    }

    TEST_CASE("an assertion of the organisation becomes a token without a refresh token")
    {
        visitor v(genesys_emulator_options().saml_organization("acme"));
        auto const ask = [&](std::string_view org, std::string_view assertion) {
            return v.token(
                {{"grant_type", "urn:ietf:params:oauth:grant-type:saml2-bearer"},
                 {"orgName", org},
                 {"assertion", assertion}},
                true);
        };
        auto const xml = testing::detail::base64_encode("<saml2:Assertion/>");
        auto const r = ask("acme", xml);
        CHECK(r.status == 200);
        CHECK(member(r, "refresh_token") == "(none)");
        CHECK(v.try_token(member(r, "access_token")) == 200);
        CHECK(member(ask("other", xml), "error") == "invalid_grant");
        CHECK(member(ask("acme", "PGE+"), "error") == "invalid_grant");
        CHECK(member(ask("", xml), "error") == "invalid_request");
    }

    TEST_CASE("an organisation that logs nobody in says so")
    {
        visitor v{genesys_emulator_options()};
        CHECK(v.open(asked({{"client_id", "test-client"}})).status == 400);
        CHECK(
            member(v.token({{"grant_type", "authorization_code"}, {"code", "x"}}, true), "error") ==
            "unauthorized_client");
    }
}
