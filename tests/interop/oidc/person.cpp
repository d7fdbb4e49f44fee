// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client.hpp"
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/device_login.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/id_token.hpp>
#include <cogrant/oauth/jwks_cache.hpp>
#include <cogrant/oauth/loopback_listener.hpp>
#include <cogrant/oauth/userinfo.hpp>

#include <utility>

namespace client {

namespace {

/// Who it was, by the id_token and by what the server says of them; then the API.
asio::awaitable<void> use(wire& pool, settings s, oauth::server_metadata server, oauth::finished_login done)
{
    auto const executor = co_await asio::this_coro::executor;
    say_tokens(done.tokens);
    std::string subject;
    if (done.tokens.id_token) {
        oauth::jwks_cache keys(
            executor, pool, server.jwks_uri.value(), oauth::jwks_cache_options().allow_insecure_endpoint());
        auto rules = oauth::id_token_rules(server, done.client_id);
        rules.access_token(done.tokens.access_token);
        if (done.nonce) rules.nonce(*done.nonce);
        auto checking = oauth::validate_id_token(keys, *done.tokens.id_token, rules, soon());
        auto who = co_await std::move(checking);
        subject = who.value().subject();
        say("id_token").text("sub", subject);
    }
    if (!subject.empty() && !s.resource && !s.prove) { // a token for a resource is none for UserInfo
        auto const where = http::parse_url(server.userinfo_endpoint.value()).value();
        auto asking = oauth::fetch_userinfo(pool, where, done.tokens.access_token, subject, soon());
        auto claims = co_await std::move(asking);
        say("userinfo").text("sub", claims.value().sub).text("name", claims.value().name.value_or(""));
    }
    if (!s.api.empty()) {
        auto calling = call_api(pool, s.api, done.tokens);
        co_await std::move(calling);
    }
}

/// Renews some times, then shows the first refresh token again and the newest, which a careful server both refuses.
asio::awaitable<void> refresh(wire& pool, settings s, oauth::server_metadata server, cogrant::secret first)
{
    auto const auth = authenticate(s, server);
    auto const endpoint = http::parse_url(server.token_endpoint.value()).value();
    auto current = first;
    for (int i = 0; i != s.refreshes + 2; ++i) {
        oauth::refresh_token_grant const grant{.refresh_token = i == s.refreshes ? first : current};
        auto asking = oauth::exchange(pool, endpoint, grant, auth, soon());
        auto tokens = co_await std::move(asking);
        if (!tokens) {
            say_error(tokens.error());
            continue;
        }
        say_tokens(*tokens);
        current = tokens->refresh_token.value();
    }
}

} // namespace

/// Code with PKCE: says the address for the browser, waits on the loopback interface.
asio::awaitable<void> login(settings s)
{
    auto const executor = co_await asio::this_coro::executor;
    auto pool = make_wire(s, executor);
    auto finding = find_server(pool, s.issuer);
    auto const server = co_await std::move(finding);
    auto const auth = authenticate(s, server);
    auto listener = oauth::loopback_listener::bind(executor, oauth::loopback_options().program("oidc_client")).value();
    oauth::authorization_request ask(s.client_id, listener.redirect_uri());
    if (s.scope) ask.scope(*s.scope);
    if (s.resource) ask.resource(*s.resource);
    ask.require_pkce_metadata();
    cogrant::result<oauth::begun_login> begun = oauth::begun_login();
    if (s.pushed) {
        auto pushing = oauth::begin_pushed_login(pool, ask, server, auth, soon());
        begun = co_await std::move(pushing);
    } else {
        begun = oauth::begin_login(ask, server);
    }
    say("open").text("url", begun.value().url).text("redirect_uri", listener.redirect_uri());
    auto waiting = listener.wait(begun->pending, soon());
    auto arrived = co_await std::move(waiting);
    if (!arrived) {
        auto failing = listener.show(oauth::answer_page::failed("oidc_client", arrived.error().message()));
        co_await std::move(failing);
    }
    auto finishing = oauth::finish_login(pool, server, std::move(arrived).value(), auth, soon());
    auto finished = co_await std::move(finishing);
    auto const done = std::move(finished).value();
    auto using_it = use(pool, s, server, done);
    co_await std::move(using_it);
    auto showing = listener.show(oauth::answer_page::signed_in("oidc_client"));
    co_await std::move(showing);
    if (s.refreshes != 0) {
        auto refreshing = refresh(pool, s, server, done.tokens.refresh_token.value());
        co_await std::move(refreshing);
    }
}

/// The device flow: says the code and the address.
asio::awaitable<void> device(settings s)
{
    auto const executor = co_await asio::this_coro::executor;
    auto pool = make_wire(s, executor);
    auto finding = find_server(pool, s.issuer);
    auto const server = co_await std::move(finding);
    auto const auth = authenticate(s, server);
    auto ask = oauth::device_login_request().allow_loopback_address();
    if (s.scope) ask.scope(*s.scope);
    auto starting = oauth::start_device_login(pool, ask, server, auth, soon());
    auto started = co_await std::move(starting);
    say("code").text("user_code", started.value().user_code).text("url", started.value().verification_uri);
    auto waiting = oauth::finish_device_login(pool, *started, server, auth, soon());
    auto tokens = co_await std::move(waiting);
    oauth::finished_login done;
    done.tokens = std::move(tokens).value();
    done.client_id = s.client_id;
    auto using_it = use(pool, s, server, done);
    co_await std::move(using_it);
}

} // namespace client
