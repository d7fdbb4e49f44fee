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
    unsupported_token_type, ///< The token is of another type than asked for: not Bearer, or not DPoP where a proof was sent.
    illegal_credential, ///< Client id, secret or scope holds a byte that may not be sent. Correct it.
    invalid_target, ///< The resource asked for is unknown or not for this client (RFC 8707). Correct `resource`.
    authorization_pending, ///< The person has not finished the device login yet. Ask again after the interval.
    slow_down, ///< Asked too often. Ask again after a longer interval.
    expired_token, ///< The device code is no longer valid. Start the login again.
    invalid_token, ///< The API refuses the access token, also a new one. Check the client's rights, then log in again.
    insufficient_scope, ///< The token lacks a scope, see `needed_scope`. Ask for it at login.
    use_dpop_nonce, ///< The server wants its nonce in the DPoP proof, again and again. A fault of the server.
    invalid_dpop_proof, ///< The server refuses the DPoP proof. Check the clock and the key.
    login_required, ///< There is nothing left to renew the token with. Log in.
    refresh_fate_unknown, ///< The refresh token was sent and its answer was lost; sent again it could end the whole session. Log in.
    state_mismatch, ///< A callback that does not belong to a login begun here. Ignore it; somebody may be trying to slip in a code.
    issuer_mismatch, ///< The answer comes from another authorization server than asked. Do not use it.
    malformed_callback, ///< The callback lacks a parameter, repeats one, or holds illegal bytes. Begin the login again.
    pkce_unsupported, ///< The server's metadata does not offer PKCE with S256. Use another server, or the option that allows it.
    endpoint_missing, ///< The server's metadata does not name the endpoint that is needed. Name it by hand.
    endpoint_refused, ///< An endpoint that may not be asked: not https, or in a place that the profile does not allow.
    malformed_metadata, ///< The metadata or key set is not what its RFC says, or names another issuer. Ask the provider.
    id_token_refused, ///< The id_token breaks a rule: `detail` names the claim and the rule. Do not use the login.
    subject_mismatch, ///< UserInfo or a renewed id_token speaks of another person. Do not use it.
    scope_widened, ///< More scopes were granted than asked for, which the options forbid.
    store_corrupt, ///< The stored tokens cannot be read. The file is kept as it is; repair it or log in to another.
    store_conflict, ///< Another process changed the stored tokens at the same time. Load them again.
    store_busy, ///< Another process held the stored tokens until the deadline. Try again later.
    store_unsafe ///< The token file is a symbolic link, or others may read it. Correct its place or mode.
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
        case oauth_errc::unsupported_token_type: return "the token is of another type than asked for";
        case oauth_errc::illegal_credential: return "a credential holds a byte that may not be sent";
        case oauth_errc::invalid_target: return "the resource asked for is unknown or not allowed";
        case oauth_errc::authorization_pending: return "the login is not finished yet";
        case oauth_errc::slow_down: return "asked too often";
        case oauth_errc::expired_token: return "the device code has expired";
        case oauth_errc::invalid_token: return "the access token is refused";
        case oauth_errc::insufficient_scope: return "the token lacks a scope";
        case oauth_errc::use_dpop_nonce: return "the server does not accept its own DPoP nonce";
        case oauth_errc::invalid_dpop_proof: return "the DPoP proof is refused";
        case oauth_errc::login_required: return "a login is needed";
        case oauth_errc::refresh_fate_unknown: return "the refresh token was sent and the answer was lost";
        case oauth_errc::state_mismatch: return "the callback belongs to no login begun here";
        case oauth_errc::issuer_mismatch: return "the answer names another issuer";
        case oauth_errc::malformed_callback: return "the callback is malformed";
        case oauth_errc::pkce_unsupported: return "the server does not offer PKCE with S256";
        case oauth_errc::endpoint_missing: return "the server's metadata lacks an endpoint";
        case oauth_errc::endpoint_refused: return "the endpoint may not be asked";
        case oauth_errc::malformed_metadata: return "the server's metadata is unusable";
        case oauth_errc::id_token_refused: return "the id_token is refused";
        case oauth_errc::subject_mismatch: return "the answer speaks of another subject";
        case oauth_errc::scope_widened: return "more scopes were granted than asked for";
        case oauth_errc::store_corrupt: return "the stored tokens cannot be read";
        case oauth_errc::store_conflict: return "the stored tokens were changed by another";
        case oauth_errc::store_busy: return "the stored tokens are in use by another";
        case oauth_errc::store_unsafe: return "the place of the stored tokens is not safe";
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
                   code == oauth_errc::other_refusal || code == oauth_errc::invalid_target ||
                   code == oauth_errc::expired_token || code == oauth_errc::invalid_token ||
                   code == oauth_errc::login_required || code == oauth_errc::refresh_fate_unknown;
        case condition::forbidden: return code == oauth_errc::insufficient_scope;
        case condition::retryable:
            return code == oauth_errc::server_error || code == oauth_errc::temporarily_unavailable ||
                   code == oauth_errc::authorization_pending || code == oauth_errc::slow_down ||
                   code == oauth_errc::store_busy || code == oauth_errc::store_conflict;
        case condition::bad_data:
            return code == oauth_errc::malformed_answer || code == oauth_errc::unsupported_token_type ||
                   code == oauth_errc::malformed_callback || code == oauth_errc::malformed_metadata ||
                   code == oauth_errc::id_token_refused || code == oauth_errc::store_corrupt;
        default: return false;
        }
    }
};

inline constexpr oauth_category_t oauth_category_v{};

} // namespace detail

constexpr boost::system::error_category const& oauth_category() noexcept { return detail::oauth_category_v; }

inline error_code make_error_code(oauth_errc e) noexcept { return {static_cast<int>(e), oauth_category()}; }

namespace oauth {

/// The code for an `error` member of RFC 6749 §5.2 or §4.1.2.1, RFC 6750 §3.1, RFC 8628 §3.5, RFC 8707 §2, RFC 9449 §5; `other_refusal` for one that is not in the RFC.
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
    if (text == "invalid_target") return oauth_errc::invalid_target;
    if (text == "authorization_pending") return oauth_errc::authorization_pending;
    if (text == "slow_down") return oauth_errc::slow_down;
    if (text == "expired_token") return oauth_errc::expired_token;
    if (text == "invalid_token") return oauth_errc::invalid_token;
    if (text == "insufficient_scope") return oauth_errc::insufficient_scope;
    if (text == "use_dpop_nonce") return oauth_errc::use_dpop_nonce;
    if (text == "invalid_dpop_proof") return oauth_errc::invalid_dpop_proof;
    if (text == "temporarily_unavailable") return oauth_errc::temporarily_unavailable;
    return oauth_errc::other_refusal;
}

} // namespace oauth
} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::oauth_errc> : std::true_type {};

#endif // COGRANT_OAUTH_ERROR_HPP
