// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_REQUEST_TOKEN_HPP
#define COGRANT_OAUTH_REQUEST_TOKEN_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/oauth/token_answer.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <utility>

namespace cogrant::oauth {

/// Something that gets a new token, by whatever grant. What a `token_source` renews itself with.
template <class F>
concept token_fetcher = std::move_constructible<F> && requires(F& f, time_point deadline) {
    { f.fetch(deadline) } -> std::same_as<asio::awaitable<result<token_set>>>;
};

/** The request of a grant (RFC 6749 §4.4.2): a form of the grant's members and what the client's authentication adds.

    @par Errors  oauth_errc::illegal_credential */
template <reflect::reflectable Grant, client_authentication Auth>
result<http::request> token_request(http::url const& endpoint, Grant const& grant, Auth const& auth)
{
    http::request r;
    r.method = http::method::post;
    r.origin = endpoint.origin;
    r.target = endpoint.target;
    r.authorize = false;
    r.body_limit = std::size_t{1} << 20;
    r.headers.add("Content-Type", "application/x-www-form-urlencoded");
    r.headers.add("Accept", "application/json");
    form::encode(grant, r.body);
    if (auto const refused = auth.apply(r, r.body)) return error(refused, phase::token);
    return r;
}

/** Runs one grant at one token endpoint, as often as asked. Follows no redirect.

    @par Thread safety  one `fetch` at a time, as a `token_source` does */
template <http::transport Transport, reflect::reflectable Grant, client_authentication Auth>
class grant_fetcher {
public:
    grant_fetcher(Transport transport, http::url endpoint, Grant grant, Auth auth)
        : transport_(std::move(transport)), endpoint_(std::move(endpoint)), grant_(std::move(grant)),
          auth_(std::move(auth))
    {
    }

    /** Asks for a token.

        @par Errors         those of `read_token_answer` and of the transport
        @par Cancellation   terminal
        @par Limits         answer at most 1 MiB; everything within `deadline` */
    asio::awaitable<result<token_set>> fetch(time_point deadline)
    {
        auto request = token_request(endpoint_, grant_, auth_);
        if (!request) co_return request.error();
        // A grant that spends nothing may be asked for again, also after the first request was received.
        request->query = true;
        http::exchange x(std::move(*request), deadline);
        auto answer = co_await transport_.send(x);
        if (!answer) co_return answer.error();
        auto tokens = read_token_answer(*answer);
        if (tokens) co_return std::move(*tokens);
        auto failed = tokens.error();
        failed.edit().attempts = x.attempts;
        failed.edit().route = "POST " + endpoint_.target;
        co_return failed;
    }

private:
    Transport transport_;
    http::url endpoint_;
    Grant grant_;
    Auth auth_;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_REQUEST_TOKEN_HPP
