// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_BASE64_HPP
#define COGRANT_CODEC_BASE64_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::base64 {
namespace detail {

inline constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

inline std::string write(std::string_view bytes, std::string_view alphabet, bool padded)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    auto const at = [bytes](std::size_t i) -> std::uint32_t {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
    };
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t const group = at(i) << 16U | at(i + 1) << 8U | at(i + 2);
        std::size_t const left = bytes.size() - i;
        out += alphabet[group >> 18U];
        out += alphabet[(group >> 12U) & 63U];
        if (left > 1) out += alphabet[(group >> 6U) & 63U];
        else if (padded) out += '=';
        if (left > 2) out += alphabet[group & 63U];
        else if (padded) out += '=';
    }
    return out;
}

inline std::optional<std::string> read(std::string_view text, char c62, char c63, bool padded)
{
    if (padded) {
        if (text.size() % 4 != 0) return std::nullopt;
        for (int i = 0; i != 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
    }
    if (text.size() % 4 == 1) return std::nullopt;
    auto const digit = [c62, c63](char c) -> std::uint32_t {
        if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
        if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
        if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
        if (c == c62) return 62;
        if (c == c63) return 63;
        return 64;
    };
    std::string out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (char const c : text) {
        std::uint32_t const d = digit(c);
        if (d == 64) return std::nullopt;
        bits = bits << 6U | d;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(static_cast<unsigned char>(bits >> held));
        bits &= (1U << held) - 1U;
    }
    if (bits != 0) return std::nullopt; // two texts for the same bytes would be two spellings of one token
    return out;
}

} // namespace detail

/// Standard alphabet, padded (RFC 4648 §4): for `Authorization: Basic`.
inline std::string encode(std::string_view bytes) { return detail::write(bytes, detail::standard, true); }

/// URL-safe alphabet without padding (RFC 4648 §5): for PKCE, JOSE.
inline std::string encode_url(std::string_view bytes) { return detail::write(bytes, detail::url_safe, false); }

/// The bytes of a padded standard text; nothing when it is not exactly what `encode` writes.
inline std::optional<std::string> decode(std::string_view text) { return detail::read(text, '+', '/', true); }

/// The bytes of an unpadded URL-safe text; nothing when it is not exactly what `encode_url` writes.
inline std::optional<std::string> decode_url(std::string_view text) { return detail::read(text, '-', '_', false); }

} // namespace cogrant::base64

#endif // COGRANT_CODEC_BASE64_HPP
