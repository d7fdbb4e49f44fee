// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_PRINTABLE_HPP
#define COGRANT_HTTP_PRINTABLE_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/headers.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace cogrant::http {

/// The text with whatever follows "Bearer", "client_secret=" and the like struck out: gateways show what they refuse.
inline std::string without_credentials(std::string_view text)
{
    auto const credential = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._~+/%=").find(c) != std::string_view::npos;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t known = 0;
        bool scheme = false; // of an Authorization header: prose has these words too
        for (std::string_view const name :
             {"bearer ", "dpop ", "basic ", "access_token", "refresh_token", "client_secret", "code_verifier",
              "assertion"})
            if (equal_names(text.substr(i, name.size()), name)) {
                known = name.size();
                scheme = name.ends_with(' ');
            }
        if (known == 0) {
            out += text[i++];
            continue;
        }
        out.append(text.substr(i, known));
        i += known;
        auto begin = i;
        while (begin < text.size() && std::string_view("\"'=: ").find(text[begin]) != std::string_view::npos) ++begin;
        if (!scheme && begin == i) continue;
        auto end = begin;
        while (end < text.size() && credential(text[end])) ++end;
        // "Basic authentication is required": a word of prose has no digit and no capital inside
        auto const value = text.substr(begin, end - begin);
        constexpr std::string_view unlike_prose = "0123456789+/=ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        if (value.size() < 12 || value.find_first_of(unlike_prose, 1) == value.npos) continue;
        out.append(text.substr(i, begin - i)).append("[redacted]");
        i = end;
    }
    return out;
}

namespace detail {

/// Bytes of a control sequence in UTF-8 at the front of `text`: C0, C1, line separators and the marks that turn the
/// direction of writing. Terminals obey all of them. 0 when there is none.
inline std::size_t control_at(std::string_view text) noexcept
{
    auto const byte = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
    if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return 2;
    bool const direction = byte(0) == 0xe2 && ((byte(1) == 0x80 && byte(2) >= 0xa8 && byte(2) <= 0xae) ||
                                               (byte(1) == 0x80 && (byte(2) == 0x8e || byte(2) == 0x8f)) ||
                                               (byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9));
    return direction ? 3 : 0;
}

} // namespace detail

/// One line for people out of a text of the server: no control characters and no marks of direction (terminals obey them),
/// no credentials, at most `limit` bytes, not cut inside a character.
inline std::string printable(std::string_view text, std::size_t limit)
{
    std::string out;
    auto const clean = without_credentials(text.substr(0, limit * 4));
    for (std::size_t i = 0; i < clean.size();) {
        auto const control = detail::control_at(std::string_view(clean).substr(i));
        if (control == 0) out += clean[i];
        else if (!out.empty() && out.back() != ' ') out += ' ';
        i += control == 0 ? 1 : control;
    }
    if (out.size() > limit) {
        auto end = limit;
        while (end != 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
        out.resize(end);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// The same in printable ASCII: for bytes that may be anything.
inline std::string printable_ascii(std::string_view bytes, std::size_t limit)
{
    std::string ascii;
    for (char const c : bytes.substr(0, limit * 4)) {
        bool const blank = c == '\r' || c == '\n' || c == '\t' || c == ' ';
        if (!blank) ascii += c > ' ' && c < 0x7f ? c : '.';
        else if (!ascii.empty() && ascii.back() != ' ') ascii += ' ';
    }
    return printable(ascii, limit);
}

/// Takes this very secret out of an error's texts: servers and gateways show what they refuse. Texts are cut at a limit, so
/// the beginning of the secret at the end of a long one goes as well.
inline void strike_out(error& e, std::string_view secret)
{
    if (secret.size() < 4) return; // would tear words apart, and is none
    constexpr std::size_t least_limit = 60; // at which a text is cut, less a character of UTF-8: shorter ones are whole
    auto& info = e.edit();
    for (auto* text :
         {&info.detail, &info.server_code, &info.server_message, &info.correlation_id, &info.body_snippet,
          &info.server_uri, &info.needed_scope}) {
        bool const cut = text->size() >= least_limit;
        for (auto at = text->find(secret); at != std::string::npos; at = text->find(secret, at))
            text->replace(at, secret.size(), "[redacted]");
        for (auto left = std::min(secret.size() - 1, text->size()); cut && left >= 4; --left)
            if (text->ends_with(secret.substr(0, left))) {
                text->replace(text->size() - left, left, "[redacted]");
                break;
            }
    }
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_PRINTABLE_HPP
