// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_ERROR_HPP
#define COGRANT_HTTP_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>

namespace cogrant {

/// Failures of the HTTP layer, and statuses that are not a success when a caller asked for one.
enum class http_errc {
    bad_url = 1,          ///< Not an absolute http or https URL. Correct it.
    bad_header,           ///< A header has CR, LF, NUL or is too long. Correct the value.
    deadline_exceeded, ///< The request's deadline passed: `error::info().where` says in which phase. Allow more time.
    body_limit, ///< The decoded body is larger than `request::body_limit`. Raise it or ask for less.
    header_limit, ///< The answer's header section is larger than 64 KiB. The server misbehaves.
    bad_message, ///< The bytes received are not HTTP/1.1. Is it an HTTP server?
    truncated, ///< The connection ended in the middle of an answer. Try again.
    bad_encoding, ///< The body's Content-Encoding is unknown or its data are damaged. Try again without compression.
    connection_closed, ///< The server closed the connection without answering. Try again.
    certificate_refused, ///< The server's certificate did not verify. Check host name, clock and CA file.
    tls_failed, ///< The TLS handshake failed for another reason. Does the port speak TLS?
    host_not_found, ///< The host name does not resolve. Check spelling and DNS.
    pool_closed, ///< The client was closed. Make a new one.
    bad_request, ///< HTTP 400 or another 4xx without a name here: the request is wrong. Correct it.
    unauthorized, ///< HTTP 401: the credential is refused. Check client id and secret.
    forbidden, ///< HTTP 403: a permission or scope is missing. Ask an administrator for it.
    not_found, ///< HTTP 404 or 410: no such thing. Check the address or id.
    too_many_requests, ///< HTTP 429: slow down; `retry_after` has the wait asked for.
    server_error, ///< HTTP 5xx: the server failed. Try again later.
    unexpected_status, ///< A status that is neither a success nor an error (3xx). Check the address.
    client_certificate_unusable, ///< The client's certificate or key cannot be read or used. `detail` says why.
    client_certificate_refused, ///< The server wants a client certificate, or another one. Give the one it knows.
    lookup_failed, ///< The host name cannot be looked up now: no answer of DNS, or too many lookups hang. Try again later.
    proxy_refused, ///< The proxy does not let the request through. `detail` says why. Ask its administrator.
    proxy_unauthorized ///< The proxy wants a user name and password, or others (HTTP 407). Check `proxy::credentials`.
};

namespace detail {

class http_category_t final : public boost::system::error_category {
public:
    constexpr http_category_t() noexcept : error_category(0x3b8de54f7c2a9016) {}
    char const* name() const noexcept override { return "cogrant.http"; }
    std::string message(int value) const override
    {
        switch (static_cast<http_errc>(value)) {
        case http_errc::bad_url: return "not an absolute http or https URL";
        case http_errc::bad_header: return "a header holds an illegal character or is too long";
        case http_errc::deadline_exceeded: return "the deadline passed";
        case http_errc::body_limit: return "the body is larger than the limit";
        case http_errc::header_limit: return "the header section is larger than the limit";
        case http_errc::bad_message: return "the answer is not HTTP/1.1";
        case http_errc::truncated: return "the connection ended in the middle of the answer";
        case http_errc::bad_encoding: return "the body's content encoding is unknown or damaged";
        case http_errc::connection_closed: return "the server closed the connection without answering";
        case http_errc::certificate_refused: return "the server's certificate did not verify";
        case http_errc::tls_failed: return "the TLS handshake failed";
        case http_errc::host_not_found: return "the host name does not resolve";
        case http_errc::pool_closed: return "the client was closed";
        case http_errc::bad_request: return "the server refused the request as wrong";
        case http_errc::unauthorized: return "the credential is refused";
        case http_errc::forbidden: return "a permission or scope is missing";
        case http_errc::not_found: return "not found";
        case http_errc::too_many_requests: return "too many requests";
        case http_errc::server_error: return "the server failed";
        case http_errc::unexpected_status: return "unexpected status";
        case http_errc::client_certificate_unusable: return "the client certificate cannot be used";
        case http_errc::client_certificate_refused: return "the server refuses the client certificate, or wants one";
        case http_errc::lookup_failed: return "the host name cannot be looked up now";
        case http_errc::proxy_refused: return "the proxy refuses the connection";
        case http_errc::proxy_unauthorized: return "the proxy refuses the credential, or wants one";
        }
        return "unknown HTTP error";
    }
    bool equivalent(int value, error_condition const& asked) const noexcept override
    {
        if (asked.category() != condition_category()) return error_category::equivalent(value, asked);
        auto const code = static_cast<http_errc>(value);
        switch (static_cast<condition>(asked.value())) {
        case condition::timeout: return code == http_errc::deadline_exceeded;
        case condition::retryable:
            return code == http_errc::truncated || code == http_errc::connection_closed ||
                   code == http_errc::bad_encoding || code == http_errc::too_many_requests ||
                   code == http_errc::server_error || code == http_errc::lookup_failed;
        case condition::needs_login:
            return code == http_errc::unauthorized || code == http_errc::client_certificate_refused;
        case condition::forbidden: return code == http_errc::forbidden;
        case condition::rate_limited: return code == http_errc::too_many_requests;
        case condition::bad_data:
            return code == http_errc::body_limit || code == http_errc::header_limit || code == http_errc::bad_message ||
                   code == http_errc::bad_encoding;
        case condition::cancelled: return false;
        }
        return false;
    }
};

inline constexpr http_category_t http_category_v{};

} // namespace detail

constexpr boost::system::error_category const& http_category() noexcept { return detail::http_category_v; }

inline error_code make_error_code(http_errc e) noexcept { return {static_cast<int>(e), http_category()}; }

/// The code that stands for a status: empty for 2xx.
inline error_code status_error(unsigned status) noexcept
{
    if (status >= 200 && status < 300) return {};
    if (status == 401) return make_error_code(http_errc::unauthorized);
    if (status == 403) return make_error_code(http_errc::forbidden);
    if (status == 404 || status == 410) return make_error_code(http_errc::not_found);
    if (status == 429) return make_error_code(http_errc::too_many_requests);
    if (status >= 500) return make_error_code(http_errc::server_error);
    if (status >= 400) return make_error_code(http_errc::bad_request);
    return make_error_code(http_errc::unexpected_status);
}

} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::http_errc> : std::true_type {};

#endif // COGRANT_HTTP_ERROR_HPP
