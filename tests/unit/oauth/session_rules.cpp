// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/error.hpp>
#include <cogrant/oauth/session_rules.hpp>

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace std::chrono_literals;

namespace {

timestamp const noon = *parse_iso8601("2026-03-01T12:00:00Z");
secret const a("a");

stored_token login()
{
    stored_token r;
    r.access_token = a;
    r.refresh_token = secret("r");
    r.issued_at = noon;
    r.expires_at = noon + 1h;
    r.version = 1;
    return r;
}

session_step step(std::optional<stored_token> r, timestamp now, secret const* given = nullptr, bool again = false)
{
    session_facts f;
    f.now = now;
    f.given = given;
    f.may_run_again = again;
    return decide_session(r, f);
}

error answered(unsigned status, std::string code = {}, error_code c = make_error_code(http_errc::server_error))
{
    error e(c, phase::token);
    e.edit().status = status;
    e.edit().server_code = std::move(code);
    return e;
}

} // namespace

TEST_SUITE("oauth/session_rules")
{
    TEST_CASE("a stored token of an earlier run, or that another process renewed, is used")
    {
        secret const other("b");
        CHECK(step(login(), noon) == session_step::use_stored);
        CHECK(step(login(), noon + 30min, &other) == session_step::use_stored);
        CHECK(step(login(), noon + 30min, &a) == session_step::present); // near its end, or refused with 401
        CHECK(step(login(), noon + 59min + 45s) == session_step::present);
        CHECK(step(login(), noon + 2h) == session_step::present);
    }

    TEST_CASE("a token that never lived long is not called too short")
    {
        auto r = login();
        r.expires_at = noon + 20s;
        CHECK(step(r, noon) == session_step::use_stored);
        CHECK(step(r, noon + 15s) == session_step::present);
        r.expires_at = noon;
        CHECK(step(r, noon) == session_step::present);
    }

    TEST_CASE("S19: a refresh token that was presented is not presented again, unless its server does not rotate")
    {
        auto r = login();
        r.presented = true;
        CHECK(step(r, noon) == session_step::use_stored);
        CHECK(step(r, noon + 2h) == session_step::fate_unknown);
        CHECK(step(r, noon + 2h, nullptr, true) == session_step::run_again);
        r.rotates = true;
        CHECK(step(r, noon + 2h) == session_step::fate_unknown);
        r.rotates = false;
        CHECK(step(r, noon + 2h) == session_step::present);
        session_facts f;
        f.now = noon + 2h;
        f.may_present_again = true;
        r.rotates = true;
        CHECK(decide_session(r, f) == session_step::present);
    }

    TEST_CASE("without anything to renew with, the grant is run again or somebody has to log in")
    {
        CHECK(step(std::nullopt, noon) == session_step::log_in);
        CHECK(step(std::nullopt, noon, nullptr, true) == session_step::run_again);
        auto r = login();
        r.refused = true;
        CHECK(step(r, noon + 2h) == session_step::refused);
        CHECK(step(r, noon + 2h, nullptr, true) == session_step::run_again);
        r.refresh_token.reset();
        CHECK(step(r, noon + 2h) == session_step::log_in);
        CHECK(step(r, noon + 2h, nullptr, true) == session_step::run_again);
    }

    TEST_CASE("S32: only what proves that the server did not act leaves a refresh token untouched")
    {
        auto const reset = error(boost::asio::error::connection_reset, phase::first_byte);
        CHECK(fate_of(reset, true) == refresh_fate::unknown);
        CHECK(fate_of(reset, false) == refresh_fate::untouched);
        CHECK(fate_of(error(make_error_code(http_errc::deadline_exceeded)), true) == refresh_fate::unknown);
        CHECK(fate_of(error(make_error_code(oauth_errc::illegal_credential)), false) == refresh_fate::untouched);
        for (unsigned const status : {301U, 400U, 401U, 403U, 404U, 429U})
            CHECK(fate_of(answered(status), true) == refresh_fate::untouched);
        for (unsigned const status : {200U, 201U, 204U, 408U, 500U, 502U, 503U, 504U})
            CHECK(fate_of(answered(status), true) == refresh_fate::unknown);
        CHECK(fate_of(answered(503, "temporarily_unavailable"), true) == refresh_fate::untouched);
        CHECK(fate_of(answered(503, "upstream.timeout"), true) == refresh_fate::unknown);
        CHECK(fate_of(answered(500, "server_error"), true) == refresh_fate::unknown);
        auto const refused = answered(400, "invalid_grant", make_error_code(oauth_errc::invalid_grant));
        CHECK(fate_of(refused, true) == refresh_fate::refused);
        CHECK(
            fate_of(answered(400, "invalid_client", make_error_code(oauth_errc::invalid_client)), true) ==
            refresh_fate::untouched);
        CHECK(fate_of(answered(200, "", make_error_code(oauth_errc::malformed_answer)), true) == refresh_fate::unknown);
    }
}
