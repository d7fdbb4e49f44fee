// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/token_answer.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>

using namespace cogrant;
using namespace std::chrono_literals;
using cogrant::oauth::member_of;
using cogrant::oauth::read_token_answer;
using cogrant::oauth::token_scheme;

namespace {

http::response answer(unsigned status, std::string body, std::string_view type = "application/json")
{
    return {status, {{"Content-Type", type}}, std::move(body)};
}

constexpr auto as_form = "application/x-www-form-urlencoded; charset=utf-8";

} // namespace

TEST_SUITE("oauth/token_answer")
{
    TEST_CASE("S15, S17: twenty-five token answers as servers write them")
    {
        struct row {
            std::string_view name;
            unsigned status;
            std::string_view type;
            std::string_view body;
            std::string_view read; // "access refresh life scope" or the error
        };
        constexpr auto json = "application/json";
        row const table[] = {
            {"RFC 6749 5.1", 200, "application/json;charset=UTF-8",
             R"({"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r"})", "a r 3600 -"},
            {"Genesys Cloud", 200, json, R"({"access_token":"a","token_type":"bearer","expires_in":86399})",
             "a - 86399 -"},
            {"CXone, access key", 200, json,
             R"({"access_token":"a","token_type":"Bearer","expires_in":3600,"refresh_token":"r","id_token":"i.d.t"})",
             "a r 3600 -"},
            {"CXone, legacy refresh", 200, json,
             R"({"token":"a","refreshToken":"r","refreshTokenExpirationTimeSec":7200})", "a r 3600 -"},
            {"both spellings: the one of the RFC counts", 200, json,
             R"({"token":"b","access_token":"a","refreshToken":"s","refresh_token":"r"})", "a r 3600 -"},
            {"created", 201, json, R"({"access_token":"a","token_type":"bearer"})", "a - 3600 -"},
            {"numbers as texts", 200, json,
             R"({"token_type":"Bearer","expires_in":"3599","ext_expires_in":"3599","access_token":"a"})", "a - 3599 -"},
            {"no expires_in, FAPI2 token-endpoint-response-without-expires_in", 200, json,
             R"({"access_token":"a","instance_url":"https://x.example","token_type":"Bearer"})", "a - 3600 -"},
            {"no token_type", 200, json, R"({"access_token":"a","scope":"write"})", "a - 3600 write"},
            {"FAPI2 token-type-case-insensitivity", 200, json, R"({"access_token":"a","token_type":"bEARER"})",
             "a - 3600 -"},
            {"scope as a list", 200, json, R"({"access_token":"a","token_type":"bearer","scope":["x","y:z"]})",
             "a - 3600 x y:z"},
            {"scope empty", 200, json, R"({"access_token":"a","token_type":"bearer","scope":""})", "a - 3600 "},
            {"refresh_token null", 200, json, R"({"access_token":"a","refresh_token":null})", "a - 3600 -"},
            {"refresh_token empty", 200, json, R"({"access_token":"a","refresh_token":""})", "a - 3600 -"},
            {"policy members of others", 200, json,
             R"({"access_token":"a","expires_in":300,"refresh_expires_in":1800,"token_type":"Bearer","not-before-policy":0,"session_state":"s","scope":"email profile"})",
             "a - 300 email profile"},
            {"JSON that says it is text", 200, "text/plain", " {\"access_token\":\"a\"}", "a - 3600 -"},
            {"JSON that says nothing", 200, "", R"({"access_token":"a"})", "a - 3600 -"},
            {"form", 200, as_form, "access_token=a&expires_in=3600&scope=repo%2Cgist+x&token_type=bearer",
             "a - 3600 repo,gist x"},
            {"form that says it is text", 200, "text/plain; charset=UTF-8", "access_token=a&refresh_token=r%2B1",
             "a r+1 3600 -"},
            {"form, 200 with an error", 200, as_form, "error=invalid_grant&error_description=The+code+is+spent",
             "invalid_grant: The code is spent"},
            {"form, 400", 400, as_form, "error=invalid_client", "invalid_client: "},
            {"JSON, 200 with an error", 200, json, R"({"error":"invalid_grant","error_description":"spent"})",
             "invalid_grant: spent"},
            {"CXone, refused", 400, json, R"({"error":"invalid_grant","errorDescription":"wrong key"})",
             "invalid_grant: wrong key"},
            {"Genesys Cloud, refused", 400, json,
             R"({"error":"invalid_client","description":"client not found: x","error_description":"client not found"})",
             "invalid_client: client not found"},
            {"a platform's own error", 401, json, R"({"message":"No","code":"bad.credentials","status":401})",
             "bad.credentials: No"},
        };
        CHECK(std::size(table) == 25);
        for (auto const& r : table) {
            CAPTURE(r.name);
            auto const got = read_token_answer(answer(r.status, std::string(r.body), r.type));
            std::string shown;
            if (got)
                shown = std::string(got->access_token.expose()) + " " +
                        std::string(got->refresh_token ? got->refresh_token->expose() : "-") + " " +
                        std::to_string(got->expires_in.count()) + " " + got->scope.value_or("-");
            else shown = got.error().info().server_code + ": " + got.error().info().server_message;
            CHECK(shown == r.read);
        }
    }

    TEST_CASE("S15: a form that is none, or hostile, gives no token")
    {
        struct row {
            std::string_view type;
            std::string body;
        };
        row const table[] = {
            {as_form, "access_token=a&access_token=b"},
            {as_form, "access_token=a%0D%0AX: y"},
            {as_form, "access_token=a%00"},
            {as_form, "access_token=%zz"},
            {as_form, "access_token="},
            {as_form, "access_token"},
            {as_form, "token_type=bearer"},
            {as_form, "error_description=x"},
            {as_form, "access_token=a%ff"},
            {as_form, std::string(1 << 20, '&') + "access_token=a"},
            {"text/plain", "Welcome to the login page?x=1"},
            {"text/html", "access_token=a"},
            {"application/json", "access_token=a"},
        };
        for (auto const& r : table) {
            CAPTURE(r.body.substr(0, 60));
            auto const got = read_token_answer(answer(200, r.body, r.type));
            REQUIRE(got.has_error());
            CHECK(got.error().code() == oauth_errc::malformed_answer);
        }
        std::string many = "access_token=a";
        for (int i = 0; i != 64; ++i) many += "&x" + std::to_string(i) + "=1";
        CHECK(read_token_answer(answer(200, many, as_form)).has_error());
    }

    TEST_CASE("S15: the error names the member and the rule, and quotes nothing")
    {
        struct row {
            std::string_view body;
            std::string_view detail;
        };
        row const table[] = {
            {R"({"token_type":"bearer"})", "the token answer is unusable: access_token is missing"},
            {R"({"access_token":"a\r\nPLANTED: 1"})",
             "the token answer is unusable: access_token is empty or holds an illegal byte"},
            {R"({"access_token":["PLANTED"]})",
             "the token answer is unusable: expected a string, found an array at /access_token, byte 16"},
            {R"({"access_token":"a","refresh_token":"PLANTED\n"})",
             "the token answer is unusable: refresh_token holds an illegal byte"},
            {R"({"access_token":"a","scope":{"PLANTED":1}})",
             "the token answer is unusable: scope is neither a text nor a list of texts"},
            {R"({"access_token":"a","PLANTED":1,"PLANTED":2})",
             "the token answer is unusable: a key came twice: expected another key, found the same one, byte 32"},
        };
        for (auto const& r : table) {
            auto const got = read_token_answer(answer(200, std::string(r.body)));
            REQUIRE(got.has_error());
            CHECK(got.error().info().detail == r.detail);
            CHECK(got.error().message().find("PLANTED") == std::string::npos);
            CHECK(got.error().info().body_snippet.empty());
        }
    }

    TEST_CASE("S26: where a proof was sent, a token of another type than DPoP is a downgrade")
    {
        auto const read = [](std::string_view type, token_scheme expected) {
            return read_token_answer(answer(200, R"({"access_token":"a")" + std::string(type) + "}"), expected);
        };
        CHECK(read(R"(,"token_type":"DPoP")", token_scheme::dpop)->token_type == "DPoP");
        CHECK(read(R"(,"token_type":"dpop")", token_scheme::dpop).has_value());
        for (std::string_view const type : {R"(,"token_type":"Bearer")", R"(,"token_type":"mac")", ""}) {
            auto const got = read(type, token_scheme::dpop);
            REQUIRE(got.has_error());
            CHECK(got.error().code() == oauth_errc::unsupported_token_type);
            CHECK(got.error().info().detail.find("token_type") != std::string::npos);
        }
        CHECK(
            read(R"(,"token_type":"DPoP")", token_scheme::bearer).error().code() == oauth_errc::unsupported_token_type);
    }

    TEST_CASE("further members of the answer can be read, from JSON and from a form")
    {
        auto const tokens = read_token_answer(answer(
            200,
            R"({"x":[{"y":1}],"access_token":"a","instance_url":"https:\/\/x.example","agent_id":7,"none":null})"));
        REQUIRE(tokens.has_value());
        CHECK(member_of<std::string>(*tokens, "instance_url").value() == "https://x.example");
        CHECK(member_of<int>(*tokens, "agent_id").value() == 7);
        CHECK(!member_of<int>(*tokens, "none").value());
        CHECK(!member_of<int>(*tokens, "absent").value());
        CHECK(member_of<int>(*tokens, "instance_url").error().code() == codec_errc::wrong_type);
        CHECK(member_of<secret>(*tokens, "access_token").value()->expose() == "a");
        auto const old = read_token_answer(answer(200, "access_token=a&bus_no=42", as_form));
        CHECK(member_of<std::string>(*old, "bus_no").value() == "42");
        CHECK(!member_of<std::string>(oauth::token_set(), "bus_no").value());
    }

    TEST_CASE("an id_token is kept, unread")
    {
        auto const got = read_token_answer(answer(200, R"({"access_token":"a","id_token":"h.p.s"})"));
        REQUIRE(got.has_value());
        REQUIRE(got->id_token.has_value());
        CHECK(got->id_token->expose() == "h.p.s");
        CHECK(!read_token_answer(answer(200, R"({"access_token":"a","id_token":""})"))->id_token.has_value());
    }

    TEST_CASE("S11: a page that explains the error is kept when it is https and plain, and is nothing else")
    {
        auto const page = [](std::string_view uri) {
            auto const got =
                read_token_answer(answer(400, R"({"error":"invalid_client","error_uri":")" + std::string(uri) + "\"}"));
            return got.error().info().server_uri;
        };
        CHECK(page("https://as.example/errors#7") == "https://as.example/errors#7");
        for (std::string_view const uri :
             {"http://as.example/", "javascript:alert(1)", "file:///etc/passwd", "https://a b",
              R"(https://a\u001b[31m)", "https://\xc3\xa4.example", R"(https://a\"b)", "https://", ""})
            CHECK(page(uri) == "");
    }

    TEST_CASE("S09: a redirect is an error of its own, whatever its body says")
    {
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U}) {
            auto got = read_token_answer(answer(status, R"({"access_token":"a","error":"invalid_client"})"));
            REQUIRE(got.has_error());
            CHECK(got.error().code() == http_errc::unexpected_status);
            CHECK(got.error().info().detail == "the endpoint redirects, which is not followed");
        }
    }
}
