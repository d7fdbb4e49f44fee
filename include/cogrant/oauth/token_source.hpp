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
#include <cogrant/oauth/token.hpp>
#include <cogrant/oauth/token_fetcher.hpp>
#include <cogrant/oauth/token_zone.hpp>
#include <cogrant/policy/random.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace cogrant::oauth {

/** Hands out one access token to all who ask, and renews it: early, once for all, and without making anybody wait while
    the old one is valid.

    A handle: copies share the token. When the last copy is gone, a renewal under way is cancelled.

    @code
    token_source tokens(executor, grant_fetcher(pool, endpoint, client_credentials{}, auth));
    auto token = co_await tokens.get_token();
    @endcode

    @par Thread safety  distinct objects and copies: safe; shared object: safe
    @par Source         RFC 6749 §4.4, RFC 6750; S28, S41, S42 of the security checklist */
template <token_fetcher Fetcher, monotonic_clock Clock = std::chrono::steady_clock>
class basic_token_source {
    struct flight_waiter {
        explicit flight_waiter(asio::any_io_executor const& executor)
            : wake(std::make_shared<basic_waiter<Clock>>(executor))
        {
        }
        std::shared_ptr<basic_waiter<Clock>> wake;
        error failed;
    };

    // Old tokens are kept for so many renewals, so that a reader needs neither a lock nor a reference count.
    static constexpr std::size_t kept_tokens = 64;

    struct state {
        state(asio::any_io_executor e, Fetcher f, token_source_options o)
            : executor(std::move(e)), fetcher(std::move(f)), options(std::move(o)),
              jitter(options.jitter() < 0 ? jitter_source()() : options.jitter())
        {
        }
        asio::any_io_executor executor;
        Fetcher fetcher;
        token_source_options const options;
        double const jitter;
        std::atomic<token const*> current{nullptr};
        std::atomic<bool> renewing{false}; // changed with the mutex held only
        std::mutex mutex; // for all below; never held across a wait
        std::array<std::unique_ptr<token>, kept_tokens> tokens;
        std::uint64_t generation = 0;
        std::vector<std::shared_ptr<flight_waiter>> waiting;
        time_point not_before{}; // of the next early renewal, after one that failed
    };
    // Ends the renewal under way when the last handle goes; the renewal itself holds only the state.
    struct owner {
        explicit owner(std::shared_ptr<state> s) : shared(std::move(s)) {}
        owner(owner const&) = delete;
        ~owner() { renewal.cancel(); }
        std::shared_ptr<state> shared;
        std::mutex mutex;
        task<void> renewal;
    };

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

        @par Errors         those of the fetcher; http_errc::deadline_exceeded with phase::token
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

    /// Says that the server refused this token. The next request for a token fetches a new one, unless that has happened
    /// already.
    void invalidate(token_ref refused) const
    {
        if (refused) invalidate(refused->generation());
    }
    /// The same by `token::generation()`, for those who could not keep the token that long.
    void invalidate(std::uint64_t generation) const
    {
        auto& s = *owner_->shared;
        std::lock_guard const lock(s.mutex);
        auto const* current = s.current.load(std::memory_order_acquire);
        if (current != nullptr && current->generation() == generation)
            s.current.store(nullptr, std::memory_order_release);
    }

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
    void renew_early(time_point now) const;
    void start_renewal() const;
    static asio::awaitable<void> renew(std::shared_ptr<state> s);
    static void finish(state& s, time_point asked_at, result<token_set> outcome);

    std::shared_ptr<owner> owner_;
};

template <token_fetcher Fetcher>
using token_source = basic_token_source<Fetcher>;

} // namespace cogrant::oauth

#include <cogrant/oauth/impl/token_source.hpp>

#endif // COGRANT_OAUTH_TOKEN_SOURCE_HPP
