// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_ZONE_HPP
#define COGRANT_OAUTH_TOKEN_ZONE_HPP

#include <cogrant/config.hpp>
#include <cogrant/oauth/renewal_backoff.hpp>
#include <cogrant/oauth/token_change.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

namespace cogrant::oauth {

/// When a source renews, and what it puts up with. Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice
/// in `co_await` expressions).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class token_source_options {
public:
    token_source_options() = default;

    /// How long before its end a token is renewed; at most half of its life is used, and a tenth of that by `jitter`.
    token_source_options& refresh_margin(std::chrono::seconds s)
    {
        refresh_margin_ = std::clamp(s, std::chrono::seconds(0), longest);
        return *this;
    }
    /// How long one renewal may take, all its tries together.
    token_source_options& renewal_timeout(std::chrono::seconds s)
    {
        renewal_timeout_ = std::clamp(s, std::chrono::seconds(0), longest);
        return *this;
    }
    /// Moves this instance's renewal earlier by up to a tenth of the margin, so that a fleet does not renew at once:
    /// 0 to 1; negative (the default) draws one at random. A given number also takes the place of chance in the pauses
    /// after failures.
    token_source_options& jitter(double fraction)
    {
        jitter_ = fraction;
        return *this;
    }
    /// The pauses after renewals that failed, and after those that were refused (`invalid_client`): `renewal_backoff`.
    token_source_options& pauses(backoff after_failures, backoff after_refusals)
    {
        after_failures_ = after_failures;
        after_refusals_ = after_refusals;
        return *this;
    }
    /// A caller waits through a pause of at most so long, if its deadline allows; else it gets the latest error at once.
    token_source_options& longest_wait(std::chrono::seconds s)
    {
        longest_wait_ = std::clamp(s, std::chrono::seconds(0), longest);
        return *this;
    }
    /// A new token that is refused within so long counts as refused at once. After two in a row, which nobody accepted,
    /// there is a pause as after a refusal; meanwhile the refused token is handed out.
    token_source_options& refused_at_once(std::chrono::seconds s)
    {
        refused_at_once_ = std::clamp(s, std::chrono::seconds(0), longest);
        return *this;
    }
    /// Callers that may wait for a token at once; at least 1. The next one fails at once.
    token_source_options& max_waiters(std::size_t n)
    {
        max_waiters_ = std::max<std::size_t>(n, 1);
        return *this;
    }
    /// Whether a renewal that nobody waits for any more goes on, for the sake of the next caller. Off by default: it is
    /// cancelled, so that a program whose work was cancelled can end.
    token_source_options& finish_unwanted(bool yes)
    {
        finish_unwanted_ = yes;
        return *this;
    }
    /// Told of each new token.
    token_source_options& on_token_change(token_listener listener)
    {
        on_token_change_ = std::move(listener);
        return *this;
    }

    std::chrono::seconds refresh_margin() const noexcept { return refresh_margin_; }
    std::chrono::seconds renewal_timeout() const noexcept { return renewal_timeout_; }
    double jitter() const noexcept { return jitter_; }
    backoff const& after_failures() const noexcept { return after_failures_; }
    backoff const& after_refusals() const noexcept { return after_refusals_; }
    std::chrono::seconds longest_wait() const noexcept { return longest_wait_; }
    std::chrono::seconds refused_at_once() const noexcept { return refused_at_once_; }
    std::size_t max_waiters() const noexcept { return max_waiters_; }
    bool finish_unwanted() const noexcept { return finish_unwanted_; }
    token_listener const& on_token_change() const noexcept { return on_token_change_; }

private:
    static constexpr std::chrono::seconds longest = std::chrono::hours(24) * 366; // more would overflow in nanoseconds

    std::chrono::seconds refresh_margin_{300};
    std::chrono::seconds renewal_timeout_{60};
    double jitter_ = -1;
    backoff after_failures_ = renewal_backoff::usual_failures();
    backoff after_refusals_ = renewal_backoff::usual_refusals();
    std::chrono::seconds longest_wait_{30};
    std::chrono::seconds refused_at_once_{60};
    std::size_t max_waiters_ = 100'000;
    bool finish_unwanted_ = false;
    token_listener on_token_change_;
};

/// The two borders between the three zones of a token's life: fresh, refresh-ahead, expired.
struct token_life {
    time_point refresh_at;
    time_point expires_at;
};

/** Plans a token's life on the steady clock, from the moment before it was asked for.

    The margin is at most half the life, else a short-lived token would be renewed for ever (an option of 300 s against
    a life of 60 s). A hundredth of the life, at most 5 s, is kept back for the way to the server. */
inline token_life plan_life(
    time_point asked_at, std::chrono::seconds expires_in, token_source_options const& options, double jitter) noexcept
{
    duration const life = expires_in;
    auto const kept_back = std::min<duration>(life / 100, std::chrono::seconds(5));
    auto margin = std::min<duration>(options.refresh_margin(), life / 2);
    margin += std::chrono::duration_cast<duration>(margin * (std::clamp(jitter, 0.0, 1.0) * 0.1));
    token_life planned;
    planned.expires_at = asked_at + life - kept_back;
    planned.refresh_at = std::max(asked_at, planned.expires_at - margin);
    return planned;
}

/// When an early renewal that failed is tried again: after a quarter of what is left, between 1 and 30 seconds.
inline time_point next_early_try(time_point now, time_point expires_at) noexcept
{
    auto const wait = std::clamp<duration>((expires_at - now) / 4, std::chrono::seconds(1), std::chrono::seconds(30));
    return now + wait;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_TOKEN_ZONE_HPP
