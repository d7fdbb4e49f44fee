// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_MANUAL_CLOCK_HPP
#define COGRANT_TESTING_MANUAL_CLOCK_HPP

#include <cogrant/async/clock.hpp>

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>

namespace cogrant::testing {

/** Time that moves only when a test says so. Stands in for `steady_clock` in every `basic_*<…, Clock>` template.

    @code
    testing::manual_clock::reset();
    // … spawn coroutines that wait for minutes …
    testing::manual_clock::run(context);    // runs them all, jumping from timer to timer, in no real time
    @endcode

    @par Thread safety  `now()` from any thread; one thread moves the time. One clock per process. */
class manual_clock {
public:
    using duration = cogrant::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = cogrant::time_point;
    static constexpr bool is_steady = true;

    static time_point now() noexcept { return time_point(duration(ticks_.load())); }

    static void advance(duration by) noexcept { ticks_ += by.count(); }

    /// Back to the start: one hour after the epoch, so that earlier points can be spoken of.
    static void reset() noexcept
    {
        ticks_ = duration(std::chrono::hours(1)).count();
        nearest_ = duration::max().count();
    }

    /// Runs what is ready; when nothing is, jumps to the next timer. Ends when the context has no more work.
    /// Not for code that also waits for sockets: their readiness does not follow this clock.
    static void run(asio::io_context& context)
    {
        for (context.restart(); !context.stopped();) {
            nearest_ = duration::max().count();
            if (context.poll() != 0 || context.stopped()) continue;
            if (nearest_ == duration::max().count()) break;
            advance(std::max(duration(nearest_.load()), duration(1)));
        }
    }

    /// As `run`, but time moves by at most `by` in all; what is not due then stays pending.
    static void run_for(asio::io_context& context, duration by)
    {
        auto const end = now() + by;
        for (context.restart(); !context.stopped();) {
            nearest_ = duration::max().count();
            if (context.poll() != 0 || context.stopped()) continue;
            if (nearest_ == duration::max().count() || now() + duration(nearest_.load()) > end) break;
            advance(std::max(duration(nearest_.load()), duration(1)));
        }
        if (now() < end) ticks_ = end.time_since_epoch().count();
    }

private:
    friend struct cogrant::clock_wait_traits<manual_clock>;

    static inline std::atomic<rep> ticks_{duration(std::chrono::hours(1)).count()};
    static inline std::atomic<rep> nearest_{duration::max().count()};
};

} // namespace cogrant::testing

/// Asio asks how long to sleep until the next timer: remember it and do not sleep.
template <>
struct cogrant::clock_wait_traits<cogrant::testing::manual_clock> {
    using duration = cogrant::duration;
    static duration to_wait_duration(duration until_next)
    {
        // A timer that never expires is no reason to move the time.
        if (until_next >= time_point::max() - testing::manual_clock::now()) return duration(0);
        auto& nearest = testing::manual_clock::nearest_;
        nearest = std::min(nearest.load(), std::max(until_next, duration(0)).count());
        return duration(0);
    }
    static duration to_wait_duration(time_point next) { return to_wait_duration(next - testing::manual_clock::now()); }
};

#endif // COGRANT_TESTING_MANUAL_CLOCK_HPP
