// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/token_answer.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>

using namespace cogrant;
using namespace std::chrono_literals;
using cogrant::oauth::read_token_answer;

namespace {

http::response answer(unsigned status, std::string body) { return {status, {}, std::move(body)}; }

std::string with_life(std::string const& expires_in)
{
    return R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"bearer","expires_in":)" + expires_in + "}";
}

} // namespace

TEST_SUITE("oauth/token_answer")
{
    TEST_CASE("the example of RFC 6749 5.1 is read, its example token type refused")
    {
        std::string body = R"({"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,)"
                           R"("refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","example_parameter":"example_value"})";
        auto const refused = read_token_answer(answer(200, body));
        REQUIRE(refused.has_error());
        CHECK(refused.error().code() == oauth_errc::unsupported_token_type);
        body.replace(body.find("example\""), 8, "BEARER\"");
        auto const read = read_token_answer(answer(200, body));
        REQUIRE(read.has_value());
        CHECK(read->access_token.expose() == "2YotnFZFEjr1zCsicMWpAA");
        CHECK(read->token_type == "BEARER");
        CHECK(read->expires_in == 3600s);
        REQUIRE(read->refresh_token.has_value());
        CHECK(read->refresh_token->expose() == "tGzv3JOkF0XG5Qx2TlKWIA");
        CHECK(!read->scope.has_value());
    }

    TEST_CASE("expires_in is read in whatever form it comes, and is never for ever by accident")
    {
        struct row {
            std::string_view written;
            std::chrono::seconds life;
        };
        row const table[] = {
            {"86399", 86399s},
            {"\"3600\"", 3600s},
            {"3600.5", 3600s},
            {"\"3600.5\"", 3600s},
            {"3.6e3", 3600s},
            {"1", 1s},
            {"0", 0s},
            {"\"0\"", 0s},
            {"-1", 0s},
            {"-1e308", 0s},
            {"\"-1e999\"", 0s},
            {"1e-999", 0s},
            {"1E-999", 0s},
            {"0.4", 0s},
            {"1e308", oauth::max_token_life},
            {"\"1e999\"", oauth::max_token_life},
            {"9223372036854775808", oauth::max_token_life},
            {"18446744073709551616", oauth::max_token_life},
            {"9223372036854775807", oauth::max_token_life},
            {"null", oauth::default_token_life},
            {"\"\"", oauth::default_token_life},
            {"\"soon\"", oauth::default_token_life},
            {"\"3600 seconds\"", oauth::default_token_life},
            {"\"nan\"", oauth::default_token_life},
            {"true", oauth::default_token_life},
            {"{}", oauth::default_token_life},
            {"[3600]", oauth::default_token_life},
        };
        for (auto const& r : table) {
            CAPTURE(r.written);
            auto const read = read_token_answer(answer(200, with_life(std::string(r.written))));
            REQUIRE(read.has_value());
            CHECK(read->expires_in == r.life);
        }
        auto const absent = read_token_answer(answer(200, R"({"access_token":"a","token_type":"bearer"})"));
        REQUIRE(absent.has_value());
        CHECK(absent->expires_in == oauth::default_token_life);
    }

    TEST_CASE("any answer gives a token or a typed error")
    {
        struct row {
            std::string_view name;
            unsigned status;
            std::string body;
            error_code code; // empty: a token
            std::string_view server_code;
            std::string_view server_message;
        };
        std::string const good = R"({"access_token":"a","token_type":"bearer","expires_in":10})";
        std::string nested = R"({"access_token":"a","token_type":"bearer","x":)" + std::string(10000, '[') +
                             std::string(10000, ']') + "}";
        row const table[] = {
            {"201", 201, good, {}, "", ""},
            {"no token_type", 200, R"({"access_token":"a"})", {}, "", ""},
            {"token_type in capitals", 200, R"({"access_token":"a","token_type":"BeArEr"})", {}, "", ""},
            {"extra members", 200, R"({"access_token":"a","token_type":"bearer","x":{"y":[1]}})", {}, "", ""},
            {"error null on 200", 200, R"({"access_token":"a","token_type":"bearer","error":null})", {}, "", ""},
            {"error on 200", 200, R"({"access_token":"a","error":"invalid_grant","error_description":"spent"})",
             oauth_errc::invalid_grant, "invalid_grant", "spent"},
            {"400 of the RFC", 400, R"({"error":"invalid_client","error_description":"no"})",
             oauth_errc::invalid_client, "invalid_client", "no"},
            {"401", 401, R"({"error":"invalid_client"})", oauth_errc::invalid_client, "invalid_client", ""},
            {"Genesys' description", 400, R"({"error":"invalid_client","description":"client not found"})",
             oauth_errc::invalid_client, "invalid_client", "client not found"},
            {"both descriptions", 400, R"({"error":"invalid_client","description":"a","error_description":"b"})",
             oauth_errc::invalid_client, "invalid_client", "b"},
            {"unknown code", 400, R"({"error":"out_of_coffee"})", oauth_errc::other_refusal, "out_of_coffee", ""},
            {"error that is no string", 400, R"({"error":{"code":7}})", oauth_errc::other_refusal, R"({"code":7})", ""},
            {"unauthorized_client", 400, R"({"error":"unauthorized_client"})", oauth_errc::unauthorized_client,
             "unauthorized_client", ""},
            {"unsupported_grant_type", 400, R"({"error":"unsupported_grant_type"})", oauth_errc::unsupported_grant_type,
             "unsupported_grant_type", ""},
            {"invalid_scope", 400, R"({"error":"invalid_scope"})", oauth_errc::invalid_scope, "invalid_scope", ""},
            {"control characters", 400,
             "{\"error\":\"invalid_request\",\"error_description\":\"a\\r\\n\\u001b[31mb\\u0000c\"}",
             oauth_errc::invalid_request, "invalid_request", "a [31mb c"},
            {"a 5xx is no verdict", 500, R"({"error":"invalid_client"})", http_errc::server_error, "invalid_client",
             ""},
            {"HTML 502", 502, "<html><h1>Bad Gateway</h1></html>", http_errc::server_error, "", ""},
            {"429 of the platform", 429, R"({"message":"Rate limit exceeded","code":"too.many.requests","status":429})",
             http_errc::too_many_requests, "too.many.requests", "Rate limit exceeded"},
            {"400 of a gateway", 400, "<html>no</html>", http_errc::bad_request, "", ""},
            {"403 without a body", 403, "", http_errc::forbidden, "", ""},
            {"302", 302, "", http_errc::unexpected_status, "", ""},
            {"empty", 200, "", oauth_errc::malformed_answer, "", ""},
            {"HTML 200", 200, "<html>login</html>", oauth_errc::malformed_answer, "", ""},
            {"array", 200, "[" + good + "]", oauth_errc::malformed_answer, "", ""},
            {"null", 200, "null", oauth_errc::malformed_answer, "", ""},
            {"number", 200, "3600", oauth_errc::malformed_answer, "", ""},
            {"truncated", 200, good.substr(0, 20), oauth_errc::malformed_answer, "", ""},
            {"two documents", 200, good + good, oauth_errc::malformed_answer, "", ""},
            {"BOM", 200, "\xEF\xBB\xBF" + good, oauth_errc::malformed_answer, "", ""},
            {"nested bomb", 200, nested, oauth_errc::malformed_answer, "", ""},
            {"duplicate keys", 200, R"({"access_token":"a","access_token":"b","token_type":"bearer"})",
             oauth_errc::malformed_answer, "", ""},
            {"invalid UTF-8", 200, "{\"access_token\":\"a\xff\",\"token_type\":\"bearer\"}",
             oauth_errc::malformed_answer, "", ""},
            {"lone surrogate", 200, R"({"access_token":"a\ud800","token_type":"bearer"})", oauth_errc::malformed_answer,
             "", ""},
            {"no access_token", 200, R"({"token_type":"bearer"})", oauth_errc::malformed_answer, "", ""},
            {"access_token null", 200, R"({"access_token":null,"token_type":"bearer"})", oauth_errc::malformed_answer,
             "", ""},
            {"access_token empty", 200, R"({"access_token":"","token_type":"bearer"})", oauth_errc::malformed_answer,
             "", ""},
            {"access_token a number", 200, R"({"access_token":5,"token_type":"bearer"})", oauth_errc::malformed_answer,
             "", ""},
            {"CR LF in the token", 200, R"({"access_token":"a\r\nX-Evil: 1","token_type":"bearer"})",
             oauth_errc::malformed_answer, "", ""},
            {"NUL in the token", 200, R"({"access_token":"a\u0000b","token_type":"bearer"})",
             oauth_errc::malformed_answer, "", ""},
            {"space in the token", 200, R"({"access_token":"a b","token_type":"bearer"})", oauth_errc::malformed_answer,
             "", ""},
            {"non-ASCII in the token", 200, R"({"access_token":"ä","token_type":"bearer"})",
             oauth_errc::malformed_answer, "", ""},
            {"mac token", 200, R"({"access_token":"a","token_type":"mac"})", oauth_errc::unsupported_token_type, "",
             ""},
        };
        for (auto const& r : table) {
            CAPTURE(r.name);
            auto const read = read_token_answer(answer(r.status, r.body));
            REQUIRE(read.has_error() == static_cast<bool>(r.code));
            if (!r.code) continue;
            auto const& e = read.error();
            CHECK(e.code() == r.code);
            CHECK(e.info().where == phase::token);
            CHECK(e.info().status == r.status);
            CHECK(e.info().server_code == r.server_code);
            CHECK(e.info().server_message == r.server_message);
        }
    }

    TEST_CASE("an answer that may hold a token is never quoted")
    {
        for (std::string const body :
             {R"({"access_token":"PLANTED-7f3a9b2c1d","token_type":"mac"})",
              R"({"access_token":"PLANTED-7f3a9b2c1d","access_token":"PLANTED-7f3a9b2c1d"})",
              R"({"access_token":"PLANTED-7f3a9b2c1d\r\n","token_type":"bearer"})",
              R"({"access_token":"PLANTED-7f3a9b2c1d")",
              R"({"error":"x","error_description":"access_token=PLANTED-7f3a9b2c1d"})",
              R"(access_token=PLANTED-7f3a9b2c1d&token_type=bearer)"})
            for (unsigned const status : {200U, 400U, 500U}) {
                auto const read = read_token_answer(answer(status, body));
                REQUIRE(read.has_error());
                auto const& i = read.error().info();
                auto const all = read.error().message() + i.detail + i.server_code + i.server_message + i.body_snippet;
                CHECK(all.find("PLANTED") == std::string::npos);
            }
    }

    TEST_CASE("a refusal carries the correlation id and the wait asked for, a gateway's page its first bytes")
    {
        auto refused = answer(429, "");
        refused.headers.add("ININ-Correlation-Id", "abc-1");
        refused.headers.add("Retry-After", "17");
        auto const read = read_token_answer(refused);
        REQUIRE(read.has_error());
        CHECK(read.error().info().correlation_id == "abc-1");
        CHECK(read.error().info().retry_after == 17s);
        CHECK(read.error() == condition::rate_limited);
        auto const page = read_token_answer(answer(404, "<html>\r\nnot\x01 here"));
        REQUIRE(page.has_error());
        CHECK(page.error().info().body_snippet == "<html> not. here");
    }
}
