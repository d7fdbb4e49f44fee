// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_HPP
#define COGRANT_OAUTH_TOKEN_HPP

#include <cogrant/config.hpp>
#include <cogrant/secret.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::oauth {

/// What a successful token answer says (RFC 6749 §5.1), checked and ready for use.
struct token_set {
    secret access_token;
    std::string token_type;               ///< as the server wrote it: "bearer", "Bearer"
    std::chrono::seconds expires_in{0};   ///< never negative, at most `max_token_life`
    std::optional<secret> refresh_token;
    std::optional<std::string> scope;     ///< space separated; absent means: as asked
    std::optional<secret> id_token;       ///< OpenID Connect; not validated yet, see `oauth/id_token.hpp`
    secret answer; ///< the whole body, for members that are not above; see `member_of`
};

/// A life is assumed when the server names none, and cut when it names an absurd one.
inline constexpr std::chrono::seconds default_token_life{3600};
inline constexpr std::chrono::seconds max_token_life{std::chrono::hours(24) * 366};

/// How a token is presented: the scheme of the Authorization field.
enum class token_scheme : std::uint8_t {
    bearer, ///< RFC 6750
    dpop    ///< RFC 9449: of use only together with a proof by the key it is bound to
};

/// One access token as a `token_source` hands it out.
/// @par Thread safety  immutable: may be read on any thread
class token {
public:
    token(
        secret const& access_token, time_point refresh_at, time_point expires_at, std::uint64_t generation,
        token_scheme scheme = token_scheme::bearer)
        : authorization_(word(scheme), access_token.expose()), refresh_at_(refresh_at), expires_at_(expires_at),
          generation_(generation), scheme_(scheme)
    {
    }

    /// The token itself.
    std::string_view expose() const noexcept { return authorization_.expose().substr(word(scheme_).size()); }
    /// The value of the Authorization field: "Bearer " or "DPoP " and the token (RFC 6750 §2.1, RFC 9449 §7.1).
    std::string_view authorization() const noexcept { return authorization_.expose(); }
    /// From here on a new one is fetched while this one is still handed out.
    time_point refresh_at() const noexcept { return refresh_at_; }
    /// From here on it is not handed out.
    time_point expires_at() const noexcept { return expires_at_; }
    /// Counts the tokens of a source; names this one when it is refused.
    std::uint64_t generation() const noexcept { return generation_; }
    token_scheme scheme() const noexcept { return scheme_; }

private:
    static constexpr std::string_view word(token_scheme s) noexcept
    {
        return s == token_scheme::dpop ? "DPoP " : "Bearer ";
    }

    secret authorization_;
    time_point refresh_at_;
    time_point expires_at_;
    std::uint64_t generation_;
    token_scheme scheme_;
};

/** Refers to a token that a source keeps. Copying it costs nothing.

    It stays valid as long as the source (or a copy of it) lives, through the next 63 renewals. Copy the text to keep it
    longer.

    @par Thread safety  any copy may be read on any thread while the source lives */
class token_ref {
public:
    token_ref() noexcept = default;
    explicit token_ref(token const* t) noexcept : token_(t) {}
    explicit operator bool() const noexcept { return token_ != nullptr; }
    token const& operator*() const noexcept { return *token_; }
    token const* operator->() const noexcept { return token_; }

private:
    token const* token_ = nullptr;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_TOKEN_HPP
