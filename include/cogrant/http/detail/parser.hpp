// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_PARSER_HPP
#define COGRANT_HTTP_DETAIL_PARSER_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/body_progress.hpp>
#include <cogrant/http/body_sink.hpp>
#include <cogrant/http/detail/inflater.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/optional/optional.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::http::detail {

namespace beast = boost::beast;

/// Beast's HTTP/1.1 grammar writing straight into our message: no intermediate fields, no second copy of the body.
template <bool IsRequest>
class parser : public beast::http::basic_parser<IsRequest> {
    using base = beast::http::basic_parser<IsRequest>;

public:
    /// With a sink, the body of a success goes there and not into `body`.
    parser(http::headers& headers, std::string& body, std::size_t limit, body_sink* sink = nullptr)
        : headers_(headers), body_(body), limit_(limit), sink_(sink)
    {
        headers_.clear();
        body_.clear();
        this->header_limit(static_cast<std::uint32_t>(http::headers::max_text));
        this->body_limit(boost::none); // counted here, after decompression
    }

    unsigned status = 0;
    std::string target;      // of a request
    std::string method_text; // of a request

    /// Whether the body must go through the parser to be decoded.
    bool compressed() const noexcept { return encoding_ != inflater::encoding::identity; }
    /// Whether the body goes to the sink.
    bool delivering() const noexcept { return delivering_; }

    /// Once the head is complete: whether its length alone rules the body out. Of a compressed one it says nothing.
    error_code check_length()
    {
        auto const length = this->content_length();
        if (!length || compressed() || *length <= limit_) return {};
        progress_.declared = true;
        return beyond_limit(*length);
    }

    /// The sink's last word: it may refuse a body that came whole.
    error_code finish_delivery() { return refused_by_sink(sink_->finish()); }

    /// What is known of the body, for the exchange.
    void report(body_progress& p) const
    {
        p.bytes = std::max<std::uint64_t>(progress_.bytes, body_.size());
        p.limit = limit_;
        p.declared = progress_.declared;
        p.decoded = compressed();
        p.refused = progress_.refused;
        // What a sink refused once it is not asked to take again.
        p.delivered = p.delivered || p.refused || (progress_.delivered && !sink_->restartable());
    }

protected:
    // None is marked `override`: newer Boost adds pure virtual functions here (on_trailer_field_impl) which must be
    // implemented without naming them for the older.
    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view path, int, beast::error_code&)
    {
        method_text.assign(method.data(), method.size());
        target.assign(path.data(), path.size());
    }
    void on_response_impl(int code, beast::string_view, int, beast::error_code&)
    {
        status = static_cast<unsigned>(code);
    }
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, beast::error_code& code)
    {
        if (head_done_) return; // a trailer is no header (RFC 9110 §6.5.1): before Boost 1.88 it comes here
        if (!headers_.add({name.data(), name.size()}, {value.data(), value.size()}))
            code = beast::http::error::bad_field;
    }
    void on_trailer_field_impl(beast::http::field, beast::string_view, beast::string_view, beast::error_code&) {}
    void on_header_impl([[maybe_unused]] beast::error_code& code)
    {
        head_done_ = true;
        if constexpr (!IsRequest) {
            // An unknown encoding matters only if there is a body to decode: HEAD and 304 name one without.
            encoding_ = headers_.count("Content-Encoding") > 1
                            ? inflater::encoding::unknown
                            : inflater::encoding_of(headers_.find("Content-Encoding").value_or(""));
            if (encoding_ == inflater::encoding::compressed) inflater_.emplace();
            if (sink_ == nullptr || status < 200 || status > 299) return;
            delivering_ = true;
            limit_ = sink_->limit();
            code = refused_by_sink(sink_->begin(status, headers_));
        }
    }
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, beast::error_code& code)
    {
        if (!length || compressed()) return;
        code = check_length();
        if (!code && !delivering_) body_.reserve(static_cast<std::size_t>(*length));
    }
    std::size_t on_body_impl(beast::string_view bytes, beast::error_code& code)
    {
        std::string_view const piece(bytes.data(), bytes.size());
        if (encoding_ == inflater::encoding::unknown) {
            code = make_error_code(http_errc::bad_encoding);
        } else if (inflater_) {
            code = inflate(piece);
        } else if (auto const so_far = delivering_ ? progress_.bytes : body_.size(); piece.size() > limit_ - so_far) {
            code = beyond_limit(so_far + piece.size());
        } else if (delivering_) {
            code = hand_over(piece);
        } else {
            body_.append(piece);
        }
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, beast::error_code& code)
    {
        return on_body_impl(bytes, code);
    }
    void on_finish_impl(beast::error_code& code)
    {
        if (inflater_ && !inflater_->complete()) code = make_error_code(http_errc::bad_encoding);
    }

private:
    error_code beyond_limit(std::uint64_t bytes)
    {
        progress_.bytes = bytes;
        return make_error_code(http_errc::body_limit);
    }
    error_code refused_by_sink(error_code code)
    {
        progress_.refused = progress_.refused || code.failed();
        return code;
    }
    error_code hand_over(std::string_view piece)
    {
        progress_.bytes += piece.size();
        progress_.delivered = true;
        return refused_by_sink(sink_->write(piece));
    }
    error_code inflate(std::string_view piece)
    {
        auto const left = delivering_ ? limit_ - progress_.bytes : limit_;
        auto const room =
            static_cast<std::size_t>(std::min<std::uint64_t>(left, std::numeric_limits<std::size_t>::max()));
        if (!delivering_) return inflater_->append(piece, body_, room);
        // Here the body is only where the inflater writes to.
        auto const code = inflater_->append(piece, body_, room, [this](std::string& out, std::size_t& limit) {
            if (out.empty()) return error_code();
            limit -= out.size();
            auto const failed = hand_over(out);
            out.clear();
            return failed;
        });
        if (code == make_error_code(http_errc::body_limit)) progress_.bytes += body_.size();
        body_.clear();
        return code;
    }

    http::headers& headers_;
    std::string& body_;
    std::uint64_t limit_;
    body_sink* sink_;
    bool delivering_ = false;
    body_progress progress_;
    bool head_done_ = false;
    inflater::encoding encoding_ = inflater::encoding::identity;
    std::optional<inflater> inflater_;
};

/// Our word for what Beast's parser found wrong.
inline error_code translate(beast::error_code code)
{
    if (!code || code.category() == http_category()) return code;
    if (code == beast::http::error::header_limit) return make_error_code(http_errc::header_limit);
    if (code == beast::http::error::body_limit) return make_error_code(http_errc::body_limit);
    if (code == beast::http::error::end_of_stream) return make_error_code(http_errc::connection_closed);
    if (code == beast::http::error::partial_message) return make_error_code(http_errc::truncated);
    if (code.category() == beast::error_code(beast::http::error::bad_field).category())
        return make_error_code(http_errc::bad_message);
    return code;
}

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_PARSER_HPP
