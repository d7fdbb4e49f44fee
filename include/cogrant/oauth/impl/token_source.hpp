// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_TOKEN_SOURCE_HPP
#define COGRANT_OAUTH_IMPL_TOKEN_SOURCE_HPP

#include <cogrant/oauth/token_source.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/errc.hpp>

#include <exception>
#include <memory>
#include <new>
#include <utility>

namespace cogrant::oauth {

namespace detail {

// Holds no facts: writing them would need memory.
inline error no_memory() noexcept { return error(make_error_code(boost::system::errc::not_enough_memory)); }

} // namespace detail

template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::renew_early(time_point now) const
{
    auto& s = *owner_->shared;
    if (s.renewing.load(std::memory_order_relaxed)) return;
    {
        std::lock_guard const lock(s.mutex);
        if (s.renewing || now < s.not_before) return;
        // The caller looked before the lock: its token may have been renewed since.
        auto const* t = s.current.load(std::memory_order_acquire);
        if (t == nullptr || now < t->refresh_at()) return;
        s.renewing = true;
    }
    start_renewal();
}

// The caller has set `renewing`.
template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::start_renewal() const
{
    try {
        task<void> started(owner_->shared->executor, renew(owner_->shared));
        std::lock_guard const lock(owner_->mutex);
        owner_->renewal = std::move(started);
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
        auto fetching = s->fetcher.fetch(asked_at + s->options.renewal_timeout());
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

template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::finish(state& s, time_point asked_at, result<token_set> outcome)
{
    std::vector<std::shared_ptr<flight_waiter>> waiting;
    {
        std::lock_guard const lock(s.mutex);
        if (outcome) {
            try {
                auto const life = plan_life(asked_at, outcome->expires_in, s.options, s.jitter);
                auto fresh =
                    std::make_unique<token>(outcome->access_token, life.refresh_at, life.expires_at, s.generation + 1,
                    http::equal_names(outcome->token_type, "dpop") ? token_scheme::dpop : token_scheme::bearer);
                auto& slot = s.tokens[++s.generation % kept_tokens];
                slot = std::move(fresh);
                s.current.store(slot.get(), std::memory_order_release);
                s.not_before = {};
            } catch (std::bad_alloc const&) {
                outcome = detail::no_memory();
            }
        } else if (auto const* old = s.current.load(std::memory_order_acquire)) {
            s.not_before = next_early_try(Clock::now(), old->expires_at());
        }
        waiting.swap(s.waiting);
        s.renewing = false;
    }
    for (auto const& w : waiting) {
        // Cheap: copies of an error share their facts.
        if (!outcome) w->failed = outcome.error();
        w->wake->notify();
    }
}

template <token_fetcher Fetcher, monotonic_clock Clock>
asio::awaitable<result<token_ref>>
basic_token_source<Fetcher, Clock>::wait_for_token(basic_token_source self, time_point deadline)
{
    auto& s = *self.owner_->shared;
    auto const executor = co_await asio::this_coro::executor;
    for (bool renewed = false;;) {
        auto const waiting = std::make_shared<flight_waiter>(executor);
        bool start = false;
        {
            std::lock_guard const lock(s.mutex);
            // Right after a renewal a token counts even if its life was zero: the server gave it for one use at least.
            auto const* t = renewed ? s.current.load(std::memory_order_acquire) : valid(s, Clock::now());
            if (t != nullptr) co_return token_ref(t);
            s.waiting.push_back(waiting);
            start = !s.renewing.exchange(true);
        }
        if (start) self.start_renewal();
        auto const outcome = co_await waiting->wake->wait(deadline);
        if (outcome == wait_result::notified) {
            if (waiting->failed) co_return waiting->failed;
            renewed = true;
            continue;
        }
        std::lock_guard const lock(s.mutex);
        std::erase(s.waiting, waiting);
        if (outcome == wait_result::timeout)
            co_return error(make_error_code(http_errc::deadline_exceeded), phase::token);
        co_return error(asio::error::operation_aborted, phase::token);
    }
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_IMPL_TOKEN_SOURCE_HPP
