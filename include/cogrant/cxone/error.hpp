// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_ERROR_HPP
#define COGRANT_CXONE_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>

namespace cogrant {

/// Failures that only NICE CXone knows. Refusals of the server have the codes of @ref http_errc.
enum class cxone_errc {
    bad_host = 1, ///< Not an area or the address of a host. Use na1, or https://na1.nice-incontact.com.
    missing_setting, ///< A credential or the area is not set. The detail names the variables to set.
    foreign_host, ///< An answer named an API host that is not the platform's. See `client_options::trust`.
    no_api_host, ///< Neither the token nor discovery names the API host. Give `client_options::api_url`.
    window_too_long, ///< The span is longer than this report takes. Walk it by `async_paginate_windows`.
    job_failed, ///< The server gave the extraction up and says why in the server message. Submit again or ask for less.
    job_cancelled, ///< Somebody cancelled the extraction. Submit again.
    job_expired, ///< The file is gone, or was not ready in time. Submit again and fetch earlier.
    no_job, ///< The server took a submission without naming the job. Submit again.
    no_file ///< The extraction succeeded without a file. Nothing matched, or the server misbehaves.
};

namespace detail {

class cxone_category_t final : public boost::system::error_category {
public:
    constexpr cxone_category_t() noexcept : error_category(0x4d27b95e0c8a16f3) {}
    char const* name() const noexcept override { return "cogrant.cxone"; }
    std::string message(int value) const override
    {
        switch (static_cast<cxone_errc>(value)) {
        case cxone_errc::bad_host: return "not an area or host of CXone";
        case cxone_errc::missing_setting: return "a setting is missing";
        case cxone_errc::foreign_host: return "the API host named is not one of the platform";
        case cxone_errc::no_api_host: return "nothing names the API host";
        case cxone_errc::window_too_long: return "the span is longer than the report takes";
        case cxone_errc::job_failed: return "the extraction failed on the server";
        case cxone_errc::job_cancelled: return "the extraction was cancelled on the server";
        case cxone_errc::job_expired: return "the extraction has expired";
        case cxone_errc::no_job: return "the server did not name the job";
        case cxone_errc::no_file: return "the extraction has no file";
        }
        return "unknown CXone error";
    }
    bool equivalent(int value, error_condition const& asked) const noexcept override
    {
        if (asked.category() != condition_category()) return error_category::equivalent(value, asked);
        auto const code = static_cast<cxone_errc>(value);
        switch (static_cast<condition>(asked.value())) {
        case condition::needs_login: return code == cxone_errc::missing_setting;
        case condition::bad_data: return code == cxone_errc::no_job || code == cxone_errc::foreign_host;
        case condition::timeout:
        case condition::retryable: // an extraction is never submitted again by itself
        case condition::forbidden:
        case condition::rate_limited:
        case condition::cancelled: return false;
        }
        return false;
    }
};

inline constexpr cxone_category_t cxone_category_v{};

} // namespace detail

constexpr boost::system::error_category const& cxone_category() noexcept { return detail::cxone_category_v; }

inline error_code make_error_code(cxone_errc e) noexcept { return {static_cast<int>(e), cxone_category()}; }

} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::cxone_errc> : std::true_type {};

#endif // COGRANT_CXONE_ERROR_HPP
