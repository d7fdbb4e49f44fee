// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "jose_parts.hpp"
#include <cogrant/jose/jwt.hpp>

#include <chrono>
#include <optional>
#include <string>

using namespace jose_parts;
using namespace std::chrono_literals;

namespace {

struct claims {
    static constexpr auto wire_letter_case = cogrant::reflect::letter_case::snake;
    std::optional<std::string> iss{};
    std::optional<jose::audience> aud{};
    std::optional<jose::numeric_date> exp{};
};

} // namespace

TEST_SUITE("jose/jwt")
{
    TEST_CASE("RFC 7519 §3.1: claims are read into a struct, from a token whose signature was good")
    {
        auto const key = jose::symmetric_key::from_jwk(hs256_secret).value();
        auto const token = jose::verify(hs256_text, key, {algorithm::hs256}).value();
        auto const read = jose::claims_of<claims>(token).value();
        CHECK(read.iss == "joe");
        CHECK(read.exp->time() == std::chrono::sys_seconds(1300819380s));
        CHECK(!read.aud);
    }

    TEST_CASE("RFC 7519 §4.1.3: an audience is one name or a list")
    {
        CHECK(jose::claims_of<claims>(R"({"aud":"a"})")->aud == jose::audience{"a"});
        CHECK(jose::claims_of<claims>(R"({"aud":["a","b"]})")->aud == jose::audience{"a", "b"});
        CHECK(jose::claims_of<claims>(R"({"aud":[]})")->aud->names().empty());
        CHECK(!jose::claims_of<claims>(R"({"aud":5})"));
        CHECK(!jose::claims_of<claims>(R"({"aud":["a",5]})"));
        CHECK(cogrant::json::encode(claims{"i", jose::audience{"a"}, {}}) == R"({"iss":"i","aud":"a"})");
        CHECK(cogrant::json::encode(claims{{}, jose::audience{"a", "b"}, {}}) == R"({"aud":["a","b"]})");
    }

    TEST_CASE("S16: times are numbers from 1970 to 9999, whatever is sent")
    {
        auto const seconds = [](std::string const& exp) {
            auto const read = jose::claims_of<claims>(R"({"exp":)" + exp + "}");
            return read && read->exp ? read->exp->time().time_since_epoch().count() : -1;
        };
        CHECK(seconds("0") == 0);
        CHECK(seconds("1300819380") == 1300819380);
        CHECK(seconds("1300819380.9") == 1300819380);
        CHECK(seconds("1.30081938e9") == 1300819380);
        CHECK(seconds("253402300799") == 253402300799);
        for (auto const* bad :
             {"-1", "1e308", "1e999", "9223372036854775808", "253402300800", "\"5\"", "true", "{}", "NaN"})
            CHECK(seconds(bad) == -1);
        CHECK(cogrant::json::encode(claims{{}, {}, std::chrono::sys_seconds(5s)}) == R"({"exp":5})");
    }

    TEST_CASE("S45: claims that JSON readers understand differently are refused, and the place is named")
    {
        auto const refused = jose::claims_of<claims>(R"({"iss":5})");
        CHECK(code_of(refused) == jose_errc::malformed_claims);
        CHECK(refused.error().message() == "the claims: expected a string, found a number at /iss, byte 7");
        for (auto const* text :
             {R"({"iss":"a","iss":"b"})", R"({"x":1,"x":2})", "[]", "", "null x", R"({"iss":"\ud800"})"})
            CHECK(code_of(jose::claims_of<claims>(text)) == jose_errc::malformed_claims);
    }
}
