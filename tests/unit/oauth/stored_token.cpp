// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/stored_token.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace std::chrono_literals;

namespace {

timestamp const noon = *parse_iso8601("2026-03-01T12:00:00Z");

token_set answer(std::string access, std::optional<std::string> refresh = {})
{
    token_set t;
    t.access_token = secret(access);
    t.token_type = "Bearer";
    t.expires_in = 3600s;
    if (refresh) t.refresh_token = secret(*refresh);
    return t;
}

} // namespace

TEST_SUITE("oauth/stored_token")
{
    TEST_CASE("a record comes back from its JSON as it was")
    {
        auto r = record_of(answer("a", "r \"quoted\""), noon);
        r.scope = "read write";
        r.id_token = secret("h.p.s");
        r.version = 7;
        r.presented = true;
        r.rotates = false;
        auto const text = write_record(r);
        CHECK(text.text.find(R"("expires_at":"2026-03-01T13:00:00.000Z")") != std::string::npos);
        auto const back = read_record(text.text);
        REQUIRE(back.has_value());
        CHECK(back->access_token.expose() == "a");
        CHECK(back->refresh_token->expose() == "r \"quoted\"");
        CHECK(back->id_token->expose() == "h.p.s");
        CHECK(back->scope == "read write");
        CHECK(back->issued_at == noon);
        CHECK(back->expires_at == noon + 1h);
        CHECK(back->version == 7);
        CHECK(back->presented);
        CHECK(!back->refused);
        CHECK(back->rotates == false);
        CHECK(text.text.capacity() >= text.text.size());
    }

    TEST_CASE("members that are not known are passed over")
    {
        auto const r = read_record(R"({"access_token":"a","version":1,"future":{"x":[1]}})");
        CHECK(r.has_value());
    }

    TEST_CASE("what is no record is refused, and not quoted")
    {
        for (std::string const text :
             {"", "{}", "[]", "null", "\x01\x02", R"({"access_token":"PLANTED")", R"({"access_token":"","version":1})",
              R"({"access_token":"PLANTED"})", R"({"access_token":"PLANTED","version":0})",
              R"({"access_token":"PLANTED\r\nX: y","version":1})", R"({"access_token":7,"version":1})",
              R"({"access_token":"PLANTED","version":1,"token_type":"a b"})",
              R"({"access_token":"PLANTED","version":1,"version":2})",
              R"({"access_token":"PLANTED","version":1,"refresh_token":""})",
              R"({"access_token":"PLANTED","version":1,"expires_at":"soon"})",
              R"({"access_token":"PLANTED","version":-1})", R"({"access_token":"PLANTED","version":1} trailing)",
              R"({"access_token":"PLANTED","version":1,"x":[[[[[[]]]]]]})"}) {
            CAPTURE(text);
            auto const r = read_record(text);
            REQUIRE(r.has_error());
            CHECK(r.error().code() == oauth_errc::store_corrupt);
            CHECK(r.error().message().find("PLANTED") == std::string::npos);
        }
    }

    TEST_CASE("S41: a stored token's life is read off the wall clock, and is never longer than it was given for")
    {
        auto const r = record_of(answer("a"), noon);
        CHECK(life_left(r, noon) == 3600s);
        CHECK(life_left(r, noon + 10min) == 3000s);
        CHECK(life_left(r, noon + 1h) == 0s);
        CHECK(life_left(r, noon + 1h - 1ms) == 0s);
        CHECK(life_left(r, noon + 24h * 365 * 100) == 0s);
        CHECK(life_left(r, noon - 1h) == 3600s); // the clock was set back
        CHECK(life_left(r, noon - 24h * 365 * 100) == 3600s);
        stored_token odd;
        odd.issued_at = noon;
        odd.expires_at = noon - 1h;
        CHECK(life_left(odd, noon - 2h) == 0s);
        odd.expires_at = noon + 24h * 365 * 1000;
        CHECK(life_left(odd, noon) == max_token_life);
    }

    TEST_CASE(
        "RFC 6749 §6: an answer without refresh token keeps the old one, and says that the server does not rotate")
    {
        auto old = record_of(answer("a", "r1"), noon);
        old.scope = "read";
        old.id_token = secret("id");
        old.version = 5;
        old.presented = true;
        auto const kept = renewed(old, answer("b"), noon + 1h);
        CHECK(kept.access_token.expose() == "b");
        CHECK(kept.refresh_token->expose() == "r1");
        CHECK(kept.rotates == false);
        CHECK(!kept.presented);
        CHECK(kept.version == 5);
        CHECK(kept.scope == "read");
        CHECK(kept.id_token->expose() == "id");
        CHECK(kept.expires_at == noon + 2h);
        CHECK(renewed(old, answer("b", "r1"), noon).rotates == false);
        CHECK(renewed(old, answer("b", ""), noon).refresh_token->expose() == "r1");
        auto const rotated = renewed(old, answer("b", "r2"), noon);
        CHECK(rotated.rotates == true);
        CHECK(rotated.refresh_token->expose() == "r2");
    }

    TEST_CASE("what a record gives a token source is what is left of it")
    {
        auto const t = tokens_of(record_of(answer("a", "r"), noon), noon + 59min);
        CHECK(t.access_token.expose() == "a");
        CHECK(t.expires_in == 60s);
        CHECK(t.token_type == "Bearer");
    }
}
