// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_POOL_HPP
#define COGRANT_HTTP_POOL_HPP

#include <cogrant/async/waiter.hpp>
#include <cogrant/http/connection.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/proxy.hpp>
#include <cogrant/http/resolver.hpp>
#include <cogrant/http/tls.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace cogrant::http {

/** How many connections are kept, and how servers are verified. Not an aggregate on purpose (see `tls_options`).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class pool_options {
public:
    pool_options() = default;

    /// Connections to one origin with one client certificate, busy and idle together. Further requests wait their turn.
    pool_options& max_per_origin(std::size_t n)
    {
        max_per_origin_ = n == 0 ? 1 : n;
        return *this;
    }
    /// How long an unused connection is kept. Keep it below the server's own limit (60 s at most load balancers).
    pool_options& idle_timeout(std::chrono::seconds s)
    {
        idle_timeout_ = s;
        return *this;
    }
    /// How long looking the name up and connecting may take, all addresses together. Another limit beside the deadline of
    /// the request, as the two below: whichever comes first ends the request with `deadline_exceeded`.
    pool_options& connect_timeout(duration d)
    {
        connect_timeout_ = d;
        return *this;
    }
    /// How long the TLS handshake may take.
    pool_options& handshake_timeout(duration d)
    {
        handshake_timeout_ = d;
        return *this;
    }
    /// How long the server may neither take nor send a byte: while the request is written, before the answer and within
    /// it. A request may say otherwise: `request::answer_timeout`, `duration::max()` where silence is meant.
    pool_options& answer_timeout(duration d)
    {
        answer_timeout_ = d;
        return *this;
    }
    /// How names are looked up. Pools that are given copies of one resolver share its answers.
    pool_options& resolver(http::resolver names)
    {
        resolver_ = std::move(names);
        return *this;
    }
    /// Everything goes through this proxy. Off unless asked for.
    pool_options& proxy(http::proxy via)
    {
        environment_.reset();
        proxy_ = std::move(via);
        return *this;
    }
    /// HTTPS_PROXY, HTTP_PROXY and NO_PROXY decide for each origin, as they are now.
    pool_options& proxy_from_environment(proxy_environment found = proxy_environment::of_process())
    {
        proxy_ = {};
        environment_ = std::move(found);
        return *this;
    }
    pool_options& tls(tls_options options)
    {
        tls_ = std::move(options);
        return *this;
    }

    std::size_t max_per_origin() const noexcept { return max_per_origin_; }
    std::chrono::seconds idle_timeout() const noexcept { return idle_timeout_; }
    duration connect_timeout() const noexcept { return connect_timeout_; }
    duration handshake_timeout() const noexcept { return handshake_timeout_; }
    duration answer_timeout() const noexcept { return answer_timeout_; }
    http::resolver const& resolver() const noexcept { return resolver_; }
    /** The proxy for this origin; empty for none.

        @par Errors  those of `proxy_for` */
    result<http::proxy> proxy_to(http::origin const& to) const
    {
        if (environment_) return proxy_for(to, *environment_);
        return proxy_;
    }
    tls_options const& tls() const noexcept { return tls_; }

private:
    std::size_t max_per_origin_ = 8;
    std::chrono::seconds idle_timeout_{30};
    duration connect_timeout_ = std::chrono::seconds(10);
    duration handshake_timeout_ = std::chrono::seconds(10);
    duration answer_timeout_ = std::chrono::seconds(60);
    http::resolver resolver_{resolver_options()};
    http::proxy proxy_;
    std::optional<proxy_environment> environment_;
    tls_options tls_;
};

/** Sends requests over kept connections: the transport of real clients.

    A handle: copies share one pool, and a request under way keeps it alive. A kept connection is looked at before use,
    and one that dies without a byte of answer is replaced once, when the request may be repeated. A request that may
    not (`request::repeatable`) gets a new connection, so that a stale one cannot leave its fate unknown.

    One pool serves several identities: connections are kept for each origin and client certificate apart (S27). Which
    proxy leads to an origin is fixed with the options of the pool.

    Like every I/O object, the last copy must go before the execution context does.

    @par Thread safety  distinct objects and copies: safe; shared object: safe */
