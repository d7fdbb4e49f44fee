// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_MULTIPART_HPP
#define COGRANT_HTTP_MULTIPART_HPP

#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>

#include <openssl/rand.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::http {

/// 128 random bits as text, for a boundary; empty when OpenSSL has none.
inline std::string random_boundary()
{
    constexpr std::string_view digits = "0123456789abcdef";
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1) return {};
    std::string text = "cogrant-";
    for (auto const b : bytes) text.append(1, digits[b >> 4]).append(1, digits[b & 15]);
    return text;
}

/** A form with files, as a browser sends it (`multipart/form-data`).

    @code
    http::multipart_form form;
    form.field("language", "en-GB").file("prompt", "hello.wav", "audio/wav", std::move(bytes));
    if (auto failed = form.put_into(request)) return failed;
    @endcode

    Names and file names may be any UTF-8 text without control characters; quotes are escaped. Values are sent as they are.

    @par Source         RFC 7578; escaping: WHATWG HTML §4.10.21.8
    @par Thread safety  distinct objects: safe; shared object: const members only
    @par Limits         all parts are in memory */
class multipart_form {
    struct part {
        std::string head; // of the part, up to the empty line
        std::string content;
    };

public:
    /// @param boundary  proposes a text that separates the parts, letters, digits, '-' and '_', at most 70; asked again when
    ///                  a part contains it. For tests: by default 128 random bits.
    explicit multipart_form(std::string (*boundary)() = random_boundary) : propose_(boundary) {}

    /// Adds a plain field.
    multipart_form& field(std::string_view name, std::string value) { return add(named(name), std::move(value)); }
    /// Adds a file: its name as the server shall see it, its media type, what is in it.
    multipart_form&
    file(std::string_view name, std::string_view file_name, std::string_view content_type, std::string content)
    {
        if (content_type.empty() || has_control(content_type))
            wrong_ = "the media type of a file is empty or has a control character";
        auto head = named(name);
        head.append("; filename=\"").append(quoted(file_name)).append("\"\r\nContent-Type: ").append(content_type);
        return add(std::move(head), std::move(content));
    }

    /** Makes it the body of a request, with its Content-Type. The form stays as it is: it may be sent again.

        @par Errors      http_errc::bad_header: a name, file name or media type has a control character, or there is no
                         boundary to be had; `error::info().detail` says which
        @par On failure  the request is unchanged */
    error put_into(request& r) const
    {
        if (wrong_ != nullptr) return refused(wrong_);
        auto const boundary = absent_boundary();
        if (boundary.empty()) return refused("there is no boundary that the parts do not contain");
        std::size_t size = boundary.size() + 8;
        for (auto const& p : parts_) size += boundary.size() + p.head.size() + p.content.size() + 10;
        std::string body;
        body.reserve(size);
        for (auto const& p : parts_)
            body.append("--")
                .append(boundary)
                .append("\r\n")
                .append(p.head)
                .append("\r\n\r\n")
                .append(p.content)
                .append("\r\n");
        body.append("--").append(boundary).append("--\r\n");
        if (!r.headers.set("Content-Type", "multipart/form-data; boundary=" + boundary))
            return refused("the request has too many headers");
        r.body = std::move(body);
        return {};
    }

private:
    static bool has_control(std::string_view text) noexcept
    {
        for (char const c : text)
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
        return false;
    }
    static error refused(char const* why)
    {
        error e{make_error_code(http_errc::bad_header)};
        e.edit().detail = std::string("multipart form: ") + why;
        return e;
    }

    // A line end in a name could begin a header or a part of its own.
    std::string quoted(std::string_view name)
    {
        if (has_control(name)) wrong_ = "a name or file name has a control character";
        std::string out;
        for (char const c : name)
            if (c == '"') out += "%22";
            else out += c;
        return out;
    }
    std::string named(std::string_view name)
    {
        if (name.empty()) wrong_ = "a field has no name";
        return "Content-Disposition: form-data; name=\"" + quoted(name) + "\"";
    }
    multipart_form& add(std::string head, std::string content)
    {
        parts_.push_back({std::move(head), std::move(content)});
        return *this;
    }

    std::string absent_boundary() const
    {
        constexpr std::size_t longest = 70; // RFC 2046 §5.1.1
        constexpr std::string_view legal = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
        for (int tries = 0; tries != 16; ++tries) {
            auto text = propose_();
            bool good = !text.empty() && text.size() <= longest && text.find_first_not_of(legal) == text.npos;
            for (auto const& p : parts_)
                good = good && p.head.find(text) == text.npos && p.content.find(text) == text.npos;
            if (good) return text;
        }
        return {};
    }

    std::string (*propose_)();
    std::vector<part> parts_;
    char const* wrong_ = nullptr; // a literal
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_MULTIPART_HPP
