// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RATE_HEADERS_HPP
#define COGRANT_POLICY_RATE_HEADERS_HPP

#include <cogrant/http/headers.hpp>
#include <cogrant/policy/retry_after.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cogrant {

/// What an answer says about the server's counting.
struct rate_reading {
    std::uint32_t count = 0;       ///< requests counted in the current window, those of other processes included
    std::uint32_t allowed = 0;     ///< the ceiling of the window
    std::chrono::seconds reset{0}; ///< until the window ends

    friend bool operator==(rate_reading const&, rate_reading const&) = default;
};

/** Reads `inin-ratelimit-count`, `-allowed` and `-reset`.

    Nothing when one of the three is missing or is not a plain number, or the ceiling is 0.

    @par Source  Genesys Cloud; the headers come and go */
inline std::optional<rate_reading> parse_rate_headers(http::headers const& headers) noexcept
{
    constexpr std::int64_t most = 1'000'000'000;
    std::optional<std::int64_t> count;
    std::optional<std::int64_t> allowed;
    std::optional<std::int64_t> reset;
    for (auto const field : headers) {
        constexpr std::string_view prefix = "inin-ratelimit-";
        if (field.name.size() <= prefix.size() || !http::equal_names(field.name.substr(0, prefix.size()), prefix))
            continue;
        auto const name = field.name.substr(prefix.size());
        auto const value = detail::parse_digits(detail::trim_blanks(field.value), most);
        if (http::equal_names(name, "count")) count = value;
        else if (http::equal_names(name, "allowed")) allowed = value;
        else if (http::equal_names(name, "reset")) reset = value;
    }
    if (!count || !allowed || !reset || *allowed == 0) return std::nullopt;
    return rate_reading{
        static_cast<std::uint32_t>(*count), static_cast<std::uint32_t>(*allowed), std::chrono::seconds(*reset)};
}

} // namespace cogrant

#endif // COGRANT_POLICY_RATE_HEADERS_HPP
