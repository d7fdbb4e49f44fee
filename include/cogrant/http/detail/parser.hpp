// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_PARSER_HPP
#define COGRANT_HTTP_DETAIL_PARSER_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/detail/inflater.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/optional/optional.hpp>

#include <cstddef>
#include <cstdint>
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
    parser(http::headers& headers, std::string& body, std::size_t limit) : headers_(headers), body_(body), limit_(limit)
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
    std::size_t limit() const noexcept { return limit_; }

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
    void on_header_impl(beast::error_code&)
    {
        head_done_ = true;
        if constexpr (!IsRequest) {
            // An unknown encoding matters only if there is a body to decode: HEAD and 304 name one without.
            encoding_ = headers_.count("Content-Encoding") > 1
                            ? inflater::encoding::unknown
                            : inflater::encoding_of(headers_.find("Content-Encoding").value_or(""));
            if (encoding_ == inflater::encoding::compressed) inflater_.emplace();
        }
    }
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, beast::error_code& code)
    {
        if (!length || compressed()) return;
        if (*length > limit_) code = make_error_code(http_errc::body_limit);
        else body_.reserve(static_cast<std::size_t>(*length));
    }
    std::size_t on_body_impl(beast::string_view bytes, beast::error_code& code)
    {
        std::string_view const piece(bytes.data(), bytes.size());
        if (encoding_ == inflater::encoding::unknown) {
            code = make_error_code(http_errc::bad_encoding);
        } else if (inflater_) {
            if (auto const failed = inflater_->append(piece, body_, limit_)) code = failed;
        } else if (piece.size() > limit_ - body_.size()) {
            code = make_error_code(http_errc::body_limit);
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
    http::headers& headers_;
    std::string& body_;
    std::size_t limit_;
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
