// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_ENVIRONMENT_HPP
#define COGRANT_CXONE_ENVIRONMENT_HPP

#include <cogrant/cxone/client_options.hpp>
#include <cogrant/cxone/error.hpp>
#include <cogrant/cxone/hosts.hpp>
#include <cogrant/error.hpp>
#include <cogrant/secret.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::cxone {

/// What the environment says about whom to talk to and as whom.
struct environment {
    std::string access_key_id;           ///< CXONE_ACCESS_KEY_ID; empty when not given
    secret access_key_secret;            ///< CXONE_ACCESS_KEY_SECRET
    std::string client_id;               ///< CXONE_CLIENT_ID: of a registered application, optional
    secret client_secret;                ///< CXONE_CLIENT_SECRET
    std::optional<cxone::hosts> hosts;   ///< from CXONE_ENV_URL, one server for all, else from CXONE_AREA
};

/** Reads `CXONE_ACCESS_KEY_ID`, `CXONE_ACCESS_KEY_SECRET`, `CXONE_AREA` or `CXONE_ENV_URL`, and for a registered
    application `CXONE_CLIENT_ID` and `CXONE_CLIENT_SECRET`. What is missing is no error here: see @ref options_of.

    `lookup(char const* name)` gives a variable's text or null; `std::getenv` unless a test replaces it.

    @par Errors         cxone_errc::bad_host, http_errc::bad_url; the detail names the variable, never its value
    @par Thread safety  as `std::getenv`: no other thread may change the environment meanwhile */
template <class Lookup>
result<environment> read_environment(Lookup lookup)
{
    auto const given = [&lookup](char const* name) {
        char const* const text = lookup(name);
        return std::string_view(text != nullptr ? text : "");
    };
    environment out;
    out.access_key_id = given("CXONE_ACCESS_KEY_ID");
    out.access_key_secret = secret(given("CXONE_ACCESS_KEY_SECRET"));
    out.client_id = given("CXONE_CLIENT_ID");
    out.client_secret = secret(given("CXONE_CLIENT_SECRET"));
    auto const url = given("CXONE_ENV_URL");
    auto const area = given("CXONE_AREA");
    if (url.empty() && area.empty()) return out;
    auto found = url.empty() ? hosts_of_area(area) : hosts_of_url(url);
    if (!found) {
        auto e = found.error();
        auto& info = e.edit();
        info.detail = std::string(url.empty() ? "CXONE_AREA: " : "CXONE_ENV_URL: ") +
                      (info.detail.empty() ? e.code().message() : info.detail);
        return e;
    }
    out.hosts = std::move(*found);
    return out;
}

/// The same with `std::getenv`.
inline result<environment> read_environment()
{
    return read_environment([](char const* name) -> char const* { return std::getenv(name); });
}

namespace detail {

/// Collects the names of what a program needs and was not given.
class missing_settings {
public:
    missing_settings& need(bool there, std::string_view name)
    {
        if (there) return *this;
        if (!names_.empty()) names_ += ", ";
        names_ += name;
        return *this;
    }
    result<void> told() const
    {
        if (names_.empty()) return {};
        error out{make_error_code(cxone_errc::missing_setting)};
        out.edit().detail = "not set in the environment: " + names_;
        return out;
    }

private:
    std::string names_;
};

inline constexpr std::string_view host_settings = "CXONE_AREA (e.g. na1) or CXONE_ENV_URL";

} // namespace detail

/** The options of a client, if everything is there that one needs.

    @par Errors  cxone_errc::missing_setting; the detail names the variables to set */
inline result<client_options> options_of(environment const& e)
{
    detail::missing_settings settings;
    settings.need(!e.access_key_id.empty(), "CXONE_ACCESS_KEY_ID");
    settings.need(!e.access_key_secret.empty(), "CXONE_ACCESS_KEY_SECRET");
    settings.need(e.client_id.empty() || !e.client_secret.empty(), "CXONE_CLIENT_SECRET");
    settings.need(e.hosts.has_value(), detail::host_settings);
    if (auto const complete = settings.told(); !complete) return complete.error();
    client_options options(e.access_key_id, e.access_key_secret);
    options.hosts(*e.hosts);
    if (!e.client_id.empty()) options.application(e.client_id, e.client_secret);
    return options;
}

/** The options of a client that a person signs in to, at a registered application; no access key is needed. For the
    constructor that takes a fetcher of tokens.

    @par Errors  as above */
inline result<client_options> person_options_of(environment const& e)
{
    detail::missing_settings settings;
    settings.need(!e.client_id.empty(), "CXONE_CLIENT_ID");
    settings.need(!e.client_secret.empty(), "CXONE_CLIENT_SECRET");
    settings.need(e.hosts.has_value(), detail::host_settings);
    if (auto const complete = settings.told(); !complete) return complete.error();
    client_options options({}, secret());
    options.hosts(*e.hosts).application(e.client_id, e.client_secret);
    return options;
}

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_ENVIRONMENT_HPP
