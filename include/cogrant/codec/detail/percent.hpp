// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_DETAIL_PERCENT_HPP
#define COGRANT_CODEC_DETAIL_PERCENT_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::detail {

constexpr bool is_alphanumeric(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Characters that stay: by form rules (WHATWG, RFC 6749 appendix B) or unreserved by RFC 3986 §2.3.
constexpr bool stays_in_form(char c) noexcept
{
    return is_alphanumeric(c) || c == '*' || c == '-' || c == '.' || c == '_';
}
constexpr bool stays_in_query(char c) noexcept
{
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

template <class Stays>
void percent_escape(std::string& out, std::string_view text, Stays stays, bool plus_for_space)
{
    constexpr char const* digits = "0123456789ABCDEF";
    for (char const c : text) {
        if (stays(c)) {
            out += c;
        } else if (c == ' ' && plus_for_space) {
            out += '+';
        } else {
            auto const u = static_cast<unsigned char>(c);
            out += '%';
            out += digits[u >> 4U];
            out += digits[u & 15U];
        }
    }
}

inline std::optional<std::string> percent_unescape(std::string_view text, bool plus_is_space)
{
    auto const digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] == '%') {
            if (text.size() - i < 3) return std::nullopt;
            int const high = digit(text[i + 1]);
            int const low = digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

using name_values = std::vector<std::pair<std::string, std::string>>;

// "a=1&b=2"; empty pieces are passed over, a piece without '=' has an empty value.
inline std::optional<name_values> split_pairs(std::string_view text, bool plus_is_space)
{
    name_values out;
    while (!text.empty()) {
        auto const piece = text.substr(0, text.find('&'));
        text.remove_prefix(piece.size() == text.size() ? piece.size() : piece.size() + 1);
        if (piece.empty()) continue;
        auto const equals = piece.find('=');
        auto name = percent_unescape(piece.substr(0, equals), plus_is_space);
        auto value = percent_unescape(
            equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1), plus_is_space);
        if (!name || !value) return std::nullopt;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

} // namespace cogrant::detail

#endif // COGRANT_CODEC_DETAIL_PERCENT_HPP
