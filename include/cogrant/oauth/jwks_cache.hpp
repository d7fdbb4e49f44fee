// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_JWKS_CACHE_HPP
#define COGRANT_OAUTH_JWKS_CACHE_HPP

#include <cogrant/async/completion.hpp>
#include <cogrant/async/task.hpp>
#include <cogrant/async/waiter.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/jose/jws.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/id_token.hpp>
#include <cogrant/oauth/jwks_endpoint.hpp>
#include <cogrant/oauth/jwks_schedule.hpp>
#include <cogrant/secret.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::oauth {

/// The keys of an issuer at one time. Cheap to copy.
/// @par Thread safety  immutable: copies may be read on any thread
class jwks_snapshot {
public:
    jwks_snapshot() : keys_(std::make_shared<jose::jwk_set const>()) {}
    jwks_snapshot(std::shared_ptr<jose::jwk_set const> keys, std::uint64_t generation)
        : keys_(std::move(keys)), generation_(generation)
    {
    }
    jose::jwk_set const& keys() const noexcept { return *keys_; }
    /// Counts the sets of one cache.
    std::uint64_t generation() const noexcept { return generation_; }

private:
    std::shared_ptr<jose::jwk_set const> keys_;
    std::uint64_t generation_ = 0;
};

/** The keys of one issuer, fetched when they are needed and kept.

    A token with a key that is not known makes the set be fetched anew, but never more often than the cool-down allows. While
    fetches fail, the old keys stay in use. All who wait share one fetch. No redirect is followed.

    A handle: copies share the keys. When the last copy is gone, a fetch under way is cancelled.

    @code
    jwks_cache keys(executor, pool, *metadata.jwks_uri);
    auto checking = validate_id_token(keys, *tokens.id_token, rules);
    auto who = co_await std::move(checking);
    @endcode

    @par Source         OpenID Connect Core §10.1.1, RFC 7517 §5; S09, S11, S23, S43 of the security checklist
    @par Thread safety  distinct objects and copies: safe; shared object: safe
    @par Limits         512 KiB and 100 keys for a set; `jwks_cache_options` for times */
template <http::transport Transport, monotonic_clock Clock = std::chrono::steady_clock>
class basic_jwks_cache {
    struct state {
        state(asio::any_io_executor e, Transport t, std::string_view uri, jwks_cache_options o)
            : executor(std::move(e)), transport(std::move(t)),
              endpoint(jwks_endpoint(uri, o.insecure_endpoint_allowed())), options(o)
        {
        }
        asio::any_io_executor executor;
        Transport transport;
        result<http::url> const endpoint;
        jwks_cache_options const options;
        std::mutex mutex; // for all below; never held across a wait
        jwks_situation situation;
        jwks_snapshot current;
        error failed; // of the last fetch
        bool fetching = false;
        std::uint64_t flight = 0; // counts fetches
        std::vector<std::shared_ptr<basic_waiter<Clock>>> waiting;
    };
    // Ends the fetch under way when the last handle goes; the fetch itself holds only the state.
    struct owner {
        explicit owner(std::shared_ptr<state> s) : shared(std::move(s)) {}
        owner(owner const&) = delete;
        ~owner() { fetch.cancel(); }
        std::shared_ptr<state> shared;
        std::mutex mutex;
        task<void> fetch;
        std::uint64_t fetch_number = 0;
    };

public:
    using executor_type = asio::any_io_executor;

    /// `jwks_uri` is checked when it is first used: oauth_errc::endpoint_refused comes from there.
    basic_jwks_cache(
        asio::any_io_executor executor, Transport transport, std::string_view jwks_uri, jwks_cache_options options = {})
        : owner_(std::make_shared<owner>(
              std::make_shared<state>(std::move(executor), std::move(transport), jwks_uri, options)))
    {
    }

    executor_type get_executor() const noexcept { return owner_->shared->executor; }

