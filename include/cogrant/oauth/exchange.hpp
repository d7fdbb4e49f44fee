// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_EXCHANGE_HPP
#define COGRANT_OAUTH_EXCHANGE_HPP

#include <cogrant/async/completion.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/oauth/request_token.hpp>
#include <cogrant/oauth/token_answer.hpp>

#include <openssl/crypto.h>

#include <string>
#include <utility>

namespace cogrant::oauth {

namespace detail {

// What is told of an answer's error besides its own facts; the proof of the client is struck from its texts.
inline error described(error failed, http::exchange const& x)
{
    auto facts = failed.info();
    auto const known = x.fail(x.verdict);
    facts.attempts = known.info().attempts;
    facts.route = known.info().route;
    if (x.verdict) failed = error(x.verdict);
    failed.edit() = std::move(facts);
    strike_out_credentials(x.request, failed);
    return failed;
}

// Applies the client's authentication again, for a proof that counts once.
template <class Auth>
struct proof_renewal {
    Auth auth;
    std::string parameters; // of the grant alone
    ~proof_renewal() { OPENSSL_cleanse(parameters.data(), parameters.size()); }

    static error_code call(void* self, http::request& r)
    {
        auto& me = *static_cast<proof_renewal*>(self);
        r.headers.erase("Authorization");
        OPENSSL_cleanse(r.body.data(), r.body.size());
        r.body = me.parameters;
        return me.auth.apply(r, r.body);
    }
};

template <http::transport Transport, class Auth>
asio::awaitable<result<token_set>> ask_for_token(
    Transport& transport, result<http::request> request, Auth auth, std::string parameters, time_point deadline,
    http::event_hook hook)
{
    if (!request) co_return request.error();
    proof_renewal<Auth> renewal{std::move(auth), std::move(parameters)};
    http::exchange x(std::move(*request), deadline);
    x.hook = hook;
    if constexpr (single_use_proof<Auth>) {
        x.renew.call = &proof_renewal<Auth>::call;
        x.renew.self = &renewal;
    }
    auto sending = transport.send(x);
    auto answer = co_await std::move(sending);
    if (!answer) co_return answer.error();
    auto tokens = read_token_answer(*answer);
    OPENSSL_cleanse(answer->body.data(), answer->body.size());
    if (!tokens) tokens = described(tokens.error(), x);
    OPENSSL_cleanse(x.request.body.data(), x.request.body.size());
    co_return std::move(tokens);
}

} // namespace detail

/** Exchanges a grant for tokens at a token endpoint. Follows no redirect.

    @par Source         RFC 6749 §4, §5; the sections named at each grant
    @par Errors         those of `read_token_answer` and of the transport; oauth_errc::illegal_credential before anything is
                        sent; retry_errc when a `Retry-After` was beyond the cap
    @par Cancellation   terminal; a code or refresh token may then be spent
    @par Lifetime       `transport` must live until completion; the rest is consumed before this returns
    @par Limits         answer at most 1 MiB; everything within `deadline` */
template <http::transport Transport, grant Grant, client_authentication Auth>
asio::awaitable<result<token_set>> exchange(
    Transport& transport, http::url const& endpoint, Grant const& grant, Auth const& auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    std::string parameters;
    if constexpr (detail::single_use_proof<Auth>) form::encode(grant, parameters);
    return detail::ask_for_token(
        transport, token_request(endpoint, grant, auth), auth, std::move(parameters), deadline, hook);
}

/// Name the grant first: g++ 12 destroys an aggregate temporary twice in a `co_await` expression.
template <http::transport Transport, grant Grant, client_authentication Auth>
asio::awaitable<result<token_set>> exchange(
    Transport&, http::url const&, Grant const&&, Auth const&, time_point = no_deadline, http::event_hook = {}) = delete;

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_EXCHANGE_HPP
