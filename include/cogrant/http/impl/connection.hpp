// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_IMPL_CONNECTION_HPP
#define COGRANT_HTTP_IMPL_CONNECTION_HPP

#include <cogrant/http/connection.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace cogrant::http {

COGRANT_DECL bool connection::arm(time_point deadline)
{
    std::lock_guard const lock(mutex_);
    expired_ = deadline <= std::chrono::steady_clock::now();
    if (expired_) return false;
    if (deadline == no_deadline) return true;
    armed_ = ++generation_;
    guard_.expires_at(deadline);
    guard_.async_wait([self = shared_from_this(), mine = armed_](error_code code) {
        if (code) return;
        std::lock_guard const inner(self->mutex_);
        if (self->armed_ != mine) return; // it was over just before the alarm
        self->expired_ = true;
        error_code ignored;
        self->socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    });
    return true;
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

COGRANT_DECL error connection::handshake_error(error_code code) const
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
    return e;
}

COGRANT_DECL asio::awaitable<error> connection::open(exchange& x, tls_context tls, client_certificate own)
{
    x.where = phase::resolve;
    auto lookup = detail::resolve(executor_, origin_, x.deadline);
    auto const addresses = co_await std::move(lookup);
    if (!addresses) co_return addresses.error();

    deadline_guard const guard(*this, x.deadline);
    x.where = phase::connect;
    error_code code = asio::error::host_not_found;
    for (auto const& address : *addresses) {
        auto outcome = co_await async_connect(address, asio::as_tuple(asio::use_awaitable));
        auto& [failed] = outcome;
        code = failed;
        if (!code || code == asio::error::operation_aborted || expired_.load()) break;
    }
    if (code || expired_.load()) co_return error(expired_or(code));

    if (origin_.tls) {
        x.where = phase::tls;
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
        auto outcome =
            co_await tls_->async_handshake(asio::ssl::stream_base::client, asio::as_tuple(asio::use_awaitable));
        auto& [failed] = outcome;
        if (failed || expired_.load()) co_return handshake_error(failed);
    }
    reusable_ = true;
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

COGRANT_DECL asio::awaitable<error_code> connection::round_trip(exchange& x, response& out)
{
    return tls_ ? talk(*tls_, x, out) : talk(socket_, x, out);
}

template <class Stream>
asio::awaitable<error_code> connection::talk(Stream& stream, exchange& x, response& out)
{
    x.where = phase::write;
    if (!detail::legal_target(x.request.target)) co_return make_error_code(http_errc::bad_url);
    deadline_guard const guard(*this, x.deadline);
    if (!guard.in_time()) co_return make_error_code(http_errc::deadline_exceeded);
    reusable_ = false;
    answer_begun_ = false;

    std::string_view rest = x.request.body;
    std::size_t const gathered = rest.size() <= gather_size ? rest.size() : 0;
    detail::write_request_head(head_, x.request, host_field_, gathered);
    head_.append(rest.substr(0, gathered));
    rest.remove_prefix(gathered);
    detail::wiped_at_exit const wiping(head_); // it holds a token, perhaps a secret in its body
    for (std::string_view piece = head_; !piece.empty();) {
        auto outcome = co_await stream.async_write_some(
            asio::buffer(piece.data(), piece.size()), asio::as_tuple(asio::use_awaitable));
        auto& [code, n] = outcome;
        // With TLS, bytes may have left although the operation failed.
        x.bytes_written = x.bytes_written || n != 0 || origin_.tls;
        if (code) {
            error_code why = code;
            if (tls_ && (code == asio::error::connection_reset || code == asio::error::broken_pipe)) {
                // The server's last words may have arrived before its end: that it wants another certificate.
                auto last = co_await stream.async_read_some(asio::buffer(buffer_), asio::as_tuple(asio::use_awaitable));
                auto& [said, ignored] = last;
                static_cast<void>(ignored);
                if (own_certificate_refused(said)) why = said;
            }
            co_return failed_transfer(x, why);
        }
        piece.remove_prefix(n);
        if (piece.empty()) {
            piece = rest;
            rest = {};
        }
    }

    x.where = phase::first_byte;
    // What is asked without a token is usually a token: it is received without growing, which would leave pieces behind.
    if (!x.request.authorize) out.body.reserve(gather_size);
    std::optional<detail::parser<false>> parser;
    parser.emplace(out.headers, out.body, x.request.body_limit);
    parser->skip(x.request.method == method::head);
    error_code code;
    while (!parser->is_done()) {
        if (begin_ != end_) {
            begin_ += parser->put(asio::const_buffer(buffer_.data() + begin_, end_ - begin_), code);
            if (code == detail::beast::http::error::need_more) code.clear();
            if (code) co_return expired_or(code);
            if (parser->is_done()) {
                if (parser->status >= 200) break;
                // An interim answer (RFC 9110 §15.2). Nobody asked for another protocol (101).
                if (parser->status == 101) co_return make_error_code(http_errc::bad_message);
                parser.emplace(out.headers, out.body, x.request.body_limit);
                parser->skip(x.request.method == method::head);
                continue;
            }
            if (parser->is_header_done() && !parser->eager()) {
                parser->eager(true);
                x.where = phase::body;
                if (begin_ != end_) continue;
            }
        }
        // The rest of a plain body of known length is received straight into the message.
        if (parser->is_header_done() && !parser->compressed() && !parser->chunked() && begin_ == end_) {
            if (auto const left = parser->content_length_remaining(); left && *left > read_size) {
                if (*left > parser->limit() - out.body.size()) co_return make_error_code(http_errc::body_limit);
                auto at = out.body.size();
                out.body.resize(at + static_cast<std::size_t>(*left));
                while (at != out.body.size()) {
                    auto outcome = co_await stream.async_read_some(
                        asio::buffer(out.body.data() + at, out.body.size() - at), asio::as_tuple(asio::use_awaitable));
                    auto& [failed, n] = outcome;
                    at += n;
                    if (failed && at != out.body.size()) {
                        bool const ended = failed == asio::error::eof || failed == asio::ssl::error::stream_truncated;
                        co_return expired_or(ended ? make_error_code(http_errc::truncated) : failed);
                    }
                }
                break;
            }
        }
        if (begin_ == end_) begin_ = end_ = 0;
        if (end_ == buffer_.size()) {
            // The parser wants more than a full buffer: an overlong line, or leftovers to be moved to the front.
            if (begin_ == 0) co_return make_error_code(http_errc::header_limit);
            std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        auto outcome = co_await stream.async_read_some(
            asio::buffer(buffer_.data() + end_, buffer_.size() - end_), asio::as_tuple(asio::use_awaitable));
        auto& [failed, n] = outcome;
        end_ += n;
        answer_begun_ = answer_begun_ || n != 0;
        if (!failed || n != 0) continue;
        if (expired_.load()) co_return make_error_code(http_errc::deadline_exceeded);
        if (failed != asio::error::eof && failed != asio::ssl::error::stream_truncated)
            co_return answer_begun_ ? failed : failed_transfer(x, failed);
        if (!answer_begun_) co_return make_error_code(http_errc::connection_closed);
        if (!parser->got_some()) co_return make_error_code(http_errc::truncated); // only an interim answer came
        // A body that ends with the connection is whole only if TLS says that nobody cut it off (RFC 9112 §9.8).
        if (failed == asio::ssl::error::stream_truncated) co_return make_error_code(http_errc::truncated);
        parser->put_eof(code);
        if (code) co_return detail::translate(code);
    }
    out.status = parser->status;
    reusable_ = parser->keep_alive() && begin_ == end_ && !expired_.load();
    if (!x.request.authorize) OPENSSL_cleanse(buffer_.data(), end_);
    co_return error_code();
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_IMPL_CONNECTION_HPP
