// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_CLIENT_OPTIONS_HPP
#define COGRANT_CXONE_CLIENT_OPTIONS_HPP

#include <cogrant/cxone/hosts.hpp>
#include <cogrant/http/event.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/token_zone.hpp>
#include <cogrant/policy/limiter_options.hpp>
#include <cogrant/policy/retry.hpp>
#include <cogrant/secret.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::cxone {

/** Who the client is, where the platform is asked and how patient to be.

    Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class client_options {
public:
    /// The access key of a user. Where it is sent is @ref hosts.
    client_options(std::string access_key_id, secret access_key_secret)
        : key_id_(std::move(access_key_id)), key_(std::move(access_key_secret)), hosts_(hosts_of_area("na1").value())
    {
    }

    /// The area's hosts (`hosts_of_area`), or one server for all (`hosts_of_url`); the default is na1.
    client_options& hosts(cxone::hosts h) { return hosts_ = std::move(h), *this; }
    /// A registered application: then the access key goes as password to the standard token endpoint (contract §2.2).
    client_options& application(std::string client_id, secret client_secret)
    {
        client_id_ = std::move(client_id);
        client_secret_ = std::move(client_secret);
        return *this;
    }
    /// Where the contact-centre data are, in place of what token answer and discovery say. See `api_base_of`.
    client_options& api(api_base base) { return api_ = std::move(base), *this; }
    /// The tenant, for tokens that do not name it.
    client_options& tenant(std::string tenant_id) { return tenant_ = std::move(tenant_id), *this; }
    /// One more domain on which an API host may be that an answer names: a private one of a gateway.
    client_options& trust(std::string domain) { return trusted_.push_back(std::move(domain)), *this; }
    /// The version in the paths of the API; default 24. Versions up to 30 were seen.
    client_options& api_version(unsigned n) { return version_ = n, *this; }

    /// Each request, its tries and waits together; default 5 minutes.
    client_options& request_deadline(duration d) { return request_deadline_ = d, *this; }
    /// The download of an extraction; default one hour.
    client_options& download_deadline(duration d) { return download_deadline_ = d, *this; }
    /// An extraction, from submission until the file can be had; default one hour.
    client_options& job_timeout(duration d) { return job_timeout_ = d, *this; }
    /// The pause before an extraction is looked at first, which doubles up to the longest; default 5 and 10 seconds.
    client_options& job_pauses(duration first, duration longest)
    {
        job_first_pause_ = first;
        job_longest_pause_ = longest;
        return *this;
    }
    /// Tries and waits, for data and for tokens; default up to 6 tries.
    client_options& retry_policy(retry_options o) { return retry_policy_ = std::move(o), *this; }
    /// The rate to keep. The platform documents none and sends no header of it; default 300 a minute.
    client_options& limiter(limiter_options o) { return limiter_ = std::move(o), *this; }
    client_options& token_policy(oauth::token_source_options o) { return token_policy_ = std::move(o), *this; }
    client_options& pool(http::pool_options o) { return pool_ = std::move(o), *this; }
    /// Told of every request from its beginning to its end, of tries, waits and new tokens; what it points to must
    /// outlive the client.
    client_options& hook(http::event_hook h) { return hook_ = h, *this; }
    /// Called before every try, to add headers. See `inject`.
    client_options& inject(std::function<void(http::exchange&)> f) { return injector_ = std::move(f), *this; }

    std::string const& access_key_id() const noexcept { return key_id_; }
    secret const& access_key_secret() const noexcept { return key_; }
    cxone::hosts const& hosts() const noexcept { return hosts_; }
    std::string const& client_id() const noexcept { return client_id_; }
    secret const& client_secret() const noexcept { return client_secret_; }
    std::optional<api_base> const& api() const noexcept { return api_; }
    std::string const& tenant() const noexcept { return tenant_; }
    std::vector<std::string> const& trusted() const noexcept { return trusted_; }
    unsigned api_version() const noexcept { return version_; }
    duration request_deadline() const noexcept { return request_deadline_; }
    duration download_deadline() const noexcept { return download_deadline_; }
    duration job_timeout() const noexcept { return job_timeout_; }
    duration job_first_pause() const noexcept { return job_first_pause_; }
    duration job_longest_pause() const noexcept { return job_longest_pause_; }
    retry_options const& retry_policy() const noexcept { return retry_policy_; }
    limiter_options const& limiter() const noexcept { return limiter_; }
    oauth::token_source_options const& token_policy() const noexcept { return token_policy_; }
    http::pool_options const& pool() const noexcept { return pool_; }
    http::event_hook hook() const noexcept { return hook_; }
    std::function<void(http::exchange&)> const& injector() const noexcept { return injector_; }

private:
    std::string key_id_;
    secret key_;
    cxone::hosts hosts_;
    std::string client_id_;
    secret client_secret_;
    std::optional<api_base> api_;
    std::string tenant_;
    std::vector<std::string> trusted_;
    unsigned version_ = 24;
    duration request_deadline_ = std::chrono::minutes(5);
    duration download_deadline_ = std::chrono::hours(1);
    duration job_timeout_ = std::chrono::hours(1);
    duration job_first_pause_ = std::chrono::seconds(5);
    duration job_longest_pause_ = std::chrono::seconds(10);
    retry_options retry_policy_;
    limiter_options limiter_;
    oauth::token_source_options token_policy_;
    http::pool_options pool_;
    http::event_hook hook_;
    std::function<void(http::exchange&)> injector_;
};

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_CLIENT_OPTIONS_HPP
