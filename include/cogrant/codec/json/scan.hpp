// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_SCAN_HPP
#define COGRANT_CODEC_JSON_SCAN_HPP

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// COGRANT_NO_SIMD, the same in all translation units, leaves the second way only.
#if defined(__SSE2__) && !defined(COGRANT_NO_SIMD)
#define COGRANT_JSON_SSE2
#include <emmintrin.h>
#if defined(__x86_64__) && defined(__GNUC__)
#define COGRANT_JSON_WIDE // wider registers may be asked for while the program runs
#endif
#endif

// Inlined where it pays; without optimisation it would only take the compiler's time.
#if defined(__OPTIMIZE__)
#define COGRANT_JSON_INLINE [[gnu::always_inline]]
#define COGRANT_JSON_FLATTEN [[gnu::flatten, gnu::noinline]]
#else
#define COGRANT_JSON_INLINE
#define COGRANT_JSON_FLATTEN
#endif

// Bytes, sixteen at a time where the processor surely can, else eight at a time with nothing but 64-bit arithmetic.

namespace cogrant::json::detail {

inline std::uint64_t load8(char const* p) noexcept
{
    std::uint64_t w = 0;
    std::memcpy(&w, p, 8);
    return w;
}

inline constexpr std::uint64_t every_byte(unsigned char b) noexcept { return 0x0101010101010101ULL * b; }

// The high bit of each byte that ends a plain run: a quote, a backslash, a control character, or not ASCII. Subtraction
// also marks bytes that have the high bit already, which end a run anyway. Bits above the first one may be wrong
// (borrows run upwards), the first one never is.
inline std::uint64_t special_bytes(std::uint64_t w) noexcept
{
    std::uint64_t const quote = (w ^ every_byte('"')) - every_byte(1);
    std::uint64_t const slash = (w ^ every_byte('\\')) - every_byte(1);
    std::uint64_t const control = w - every_byte(0x20);
    return (quote | slash | control | w) & every_byte(0x80);
}

inline bool is_special(char c) noexcept
{
    auto const u = static_cast<unsigned char>(c);
    return u < 0x20 || u >= 0x80 || c == '"' || c == '\\';
}

#if defined(COGRANT_JSON_SSE2)

inline __m128i load16(char const* p) noexcept { return _mm_loadu_si128(reinterpret_cast<__m128i const*>(p)); }

// One bit for each of 16 bytes.
inline unsigned equal_bytes(__m128i a, __m128i b) noexcept
{
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)));
}

/// One bit for each of the 16 bytes at p that ends a plain run. Other than ASCII is negative, hence below 0x20.
inline unsigned special_bits(char const* p) noexcept
{
    __m128i const v = load16(p);
    __m128i const quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    __m128i const slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    __m128i const low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), low)));
}

#endif

/// The first byte of [p, end) that cannot be copied as it is: quote, backslash, control character or not ASCII.
inline char const* skip_plain(char const* p, char const* end) noexcept
{
#if defined(COGRANT_JSON_SSE2)
    while (end - p >= 16) {
        if (unsigned const bits = special_bits(p); bits != 0) return p + std::countr_zero(bits);
        p += 16;
    }
#else
    if constexpr (std::endian::native == std::endian::little) {
        while (end - p >= 16) { // two at a time: the end of a string is one guess for the processor, not many
            std::uint64_t const low = special_bytes(load8(p));
            std::uint64_t const high = special_bytes(load8(p + 8));
            if ((low | high) == 0) {
                p += 16;
                continue;
            }
            return low != 0 ? p + std::countr_zero(low) / 8 : p + 8 + std::countr_zero(high) / 8;
        }
    }
#endif
    while (p != end && !is_special(*p)) ++p;
    return p;
}

/// Whether the first `size` bytes at p and at q are the same; `Room` bytes, a multiple of 16, may be read of both.
template <std::size_t Room>
COGRANT_JSON_INLINE inline bool same_bytes(char const* p, char const* q, std::size_t size) noexcept
{
#if defined(COGRANT_JSON_SSE2)
    if constexpr (Room <= 32) { // without a branch
        unsigned same = equal_bytes(load16(p), load16(q));
        if constexpr (Room == 32) same |= equal_bytes(load16(p + 16), load16(q + 16)) << 16U;
        else same |= 0xFFFF0000U;
        return (same | static_cast<unsigned>(~std::uint64_t{0} << size)) == 0xFFFFFFFFU;
    }
#endif
    return std::memcmp(p, q, size) == 0;
}

/// The size of the UTF-8 sequence that begins at `p` (its first byte is not ASCII); 0 when it is not legal (RFC 3629 §4).
inline std::size_t utf8_sequence(char const* p, char const* end) noexcept
{
    auto const at = [p](std::size_t i) { return static_cast<unsigned char>(p[i]); };
    auto const continues = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
    auto const left = static_cast<std::size_t>(end - p);
    unsigned const b = at(0);
    if (b < 0xC2) return 0;
    if (b < 0xE0) return left >= 2 && continues(1) ? 2 : 0;
    if (b < 0xF0) {
        if (left < 3 || !continues(1) || !continues(2)) return 0;
        if (b == 0xE0 && at(1) < 0xA0) return 0; // overlong
        if (b == 0xED && at(1) > 0x9F) return 0; // surrogates
        return 3;
    }
    if (b > 0xF4 || left < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
    if (b == 0xF0 && at(1) < 0x90) return 0; // overlong
    if (b == 0xF4 && at(1) > 0x8F) return 0; // beyond U+10FFFF
    return 4;
}

/// Writes a code point as UTF-8 at `to` and returns its size.
inline std::size_t write_utf8(std::uint32_t c, char* to) noexcept
{
    auto const put = [to](std::size_t i, std::uint32_t b) { to[i] = static_cast<char>(static_cast<unsigned char>(b)); };
    if (c < 0x80) {
        put(0, c);
        return 1;
    }
    if (c < 0x800) {
        put(0, 0xC0U | (c >> 6U));
        put(1, 0x80U | (c & 0x3FU));
        return 2;
    }
    if (c < 0x10000) {
        put(0, 0xE0U | (c >> 12U));
        put(1, 0x80U | ((c >> 6U) & 0x3FU));
        put(2, 0x80U | (c & 0x3FU));
        return 3;
    }
    put(0, 0xF0U | (c >> 18U));
    put(1, 0x80U | ((c >> 12U) & 0x3FU));
    put(2, 0x80U | ((c >> 6U) & 0x3FU));
    put(3, 0x80U | (c & 0x3FU));
    return 4;
}

/// Four hexadecimal digits at `p`; a number above 0xFFFF when one is not.
inline std::uint32_t hex4(char const* p) noexcept
{
    std::uint32_t value = 0;
    for (int i = 0; i != 4; ++i) {
        char const c = p[i];
        std::uint32_t digit = 0x10000;
        if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
        else if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
        else return digit;
        value = value * 16 + digit;
    }
    return value;
}

inline bool is_digit(char c) noexcept { return static_cast<unsigned char>(c - '0') < 10; }

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_SCAN_HPP
