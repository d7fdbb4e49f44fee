// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_PENDING_LOGIN_HPP
#define COGRANT_OAUTH_PENDING_LOGIN_HPP

#include <cogrant/error.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/reflect/names.hpp>
#include <cogrant/reflect/reflect.hpp>
#include <cogrant/secret.hpp>

#include <boost/asio/awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::oauth {

namespace asio = boost::asio;

/// Now, by the wall clock.
inline std::chrono::sys_seconds wall_now() noexcept
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/** A login that was begun and waits for its callback: what has to be remembered meanwhile.

    A reflected struct, so that a store of several processes can write it down (`json::encode`). It holds the secrets of
    the login: such a store must be as well guarded as one of tokens, or the person's browser must not see it.

    @par Source  RFC 6749 §4.1.1, §10.12; RFC 7636 §4.1; RFC 9207 §2.4; OpenID Connect Core §3.1.2.1 */
struct pending_login {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;

    secret state{};              ///< names this login; comes back in the callback
    std::optional<secret> nonce{}; ///< comes back in the id_token; for `openid` logins
    secret code_verifier{};      ///< PKCE; leaves once, with the code
    std::string issuer{};        ///< of the server asked; a callback from another is refused
    bool issuer_required = false; ///< the server promised `iss` in its callbacks
    std::string client_id{};
    std::string redirect_uri{};
    std::optional<std::string> scope{};
    std::vector<std::string> resource{};
    std::chrono::sys_seconds created{}; ///< by the wall clock: another process may take it up
    std::chrono::sys_seconds expires{};
};

/** Keeps pending logins by their `state`, for as long as a person takes. Shared by all processes that one redirect URI may
    reach. Archetype: `tests/unit/oauth/pending_login.cpp`.

    `take` hands a login out once: it removes it in the same step, or two callbacks with one `state` could both pass (S03).
    It need not compare in constant time, nor look at `expires`: `check_callback` does. Its errors are those of the storage;
    nothing found is no error. */
template <class S>
concept pending_store = requires(S& store, pending_login login, secret state) {
    { store.put(std::move(login)) } -> std::same_as<asio::awaitable<result<void>>>;
    { store.take(std::move(state)) } -> std::same_as<asio::awaitable<result<std::optional<pending_login>>>>;
};

/** Pending logins in the memory of one process.

    Kept under a digest of the `state`, so that the time of a search says nothing about one. When it is full, expired logins
    go first, then the oldest: who floods it cannot keep new logins out (S43).

    @par Thread safety  shared object: safe
    @par Limits         `capacity` logins */
class memory_pending_store {
public:
    explicit memory_pending_store(std::size_t capacity = 1024) : capacity_(std::max<std::size_t>(capacity, 1)) {}

    asio::awaitable<result<void>> put(pending_login login)
    {
        auto key = jose::sha256(login.state.expose());
        std::lock_guard const lock(mutex_);
        if (logins_.size() >= capacity_)
            std::erase_if(logins_, [&](auto const& kept) { return kept.second.expires <= login.created; });
        if (logins_.size() >= capacity_) {
            auto const older = [](auto const& a, auto const& b) { return a.second.created < b.second.created; };
            logins_.erase(std::min_element(logins_.begin(), logins_.end(), older));
        }
        logins_.insert_or_assign(std::move(key), std::move(login));
        co_return result<void>();
    }

    asio::awaitable<result<std::optional<pending_login>>> take(secret state)
    {
        std::optional<pending_login> found;
        auto const key = jose::sha256(state.expose());
        std::lock_guard const lock(mutex_);
        if (auto const at = logins_.find(key); at != logins_.end()) {
            found = std::move(at->second);
            logins_.erase(at);
        }
        co_return std::move(found);
    }

    std::size_t size() const
    {
        std::lock_guard const lock(mutex_);
        return logins_.size();
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, pending_login> logins_;
    std::size_t capacity_;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_PENDING_LOGIN_HPP
