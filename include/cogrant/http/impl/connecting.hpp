// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_IMPL_CONNECTING_HPP
#define COGRANT_HTTP_IMPL_CONNECTING_HPP

#include <cogrant/http/connection.hpp>
#include <cogrant/http/detail/connect_turn.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

// How a connection comes about, and the guard of its limits.

namespace cogrant::http {

COGRANT_DECL bool connection::arm(time_point deadline, duration limit)
{
    std::lock_guard const lock(mutex_);
    expired_ = deadline <= std::chrono::steady_clock::now();
    if (expired_) return false;
    deadline_ = deadline;
    // By the same coarse clock as in `extend`: an exact one could be ahead of it, and the alarm would be set again.
    limit_ = std::min(deadline, deadline_after(recent_time<std::chrono::steady_clock>(), limit));
    if (limit_ == no_deadline) return true;
    if (armed_ == 0 || limit_ < alarm_) start_alarm();
    return true;
}

// Moving the limit away costs no timer: the alarm that comes too early is set anew.
COGRANT_DECL void connection::extend(duration limit)
{
    std::lock_guard const lock(mutex_);
    if (expired_) return;
    limit_ = std::min(deadline_, deadline_after(recent_time<std::chrono::steady_clock>(), limit));
    if (limit_ != no_deadline && (armed_ == 0 || limit_ < alarm_)) start_alarm();
}

COGRANT_DECL void connection::start_alarm()
{
    armed_ = ++generation_;
    alarm_ = limit_;
    guard_.expires_at(alarm_);
    guard_.async_wait([self = shared_from_this(), mine = armed_](error_code code) {
        if (code) return;
        std::lock_guard const inner(self->mutex_);
        if (self->armed_ != mine) return; // it was over just before the alarm
        self->armed_ = 0;
        if (self->limit_ == no_deadline) return;
        if (self->limit_ > self->alarm_) {
            self->start_alarm();
            return;
        }
        self->expired_ = true;
        error_code ignored;
        self->socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    });
}

COGRANT_DECL void connection::disarm()
{
    std::lock_guard const lock(mutex_);
    if (armed_ == 0) return;
    armed_ = 0;
    guard_.cancel();
}

namespace detail {

/// Whether the peer ended the handshake for want of a client certificate that it likes (RFC 8446 §6.2).
COGRANT_DECL bool refuses_our_certificate(error_code code, bool asked_for_it) noexcept
{
    if (code.category() != asio::error::get_ssl_category()) return false;
    switch (ERR_GET_REASON(static_cast<unsigned long>(code.value())) - SSL_AD_REASON_OFFSET) {
    case SSL_AD_CERTIFICATE_REQUIRED:
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_UNKNOWN_CA:
    case SSL_AD_ACCESS_DENIED: return true;
    case SSL_AD_HANDSHAKE_FAILURE: // what TLS 1.2 says when there is none
    case SSL_AD_DECRYPT_ERROR: return asked_for_it;
    default: return false;
    }
}

} // namespace detail

COGRANT_DECL bool connection::own_certificate_refused(error_code code) const noexcept
{
    if (!tls_) return false;
    auto* const session = const_cast<decltype(tls_)&>(tls_)->native_handle();
    bool const asked = SSL_get_certificate(session) != nullptr || SSL_get0_peer_CA_list(session) != nullptr;
    return detail::refuses_our_certificate(code, asked);
}

// With TLS 1.3 a server looks at our certificate when the handshake is over for us.
COGRANT_DECL error_code connection::failed_transfer(exchange& x, error_code code) const
{
    if (expired_.load() || !own_certificate_refused(code)) return expired_or(code);
    x.where = phase::tls;
    return make_error_code(http_errc::client_certificate_refused);
}

COGRANT_DECL error connection::handshake_error(error_code code, tls_context const& tls) const
{
    if (expired_.load()) return error(make_error_code(http_errc::deadline_exceeded));
    if (code == asio::error::eof || code == asio::ssl::error::stream_truncated) {
        error e(make_error_code(http_errc::connection_closed), phase::tls);
        e.edit().detail = origin_.host + " closed the connection during the TLS handshake";
        return e;
    }
    if (code.category() != asio::error::get_ssl_category()) return error(code);
    if (own_certificate_refused(code)) {
        error e(make_error_code(http_errc::client_certificate_refused), phase::tls);
        e.edit().detail = origin_.host + " refuses the client certificate, or wants one: " + code.message();
        return e;
    }
    bool const unverified = ERR_GET_REASON(static_cast<unsigned long>(code.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED;
    error e(make_error_code(unverified ? http_errc::certificate_refused : http_errc::tls_failed), phase::tls);
    auto const verdict = SSL_get_verify_result(const_cast<decltype(tls_)&>(tls_)->native_handle());
    e.edit().detail =
        unverified ? "the certificate of " + origin_.host + " did not verify: " + X509_verify_cert_error_string(verdict)
                   : "TLS handshake with " + origin_.host + " failed: " + code.message();
    if (auto const lack = unverified ? tls.lack_of_trust() : std::string(); !lack.empty())
        e.edit().detail += "; " + lack;
    return e;
}

COGRANT_DECL asio::awaitable<error> connection::open(exchange& x, tls_context tls, client_certificate own)
{
    x.where = phase::resolve;
    auto const until = std::min(x.deadline, deadline_after(std::chrono::steady_clock::now(), settings_.connect_limit));
    auto looking = settings_.names.resolve(executor_, first_host(), until);
    auto const found = co_await std::move(looking);
    if (!found) co_return found.error();

    deadline_guard const guard(*this);
    auto establishing = establish(x, *found, until, tls, own);
    auto failed = co_await std::move(establishing);
    // Some servers fail when a session of theirs comes back. Then it is all done again without.
    if (failed && resuming_ && failed.code().category() == http_category() && !expired_.load()) {
        auto trying = establish(x, *found, until, tls, own);
        failed = co_await std::move(trying);
        if (!failed) settings_.sessions->give_up();
    }
    reusable_ = !failed;
    co_return failed;
}

COGRANT_DECL asio::awaitable<error>
connection::establish(exchange& x, addresses to, time_point until, tls_context tls, client_certificate own)
{
    x.where = phase::connect;
    resuming_ = false;
    auto connecting = connect(std::move(to), until);
    auto const code = co_await std::move(connecting);
    if (code) co_return error(code);
    if (!origin_.tls) co_return error();
    if (settings_.via) {
        if (!arm(until, duration::max())) co_return error(make_error_code(http_errc::deadline_exceeded));
        auto digging = tunnel();
        auto const failed = co_await std::move(digging);
        if (failed) co_return failed;
    }
    x.where = phase::tls;
    if (!arm(x.deadline, settings_.handshake_limit)) co_return error(make_error_code(http_errc::deadline_exceeded));
    auto shaking = handshake(std::move(tls), std::move(own));
    auto const failed = co_await std::move(shaking);
    co_return failed;
}

// One address after another, until one is connected, the time is over or the caller cancels.
COGRANT_DECL asio::awaitable<error_code> connection::connect(addresses to, time_point until)
{
    auto const port = settings_.via ? settings_.via.port() : origin_.port;
    error_code code = asio::error::host_not_found;
    for (std::size_t i = 0; i != to.size(); ++i) {
        auto const turn = detail::connect_turn(std::chrono::steady_clock::now(), until, to.size() - i);
        if (!arm(turn, duration::max())) co_return make_error_code(http_errc::deadline_exceeded);
        asio::ip::tcp::endpoint const address(to[i], port);
        auto outcome = co_await async_connect(address, asio::as_tuple(asio::use_awaitable));
        auto& [failed] = outcome;
        code = expired_or(failed);
        if (!code && i != 0) settings_.names.prefer(first_host(), to[i]);
        if (!code || code == asio::error::operation_aborted) co_return code;
    }
    settings_.names.forget(first_host());
    co_return code;
}

COGRANT_DECL asio::awaitable<error> connection::handshake(tls_context tls, client_certificate own)
{
    tls_.emplace(socket_, tls.native());
    error_code ignored;
    bool const literal = (static_cast<void>(asio::ip::make_address(origin_.host, ignored)), !ignored);
    if (!literal && SSL_set_tlsext_host_name(tls_->native_handle(), origin_.host.c_str()) != 1)
        co_return error(make_error_code(http_errc::tls_failed));
    // On this connection's own SSL object: the context, its trust and its verification are shared and stay as they are.
    if (own && SSL_use_cert_and_key(tls_->native_handle(), own.leaf(), own.key(), own.chain(), 1) != 1) {
        error e(make_error_code(http_errc::client_certificate_unusable), phase::tls);
        auto const* const why = ERR_reason_error_string(ERR_peek_last_error());
        e.edit().detail = std::string("OpenSSL does not take the client certificate: ") + (why ? why : "no reason");
        ERR_clear_error();
        co_return e;
    }
    if (tls.verifies()) tls_->set_verify_callback(asio::ssl::host_name_verification(origin_.host));
    resuming_ = settings_.sessions && settings_.sessions->attach(tls_->native_handle());
    auto outcome = co_await tls_->async_handshake(asio::ssl::stream_base::client, asio::as_tuple(asio::use_awaitable));
    auto& [failed] = outcome;
    bool const good = !failed && !expired_.load();
    if (settings_.sessions) settings_.sessions->finished(tls_->native_handle(), good);
    if (!good) co_return handshake_error(failed, tls);
    co_return error();
}

COGRANT_DECL bool connection::alive()
{
    if (!reusable_ || begin_ != end_) return false;
    // A healthy idle connection has nothing to read: end of stream, an error and stray bytes all rule it out. TLS 1.3
    // session tickets arrive unasked, so for TLS only the end of the stream counts.
    char byte = 0;
    error_code code;
    socket_.non_blocking(true, code);
    if (code) return false;
    auto const n = socket_.receive(asio::buffer(&byte, 1), asio::ip::tcp::socket::message_peek, code);
    if (code == asio::error::would_block || code == asio::error::try_again) return true;
    return !code && n != 0 && tls_.has_value();
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_IMPL_CONNECTING_HPP
