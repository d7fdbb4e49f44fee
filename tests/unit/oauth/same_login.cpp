// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/base64.hpp>
#include <cogrant/oauth/same_login.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

namespace oauth = cogrant::oauth;
using cogrant::oauth_errc;
using cogrant::secret;

std::string token_of(std::string const& claims)
{
    return cogrant::base64::encode_url(R"({"alg":"RS256"})") + "." + cogrant::base64::encode_url(claims) + ".c2ln";
}

// What the check says of a renewed token, after the login with the first one.
std::string verdict(std::string const& fresh, std::string const& old)
{
    oauth::token_set now;
    oauth::stored_token before;
    if (!fresh.empty()) now.id_token = secret(fresh);
    if (!old.empty()) before.id_token = secret(old);
    auto const said = oauth::same_login(now, before);
    return said ? said.message() : "";
}

std::string const login =
    R"({"iss":"https://op.example","sub":"PLANTED-1","aud":["client-1","api"],"azp":"client-1","iat":1})";

} // namespace

TEST_SUITE("oauth/same_login")
{
    TEST_CASE("S20: a renewal for the same person is accepted, also when its id_token is missing")
    {
        auto const newer =
            R"({"iat":2,"azp":"client-1","aud":["api","client-1"],"sub":"PLANTED-1","iss":"https://op.example"})";
        CHECK(verdict(token_of(newer), token_of(login)) == "");
        CHECK(verdict("", token_of(login)) == "");
        CHECK(verdict(token_of(newer), "") == "");
    }

    TEST_CASE("S20: each claim that differs is named, and its value is not")
    {
        struct row {
            char const* from;
            char const* to;
            char const* said;
        };
        row const rows[] = {
            {"op.example", "op.example/", "iss: differs from the login"},
            {R"("iss":"https://op.example",)", "", "iss: differs from the login"},
            {"PLANTED-1", "PLANTED-2", "sub: not the subject of the login"},
            {R"("sub":"PLANTED-1",)", "", "sub: not the subject of the login"},
            {R"(["client-1","api"])", R"("client-1")", "aud: lacks an audience of the login"},
            {R"("azp":"client-1",)", "", "azp: differs from the login"},
        };
        for (auto const& [from, to, said] : rows) {
            CAPTURE(said);
            auto other = login;
            other.replace(other.find(from), std::string(from).size(), to);
            auto const text = verdict(token_of(other), token_of(login));
            CHECK(text.find(said) != text.npos);
            CHECK(text.find("PLANTED") == text.npos);
        }
        oauth::token_set fresh;
        oauth::stored_token old;
        old.id_token = secret(token_of(login));
        fresh.id_token = secret(token_of(R"({"iss":"https://op.example","sub":"other","aud":"client-1"})"));
        CHECK(oauth::same_login(fresh, old).code() == make_error_code(oauth_errc::subject_mismatch));
    }

    TEST_CASE("S20, S45: a renewed id_token that is none is refused")
    {
        for (auto const* hostile : {"a", "a.b", "..", "a.!!.c", "a.e30"}) {
            CAPTURE(hostile);
            CHECK(verdict(hostile, token_of(login)) != "");
        }
        CHECK(verdict(token_of(R"({"sub":"a","sub":"b"})"), token_of(login)) != "");
        CHECK(verdict(token_of("[]"), token_of(login)) != "");
        CHECK(verdict(token_of(login), "a.b.c") != "");
    }
}
