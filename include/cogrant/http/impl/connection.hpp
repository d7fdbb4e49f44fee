// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_IMPL_CONNECTION_HPP
#define COGRANT_HTTP_IMPL_CONNECTION_HPP

#include <cogrant/http/connection.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstring>
#include <limits>

namespace cogrant::http {

inline bool connection::arm(time_point deadline)
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

inline void connection::disarm()
{
    std::lock_guard const lock(mutex_);
    if (armed_ == 0) return;
    armed_ = 0;
    guard_.cancel();
}

inline error connection::handshake_error(error_code code) const
{
    if (expired_.load()) return error(make_error_code(http_errc::deadline_exceeded));
    if (code == asio::error::eof || code == asio::ssl::error::stream_truncated) {
        error e(make_error_code(http_errc::connection_closed), phase::tls);
        e.edit().detail = origin_.host + " closed the connection during the TLS handshake";
        return e;
    }
    if (code.category() != asio::error::get_ssl_category()) return error(code);
    bool const unverified = ERR_GET_REASON(static_cast<unsigned long>(code.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED;
    error e(make_error_code(unverified ? http_errc::certificate_refused : http_errc::tls_failed), phase::tls);
    auto const verdict = SSL_get_verify_result(const_cast<decltype(tls_)&>(tls_)->native_handle());
    e.edit().detail =
        unverified ? "the certificate of " + origin_.host + " did not verify: " + X509_verify_cert_error_string(verdict)
                   : "TLS handshake with " + origin_.host + " failed: " + code.message();
    return e;
}

inline asio::awaitable<error> connection::open(exchange& x, tls_context tls)
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
        if (tls.verifies()) tls_->set_verify_callback(asio::ssl::host_name_verification(origin_.host));
        auto outcome =
            co_await tls_->async_handshake(asio::ssl::stream_base::client, asio::as_tuple(asio::use_awaitable));
        auto& [failed] = outcome;
        if (failed || expired_.load()) co_return handshake_error(failed);
    }
    reusable_ = true;
    co_return error();
}

inline bool connection::alive()
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

template <class Stream>
asio::awaitable<error_code> connection::talk(Stream& stream, exchange& x, response& out)
{
    x.where = phase::write;
    if (!detail::legal_target(x.request.target)) co_return make_error_code(http_errc::bad_url);
    deadline_guard const guard(*this, x.deadline);
    if (!guard.in_time()) co_return make_error_code(http_errc::deadline_exceeded);
    reusable_ = false;
    answer_begun_ = false;

    detail::write_request_head(head_, x.request, host_field_);
    std::string_view rest = x.request.body;
    if (rest.size() <= gather_size) {
        head_.append(rest);
        rest = {};
    }
    for (std::string_view piece = head_; !piece.empty();) {
        auto outcome = co_await stream.async_write_some(
            asio::buffer(piece.data(), piece.size()), asio::as_tuple(asio::use_awaitable));
        auto& [code, n] = outcome;
        // With TLS, bytes may have left although the operation failed.
        x.bytes_written = x.bytes_written || n != 0 || origin_.tls;
        if (code) co_return expired_or(code);
        piece.remove_prefix(n);
        if (piece.empty()) {
            piece = rest;
            rest = {};
        }
    }

    x.where = phase::first_byte;
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
        if (failed != asio::error::eof && failed != asio::ssl::error::stream_truncated) co_return failed;
        if (!answer_begun_) co_return make_error_code(http_errc::connection_closed);
        if (!parser->got_some()) co_return make_error_code(http_errc::truncated); // only an interim answer came
        // A body that ends with the connection is whole only if TLS says that nobody cut it off (RFC 9112 §9.8).
        if (failed == asio::ssl::error::stream_truncated) co_return make_error_code(http_errc::truncated);
        parser->put_eof(code);
        if (code) co_return detail::translate(code);
    }
    out.status = parser->status;
    reusable_ = parser->keep_alive() && begin_ == end_ && !expired_.load();
    co_return error_code();
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_IMPL_CONNECTION_HPP
