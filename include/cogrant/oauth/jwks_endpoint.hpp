// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_JWKS_ENDPOINT_HPP
#define COGRANT_OAUTH_JWKS_ENDPOINT_HPP

#include <cogrant/http/url.hpp>
#include <cogrant/oauth/error.hpp>

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace cogrant::oauth {

namespace detail {

inline bool private_address(boost::asio::ip::address_v4 const& a) noexcept
{
    auto const n = static_cast<std::uint32_t>(a.to_uint());
    auto const within = [n](std::uint32_t net, unsigned bits) { return (n ^ net) >> (32U - bits) == 0; };
    return within(0, 8) || within(0x0a000000, 8) || within(0x64400000, 10) || within(0x7f000000, 8) ||
           within(0xa9fe0000, 16) || within(0xac100000, 12) || within(0xc0a80000, 16) || n >= 0xe0000000;
}

/** Whether a host names, in its letters, something that is not on the Internet: loopback, a private network, link-local
    (where clouds keep their credentials), or a number in a spelling that only resolvers read. Names are not looked up. */
inline bool private_host(std::string_view host)
{
    namespace ip = boost::asio::ip;
    error_code ec;
    if (auto const a = ip::make_address(std::string(host), ec); !ec) {
        if (a.is_v4()) return private_address(a.to_v4());
        auto const v6 = a.to_v6();
        if (v6.is_v4_mapped()) return private_address(ip::make_address_v4(ip::v4_mapped, v6));
        auto const first = v6.to_bytes()[0];
        return v6.is_unspecified() || v6.is_loopback() || v6.is_link_local() || v6.is_multicast() ||
               (first & 0xfe) == 0xfc;
    }
    while (host.ends_with('.')) host.remove_suffix(1);
    auto const last = host.substr(host.rfind('.') + 1); // all of it when there is no dot
    bool const number = !last.empty() && last.front() >= '0' && last.front() <= '9' &&
                        last.find_first_not_of("0123456789abcdefx") == last.npos;
    return number || last == "localhost" || last.empty();
}

} // namespace detail

/** Where a key set may be fetched from: an endpoint that came with metadata is not to be trusted with more than that.

    @param allow_insecure  also http, and hosts that are written as an address of loopback or of a private network

    @par Source  S11, S13 of the security checklist (RFC 9700 §4.11)
    @par Errors  oauth_errc::endpoint_refused */
inline result<http::url> jwks_endpoint(std::string_view uri, bool allow_insecure = false)
{
    auto const refuse = [](std::string_view why) {
        error e(make_error_code(oauth_errc::endpoint_refused), phase::token);
        e.edit().detail = std::string("jwks_uri: ").append(why);
        return e;
    };
    auto const url = http::parse_url(uri);
    if (!url) return refuse(url.error().info().detail);
    if (allow_insecure) return url;
    if (!url->origin.tls) return refuse("not https");
    if (detail::private_host(url->origin.host)) return refuse("a host that is not on the Internet");
    return url;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_JWKS_ENDPOINT_HPP
