// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_RENEWAL_BACKOFF_HPP
#define COGRANT_OAUTH_RENEWAL_BACKOFF_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/policy/backoff.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace cogrant::oauth {

/// No pause is longer, whatever the server asks for: a `Retry-After` of days would be a source that is dead for days.
inline constexpr duration longest_renewal_pause = std::chrono::hours(1);

/** When a token endpoint may be asked again after it failed. A decision only: knows no clock and does not wait.

    Two schedules. Failures that may pass (network, 5xx, 429, time-outs) pause for fractions of a second at first; refusals
    (`invalid_client` and all that is `condition::needs_login`) pause for long, because asking again does not help and may
    lock the client out. New tokens that the API refuses one after the other pause like refusals. Each pause lies between half and all of its ceiling, so that an unlucky draw is no hammering. A
    success ends it all.

    @par Source         S28, S31 of the security checklist; RFC 9110 §10.2.3
    @par Thread safety  distinct objects: safe; shared object: unsafe */
class renewal_backoff {
public:
    /// After failures that may pass: half a second, doubled up to 30.
    static backoff usual_failures() { return backoff(); }
    /// After refusals: 30 seconds, doubled up to 5 minutes.
    static backoff usual_refusals() { return backoff().base(std::chrono::seconds(30)).cap(std::chrono::minutes(5)); }

    renewal_backoff() = default;
    renewal_backoff(backoff failures, backoff refusals) : failures_(failures), refusals_(refusals) {}

    void succeeded() noexcept
    {
        in_a_row_ = 0;
        until_ = {};
    }

    /** A renewal failed.

        @param random01  in [0, 1): spreads the clients that failed together */
    void failed(error const& why, time_point now, double random01)
    {
        bool const refused = why == condition::needs_login;
        in_a_row_ = refused == refused_ ? in_a_row_ + 1 : 1;
        refused_ = refused;
        auto const& schedule = refused ? refusals_ : failures_;
        auto wait = pause(schedule, in_a_row_, random01);
        if (auto const& asked = why.info().retry_after)
            wait = std::max(wait, std::min<duration>(*asked, longest_renewal_pause) + failures_.delay(1, random01));
        until_ = deadline_after(now, wait);
    }

    /// A renewal was given up by those who wanted it. Says little of the server: a short pause that does not grow.
    void abandoned(time_point now, double random01)
    {
        until_ = std::max(until_, deadline_after(now, pause(failures_, 1, random01)));
    }

    /** The latest token was refused by the API that it is for.

        @param again  it was new, had never been accepted, and the one before it was refused as well
        @return       true when a pause begins, as after a refusal: the second time in a row. Another token would be refused
                      like these, and be one more request to the token endpoint for each request to the API */
    bool token_refused(bool again, time_point now, double random01)
    {
        refused_tokens_ = again ? refused_tokens_ + 1 : 0;
        if (refused_tokens_ < 2) return false;
        until_ = std::max(until_, deadline_after(now, pause(refusals_, refused_tokens_ - 1, random01)));
        return true;
    }
    /// A new token was accepted.
    void token_accepted() noexcept { refused_tokens_ = 0; }

    /// Until then nobody asks.
    time_point until() const noexcept { return until_; }
    bool pausing(time_point now) const noexcept { return now < until_; }

    /// Whether the next try may end better: then a caller with time waits for it.
    static bool worth_waiting(error const& why) noexcept
    {
        return why != condition::needs_login &&
               (why == condition::retryable || why == condition::timeout || why == condition::rate_limited);
    }

    /// The latest failure as those hear it who come during the pause: `retry_after` is what is left of it.
    static error during_pause(error last, time_point now, time_point until)
    {
        auto const left = std::max(until - now, duration::zero());
        last.edit().retry_after = std::chrono::ceil<std::chrono::milliseconds>(left);
        return last;
    }

private:
    static duration pause(backoff const& schedule, unsigned n, double random01) noexcept
    {
        return schedule.ceiling(n) / 2 + schedule.delay(n, random01) / 2;
    }

    backoff failures_ = usual_failures();
    backoff refusals_ = usual_refusals();
    unsigned in_a_row_ = 0;
    bool refused_ = false;
    unsigned refused_tokens_ = 0; // new ones, in a row
    time_point until_{};
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_RENEWAL_BACKOFF_HPP
