// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_ERROR_HPP
#define COGRANT_POLICY_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>
#include <type_traits>

namespace cogrant {

/// Why the resilience layer gave up on its own account. When it merely ran out of tries, the last failure of the
/// network or the last answer is reported as it is, and none of these.
enum class retry_errc {
    /// The server asked for a longer wait than `retry_options::retry_after_cap`; daily limits ask for hours.
    /// Do something else and ask again after `error::info().retry_after`, or raise the cap.
    retry_after_too_long = 1,
    /// The server asked for a wait that ends after the caller's deadline.
    /// Ask again after `error::info().retry_after`, or allow a later deadline.
    retry_after_past_deadline,
    /// The rate limiter has no permit before the caller's deadline; nothing was sent and no time was lost waiting.
    /// Allow a later deadline, send less, or have the limit raised.
    limiter_past_deadline,
    /// Too many requests failed of late; nothing was sent. Ask again after `error::info().retry_after`.
    circuit_open
};

namespace detail {

class retry_category_t final : public boost::system::error_category {
public:
    constexpr retry_category_t() noexcept : error_category(0x3c9be07d52f1a486) {}
    char const* name() const noexcept override { return "cogrant.policy"; }
    std::string message(int value) const override
    {
        switch (static_cast<retry_errc>(value)) {
        case retry_errc::retry_after_too_long: return "the server asks for a longer wait than is allowed";
        case retry_errc::retry_after_past_deadline: return "the server asks for a wait that ends after the deadline";
        case retry_errc::limiter_past_deadline: return "the rate limiter has no permit before the deadline";
        case retry_errc::circuit_open: return "the circuit is open: too many requests failed of late";
        }
        return "unknown policy error";
    }
    bool equivalent(int value, error_condition const& asked) const noexcept override
    {
        if (asked.category() != condition_category()) return error_category::equivalent(value, asked);
        auto const question = static_cast<condition>(asked.value());
        switch (static_cast<retry_errc>(value)) {
        case retry_errc::retry_after_too_long:
            return question == condition::rate_limited || question == condition::retryable;
        case retry_errc::retry_after_past_deadline:
            return question == condition::rate_limited || question == condition::timeout ||
                   question == condition::retryable;
        case retry_errc::limiter_past_deadline:
            return question == condition::timeout || question == condition::retryable;
        case retry_errc::circuit_open: return question == condition::retryable;
        }
        return false;
    }
};

inline constexpr retry_category_t retry_category_v{};

} // namespace detail

constexpr boost::system::error_category const& retry_category() noexcept { return detail::retry_category_v; }

inline error_code make_error_code(retry_errc e) noexcept { return {static_cast<int>(e), retry_category()}; }

} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::retry_errc> : std::true_type {};

#endif // COGRANT_POLICY_ERROR_HPP
