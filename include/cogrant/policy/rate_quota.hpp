// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RATE_QUOTA_HPP
#define COGRANT_POLICY_RATE_QUOTA_HPP

#include <cogrant/http/headers.hpp>
#include <cogrant/policy/http_date.hpp>
#include <cogrant/policy/retry_after.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cogrant {

/// What a server says is left of a quota.
struct rate_quota {
    std::uint32_t remaining = 0;                ///< requests that are still allowed
    std::chrono::seconds reset{0};              ///< until they are counted anew
    std::optional<std::uint32_t> limit;         ///< requests in the whole window
    std::optional<std::chrono::seconds> window; ///< the span they are counted over

    friend bool operator==(rate_quota const&, rate_quota const&) = default;
};

namespace detail {

inline constexpr std::int64_t most_of_a_quota = 1'000'000'000;
inline constexpr std::size_t longest_quota_field = 1024;

/// Cuts the text up to `separator`, which does not count within quotes, off the front of `rest`.
constexpr std::string_view next_piece(std::string_view& rest, char separator) noexcept
{
    std::size_t i = 0;
    for (bool quoted = false; i < rest.size() && (quoted || rest[i] != separator); ++i) {
        if (rest[i] == '"') quoted = !quoted;
        if (rest[i] == '\\' && quoted) ++i;
    }
    i = std::min(i, rest.size());
    auto const piece = trim_blanks(rest.substr(0, i));
    rest.remove_prefix(std::min(i + 1, rest.size()));
    return piece;
}

/// Numbers as they stand in quota fields: digits, perhaps with a fraction, which counts as one more.
constexpr std::optional<std::int64_t> parse_amount(std::string_view text, std::int64_t most) noexcept
{
    auto const dot = text.find('.');
    auto const whole = parse_digits(text.substr(0, dot), most);
    if (!whole || dot == text.npos) return whole;
    if (!parse_digits(text.substr(dot + 1), most)) return std::nullopt;
    return std::min(*whole + 1, most);
}

/// One item of a `RateLimit` or `RateLimit-Policy` field, or all items of the form `limit=…, remaining=…, reset=…`.
struct quota_item {
    std::string_view name;
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> remaining;
    std::optional<std::int64_t> reset;
    std::optional<std::int64_t> window;

    constexpr void parameter(std::string_view text) noexcept
    {
        auto const equals = text.find('=');
        if (equals == text.npos) return;
        auto const key = trim_blanks(text.substr(0, equals));
        auto const value = parse_amount(trim_blanks(text.substr(equals + 1)), most_of_a_quota);
        if (!value) return;
        if (key == "q" || key == "limit") limit = value;
        else if (key == "r" || key == "remaining") remaining = value;
        else if (key == "t" || key == "reset") reset = value;
        else if (key == "w") window = value;
    }
};

/// The next item of a list. The earlier spellings `limit=100, …` and `100;w=60` are understood as well.
constexpr quota_item next_item(std::string_view& list) noexcept
{
    quota_item item;
    auto text = next_piece(list, ',');
    auto const name = next_piece(text, ';');
    if (name.find('=') != name.npos && !name.starts_with('"')) {
        item.parameter(name);
        while (!list.empty()) item.parameter(next_piece(list, ','));
        return item;
    }
    item.name = name;
    item.limit = parse_digits(name, most_of_a_quota);
    while (!text.empty()) item.parameter(next_piece(text, ';'));
    return item;
}

/// `X-RateLimit-Reset` is a number of seconds, or a moment in seconds or milliseconds since 1970, or a date.
inline std::optional<std::int64_t>
seconds_until_reset(std::string_view text, http::headers const& headers, std::chrono::sys_seconds wall) noexcept
{
    constexpr std::int64_t latest = 100'000'000'000; // more are milliseconds
    auto const date = headers.find("Date");
    auto const sent = (date ? parse_http_date(trim_blanks(*date), wall) : std::nullopt).value_or(wall);
    auto moment = parse_amount(text, latest * 1000);
    if (!moment) {
        auto const named = parse_http_date(text, wall);
        if (!named) return std::nullopt;
        moment = named->time_since_epoch().count();
    } else if (*moment < most_of_a_quota) {
        return moment;
    } else if (*moment > latest) {
        moment = *moment / 1000 + 1;
    }
    return std::clamp<std::int64_t>(*moment - sent.time_since_epoch().count(), 0, most_of_a_quota);
}

/// The words of the names `[X-]Rate[-]Limit[-…]`: "" for the field itself, "limit", "remaining", "reset", "policy".
inline std::optional<std::string_view> quota_field(std::string_view name, bool& extension) noexcept
{
    if (name.size() < 9 || (name[0] | 0x20) < 'r') return std::nullopt; // the usual case: some other field
    extension = http::equal_names(name.substr(0, 2), "x-");
    if (extension) name.remove_prefix(2);
    for (std::string_view const stem : {"ratelimit", "rate-limit"}) {
        if (!http::equal_names(name.substr(0, stem.size()), stem)) continue;
        auto const rest = name.substr(stem.size());
        if (rest.empty()) return rest;
        if (rest[0] == '-') return rest.substr(1);
    }
    return std::nullopt;
}

} // namespace detail

