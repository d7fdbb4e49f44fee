// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_CLOCK_HPP
#define COGRANT_ASYNC_CLOCK_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <concepts>
#include <ctime>

namespace cogrant {

namespace asio = boost::asio;

/// A source of monotonic time. Everything that reads the time or waits takes one as a template parameter, so that tests
/// run in virtual time (`testing::manual_clock`). All clocks share one type of time point.
template <class C>
concept monotonic_clock = requires {
    { C::now() } -> std::same_as<time_point>;
};

/// How Asio waits for a clock's time points. Specialised for clocks that do not run by themselves.
template <class Clock>
struct clock_wait_traits : asio::wait_traits<Clock> {};

/// A waitable timer of this clock.
template <monotonic_clock Clock>
using timer = asio::basic_waitable_timer<Clock, clock_wait_traits<Clock>, asio::any_io_executor>;

/// The time of a clock, perhaps some milliseconds late, for a quarter of the price where the system offers that: for
/// questions like "is this token still valid", asked with every request.
template <monotonic_clock Clock>
time_point recent_time() noexcept
{
#if defined(__linux__) && defined(CLOCK_MONOTONIC_COARSE)
    // steady_clock is CLOCK_MONOTONIC with both standard libraries; the coarse one is the same clock at its last tick.
    if constexpr (std::same_as<Clock, std::chrono::steady_clock>) {
        timespec t{};
        if (::clock_gettime(CLOCK_MONOTONIC_COARSE, &t) == 0)
            return time_point(std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec));
    }
#endif
    return Clock::now();
}

/** Waits until a point in time.

    @par Completion     an empty code, or `operation_aborted` when cancelled
    @par Cancellation   terminal, partial and total
    @par Executor       the calling coroutine's */
template <monotonic_clock Clock = std::chrono::steady_clock>
asio::awaitable<error_code> wait_until(time_point until)
{
    auto const executor = co_await asio::this_coro::executor;
    timer<Clock> alarm(executor, until);
    auto outcome = co_await alarm.async_wait(asio::as_tuple(asio::use_awaitable));
    auto& [code] = outcome;
    co_return code;
}

} // namespace cogrant

#endif // COGRANT_ASYNC_CLOCK_HPP
