// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_INTERVAL_HPP
#define COGRANT_CODEC_INTERVAL_HPP

#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/strings.hpp>
#include <cogrant/codec/text_form.hpp>
#include <cogrant/codec/time.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant {

/// A span between two points in time; `from` belongs to it, `to` does not. On the wire: `from/to`.
struct interval {
    timestamp from{};
    timestamp to{};

    friend bool operator==(interval const&, interval const&) = default;
};

/// The span of this length that ends now.
inline interval
last(std::chrono::milliseconds length, std::chrono::system_clock::time_point now = std::chrono::system_clock::now())
{
    auto const end = std::chrono::floor<std::chrono::milliseconds>(now);
    return {end - length, end};
}

namespace detail {

// P1W, P1D, PT12H, P1DT30M, PT15S: whole numbers of units that have a fixed length.
constexpr std::optional<std::chrono::seconds> parse_duration(std::string_view text) noexcept
{
    if (!take_char(text, 'P') || text.empty()) return std::nullopt;
    std::chrono::seconds total{};
    bool time = false;
    bool any = false;
    while (!text.empty()) {
        if (!time && take_char(text, 'T')) {
            time = true;
            any = false;
            continue;
        }
        long long value = 0;
        std::size_t digits = 0;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9' && digits < 9; ++digits) {
            value = value * 10 + (text.front() - '0');
            text.remove_prefix(1);
        }
        if (digits == 0 || text.empty()) return std::nullopt;
        char const unit = text.front();
        text.remove_prefix(1);
        if (!time && unit == 'W') total += std::chrono::seconds(value * 7 * 24 * 3600);
        else if (!time && unit == 'D') total += std::chrono::seconds(value * 24 * 3600);
        else if (time && unit == 'H') total += std::chrono::seconds(value * 3600);
        else if (time && unit == 'M') total += std::chrono::seconds(value * 60);
        else if (time && unit == 'S') total += std::chrono::seconds(value);
        else return std::nullopt;
        any = true;
    }
    if (!any) return std::nullopt;
    return total;
}

} // namespace detail

/// Reads `from/to`; a duration such as `PT30M` or `P1D` may stand for one side.
constexpr std::optional<interval> parse_interval(std::string_view text) noexcept
{
    auto const slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto const left = text.substr(0, slash);
    auto const right = text.substr(slash + 1);
    auto const from = parse_iso8601(left);
    auto const to = parse_iso8601(right);
    if (from && to) return interval{*from, *to};
    if (from)
        if (auto const length = detail::parse_duration(right)) return interval{*from, *from + *length};
    if (to)
        if (auto const length = detail::parse_duration(left)) return interval{*to - *length, *to};
    return std::nullopt;
}

/// Writes `2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z`.
inline std::string format_interval(interval const& i)
{
    return format_iso8601(i.from).append(1, '/').append(format_iso8601(i.to));
}

template <>
struct text_form<interval> {
    static void append(std::string& out, interval const& value) { out += format_interval(value); }
};

namespace json {

template <>
struct codec<interval> {
    static bool decode(reader& in, interval& out)
    {
        std::string scratch;
        std::string_view text;
        in.peek();
        char const* const start = in.position();
        if (!in.string(text, scratch)) return false;
        auto const value = parse_interval(text);
        if (!value) {
            in.rewind(start);
            return in.fail(codec_errc::bad_time, "an ISO-8601 interval");
        }
        out = *value;
        return true;
    }
    static void encode(std::string& out, interval const& value) { write_string(out, format_interval(value)); }
};

} // namespace json
} // namespace cogrant

#endif // COGRANT_CODEC_INTERVAL_HPP
