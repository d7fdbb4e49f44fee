// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_SOURCE_HPP
#define COGRANT_OAUTH_TOKEN_SOURCE_HPP

#include <cogrant/async/completion.hpp>
#include <cogrant/async/task.hpp>
#include <cogrant/async/waiter.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/event.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/renewal_backoff.hpp>
#include <cogrant/oauth/token.hpp>
#include <cogrant/oauth/token_fetcher.hpp>
#include <cogrant/oauth/token_zone.hpp>
#include <cogrant/policy/random.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace cogrant::oauth {

/** Hands out one access token to all who ask, and renews it: early, once for all, and without making anybody wait while
    the old one is valid.

    A handle: copies share the token. When the last copy is gone, a renewal under way is cancelled. A renewal that the last
    caller leaves is cancelled too, unless a valid token is around, `finish_unwanted` says otherwise, or the fetcher says
    `static constexpr bool uninterrupted = true;` because its request spends something (`session_fetcher`).

    A token endpoint that fails is not asked again before a pause, which all callers share (`renewal_backoff`). Who comes
    meanwhile and finds no valid token waits for the next try and shares its outcome, if it may end better
    (`condition::retryable` and the like), the deadline allows it and the pause is no longer than `longest_wait`; else it
    gets the latest error at once, with `retry_after` saying what is left. Nobody waits through more than one pause.

    @code
    token_source tokens(executor, grant_fetcher(pool, endpoint, client_credentials{}, auth));
    auto token = co_await tokens.get_token();
    @endcode

    @par Thread safety  distinct objects and copies: safe; shared object: safe
    @par Limits         `max_waiters` callers wait at once
    @par Source         RFC 6749 §4.4, RFC 6750; S28, S41, S42, S43 of the security checklist */
template <token_fetcher Fetcher, monotonic_clock Clock = std::chrono::steady_clock>
class basic_token_source {
    struct flight_waiter;
    using waiters = std::list<std::shared_ptr<flight_waiter>>;
    struct flight_waiter {
        flight_waiter(asio::any_io_executor const& executor, time_point until)
            : wake(std::make_shared<basic_waiter<Clock>>(executor)), deadline(until)
        {
        }
        std::shared_ptr<basic_waiter<Clock>> const wake;
        time_point const deadline;
        error failed;
        bool again = false; // there is no outcome for this one: it has to look anew
        bool queued = false; // with the mutex held only
        typename waiters::iterator at;
    };

    // Old tokens are kept for so many renewals, so that a reader needs neither a lock nor a reference count.
    static constexpr std::size_t kept_tokens = 64;

    struct state {
        state(asio::any_io_executor e, Fetcher f, token_source_options o)
            : executor(std::move(e)), fetcher(std::move(f)), options(std::move(o)),
              jitter(options.jitter() < 0 ? random() : options.jitter()),
              pause(options.after_failures(), options.after_refusals())
        {
        }
        double chance() { return options.jitter() < 0 ? random() : options.jitter(); }

        asio::any_io_executor executor;
        Fetcher fetcher;
        token_source_options const options;
        jitter_source random;
        double const jitter;
        std::atomic<token const*> current{nullptr};
        std::atomic<bool> renewing{false}; // changed with the mutex held only
        std::mutex mutex; // for all below; never held across a wait
        std::array<std::unique_ptr<token>, kept_tokens> tokens;
        std::uint64_t generation = 0;
        waiters waiting;
        renewal_backoff pause;
        error last_failure;
        time_point early_not_before{}; // of the next early renewal, after one that failed
        // of the renewal under way:
        std::uint64_t flight = 0;
        change_reason why = change_reason::first;
        bool refused = false; // the latest token was
        bool doubtful = false; // the latest token: the one before it was refused, and it was not accepted yet
        bool suspended = false; // the latest token was refused, and another one would be: handed out during the pause
        time_point renewed_at{};
        bool abandoned = false;
        time_point flight_deadline{};
    };
    // Ends the renewal under way when the last handle goes; the renewal itself holds only the state.
    struct owner {
        explicit owner(std::shared_ptr<state> s) : shared(std::move(s)) {}
        owner(owner const&) = delete;
        ~owner() { renewal.cancel(); }
        void stop(std::uint64_t flight)
        {
            std::lock_guard const lock(mutex);
            if (flight == renewal_number) renewal.cancel();
        }
        std::shared_ptr<state> shared;
        std::mutex mutex;
        task<void> renewal;
        std::uint64_t renewal_number = 0;
    };
    class place;
    struct admission;

public:
    using executor_type = asio::any_io_executor;
    using clock_type = Clock;

    basic_token_source(asio::any_io_executor executor, Fetcher fetcher, token_source_options options = {})
        : owner_(std::make_shared<owner>(
              std::make_shared<state>(std::move(executor), std::move(fetcher), std::move(options))))
    {
    }

    executor_type get_executor() const noexcept { return owner_->shared->executor; }

