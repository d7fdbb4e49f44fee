// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_SERVER_CONNECTION_HPP
#define COGRANT_HTTP_SERVER_CONNECTION_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/detail/parser.hpp>
#include <cogrant/http/message.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::http {

/** The other end: one accepted HTTP/1.1 connection of a server, for test servers and the loopback listener.

    It reads whole requests and writes whatever bytes it is told to, so that a test can also misbehave.

    @par Cancellation   terminal; the connection is then to be closed
    @par Thread safety  one coroutine at a time
    @par Limits         `head_limit` bytes of head, at most 64 KiB; `body_limit` bytes of body */
class server_connection {
public:
    explicit server_connection(
        asio::ip::tcp::socket socket, std::size_t body_limit = std::size_t{1} << 20,
        std::size_t head_limit = headers::max_text)
        : socket_(std::move(socket)), body_limit_(body_limit), head_limit_(std::min(head_limit, headers::max_text)),
          buffer_(16 * 1024)
    {
        error_code ignored;
        socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    }

    server_connection(server_connection const&) = delete;
    server_connection& operator=(server_connection const&) = delete;

    /// TLS, as the server. Call before anything else.
    asio::awaitable<error_code> handshake(asio::ssl::context& context)
    {
        tls_.emplace(socket_, context);
        auto outcome =
            co_await tls_->async_handshake(asio::ssl::stream_base::server, asio::as_tuple(asio::use_awaitable));
        auto& [code] = outcome;
        co_return code;
    }

    /** The next request.

        @par Errors  http_errc::{connection_closed (before a request began), truncated, bad_message, body_limit,
                     header_limit}, network errors. The origin of the request is not filled. */
    asio::awaitable<result<request>> read_request() { return tls_ ? read(*tls_) : read(socket_); }

    /// Writes these bytes as they are.
    asio::awaitable<error_code> write_raw(std::string bytes)
    {
        return tls_ ? write(*tls_, std::move(bytes)) : write(socket_, std::move(bytes));
    }

    /// Whether the last request lets the connection go on.
    bool keep_alive() const noexcept { return keep_alive_; }

    /// Ends the connection in order.
    void close() noexcept
    {
        error_code ignored;
        socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
    }

    /// Ends the connection with a TCP reset, as a crashing server does.
    void reset() noexcept
    {
        error_code ignored;
        socket_.set_option(asio::socket_base::linger(true, 0), ignored);
        socket_.close(ignored);
    }

    asio::ip::tcp::socket& socket() noexcept { return socket_; }

private:
    template <class Stream>
    asio::awaitable<result<request>> read(Stream& stream)
    {
        request out;
        detail::parser<true> parser(out.headers, out.body, body_limit_);
        parser.header_limit(static_cast<std::uint32_t>(head_limit_));
        error_code code;
        while (!parser.is_done()) {
            if (begin_ != end_) {
                begin_ += parser.put(asio::const_buffer(buffer_.data() + begin_, end_ - begin_), code);
                if (parser.is_header_done() && !parser.eager()) {
                    parser.eager(true);
                    auto const length = parser.content_length();
                    if (!code && length && *length > body_limit_)
                        co_return error(make_error_code(http_errc::body_limit));
                    if (!code && begin_ != end_) continue;
                }
                if (code == detail::beast::http::error::need_more) code.clear();
                if (code) co_return error(detail::translate(code));
                if (parser.is_done()) break;
            }
            if (begin_ == end_) begin_ = end_ = 0;
            if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
            auto outcome = co_await stream.async_read_some(
                asio::buffer(buffer_.data() + end_, buffer_.size() - end_), asio::as_tuple(asio::use_awaitable));
            auto& [failed, n] = outcome;
            end_ += n;
            if (!failed || n != 0) continue;
            co_return error(make_error_code(parser.got_some() ? http_errc::truncated : http_errc::connection_closed));
        }
        keep_alive_ = parser.keep_alive();
        out.target = std::move(parser.target);
        bool known = false;
        for (auto const m :
             {method::get, method::head, method::post, method::put, method::patch, method::delete_, method::options})
            if (to_string(m) == parser.method_text) {
                out.method = m;
                known = true;
            }
        if (!known) co_return error(make_error_code(http_errc::bad_message));
        co_return std::move(out);
    }

    template <class Stream>
    static asio::awaitable<error_code> write(Stream& stream, std::string bytes)
    {
        auto outcome = co_await asio::async_write(stream, asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
        auto& [code, n] = outcome;
        static_cast<void>(n);
        co_return code;
    }

    asio::ip::tcp::socket socket_;
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
    std::size_t body_limit_;
    std::size_t head_limit_;
    bool keep_alive_ = true;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_SERVER_CONNECTION_HPP
