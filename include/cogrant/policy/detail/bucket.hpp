// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_DETAIL_BUCKET_HPP
#define COGRANT_POLICY_DETAIL_BUCKET_HPP

#include <cogrant/config.hpp>
#include <cogrant/policy/limiter_options.hpp>
#include <cogrant/policy/rate_headers.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace cogrant::detail {

/** When the next request may leave: three rules, of which the latest moment holds.

    1. Pace: a token bucket of `burst` tokens, refilled at slightly less than the permitted rate.
    2. Guard: never more than the permits in any window and a bit, wherever it begins. Exact against a server that
       counts in fixed windows and one that counts in sliding ones; the bit absorbs differing latencies.
    3. Share: once the server's headers show that others use the same budget, what remains of the server's window after
       the others' expected use is spread over the rest of it.

    No clock, no lock, no allocation: time is passed in and copies are cheap, so a queue is foretold by replaying it on a
    copy. Time that runs backwards by a little (threads) is harmless. */
class bucket {
public:
    explicit bucket(limiter_options const& options)
        : permits_(options.permits()), fixed_(options.permits_fixed()), burst_option_(options.burst()),
          window_(options.window()), slice_width_(std::max(window_ / slices_per_window, duration(1)))
    {
        set_limit(permits_);
    }

    /// The earliest moment, not before `now`, at which one request may leave.
    time_point next(time_point now)
    {
        roll(now);
        auto t = std::max({now, paused_until_, last_});
        if (sharing_) {
            if (budget_ < 1) t = std::max(t, window_end_);
            else if (t < window_end_) t = std::max(t, last_ + (window_end_ - last_) / (budget_ + 1));
        }
        t = std::max(t, full_at_ - interval_ * (burst_ - 1));
        return guard(t);
    }

    /// A request leaves at `at`, which `next` has named.
    void take(time_point at)
    {
        at = std::max(at, last_);
        roll(at);
        advance(slice_of(at));
        ++slices_[slot(newest_)];
        ++in_guard_;
        ++sent_;
        --budget_;
        last_ = at;
        full_at_ = std::max(full_at_, at) + interval_;
    }

    /// Takes a permit if one is free. A `now` from before the latest take counts as that moment: two threads read the
    /// clock before either has the lock.
    bool try_take(time_point now)
    {
        now = std::max(now, last_);
        if (next(now) > now) return false;
        take(now);
        return true;
    }

    /// `next` and `take` in one.
    time_point reserve(time_point now)
    {
        auto const at = next(now);
        take(at);
        return at;
    }

    /// The latest permit was not used.
    void give_back()
    {
        for (auto i = newest_; i > newest_ - slices_kept; --i) {
            if (slices_[slot(i)] == 0) continue;
            --slices_[slot(i)];
            --in_guard_;
            --sent_;
            ++budget_;
            full_at_ -= interval_;
            return;
        }
    }

    /// Nothing leaves before `until`; afterwards one at a time, without a burst.
    void pause_until(time_point until)
    {
        paused_until_ = std::max(paused_until_, until);
        full_at_ = std::max(full_at_, until + interval_ * (burst_ - 1));
    }

    /// One of the requests that left has ended, with or without an answer.
    void answered(time_point now)
    {
        // Whoever never reports back is forgotten after a while.
        auto const horizon = std::min<duration>(window_, std::chrono::seconds(30));
        answered_ = std::min(sent_, std::max(answered_ + 1, sent_ - sent_since(now - horizon)));
    }

    /// What the server said in an answer that arrived at `now`.
    void learn(rate_reading const& seen, time_point now)
    {
        if (seen.reset > 2 * window_) return; // some other window, a daily one perhaps
        if (seen.reset == std::chrono::seconds(0) && !rounds_down_) { // only who rounds down ever says 0
            rounds_down_ = true;
            window_end_ += std::chrono::seconds(1);
        }
        duration const until_reset = seen.reset + std::chrono::seconds(rounds_down_ ? 1 : 0);
        set_limit(fixed_ ? std::min(permits_, seen.allowed) : seen.allowed);
        roll(now);

        // The answers of one window agree on its end to within a second; the earliest end is the sharpest.
        auto const end = now + until_reset;
        bool const new_window = !known_ || end > window_end_ + window_ / 2;
        if (new_window) highest_ = 0;
        window_end_ = new_window ? end : std::min(window_end_, end);
        known_ = true;
        unheard_ = 0;
        highest_ = std::max(highest_, seen.count);

        auto const left = std::max(window_end_ - now, duration(0));
        auto const elapsed = std::max(window_ - left, duration(0));
        auto const under_way = flying();
        auto const own = sent_since(window_end_ - window_);
        auto const threshold = std::max<std::int64_t>(seen.allowed / 50, 2); // the window's edge is blurred
        auto others = static_cast<std::int64_t>(highest_) - own;
        if (others <= threshold) others = 0;

        double const part = std::min(1.0, static_cast<double>(elapsed.count()) / static_cast<double>(window_.count()));
        double const present = part > 0.1 ? static_cast<double>(others) / part : others_per_window_;
        if (new_window) previous_others_ = heard_others_ ? others_per_window_ : present;
        heard_others_ = true;
        others_per_window_ = part * present + (1 - part) * previous_others_;

        double const expected = others_per_window_ * (1 - part);
        sharing_ = others_per_window_ >= 1 || highest_ + under_way >= seen.allowed;
        budget_ = static_cast<std::int64_t>(seen.allowed) - highest_ - under_way - static_cast<std::int64_t>(expected) -
                  cushion();
    }

