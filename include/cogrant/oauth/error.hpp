// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_ERROR_HPP
#define COGRANT_OAUTH_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>
#include <string_view>

namespace cogrant {

/// What an authorization server answers (RFC 6749 §5.2), and what can be wrong with its answer.
enum class oauth_errc {
    invalid_request = 1, ///< The token request lacks something or repeats something. A wrong profile of the provider.
    invalid_client, ///< Client id or secret is wrong, or the way they are sent. Correct them; do not retry.
    invalid_grant, ///< The code, refresh token or assertion is spent, expired or not ours. Log in again.
    unauthorized_client, ///< The client may not use this grant. Have it enabled at the provider.
    unsupported_grant_type, ///< The provider does not know this grant. Use another.
    invalid_scope, ///< A scope asked for is unknown or too wide. Ask for less.
    access_denied, ///< The resource owner or the server said no.
    server_error, ///< The provider failed while saying so in OAuth's words. Try again later.
    temporarily_unavailable, ///< The provider is overloaded. Try again later.
    other_refusal, ///< Another code; its text is in `error::info().server_code`.
    malformed_answer, ///< A success without a usable token. First bytes are in `body_snippet` when they hold no token.
    unsupported_token_type, ///< The token is not a bearer token.
    illegal_credential ///< Client id, secret or scope holds a byte that may not be sent. Correct it.
};

namespace detail {

class oauth_category_t final : public boost::system::error_category {
public:
    constexpr oauth_category_t() noexcept : error_category(0x51c6a0e8d93f7b24) {}
    char const* name() const noexcept override { return "cogrant.oauth"; }
    std::string message(int value) const override
    {
        switch (static_cast<oauth_errc>(value)) {
        case oauth_errc::invalid_request: return "the token request was refused as malformed";
        case oauth_errc::invalid_client: return "client id or secret is refused";
        case oauth_errc::invalid_grant: return "the grant is spent, expired or not valid here";
        case oauth_errc::unauthorized_client: return "the client may not use this grant";
        case oauth_errc::unsupported_grant_type: return "the provider does not support this grant";
        case oauth_errc::invalid_scope: return "a scope is unknown or too wide";
        case oauth_errc::access_denied: return "access denied";
        case oauth_errc::server_error: return "the authorization server failed";
        case oauth_errc::temporarily_unavailable: return "the authorization server is overloaded";
        case oauth_errc::other_refusal: return "the authorization server refused";
        case oauth_errc::malformed_answer: return "the token answer holds no usable token";
        case oauth_errc::unsupported_token_type: return "the token is not a bearer token";
        case oauth_errc::illegal_credential: return "a credential holds a byte that may not be sent";
        }
        return "unknown OAuth error";
    }
    bool equivalent(int value, error_condition const& asked) const noexcept override
    {
        if (asked.category() != condition_category()) return error_category::equivalent(value, asked);
        auto const code = static_cast<oauth_errc>(value);
        switch (static_cast<condition>(asked.value())) {
        case condition::needs_login:
            return code == oauth_errc::invalid_client || code == oauth_errc::invalid_grant ||
                   code == oauth_errc::unauthorized_client || code == oauth_errc::access_denied ||
                   code == oauth_errc::illegal_credential || code == oauth_errc::unsupported_grant_type ||
                   code == oauth_errc::invalid_scope || code == oauth_errc::invalid_request ||
                   code == oauth_errc::other_refusal;
        case condition::retryable:
            return code == oauth_errc::server_error || code == oauth_errc::temporarily_unavailable;
        case condition::bad_data:
            return code == oauth_errc::malformed_answer || code == oauth_errc::unsupported_token_type;
        default: return false;
        }
    }
};

inline constexpr oauth_category_t oauth_category_v{};

} // namespace detail

constexpr boost::system::error_category const& oauth_category() noexcept { return detail::oauth_category_v; }

inline error_code make_error_code(oauth_errc e) noexcept { return {static_cast<int>(e), oauth_category()}; }

namespace oauth {

/// The code for an `error` member of RFC 6749 §5.2 or §4.1.2.1; `other_refusal` for one that is not in the RFC.
inline oauth_errc errc_from_text(std::string_view text) noexcept
{
    if (text == "invalid_request") return oauth_errc::invalid_request;
    if (text == "invalid_client") return oauth_errc::invalid_client;
    if (text == "invalid_grant") return oauth_errc::invalid_grant;
    if (text == "unauthorized_client") return oauth_errc::unauthorized_client;
    if (text == "unsupported_grant_type") return oauth_errc::unsupported_grant_type;
    if (text == "invalid_scope") return oauth_errc::invalid_scope;
    if (text == "access_denied") return oauth_errc::access_denied;
    if (text == "server_error") return oauth_errc::server_error;
    if (text == "temporarily_unavailable") return oauth_errc::temporarily_unavailable;
    return oauth_errc::other_refusal;
}

} // namespace oauth
} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::oauth_errc> : std::true_type {};

#endif // COGRANT_OAUTH_ERROR_HPP
