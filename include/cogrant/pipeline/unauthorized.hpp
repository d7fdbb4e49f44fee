// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_UNAUTHORIZED_HPP
#define COGRANT_PIPELINE_UNAUTHORIZED_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/oauth/challenge.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/token.hpp>

#include <string_view>
#include <vector>

namespace cogrant {

/// What an answer of 401 or 403 means for the token that was sent.
struct unauthorized_decision {
    bool invalidate = false; ///< the token is no longer good: who asks next gets another
    bool replay = false;     ///< send the request once more, with another token
    error_code verdict; ///< what the server says in the words of OAuth; empty when it says nothing more than its status
};

/// What the decision rests on besides the answer.
struct unauthorized_facts {
    oauth::token_scheme sent = oauth::token_scheme::bearer; ///< how the token was presented
    bool replayed = false; ///< this was the second try
    bool replayable = true; ///< the request can be sent again
    bool bare_is_invalid = true; ///< a 401 that gives no reason is about the token
};

namespace detail {

inline std::string_view scheme_name(oauth::token_scheme s) noexcept
{
    return s == oauth::token_scheme::dpop ? "DPoP" : "Bearer";
}

} // namespace detail

/** Decides after an answer of 401 or 403 to a request with a token. Looks only at challenges of the scheme that was used:
    an offer of another one (Bearer beside DPoP) is never taken.

    - `invalid_token`, or a 401 without a reason: this token is renewed and the request sent again, once.
    - `insufficient_scope` (401 or 403): a new token of the same grant would lack it too; nothing is sent again.
    - any other reason, and any other 403: handed up.

    Challenges that break the grammar count as none.

    @par Source  RFC 6750 §3, §3.1; RFC 9449 §7.1, §9; S28, S29 of the security checklist */
inline unauthorized_decision
decide_unauthorized(unsigned status, std::vector<oauth::challenge> const& challenges, unauthorized_facts const& facts)
{
    unauthorized_decision out;
    auto const* given = oauth::reason_in(challenges, detail::scheme_name(facts.sent));
    auto const reason = given == nullptr ? std::string_view() : *given->find("error");
    if (reason == "insufficient_scope" && (status == 401 || status == 403)) {
        out.verdict = oauth_errc::insufficient_scope;
        return out;
    }
    if (status != 401) return out;
    if (reason == "invalid_token" || (given == nullptr && facts.bare_is_invalid)) {
        // Also when this request is out of replays: who comes next gets a new token.
        out.invalidate = true;
        out.replay = !facts.replayed && facts.replayable;
        // Without a reason the server may mean something else: its status is all that is known.
        if (given != nullptr && !out.replay) out.verdict = oauth_errc::invalid_token;
    } else if (reason == "use_dpop_nonce") {
        out.verdict = oauth_errc::use_dpop_nonce; // the stage below has tried: the token is not to blame
    } else if (reason == "invalid_dpop_proof") {
        out.verdict = oauth_errc::invalid_dpop_proof;
    }
    return out;
}

inline unauthorized_decision decide_unauthorized(http::response const& answer, unauthorized_facts const& facts)
{
    auto const challenges = oauth::parse_challenges(answer.headers);
    return decide_unauthorized(answer.status, challenges ? *challenges : std::vector<oauth::challenge>(), facts);
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_UNAUTHORIZED_HPP
