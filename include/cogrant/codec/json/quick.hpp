// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_QUICK_HPP
#define COGRANT_CODEC_JSON_QUICK_HPP

#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/scan.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

// Values as servers mostly write them: no white space before them, strings of plain ASCII, short numbers. Each function
// answers where the value ends, or null when it is of another shape: then nothing was written, and the reader, which
// knows every shape and every error, looks again. At least `quick_room` bytes may be read at p.

namespace cogrant::json::detail {

inline constexpr std::size_t quick_room = 64;
inline constexpr std::size_t quick_number = 32; ///< no longer number is read here

inline constexpr std::size_t short_text = 15; ///< of a string that needs no memory of its own (libstdc++)

/// The text of a string.
COGRANT_JSON_INLINE inline char const* quick_text(char const* p, char const* end, std::string_view& out) noexcept
{
    if (*p != '"') return nullptr;
    char const* const text = ++p;
#if defined(COGRANT_JSON_SSE2)
    unsigned const bits = special_bits(p) | special_bits(p + 16) << 16U;
    if (bits != 0) p += std::countr_zero(bits);
    else if (unsigned const more = special_bits(p + 32); more != 0) // as in a UUID
        p += 32 + std::countr_zero(more);
    else
#endif
    {
        p = skip_plain(p, end);
        if (p == end) return nullptr;
    }
    if (*p != '"') return nullptr;
    out = std::string_view(text, static_cast<std::size_t>(p - text));
    return p + 1;
}

/// As `out.assign(text)`, without its detours: a fresh string is allocated once and to measure, one that is no shorter, as
/// the same member of another row mostly is, just overwritten.
inline void assign(std::string& out, std::string_view text)
{
    if (text.size() <= out.size()) {
        out.resize(text.size());
        text.copy(out.data(), text.size());
    } else if (text.size() <= out.capacity()) {
        out.assign(text);
    } else {
        out = std::string(text);
    }
}

// A short text is copied with what follows it, for a copy of a known size takes no call. It needs no memory: nothing can
// fail between the two lines.
COGRANT_JSON_FLATTEN inline void make_short(std::string& out, char const* text, std::size_t size) noexcept
{
    std::construct_at(&out, text, short_text);
    if (size < short_text) out.resize(size);
}

COGRANT_JSON_INLINE inline char const* quick(char const* p, char const* end, std::string& out)
{
    std::string_view text;
    p = quick_text(p, end, text);
    if (p == nullptr) return p;
    if (text.size() <= short_text && out.capacity() == short_text) make_short(out, text.data(), text.size());
    else assign(out, text);
    return p;
}

COGRANT_JSON_INLINE inline char const* quick(char const* p, char const* end, std::string_view& out) noexcept
{
    return quick_text(p, end, out);
}

COGRANT_JSON_INLINE inline char const* quick(char const* p, char const*, bool& out) noexcept
{
    if (std::memcmp(p, "true", 4) == 0) {
        out = true;
        return p + 4;
    }
    if (std::memcmp(p, "false", 5) != 0) return nullptr;
    out = false;
    return p + 5;
}

/// How many of eight bytes are digits, from the first on. Little-endian.
inline unsigned leading_digits(std::uint64_t w) noexcept
{
    std::uint64_t const t = w ^ every_byte('0'); // 0 to 9 for digits; the sum may carry, but only behind a stranger
    std::uint64_t const strangers = (t | (t + every_byte(6))) & every_byte(0xF0);
    return strangers == 0 ? 8 : static_cast<unsigned>(std::countr_zero(strangers)) / 8;
}

/// The number that the first `n` of eight bytes, all of them digits, stand for; 1 to 8. Little-endian.
inline std::uint64_t number_of(std::uint64_t w, unsigned n) noexcept
{
    w = (w ^ every_byte('0')) << (64 - 8 * n); // pairs, then fours, then all eight are put together at once
    w = w * 10 + (w >> 8U);
    constexpr std::uint64_t mask = 0x000000FF000000FFULL;
    return ((w & mask) * (100 + (1000000ULL << 32U)) + ((w >> 16U) & mask) * (1 + (10000ULL << 32U))) >> 32U;
}

inline constexpr std::uint64_t small_powers[9] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

/// Up to 16 digits, at least one; `count` says how many.
COGRANT_JSON_INLINE inline std::uint64_t quick_digits(char const* p, unsigned& count) noexcept
{
    std::uint64_t const first = load8(p);
    count = leading_digits(first);
    if (count == 0) return 0;
    std::uint64_t const high = number_of(first, count);
    if (count != 8) [[likely]]
        return high;
    std::uint64_t const second = load8(p + 8);
    unsigned const more = leading_digits(second);
    if (more == 0) return high;
    count += more;
    return high * small_powers[more] + number_of(second, more);
}

template <class Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>)
COGRANT_JSON_INLINE inline char const* quick(char const* p, char const*, Integer& out) noexcept
{
    if constexpr (std::endian::native != std::endian::little) return nullptr;
    bool const negative = *p == '-';
    p += negative;
    unsigned count = 0;
    std::uint64_t const value = quick_digits(p, count);
    if (count == 0 || count == 16 || (*p == '0' && count != 1)) return nullptr;
    p += count;
    if (*p == '.' || (*p | 0x20) == 'e') return nullptr;
    if constexpr (sizeof(Integer) < 8) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<Integer>::max())) return nullptr;
    }
    if constexpr (std::is_unsigned_v<Integer>) {
        if (negative) return nullptr;
        out = static_cast<Integer>(value);
    } else {
        auto const wide = static_cast<std::int64_t>(value);
        out = static_cast<Integer>(negative ? -wide : wide);
    }
    return p;
}

