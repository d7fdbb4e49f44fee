// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_SESSION_FETCHER_HPP
#define COGRANT_OAUTH_SESSION_FETCHER_HPP

#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/session_rules.hpp>
#include <cogrant/oauth/token_fetcher.hpp>
#include <cogrant/oauth/token_store.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace cogrant::oauth {

/// How a session is renewed. Not an aggregate on purpose (see `token_source_options`).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class session_options {
public:
    /// Says no to renewed tokens: an id_token that speaks of another person (OpenID Connect Core §12.2).
    using acceptance = std::function<error(token_set const& fresh, stored_token const& old)>;

    session_options() = default;

    /// A stored access token that ends sooner is renewed instead of used; at most half of its life.
    session_options& least_life(std::chrono::seconds s) noexcept
    {
        least_life_ = std::max(s, std::chrono::seconds(0));
        return *this;
    }
    /// The time that a refresh token's exchange gets at least, whatever the caller's deadline: cut off in the middle, the
    /// login would be lost. The caller leaves at its deadline all the same.
    session_options& exchange_time(std::chrono::seconds s) noexcept
    {
        exchange_time_ = std::clamp(s, std::chrono::seconds(0), std::chrono::seconds(3600));
        return *this;
    }
    /// Whether a refresh token may be sent again when its fate is unknown: for servers that do not rotate, or that leave
    /// the old one valid for a while.
    session_options& present_again(bool yes) noexcept
    {
        present_again_ = yes;
        return *this;
    }
    /// Asked about each renewed set before it is stored. Tokens that are not accepted are neither stored nor handed out.
    session_options& accept(acceptance f)
    {
        accept_ = std::move(f);
        return *this;
    }
    /// The scopes to ask for at each renewal; those of the login when nothing is said.
    session_options& scope(std::string words)
    {
        scope_ = std::move(words);
        return *this;
    }
    /// What to do when more scopes are granted than were asked for.
    session_options& scopes(scope_policy policy) noexcept
    {
        policy_ = policy;
        return *this;
    }
    /// The resources that the tokens are for (RFC 8707).
    session_options& resource(std::vector<std::string> uris)
    {
        resource_ = std::move(uris);
        return *this;
    }

    std::chrono::seconds least_life() const noexcept { return least_life_; }
    std::chrono::seconds exchange_time() const noexcept { return exchange_time_; }
    bool present_again() const noexcept { return present_again_; }
    acceptance const& accept() const noexcept { return accept_; }
    std::optional<std::string> const& scope() const noexcept { return scope_; }
    scope_policy scopes() const noexcept { return policy_; }
    std::vector<std::string> const& resource() const noexcept { return resource_; }

private:
    std::chrono::seconds least_life_{30};
    std::chrono::seconds exchange_time_{30};
    bool present_again_ = false;
    acceptance accept_;
    std::optional<std::string> scope_;
    scope_policy policy_ = scope_policy::take_wider;
    std::vector<std::string> resource_;
};

/// There is no grant that could be run again.
struct no_fallback {};

/** Renews a stored login with its refresh token: the fetcher of programs that people log in to.

    Under the lease of the store, for which all processes compete: the stored access token is used when it is good and not
    the one that was handed out last (another process has renewed it); else the refresh token is presented, once. That it
    is about to be sent is stored before it is sent; the answer is stored before its access token is handed out. A refresh
    token whose fate is unknown (no answer, a killed process) is not sent again, unless the server was seen not to rotate
    or `present_again` says so: reuse can make the server end the whole session.

    When the new tokens cannot be stored, they are kept, and stored before anything else at the next fetch. The stored
    access token is never touched by a failure.

    With a grant (or function making one) as last argument, that is run when there is nothing to renew with.

    @code
    file_token_store store(folder);
    token_source tokens(executor, session_fetcher(pool, endpoint, public_client("my-id"), store, "me@example"));
    @endcode

    @par Source         RFC 6749 §6; RFC 9700 §2.2.2, §4.14; S19, S20, S32, S41 of the security checklist
    @par Thread safety  one `fetch` at a time, as a `token_source` does */
template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback = no_fallback,
    monotonic_clock Clock = std::chrono::steady_clock, wall_clock Wall = std::chrono::system_clock>
class session_fetcher {
    static constexpr bool has_fallback = !std::same_as<Fallback, no_fallback>;

public:
    /// A renewal goes on when those who waited for it have left.
    static constexpr bool uninterrupted = true;