    /** The token if there is a valid one, else null. Never waits; a lock-free read. A token in its last stretch is handed
        out while its successor is fetched in the background.

        @param now  the time of this clock; give it when it is known, reading a clock costs more than the rest
        @par Limits no allocation, except when it starts a renewal */
    token_ref try_get_token(time_point now) const
    {
        auto const* t = owner_->shared->current.load(std::memory_order_acquire);
        if (t == nullptr || now >= t->expires_at()) [[unlikely]]
            return {};
        if (now >= t->refresh_at()) [[unlikely]]
            renew_early(now);
        return token_ref(t);
    }
    token_ref try_get_token() const { return try_get_token(recent_time<Clock>()); }

    /** The token, waiting for one if need be. All who wait share one request and its outcome.

        @par Errors         those of the fetcher, fresh or of the latest try; http_errc::deadline_exceeded with
                            phase::token; errc::resource_unavailable_try_again beyond `max_waiters`
        @par Throws         `failure`; the spelling with a result is `await_token`
        @par Cancellation   terminal: this caller leaves, the renewal goes on for the others
        @par Executor       the calling coroutine's */
    asio::awaitable<token_ref> get_token() const
    {
        // Two coroutines behind a plain function: the usual case costs no copy of the handle.
        if (auto const valid_now = try_get_token()) return at_once(valid_now);
        return waited_for(*this);
    }

    /// As `get_token`, with a deadline and with failure as a value.
    asio::awaitable<result<token_ref>> await_token(time_point deadline) const
    {
        return wait_for_token(*this, deadline);
    }

    /** As `get_token`, for any completion token.

        @par Completion     `void(error_code, token_ref)`
        @par Cancellation   terminal, when the handler has a slot; the renewal goes on for the others
        @par Executor       the handler's associated executor, else the source's; never inside this call
        @par Lifetime       `diagnostics` gets the whole error and must live until completion; the token lives as long as
                            a copy of the source */
    template <asio::completion_token_for<void(error_code, token_ref)> CompletionToken = default_token_t<executor_type>>
    auto async_get_token(CompletionToken&& token = CompletionToken{}) const
    {
        return async_run<token_ref>(
            get_executor(), await_token(no_deadline), nullptr, std::forward<CompletionToken>(token));
    }
    template <asio::completion_token_for<void(error_code, token_ref)> CompletionToken = default_token_t<executor_type>>
    auto async_get_token(error& diagnostics, CompletionToken&& token = CompletionToken{}) const
    {
        return async_run<token_ref>(
            get_executor(), await_token(no_deadline), &diagnostics, std::forward<CompletionToken>(token));
    }

    /** Says that the server refused this token. The next request for a token fetches a new one, unless that has happened
        already or new tokens are refused as well (`token_source_options::refused_at_once`).

        @return  whether there will be another token than this one: without, sending the request again is of no use */
    bool invalidate(token_ref refused) const { return refused && invalidate(refused->generation()); }
    /// The same by `token::generation()`, for those who could not keep the token that long.
    bool invalidate(std::uint64_t generation) const;
    /// Says that the server accepted this token after it had refused the one before.
    void accepted(std::uint64_t generation) const;

    /// Ends the pause after failures: for a program in which somebody has just logged in or corrected the credential.
    void forget_failures() const;

private:
    static token const* valid(state const& s, time_point now) noexcept
    {
        auto const* t = s.current.load(std::memory_order_acquire);
        return t != nullptr && now < t->expires_at() ? t : nullptr;
    }
    static asio::awaitable<token_ref> at_once(token_ref t)
    {
        auto const given = t;
        co_return given;
    }
    static asio::awaitable<token_ref> waited_for(basic_token_source self)
    {
        auto waiting = self.await_token(no_deadline);
        auto outcome = co_await std::move(waiting);
        co_return outcome.value();
    }
    static asio::awaitable<result<token_ref>> wait_for_token(basic_token_source self, time_point deadline);
    static token const* handed_out_in_pause(state const& s, time_point now) noexcept;
    static admission admit(state& s, std::shared_ptr<flight_waiter> const& w, bool renewed, bool paused);
    static void begin_flight(state& s, change_reason why, time_point now);
    void renew_early(time_point now) const;
    void start_renewal(std::uint64_t flight) const;
    static asio::awaitable<void> renew(std::shared_ptr<state> s);
    static void finish(state& s, time_point asked_at, result<token_set> outcome);
    static bool settle(state& s, time_point asked_at, result<token_set>& outcome);

    std::shared_ptr<owner> owner_;
};

template <token_fetcher Fetcher>
using token_source = basic_token_source<Fetcher>;

} // namespace cogrant::oauth

#include <cogrant/oauth/impl/token_source.hpp>
#include <cogrant/oauth/impl/token_waiting.hpp>

#endif // COGRANT_OAUTH_TOKEN_SOURCE_HPP
