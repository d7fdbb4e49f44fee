// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_ORIGIN_HPP
#define COGRANT_HTTP_ORIGIN_HPP

#include <cstdint>
#include <string>
#include <string_view>

namespace cogrant::http {

/// Scheme, host and port: what a token belongs to (RFC 6454 §4). The host is in lower case, an IPv6 address without brackets.
struct origin {
    bool tls = true;
    std::string host;
    std::uint16_t port = 443;

    friend bool operator==(origin const&, origin const&) = default;
};

/// `https://host`, `http://[::1]:8080`: the port only when it is not the scheme's own.
inline std::string to_string(origin const& o)
{
    std::string text = o.tls ? "https://" : "http://";
    bool const ipv6 = o.host.find(':') != std::string::npos;
    text += ipv6 ? "[" + o.host + "]" : o.host;
    if (o.port != (o.tls ? 443 : 80)) text += ":" + std::to_string(o.port);
    return text;
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_ORIGIN_HPP