/** Reads `RateLimit` with `RateLimit-Policy` in their spellings so far, and `RateLimit-…` or `X-RateLimit-…` with `Limit`,
    `Remaining` and `Reset`. Nothing when what remains, or when that ends, is missing or not a plain number.

    `Reset` may be seconds or a moment: a moment is measured against the `Date` of the same answer, else against `now`.
    Of several quotas the one counts of which the least is left.

    @par Source  draft-ietf-httpapi-ratelimit-headers; custom for the X- form
    @par Limits  fields beyond 1024 bytes are ignored; numbers are at most 10^9 */
inline std::optional<rate_quota> parse_rate_quota(http::headers const& headers, std::chrono::sys_seconds now) noexcept
{
    detail::quota_item plain;
    std::string_view items;
    std::string_view policies;
    bool found = false;
    for (auto const field : headers) {
        bool extension = false;
        auto const what = detail::quota_field(field.name, extension);
        if (!what || field.value.size() > detail::longest_quota_field) continue;
        found = true;
        auto rest = std::string_view(field.value);
        if (what->empty()) items = rest;
        else if (http::equal_names(*what, "policy")) policies = rest;
        auto const first = detail::next_piece(rest, ',');
        auto number = first;
        auto const value = detail::parse_amount(detail::next_piece(number, ';'), detail::most_of_a_quota);
        if (http::equal_names(*what, "limit")) plain.limit = value;
        else if (http::equal_names(*what, "remaining"))
            plain.remaining = value && plain.remaining ? std::min(value, plain.remaining) : value;
        else if (http::equal_names(*what, "reset"))
            plain.reset = detail::seconds_until_reset(detail::trim_blanks(field.value), headers, now);
    }
    if (!found) return std::nullopt;

    std::optional<rate_quota> least;
    auto const consider = [&](detail::quota_item const& item) {
        if (!item.remaining || !item.reset || (least && *item.remaining >= least->remaining)) return;
        rate_quota q;
        q.remaining = static_cast<std::uint32_t>(*item.remaining);
        q.reset = std::chrono::seconds(*item.reset);
        auto limit = item.limit;
        auto window = item.window;
        for (auto rest = policies; !rest.empty();) {
            auto const policy = detail::next_item(rest);
            if (policy.name != item.name && !(limit && policy.limit == limit)) continue;
            if (!limit) limit = policy.limit;
            window = policy.window;
            break;
        }
        if (limit) q.limit = static_cast<std::uint32_t>(*limit);
        if (window && *window > 0) q.window = std::chrono::seconds(*window);
        least = q;
    };
    while (!items.empty()) consider(detail::next_item(items));
    consider(plain);
    return least;
}

} // namespace cogrant

#endif // COGRANT_POLICY_RATE_QUOTA_HPP
