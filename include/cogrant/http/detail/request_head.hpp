// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_REQUEST_HEAD_HPP
#define COGRANT_HTTP_DETAIL_REQUEST_HEAD_HPP

#include <cogrant/http/message.hpp>

#include <openssl/crypto.h>

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

/// Overwrites a kept buffer at the end of the scope, and empties it.
class wiped_at_exit {
public:
    explicit wiped_at_exit(std::string& text) noexcept : text_(text) {}
    wiped_at_exit(wiped_at_exit const&) = delete;
    wiped_at_exit& operator=(wiped_at_exit const&) = delete;
    ~wiped_at_exit()
    {
        OPENSSL_cleanse(text_.data(), text_.size());
        text_.clear();
    }

private:
    std::string& text_;
};

/// What stands before the target when a proxy is asked, and what it is told about us; empty for the origin itself.
struct proxied_head {
    std::string_view prefix = {}; ///< "http://host:port" (RFC 9112 §3.2.2)
    std::string_view authorization = {};
};

/// Writes the head of a request (RFC 9112 §3) into `out`, whose memory is reused. There is room for it and `more` bytes
/// before the first is written, so that growing leaves no copy of a token behind.
inline void write_request_head(
    std::string& out, request const& r, std::string_view host, std::size_t more = 0, proxied_head const& proxy = {})
{
    out.clear();
    // The words of this function are fewer than 200 bytes.
    std::size_t room = 200 + r.target.size() + host.size() + more + proxy.prefix.size() + proxy.authorization.size();
    for (auto const f : r.headers) room += f.name.size() + f.value.size() + 4;
    out.reserve(room);
    out.append(to_string(r.method)).append(" ").append(proxy.prefix).append(r.target);
    out.append(" HTTP/1.1\r\nHost: ").append(host);
    if (!proxy.authorization.empty()) out.append("\r\nProxy-Authorization: ").append(proxy.authorization);
    bool encoding = false;
    for (auto const f : r.headers) {
        // These belong to the connection: a caller's value could only contradict what is sent.
        if (equal_names(f.name, "Host") || equal_names(f.name, "Content-Length") || equal_names(f.name, "Connection") ||
            equal_names(f.name, "Transfer-Encoding") || equal_names(f.name, "Proxy-Authorization"))
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
