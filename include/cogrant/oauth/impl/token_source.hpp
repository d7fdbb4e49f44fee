// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_TOKEN_SOURCE_HPP
#define COGRANT_OAUTH_IMPL_TOKEN_SOURCE_HPP

#include <cogrant/http/headers.hpp>
#include <cogrant/oauth/detail/token_errors.hpp>
#include <cogrant/oauth/token_source.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace cogrant::oauth {

template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::renew_early(time_point now) const
{
    auto& s = *owner_->shared;
    std::uint64_t flight = 0;
    if (s.renewing.load(std::memory_order_relaxed)) return;
    {
        std::lock_guard const lock(s.mutex);
        if (s.renewing || now < s.early_not_before) return;
        // The caller looked before the lock: its token may have been renewed since.
        auto const* t = s.current.load(std::memory_order_acquire);
        if (t == nullptr || now < t->refresh_at()) return;
        begin_flight(s, change_reason::ahead, Clock::now());
        flight = s.flight;
    }
    start_renewal(flight);
}

// The caller has begun the flight.
template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::start_renewal(std::uint64_t flight) const
{
    try {
        task<void> started(owner_->shared->executor, renew(owner_->shared));
        std::lock_guard const lock(owner_->mutex);
        // It may have ended already, and another thread may have started the one after it.
        if (flight < owner_->renewal_number) return;
        owner_->renewal = std::move(started);
        owner_->renewal_number = flight;
    } catch (std::bad_alloc const&) {
        finish(*owner_->shared, Clock::now(), detail::no_memory());
    }
}

template <token_fetcher Fetcher, monotonic_clock Clock>
asio::awaitable<void> basic_token_source<Fetcher, Clock>::renew(std::shared_ptr<state> s)
{
    auto const asked_at = Clock::now();
    std::optional<result<token_set>> outcome;
    // Whatever happens, those who wait must hear of it.
    try {
        // Never within the caller: `try_get_token` only starts it.
        co_await asio::post(asio::use_awaitable);
        auto fetching = s->fetcher.fetch(s->flight_deadline); // does not change during a flight
        auto got = co_await std::move(fetching);
        outcome.emplace(std::move(got));
    } catch (failure const& f) {
        outcome.emplace(f.error());
    } catch (boost::system::system_error const& e) {
        outcome.emplace(error(e.code(), phase::token));
    } catch (std::bad_alloc const&) {
        outcome.emplace(detail::no_memory());
    } catch (std::exception const& e) {
        error failed(make_error_code(boost::system::errc::state_not_recoverable), phase::token);
        failed.edit().detail = e.what();
        outcome.emplace(std::move(failed));
    } catch (...) {
        outcome.emplace(error(make_error_code(boost::system::errc::state_not_recoverable), phase::token));
    }
    finish(*s, asked_at, std::move(*outcome));
}

// With the mutex held: puts the new token in place, or decides when to ask again. True: those who wait, and have time left,
// have no outcome and look anew.
template <token_fetcher Fetcher, monotonic_clock Clock>
bool basic_token_source<Fetcher, Clock>::settle(state& s, time_point asked_at, result<token_set>& outcome)
{
    if (outcome) {
        try {
            auto const scheme =
                http::equal_names(outcome->token_type, "dpop") ? token_scheme::dpop : token_scheme::bearer;
            auto const life = plan_life(asked_at, outcome->expires_in, s.options, s.jitter);
            auto fresh = std::make_unique<token>(
                outcome->access_token, life.refresh_at, life.expires_at, s.generation + 1, scheme);
            auto& slot = s.tokens[++s.generation % kept_tokens];
            slot = std::move(fresh);
            s.current.store(slot.get(), std::memory_order_release);
            s.pause.succeeded();
            s.early_not_before = {};
            s.last_failure = error();
            s.doubtful = std::exchange(s.refused, false);
            s.suspended = false;
            s.renewed_at = Clock::now();
            return false;
        } catch (std::bad_alloc const&) {
            outcome = detail::no_memory();
        }
    }
    auto const& failed = outcome.error();
    auto const now = Clock::now();
    bool const ended_by_us = s.abandoned && failed == condition::cancelled;
    bool const cut_short = s.flight_deadline < asked_at + s.options.renewal_timeout() && failed == condition::timeout;
    s.last_failure = ended_by_us ? detail::unwanted() : failed;
    if (ended_by_us || cut_short) {
        // Who came after the end was decided need not pay for it.
        if (!ended_by_us || s.waiting.empty()) s.pause.abandoned(now, s.chance());
    } else if (failed.code() != boost::system::errc::not_enough_memory) {
        s.pause.failed(failed, now, s.chance());
    }
    if (auto const* old = s.current.load(std::memory_order_acquire))
        s.early_not_before = std::max(next_early_try(now, old->expires_at()), s.pause.until());
    return ended_by_us || cut_short;
}

template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::finish(state& s, time_point asked_at, result<token_set> outcome)
{
    waiters waiting;
    std::uint64_t generation = 0;
    auto why = change_reason::first;
    {
        std::lock_guard const lock(s.mutex);
        why = s.why;
        bool const again = settle(s, asked_at, outcome);
        generation = s.generation;
        for (auto const& w : s.waiting) {
            w->queued = false;
            w->again = again && (s.abandoned || w->deadline > s.flight_deadline);
            // Cheap: copies of an error share their facts.
            if (!outcome && !w->again) w->failed = outcome.error();
        }
        waiting.swap(s.waiting);
        s.renewing = false;
        s.abandoned = false;
    }
    if (outcome && s.options.on_token_change()) {
        try {
            s.options.on_token_change()(token_change{why, *outcome, generation});
        } catch (...) { // NOLINT(bugprone-empty-catch): the token is good all the same
        }
    }
    for (auto const& w : waiting) w->wake->notify();
}

template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::forget_failures() const
{
    auto& s = *owner_->shared;
    waiters waiting;
    {
        std::lock_guard const lock(s.mutex);
        s.pause.succeeded();
        s.pause.token_accepted();
        s.suspended = false;
        s.early_not_before = {};
        if (s.renewing) return;
        for (auto const& w : s.waiting) {
            w->queued = false;
            w->again = true;
        }
        waiting.swap(s.waiting);
    }
    for (auto const& w : waiting) w->wake->notify();
}

template <token_fetcher Fetcher, monotonic_clock Clock>
asio::awaitable<result<token_ref>>
basic_token_source<Fetcher, Clock>::wait_for_token(basic_token_source self, time_point deadline)
{
    auto& s = *self.owner_->shared;
    auto const executor = co_await asio::this_coro::executor;
    bool paused = false;
    for (bool renewed = false;;) {
        auto const waiting = std::make_shared<flight_waiter>(executor, deadline);
        place here(*self.owner_, waiting);
        admission plan;
        {
            std::lock_guard const lock(s.mutex);
            plan = admit(s, waiting, renewed, paused);
        }
        if (plan.given) co_return plan.given;
        if (plan.refused) co_return plan.refused;
        if (plan.start != 0) self.start_renewal(plan.start);
        auto const outcome = co_await waiting->wake->wait(plan.until);
        here.leave();
        if (outcome == wait_result::notified) {
            if (waiting->failed) co_return waiting->failed;
            renewed = !waiting->again;
            continue;
        }
        if (outcome == wait_result::timeout && plan.until < deadline) {
            paused = true;
            continue;
        }
        if (outcome == wait_result::timeout)
            co_return error(make_error_code(http_errc::deadline_exceeded), phase::token);
        co_return error(asio::error::operation_aborted, phase::token);
    }
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_IMPL_TOKEN_SOURCE_HPP
