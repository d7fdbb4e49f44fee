// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_STRINGS_HPP
#define COGRANT_CODEC_JSON_STRINGS_HPP

#include <cogrant/codec/json/arena.hpp>
#include <cogrant/codec/json/quick.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/scan.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace cogrant::json {
// From p, somewhere in a string: the next quote or backslash. Null after a problem.
inline char const* reader::validate_run(char const* p)
{
    for (;;) {
        p = detail::skip_plain(p, end_);
        if (p == end_ || static_cast<unsigned char>(*p) < 0x20) {
            bad_string(p, codec_errc::syntax);
            return nullptr;
        }
        if (*p == '"' || *p == '\\') return p;
        do {
            std::size_t const size = detail::utf8_sequence(p, end_);
            if (size == 0) {
                bad_string(p, codec_errc::bad_utf8);
                return nullptr;
            }
            p += size;
        } while (p != end_ && static_cast<unsigned char>(*p) >= 0x80);
    }
}

// Reads the escape sequence at p (a backslash) and writes what it means at `to`: at most 4 bytes.
inline bool reader::escape(char const*& p, char* to, std::size_t& size)
{
    char const* const start = p;
    auto const left = [&] { return end_ - p; };
    if (left() < 2) return bad_string(end_, codec_errc::unexpected_end);
    char const c = p[1];
    p += 2;
    size = 1;
    switch (c) {
    case '"':
    case '\\':
    case '/': *to = c; return true;
    case 'b': *to = '\b'; return true;
    case 'f': *to = '\f'; return true;
    case 'n': *to = '\n'; return true;
    case 'r': *to = '\r'; return true;
    case 't': *to = '\t'; return true;
    case 'u': break;
    default: return bad_string(start, codec_errc::bad_escape);
    }
    if (left() < 4) return bad_string(start, codec_errc::bad_escape);
    std::uint32_t code = detail::hex4(p);
    if (code > 0xFFFF || (code >= 0xDC00 && code <= 0xDFFF)) return bad_string(start, codec_errc::bad_escape);
    p += 4;
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (left() < 6 || p[0] != '\\' || p[1] != 'u') return bad_string(start, codec_errc::bad_escape);
        std::uint32_t const low = detail::hex4(p + 2);
        if (low < 0xDC00 || low > 0xDFFF) return bad_string(start, codec_errc::bad_escape);
        p += 6;
        code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    }
    size = detail::write_utf8(code, to);
    return true;
}

// The slow road: `run` begins the string's text, p is its first backslash. Short texts are put together on the stack,
// so that `out` is written once.
inline bool reader::unescape(char const* run, char const* p, std::string& out)
{
    constexpr std::size_t room = 512;
    char buffer[room];
    std::size_t used = 0;
    out.clear();
    auto const put = [&](char const* from, std::size_t size) {
        if (size > room - used) {
            out.append(buffer, used);
            used = 0;
            if (size > room) {
                out.append(from, size);
                return;
            }
        }
        std::memcpy(buffer + used, from, size);
        used += size;
    };
    for (;;) {
        put(run, static_cast<std::size_t>(p - run));
        while (p != end_ && *p == '\\') {
            char text[4];
            std::size_t size = 0;
            if (!escape(p, text, size)) return false;
            put(text, size);
        }
        run = p;
        p = validate_run(p);
        if (p == nullptr) return false;
        if (*p != '"') continue;
        put(run, static_cast<std::size_t>(p - run));
        if (out.empty()) detail::assign(out, std::string_view(buffer, used));
        else out.append(buffer, used);
        p_ = p + 1;
        return true;
    }
}

inline bool reader::string(std::string& out)
{
    if (std::string_view plain; plain_string(plain)) [[likely]] {
        detail::assign(out, plain);
        return true;
    }
    if (peek() != '"') return mismatch("a string");
    char const* const text = p_ + 1;
    char const* const p = validate_run(text);
    if (p == nullptr) return false;
    if (*p == '\\') return unescape(text, p, out);
    detail::assign(out, std::string_view(text, static_cast<std::size_t>(p - text)));
    p_ = p + 1;
    return true;
}

inline bool reader::string(std::string_view& out, std::string& scratch)
{
    if (plain_string(out)) [[likely]]
        return true;
    if (peek() != '"') return mismatch("a string");
    char const* const text = p_ + 1;
    char const* const p = validate_run(text);
    if (p == nullptr) return false;
    if (*p == '\\') {
        if (!unescape(text, p, scratch)) return false;
        out = scratch;
        return true;
    }
    out = std::string_view(text, static_cast<std::size_t>(p - text));
    p_ = p + 1;
    return true;
}

inline bool reader::borrowed_string(std::string_view& out)
{
    if (plain_string(out)) [[likely]]
        return true;
    if (texts_ == nullptr) return fail(codec_errc::wrong_type, "a document that is kept", "none");
    std::string& scratch = texts_->scratch();
    if (!string(out, scratch)) return false;
    if (out.data() == scratch.data()) out = texts_->keep(out);
    return true;
}

inline std::size_t reader::string_room() noexcept
{
    if (peek() != '"') return 0;
    char const* p = p_ + 1;
    while (p != end_ && *p != '"') p += *p == '\\' && end_ - p > 1 ? 2 : 1;
    return static_cast<std::size_t>(p - p_);
}

// Passes over the string at p_.
inline bool reader::scan_string()
{
    if (std::string_view plain; plain_string(plain)) [[likely]]
        return true;
    char const* p = p_ + 1;
    for (;;) {
        p = validate_run(p);
        if (p == nullptr) return false;
        if (*p == '"') {
            p_ = p + 1;
            return true;
        }
        char text[4];
        std::size_t size = 0;
        if (!escape(p, text, size)) return false;
    }
}

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_STRINGS_HPP
