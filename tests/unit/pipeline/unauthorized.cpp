// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/pipeline/unauthorized.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

using namespace cogrant;
using cogrant::oauth::token_scheme;

namespace {

http::response refused(unsigned status, std::string_view challenges)
{
    http::response out{status, {}, {}};
    if (!challenges.empty()) REQUIRE(out.headers.add("WWW-Authenticate", challenges));
    return out;
}

// "-" nothing, "i" invalidate, "ir" invalidate and replay; then the verdict.
std::string decided(http::response const& answer, unauthorized_facts const& facts = {})
{
    auto const d = decide_unauthorized(answer, facts);
    std::string out = d.invalidate ? (d.replay ? "ir" : "i") : (d.replay ? "r" : "-");
    if (d.verdict == oauth_errc::insufficient_scope) out += " scope";
    else if (d.verdict == oauth_errc::invalid_token) out += " token";
    else if (d.verdict == oauth_errc::use_dpop_nonce) out += " nonce";
    else if (d.verdict == oauth_errc::invalid_dpop_proof) out += " proof";
    else if (d.verdict) out += " other";
    return out;
}

} // namespace

TEST_SUITE("pipeline/unauthorized")
{
    TEST_CASE("S28, S29: what each refusal of a Bearer token means")
    {
        struct row {
            unsigned status;
            std::string_view challenges;
            std::string_view first;  // at the first try
            std::string_view second; // after the replay
        };
        row const table[] = {
            {401, "", "ir", "i"},
            {401, "Bearer", "ir", "i"},
            {401, R"(Bearer realm="x")", "ir", "i"},
            {401, R"(Bearer realm="x", error="invalid_token", error_description="The access token expired")", "ir",
             "i token"},
            {401, R"(bearer ERROR=invalid_token)", "ir", "i token"},
            {401, R"(Basic realm="x", Bearer error="invalid_token")", "ir", "i token"},
            {401, R"(Bearer realm="a", Bearer error="invalid_token")", "ir", "i token"},
            {401, R"(Negotiate abc==, Bearer error="invalid_token")", "ir", "i token"},
            {401, R"(Basic realm="x")", "ir", "i"},
            {401, R"(Basic error="insufficient_scope")", "ir", "i"},
            {401, R"(Bearer error="insufficient_scope", scope="a b")", "- scope", "- scope"},
            {403, R"(Bearer error="insufficient_scope", scope="a b")", "- scope", "- scope"},
            {401, R"(Bearer error="invalid_request")", "-", "-"},
            {401, R"(Bearer error="brand_new")", "-", "-"},
            {401, R"(Bearer error="")", "-", "-"},
            {401, R"(Bearer error="INVALID_TOKEN")", "-", "-"},
            {403, "", "-", "-"},
            {403, R"(Bearer error="invalid_token")", "-", "-"},
            {400, R"(Bearer error="insufficient_scope")", "-", "-"},
            {200, R"(Bearer error="invalid_token")", "-", "-"},
            {503, R"(Bearer error="invalid_token")", "-", "-"},
            // malformed: as if there were none
            {401, R"(Bearer error="invalid_token)", "ir", "i"},
            {401, R"(Bearer error="insufficient_scope", error="x")", "ir", "i"},
            {403, R"(Bearer error="insufficient_scope)", "-", "-"},
        };
        for (auto const& r : table) {
            CAPTURE(r.status);
            CAPTURE(r.challenges);
            unauthorized_facts again;
            again.replayed = true;
            CHECK(decided(refused(r.status, r.challenges)) == r.first);
            CHECK(decided(refused(r.status, r.challenges), again) == r.second);
        }
    }

    TEST_CASE("S26: for a DPoP token only DPoP challenges count, and a nonce is not the token's fault")
    {
        unauthorized_facts facts;
        facts.sent = token_scheme::dpop;
        CHECK(decided(refused(401, R"(DPoP error="use_dpop_nonce")"), facts) == "- nonce");
        CHECK(decided(refused(401, R"(dpop error="invalid_dpop_proof", algs="ES256")"), facts) == "- proof");
        CHECK(decided(refused(401, R"(DPoP error="invalid_token")"), facts) == "ir");
        CHECK(decided(refused(401, R"(Bearer error="insufficient_scope", DPoP error="invalid_token")"), facts) == "ir");
        CHECK(decided(refused(401, R"(Bearer error="invalid_request")"), facts) == "ir"); // bare, for DPoP
        CHECK(decided(refused(403, R"(DPoP error="insufficient_scope")"), facts) == "- scope");
        CHECK(decided(refused(401, R"(DPoP error="use_dpop_nonce")")) == "ir"); // bare, for Bearer
    }

    TEST_CASE("S28: a 401 without a reason can be left alone, a request that cannot be sent again is not")
    {
        unauthorized_facts strict;
        strict.bare_is_invalid = false;
        CHECK(decided(refused(401, ""), strict) == "-");
        CHECK(decided(refused(401, "Bearer realm=x"), strict) == "-");
        CHECK(decided(refused(401, "Bearer error=invalid_token"), strict) == "ir");
        unauthorized_facts once;
        once.replayable = false;
        CHECK(decided(refused(401, "Bearer error=invalid_token"), once) == "i token");
        CHECK(decided(refused(401, ""), once) == "i");
    }

    TEST_CASE("S29: the missing scope and the server's words go into the error, made printable, over nothing else")
    {
        auto const answer = refused(
            403,
            R"(Bearer error="insufficient_scope", error_description="needs	more", scope="a:b c", error_uri="https://x.example/e")");
        error e(make_error_code(oauth_errc::insufficient_scope));
        oauth::describe_challenges(answer, "Bearer", e);
        CHECK(e.info().needed_scope == "a:b c");
        CHECK(e.info().server_code == "insufficient_scope");
        CHECK(e.info().server_message == "needs more");
        CHECK(e.info().server_uri == "https://x.example/e");
        CHECK(e.message() == "the token lacks a scope, insufficient_scope: needs more, needs scope a:b c");
        error told(make_error_code(oauth_errc::insufficient_scope));
        told.edit().server_message = "the platform's words";
        oauth::describe_challenges(answer, "Bearer", told);
        CHECK(told.info().server_message == "the platform's words");
        CHECK(told.info().needed_scope == "a:b c");
        for (auto const& [status, field] :
             {std::pair<unsigned, std::string_view>{403, "Bearer scope=a"},
              {403, "DPoP error=insufficient_scope, scope=a"},
              {400, "Bearer error=insufficient_scope, scope=a"},
              {403, "Bearer error=insufficient_scope, scope=\"a"},
              {401, "Bearer error=invalid_token, scope=a, error_uri=\"javascript:x\""}}) {
            CAPTURE(field);
            error none(make_error_code(http_errc::forbidden));
            oauth::describe_challenges(refused(status, field), "Bearer", none);
            CHECK(none.info().needed_scope.empty());
            CHECK(none.info().server_uri.empty());
        }
    }
}
