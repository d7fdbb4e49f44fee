// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_LOGIN_FETCHER_HPP
#define COGRANT_CXONE_LOGIN_FETCHER_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/cxone/login.hpp>
#include <cogrant/cxone/values.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/discovery.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/token_answer.hpp>
#include <cogrant/oauth/token_fetcher.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::cxone {

/** Logs in with an access key (contract §2.1) and renews by its own endpoint (§2.3). For @ref renewing_fetcher.

    @par Thread safety  one call at a time */
template <http::transport Transport>
class access_key_login {
public:
    access_key_login(Transport transport, hosts where, std::string key_id, secret key, http::event_hook hook = {})
        : transport_(std::move(transport)), where_(std::move(where)), id_(std::move(key_id)), key_(std::move(key)),
          hook_(hook)
    {
    }

    asio::awaitable<result<oauth::token_set>> login(time_point until)
    {
        access_key const grant{.access_key_id = id_, .access_key_secret = key_};
        return oauth::exchange(transport_, access_key_endpoint(where_), grant, oauth::no_client(), until, hook_);
    }
    asio::awaitable<result<oauth::token_set>> renew(secret refresh_token, time_point until)
    {
        access_key_refresh const grant{.token = std::move(refresh_token)};
        return oauth::exchange(
            transport_, access_key_refresh_endpoint(where_), grant, oauth::no_client(), until, hook_);
    }

private:
    Transport transport_;
    hosts where_;
    std::string id_;
    secret key_;
    http::event_hook hook_;
};

/** Logs a registered application in at the standard token endpoint, with an access key as password (contract §2.2). The
    endpoint is discovered at the issuer, once. For @ref renewing_fetcher.

    @par Thread safety  one call at a time */
template <http::transport Transport, oauth::client_authentication Auth>
class application_login {
public:
    application_login(
        Transport transport, hosts where, Auth application, std::string key_id, secret key,
        std::vector<std::string> trusted = {}, http::event_hook hook = {})
        : transport_(std::move(transport)), where_(std::move(where)), application_(std::move(application)),
          id_(std::move(key_id)), key_(std::move(key)), trusted_(std::move(trusted)), hook_(hook)
    {
    }

    asio::awaitable<result<oauth::token_set>> login(time_point until) { return run(password_login(id_, key_), until); }
    asio::awaitable<result<oauth::token_set>> renew(secret refresh_token, time_point until)
    {
        oauth::refresh_token_grant grant{.refresh_token = std::move(refresh_token)};
        return run(std::move(grant), until);
    }

private:
    template <class Grant>
    asio::awaitable<result<oauth::token_set>> run(Grant grant, time_point until)
    {
        result<oauth::token_set> tokens = error();
        auto const named = std::move(grant);
        if (!endpoint_) {
            auto asking =
                oauth::discover(transport_, issuer_of(where_), metadata_rules(where_, trusted_), until, hook_);
            auto const found = co_await std::move(asking);
            if (!found) co_return found.error();
            auto const where = oauth::detail::login_endpoint(found->token_endpoint, "token_endpoint");
            if (!where) co_return where.error();
            endpoint_ = *where;
        }
        auto exchanging = oauth::exchange(transport_, *endpoint_, named, application_, until, hook_);
        tokens = co_await std::move(exchanging);
        co_return std::move(tokens);
    }

    Transport transport_;
    hosts where_;
    Auth application_;
    std::string id_;
    secret key_;
    std::vector<std::string> trusted_;
    http::event_hook hook_;
    std::optional<http::url> endpoint_;
};

/** A fetcher of tokens that renews while it has a refresh token that is good, and logs in otherwise, since a login spends
    nothing: when the renewal is refused, its fate is unknown or it takes too long, and when the token before was refused,
    for then a renewal may have given it. A token that is asked for anew in the first third of its life was refused.

    @par Source         contract of CXone §2.4, §3.3, §5
    @par Limits         a renewal takes @ref renewal_time at most, half of what is left until the deadline if that is less
    @par Thread safety  one `fetch` at a time, as a `token_source` does */
template <class Login, monotonic_clock Clock = std::chrono::steady_clock>
class renewing_fetcher {
public:
    static constexpr std::chrono::seconds renewal_time{30};

    explicit renewing_fetcher(Login login) : login_(std::move(login)) {}

    /** @par Errors        those of `oauth::exchange` and, for an application, of `oauth::discover`
        @par Cancellation  terminal */
    asio::awaitable<result<oauth::token_set>> fetch(time_point until)
    {
        auto const asked_at = Clock::now();
        bool const worth_it = refresh_until_ > asked_at && asked_at >= young_until_;
        auto known = worth_it ? refresh_token_ : std::nullopt;
        if (known) {
            auto const patience = std::min<duration>(renewal_time, (until - asked_at) / 2);
            auto renewing = login_.renew(std::move(*known), asked_at + patience);
            auto renewed = co_await std::move(renewing);
            if (renewed) keep(*renewed, asked_at);
            if (renewed || !login_helps(renewed.error(), until)) co_return std::move(renewed);
            refresh_token_.reset();
        }
        auto asking = login_.login(until);
        auto tokens = co_await std::move(asking);
        if (tokens) keep(*tokens, asked_at);
        co_return std::move(tokens);
    }

private:
    static bool login_helps(error const& e, time_point until)
    {
        return e != condition::cancelled && e != condition::rate_limited && Clock::now() < until;
    }
    // A renewal that gives no new refresh token leaves the old one good.
    void keep(oauth::token_set const& tokens, time_point asked_at)
    {
        young_until_ = asked_at + duration(tokens.expires_in) / 3;
        if (!tokens.refresh_token) return;
        refresh_token_ = tokens.refresh_token;
        refresh_until_ = no_deadline;
        auto const life = oauth::member_of<number<double>>(tokens, "refreshTokenExpirationTimeSec");
        if (!life || !*life || !(*life)->has_value()) return;
        constexpr auto longest = static_cast<double>(oauth::max_token_life.count());
        auto const seconds = std::clamp(***life, 0.0, longest);
        // Not in its last seconds: it would be refused on arrival.
        auto const left = std::chrono::seconds(static_cast<std::int64_t>(seconds)) - std::chrono::seconds(10);
        refresh_until_ = asked_at + left;
    }

    Login login_;
    std::optional<secret> refresh_token_;
    time_point refresh_until_ = no_deadline;
    time_point young_until_{}; // the latest token: nobody asks anew before, unless it was refused
};

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_LOGIN_FETCHER_HPP
