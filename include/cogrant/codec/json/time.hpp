// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_TIME_HPP
#define COGRANT_CODEC_JSON_TIME_HPP

#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/scan.hpp>
#include <cogrant/codec/json/strings.hpp>
#include <cogrant/codec/time.hpp>

#include <bit>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace cogrant::json {
namespace detail {

// Eight characters of a time: a '0' stands for any digit.
struct time_form {
    std::uint64_t text = 0;
    std::uint64_t digits = 0; // 1 in the byte of each digit

    consteval explicit time_form(char const (&form)[9])
    {
        for (unsigned i = 0; i != 8; ++i) {
            text |= static_cast<std::uint64_t>(static_cast<unsigned char>(form[i])) << 8 * i;
            digits |= static_cast<std::uint64_t>(form[i] == '0') << 8 * i;
        }
    }

    // Whether the eight bytes at p are so; then what the digits are, and 0 elsewhere. Little-endian.
    COGRANT_JSON_INLINE bool read(char const* p, std::uint64_t& values) const noexcept
    {
        values = load8(p) ^ text;
        return ((values | (values + digits * 6)) & (every_byte(0xFF) ^ digits * 0x0F)) == 0;
    }
};

/// The time `"2025-03-01T08:15:30.123Z"` at p, with its quotes; else null.
COGRANT_JSON_INLINE inline char const* quick_time(char const* p, timestamp& out) noexcept
{
    namespace chrono = std::chrono;
    constexpr time_form date("0000-00-");
    constexpr time_form hour("00T00:00");
    constexpr time_form second(":00.000Z");
    if constexpr (std::endian::native != std::endian::little) return nullptr;
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::uint64_t c = 0;
    if (*p != '"' || p[25] != '"' || !date.read(p + 1, a) || !hour.read(p + 9, b) || !second.read(p + 17, c))
        return nullptr;
    auto const single = [](std::uint64_t w, unsigned i) { return static_cast<unsigned>(w >> 8 * i & 0xFF); };
    auto const pair = [single](std::uint64_t w, unsigned i) { return single(w * 10 + (w >> 8U), i); };
    chrono::year_month_day const day{
        chrono::year(static_cast<int>(pair(a, 0) * 100 + pair(a, 2))), chrono::month(pair(a, 5)),
        chrono::day(pair(b, 0))};
    if (!day.ok() || pair(b, 3) > 23 || pair(b, 6) > 59 || pair(c, 1) > 59) return nullptr;
    out = chrono::sys_days(day) + chrono::hours(pair(b, 3)) + chrono::minutes(pair(b, 6)) +
          chrono::seconds(pair(c, 1)) + chrono::milliseconds(pair(c, 4) * 10 + single(c, 6));
    return p + 26;
}

} // namespace detail

/// Points in time are ISO-8601 strings; read with milliseconds at most, written with milliseconds and `Z`.
template <class Duration>
struct codec<std::chrono::sys_time<Duration>> {
    static constexpr bool replaces = true;

    static bool decode(reader& in, std::chrono::sys_time<Duration>& out)
    {
        std::string scratch;
        std::string_view text;
        in.peek();
        char const* const start = in.position();
        if (!in.string(text, scratch)) return false;
        auto const time = parse_iso8601(text);
        if (!time) {
            in.rewind(start);
            return in.fail(codec_errc::bad_time);
        }
        out = std::chrono::floor<Duration>(*time);
        return true;
    }
    static char const* quick(char const* p, char const*, std::chrono::sys_time<Duration>& out) noexcept
    {
        timestamp time;
        p = detail::quick_time(p, time);
        if (p != nullptr) out = std::chrono::floor<Duration>(time);
        return p;
    }
    static void encode(std::string& out, std::chrono::sys_time<Duration> value)
    {
        out.append(1, '"').append(format_iso8601(std::chrono::floor<std::chrono::milliseconds>(value))).append(1, '"');
    }
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_TIME_HPP
