// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_BACKOFF_HPP
#define COGRANT_POLICY_BACKOFF_HPP

#include <cogrant/config.hpp>

#include <algorithm>
#include <chrono>

namespace cogrant {

/** How long to wait between tries: full jitter under an exponential ceiling.

    The wait after try n is a random part of `min(cap, base · 2^(n-1))`. Full jitter spreads the clients that failed
    together over the whole span, which ends a stampede sooner than any fixed fraction does.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class backoff {
public:
    backoff() = default;

    /// The ceiling after the first try; not negative.
    backoff& base(duration d) noexcept
    {
        base_ = std::max(d, duration::zero());
        return *this;
    }
    duration base() const noexcept { return base_; }

    /// No wait is longer; not negative.
    backoff& cap(duration d) noexcept
    {
        cap_ = std::max(d, duration::zero());
        return *this;
    }
    duration cap() const noexcept { return cap_; }

    /// The longest possible wait after try number `attempt`, the first being 1.
    duration ceiling(unsigned attempt) const noexcept
    {
        duration d = std::min(base_, cap_);
        for (unsigned n = 1; n < attempt && d < cap_ && d > duration::zero(); ++n) d = d > cap_ / 2 ? cap_ : d * 2;
        return d;
    }

    /// The wait after try number `attempt` for a random number in [0, 1).
    duration delay(unsigned attempt, double random01) const noexcept
    {
        auto const longest = static_cast<double>(ceiling(attempt).count());
        return duration(static_cast<duration::rep>(longest * std::clamp(random01, 0.0, 1.0)));
    }

private:
    duration base_ = std::chrono::milliseconds(500);
    duration cap_ = std::chrono::seconds(30);
};

} // namespace cogrant

#endif // COGRANT_POLICY_BACKOFF_HPP
