// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_CODE_LOGIN_HPP
#define COGRANT_OAUTH_CODE_LOGIN_HPP

#include <cogrant/async/completion.hpp>
#include <cogrant/oauth/authorization_request.hpp>
#include <cogrant/oauth/callback.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/pending_login.hpp>
#include <cogrant/oauth/pushed_authorization.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

// The authorization code flow from end to end (RFC 6749 §4.1): begin, send the person's browser to the URL, check the
// callback, exchange. What fails on the way sends nothing further.

namespace cogrant::oauth {

/// A login on its way: the URL for the browser, and what to keep until it comes back.
struct begun_login {
    std::string url{};
    pending_login pending{};
};

/// A login that has succeeded. The id_token, if there is one, is not validated yet: it has to name `nonce`.
struct finished_login {
    token_set tokens{};
    std::string issuer{};
    std::string client_id{};
    std::optional<std::string> scope{}; ///< as asked
    std::optional<secret> nonce{};
};

/// The secrets and facts of a new login. Most programs call `begin_login`.
template <secret_random Random = system_random>
pending_login make_pending_login(
    authorization_request const& ask, server_metadata const& server, std::chrono::sys_seconds now = wall_now(),
    Random random = {})
{
    pending_login out;
    out.state = secret_text(random(login_secret_octets));
    std::string const words = " " + ask.scope().value_or("") + " ";
    if (words.find(" openid ") != std::string::npos) out.nonce = secret_text(random(login_secret_octets));
    out.code_verifier = make_code_verifier(random);
    out.issuer = server.issuer;
    out.issuer_required = server.authorization_response_iss_parameter_supported;
    out.client_id = ask.client_id();
    out.redirect_uri = ask.redirect_uri();
    out.scope = ask.scope();
    out.resource = ask.resource();
    out.created = now;
    out.expires = now + ask.life();
    return out;
}

/** Begins a login: makes `state`, `nonce` and the PKCE verifier, and the URL for the browser.

    @par Errors  as `authorization_url` */
template <secret_random Random = system_random>
result<begun_login> begin_login(
    authorization_request const& ask, server_metadata const& server, std::chrono::sys_seconds now = wall_now(),
    Random random = {})
{
    begun_login out;
    out.pending = make_pending_login(ask, server, now, std::move(random));
    auto url = authorization_url(ask, server, out.pending);
    if (!url) return url.error();
    out.url = std::move(*url);
    return out;
}

/** Begins a login with a pushed request (RFC 9126). It never becomes a plain one.

    @par Errors         as `push_authorization`
    @par Cancellation   terminal
    @par Lifetime       `transport` must live until completion */
template <monotonic_clock Clock = std::chrono::steady_clock, http::transport Transport, client_authentication Auth>
asio::awaitable<result<begun_login>> begin_pushed_login(
    Transport& transport, authorization_request ask, server_metadata server, Auth auth,
    time_point deadline = no_deadline)
{
    begun_login out;
    out.pending = make_pending_login(ask, server);
    auto pushing = push_authorization<Clock>(transport, std::move(ask), server, out.pending, std::move(auth), deadline);
    auto pushed = co_await std::move(pushing);
    if (!pushed) co_return pushed.error();
    auto url = pushed->take_url(server, Clock::now());
    if (!url) co_return url.error();
    out.url = std::move(*url);
    co_return std::move(out);
}

/** Exchanges a validated callback for tokens.

    @par Source         RFC 6749 §4.1.3; RFC 9700 §4.4
    @par Errors         as `exchange`; oauth_errc::issuer_mismatch, before
                        anything is sent, when the login was begun at another server than `server`;
                        oauth_errc::{endpoint_missing, endpoint_refused}
    @par Cancellation   terminal; the code may then be spent
    @par Lifetime       `transport` must live until completion
    @par Limits         answer at most 1 MiB; everything within `deadline` */
template <http::transport Transport, client_authentication Auth>
asio::awaitable<result<finished_login>> finish_login(
    Transport& transport, server_metadata server, validated_callback login, Auth auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    finished_login out;
    if (login.issuer() != server.issuer)
        co_return detail::login_error(oauth_errc::issuer_mismatch, "the login was begun at another server");
    auto const where = detail::login_endpoint(server.token_endpoint, "token_endpoint");
    if (!where) co_return where.error();
    out.issuer = login.issuer();
    out.client_id = login.client_id();
    out.scope = login.scope();
    out.nonce = login.nonce();
    auto const grant = code_grant(std::move(login));
    if (!grant) co_return grant.error();
    auto asking = exchange(transport, *where, *grant, auth, deadline, hook);
    auto tokens = co_await std::move(asking);
    if (!tokens) co_return tokens.error();
    out.tokens = std::move(*tokens);
    co_return std::move(out);
}

/** As `finish_login` with a validated callback, for any completion token: `void(error_code, finished_login)`.

    @par Executor   the handler's associated executor, else `executor`; never inside this call
    @par Lifetime   `transport` and `diagnostics`, which gets the whole error, must live until completion */
template <
    http::transport Transport, client_authentication Auth,
    asio::completion_token_for<void(error_code, finished_login)> CompletionToken =
        default_token_t<asio::any_io_executor>>
auto async_finish_login(
    asio::any_io_executor executor, Transport& transport, server_metadata server, validated_callback login, Auth auth,
    time_point deadline, error& diagnostics, CompletionToken&& token = CompletionToken{})
{
    return async_run<finished_login>(
        std::move(executor), finish_login(transport, std::move(server), std::move(login), std::move(auth), deadline),
        &diagnostics, std::forward<CompletionToken>(token));
}

/** From a callback's target to tokens: takes the login out of the store, checks, exchanges. For a web server.

    @param target  the request target that the browser asked for: `/callback?code=…`
    @par Errors         as `callback::from_target`, `validate_callback` and the overload above; only a callback that passed
                        every check sends anything
    @par Cancellation   terminal; the code may then be spent
    @par Lifetime       `transport` and `store` must live until completion */
template <http::transport Transport, pending_store Store, client_authentication Auth>
asio::awaitable<result<finished_login>> finish_login(
    Transport& transport, Store& store, server_metadata server, std::string target, Auth auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    auto got = callback::from_target(target);
    detail::wipe(target);
    if (!got) co_return got.error();
    auto const now = wall_now();
    auto checking = validate_callback(store, std::move(*got), now);
    auto checked = co_await std::move(checking);
    if (!checked) co_return checked.error();
    auto finishing = finish_login(transport, std::move(server), std::move(*checked), std::move(auth), deadline, hook);
    auto finished = co_await std::move(finishing);
    co_return std::move(finished);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_CODE_LOGIN_HPP
