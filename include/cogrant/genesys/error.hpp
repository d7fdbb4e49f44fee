// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ERROR_HPP
#define COGRANT_GENESYS_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>

namespace cogrant {

/// Failures that only Genesys Cloud knows. Refusals of the server have the codes of @ref http_errc.
enum class genesys_errc {
    bad_region = 1,   ///< Not a region. Use a name like eu-central-1 or a domain like mypurecloud.de.
    bad_url,          ///< Not the address of an API or login host. Use a form like https://api.mypurecloud.de.
    no_env_file,      ///< The .env file that was named cannot be read. Correct the path or its permissions.
    bad_env_file,     ///< A line of the .env file is not KEY=VALUE: the detail gives its number. Correct it.
    missing_setting,  ///< A credential or the region is not set. The detail names the variables to set.
    job_failed, ///< The server gave the job up and says why in the server message. Submit again or ask for less.
    job_cancelled, ///< Somebody cancelled or deleted the job on the server. Submit again.
    job_expired, ///< The results are gone, or were not ready in time. Submit again and fetch earlier.
    no_job, ///< The server took a submission without naming the job. Submit again.
    bad_request, ///< A part of the request's path, an id say, is empty or a dot. The detail names it; set it.
    daily_limit, ///< HTTP 429 of a limit that counts days: `retry_after` has the wait, of hours. Go on then, or ask for more.
    link_expired, ///< A presigned link is too old. Ask the platform for a new one.
    not_ready ///< The media of a recording were not ready in time. Ask again later.
};

namespace detail {

class genesys_category_t final : public boost::system::error_category {
public:
    constexpr genesys_category_t() noexcept : error_category(0x5ae90c3d71f4b826) {}
    char const* name() const noexcept override { return "cogrant.genesys"; }
    std::string message(int value) const override
    {
        switch (static_cast<genesys_errc>(value)) {
        case genesys_errc::bad_region: return "not a Genesys Cloud region or domain";
        case genesys_errc::bad_url: return "not the address of a Genesys Cloud host";
        case genesys_errc::no_env_file: return "the .env file cannot be read";
        case genesys_errc::bad_env_file: return "the .env file is malformed";
        case genesys_errc::missing_setting: return "a setting is missing";
        case genesys_errc::job_failed: return "the job failed on the server";
        case genesys_errc::job_cancelled: return "the job was cancelled on the server";
        case genesys_errc::job_expired: return "the results of the job have expired";
        case genesys_errc::no_job: return "the server did not name the job";
        case genesys_errc::bad_request: return "the request is not complete";
        case genesys_errc::daily_limit: return "the requests of the day are used up";
        case genesys_errc::link_expired: return "the presigned link has expired";
        case genesys_errc::not_ready: return "the media of the recording are not ready yet";
        }
        return "unknown Genesys Cloud error";
    }
    bool equivalent(int value, error_condition const& asked) const noexcept override
    {
        if (asked.category() != condition_category()) return error_category::equivalent(value, asked);
        auto const code = static_cast<genesys_errc>(value);
        switch (static_cast<condition>(asked.value())) {
        case condition::needs_login: return code == genesys_errc::missing_setting;
        case condition::bad_data: return code == genesys_errc::no_job;
        case condition::timeout:
        case condition::retryable: // not at once: a job is never submitted again by itself, a day takes hours
        case condition::forbidden:
        case condition::cancelled: return false;
        case condition::rate_limited: return code == genesys_errc::daily_limit;
        }
        return false;
    }
};

inline constexpr genesys_category_t genesys_category_v{};

} // namespace detail

constexpr boost::system::error_category const& genesys_category() noexcept { return detail::genesys_category_v; }

inline error_code make_error_code(genesys_errc e) noexcept { return {static_cast<int>(e), genesys_category()}; }

} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::genesys_errc> : std::true_type {};

#endif // COGRANT_GENESYS_ERROR_HPP
