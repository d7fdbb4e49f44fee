// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ENDPOINTS_HPP
#define COGRANT_GENESYS_ENDPOINTS_HPP

#include <cogrant/error.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/genesys/region.hpp>
#include <cogrant/http/origin.hpp>
#include <cogrant/http/url.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace cogrant::genesys {

/// Whom to ask for tokens and whom for data. Either can be replaced by itself, see @ref origin_of_url.
struct endpoints {
    http::origin login;
    http::origin api;

    friend bool operator==(endpoints const&, endpoints const&) = default;
};

namespace detail {

inline error bad_url(std::string_view why)
{
    error e{make_error_code(genesys_errc::bad_url)};
    e.edit().detail = std::string("not the address of a Genesys Cloud host: ").append(why);
    return e;
}

inline endpoints endpoints_of_domain(std::string_view domain)
{
    endpoints out;
    out.login.host = std::string("login.").append(domain);
    out.api.host = std::string("api.").append(domain);
    return out;
}

/// Whether the vendor owns the domain, so that login and api hosts can be told from it.
constexpr bool vendor_domain(std::string_view domain) noexcept
{
    return find_region(domain) != nullptr || domain.starts_with("mypurecloud.") || domain.ends_with(".pure.cloud") ||
           domain.ends_with("-pure.cloud");
}

} // namespace detail

/** The hosts of a region: `login.{domain}` and `api.{domain}` over TLS. Takes what @ref domain_of takes.

    @par Errors  genesys_errc::bad_region */
inline result<endpoints> endpoints_of(std::string_view region)
{
    auto const domain = domain_of(region);
    if (!domain) return domain.error();
    return detail::endpoints_of_domain(*domain);
}

/** The one server that a URL names: what replaces `login` or `api` for a gateway or a test server.

    @par Errors  http_errc::bad_url, genesys_errc::bad_url for a URL with a path or query */
inline result<http::origin> origin_of_url(std::string_view url)
{
    auto parsed = http::parse_url(url);
    if (!parsed) return parsed.error();
    if (parsed->target != "/") return detail::bad_url("a path follows the host; leave it out");
    return std::move(parsed->origin);
}

/** The hosts that a base URL means.

    - `https://api.X` and `https://login.X`, or `X` without a scheme: `login.X` and `api.X`;
    - `https://X` where X belongs to Genesys: the same;
    - any other host, a port, or plain http: a gateway or a test server, asked for tokens and for data.

    @par Errors  http_errc::bad_url, genesys_errc::{bad_url, bad_region}; plain http to a host of Genesys is refused */
inline result<endpoints> endpoints_of_url(std::string_view url)
{
    if (url.find("://") == url.npos) {
        if (url.find(':') != url.npos) return detail::bad_url("a port needs http:// or https:// in front of the host");
        return endpoints_of(url);
    }
    auto const server = origin_of_url(url);
    if (!server) return server.error();
    auto const domain = detail::without_service(server->host);
    bool const vendor = detail::vendor_domain(domain);
    if (vendor && !server->tls) return detail::bad_url("plain http would show the credential to everybody on the way");
    bool const service = server->host.starts_with("api.") || server->host.starts_with("login.");
    bool const paired = server->tls && server->port == 443 && domain.size() != server->host.size() && service;
    if (paired || (vendor && server->port == 443)) return detail::endpoints_of_domain(domain);
    return endpoints{*server, *server};
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_ENDPOINTS_HPP