class connection_pool {
    struct slot_waiter {
        explicit slot_waiter(asio::any_io_executor const& executor) : wake(std::make_shared<waiter>(executor)) {}
        std::shared_ptr<waiter> wake;
        bool granted = false;
        std::shared_ptr<connection> link; // comes with the place when the one before left it in good order
    };
    struct idle_connection {
        std::shared_ptr<connection> link;
        time_point since;
    };
    // A connection made with one certificate, or without, never carries the request of another identity.
    struct bucket {
        http::origin origin;
        client_certificate own;
        http::proxy via;
        std::shared_ptr<detail::tls_sessions> sessions; // null without TLS
        time_point last_used;
        std::size_t open = 0; // busy and idle
        std::vector<idle_connection> idle;
        std::deque<std::shared_ptr<slot_waiter>> queue;
    };
    struct state {
        state(asio::any_io_executor e, pool_options o, tls_context t)
            : executor(std::move(e)), options(std::move(o)), tls(std::move(t))
        {
        }
        client_certificate const& certificate_for(http::request const& r) const noexcept;
        bucket& bucket_of(http::origin const& to, client_certificate const& own);
        void forget_unused(time_point now);
        void evict_idle(time_point now);
        void release(bucket& b, std::shared_ptr<connection> link);
        std::shared_ptr<connection> connection_of(bucket const& b) const;

        asio::any_io_executor executor;
        pool_options options;
        tls_context tls;
        std::mutex mutex;
        bool closed = false;
        time_point next_eviction = no_deadline; // no idle connection is too old before
        std::vector<std::unique_ptr<bucket>> buckets;
    };
    // The right to use one connection: given back when the request ends, however it ends.
    class lease;

public:
    using executor_type = asio::any_io_executor;

    /** A pool whose connections use `executor`.

        @throws failure  when a CA file cannot be read, or the environment names a proxy that is none */
    explicit connection_pool(asio::any_io_executor executor, pool_options options = {})
        : state_(std::make_shared<state>(std::move(executor), options, tls_context::make(options.tls()).value()))
    {
        for (bool const tls : {true, false}) options.proxy_to({tls, "", 1}).value();
    }

    executor_type get_executor() const noexcept { return state_->executor; }

    /** Sends one request and receives its whole answer, whatever its status.

        @par Errors         those of `connection::open` and `connection::round_trip`, http_errc::{pool_closed, bad_url
                            (also for a certificate and an origin that is not https); proxy_unauthorized for a proxy's 407};
                            `operation_aborted` when cancelled
        @par Cancellation   terminal: the connection is closed; the request may have reached the server when
                            `exchange::bytes_written` says so
        @par Limits         `exchange::deadline` for all phases, the timeouts of `pool_options` for each;
                            `request::body_limit` bytes of decoded body */
    asio::awaitable<result<response>> send(exchange& x) { return guarded(state_, x); }

    /// Closes idle connections; later and queued requests fail with `pool_closed`. Requests under way go on.
    void close();

    /// Closes the connections that nobody uses now; new ones are opened as needed. The pool does so by itself, at each
    /// request, with those of any origin that are idle for too long.
    void close_idle();

    /// Connections to this origin that are open now, busy and idle, whatever their certificate.
    std::size_t open_connections(http::origin const& to) const
    {
        std::lock_guard const lock(state_->mutex);
        std::size_t n = 0;
        for (auto const& b : state_->buckets)
            if (b->origin == to) n += b->open;
        return n;
    }

private:
    static asio::awaitable<result<response>> run(std::shared_ptr<state> pool, exchange& x);
    static asio::awaitable<result<response>> guarded(std::shared_ptr<state> pool, exchange& x);

    std::shared_ptr<state> state_;
};

} // namespace cogrant::http

#if !defined(COGRANT_SEPARATE_COMPILATION)
#include <cogrant/http/impl/pool.hpp>
#endif

#endif // COGRANT_HTTP_POOL_HPP
