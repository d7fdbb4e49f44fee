// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_CONNECTION_HPP
#define COGRANT_HTTP_CONNECTION_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/detail/parser.hpp>
#include <cogrant/http/detail/request_head.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/proxy.hpp>
#include <cogrant/http/resolver.hpp>
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
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::http {

/// How connections come about and what each part may take at most: one for all connections of a pool to an origin.
struct connection_settings {
    connection_settings() = default;
    explicit connection_settings(http::resolver known) : names(std::move(known)) {}

    http::resolver names{resolver_options()};
    http::proxy via; ///< empty: straight to the origin
    std::shared_ptr<detail::tls_sessions> sessions; ///< null: every handshake is a whole one
    duration connect_limit = std::chrono::seconds(10); ///< the name lookup, all addresses tried, the proxy's tunnel
    duration handshake_limit = std::chrono::seconds(10);
    duration answer_limit = std::chrono::seconds(60); ///< without a byte sent or received
};

/** One HTTP/1.1 connection to one origin, plain or TLS. Used by the pool; a user seldom needs it.

    Held by `shared_ptr`. One operation at a time. After an operation that failed or was cancelled the connection is not
    `reusable` and should be dropped.

    @par Deadline       `exchange::deadline` bounds `open` and `round_trip`, the limits of `connection_settings` each phase of them; the
                        error names the phase
    @par Cancellation   terminal; the connection is then not reusable
    @par Thread safety  one coroutine at a time; the executor may be a thread pool without a strand */
class connection : public std::enable_shared_from_this<connection> {
public:
    connection(asio::any_io_executor executor, http::origin to, connection_settings settings = {})
        : executor_(std::move(executor)), origin_(std::move(to)), settings_(std::move(settings)),
          host_field_(detail::host_field(origin_)), prefix_(asks_proxy() ? to_string(origin_) : ""), socket_(executor_),
          guard_(executor_), buffer_(read_size)
    {
    }
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    // Answers of a token endpoint came through the buffer.
    ~connection() { OPENSSL_cleanse(buffer_.data(), buffer_.size()); }

    http::origin const& origin() const noexcept { return origin_; }

    /// Whether requests go to a proxy that passes them on, in sight of all in between. An https origin is reached through
    /// a tunnel instead.
    bool asks_proxy() const noexcept { return settings_.via && !origin_.tls; }

    /** Resolves, connects and, for an https origin, performs the handshake with SNI and host name verification. The
        addresses are tried in turn, the one that worked last first. Phase connect includes the tunnel through a proxy.

        @param own  shown to an https server that asks for one; this connection is then of use to its holder only

        @par Errors  http_errc::{deadline_exceeded, host_not_found, lookup_failed, certificate_refused, tls_failed,
                     proxy_refused, proxy_unauthorized, server_error when the proxy fails, client_certificate_unusable, client_certificate_refused}, the system's network errors;
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
    static constexpr std::size_t sip_size = 4 * 1024;
    static constexpr std::size_t gather_size = 16 * 1024; // a body up to this goes out with its head in one write

    // Ends whatever operation is under way when its time is over. It only shuts the socket down, a system call that may
    // happen on another thread than the operation; the operation then fails and its coroutine finds `expired_`.
    class deadline_guard {
    public:
        explicit deadline_guard(connection& owner) noexcept : owner_(owner) {}
        deadline_guard(deadline_guard const&) = delete;
        deadline_guard& operator=(deadline_guard const&) = delete;
        ~deadline_guard() { owner_.disarm(); }

    private:
        connection& owner_;
    };

    // A stream each of whose operations has `silence_` to move a byte.
    template <class Stream>
    class watched_stream {
    public:
        watched_stream(Stream& next, connection& owner) noexcept : next_(next), owner_(owner) {}
        template <class Buffers, class Token>
        auto async_read_some(Buffers const& into, Token&& token)
        {
            owner_.extend(owner_.silence_);
            return next_.async_read_some(into, std::forward<Token>(token));
        }
        template <class Buffers, class Token>
        auto async_write_some(Buffers const& from, Token&& token)
        {
            owner_.extend(owner_.silence_);
            return next_.async_write_some(from, std::forward<Token>(token));
        }

    private:
        Stream& next_;
        connection& owner_;
    };

    // Begins a phase that ends after `limit`, at the latest at `deadline`. False when that has passed already: then
    // nothing may be begun. The guard is kept armed from phase to phase and ends with `disarm`.
    bool arm(time_point deadline, duration limit);
    void extend(duration limit); // the phase goes on: it has that long again
    void start_alarm(); // with the mutex held
    void disarm();
    std::string const& first_host() const noexcept { return settings_.via ? settings_.via.host() : origin_.host; }
    asio::awaitable<error>
    establish(exchange& x, addresses to, time_point until, tls_context tls, client_certificate own);
    asio::awaitable<error_code> connect(addresses to, time_point until);
    asio::awaitable<error> tunnel();
    error tunnel_refused(unsigned status) const;
    asio::awaitable<error> handshake(tls_context tls, client_certificate own);
    error_code expired_or(error_code code) const
    {
        return expired_.load() ? make_error_code(http_errc::deadline_exceeded) : detail::translate(code);
    }
    bool own_certificate_refused(error_code code) const noexcept;
    error_code failed_transfer(exchange& x, error_code code) const;
    error handshake_error(error_code code, tls_context const& tls) const;

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
    asio::awaitable<error_code> talk(Stream stream, exchange& x, response& out);

    asio::any_io_executor executor_;
    http::origin origin_;
    connection_settings settings_; // its sessions outlive tls_
    std::string host_field_;
    std::string prefix_; // of every target, when a proxy is asked
    asio::ip::tcp::socket socket_;
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
    asio::steady_timer guard_;
    std::mutex mutex_; // between the guard's handler and the opening and closing of the socket
    std::uint64_t armed_ = 0;
    std::uint64_t generation_ = 0;
    time_point deadline_ = no_deadline; // of the exchange
    duration silence_{}; // how long the server may be silent in it
    time_point limit_ = no_deadline; // of the phase, never after the deadline
    time_point alarm_ = no_deadline; // when the guard looks at the limit, which may have moved meanwhile
    std::atomic<bool> expired_ = false;
    bool reusable_ = false;
    bool resuming_ = false; // the handshake builds upon an earlier one
    bool answer_begun_ = false;
    std::string head_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0; // unread bytes in buffer_
    std::size_t end_ = 0;
};

} // namespace cogrant::http

#if !defined(COGRANT_SEPARATE_COMPILATION)
#include <cogrant/http/impl/connecting.hpp>
#include <cogrant/http/impl/connection.hpp>
#include <cogrant/http/impl/tunnel.hpp>
#endif

#endif // COGRANT_HTTP_CONNECTION_HPP
