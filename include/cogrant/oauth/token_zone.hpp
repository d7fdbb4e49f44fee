// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_ZONE_HPP
#define COGRANT_OAUTH_TOKEN_ZONE_HPP

#include <cogrant/config.hpp>

#include <algorithm>
#include <chrono>

namespace cogrant::oauth {

/// When a source renews. Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).
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
    /// 0 to 1; negative (the default) draws one at random.
    token_source_options& jitter(double fraction)
    {
        jitter_ = fraction;
        return *this;
    }

    std::chrono::seconds refresh_margin() const noexcept { return refresh_margin_; }
    std::chrono::seconds renewal_timeout() const noexcept { return renewal_timeout_; }
    double jitter() const noexcept { return jitter_; }

private:
    static constexpr std::chrono::seconds longest = std::chrono::hours(24) * 366; // more would overflow in nanoseconds

    std::chrono::seconds refresh_margin_{300};
    std::chrono::seconds renewal_timeout_{60};
    double jitter_ = -1;
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
