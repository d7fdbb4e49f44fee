// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_TOKEN_WAITING_HPP
#define COGRANT_OAUTH_IMPL_TOKEN_WAITING_HPP

#include <cogrant/oauth/detail/token_errors.hpp>
#include <cogrant/oauth/token_source.hpp>

#include <algorithm>
#include <memory>
#include <utility>

// Who waits for a token, and until when: one part of `token_source.hpp`.

namespace cogrant::oauth {

/// What a caller without a token has to do: take one, fail, or wait until a moment, perhaps after starting a renewal.
template <token_fetcher Fetcher, monotonic_clock Clock>
struct basic_token_source<Fetcher, Clock>::admission {
    token_ref given;
    error refused;
    time_point until = no_deadline;
    std::uint64_t start = 0; // number of the renewal to start
};

/// A place among those who wait: left on every way out, also when the coroutine is destroyed. The last one to leave ends
/// the renewal.
template <token_fetcher Fetcher, monotonic_clock Clock>
class basic_token_source<Fetcher, Clock>::place {
public:
    place(owner& o, std::shared_ptr<flight_waiter> w) : owner_(o), waiter_(std::move(w)) {}
    place(place const&) = delete;
    ~place() { leave(); }

    void leave()
    {
        auto& s = *owner_.shared;
        std::uint64_t unwanted = 0;
        {
            std::lock_guard const lock(s.mutex);
            if (!waiter_->queued) return;
            waiter_->queued = false;
            s.waiting.erase(waiter_->at);
            bool const may_end = !detail::uninterrupted(s.fetcher) && !s.options.finish_unwanted();
            bool const wanted =
                !s.waiting.empty() || s.why == change_reason::ahead || valid(s, Clock::now()) != nullptr;
            if (may_end && s.renewing && !wanted && !s.abandoned) {
                s.abandoned = true;
                unwanted = s.flight;
            }
        }
        if (unwanted != 0) owner_.stop(unwanted);
    }

private:
    owner& owner_;
    std::shared_ptr<flight_waiter> waiter_;
};

// With the mutex held: a renewal begins, to end with the last of those who wait for it.
template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::begin_flight(state& s, change_reason why, time_point now)
{
    s.renewing = true;
    ++s.flight;
    s.why = why;
    s.abandoned = false;
    s.flight_deadline = now + s.options.renewal_timeout();
    if (why == change_reason::ahead || detail::uninterrupted(s.fetcher) || s.options.finish_unwanted()) return;
    time_point longest{};
    for (auto const& w : s.waiting) longest = std::max(longest, w->deadline);
    s.flight_deadline = std::min(s.flight_deadline, longest);
}

template <token_fetcher Fetcher, monotonic_clock Clock>
bool basic_token_source<Fetcher, Clock>::invalidate(std::uint64_t generation) const
{
    auto& s = *owner_->shared;
    std::lock_guard const lock(s.mutex);
    auto const now = Clock::now();
    auto const* current = s.current.load(std::memory_order_acquire);
    if (current == nullptr) return generation != s.generation || handed_out_in_pause(s, now) == nullptr;
    if (current->generation() != generation) return true;
    s.current.store(nullptr, std::memory_order_release);
    s.refused = true;
    bool const again = s.doubtful && now - s.renewed_at < s.options.refused_at_once();
    if (!s.pause.token_refused(again, now, s.chance()) || s.renewing) return true;
    s.suspended = true;
    s.last_failure = detail::refused_again();
    return handed_out_in_pause(s, now) == nullptr;
}

template <token_fetcher Fetcher, monotonic_clock Clock>
void basic_token_source<Fetcher, Clock>::accepted(std::uint64_t generation) const
{
    auto& s = *owner_->shared;
    std::lock_guard const lock(s.mutex);
    if (generation != s.generation || s.suspended) return;
    s.doubtful = false;
    s.pause.token_accepted();
}

// With the mutex held: the refused token while no other one is to be had. It may be good for other requests than the one that
// was refused.
template <token_fetcher Fetcher, monotonic_clock Clock>
token const* basic_token_source<Fetcher, Clock>::handed_out_in_pause(state const& s, time_point now) noexcept
{
    if (!s.suspended || s.renewing || !s.pause.pausing(now)) return nullptr;
    auto const* t = s.tokens[s.generation % kept_tokens].get();
    return now < t->expires_at() ? t : nullptr;
}

// With the mutex held.
template <token_fetcher Fetcher, monotonic_clock Clock>
auto basic_token_source<Fetcher, Clock>::admit(
    state& s, std::shared_ptr<flight_waiter> const& w, bool renewed, bool paused) -> admission
{
    admission a;
    auto const now = Clock::now();
    // Right after a renewal a token counts even if its life was zero: the server gave it for one use at least.
    auto const* t = renewed ? s.current.load(std::memory_order_acquire) : valid(s, now);
    if (t != nullptr) {
        a.given = token_ref(t);
        return a;
    }
    if (auto const* doomed = handed_out_in_pause(s, now)) {
        a.given = token_ref(doomed);
        return a;
    }
    if (s.waiting.size() >= s.options.max_waiters()) {
        a.refused = detail::too_many_waiters();
        return a;
    }
    a.until = w->deadline;
    bool const pausing = !s.renewing && s.pause.pausing(now);
    if (pausing) {
        auto const until = s.pause.until();
        bool const patient = !paused && renewal_backoff::worth_waiting(s.last_failure) && until < w->deadline &&
                             until - now <= s.options.longest_wait();
        if (!patient) {
            a.refused = renewal_backoff::during_pause(s.last_failure, now, until);
            return a;
        }
        a.until = until;
    }
    w->at = s.waiting.insert(s.waiting.end(), w);
    w->queued = true;
    if (!pausing && !s.renewing) {
        auto const why = s.generation == 0 ? change_reason::first
                         : s.refused       ? change_reason::refused
                                           : change_reason::expired;
        begin_flight(s, why, now);
        a.start = s.flight;
    }
    return a;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_IMPL_TOKEN_WAITING_HPP
