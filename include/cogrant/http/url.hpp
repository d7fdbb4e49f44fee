// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_URL_HPP
#define COGRANT_HTTP_URL_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/origin.hpp>

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace cogrant::http {

/// An absolute http or https URL, taken apart for sending.
struct url {
    http::origin origin;
    std::string target = "/"; ///< path and query, percent-encoded

    friend bool operator==(url const&, url const&) = default;
};

namespace detail {

inline error bad_url(std::string_view why)
{
    error e{make_error_code(http_errc::bad_url)};
    e.edit().detail = std::string("not a usable URL: ").append(why);
    return e;
}

inline result<url> take_apart(boost::urls::url_view const& parsed)
{
    url out;
    if (parsed.scheme_id() == boost::urls::scheme::https) out.origin.tls = true;
    else if (parsed.scheme_id() == boost::urls::scheme::http) out.origin.tls = false;
    else return bad_url("the scheme is neither http nor https");
    // "https://api.example@evil" names evil as the host: no honest URL of an API needs this.
    if (parsed.has_userinfo()) return bad_url("a user name before the host is not accepted");
    std::string host;
    for (char const c : parsed.host_address()) host += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if (host.empty()) return bad_url("no host");
    // Decoded from percent-encoding, so anything could be in it. A name is what DNS knows: other scripts come as punycode.
    bool const ipv6 = parsed.host_type() == boost::urls::host_type::ipv6;
    for (char const c : host) {
        bool const usual = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if (!usual && !(ipv6 && c == ':')) return bad_url("illegal character in the host");
    }
    out.origin.host = std::move(host);
    if (parsed.has_port() && !parsed.port().empty()) {
        // Boost 1.81's port_number() wraps around above 65535.
        auto const port = parsed.port();
        unsigned long number = 0;
        auto const [end, code] = std::from_chars(port.data(), port.data() + port.size(), number);
        if (code != std::errc() || end != port.data() + port.size() || number == 0 || number > 0xffff)
            return bad_url("the port is not a number from 1 to 65535");
        out.origin.port = static_cast<std::uint16_t>(number);
    } else {
        out.origin.port = out.origin.tls ? 443 : 80;
    }
    auto const path = parsed.encoded_path();
    // Boost 1.81 reads "https://host:80x/" as port 80 and path "x/".
    if (!path.empty() && path.front() != '/') return bad_url("the host is not followed by a path");
    out.target.assign(path.data(), path.size());
    if (out.target.empty()) out.target = "/";
    if (parsed.has_query()) {
        auto const query = parsed.encoded_query();
        out.target.append("?").append(query.data(), query.size());
    }
    return out;
}

} // namespace detail

/** Parses an absolute http or https URL. A fragment is dropped; user information is refused.

    @par Source  RFC 3986 §4.3, RFC 9110 §4.2
    @par Errors  http_errc::bad_url */
inline result<url> parse_url(std::string_view text)
{
    auto const parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) return detail::bad_url("it does not follow RFC 3986");
    return detail::take_apart(*parsed);
}

/** The URL that a reference found in an answer means: absolute, or relative to `base` (RFC 3986 §5.2).

    @par Errors  http_errc::bad_url */
inline result<url> resolve_url(url const& base, std::string_view reference)
{
    auto const parsed = boost::urls::parse_uri_reference({reference.data(), reference.size()});
    if (!parsed) return detail::bad_url("it does not follow RFC 3986");
    auto const absolute = to_string(base.origin) + base.target;
    auto const whole = boost::urls::parse_uri(absolute);
    if (!whole) return detail::bad_url("the base URL does not follow RFC 3986");
    boost::urls::url resolved;
    if (!boost::urls::resolve(*whole, *parsed, resolved)) return detail::bad_url("it cannot be resolved");
    auto out = detail::take_apart(resolved);
    // Boost keeps the ".." that would lead above the root; RFC 3986 §5.2.4 drops them.
    if (out)
        while (out->target.starts_with("/../")) out->target.erase(0, 3);
    return out;
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_URL_HPP
