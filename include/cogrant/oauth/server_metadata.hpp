// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_SERVER_METADATA_HPP
#define COGRANT_OAUTH_SERVER_METADATA_HPP

#include <cogrant/reflect/reflect.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cogrant::oauth {

/// Where the same endpoints listen for clients with a certificate (RFC 8705 §5). Outside the struct that has it: its
/// members' defaults would not be known yet there.
struct mtls_endpoints {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<std::string> token_endpoint{};
    std::optional<std::string> revocation_endpoint{};
    std::optional<std::string> introspection_endpoint{};
    std::optional<std::string> userinfo_endpoint{};
    std::optional<std::string> device_authorization_endpoint{};
    std::optional<std::string> pushed_authorization_request_endpoint{};
};

/** What a client knows of an authorization server: where its endpoints are and what it can do. From discovery
    (`oauth/discovery.hpp`), or written by hand for a server without.

    @par Source  RFC 8414 §2, OpenID Connect Discovery §3; RFC 8628 §4, RFC 8705 §5, RFC 9126 §5, RFC 9207 §3, RFC 9449 §5.1 */
struct server_metadata {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;

    std::string issuer{};
    std::optional<std::string> authorization_endpoint{};
    std::optional<std::string> token_endpoint{};
    std::optional<std::string> jwks_uri{};
    std::optional<std::string> userinfo_endpoint{};
    std::optional<std::string> revocation_endpoint{};
    std::optional<std::string> introspection_endpoint{};
    std::optional<std::string> device_authorization_endpoint{};
    std::optional<std::string> pushed_authorization_request_endpoint{};
    std::optional<std::string> end_session_endpoint{};
    std::optional<std::vector<std::string>> scopes_supported{};
    std::optional<std::vector<std::string>> response_types_supported{};
    std::optional<std::vector<std::string>> grant_types_supported{};
    std::optional<std::vector<std::string>> token_endpoint_auth_methods_supported{};
    std::optional<std::vector<std::string>> token_endpoint_auth_signing_alg_values_supported{};
    std::optional<std::vector<std::string>> id_token_signing_alg_values_supported{};
    std::optional<std::vector<std::string>> code_challenge_methods_supported{};
    std::optional<std::vector<std::string>> dpop_signing_alg_values_supported{};
    bool authorization_response_iss_parameter_supported =
        false; ///< then a callback without `iss` is refused (RFC 9207)
    bool require_pushed_authorization_requests = false;
    bool tls_client_certificate_bound_access_tokens = false;
    std::optional<mtls_endpoints> mtls_endpoint_aliases{};
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_SERVER_METADATA_HPP
