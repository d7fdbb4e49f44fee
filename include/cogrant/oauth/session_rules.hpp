// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_SESSION_RULES_HPP
#define COGRANT_OAUTH_SESSION_RULES_HPP

#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/stored_token.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

// What `session_fetcher` decides, without doing it.

namespace cogrant::oauth {

/// What to do with the record of a login when a token is wanted.
enum class session_step : std::uint8_t {
    use_stored,   ///< its access token is good: of an earlier run, or renewed by another process
    present,      ///< send the refresh token
    run_again,    ///< run the grant again: there is nothing to renew with
    log_in,       ///< there is nothing to renew with, and no grant that could be run
    refused,      ///< the server has refused this refresh token before
    fate_unknown  ///< the refresh token was sent once and may be superseded: to send it again could end the session
};

struct session_facts {
    timestamp now{};                 ///< the wall clock's
    secret const* given = nullptr; ///< the access token handed out last: it has ended, is near its end, or was refused
    bool may_present_again = false; ///< `session_options::present_again`
    bool may_run_again = false; ///< there is a grant for that
    std::chrono::seconds least_life{30};
};

/// @par Source  S19, S41 of the security checklist; RFC 9700 §2.2.2, §4.14
inline session_step decide_session(std::optional<stored_token> const& stored, session_facts const& facts)
{
    auto const otherwise = [&facts](session_step s) { return facts.may_run_again ? session_step::run_again : s; };
    if (!stored) return otherwise(session_step::log_in);
    bool const news = !stored->access_token.empty() &&
                      (facts.given == nullptr || !equal_in_constant_time(*facts.given, stored->access_token));
    auto const whole = std::chrono::floor<std::chrono::seconds>(stored->expires_at - stored->issued_at);
    auto const least = std::max(std::min(facts.least_life, whole / 2), std::chrono::seconds(1));
    if (news && life_left(*stored, facts.now) >= least) return session_step::use_stored;
    if (!stored->refresh_token) return otherwise(session_step::log_in);
    if (stored->refused) return otherwise(session_step::refused);
    // A server that gives no new refresh tokens supersedes none.
    bool const may_present = facts.may_present_again || stored->rotates == false;
    if (stored->presented && !may_present) return otherwise(session_step::fate_unknown);
    return session_step::present;
}

/// What became of a refresh token whose presentation failed.
enum class refresh_fate : std::uint8_t {
    untouched, ///< the server did not act on it: it may be sent again
    refused, ///< `invalid_grant`: spent, expired, revoked
    unknown ///< it may have been exchanged, and the answer was lost
};

/** What a failed token request says about the refresh token in it.

    Only what proves that the server did not act leaves it untouched: nothing was written, or a verdict came. That is a
    status of 3xx or 4xx (not 408: the request may be under way behind the gateway that says so), or 503 in OAuth's words.

    @param written  bytes of the request may have reached the server
    @par Source     S19, S32 of the security checklist; RFC 6749 §5.2 */
inline refresh_fate fate_of(error const& why, bool written)
{
    auto const& info = why.info();
    if (why.code() == oauth_errc::invalid_grant) return refresh_fate::refused;
    if (!written) return refresh_fate::untouched;
    if (info.status >= 300 && info.status < 500 && info.status != 408) return refresh_fate::untouched;
    bool const verdict = !info.server_code.empty() && errc_from_text(info.server_code) != oauth_errc::other_refusal;
    if (info.status == 503 && verdict) return refresh_fate::untouched;
    return refresh_fate::unknown;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_SESSION_RULES_HPP
