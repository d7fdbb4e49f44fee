// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_GRANT_HPP
#define COGRANT_OAUTH_GRANT_HPP

#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/text_form.hpp>
#include <cogrant/reflect/names.hpp>
#include <cogrant/reflect/reflect.hpp>
#include <cogrant/reflect/required.hpp>
#include <cogrant/secret.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <vector>

// A grant is a reflected struct: its members, named as on the wire, are the parameters of the token request, in this
// order. One without what it needs does not compile (`required`). An extension grant is a struct of your own.

namespace cogrant::oauth {

/// A grant: a reflected struct whose members are the parameters of the token request.
template <class G>
concept grant = reflect::reflectable<G> && std::copy_constructible<G>;

/// How the parameters of a grant are sent. A grant says so with `static constexpr auto body = grant_body::json;`.
enum class grant_body {
    form, ///< application/x-www-form-urlencoded (RFC 6749 appendix B): every grant of the RFCs
    json  ///< a JSON object: platforms with a login of their own, e.g. CXone's access key
};

/// The client asks in its own name (RFC 6749 §4.4).
struct client_credentials {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    /// Nothing is spent by asking: the request may be sent again when the fate of the first is unknown. A grant without
    /// this member (a code, a refresh token) is never sent twice.
    static constexpr bool repeatable = true;

    std::string grant_type = "client_credentials";
    std::optional<std::string> scope{}; ///< space separated; Genesys Cloud ignores it
    std::vector<std::string> resource{}; ///< RFC 8707
};

/// The code of an authorization response (RFC 6749 §4.1.3), always with PKCE (RFC 7636 §4.5). Made from a validated
/// callback only: see `oauth/callback.hpp`.
struct authorization_code {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    static constexpr bool spent_by_use = true; ///< so nothing can renew itself with it

    std::string grant_type = "authorization_code";
    required<secret> code;
    required<std::string> redirect_uri; ///< byte for byte the one of the authorization request
    required<secret> code_verifier;
    std::vector<std::string> resource{};
};

/// A refresh token (RFC 6749 §6). The server may answer with its successor; then this one is superseded.
struct refresh_token_grant {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    static constexpr bool spent_by_use = true;

    std::string grant_type = "refresh_token";
    required<secret> refresh_token;
    std::optional<std::string> scope{};
    std::vector<std::string> resource{};
};

/// The poll of the device flow (RFC 8628 §3.4). A code that is still pending may be asked for again.
struct device_code_grant {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    static constexpr bool spent_by_use = true;

    std::string grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    required<secret> device_code;
};

/// A signed statement about who asks (RFC 7523 §2.1). A new assertion for each request: give a function that makes the
/// grant, see `grant_fetcher`.
struct jwt_bearer {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::string grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    required<secret> assertion; ///< a JWT
    std::optional<std::string> scope{};
    std::vector<std::string> resource{};
};

/// A SAML 2.0 assertion, base64url-encoded (RFC 7522 §2.1).
struct saml2_bearer {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::string grant_type = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    required<secret> assertion;
    std::optional<std::string> scope{};
};

/// One token for another; members in the order of RFC 8693 §2.1.
struct token_exchange {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::string grant_type = "urn:ietf:params:oauth:grant-type:token-exchange";
    std::vector<std::string> resource{};
    std::vector<std::string> audience{};
    std::optional<std::string> scope{};
    std::optional<std::string> requested_token_type{};
    required<secret> subject_token;
    std::string subject_token_type = "urn:ietf:params:oauth:token-type:access_token";
    std::optional<secret> actor_token{};
    std::optional<std::string> actor_token_type{}; ///< required with an actor token, not allowed without
};

/** Says aloud that a program handles people's passwords: there is one value, `allow_legacy_password`.

    @par Thread safety  immutable */
class legacy_password_option {
public:
    static constexpr legacy_password_option spoken() { return {}; }

private:
    constexpr legacy_password_option() = default;
};
inline constexpr auto allow_legacy_password = legacy_password_option::spoken();

/** The resource owner's password (RFC 6749 §4.3). RFC 9700 §2.4 forbids it to new programs; some platforms know nothing
    else for their back ends (CXone §2.2).

    @code
    legacy_password_grant login{.option = allow_legacy_password, .username = id, .password = key};
    @endcode */
struct legacy_password_grant {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    static constexpr bool repeatable = true;

    legacy_password_option option; ///< not on the wire
    std::string grant_type = "password";
    required<std::string> username;
    required<secret> password;
    std::optional<std::string> scope{};
};

} // namespace cogrant::oauth

template <>
struct cogrant::text_form<cogrant::oauth::legacy_password_option> {
    static void append(std::string&, cogrant::oauth::legacy_password_option) {}
};

template <>
struct cogrant::json::codec<cogrant::oauth::legacy_password_option> {
    static bool decode(reader&, cogrant::oauth::legacy_password_option&) { return false; }
    static void encode(std::string&, cogrant::oauth::legacy_password_option) {}
    static bool empty(cogrant::oauth::legacy_password_option) { return true; }
};

#endif // COGRANT_OAUTH_GRANT_HPP
