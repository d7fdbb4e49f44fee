// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_DETAIL_BUCKET_SET_HPP
#define COGRANT_POLICY_DETAIL_BUCKET_SET_HPP

#include <cogrant/config.hpp>
#include <cogrant/policy/detail/bucket.hpp>
#include <cogrant/policy/limiter_options.hpp>
#include <cogrant/policy/rate_headers.hpp>
#include <cogrant/policy/rate_quota.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace cogrant::detail {

/** Several windows, all of which must grant, and what the server says is left.

    The first window is the one that learns from the server; the others are as configured. With none of them and a silent
    server it is the first bucket and two comparisons. */
class bucket_set {
public:
    explicit bucket_set(limiter_options const& options)
        : first_(options), window_(options.window()), longest_pause_(options.pause_cap())
    {
        for (auto const& w : options.more_windows())
            others_.emplace_back(limiter_options().permits(w.permits).window(w.span).burst(w.burst));
    }

    time_point next(time_point now)
    {
        auto t = first_.next(now);
        // These learn nothing, so a moment that suits one of them stays suitable.
        for (auto& b : others_) t = std::max(t, b.next(t));
        if (quota_left_ <= 0 && t < quota_reset_) t = quota_reset_;
        return t;
    }
    void take(time_point at)
    {
        first_.take(at);
        for (auto& b : others_) b.take(at);
        --quota_left_;
    }
    bool try_take(time_point now)
    {
        now = std::max(now, first_.last());
        if (next(now) > now) return false;
        take(now);
        return true;
    }
    time_point reserve(time_point now)
    {
        auto const at = next(now);
        take(at);
        return at;
    }
    void give_back()
    {
        first_.give_back();
        for (auto& b : others_) b.give_back();
        ++quota_left_;
    }
    void pause_until(time_point until) { first_.pause_until(until); }
    void answered(time_point now) { first_.answered(now); }
    void learn(rate_reading const& seen, time_point now) { first_.learn(seen, now); }

    /** A quota of which the window is the first bucket's is learned as that. Of another one only its end is heeded: when
        nothing is left nobody sends until it is counted anew. One that takes longer than the longest pause is an answer
        for the caller and is ignored here. */
    void learn(rate_quota const& seen, time_point now)
    {
        if (seen.limit && *seen.limit > 0 && seen.window && *seen.window == window_) {
            rate_reading reading;
            reading.allowed = *seen.limit;
            reading.count = reading.allowed - std::min(seen.remaining, reading.allowed);
            reading.reset = std::min(seen.reset, *seen.window);
            first_.learn(reading, now);
            return;
        }
        if (seen.reset >= longest_pause_) return;
        auto const end = now + seen.reset + std::chrono::seconds(1); // servers round down
        // Answers overtake each other: of one window the least counts.
        bool const same = now < quota_reset_ && end <= quota_reset_ + std::chrono::seconds(2);
        quota_least_ = same ? std::min(quota_least_, seen.remaining) : seen.remaining;
        quota_reset_ = same ? std::min(quota_reset_, end) : end;
        quota_left_ = static_cast<std::int64_t>(quota_least_) - first_.flying();
    }

    unsigned limit() const noexcept { return first_.limit(); }

private:
    bucket first_;
    std::vector<bucket> others_;
    duration window_;
    duration longest_pause_;
    std::int64_t quota_left_ = 0; // of no meaning once `quota_reset_` has passed
    std::uint32_t quota_least_ = 0;
    time_point quota_reset_{duration::min() / 2};
};

} // namespace cogrant::detail

#endif // COGRANT_POLICY_DETAIL_BUCKET_SET_HPP
