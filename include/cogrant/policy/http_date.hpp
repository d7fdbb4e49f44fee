// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_HTTP_DATE_HPP
#define COGRANT_POLICY_HTTP_DATE_HPP

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace cogrant {

namespace detail {

/// Takes a date apart from the left. After the first mismatch everything fails, so only the end is checked.
class date_reader {
public:
    explicit constexpr date_reader(std::string_view text) noexcept : rest_(text) {}

    constexpr void literal(std::string_view expected) noexcept
    {
        ok_ = ok_ && rest_.substr(0, expected.size()) == expected;
        if (ok_) rest_.remove_prefix(expected.size());
    }

    /// The index of the word the text continues with.
    template <std::size_t N>
    constexpr unsigned word(std::array<std::string_view, N> const& words) noexcept
    {
        for (unsigned i = 0; ok_ && i != N; ++i) {
            if (rest_.substr(0, words[i].size()) != words[i]) continue;
            rest_.remove_prefix(words[i].size());
            return i;
        }
        ok_ = false;
        return 0;
    }

    constexpr unsigned digits(std::size_t count) noexcept
    {
        ok_ = ok_ && rest_.size() >= count;
        unsigned value = 0;
        for (std::size_t i = 0; ok_ && i != count; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9') ok_ = false;
            value = value * 10 + static_cast<unsigned>(rest_[i] - '0');
        }
        if (ok_) rest_.remove_prefix(count);
        return value;
    }

    /// The day of asctime: two digits, or a space and one.
    constexpr unsigned padded_day() noexcept
    {
        if (!ok_ || rest_.empty() || rest_.front() != ' ') return digits(2);
        rest_.remove_prefix(1);
        return digits(1);
    }

    /// `08:49:37`; a leap second is legal.
    constexpr std::chrono::seconds time() noexcept
    {
        unsigned const h = digits(2);
        literal(":");
        unsigned const m = digits(2);
        literal(":");
        unsigned const s = digits(2);
        ok_ = ok_ && h < 24 && m < 60 && s <= 60;
        return std::chrono::hours(h) + std::chrono::minutes(m) + std::chrono::seconds(s);
    }

    constexpr bool complete() const noexcept { return ok_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool ok_ = true;
};

inline constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
inline constexpr std::array<std::string_view, 7> short_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
inline constexpr std::array<std::string_view, 7> long_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                           "Thursday", "Friday", "Saturday"};

constexpr std::chrono::year_month_day make_date(int year, unsigned month_index, unsigned day) noexcept
{
    return {std::chrono::year(year), std::chrono::month(month_index + 1), std::chrono::day(day)};
}

/// A date with its full year, which has to fall on the day of the week it claims.
constexpr std::optional<std::chrono::sys_seconds>
instant(std::chrono::year_month_day date, unsigned weekday, std::chrono::seconds time) noexcept
{
    if (!date.ok()) return std::nullopt;
    std::chrono::sys_days const day = date;
    if (std::chrono::weekday(day).c_encoding() != weekday) return std::nullopt;
    return day + time;
}

/// Two digits of a year: the latest century in which the date is not more than 50 years ahead of now.
constexpr std::optional<std::chrono::sys_seconds> instant_of_short_year(
    unsigned two_digits, unsigned month_index, unsigned day, std::chrono::seconds time,
    std::chrono::sys_seconds now) noexcept
{
    std::chrono::year_month_day const today(std::chrono::floor<std::chrono::days>(now));
    int const this_year = static_cast<int>(today.year());
    auto const month = static_cast<unsigned>(today.month());
    for (int year = (this_year / 100 + 1) * 100 + static_cast<int>(two_digits); year >= this_year - 100; year -= 100) {
        auto const date = make_date(year, month_index, day);
        if (!date.ok()) continue;
        std::chrono::sys_days const start = date;
        auto const same_day = std::chrono::year(this_year + 50) / std::chrono::month(month);
        auto const last = (same_day / std::chrono::last).day();
        auto const limit = std::chrono::sys_days(same_day / (today.day() < last ? today.day() : last)) +
                           (now - std::chrono::floor<std::chrono::days>(now));
        if (start + time <= limit) return start + time;
    }
    return std::nullopt;
}

} // namespace detail

/** Reads a date of HTTP in any of its three forms; nothing when the text is not exactly one of them.

    The names are compared with their case. In the two forms with a full year the day of the week has to be right;
    in the RFC 850 form it is only a name, because the century is a guess. No locale is involved.

    @par Source      RFC 9110 §5.6.7: IMF-fixdate, rfc850-date, asctime-date
    @par Errors      none; never throws
    @param now       settles the century of an RFC 850 date: never more than 50 years ahead of it */
constexpr std::optional<std::chrono::sys_seconds>
parse_http_date(std::string_view text, std::chrono::sys_seconds now) noexcept
{
    {
        detail::date_reader in(text); // Sun, 06 Nov 1994 08:49:37 GMT
        unsigned const weekday = in.word(detail::short_days);
        in.literal(", ");
        unsigned const day = in.digits(2);
        in.literal(" ");
        unsigned const month = in.word(detail::month_names);
        in.literal(" ");
        unsigned const year = in.digits(4);
        in.literal(" ");
        auto const time = in.time();
        in.literal(" GMT");
        if (in.complete()) return detail::instant(detail::make_date(static_cast<int>(year), month, day), weekday, time);
    }
    {
        detail::date_reader in(text); // Sunday, 06-Nov-94 08:49:37 GMT
        in.word(detail::long_days);
        in.literal(", ");
        unsigned const day = in.digits(2);
        in.literal("-");
        unsigned const month = in.word(detail::month_names);
        in.literal("-");
        unsigned const year = in.digits(2);
        in.literal(" ");
        auto const time = in.time();
        in.literal(" GMT");
        if (in.complete()) return detail::instant_of_short_year(year, month, day, time, now);
    }
    detail::date_reader in(text); // Sun Nov  6 08:49:37 1994
    unsigned const weekday = in.word(detail::short_days);
    in.literal(" ");
    unsigned const month = in.word(detail::month_names);
    in.literal(" ");
    unsigned const day = in.padded_day();
    in.literal(" ");
    auto const time = in.time();
    in.literal(" ");
    unsigned const year = in.digits(4);
    if (!in.complete()) return std::nullopt;
    return detail::instant(detail::make_date(static_cast<int>(year), month, day), weekday, time);
}

} // namespace cogrant

#endif // COGRANT_POLICY_HTTP_DATE_HPP