// Numbers of at most 15 digits and no exponent are the quotient of two doubles that are exact: the nearest double, as
// long as the processor calculates with doubles (W. D. Clinger, How to Read Floating Point Numbers Accurately, 1990).
COGRANT_JSON_INLINE inline char const* quick(char const* p, char const*, double& out) noexcept
{
#if !defined(__FLT_EVAL_METHOD__) || __FLT_EVAL_METHOD__ != 0
    return nullptr;
#else
    if constexpr (std::endian::native != std::endian::little) return nullptr;
    bool const negative = *p == '-';
    p += negative;
    unsigned count = 0;
    std::uint64_t value = quick_digits(p, count);
    if (count == 0 || count > 7 || (*p == '0' && count != 1)) return nullptr;
    p += count;
    double scale = 1;
    if (*p == '.') {
        unsigned decimals = 0;
        std::uint64_t const fraction = quick_digits(p + 1, decimals);
        if (decimals == 0 || decimals + count > 15 || decimals == 16) return nullptr;
        constexpr double powers[16] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
        scale = powers[decimals];
        value = value * static_cast<std::uint64_t>(scale) + fraction;
        p += 1 + decimals;
    }
    if ((*p | 0x20) == 'e') return nullptr;
    double const magnitude = static_cast<double>(static_cast<std::int64_t>(value)) / scale;
    out = negative ? -magnitude : magnitude;
    return p;
#endif
}

/// A codec that has a way for the usual form of its values: see @ref codec.
template <class T>
concept codec_has_quick = has_codec<T> && requires(char const* p, T& out) { codec<T>::quick(p, p, out); };

template <class T>
inline constexpr bool has_quick =
    has_codec<T> ? codec_has_quick<T>
                 : std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view> || std::is_integral_v<T> ||
                       std::is_same_v<T, double>;
template <class T>
inline constexpr bool has_quick<std::optional<T>> = has_quick<T>;

template <class T>
COGRANT_JSON_INLINE inline char const* quick_value(char const* p, char const* end, T& out)
{
    if constexpr (has_codec<T>) return codec<T>::quick(p, end, out);
    else return quick(p, end, out);
}

template <class T>
COGRANT_JSON_INLINE inline char const* quick_value(char const* p, char const* end, std::optional<T>& out)
{
    if (std::memcmp(p, "null", 4) == 0) {
        out.reset();
        return p + 4;
    }
    if constexpr (std::is_same_v<T, std::string>) {
        std::string_view text;
        p = quick_text(p, end, text);
        if (p == nullptr) return p;
        if (out) [[unlikely]]
            assign(*out, text);
        else if (std::string& made = out.emplace(); text.size() <= short_text && made.capacity() == short_text)
            make_short(made, text.data(), text.size());
        else made = std::string(text);
        return p;
    } else if constexpr (std::is_trivially_copyable_v<T>) {
        T value{};
        p = quick_value(p, end, value);
        if (p != nullptr) out.emplace(value);
        return p;
    } else {
        bool const fresh = !out;
        p = quick_value(p, end, fresh ? out.emplace() : *out);
        if (p == nullptr && fresh) out.reset();
        return p;
    }
}

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_QUICK_HPP
