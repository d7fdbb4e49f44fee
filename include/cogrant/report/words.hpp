// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REPORT_WORDS_HPP
#define COGRANT_REPORT_WORDS_HPP

#include <cogrant/codec/time.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Numbers, times and the server's texts as a page shows them. No locale: the same page everywhere.

namespace cogrant::report {

namespace detail {

// How many bytes of well-formed UTF-8 begin the text; 0 when it begins with none (RFC 3629 §4).
constexpr std::size_t utf8_length(std::string_view text) noexcept
{
    auto const at = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    auto const tail = [&at](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
    auto const lead = at(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        bool const shortest = lead != 0xE0 || at(1) >= 0xA0;
        bool const surrogate = lead == 0xED && at(1) >= 0xA0;
        return tail(1) && tail(2) && shortest && !surrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        bool const in_range = (lead != 0xF0 || at(1) >= 0x90) && (lead != 0xF4 || at(1) < 0x90);
        return tail(1) && tail(2) && tail(3) && in_range ? 4 : 0;
    }
    return 0;
}

inline std::string two_digits(std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); }

} // namespace detail

/// The text as HTML text or as an attribute between double quotes. Control characters become spaces, bytes that are no
/// UTF-8 become U+FFFD.
/// @par Source  HTML Living Standard §13.1.2, §13.1.4; RFC 3629
inline std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        auto const length = detail::utf8_length(text);
        char const c = text.front();
        if (length == 0) out += "\xEF\xBF\xBD";
        else if (length == 2 && c == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0) out += ' '; // C1
        else if (length > 1) out += text.substr(0, length);
        else if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (c == '\'') out += "&#39;";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) out += ' ';
        else out += c;
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

/// `1 234 567`, with thin spaces that do not break.
inline std::string grouped(std::int64_t n)
{
    auto digits = std::to_string(n);
    std::string out;
    auto const first = digits.front() == '-' ? std::size_t(1) : std::size_t(0);
    for (std::size_t i = 0; i != digits.size(); ++i) {
        if (i > first && (digits.size() - i) % 3 == 0) out += "\xE2\x80\xAF";
        out += digits[i];
    }
    return out;
}

/// A number with so many digits behind the point, for SVG and for people.
inline std::string fixed(double value, int digits)
{
    std::int64_t scale = 1;
    for (int i = 0; i < digits; ++i) scale *= 10;
    if (!(std::abs(value) < 1e12)) value = 0; // a picture has no such places; NaN as well
    auto const n = std::llround(std::abs(value) * static_cast<double>(scale));
    std::string out = value < 0 && n != 0 ? "-" : "";
    out += std::to_string(n / scale);
    if (digits <= 0) return out;
    auto const rest = std::to_string(n % scale);
    return out.append(".").append(static_cast<std::size_t>(digits) - rest.size(), '0').append(rest);
}

/// `12.3 %` of a share from 0 to 1.
inline std::string percent(double share) { return fixed(share * 100, 1) + "\xE2\x80\xAF%"; }

/// `58 s`, `4 min 32 s`, `1 h 05 min` of milliseconds.
inline std::string span_of(double milliseconds)
{
    if (!(milliseconds > 0)) return "0\xE2\x80\xAFs";
    auto const s = std::llround(std::min(milliseconds, 1e15) / 1000);
    constexpr char const thin[] = "\xE2\x80\xAF";
    if (s < 60) return std::to_string(s) + thin + "s";
    if (s < 3600) {
        auto out = std::to_string(s / 60) + thin + "min";
        if (s % 60 != 0) out += " " + detail::two_digits(s % 60) + thin + "s";
        return out;
    }
    auto out = grouped(s / 3600) + thin + "h";
    if (s % 3600 >= 60) out += " " + detail::two_digits(s % 3600 / 60) + thin + "min";
    return out;
}

/// `8 Mar`, `8 Mar 2026`.
inline std::string day_of(timestamp t, bool with_year = false)
{
    constexpr char const* names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::chrono::year_month_day const date(std::chrono::floor<std::chrono::days>(t));
    auto out = std::to_string(static_cast<unsigned>(date.day())) + " " + names[static_cast<unsigned>(date.month()) - 1];
    if (with_year) out += " " + std::to_string(static_cast<int>(date.year()));
    return out;
}

/// `08:30`.
inline std::string time_of(timestamp t)
{
    auto const minutes = std::chrono::floor<std::chrono::minutes>(t - std::chrono::floor<std::chrono::days>(t)).count();
    return detail::two_digits(minutes / 60) + ":" + detail::two_digits(minutes % 60);
}

/// `8 Mar, 08:30–09:00`; days alone (`2–8 Mar`) when both ends are midnights.
inline std::string span_between(timestamp from, timestamp to)
{
    using std::chrono::days;
    auto const first = std::chrono::floor<days>(from);
    bool const whole_days = first == from && std::chrono::floor<days>(to) == to;
    auto const last = timestamp(to - std::chrono::milliseconds(1));
    bool const one_day = std::chrono::floor<days>(last) == first;
    if (whole_days && one_day) return day_of(from);
    if (whole_days) {
        auto const end = day_of(last);
        auto const month = end.substr(end.find(' '));
        return day_of(from).ends_with(month) ? day_of(from).substr(0, day_of(from).find(' ')) + "\xE2\x80\x93" + end
                                             : day_of(from) + " \xE2\x80\x93 " + end;
    }
    if (one_day) return day_of(from) + ", " + time_of(from) + "\xE2\x80\x93" + time_of(to);
    return day_of(from) + ", " + time_of(from) + " \xE2\x80\x93 " + day_of(to) + ", " + time_of(to);
}

/// The same with the year, for a headline: `1–8 Mar 2026`.
inline std::string period(timestamp from, timestamp to)
{
    auto const last = timestamp(to - std::chrono::milliseconds(1));
    auto const year = [](timestamp t) { return day_of(t, true).substr(day_of(t).size()); };
    auto const text = span_between(from, to);
    if (year(from) == year(last) && text.find(',') == std::string::npos) return text + year(last);
    auto const clock = [](timestamp t) {
        return std::chrono::floor<std::chrono::days>(t) == t ? std::string() : ", " + time_of(t);
    };
    return day_of(from, true) + clock(from) + " \xE2\x80\x93 " + day_of(clock(to).empty() ? last : to, true) +
           clock(to);
}

} // namespace cogrant::report

#endif // COGRANT_REPORT_WORDS_HPP
