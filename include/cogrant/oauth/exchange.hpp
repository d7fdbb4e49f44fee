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
#include <cogrant/oauth/scope.hpp>
#include <cogrant/oauth/token_answer.hpp>

#include <openssl/crypto.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::oauth {

namespace detail {

// What is told of an answer's error besides its own facts; what the client proves itself with is struck from its texts.
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

// The type of token that a transport asks for: one that sends proofs of possession says so (RFC 9449 §5).
template <class Transport>
inline constexpr token_scheme asked_scheme = token_scheme::bearer;
template <class Transport>
    requires(requires { requires bool(Transport::proves_possession); })
inline constexpr token_scheme asked_scheme<Transport> = token_scheme::dpop;

// The same of a transport that may not know it before it runs: `any_client`.
template <class Transport>
token_scheme scheme_of([[maybe_unused]] Transport const& transport) noexcept
{
    if constexpr (requires { static_cast<bool>(transport.proves_possession()); })
        return transport.proves_possession() ? token_scheme::dpop : token_scheme::bearer;
    else return asked_scheme<Transport>;
}

// What one exchange is made of, once the grant has become bytes.
template <class Auth>
struct asked_grant {
    asked_grant(Auth a, std::string p, bool json, std::vector<secret> s, std::string scopes, scope_policy rule)
        : auth(std::move(a)), parameters(std::move(p)), json_body(json), secrets(std::move(s)),
          scope(std::move(scopes)), policy(rule)
    {
    }
    asked_grant(asked_grant&&) = default;
    ~asked_grant() { OPENSSL_cleanse(parameters.data(), parameters.size()); }

    Auth auth;
    std::string parameters; // of the grant alone; only for a proof that counts once
    bool json_body;
    std::vector<secret> secrets;
    std::string scope;
    scope_policy policy;

    // Applies the client's authentication again.
    static error_code renew(void* self, http::request& r)
    {
        auto& me = *static_cast<asked_grant*>(self);
        r.headers.erase("Authorization");
        OPENSSL_cleanse(r.body.data(), r.body.size());
        r.body.clear();
        r.body.reserve(me.parameters.size() + 4096); // an assertion is added: growing would leave a copy behind
        r.body += me.parameters;
        return prove_client(r, me.auth, me.json_body);
    }
};

template <http::transport Transport, class Auth>
asio::awaitable<result<token_set>> ask_for_token(
    Transport& transport, result<http::request> request, asked_grant<Auth> asked, time_point deadline,
    http::event_hook hook)
{
    if (!request) co_return request.error();
    http::exchange x(std::move(*request), deadline);
    x.hook = hook;
    if constexpr (single_use_proof<Auth>) {
        x.renew.call = &asked_grant<Auth>::renew;
        x.renew.self = &asked;
    }
    auto sending = transport.send(x);
    auto answer = co_await std::move(sending);
    if (!answer) {
        OPENSSL_cleanse(x.request.body.data(), x.request.body.size());
        co_return answer.error();
    }
    auto tokens = read_token_answer(*answer, x.proved ? token_scheme::dpop : asked_scheme<Transport>);
    OPENSSL_cleanse(answer->body.data(), answer->body.size());
    if (tokens)
        if (auto const wider = check_scopes(asked.scope, tokens->scope, asked.policy)) tokens = wider;
    if (!tokens) {
        auto failed = described(tokens.error(), x);
        for (auto const& sent : asked.secrets) strike_out_spellings(failed, sent.expose());
        tokens = std::move(failed);
    }
    OPENSSL_cleanse(x.request.body.data(), x.request.body.size());
    co_return std::move(tokens);
}

} // namespace detail

/** Exchanges a grant for tokens at a token endpoint. Follows no redirect.

    Over a transport that proves possession of a key (`Transport::proves_possession`), a token that is not bound to it is
    refused. The scopes granted are in `token_set::scope`: see `compare_scopes`.

    @par Source         RFC 6749 §4, §5; the sections named at each grant
    @par Errors         those of `token_request` before anything is sent, of `read_token_answer` and of the transport;
                        retry_errc when a `Retry-After` was beyond the cap; oauth_errc::scope_widened when `policy` forbids
                        that. No text of an error holds a secret of the grant or of the client
    @par Cancellation   terminal; a code or refresh token may then be spent
    @par Lifetime       `transport` must live until completion; the rest is consumed before this returns
    @par Limits         answer at most 1 MiB; everything within `deadline` */
template <http::transport Transport, grant Grant, client_authentication Auth>
asio::awaitable<result<token_set>> exchange(
    Transport& transport, http::url const& endpoint, Grant const& grant, Auth const& auth,
    time_point deadline = no_deadline, http::event_hook hook = {}, scope_policy policy = scope_policy::take_wider)
{
    constexpr bool json_body = detail::body_of<Grant>() == grant_body::json;
    std::string parameters;
    if constexpr (detail::single_use_proof<Auth>) parameters = detail::grant_parameters(grant);
    std::string scope;
    if constexpr (requires { std::optional<std::string>(grant.scope); })
        scope = std::optional<std::string>(grant.scope).value_or("");
    detail::asked_grant<Auth> asked(
        auth, std::move(parameters), json_body, detail::secrets_of(grant), std::move(scope), policy);
    return detail::ask_for_token(transport, token_request(endpoint, grant, auth), std::move(asked), deadline, hook);
}

/// Name the grant first: g++ 12 destroys an aggregate temporary twice in a `co_await` expression.
template <http::transport Transport, grant Grant, client_authentication Auth>
asio::awaitable<result<token_set>> exchange(
    Transport&, http::url const&, Grant const&&, Auth const&, time_point = no_deadline, http::event_hook = {},
    scope_policy = scope_policy::take_wider) = delete;

/** As `exchange`, for any completion token.

    @par Completion     `void(error_code, token_set)`; the tokens are empty when the code is set
    @par Cancellation   terminal, when the handler has a slot
    @par Executor       the handler's associated executor, else `executor`; never inside this call
    @par Lifetime       `transport` and `diagnostics`, which gets the whole error, must live until completion; the rest is
                        consumed before this returns */
template <
    http::transport Transport, grant Grant, client_authentication Auth,
    asio::completion_token_for<void(error_code, token_set)> CompletionToken = default_token_t<asio::any_io_executor>>
auto async_exchange(
    asio::any_io_executor executor, Transport& transport, http::url const& endpoint, Grant const& grant,
    Auth const& auth, time_point deadline, CompletionToken&& token = CompletionToken{})
{
    return async_run<token_set>(
        std::move(executor), exchange(transport, endpoint, grant, auth, deadline), nullptr,
        std::forward<CompletionToken>(token));
}
template <
    http::transport Transport, grant Grant, client_authentication Auth,
    asio::completion_token_for<void(error_code, token_set)> CompletionToken = default_token_t<asio::any_io_executor>>
auto async_exchange(
    asio::any_io_executor executor, Transport& transport, http::url const& endpoint, Grant const& grant,
    Auth const& auth, time_point deadline, error& diagnostics, CompletionToken&& token = CompletionToken{})
{
    return async_run<token_set>(
        std::move(executor), exchange(transport, endpoint, grant, auth, deadline), &diagnostics,
        std::forward<CompletionToken>(token));
}

/// Name the grant first, as for `exchange`.
template <http::transport Transport, grant Grant, client_authentication Auth, class... Rest>
auto async_exchange(
    asio::any_io_executor, Transport&, http::url const&, Grant const&&, Auth const&, time_point, Rest&&...) = delete;

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_EXCHANGE_HPP
