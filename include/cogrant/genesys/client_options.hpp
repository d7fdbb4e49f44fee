// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_CLIENT_OPTIONS_HPP
#define COGRANT_GENESYS_CLIENT_OPTIONS_HPP

#include <cogrant/genesys/access.hpp>
#include <cogrant/genesys/endpoints.hpp>
#include <cogrant/genesys/environment.hpp>
#include <cogrant/http/event.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/token_zone.hpp>
#include <cogrant/policy/limiter_options.hpp>
#include <cogrant/policy/retry.hpp>
#include <cogrant/secret.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>

namespace cogrant::genesys {

/** Who the client is, where the organisation lives and how patient to be.

    Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class client_options {
public:
    client_options(std::string client_id, secret client_secret)
        : client_id_(std::move(client_id)), client_secret_(std::move(client_secret)),
          hosts_(detail::endpoints_of_domain("mypurecloud.com"))
    {
    }
    /** As @ref read_environment found it. Where the organisation lives is not guessed then.

        @throws failure  with genesys_errc::missing_setting when there is neither region nor URL */
    explicit client_options(environment const& found)
        : client_id_(found.client_id), client_secret_(found.client_secret), hosts_(hosts_of(found))
    {
    }

    /// Where tokens and data are had; the default is the Americas (US East).
    client_options& hosts(endpoints e) { return hosts_ = std::move(e), *this; }
    /// Each request, its tries and waits together; default 5 minutes, so that a full rate window fits in.
    client_options& request_deadline(duration d) { return request_deadline_ = d, *this; }
    /// A details job, from submission to the first results; default one hour.
    client_options& job_timeout(duration d) { return job_timeout_ = d, *this; }
    /// Tries and waits, for data and for tokens; default up to 6 tries.
    client_options& retry_policy(retry_options o) { return retry_policy_ = std::move(o), *this; }
    /// The rate budget to keep; default 300 a minute, and what the server's headers say.
    client_options& limiter(limiter_options o) { return limiter_ = std::move(o), *this; }
    client_options& token_policy(oauth::token_source_options o) { return token_policy_ = std::move(o), *this; }
    client_options& pool(http::pool_options o) { return pool_ = std::move(o), *this; }
    /// The vendor's SDKs do not form-encode id and secret; theirs need no encoding, so both forms work.
    client_options& basic_encoding(oauth::client_secret_basic::encoding e) { return basic_encoding_ = e, *this; }
    /// Told of every request from its beginning to its end, of tries, waits and new tokens (`observe`); what it points
    /// to must outlive the client.
    client_options& hook(http::event_hook h) { return hook_ = h, *this; }
    /// Called before every try, to add headers: `trace_headers()`, or a function of one's own. See `inject`.
    client_options& inject(std::function<void(http::exchange&)> f) { return injector_ = std::move(f), *this; }

    /// Whose the tokens are. With the client's own credentials it is known; for other tokens unknown, unless said here.
    client_options& holder(token_holder who) { return holder_ = who, *this; }

    std::string const& client_id() const noexcept { return client_id_; }
    secret const& client_secret() const noexcept { return client_secret_; }
    endpoints const& hosts() const noexcept { return hosts_; }
    duration request_deadline() const noexcept { return request_deadline_; }
    duration job_timeout() const noexcept { return job_timeout_; }
    retry_options const& retry_policy() const noexcept { return retry_policy_; }
    limiter_options const& limiter() const noexcept { return limiter_; }
    oauth::token_source_options const& token_policy() const noexcept { return token_policy_; }
    http::pool_options const& pool() const noexcept { return pool_; }
    oauth::client_secret_basic::encoding basic_encoding() const noexcept { return basic_encoding_; }
    http::event_hook hook() const noexcept { return hook_; }
    token_holder holder() const noexcept { return holder_; }
    std::function<void(http::exchange&)> const& injector() const noexcept { return injector_; }

private:
    std::string client_id_;
    secret client_secret_;
    endpoints hosts_;
    duration request_deadline_ = std::chrono::minutes(5);
    duration job_timeout_ = std::chrono::hours(1);
    retry_options retry_policy_;
    limiter_options limiter_;
    oauth::token_source_options token_policy_;
    http::pool_options pool_;
    oauth::client_secret_basic::encoding basic_encoding_ = oauth::client_secret_basic::encoding::form;
    http::event_hook hook_;
    token_holder holder_ = token_holder::unknown;
    std::function<void(http::exchange&)> injector_;
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_CLIENT_OPTIONS_HPP
