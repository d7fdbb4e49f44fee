// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_EXAMPLES_PROGRAM_CXONE_PERSON_HPP
#define COGRANT_EXAMPLES_PROGRAM_CXONE_PERSON_HPP

#include <cogrant/cxone.hpp>
#include <cogrant/http/pool.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/file_token_store.hpp>
#include <cogrant/oauth/login_identity.hpp>
#include <cogrant/oauth/loopback_listener.hpp>
#include <cogrant/oauth/session_fetcher.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

// A tenant of CXone in the name of a person: OpenID with code and PKCE, once; later runs use the tokens that were kept.

namespace program {

namespace asio = boost::asio;
namespace cxone = cogrant::cxone;
namespace oauth = cogrant::oauth;

/// The browser signs in and comes back to a port of this machine.
inline asio::awaitable<oauth::token_set> sign_in(
    cogrant::http::connection_pool pool, oauth::server_metadata server, oauth::client_secret_basic app,
    std::string client_id, std::uint16_t port)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const back = oauth::loopback_options().port(port).program("CXone");
    auto listener = oauth::loopback_listener::bind(executor, back).value();
    auto const ask = cxone::login_request(client_id, listener.redirect_uri());
    auto const begun = oauth::begin_login(ask, server).value(); // makes state, nonce and the PKCE verifier
    std::fprintf(stderr, "Sign in at\n  %s\n", begun.url.c_str());
    auto coming = listener.wait(begun.pending, std::chrono::steady_clock::now() + std::chrono::minutes(10));
    auto came = co_await std::move(coming);
    auto callback = std::move(came).value();
    auto finishing = oauth::finish_login(pool, server, std::move(callback), app);
    auto done = co_await std::move(finishing);
    cogrant::error failed;
    if (done) {
        auto checking = oauth::identity_of(pool, server, *done);
        auto const person = co_await std::move(checking);
        if (person && *person)
            std::fprintf(stderr, "signed in: %s\n", cogrant::http::printable_ascii((*person)->subject(), 255).c_str());
        if (!person) failed = person.error();
    } else {
        failed = done.error();
    }
    auto page = failed ? oauth::answer_page::failed("CXone", failed.message()) : oauth::answer_page::signed_in("CXone");
    auto showing = listener.show(std::move(page));
    co_await std::move(showing);
    if (failed) throw cogrant::failure(failed);
    co_return done->tokens;
}

/// A client whose tokens are those of a login that is kept in this folder. Without one a person is asked to sign in.
inline asio::awaitable<cxone::client> client_of_person(std::string folder, std::uint16_t port)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const options = cxone::person_options_of(cxone::read_environment().value()).value();
    cogrant::http::connection_pool pool(executor, cogrant::http::pool_options().proxy_from_environment());
    auto const hosts = options.hosts();
    auto discovering = oauth::discover(pool, cxone::issuer_of(hosts), cxone::metadata_rules(hosts));
    auto found = co_await std::move(discovering);
    auto const server = std::move(found).value();
    oauth::client_secret_basic const app(options.client_id(), options.client_secret());
    oauth::file_token_store store(folder);
    auto loading = store.load(options.client_id());
    auto loaded = co_await std::move(loading);
    auto const kept = std::move(loaded).value();
    if (!kept || kept->refused) {
        auto const asked_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        auto signing = sign_in(pool, server, app, options.client_id(), port);
        auto const tokens = co_await std::move(signing);
        auto saving = oauth::save_login(store, options.client_id(), tokens, asked_at);
        auto const saved = co_await std::move(saving);
        static_cast<void>(saved.value());
    }
    auto const endpoint = cogrant::http::parse_url(server.token_endpoint.value()).value();
    oauth::session_fetcher session(pool, endpoint, app, store, options.client_id());
    cxone::client tenant(executor, options, pool, std::move(session));
    co_return tenant;
}

} // namespace program

#endif // COGRANT_EXAMPLES_PROGRAM_CXONE_PERSON_HPP
