// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_STORE_HPP
#define COGRANT_OAUTH_TOKEN_STORE_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/error.hpp>
#include <cogrant/oauth/stored_token.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace cogrant::oauth {

/** Keeps logins between runs and between processes, one record to a key. Archetype: `tests/unit/oauth/scripted_store.hpp`.

    - `load(key)`: the record, or nothing when there is none.
    - `save(key, record, expected)`: compare and swap. Writes the record only if the stored one has version `expected`
      (0: only if there is none) and gives the new version; else oauth_errc::store_conflict. What it has reported as saved
      survives the death of the process.
    - `lease(key, deadline)`: the exclusive right to renew this key, given back when the object goes, and when its process
      dies. oauth_errc::store_busy at the deadline. It does not keep others from `load` and `save`.
    - `erase(key, version)`: forgets the record of this version; oauth_errc::store_conflict when it has another. Nothing to
      do when there is none.

    A failure leaves what is stored as it was. A handle: copies share what is stored. */
template <class S>
concept token_store = std::copy_constructible<S> &&
                      requires(S& s, std::string key, stored_token record, std::uint64_t version, time_point deadline) {
                          typename S::lease_type;
                          requires std::move_constructible<typename S::lease_type>;
                          { s.load(key) } -> std::same_as<asio::awaitable<result<std::optional<stored_token>>>>;
                          { s.save(key, record, version) } -> std::same_as<asio::awaitable<result<std::uint64_t>>>;
                          { s.lease(key, deadline) } -> std::same_as<asio::awaitable<result<typename S::lease_type>>>;
                          { s.erase(key, version) } -> std::same_as<asio::awaitable<result<void>>>;
                      };

/** Stores the tokens of a login in place of whatever was there for this key; gives the version.

    Needs no lease: a renewal of the old login that is under way finds out when it saves, and gives way.

    @param asked_at  the wall clock's time from before the tokens were asked for
    @par Errors      those of the store; oauth_errc::store_conflict when others changed it three times meanwhile */
template <token_store Store>
asio::awaitable<result<std::uint64_t>> save_login(Store store, std::string key, token_set tokens, timestamp asked_at)
{
    auto const record = record_of(tokens, asked_at);
    for (int tries = 1;; ++tries) {
        auto loading = store.load(key);
        auto found = co_await std::move(loading);
        if (!found) {
            auto const failed = found.error();
            co_return failed;
        }
        std::uint64_t const expected = found->has_value() ? (**found).version : 0;
        auto saving = store.save(key, record, expected);
        auto saved = co_await std::move(saving);
        bool const again = !saved && saved.error().code() == oauth_errc::store_conflict && tries < 3;
        if (!again) co_return saved;
    }
}

namespace detail {

inline error store_error(oauth_errc code, std::string detail)
{
    error e(make_error_code(code), phase::token);
    e.edit().detail = std::move(detail);
    return e;
}

inline error store_conflict()
{
    return store_error(oauth_errc::store_conflict, "the stored tokens were changed by another");
}

inline error store_busy()
{
    return store_error(oauth_errc::store_busy, "another process held the stored tokens until the deadline");
}

} // namespace detail

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_TOKEN_STORE_HPP
