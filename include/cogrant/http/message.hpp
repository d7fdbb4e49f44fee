// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_MESSAGE_HPP
#define COGRANT_HTTP_MESSAGE_HPP

#include <cogrant/config.hpp>
#include <cogrant/http/client_certificate.hpp>
#include <cogrant/http/headers.hpp>
#include <cogrant/http/origin.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cogrant::http {

/// The request methods of RFC 9110 §9.3 and RFC 5789 that a REST client uses.
enum class method : std::uint8_t { get, head, post, put, patch, delete_, options };

constexpr std::string_view to_string(method m) noexcept
{
    switch (m) {
    case method::get: return "GET";
    case method::head: return "HEAD";
    case method::post: return "POST";
    case method::put: return "PUT";
    case method::patch: return "PATCH";
    case method::delete_: return "DELETE";
    case method::options: return "OPTIONS";
    }
    return "GET";
}

/// Whether the same request sent twice has the effect of once (RFC 9110 §9.2.2).
constexpr bool idempotent(method m) noexcept { return m != method::post && m != method::patch; }

inline constexpr std::size_t default_body_limit = std::size_t{64} * 1024 * 1024;

class body_sink;

/// One request, independent of how it will be sent. `Host`, `Content-Length` and `Connection` are written by the
/// connection; everything else is the caller's.
struct request {
    http::method method = http::method::get;
    http::origin origin;                          ///< whom to ask
    std::string target = "/";                     ///< path and query, percent-encoded, beginning with '/'
    http::headers headers;
    std::string body;
    bool query = false; ///< a POST that changes nothing: may be sent again after bytes were written
    bool authorize = true; ///< whether the pipeline attaches the access token
    std::size_t body_limit = default_body_limit; ///< bytes of the decoded answer
    client_certificate certificate; ///< whom the connection has to prove us to be; empty: as the pool's TLS options say
    body_sink* sink = nullptr; ///< takes the body of a success as it arrives, in place of `response::body`; not owned
    bool follow = true; ///< whether a redirect stage on the way may follow the answer to another place
    bool identify = true; ///< whether a server that asks may see the client certificate of the pool's TLS options
    bool prove = false; ///< asks for a token: a DPoP stage on the way adds its proof (RFC 9449 §5)
    bool resend = false; ///< the caller's word that a second arrival does no harm: as `query`, whatever the method
    duration answer_timeout{}; ///< how long the server may be silent; zero: as `pool_options::answer_timeout` says
    std::string_view route; ///< names it in events and errors, `GET /users/{id}`; a literal, or outlives all copies

    /// Whether sending it a second time is harmless even if the first one was received.
    bool repeatable() const noexcept
    {
        return query || resend || idempotent(method) || headers.contains("Idempotency-Key");
    }
};

/// Names a request in errors and labels: its `route`, else method and path without the query.
inline std::string route_of(request const& r)
{
    if (!r.route.empty()) return std::string(r.route);
    return std::string(to_string(r.method)).append(" ").append(r.target, 0, r.target.find('?'));
}

/// One answer, received whole; the body is decoded (gzip and deflate undone), and empty when a sink took it.
struct response {
    unsigned status = 0;
    http::headers headers;
    std::string body;

    bool ok() const noexcept { return status >= 200 && status < 300; }
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_MESSAGE_HPP
