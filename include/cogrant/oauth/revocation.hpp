// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_REVOCATION_HPP
#define COGRANT_OAUTH_REVOCATION_HPP

#include <cogrant/http/exchange.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/impl/post_form.hpp>
#include <cogrant/oauth/introspection.hpp>
#include <cogrant/oauth/stored_token.hpp>
#include <cogrant/oauth/token_store.hpp>
#include <cogrant/secret.hpp>

#include <optional>
#include <string>
#include <utility>

namespace cogrant::oauth {

/** Tells a server to forget a token. A token that it does not know is as good as forgotten. Follows no redirect.

    @par Source         RFC 7009 §2; S09, S38 of the security checklist
    @par Errors         those of `refusal` and of the transport: with 503, `retry_after` is the wait asked for;
                        oauth_errc::other_refusal with `server_code` "unsupported_token_type" for a server that cannot revoke
                        tokens of this kind
    @par Cancellation   terminal
    @par Lifetime       `transport` must live until completion; the rest is copied
    @par Limits         answer at most 64 KiB; everything within `deadline` */
template <http::transport Transport, client_authentication Auth>
asio::awaitable<result<void>> revoke(
    Transport& transport, http::url endpoint, secret token, token_hint hint, Auth auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    auto asking = detail::post_form(
        transport, std::move(endpoint), detail::token_form(token, hint), std::string(), std::move(auth), deadline,
        hook);
    auto answer = co_await std::move(asking);
    result<void> done;
    // The status says all; the body means nothing (RFC 7009 §2.2).
    auto const status = answer ? answer->status : answer.error().info().status;
    if (!answer && (status < 200 || status >= 300)) {
        auto failed = answer.error();
        detail::strike_out_spellings(failed, token.expose());
        done = std::move(failed);
    }
    co_return done;
}

namespace detail {

/// Takes the record of a login out of the store, in its latest version; nothing when there is none.
template <token_store Store>
asio::awaitable<result<std::optional<stored_token>>> take_record(Store store, std::string key)
{
    int tries = 0;
    for (;;) {
        ++tries;
        auto loading = store.load(key);
        auto found = co_await std::move(loading);
        if (!found || !found->has_value()) co_return std::move(found);
        auto erasing = store.erase(key, (**found).version);
        auto erased = co_await std::move(erasing);
        if (erased) co_return std::move(found);
        // A renewal came between: its tokens are the ones to revoke.
        if (erased.error().code() != oauth_errc::store_conflict || tries == 3) co_return erased.error();
    }
}

} // namespace detail

/** Ends a stored login: takes it out of the store, then revokes its refresh token, then its access token.

    The local copy is gone whatever the server answers, also when this is cancelled while it is asked. A renewal under way
    elsewhere is waited for until `deadline`, so that its new tokens are the ones that are revoked.

    @par Source         RFC 7009 §2; S38 of the security checklist
    @par Errors         those of the store; else the first one of `revoke`. A server that cannot revoke access tokens is no
                        error when it has revoked the refresh token
    @par Cancellation   terminal
    @par Lifetime       `transport` must live until completion; the rest is copied */
template <http::transport Transport, token_store Store, client_authentication Auth>
asio::awaitable<result<void>> revoke_session(
    Transport& transport, http::url endpoint, Store store, std::string key, Auth auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    std::optional<stored_token> record;
    {
        auto leasing = store.lease(key, deadline);
        auto const lease = co_await std::move(leasing);
        // Without the lease it is taken all the same: the copy here must go.
        auto taking = detail::take_record(store, key);
        auto taken = co_await std::move(taking);
        if (!taken) co_return taken.error();
        record = std::move(*taken);
    }
    result<void> outcome;
    if (!record) co_return outcome;
    bool const had_refresh_token = record->refresh_token && !record->refresh_token->empty();
    if (had_refresh_token) {
        auto revoking = revoke(
            transport, endpoint, std::move(*record->refresh_token), token_hint::refresh_token, auth, deadline, hook);
        auto first = co_await std::move(revoking);
        outcome = std::move(first);
    }
    if (!record->access_token.empty()) {
        auto revoking = revoke(
            transport, endpoint, std::move(record->access_token), token_hint::access_token, auth, deadline, hook);
        auto second = co_await std::move(revoking);
        bool const cannot = !second && second.error().info().server_code == "unsupported_token_type";
        if (outcome && !second && !(cannot && had_refresh_token)) outcome = second;
    }
    co_return outcome;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_REVOCATION_HPP
