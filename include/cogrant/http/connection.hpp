// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_CONNECTION_HPP
#define COGRANT_HTTP_CONNECTION_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/detail/parser.hpp>
#include <cogrant/http/detail/request_head.hpp>
#include <cogrant/http/detail/resolve.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/tls.hpp>

#include <boost/asio/append.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::http {

/** One HTTP/1.1 connection to one origin, plain or TLS. Used by the pool; a user seldom needs it.

    Held by `shared_ptr`. One operation at a time. After an operation that failed or was cancelled the connection is not
    `reusable` and should be dropped.

    @par Deadline       `exchange::deadline` bounds `open` and `round_trip`, every phase of them; the error names the phase
    @par Cancellation   terminal; the connection is then not reusable
    @par Thread safety  one coroutine at a time; the executor may be a thread pool without a strand */
class connection : public std::enable_shared_from_this<connection> {
public:
    connection(asio::any_io_executor executor, http::origin to)
        : executor_(std::move(executor)), origin_(std::move(to)), host_field_(detail::host_field(origin_)),
          socket_(executor_), guard_(executor_), buffer_(read_size)
    {
    }
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    // Answers of a token endpoint came through the buffer.
    ~connection() { OPENSSL_cleanse(buffer_.data(), buffer_.size()); }

    http::origin const& origin() const noexcept { return origin_; }

    /** Resolves, connects and, for an https origin, performs the handshake with SNI and host name verification.

        @param own  shown to an https server that asks for one; this connection is then of use to its holder only

        @par Errors  http_errc::{deadline_exceeded, host_not_found, certificate_refused, tls_failed,
                     client_certificate_unusable, client_certificate_refused}, the system's network errors;
                     `exchange::where` has the phase */
    asio::awaitable<error> open(exchange& x, tls_context tls, client_certificate own = {});

    /** Sends the request and receives the whole answer into `out`.

        @par Errors  http_errc::{deadline_exceeded, truncated, connection_closed, body_limit, header_limit, bad_message,
                     bad_encoding, bad_header}, the system's network errors;
                     client_certificate_refused with phase tls: with TLS 1.3 the server says so only here */
    asio::awaitable<error_code> round_trip(exchange& x, response& out);

    /// Whether another request may follow on this connection.
    bool reusable() const noexcept { return reusable_; }

    /// Whether bytes of the current answer have arrived: before them, a failure on a kept connection means that it was stale.
    bool answer_begun() const noexcept { return answer_begun_; }

    /// A look at an idle connection: false when the server has closed it or sent something unasked.
    bool alive();

    void close() noexcept
    {
        std::lock_guard const lock(mutex_);
        error_code ignored;
        guard_.cancel();
        socket_.close(ignored);
        reusable_ = false;
    }

private:
    static constexpr std::size_t read_size = 64 * 1024; // a small buffer costs 4 to 7 times (docs/architecture.md)
    static constexpr std::size_t gather_size = 16 * 1024; // a body up to this goes out with its head in one write

    // Ends whatever operation is under way when the deadline passes. It only shuts the socket down, a system call that
    // may happen on another thread than the operation; the operation then fails and its coroutine finds `expired_`.
    class deadline_guard {
    public:
        deadline_guard(connection& owner, time_point deadline) : owner_(owner), in_time_(owner.arm(deadline)) {}
        deadline_guard(deadline_guard const&) = delete;
        ~deadline_guard() { owner_.disarm(); }
        bool in_time() const noexcept { return in_time_; }

    private:
        connection& owner_;
        bool in_time_;
    };

    // False when the deadline has passed already: then nothing may be begun.
    bool arm(time_point deadline);
    void disarm();
    error_code expired_or(error_code code) const
    {
        return expired_.load() ? make_error_code(http_errc::deadline_exceeded) : detail::translate(code);
    }
    bool own_certificate_refused(error_code code) const noexcept;
    error_code failed_transfer(exchange& x, error_code code) const;
    error handshake_error(error_code code) const;

    // Opens the socket and begins to connect, unless the deadline has passed: one step for the guard, which could not end
    // a connect that begins after its alarm.
    template <class Token>
    auto async_connect(asio::ip::tcp::endpoint address, Token&& token)
    {
        return asio::async_initiate<Token, void(error_code)>(
            [](auto handler, connection* self, asio::ip::tcp::endpoint to) {
                std::lock_guard const lock(self->mutex_);
                error_code ignored;
                error_code code = asio::error::timed_out;
                self->socket_.close(ignored);
                if (!self->expired_) self->socket_.open(to.protocol(), code);
                if (code) {
                    asio::post(self->executor_, asio::append(std::move(handler), code));
                    return;
                }
                self->socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
                self->socket_.async_connect(to, std::move(handler));
            },
            token, this, address);
    }

    template <class Stream>
    asio::awaitable<error_code> talk(Stream& stream, exchange& x, response& out);

    asio::any_io_executor executor_;
    http::origin origin_;
    std::string host_field_;
    asio::ip::tcp::socket socket_;
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
    asio::steady_timer guard_;
    std::mutex mutex_; // between the guard's handler and the opening and closing of the socket
    std::uint64_t armed_ = 0;
    std::uint64_t generation_ = 0;
    std::atomic<bool> expired_ = false;
    bool reusable_ = false;
    bool answer_begun_ = false;
    std::string head_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0; // unread bytes in buffer_
    std::size_t end_ = 0;
};

} // namespace cogrant::http

#if !defined(COGRANT_SEPARATE_COMPILATION)
#include <cogrant/http/impl/connection.hpp>
#endif

#endif // COGRANT_HTTP_CONNECTION_HPP
