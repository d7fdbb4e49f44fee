// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_REQUEST_HEAD_HPP
#define COGRANT_HTTP_DETAIL_REQUEST_HEAD_HPP

#include <cogrant/http/message.hpp>

#include <charconv>
#include <string>
#include <string_view>

namespace cogrant::http::detail {

/// Whether a target can be put into a request line: no white space or control character could end the line early.
inline bool legal_target(std::string_view target) noexcept
{
    if (target.empty() || target.front() != '/') return false;
    for (char const c : target)
        if (c <= ' ' || c == 0x7f) return false;
    return true;
}

inline void append_number(std::string& out, std::size_t number)
{
    char digits[20];
    auto const [end, code] = std::to_chars(digits, digits + sizeof digits, number);
    (void)code; // 20 digits hold every size_t
    out.append(digits, end);
}

/// Host and port as the Host field wants them (RFC 9110 §7.2).
inline std::string host_field(origin const& o)
{
    auto text = to_string(o);
    return text.substr(text.find("//") + 2);
}

/// Writes the head of a request (RFC 9112 §3) into `out`, whose memory is reused.
inline void write_request_head(std::string& out, request const& r, std::string_view host)
{
    out.clear();
    out.append(to_string(r.method)).append(" ").append(r.target).append(" HTTP/1.1\r\nHost: ").append(host);
    bool encoding = false;
    for (auto const f : r.headers) {
        // These belong to the connection: a caller's value could only contradict what is sent.
        if (equal_names(f.name, "Host") || equal_names(f.name, "Content-Length") || equal_names(f.name, "Connection") ||
            equal_names(f.name, "Transfer-Encoding"))
            continue;
        encoding = encoding || equal_names(f.name, "Accept-Encoding");
        out.append("\r\n").append(f.name).append(": ").append(f.value);
    }
    if (!encoding) out.append("\r\nAccept-Encoding: gzip, deflate");
    if (!r.body.empty() || r.method == method::post || r.method == method::put || r.method == method::patch) {
        out.append("\r\nContent-Length: ");
        append_number(out, r.body.size());
    }
    out.append("\r\n\r\n");
}

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_REQUEST_HEAD_HPP
