// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_NUMBERS_HPP
#define COGRANT_CODEC_JSON_NUMBERS_HPP

#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/scan.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace cogrant::json {
namespace detail {

// A decimal number as written, taken apart: value = ±digits × 10^exponent.
struct decimal {
    bool negative = false;
    bool exact = true;          // `digits` holds all significant digits
    std::uint64_t digits = 0;   // without trailing zeros
    std::int64_t exponent = 0;  // saturates far outside what any type holds
};

inline constexpr std::uint64_t powers_of_ten[20] = {
    1ULL,
    10ULL,
    100ULL,
    1000ULL,
    10000ULL,
    100000ULL,
    1000000ULL,
    10000000ULL,
    100000000ULL,
    1000000000ULL,
    10000000000ULL,
    100000000000ULL,
    1000000000000ULL,
    10000000000000ULL,
    100000000000000ULL,
    1000000000000000ULL,
    10000000000000000ULL,
    100000000000000000ULL,
    1000000000000000000ULL,
    10000000000000000000ULL};

/// Takes the text of a legal JSON number apart.
inline decimal take_apart(std::string_view text) noexcept
{
    decimal d;
    std::size_t i = 0;
    if (text[0] == '-') {
        d.negative = true;
        ++i;
    }
    bool after_point = false;
    std::int64_t zeros = 0; // zeros seen since the last other digit, not yet in `digits`
    for (; i != text.size() && (text[i] | 0x20) != 'e'; ++i) {
        if (text[i] == '.') {
            after_point = true;
            continue;
        }
        if (after_point) --d.exponent;
        auto const digit = static_cast<std::uint64_t>(text[i] - '0');
        if (digit == 0) {
            if (d.digits != 0) ++zeros;
            continue;
        }
        ++zeros;
        constexpr auto top = std::numeric_limits<std::uint64_t>::max();
        if (zeros > 19 && d.digits != 0) d.exact = false;
        else if (std::uint64_t const scale = zeros > 19 ? 1 : powers_of_ten[zeros]; d.digits > (top - digit) / scale)
            d.exact = false;
        else d.digits = d.digits * scale + digit;
        zeros = 0;
        if (!d.exact) return d; // more than 20 significant digits: no 64-bit integer
    }
    d.exponent += zeros;
    if (i != text.size()) {
        ++i;
        bool const minus = text[i] == '-';
        if (text[i] == '-' || text[i] == '+') ++i;
        std::int64_t e = 0;
        for (; i != text.size(); ++i)
            if (e < 1000000000) e = e * 10 + (text[i] - '0');
        d.exponent += minus ? -e : e;
    }
    if (d.digits == 0) d.exponent = 0;
    return d;
}

enum class conversion : std::uint8_t { good, fraction, out_of_range };

/// The integer that `text`, a legal JSON number such as `3.0` or `12e3`, stands for, if it is one of this type.
template <class Integer>
conversion to_integer(std::string_view text, Integer& out) noexcept
{
    decimal const d = take_apart(text);
    if (!d.exact) {
        // Too many digits for 64 bits. Whether they stand left or right of the point decides what to say.
        return text.find('.') == std::string_view::npos ? conversion::out_of_range : conversion::fraction;
    }
    if (d.exponent < 0) return conversion::fraction;
    if (d.exponent > 19) return conversion::out_of_range;
    std::uint64_t const scale = powers_of_ten[d.exponent];
    if (d.digits > std::numeric_limits<std::uint64_t>::max() / scale) return conversion::out_of_range;
    std::uint64_t const magnitude = d.digits * scale;
    constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<Integer>::max());
    if (!d.negative || magnitude == 0) {
        if (magnitude > top) return conversion::out_of_range;
        out = static_cast<Integer>(magnitude);
        return conversion::good;
    }
    if constexpr (std::is_signed_v<Integer>) {
        if (magnitude > top + 1) return conversion::out_of_range;
        out = magnitude == top + 1 ? std::numeric_limits<Integer>::min()
                                   : static_cast<Integer>(-static_cast<std::int64_t>(magnitude));
        return conversion::good;
    } else {
        return conversion::out_of_range;
    }
}

