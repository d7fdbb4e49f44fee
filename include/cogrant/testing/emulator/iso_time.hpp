// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_ISO_TIME_HPP
#define COGRANT_TESTING_EMULATOR_ISO_TIME_HPP

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::testing::detail {

// Wall-clock time is kept as milliseconds since 1970 in UTC. Written apart from the library's own codec on purpose:
// a peer that shared the client's code would share its mistakes.

inline constexpr std::int64_t ms_per_day = 86'400'000;

inline std::int64_t to_ms(std::chrono::system_clock::time_point t) noexcept
{
    return std::chrono::floor<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

constexpr std::int64_t floor_day(std::int64_t ms) noexcept
{
    auto const rest = ms % ms_per_day;
    return ms - (rest < 0 ? rest + ms_per_day : rest);
}

constexpr std::int64_t ceil_day(std::int64_t ms) noexcept
{
    auto const day = floor_day(ms);
    return day == ms ? ms : day + ms_per_day;
}

/// `2025-03-01T08:15:30.123Z`; without the fraction when it is zero and `terse` is set.
inline void append_iso(std::string& out, std::int64_t ms, bool terse = false)
{
    auto const day = floor_day(ms);
    std::chrono::year_month_day const date{std::chrono::sys_days{std::chrono::days{day / ms_per_day}}};
    auto rest = static_cast<unsigned>(ms - day);
    char text[24];
    auto const put = [&](unsigned at, unsigned value, unsigned digits) {
        for (unsigned i = digits; i != 0; --i, value /= 10) text[at + i - 1] = static_cast<char>('0' + value % 10);
    };
    put(0, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    put(5, static_cast<unsigned>(date.month()), 2);
    put(8, static_cast<unsigned>(date.day()), 2);
    put(20, rest % 1000, 3);
    bool const whole = rest % 1000 == 0;
    rest /= 1000;
    put(17, rest % 60, 2);
    put(14, rest / 60 % 60, 2);
    put(11, rest / 3600, 2);
    text[4] = text[7] = '-';
    text[10] = 'T';
    text[13] = text[16] = ':';
    text[19] = '.';
    text[23] = 'Z';
    if (terse && whole) out.append(text, 19).push_back('Z');
    else out.append(text, 24);
}

/// Digits from the front of a text.
class digit_reader {
public:
    explicit digit_reader(std::string_view text) noexcept : rest_(text) {}

    bool skip(char c) noexcept
    {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::optional<std::int64_t> digits(std::size_t least, std::size_t most) noexcept
    {
        std::int64_t value = 0;
        std::size_t n = 0;
        for (; n != most && n != rest_.size() && rest_[n] >= '0' && rest_[n] <= '9'; ++n)
            value = value * 10 + (rest_[n] - '0');
        if (n < least) return std::nullopt;
        rest_.remove_prefix(n);
        last_ = n;
        return value;
    }
    std::size_t last_count() const noexcept { return last_; }
    bool done() const noexcept { return rest_.empty(); }
    char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }

private:
    std::string_view rest_;
    std::size_t last_ = 0;
};

/// An ISO-8601 date-time with a zone (`Z` or `+hh:mm`); seconds and fraction may be missing.
inline std::optional<std::int64_t> parse_iso(std::string_view text) noexcept
{
    digit_reader in(text);
    auto const year = in.digits(4, 4);
    if (!year || !in.skip('-')) return std::nullopt;
    auto const month = in.digits(2, 2);
    if (!month || !in.skip('-')) return std::nullopt;
    auto const day = in.digits(2, 2);
    if (!day || !in.skip('T')) return std::nullopt;
    auto const hour = in.digits(2, 2);
    if (!hour || !in.skip(':')) return std::nullopt;
    auto const minute = in.digits(2, 2);
    if (!minute) return std::nullopt;
    std::int64_t second = 0;
    std::int64_t fraction = 0;
    if (in.skip(':')) {
        auto const s = in.digits(2, 2);
        if (!s) return std::nullopt;
        second = *s;
        if (in.skip('.')) {
            auto const f = in.digits(1, 9);
            if (!f) return std::nullopt;
            fraction = *f;
            for (auto n = in.last_count(); n < 3; ++n) fraction *= 10;
            for (auto n = in.last_count(); n > 3; --n) fraction /= 10;
        }
    }
    std::int64_t zone = 0;
    if (char const sign = in.peek(); sign == '+' || sign == '-') {
        in.skip(sign);
        auto const h = in.digits(2, 2);
        in.skip(':');
        auto const m = in.digits(2, 2);
        if (!h || !m) return std::nullopt;
        zone = (*h * 60 + *m) * 60'000 * (sign == '-' ? -1 : 1);
    } else if (!in.skip('Z')) {
        return std::nullopt;
    }
    std::chrono::year_month_day const date{
        std::chrono::year{static_cast<int>(*year)}, std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)}};
    if (!in.done() || !date.ok() || *hour > 23 || *minute > 59 || second > 59) return std::nullopt;
    std::int64_t const days = std::chrono::sys_days{date}.time_since_epoch().count();
    return days * ms_per_day + ((*hour * 60 + *minute) * 60 + second) * 1000 + fraction - zone;
}

/// An ISO-8601 duration of days and smaller units: `P1D`, `PT36H`, `P1DT2H30M`.
inline std::optional<std::int64_t> parse_iso_duration(std::string_view text) noexcept
{
    digit_reader in(text);
    if (!in.skip('P') || in.done()) return std::nullopt;
    std::int64_t total = 0;
    bool clock = false;
    bool any = false;
    while (!in.done()) {
        if (!clock && in.skip('T')) clock = true;
        auto const n = in.digits(1, 9);
        if (!n) return std::nullopt;
        std::int64_t unit = 0;
        if (!clock && in.skip('W')) unit = 7 * ms_per_day;
        else if (!clock && in.skip('D')) unit = ms_per_day;
        else if (clock && in.skip('H')) unit = 3'600'000;
        else if (clock && in.skip('M')) unit = 60'000;
        else if (clock && in.skip('S')) unit = 1000;
        else return std::nullopt;
        total += *n * unit;
        any = true;
    }
    if (!any) return std::nullopt;
    return total;
}

/// Half open: `begin` belongs to it, `end` does not.
struct interval {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// `start/end`; a duration may stand in for one side. An interval that does not go forward is none.
inline std::optional<interval> parse_interval(std::string_view text) noexcept
{
    auto const slash = text.find('/');
    if (slash == text.npos) return std::nullopt;
    auto const left = text.substr(0, slash);
    auto const right = text.substr(slash + 1);
    auto begin = parse_iso(left);
    auto end = parse_iso(right);
    if (begin && !end) {
        if (auto const d = parse_iso_duration(right)) end = *begin + *d;
    } else if (end && !begin) {
        if (auto const d = parse_iso_duration(left)) begin = *end - *d;
    }
    if (!begin || !end || *begin >= *end) return std::nullopt;
    return interval{*begin, *end};
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_ISO_TIME_HPP