    unsigned limit() const noexcept { return limit_; }
    time_point last() const noexcept { return last_; }
    /// Requests that left and have not ended.
    std::int64_t flying() const noexcept { return sent_ - answered_; }

private:
    static constexpr std::int64_t slices_per_window = 120;
    static constexpr std::int64_t slices_kept = slices_per_window + 2;

    void set_limit(std::uint32_t limit)
    {
        if (limit == limit_) return;
        limit_ = limit;
        burst_ = std::clamp<std::int64_t>(burst_option_ != 0 ? burst_option_ : limit_ / 15, 1, limit_);
        interval_ = std::max(slice_width_ * slices_kept / static_cast<std::int64_t>(limit_), duration(1));
    }

    std::int64_t slice_of(time_point t) const
    {
        auto const n = t.time_since_epoch() / slice_width_;
        return t.time_since_epoch() % slice_width_ < duration(0) ? n - 1 : n;
    }
    static std::size_t slot(std::int64_t slice)
    {
        return static_cast<std::size_t>((slice % slices_kept + slices_kept) % slices_kept);
    }

    /// Makes `slice` the newest and forgets those that left the guard.
    void advance(std::int64_t slice)
    {
        if (slice <= newest_) return;
        auto const steps = std::min(slice - newest_, slices_kept);
        for (std::int64_t i = 1; i <= steps; ++i) {
            auto& old = slices_[slot(slice - steps + i)];
            in_guard_ -= old;
            old = 0;
        }
        newest_ = slice;
    }

    /// Requests that left at `from` or later; whole slices, so perhaps a few more.
    std::int64_t sent_since(time_point from) const
    {
        std::int64_t n = 0;
        for (auto i = std::max(slice_of(from), newest_ - slices_kept + 1); i <= newest_; ++i) n += slices_[slot(i)];
        return n;
    }

    /// The earliest moment from `t` on that has room in the guard.
    time_point guard(time_point t) const
    {
        if (in_guard_ < limit_) return t;
        auto n = in_guard_;
        for (auto i = newest_ - slices_kept + 1; i <= newest_; ++i) {
            n -= slices_[slot(i)];
            if (n >= limit_) continue;
            return std::max(t, time_point(slice_width_ * (i + slices_kept)));
        }
        return t;
    }

    /// The server's window has passed without news: assume the same again, twice, then ask.
    void roll(time_point now)
    {
        while (known_ && now >= window_end_) {
            if (++unheard_ > 2 || now >= window_end_ + window_) {
                known_ = sharing_ = heard_others_ = false;
                return;
            }
            window_end_ += window_;
            highest_ = 0;
            previous_others_ = others_per_window_;
            sharing_ = others_per_window_ >= 1;
            budget_ = std::max<std::int64_t>(
                1, static_cast<std::int64_t>(limit_) - static_cast<std::int64_t>(others_per_window_) - cushion());
        }
    }

    /// Kept free when others take part: their use is a guess.
    std::int64_t cushion() const { return others_per_window_ >= 1 ? std::max<std::int64_t>(limit_ / 100, 1) : 0; }

    std::uint32_t permits_;
    bool fixed_;
    std::uint32_t burst_option_;
    duration window_;
    duration slice_width_;

    std::uint32_t limit_ = 0;
    std::int64_t burst_ = 1;
    duration interval_{};
    time_point full_at_{duration::min() / 2}; ///< when the token bucket is full again
    time_point last_{duration::min() / 2};
    time_point paused_until_{duration::min() / 2};

    std::array<std::uint32_t, slices_kept> slices_{};
    std::int64_t newest_ = -slices_kept;
    std::int64_t in_guard_ = 0;
    std::int64_t sent_ = 0;
    std::int64_t answered_ = 0;

    bool known_ = false; ///< `window_end_` is the end of the server's current window
    bool sharing_ = false; ///< `budget_` is binding
    bool heard_others_ = false;
    bool rounds_down_ = false; ///< the server's seconds until the reset are up to one too few
    unsigned unheard_ = 0;
    time_point window_end_{};
    std::uint32_t highest_ = 0;
    std::int64_t budget_ = 0;
    double others_per_window_ = 0;
    double previous_others_ = 0;
};

} // namespace cogrant::detail

#endif // COGRANT_POLICY_DETAIL_BUCKET_HPP
