// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_HOSTS_HPP
#define COGRANT_CXONE_HOSTS_HPP

#include <cogrant/cxone/error.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/origin.hpp>
#include <cogrant/http/url.hpp>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::cxone {

/** Where the platform is asked. The host of the contact-centre data is not here: it comes out of the token answer or of
    discovery, see `cxone/tenant.hpp`.

    @par Source  contract of CXone §1 */
struct hosts {
    http::origin area; ///< of the identity platform: access keys, refresh, data extraction
    http::origin issuer; ///< discovery, OpenID login, the standard token endpoint

    friend bool operator==(hosts const&, hosts const&) = default;
};

/// The issuer of all areas but the government's.
inline constexpr std::string_view commercial_issuer = "cxone.niceincontact.com";
inline constexpr std::string_view government_issuer = "cxone-gov.niceincontact.com";

namespace detail {

inline error bad_host(std::string_view why)
{
    error e{make_error_code(cxone_errc::bad_host)};
    e.edit().detail = std::string("not a host of CXone: ").append(why);
    return e;
}

/// A word that can stand before the first dot of a host name: an area, a cluster.
constexpr bool legal_label(std::string_view word) noexcept
{
    if (word.empty() || word.size() > 63 || word.front() == '-' || word.back() == '-') return false;
    for (char const c : word)
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    return true;
}

inline std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

inline http::origin tls_origin(std::string host)
{
    http::origin out;
    out.host = std::move(host);
    return out;
}

} // namespace detail

/** The hosts of an area, e.g. `na1`, `eu1`, `au1`: `https://na1.nice-incontact.com`. Any word that can be one is taken,
    since new areas need no new release.

    @par Errors  cxone_errc::bad_host; the detail never repeats the text */
inline result<hosts> hosts_of_area(std::string_view area)
{
    auto const word = detail::lower(area);
    if (word.empty()) return detail::bad_host("the area is empty");
    if (!detail::legal_label(word)) return detail::bad_host("an area is one word of letters and digits, e.g. na1");
    return hosts{detail::tls_origin(word + ".nice-incontact.com"), detail::tls_origin(std::string(commercial_issuer))};
}

/** One server for everything: a gateway, or the emulator.

    @par Errors  http_errc::bad_url, cxone_errc::bad_host for a URL with a path or query */
inline result<hosts> hosts_of_url(std::string_view url)
{
    auto parsed = http::parse_url(url);
    if (!parsed) return parsed.error();
    if (parsed->target != "/") return detail::bad_host("a path follows the host; leave it out");
    return hosts{parsed->origin, parsed->origin};
}

/// Whether a host belongs to the platform: the domains that its pages and clients show.
constexpr bool vendor_host(std::string_view host) noexcept
{
    constexpr std::array<std::string_view, 3> domains{"nice-incontact.com", "niceincontact.com", "incontact.com"};
    for (auto const domain : domains) {
        if (host == domain) return true;
        bool const below = host.size() > domain.size() && host.ends_with(domain);
        if (below && host[host.size() - domain.size() - 1] == '.') return true;
    }
    return false;
}

/// Where the contact-centre data are: a server, and what stands before `/incontactapi` in its paths, usually nothing.
struct api_base {
    http::origin origin;
    std::string prefix;

    friend bool operator==(api_base const&, api_base const&) = default;
};

/** Reads the address of the API host. A trailing slash means nothing.

    @par Errors  http_errc::bad_url, cxone_errc::bad_host for one with a query */
inline result<api_base> api_base_of(std::string_view url)
{
    auto parsed = http::parse_url(url);
    if (!parsed) return parsed.error();
    if (parsed->target.find('?') != std::string::npos) return detail::bad_host("the address of the API has a query");
    while (parsed->target.ends_with('/')) parsed->target.pop_back();
    return api_base{std::move(parsed->origin), std::move(parsed->target)};
}

/** The same for an address that an answer named, and to which the access token will go: https and on a domain of the
    platform or one of `trusted`, or the very server that named it.

    @par Errors  cxone_errc::foreign_host; those of @ref api_base_of
    @par Source  S10, S11 of the security checklist */
inline result<api_base>
trusted_api_base(std::string_view url, http::origin const& named_by, std::vector<std::string> const& trusted = {})
{
    auto base = api_base_of(url);
    if (!base) return base.error();
    auto const& host = base->origin.host;
    bool ours = vendor_host(host);
    for (auto const& domain : trusted) ours = ours || host == domain || host.ends_with("." + domain);
    if ((ours && base->origin.tls) || base->origin == named_by) return base;
    error e{make_error_code(cxone_errc::foreign_host)};
    e.edit().detail = ours ? "the API host named speaks plain http" : "the API host named is not one of the platform";
    e.edit().server_message = host;
    return e;
}

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_HOSTS_HPP
