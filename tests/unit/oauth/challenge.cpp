// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/challenge.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace cogrant;
using cogrant::oauth::parse_challenges;

namespace {

// As the parser understood it: "Scheme|token68|name=value;name=value" a line.
std::string shown(result<std::vector<oauth::challenge>> const& read)
{
    if (!read) return "error";
    std::string out;
    for (auto const& c : *read) {
        out += (out.empty() ? "" : "\n") + c.scheme + "|" + c.token68 + "|";
        for (auto const& [name, value] : c.params) out += name + "=" + value + ";";
    }
    return out;
}

} // namespace

TEST_SUITE("oauth/challenge")
{
    TEST_CASE("RFC 9110 11.6.1: two challenges in one field, with quoted pairs")
    {
        auto const read =
            parse_challenges(R"(Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"")");
        REQUIRE(read.has_value());
        REQUIRE(read->size() == 2);
        CHECK(read->at(0).is("BASIC"));
        CHECK(read->at(0).find("Realm") == "simple");
        CHECK(read->at(1).scheme == "Newauth");
        CHECK(read->at(1).find("realm") == "apps");
        CHECK(read->at(1).find("TYPE") == "1");
        CHECK(read->at(1).find("title") == R"(Login to "apps")");
        CHECK(!read->at(1).find("scope"));
    }

    TEST_CASE("RFC 6750 3: the sample, in one field and over two")
    {
        constexpr auto sample =
            R"(Bearer realm="example", error="invalid_token", error_description="The access token expired")";
        auto const read = parse_challenges(sample);
        REQUIRE(read.has_value());
        REQUIRE(read->size() == 1);
        CHECK(read->at(0).find("error") == "invalid_token");
        CHECK(read->at(0).find("error_description") == "The access token expired");
        http::headers fields;
        fields.add("WWW-Authenticate", "Basic realm=x");
        fields.add("Content-Type", "a=b=c");
        fields.add("www-authenticate", sample);
        auto const both = parse_challenges(fields);
        REQUIRE(both.has_value());
        REQUIRE(both->size() == 2);
        CHECK(both->at(1).find("error") == "invalid_token");
        CHECK(parse_challenges(http::headers()).value().empty());
    }

    TEST_CASE("S28: every spelling that the grammar allows is read")
    {
        struct row {
            std::string_view field;
            std::string_view read;
        };
        row const table[] = {
            {"", ""},
            {" \t", ""},
            {",,, ,", ""},
            {"Bearer", "Bearer||"},
            {"Bearer  ", "Bearer||"},
            {",Bearer,,Basic realm=x,", "Bearer||\nBasic||realm=x;"},
            {"Bearer, DPoP algs=\"ES256 PS256\"", "Bearer||\nDPoP||algs=ES256 PS256;"},
            {"DPoP error=\"use_dpop_nonce\", error_description=\"Resource server requires nonce in DPoP proof\"",
             "DPoP||error=use_dpop_nonce;error_description=Resource server requires nonce in DPoP proof;"},
            {"Negotiate YII=", "Negotiate|YII=|"},
            {"Negotiate YII==, Basic realm=a", "Negotiate|YII==|\nBasic||realm=a;"},
            {"Negotiate a+/-._~09AZ==", "Negotiate|a+/-._~09AZ==|"},
            {"Negotiate abc , Bearer", "Negotiate|abc|\nBearer||"},
            {"S a=", "S|a=|"},
            {"S a=b", "S||a=b;"},
            {"S a\t = \"b\" ,c= d", "S||a=b;c=d;"},
            {"S  a=b,\tT\t,U c=d", "S||a=b;\nT||\nU||c=d;"},
            {"S , a=b", "S||a=b;"},
            {"S a=\"\"", "S||a=;"},
            {"S a=\"x, T b=y\"", "S||a=x, T b=y;"},
            {"S a=\"\\\\\\a\\\"\"", "S||a=\\a\";"},
            {"S a=\"\xc3\xa4\t\"", "S||a=\xc3\xa4\t;"},
            {"!#$%&'*+-.^_`|~ a=b", "!#$%&'*+-.^_`|~||a=b;"},
        };
        for (auto const& r : table) {
            CAPTURE(r.field);
            CHECK(shown(parse_challenges(r.field)) == r.read);
        }
    }

    TEST_CASE("S28: what breaks the grammar is an error as a whole, and is not quoted")
    {
        using namespace std::string_view_literals;
        std::string_view const table[] = {
            "=",
            "a=b",                         // no scheme
            "\"Bearer\"",                  // a scheme is no quoted string
            "Bearer realm=",               // read as a token68: see below
            "Bearer realm=\"x",            // unterminated
            "Bearer realm=\"x\\",          // ends in a quoted pair
            "Bearer realm=\"x\\\"",        // the end is escaped
            "Bearer realm=\"x\"y",         // no comma
            "Bearer realm=\"x\" error=y",  // no comma
            "Bearer realm=x error=y",      // no comma
            "Bearer realm=x y",            // no comma
            "Bearer a=b, a=c",             // twice
            "Bearer a=b, A=\"b\"",         // twice, another case
            "Negotiate abc, realm=x",      // a parameter after a token68
            "Negotiate abc=, realm=x",
            "Negotiate abc=def=",
            "Negotiate =abc=x",
            "Bearer\trealm=x",             // a scheme is followed by a space
            "Bearer;realm=x",
            "Bearer realm;x",
            "Bearer (comment)",
            "Bearer realm=@",
            "Bearer \"x\"",
            "Bearer realm=\"a\x01\"",
            "Bearer realm=\"a\\\x7f\"",
            "Bearer realm=\"a\0\""sv,
            "Bearer\0"sv,
            "Bearer realm=a\r\nX: y",
            "B\xc3\xa4rer realm=a",
        };
        for (auto const field : table) {
            CAPTURE(field);
            auto const read = parse_challenges(field);
            if (field == "Bearer realm=") {
                CHECK(shown(read) == "Bearer|realm=|");
                continue;
            }
            REQUIRE(read.has_error());
            CHECK(read.error().code() == http_errc::bad_message);
            CHECK(read.error() == condition::bad_data);
            CHECK(read.error().info().detail.find("malformed") != std::string::npos);
            CHECK(read.error().message().find("Bearer") == std::string::npos);
        }
    }

    TEST_CASE("S28: size, challenges and parameters are bounded")
    {
        CHECK(parse_challenges(std::string(1 << 20, 'a')).has_error());
        CHECK(parse_challenges("Bearer a=\"" + std::string(1 << 20, 'x') + "\"").has_error());
        CHECK(parse_challenges("Bearer a=\"" + std::string(8000, 'x') + "\"").has_value());
        CHECK(parse_challenges(std::string(8192, ',')).value().empty());
        CHECK(parse_challenges(std::string(8193, ',')).has_error());
        std::string many;
        for (int i = 0; i != 16; ++i) many += ", S" + std::to_string(i);
        CHECK(parse_challenges(many)->size() == 16);
        CHECK(parse_challenges(many + ", one").has_error());
        std::string wide = "S a=b";
        for (int i = 0; i != 31; ++i) wide += ", p" + std::to_string(i) + "=1";
        CHECK(parse_challenges(wide)->at(0).params.size() == 32);
        CHECK(parse_challenges(wide + ", one=1").has_error());
        http::headers fields;
        for (int i = 0; i != 3; ++i) fields.add("WWW-Authenticate", "S a=\"" + std::string(3000, 'x') + "\"");
        CHECK(parse_challenges(fields).has_error());
        http::headers schemes;
        for (int i = 0; i != 17; ++i) schemes.add("WWW-Authenticate", "S");
        CHECK(parse_challenges(schemes).has_error());
    }

    TEST_CASE("S28: one field gives no parameter to a challenge of another")
    {
        http::headers fields;
        fields.add("WWW-Authenticate", "Bearer");
        fields.add("WWW-Authenticate", "error=invalid_token");
        CHECK(parse_challenges(fields).has_error());
        fields.clear();
        fields.add("WWW-Authenticate", "Bearer realm=\"x");
        fields.add("WWW-Authenticate", "y\"");
        CHECK(parse_challenges(fields).has_error());
    }
}
