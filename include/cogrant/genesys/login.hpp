// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_LOGIN_HPP
#define COGRANT_GENESYS_LOGIN_HPP

#include <cogrant/genesys/endpoints.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/server_metadata.hpp>
#include <cogrant/reflect/names.hpp>
#include <cogrant/reflect/required.hpp>
#include <cogrant/secret.hpp>

#include <string>

namespace cogrant::genesys {

/// Where tokens are had (contract §1.1).
inline http::url token_endpoint(endpoints const& hosts) { return {hosts.login, "/oauth/token"}; }

/** What a client has to know of the login host, for a person's login by code and PKCE. The platform publishes no
    discovery document (contract §1.1), so this is it. */
inline oauth::server_metadata login_metadata(endpoints const& hosts)
{
    auto const base = to_string(hosts.login);
    oauth::server_metadata out;
    out.issuer = base;
    out.authorization_endpoint = base + "/oauth/authorize";
    out.token_endpoint = base + "/oauth/token";
    out.code_challenge_methods_supported = {"S256"};
    return out;
}

/// A SAML 2.0 assertion of the organisation's identity provider (RFC 7522 with Genesys' `orgName`; contract §1.3).
struct saml2_bearer {
    std::string grant_type = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    required<std::string> org_name; ///< orgName on the wire
    required<secret> assertion;     ///< base64
};

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::wire_names<cogrant::genesys::saml2_bearer> {
    static constexpr auto value = renames(rename(&cogrant::genesys::saml2_bearer::grant_type, "grant_type"));
};

#endif // COGRANT_GENESYS_LOGIN_HPP
