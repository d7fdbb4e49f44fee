// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "verdict.hpp"

#include <cogrant/genesys/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/policy/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

namespace genesys_report {

using cogrant::condition;
using cogrant::genesys_errc;
using cogrant::http_errc;
using cogrant::oauth_errc;
using cogrant::retry_errc;

verdict judge(cogrant::error const& e)
{
    auto const code = e.code();
    if (code == boost::asio::error::operation_aborted) return {130, "Nothing was written"};
    if (code == genesys_errc::missing_setting) return {3, "Set it in the environment or in the .env file; see --help"};
    if (code == genesys_errc::bad_region || code == genesys_errc::bad_url || code == genesys_errc::no_env_file ||
        code == genesys_errc::bad_env_file || code == genesys_errc::bad_request || code == http_errc::bad_url ||
        code == make_error_code(boost::system::errc::invalid_argument)) // of a fault plan
        return {2, "Correct the setting; see --help"};
    if (e.info().where == cogrant::phase::tls && e.info().route.empty()) // before any request
        return {2, "Correct --ca-file"};
    if (code == oauth_errc::login_required || code == oauth_errc::refresh_fate_unknown)
        return {3, "Sign in with genesys_report login"};
    if (code == oauth_errc::access_denied) return {3, "The sign-in was refused; nothing is kept"};
    if (code == oauth_errc::store_corrupt || code == oauth_errc::store_unsafe)
        return {3, "Correct the token folder, or sign in to another one with --token-folder"};
    if (code == condition::needs_login)
        return {3, "Check client id and secret, that the client has the client credentials grant, and the region"};
    if (code == condition::forbidden && !e.info().detail.empty()) // which says what can be missing
        return {4, "Ask an administrator of the organisation for it"};
    if (code == condition::forbidden)
        return {4, "Ask an administrator to give the OAuth client a role with this permission, in the right division"};
    if (code == condition::rate_limited || code == retry_errc::retry_after_too_long ||
        code == retry_errc::retry_after_past_deadline || code == retry_errc::limiter_past_deadline) {
        auto const wait = e.info().retry_after;
        return {5, wait ? "Run again in " + std::to_string((wait->count() + 999) / 1000) + " s" : "Run again later"};
    }
    if (code == http_errc::bad_encoding) return {6, "Run again"};
    if (code == http_errc::bad_request || code == http_errc::not_found)
        return {2, "The server refuses the request itself; check --from, --to, --page-size and --api-url"};
    if (code == condition::bad_data)
        return {
            7, e.info().correlation_id.empty() ? "The answer cannot be used; report it"
                                               : "The answer cannot be used; report it with the correlation id"};
    if (code == http_errc::certificate_refused)
        return {6, "Check the host name and the clock, or name the CA with --ca-file"};
    if (code == http_errc::host_not_found) return {6, "Check the region or URL, and DNS"};
    if (code == condition::timeout) return {6, "Run again later, or ask for a shorter interval"};
    if (code == genesys_errc::job_failed || code == genesys_errc::job_cancelled || code == genesys_errc::job_expired ||
        code == genesys_errc::no_job)
        return {6, "Submit the job again, or run without --jobs"};
    return {6, "Run again; if it stays, check network and proxy"};
}

} // namespace genesys_report