    /// @param key   names the login in the store: issuer, client and person, in whatever words
    /// @param hook  told what the requests do
    session_fetcher(
        Transport transport, http::url endpoint, Auth auth, Store store, std::string key, session_options options = {},
        http::event_hook hook = {})
        requires(!has_fallback)
        : session_fetcher(
              std::move(transport), std::move(endpoint), std::move(auth), std::move(store), std::move(key),
              std::move(options), hook, no_fallback())
    {
    }
    session_fetcher(
        Transport transport, http::url endpoint, Auth auth, Store store, std::string key, session_options options,
        http::event_hook hook, Fallback fallback)
        : transport_(std::move(transport)), endpoint_(std::move(endpoint)), auth_(std::move(auth)),
          store_(std::move(store)), key_(std::move(key)), options_(std::move(options)), hook_(hook),
          fallback_(std::move(fallback))
    {
        static_assert(!has_fallback || grant_maker<Fallback> || std::same_as<Fallback, no_fallback>);
    }

    /** A token: the stored one, or a new one.

        @par Errors         those of the store, of `exchange`; oauth_errc::{login_required, refresh_fate_unknown}
        @par Cancellation   terminal, until the record is looked at; from there on what is begun is seen through
        @par Limits         `deadline` for the lease; the exchange has until then, and `exchange_time` at least */
    asio::awaitable<result<token_set>> fetch(time_point deadline);

private:
    // What a step came to: tokens, an error, or that the record has changed and is to be looked at anew.
    struct outcome {
        outcome() = default;
        outcome(token_set t) : tokens(std::move(t)) {} // NOLINT(google-explicit-constructor)
        outcome(error e) : tokens(std::move(e)) {} // NOLINT(google-explicit-constructor)
        result<token_set> tokens{error(make_error_code(oauth_errc::store_conflict), phase::token)};
        bool again = false;
    };
    // Remembers whether the request may have reached the server.
    struct watched {
        explicit watched(Transport& t) : next(t) {}
        static constexpr bool proves_possession = detail::asked_scheme<Transport> == token_scheme::dpop;
        asio::awaitable<result<http::response>> send(http::exchange& x)
        {
            written = true; // until the contrary is known: an exception tells nothing
            auto sending = next.send(x);
            auto answer = co_await std::move(sending);
            written = answer.has_value() || x.bytes_written;
            co_return std::move(answer);
        }
        Transport& next;
        bool written = false;
    };

    asio::awaitable<error> save_unsaved();
    asio::awaitable<outcome> take_step(std::optional<stored_token> found, time_point deadline);
    asio::awaitable<outcome> present(stored_token record, time_point deadline);
    asio::awaitable<outcome> run_again(std::uint64_t version, time_point deadline);
    asio::awaitable<outcome> keep(stored_token next, secret answer);
    asio::awaitable<outcome> refused(stored_token record, error why);
    asio::awaitable<outcome> unmark(stored_token record, error why);
    asio::awaitable<void> save_or_remember(stored_token record);

    Transport transport_;
    http::url endpoint_;
    Auth auth_;
    Store store_;
    std::string key_;
    session_options options_;
    http::event_hook hook_;
    Fallback fallback_;
    secret given_; // the access token handed out last
    std::optional<stored_token> unsaved_; // with the version that it follows
};

template <class Transport, class Auth, class Store>
session_fetcher(Transport, http::url, Auth, Store, std::string) -> session_fetcher<Transport, Auth, Store>;
template <class Transport, class Auth, class Store>
session_fetcher(Transport, http::url, Auth, Store, std::string, session_options)
    -> session_fetcher<Transport, Auth, Store>;
template <class Transport, class Auth, class Store>
session_fetcher(Transport, http::url, Auth, Store, std::string, session_options, http::event_hook)
    -> session_fetcher<Transport, Auth, Store>;
template <class Transport, class Auth, class Store, class Fallback>
session_fetcher(Transport, http::url, Auth, Store, std::string, session_options, http::event_hook, Fallback)
    -> session_fetcher<Transport, Auth, Store, Fallback>;

} // namespace cogrant::oauth

#include <cogrant/oauth/impl/session_fetcher.hpp>

#endif // COGRANT_OAUTH_SESSION_FETCHER_HPP