/// The double nearest to `text`, a legal JSON number. False when it is too large for a double.
inline bool to_double(std::string_view text, double& out) noexcept
{
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (code == std::errc()) return end == text.data() + text.size();
    // Out of range: too large, or so small that it is nought. The decimal exponent of the first digit decides.
    std::int64_t exponent = 0;
    bool seen = false;
    bool after_point = false;
    std::size_t i = 0;
    for (; i != text.size() && (text[i] | 0x20) != 'e'; ++i) {
        if (text[i] == '.') after_point = true;
        if (!is_digit(text[i])) continue;
        seen = seen || text[i] != '0';
        if (!after_point && seen) ++exponent;
        if (after_point && !seen) --exponent;
    }
    if (i != text.size()) {
        ++i;
        bool const minus = text[i] == '-';
        if (!is_digit(text[i])) ++i;
        std::int64_t e = 0;
        for (; i != text.size(); ++i)
            if (e < 1000000000) e = e * 10 + (text[i] - '0');
        exponent += minus ? -e : e;
    }
    if (exponent > 0) return false;
    out = text[0] == '-' ? -0.0 : 0.0;
    return true;
}

} // namespace detail

// The end of the number at p_ (RFC 8259 §6); null after a problem.
inline char const* reader::scan_number()
{
    char const* p = p_;
    auto const digits = [&] {
        char const* const start = p;
        while (p != end_ && detail::is_digit(*p)) ++p;
        return p != start;
    };
    auto const bad = [&]() -> char const* {
        p_ = p;
        if (p == end_) fail(codec_errc::unexpected_end, "a digit");
        else if (detail::is_digit(*p)) fail(codec_errc::syntax, "a number", "a digit behind a leading 0");
        else fail(codec_errc::syntax, "a digit", "another character");
        return nullptr;
    };
    if (p != end_ && *p == '-') ++p;
    if (p != end_ && *p == '0') {
        ++p;
        if (p != end_ && detail::is_digit(*p)) return bad();
    } else if (!digits()) {
        return bad();
    }
    if (p != end_ && *p == '.') {
        ++p;
        if (!digits()) return bad();
    }
    if (p != end_ && (*p | 0x20) == 'e') {
        ++p;
        if (p != end_ && (*p == '+' || *p == '-')) ++p;
        if (!digits()) return bad();
    }
    if (static_cast<std::size_t>(p - p_) > limits_.max_number) {
        fail(codec_errc::number_too_long);
        return nullptr;
    }
    return p;
}

inline bool reader::number(std::string_view& text)
{
    char const c = peek();
    if (c != '-' && !detail::is_digit(c)) return mismatch("a number");
    char const* const end = scan_number();
    if (end == nullptr) return false;
    text = std::string_view(p_, static_cast<std::size_t>(end - p_));
    p_ = end;
    return true;
}

template <class Integer>
bool reader::integer(Integer& out)
{
    char const c = peek();
    if (c != '-' && !detail::is_digit(c)) return mismatch("an integer");
    // The short road: at most 18 digits, then something that no number contains.
    bool const negative = c == '-';
    char const* p = p_ + (negative ? 1 : 0);
    char const* const first = p;
    std::uint64_t value = 0;
    while (p != end_ && detail::is_digit(*p) && p - first <= 18) value = value * 10 + static_cast<unsigned>(*p++ - '0');
    auto const digits = p - first;
    bool const whole = p == end_ || (!detail::is_digit(*p) && *p != '.' && (*p | 0x20) != 'e');
    if (whole && digits != 0 && digits <= 18 && (*first != '0' || digits == 1) &&
        static_cast<std::size_t>(p - p_) <= limits_.max_number) {
        auto const wide = negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
        if constexpr (sizeof(Integer) < 8 || std::is_unsigned_v<Integer>) {
            constexpr auto low = static_cast<std::int64_t>(std::numeric_limits<Integer>::min());
            if (wide < low) return fail(codec_errc::out_of_range);
            if constexpr (sizeof(Integer) < 8)
                if (wide > static_cast<std::int64_t>(std::numeric_limits<Integer>::max()))
                    return fail(codec_errc::out_of_range);
        }
        out = static_cast<Integer>(wide);
        p_ = p;
        return true;
    }
    char const* const end = scan_number();
    if (end == nullptr) return false;
    switch (detail::to_integer(std::string_view(p_, static_cast<std::size_t>(end - p_)), out)) {
    case detail::conversion::good: p_ = end; return true;
    case detail::conversion::fraction: return fail(codec_errc::wrong_type, "an integer", "a number with a fraction");
    case detail::conversion::out_of_range: break;
    }
    return fail(codec_errc::out_of_range);
}

inline bool reader::floating(double& out)
{
    char const c = peek();
    if (c != '-' && !detail::is_digit(c)) return mismatch("a number");
    char const* const end = scan_number();
    if (end == nullptr) return false;
    if (!detail::to_double(std::string_view(p_, static_cast<std::size_t>(end - p_)), out))
        return fail(codec_errc::out_of_range);
    p_ = end;
    return true;
}

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_NUMBERS_HPP