    /** The keys; waits for them only when there are none yet.

        @param seen  the generation of a snapshot that lacks a key: then newer ones are fetched, if the cool-down allows it

        @par Errors         oauth_errc::endpoint_refused, malformed_metadata; http_errc; those of the transport. The same
                            failure is given until the pause after it is over.
        @par Cancellation   terminal: this caller leaves, the fetch goes on for the others
        @par Executor       the calling coroutine's */
    asio::awaitable<result<jwks_snapshot>> keys(time_point deadline = no_deadline, std::uint64_t seen = 0) const
    {
        return await_keys(*this, deadline, seen);
    }

    /** As `keys`, for any completion token: `void(error_code, jwks_snapshot)`.

        @par Lifetime  `diagnostics` gets the whole error and must live until completion */
    template <
        asio::completion_token_for<void(error_code, jwks_snapshot)> CompletionToken = default_token_t<executor_type>>
    auto async_keys(error& diagnostics, CompletionToken&& token = CompletionToken{}) const
    {
        return async_run<jwks_snapshot>(get_executor(), keys(), &diagnostics, std::forward<CompletionToken>(token));
    }

    /** Verifies a signed text of the issuer: an id_token, a signed UserInfo answer. Fetches newer keys once when none of
        those that are kept fits.

        @par Errors  those of `jose::verify` and of `keys` */
    asio::awaitable<result<jose::verified_jws>>
    verify(secret token, jose::algorithm_set allowed, time_point deadline = no_deadline) const
    {
        return verify_with_newest(*this, std::move(token), allowed, deadline);
    }

private:
    static asio::awaitable<result<jwks_snapshot>>
    await_keys(basic_jwks_cache self, time_point deadline, std::uint64_t seen);
    static asio::awaitable<result<jose::verified_jws>>
    verify_with_newest(basic_jwks_cache self, secret token, jose::algorithm_set allowed, time_point deadline);
    void start_fetch(std::uint64_t flight) const;
    static asio::awaitable<void> fetch(std::shared_ptr<state> s);
    static void finish(state& s, time_point asked_at, result<jose::jwk_set> outcome);

    std::shared_ptr<owner> owner_;
};

template <http::transport Transport>
using jwks_cache = basic_jwks_cache<Transport>;

namespace detail {

template <class Cache>
asio::awaitable<result<id_token_claims>>
validate_with_cache(Cache keys, secret token, id_token_rules rules, time_point deadline, std::chrono::sys_seconds now)
{
    auto const allowed = rules.allowed(false);
    auto verifying = keys.verify(std::move(token), allowed, deadline);
    auto verified = co_await std::move(verifying);
    if (!verified) co_return unsigned_id_token(verified.error());
    co_return id_token_check::run(*verified, rules, now);
}

} // namespace detail

/** As `validate_id_token` with a key set, which is fetched when it is needed.

    @par Errors         those of `validate_id_token` and of `basic_jwks_cache::keys`
    @par Cancellation   terminal; a fetch goes on for others */
template <http::transport Transport, monotonic_clock Clock>
asio::awaitable<result<id_token_claims>> validate_id_token(
    basic_jwks_cache<Transport, Clock> const& keys, secret token, id_token_rules rules,
    time_point deadline = no_deadline,
    std::chrono::sys_seconds now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))
{
    return detail::validate_with_cache(keys, std::move(token), std::move(rules), deadline, now);
}

/** As `validate_id_token` with keys that are fetched, for any completion token:
    `void(error_code, std::optional<id_token_claims>)`.

    @par Executor   the handler's associated executor, else that of `keys`; never inside this call
    @par Lifetime   `diagnostics` gets the whole error and must live until completion */
template <
    http::transport Transport, monotonic_clock Clock,
    asio::completion_token_for<completion_signature_t<id_token_claims>> CompletionToken =
        default_token_t<asio::any_io_executor>>
auto async_validate_id_token(
    basic_jwks_cache<Transport, Clock> const& keys, secret id_token, id_token_rules rules, time_point deadline,
    error& diagnostics, CompletionToken&& token = CompletionToken{})
{
    return async_run<id_token_claims>(
        keys.get_executor(), validate_id_token(keys, std::move(id_token), std::move(rules), deadline), &diagnostics,
        std::forward<CompletionToken>(token));
}

} // namespace cogrant::oauth

#include <cogrant/oauth/impl/jwks_cache.hpp>

#endif // COGRANT_OAUTH_JWKS_CACHE_HPP
