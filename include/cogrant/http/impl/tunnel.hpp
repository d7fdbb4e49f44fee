// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_IMPL_TUNNEL_HPP
#define COGRANT_HTTP_IMPL_TUNNEL_HPP

#include <cogrant/http/connection.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// CONNECT: how a proxy is asked for a way to an https origin (RFC 9110 §9.3.6).

namespace cogrant::http {

namespace detail {

/// "host:port", the port always: the target of CONNECT.
COGRANT_DECL std::string authority_of(origin const& to)
{
    bool const ipv6 = to.host.find(':') != std::string::npos;
    return (ipv6 ? "[" + to.host + "]" : to.host) + ":" + std::to_string(to.port);
}

/// The status of an answer's first line; nothing when it is not HTTP/1.x.
COGRANT_DECL std::optional<unsigned> status_of(std::string_view head) noexcept
{
    if (!head.starts_with("HTTP/1.") || head.size() < 13 || head[8] != ' ') return std::nullopt;
    unsigned status = 0;
    for (char const c : head.substr(9, 3)) {
        if (c < '0' || c > '9') return std::nullopt;
        status = status * 10 + static_cast<unsigned>(c - '0');
    }
    bool const ends = head[12] == ' ' || head[12] == '\r';
    return ends && status >= 100 ? std::optional(status) : std::nullopt;
}

} // namespace detail

COGRANT_DECL error connection::tunnel_refused(unsigned status) const
{
    auto code = make_error_code(http_errc::proxy_refused);
    if (status == 407) code = make_error_code(http_errc::proxy_unauthorized);
    if (status >= 500) code = make_error_code(http_errc::server_error);
    error e(code, phase::connect);
    auto& info = e.edit();
    info.status = status;
    info.detail = "the proxy " + settings_.via.host() + ":" + std::to_string(settings_.via.port());
    if (status == 407) info.detail += " wants a user name and password, or others";
    else info.detail += " opens no tunnel to " + detail::authority_of(origin_);
    if (status == 0) info.detail += ": its answer is not HTTP/1.1";
    return e;
}

COGRANT_DECL asio::awaitable<error> connection::tunnel()
{
    constexpr std::size_t most = 16 * 1024;
    auto const to = detail::authority_of(origin_);
    if (std::any_of(to.begin(), to.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; }))
        co_return error(make_error_code(http_errc::bad_url), phase::connect);
    auto const& authorization = settings_.via.authorization();
    head_.clear();
    head_.reserve(100 + 2 * to.size() + authorization.size());
    head_.append("CONNECT ").append(to).append(" HTTP/1.1\r\nHost: ").append(to);
    if (!authorization.empty()) head_.append("\r\nProxy-Authorization: ").append(authorization.expose());
    head_.append("\r\n\r\n");
    detail::wiped_at_exit const wiping(head_);
    for (std::string_view piece = head_; !piece.empty();) {
        auto outcome = co_await socket_.async_write_some(
            asio::buffer(piece.data(), piece.size()), asio::as_tuple(asio::use_awaitable));
        auto& [code, n] = outcome;
        if (code) co_return error(expired_or(code));
        piece.remove_prefix(n);
    }
    for (end_ = 0;;) {
        std::string_view const got(buffer_.data(), end_);
        if (auto const head_end = got.find("\r\n\r\n"); head_end != got.npos) {
            auto const status = detail::status_of(got);
            // An origin behind TLS waits for our word: bytes that come with the answer are nobody's.
            bool const exact = head_end + 4 == got.size();
            end_ = 0;
            if (status && *status / 100 == 2 && exact) co_return error();
            co_return tunnel_refused(status.value_or(0));
        }
        if (end_ == most) co_return tunnel_refused(0);
        auto outcome = co_await socket_.async_read_some(
            asio::buffer(buffer_.data() + end_, most - end_), asio::as_tuple(asio::use_awaitable));
        auto& [code, n] = outcome;
        end_ += n;
        if (!code || n != 0) continue;
        if (code == asio::error::eof && !expired_.load()) code = make_error_code(http_errc::connection_closed);
        co_return error(expired_or(code));
    }
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_IMPL_TUNNEL_HPP
