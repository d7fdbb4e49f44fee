// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RATE_LIMITER_HPP
#define COGRANT_POLICY_RATE_LIMITER_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/async/waiter.hpp>
#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/headers.hpp>
#include <cogrant/policy/detail/permit_queue.hpp>
#include <cogrant/policy/error.hpp>
#include <cogrant/policy/limiter_options.hpp>
#include <cogrant/policy/rate_headers.hpp>
#include <cogrant/policy/rate_quota.hpp>
#include <cogrant/policy/retry_after.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace cogrant {

/** Holds requests back so that the server never has to refuse one.

    Every request takes a permit before it is sent, retries included, and reports its answer with `learn`. Works without
    any help from the server; with its counting headers it also makes room for other processes that use the same budget.
    Copies share one budget: give one to every client that uses the same credential.

    @par Thread safety  shared object: safe, also from different executors; one mutex, never held across a wait
    @par Example        `auto const code = co_await limiter.acquire(deadline);` …
                        `limiter.learn(answer.headers, answer.status);` */
template <monotonic_clock Clock = std::chrono::steady_clock>
class basic_rate_limiter {
    using queue = detail::permit_queue<Clock>;

public:
    /// The pause for all after a 429 that does not say how long.
    static constexpr duration default_pause = std::chrono::seconds(1);

    explicit basic_rate_limiter(limiter_options const& options = limiter_options())
        : queue_(std::make_shared<queue>(options)), pause_cap_(options.pause_cap())
    {
    }

    /// Takes a permit if one is free and nobody waits for it. No coroutine, no allocation.
    bool try_acquire(time_point now = Clock::now()) { return queue_->try_take(now); }

    /** Waits for a permit, first come first served. No thread is blocked.

        @par Completion     an empty code: the permit is taken; else none is
        @par Errors         retry_errc::limiter_past_deadline at once, without waiting, when no permit can be had before
                            `deadline`; also for those who wait when a pause moves their turn beyond it
        @par Cancellation   terminal, partial and total, at any time: completes with `asio::error::operation_aborted`, and
                            the permit goes to the next in the queue
        @par Executor       the calling coroutine's
        @par Lifetime       the limiter may be destroyed meanwhile */
    asio::awaitable<error_code> acquire(time_point deadline = no_deadline) { return wait_for_permit(queue_, deadline); }

    /// Returns a permit whose request was not sent after all.
    void give_back(time_point now = Clock::now())
    {
        queue_->update(now, [](detail::bucket_set& b) { b.give_back(); });
    }

    /** Takes in what an answer says: the server's count, what it says is left (`rate_quota`), a 429. Call it once for every permit used; with no headers and
        status 0 when no answer came.

        After 429 nobody gets a permit until the time in `Retry-After`, else until the window ends, else for a second;
        at most `limiter_options::pause_cap`.

        @param wall  the calendar time, for a `Retry-After` date of an answer without `Date` */
    void learn(http::headers const& headers, unsigned status, time_point now, std::chrono::sys_seconds wall)
    {
        auto const reading = parse_rate_headers(headers);
        std::optional<rate_quota> left;
        if (!reading) left = parse_rate_quota(headers, wall);
        duration pause{};
        if (status == 429) {
            pause = default_pause;
            if (reading && reading->reset > std::chrono::seconds(0)) pause = reading->reset;
            if (left && left->remaining == 0) pause = std::max<duration>(pause, left->reset);
            if (auto const asked = parse_retry_after(headers, wall)) pause = *asked;
            pause = std::min(pause, pause_cap_);
        }
        queue_->update(now, [&](detail::bucket_set& b) {
            b.answered(now);
            if (reading) b.learn(*reading, now);
            if (left) b.learn(*left, now);
            if (pause > duration::zero()) b.pause_until(now + pause);
        });
        if (pause > duration::zero()) queue_->refuse_hopeless(now);
    }
    void learn(http::headers const& headers, unsigned status, time_point now = Clock::now())
    {
        learn(headers, status, now, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
    }

    /// When a request that asks now would get its permit.
    time_point forecast(time_point now = Clock::now()) { return queue_->forecast(now); }

    /// Permits per window, as configured or as learned from the server.
    unsigned limit() const { return queue_->limit(); }

private:
    static asio::awaitable<error_code> wait_for_permit(std::shared_ptr<queue> line, time_point deadline)
    {
        using standing = typename queue::standing;
        auto const executor = co_await asio::this_coro::executor;
        typename queue::place here(*line, deadline);
        for (;;) {
            // Asked here because a co_await after cancellation throws, depending on the caller's settings.
            auto const state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none) co_return asio::error::operation_aborted;

            auto alarm = std::make_shared<basic_waiter<Clock>>(executor);
            time_point until = no_deadline;
            auto const standing_now = line->ask(here, alarm, Clock::now(), until);
            if (standing_now == standing::granted) co_return error_code();
            if (standing_now == standing::refused) co_return retry_errc::limiter_past_deadline;
            auto const outcome = co_await alarm->wait(until);
            (void)outcome; // whatever woke us: look again
        }
    }

    std::shared_ptr<queue> queue_;
    duration pause_cap_;
};

using rate_limiter = basic_rate_limiter<>;

} // namespace cogrant

#endif // COGRANT_POLICY_RATE_LIMITER_HPP
