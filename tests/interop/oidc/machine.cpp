// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client.hpp"
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/introspection.hpp>
#include <cogrant/oauth/revocation.hpp>
#include <cogrant/oauth/tls_client_auth.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/stage.hpp>

#include <utility>

namespace client {

namespace {

oauth::client_credentials grant_of(settings const& s)
{
    oauth::client_credentials grant;
    grant.scope = s.scope;
    if (s.resource) grant.resource.push_back(*s.resource);
    return grant;
}

// A client with a certificate goes where certificates are asked for (RFC 8705 §5).
http::url token_endpoint(settings const& s, oauth::server_metadata const& server)
{
    return s.certificate_file.empty() ? http::parse_url(server.token_endpoint.value()).value()
                                      : oauth::mtls_token_endpoint(server).value();
}

} // namespace

/// A token in the program's own name, renewed when it is refused; then the API is called with it.
asio::awaitable<void> machine(settings s)
{
    auto const executor = co_await asio::this_coro::executor;
    auto pool = make_wire(s, executor);
    auto finding = find_server(pool, s.issuer);
    auto const server = co_await std::move(finding);
    auto const auth = authenticate(s, server);
    auto const grant = grant_of(s);
    oauth::token_source tokens(executor, oauth::grant_fetcher(pool, token_endpoint(s, server), grant, auth));
    auto const api = http::parse_url(s.api).value();
    auto client = cogrant::authorize(tokens, {api.origin}) | cogrant::send(pool);
    for (int i = 0; i != s.calls; ++i) {
        http::exchange x(http::request(), soon());
        x.request.origin = api.origin;
        x.request.target = api.target;
        auto sending = client.send(x);
        auto answer = co_await std::move(sending);
        say("api")
            .number("status", answer.value().status)
            .raw("answer", answer.value().body)
            .text("verdict", x.verdict ? x.verdict.message() : "");
    }
}

/// What the server says of a token, before and after it was told to forget it.
asio::awaitable<void> inspect(settings s)
{
    auto const executor = co_await asio::this_coro::executor;
    auto pool = make_wire(s, executor);
    auto finding = find_server(pool, s.issuer);
    auto const server = co_await std::move(finding);
    auto const auth = authenticate(s, server);
    auto const grant = grant_of(s);
    auto const introspection = http::parse_url(server.introspection_endpoint.value()).value();
    auto const revocation = http::parse_url(server.revocation_endpoint.value()).value();
    auto asking = oauth::exchange(pool, token_endpoint(s, server), grant, auth, soon());
    auto got = co_await std::move(asking);
    auto const tokens = got.value();
    auto const token = tokens.access_token;
    for (bool const revoked : {false, true}) {
        if (revoked) {
            auto revoking = oauth::revoke(pool, revocation, token, oauth::token_hint::access_token, auth, soon());
            auto done = co_await std::move(revoking);
            done.value();
        }
        auto inquiring = oauth::introspect(pool, introspection, token, oauth::token_hint::access_token, auth, soon());
        auto said = co_await std::move(inquiring);
        say("introspection")
            .number("active", said.value().active ? 1 : 0)
            .text("client_id", said.value().client_id.value_or(""))
            .text("scope", said.value().scope.value_or(""));
    }
    auto calling = call_api(pool, s.api, tokens);
    co_await std::move(calling);
}

} // namespace client
