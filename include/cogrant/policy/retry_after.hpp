// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RETRY_AFTER_HPP
#define COGRANT_POLICY_RETRY_AFTER_HPP

#include <cogrant/http/headers.hpp>
#include <cogrant/policy/http_date.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cogrant {

/// Longer waits are reported as this one, so that adding it to a time point never overflows.
inline constexpr std::chrono::milliseconds max_retry_after = std::chrono::hours(24 * 365 * 100);

namespace detail {

constexpr std::string_view trim_blanks(std::string_view text) noexcept
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// A number of digits only; values above `most` become `most`, so there is no overflow.
constexpr std::optional<std::int64_t> parse_digits(std::string_view text, std::int64_t most) noexcept
{
    if (text.empty()) return std::nullopt;
    std::int64_t value = 0;
    for (char const c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value > (most - (c - '0')) / 10 ? most : value * 10 + (c - '0');
    }
    return value;
}

} // namespace detail

/** The wait a server asks for; nothing when it asks for none that can be understood.

    Understands `Retry-After` as seconds or as a date, and `retry-after-ms`. A date is measured against the `Date` of
    the same answer, so a wrong clock on either side does not matter; without a usable `Date`, against `now`. A date in
    the past means 0. Negative numbers, fractions, lists and other garbage count as absent.
    Of several values, whether in one header or in both, the longest holds: waiting too long is harmless.

    @par Source      RFC 9110 §10.2.3; `retry-after-ms` is a habit of some platforms
    @par Limits      at most `max_retry_after`
    @par Errors      none; never throws */
inline std::optional<std::chrono::milliseconds>
parse_retry_after(http::headers const& headers, std::chrono::sys_seconds now) noexcept
{
    using std::chrono::milliseconds;
    std::optional<milliseconds> longest;
    auto const consider = [&longest](milliseconds wait) {
        wait = std::clamp(wait, milliseconds(0), max_retry_after);
        longest = longest ? std::max(*longest, wait) : wait;
    };
    for (auto const field : headers) {
        auto const text = detail::trim_blanks(field.value);
        if (http::equal_names(field.name, "retry-after-ms")) {
            if (auto const ms = detail::parse_digits(text, max_retry_after.count())) consider(milliseconds(*ms));
        } else if (http::equal_names(field.name, "Retry-After")) {
            if (auto const s = detail::parse_digits(text, max_retry_after.count() / 1000)) {
                consider(std::chrono::seconds(*s));
            } else if (auto const until = parse_http_date(text, now)) {
                auto const date = headers.find("Date");
                auto const sent = date ? parse_http_date(detail::trim_blanks(*date), now) : std::nullopt;
                consider(*until - sent.value_or(now));
            }
        }
    }
    return longest;
}

} // namespace cogrant

#endif // COGRANT_POLICY_RETRY_AFTER_HPP
