// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_LOGIN_IDENTITY_HPP
#define COGRANT_OAUTH_LOGIN_IDENTITY_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/async/completion.hpp>
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/discovery.hpp>
#include <cogrant/oauth/jwks_cache.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/** Who signed in, when a login has just finished: its id_token, checked with the keys that the server has now. A service that
    checks many id_tokens keeps a `jwks_cache` instead.

    @code
    auto finishing = finish_login(pool, server, std::move(callback), auth);
    auto done = co_await std::move(finishing);
    auto checking = identity_of(pool, server, done.value());
    auto who = co_await std::move(checking);              // result<std::optional<id_token_claims>>
    @endcode

    @return             nothing when the login was none of OpenID and has no id_token
    @par Source         OpenID Connect Core §3.1.3.7
    @par Errors         oauth_errc::id_token_refused, also when OpenID was asked for and there is no id_token, or no key to
                        check it with; those of `basic_jwks_cache::keys`. The tokens of such a login are not to be used
    @par Cancellation   terminal
    @par Limits         as `basic_jwks_cache`; keys by http only of a server on this machine that was found by http itself */
template <monotonic_clock Clock = std::chrono::steady_clock, http::transport Transport>
asio::awaitable<result<std::optional<id_token_claims>>> identity_of(
    Transport transport, server_metadata server, finished_login login, time_point deadline = no_deadline,
    std::chrono::sys_seconds now = wall_now())
{
    std::optional<id_token_claims> who;
    auto const executor = co_await asio::this_coro::executor;
    auto const& token = login.tokens.id_token;
    if (!token && !login.nonce) co_return who;
    if (!login.issuer.empty() && login.issuer != server.issuer)
        co_return detail::login_error(oauth_errc::issuer_mismatch, "the login is of another server");
    if (!token) co_return detail::id_token_error(oauth_errc::id_token_refused, "none was sent");
    if (!server.jwks_uri) co_return detail::id_token_error(oauth_errc::id_token_refused, "the server names no keys");

    jwks_cache_options options;
    if (server.issuer.starts_with("http://"))
        options.allow_insecure_endpoint(); // discovery lets only loopback have that
    basic_jwks_cache<Transport, Clock> const keys(executor, std::move(transport), *server.jwks_uri, options);
    auto rules = id_token_rules(server, login.client_id).access_token(login.tokens.access_token);
    if (login.nonce) rules.nonce(*login.nonce);
    auto checking = validate_id_token(keys, *token, std::move(rules), deadline, now);
    auto checked = co_await std::move(checking);
    if (!checked) co_return checked.error();
    who = std::move(*checked);
    co_return who;
}

/** As `identity_of`, for any completion token: `void(error_code, std::optional<id_token_claims>)`.

    @par Executor   the handler's associated executor, else `executor`; never inside this call
    @par Lifetime   `diagnostics` gets the whole error and must live until completion */
template <
    http::transport Transport, asio::completion_token_for<void(error_code, std::optional<id_token_claims>)>
                                   CompletionToken = default_token_t<asio::any_io_executor>>
auto async_identity_of(
    asio::any_io_executor executor, Transport transport, server_metadata server, finished_login login,
    time_point deadline, error& diagnostics, CompletionToken&& token = CompletionToken{})
{
    return async_run<std::optional<id_token_claims>>(
        std::move(executor), identity_of(std::move(transport), std::move(server), std::move(login), deadline),
        &diagnostics, std::forward<CompletionToken>(token));
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_LOGIN_IDENTITY_HPP
