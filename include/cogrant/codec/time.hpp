// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_TIME_HPP
#define COGRANT_CODEC_TIME_HPP

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant {

/// Points in time as the platforms write them: UTC, milliseconds.
using timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

namespace detail {

// A number of exactly `digits` digits at the front of `text`, taken off; -1 when it is none.
constexpr int take_digits(std::string_view& text, std::size_t digits) noexcept
{
    if (text.size() < digits) return -1;
    int value = 0;
    for (std::size_t i = 0; i != digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

constexpr bool take_char(std::string_view& text, char c) noexcept
{
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

// The zone at the end of a time: "Z", "+hh:mm", "+hhmm". Nothing when it is none of these.
constexpr std::optional<std::chrono::minutes> take_zone(std::string_view text) noexcept
{
    if (text == "Z" || text == "z") return std::chrono::minutes(0);
    bool const minus = !text.empty() && text.front() == '-';
    if (text.empty() || (text.front() != '+' && !minus)) return std::nullopt;
    text.remove_prefix(1);
    int const hours = take_digits(text, 2);
    take_char(text, ':');
    int const minutes = take_digits(text, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || !text.empty()) return std::nullopt;
    auto const offset = std::chrono::minutes(hours * 60 + minutes);
    return minus ? -offset : offset;
}

} // namespace detail

/** Reads `2025-03-01T08:15:30.123Z`: seconds and a fraction of any length are optional, an offset `+01:00` may stand for
    `Z`. Digits beyond milliseconds are cut. A leap second (`:60`) is read as the second that follows.

    @par Source  RFC 3339 §5.6; contract of Genesys Cloud §0 */
constexpr std::optional<timestamp> parse_iso8601(std::string_view text) noexcept
{
    namespace chrono = std::chrono;
    int const y = detail::take_digits(text, 4);
    if (y < 0 || !detail::take_char(text, '-')) return std::nullopt;
    int const m = detail::take_digits(text, 2);
    if (m < 0 || !detail::take_char(text, '-')) return std::nullopt;
    int const d = detail::take_digits(text, 2);
    if (d < 0) return std::nullopt;
    chrono::year_month_day const date{
        chrono::year(y), chrono::month(static_cast<unsigned>(m)), chrono::day(static_cast<unsigned>(d))};
    if (!date.ok()) return std::nullopt;
    if (!detail::take_char(text, 'T') && !detail::take_char(text, 't') && !detail::take_char(text, ' '))
        return std::nullopt;
    int const h = detail::take_digits(text, 2);
    if (h < 0 || h > 23 || !detail::take_char(text, ':')) return std::nullopt;
    int const min = detail::take_digits(text, 2);
    if (min < 0 || min > 59) return std::nullopt;
    int s = 0;
    int milli = 0;
    if (detail::take_char(text, ':')) {
        s = detail::take_digits(text, 2);
        if (s < 0 || s > 60) return std::nullopt;
        if (detail::take_char(text, '.') || detail::take_char(text, ',')) {
            int scale = 100;
            std::size_t digits = 0;
            while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
                milli += (text.front() - '0') * scale;
                scale /= 10;
                ++digits;
                text.remove_prefix(1);
            }
            if (digits == 0) return std::nullopt;
        }
    }
    auto const offset = detail::take_zone(text);
    if (!offset) return std::nullopt;
    return chrono::sys_days(date) + chrono::hours(h) + chrono::minutes(min) + chrono::seconds(s) +
           chrono::milliseconds(milli) - *offset;
}

/// Writes `2025-03-01T08:15:30.123Z`. Precondition: the year is 0 to 9999.
inline std::string format_iso8601(timestamp t)
{
    namespace chrono = std::chrono;
    auto const day_start = chrono::floor<chrono::days>(t);
    chrono::year_month_day const date(day_start);
    chrono::hh_mm_ss const clock(t - day_start);
    std::string out = "0000-00-00T00:00:00.000Z";
    auto const put = [&out](std::size_t at, std::size_t digits, long value) {
        for (std::size_t i = digits; i-- != 0; value /= 10) out[at + i] = static_cast<char>('0' + value % 10);
    };
    put(0, 4, static_cast<int>(date.year()));
    put(5, 2, static_cast<long>(static_cast<unsigned>(date.month())));
    put(8, 2, static_cast<long>(static_cast<unsigned>(date.day())));
    put(11, 2, clock.hours().count());
    put(14, 2, clock.minutes().count());
    put(17, 2, clock.seconds().count());
    put(20, 3, clock.subseconds().count());
    return out;
}

} // namespace cogrant

#endif // COGRANT_CODEC_TIME_HPP
