// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_LIMITER_OPTIONS_HPP
#define COGRANT_POLICY_LIMITER_OPTIONS_HPP

#include <cogrant/config.hpp>

#include <algorithm>
#include <chrono>
#include <vector>

namespace cogrant {

/// One more window of a limiter: no more than `permits` in any `span`.
struct limiter_window {
    unsigned permits = 1;
    duration span = std::chrono::minutes(1);
    unsigned burst = 0;
};

/** How fast requests may be sent. Without any setting: 300 a minute until the server's headers name another ceiling.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class limiter_options {
public:
    static constexpr unsigned default_permits = 300;

    limiter_options() = default;

    /// Requests per window, at least 1. Once set, the server's headers can only lower it.
    limiter_options& permits(unsigned n) noexcept
    {
        permits_ = std::max(n, 1U);
        fixed_ = true;
        return *this;
    }
    unsigned permits() const noexcept { return permits_; }
    bool permits_fixed() const noexcept { return fixed_; }

    /// The span that the server counts over, at least 1 ms.
    limiter_options& window(duration d) noexcept
    {
        window_ = std::max<duration>(d, std::chrono::milliseconds(1));
        return *this;
    }
    duration window() const noexcept { return window_; }

    /// Requests that may leave back to back after a quiet time; 0 (the default) means a fifteenth of the permits.
    limiter_options& burst(unsigned n) noexcept
    {
        burst_ = n;
        return *this;
    }
    unsigned burst() const noexcept { return burst_; }

    /// Another window that has to grant as well: ten a second within three hundred a minute. The first one, which learns
    /// from the server, is the one of `permits` and `window`.
    limiter_options& also(unsigned permits, duration span, unsigned burst = 0)
    {
        more_windows_.push_back({permits, span, burst});
        return *this;
    }
    std::vector<limiter_window> const& more_windows() const noexcept { return more_windows_; }

    /// The longest pause for all that one 429 can cause. Daily limits ask for hours, but only the request that met
    /// such a limit should fail, and it does by `retry_options::retry_after_cap`.
    limiter_options& pause_cap(duration d) noexcept
    {
        pause_cap_ = std::max(d, duration::zero());
        return *this;
    }
    duration pause_cap() const noexcept { return pause_cap_; }

private:
    unsigned permits_ = default_permits;
    bool fixed_ = false;
    unsigned burst_ = 0;
    duration window_ = std::chrono::minutes(1);
    duration pause_cap_ = std::chrono::seconds(180);
    std::vector<limiter_window> more_windows_;
};

} // namespace cogrant

#endif // COGRANT_POLICY_LIMITER_OPTIONS_HPP
