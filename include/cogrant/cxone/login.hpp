// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_LOGIN_HPP
#define COGRANT_CXONE_LOGIN_HPP

#include <cogrant/cxone/hosts.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/authorization_request.hpp>
#include <cogrant/oauth/discovery.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/reflect/required.hpp>
#include <cogrant/secret.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The ways to log in (contract of CXone §2), as grants and requests. What runs and renews them is
// `cxone/login_fetcher.hpp`.

namespace cogrant::cxone {

/** The access key of a user, sent as JSON to the platform's own endpoint: the login of back ends.

    @code
    cxone::access_key const key{.access_key_id = id, .access_key_secret = secret};
    auto asking = oauth::exchange(pool, cxone::access_key_endpoint(hosts), key, oauth::no_client());
    @endcode

    @par Source  contract of CXone §2.1 */
struct access_key {
    static constexpr auto body = oauth::grant_body::json;
    static constexpr bool repeatable = true; // asking twice spends nothing

    required<std::string> access_key_id;
    required<secret> access_key_secret;
};

/// The renewal of an access key's login, with an endpoint and member names of its own (contract §2.3).
struct access_key_refresh {
    static constexpr auto body = oauth::grant_body::json;
    static constexpr bool spent_by_use = true;

    required<secret> token; ///< the refresh token
};

inline http::url access_key_endpoint(hosts const& where) { return {where.area, "/authentication/v1/token/access-key"}; }
inline http::url access_key_refresh_endpoint(hosts const& where) { return {where.area, "/public/user/refresh"}; }

/// The access key as user name and password: what a registered back-end application sends to the standard token
/// endpoint, with its client id and secret (contract §2.2).
inline oauth::legacy_password_grant password_login(std::string access_key_id, secret access_key_secret)
{
    return {
        .option = oauth::allow_legacy_password,
        .grant_type = "password",
        .username = std::move(access_key_id),
        .password = std::move(access_key_secret),
        .scope = {}};
}

/// The issuer as its metadata name it.
inline std::string issuer_of(hosts const& where) { return http::to_string(where.issuer); }

/** How the metadata of an issuer are taken: endpoints on the platform's domains or `trusted` ones, or on the issuer's
    own host. Plain http only where the issuer itself is asked so, which an emulator on this machine is.

    @code
    auto discovering = oauth::discover(pool, cxone::issuer_of(hosts), cxone::metadata_rules(hosts));
    @endcode */
inline oauth::discovery_options metadata_rules(hosts const& where, std::vector<std::string> trusted = {})
{
    oauth::discovery_options out;
    out.place(oauth::metadata_place::openid).allow_loopback_http(!where.issuer.tls);
    out.allow([own = where.issuer, trusted = std::move(trusted)](std::string_view, http::url const& endpoint) {
        auto const& host = endpoint.origin.host;
        bool const named = std::any_of(trusted.begin(), trusted.end(), [&](std::string const& domain) {
            return host == domain || host.ends_with("." + domain);
        });
        return endpoint.origin == own || (endpoint.origin.tls && (named || vendor_host(host)));
    });
    return out;
}

/** What a person's login asks for: OpenID Connect with the tenant named, if it is known.

    @code
    auto ask = cxone::login_request("my-app", listener.redirect_uri(), "11eb-…");
    auto begun = oauth::begin_login(ask, metadata);      // metadata from oauth::discover
    @endcode

    @par Source  contract of CXone §2.2 */
inline oauth::authorization_request
login_request(std::string client_id, std::string redirect_uri, std::string_view tenant_id = {})
{
    oauth::authorization_request ask(std::move(client_id), std::move(redirect_uri));
    ask.scope("openid");
    if (!tenant_id.empty()) ask.parameter("tenantId", std::string(tenant_id));
    return ask;
}

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_LOGIN_HPP
