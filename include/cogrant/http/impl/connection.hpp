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

template <class Stream>
asio::awaitable<error_code> connection::talk(Stream stream, exchange& x, response& out)
{
    x.where = phase::write;
    if (!detail::legal_target(x.request.target)) co_return make_error_code(http_errc::bad_url);
    deadline_guard const guard(*this);
    silence_ = x.request.answer_timeout > duration::zero() ? x.request.answer_timeout : settings_.answer_limit;
    if (!arm(x.deadline, silence_)) co_return make_error_code(http_errc::deadline_exceeded);
    reusable_ = false;
    answer_begun_ = false;
    x.body = detail::next_answer(x.body);

    std::string_view rest = x.request.body;
    std::size_t const gathered = rest.size() <= gather_size ? rest.size() : 0;
    detail::proxied_head asked;
    if (asks_proxy()) asked = {prefix_, settings_.via.authorization().expose()};
    detail::write_request_head(head_, x.request, host_field_, gathered, asked);
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
    if (x.spare.capacity() > out.body.capacity()) {
        out.body = std::move(x.spare);
        out.body.clear();
    }
    // What is asked without a token is usually a token: it is received without growing, which would leave pieces behind.
    if (!x.request.authorize) out.body.reserve(gather_size);
    std::optional<detail::parser<false>> parser;
    parser.emplace(out.headers, out.body, x.request.body_limit, x.request.sink);
    parser->skip(x.request.method == method::head);
    bool in_sips = true;
    error_code code;
    while (!parser->is_done()) {
        if (begin_ != end_) {
            // Of compressed bytes a sink takes few at a time: they may decode to a thousand times as many.
            auto const here = end_ - begin_;
            auto const piece =
                in_sips && parser->delivering() && parser->compressed() ? std::min(here, sip_size) : here;
            auto const used = parser->put(asio::const_buffer(buffer_.data() + begin_, piece), code);
            begin_ += used;
            in_sips = used != 0; // else it wants to see more at a time
            if (code == detail::beast::http::error::need_more) code.clear();
            if (x.request.sink != nullptr || code) parser->report(x.body);
            if (code) co_return expired_or(code);
            if (parser->is_done()) {
                if (parser->status >= 200) break;
                // An interim answer (RFC 9110 §15.2). Nobody asked for another protocol (101).
                if (parser->status == 101) co_return make_error_code(http_errc::bad_message);
                parser.emplace(out.headers, out.body, x.request.body_limit, x.request.sink);
                parser->skip(x.request.method == method::head);
                continue;
            }
            bool again = piece != here;
            if (parser->is_header_done() && !parser->eager()) {
                parser->eager(true);
                x.where = phase::body;
                if (auto const refused = parser->check_length()) {
                    parser->report(x.body);
                    co_return refused;
                }
                again = begin_ != end_;
            }
            if (parser->delivering() && x.request.sink->full()) {
                extend(duration::max()); // the reader is slow, not the server: only the deadline counts
                auto waiting = x.request.sink->room(x.deadline);
                auto const refused = co_await std::move(waiting);
                if (refused) co_return expired_or(refused);
            }
            if (again) continue;
        }
        // The rest of a plain body of known length is received straight into the message.
        if (parser->is_header_done() && !parser->compressed() && !parser->chunked() && !parser->delivering() &&
            begin_ == end_) {
            if (auto const left = parser->content_length_remaining(); left && *left > read_size) {
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
    if (parser->delivering()) {
        code = parser->finish_delivery();
        parser->report(x.body);
        if (code) co_return code;
    }
    reusable_ = parser->keep_alive() && begin_ == end_ && !expired_.load();
    if (!x.request.authorize) OPENSSL_cleanse(buffer_.data(), end_);
    co_return error_code();
}

COGRANT_DECL asio::awaitable<error_code> connection::round_trip(exchange& x, response& out)
{
    return tls_ ? talk(watched_stream(*tls_, *this), x, out) : talk(watched_stream(socket_, *this), x, out);
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_IMPL_CONNECTION_HPP
