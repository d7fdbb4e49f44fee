// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_TLS_SESSIONS_HPP
#define COGRANT_HTTP_DETAIL_TLS_SESSIONS_HPP

#include <openssl/ssl.h>

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

namespace cogrant::http::detail {

/** TLS sessions of one origin, client certificate and proxy, with which the next handshake is shorter.

    A session stands for the verification of its first handshake, so it never leaves this set. OpenSSL overwrites its
    secrets when it is freed. With TLS 1.3 each is used once (RFC 8446 appendix C.4).

    @par Limits         4 sessions, the newest
    @par Thread safety  safe */
class tls_sessions {
    struct session_free {
        void operator()(SSL_SESSION* s) const noexcept { SSL_SESSION_free(s); }
    };
    using session = std::unique_ptr<SSL_SESSION, session_free>;

public:
    static constexpr std::size_t most = 4;

    /// The context lets its connections collect sessions, and keeps none itself.
    static void collect(SSL_CTX* context)
    {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, &take_in);
    }

    /// Before a handshake: offers a session if there is one, and collects those that the server will send. This object
    /// has to outlive `connection`. Whether one was offered.
    bool attach(SSL* connection)
    {
        SSL_set_ex_data(connection, index(), this);
        std::lock_guard const lock(mutex_);
        while (!kept_.empty()) {
            auto const newest = std::move(kept_.back());
            kept_.pop_back();
            if (SSL_SESSION_is_resumable(newest.get()) != 1) continue;
            return SSL_set_session(connection, newest.get()) == 1; // takes a reference of its own
        }
        return false;
    }

    /// After it: a session of TLS 1.2 may be used again, one that led to a failure takes the others with it.
    void finished(SSL* connection, bool good)
    {
        if (!good) {
            std::lock_guard const lock(mutex_);
            kept_.clear();
        } else if (SSL_session_reused(connection) == 1 && SSL_version(connection) < TLS1_3_VERSION) {
            keep(SSL_get_session(connection));
        }
    }

    /// For a server that fails when a session of its own comes back.
    void give_up()
    {
        std::lock_guard const lock(mutex_);
        kept_.clear();
        useless_ = true;
    }

    bool empty() const
    {
        std::lock_guard const lock(mutex_);
        return kept_.empty();
    }

private:
    // Asio has the place 0 of every connection for itself.
    static int index()
    {
        static int const mine = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
        return mine;
    }
    static int take_in(SSL* connection, SSL_SESSION* fresh)
    {
        if (auto* const self = static_cast<tls_sessions*>(SSL_get_ex_data(connection, index()))) self->keep(fresh);
        return 0; // OpenSSL's reference stays its own
    }
    // A copy: a connection that ends without a farewell, as most do, spoils the one it holds.
    void keep(SSL_SESSION* fresh) noexcept
    {
        session copy(fresh == nullptr ? nullptr : SSL_SESSION_dup(fresh));
        if (!copy) return;
        std::lock_guard const lock(mutex_);
        if (useless_) return;
        try {
            kept_.push_back(std::move(copy));
        } catch (
            ...) { // no memory for a shorter handshake: then it is a long one. OpenSSL is C and knows no exceptions.
            return;
        }
        if (kept_.size() > most) kept_.pop_front();
    }

    mutable std::mutex mutex_;
    std::deque<session> kept_;
    bool useless_ = false;
};

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_TLS_SESSIONS_HPP
