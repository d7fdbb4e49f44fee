// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/mutual_tls_server.hpp"
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/tls_client_auth.hpp>

#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

testing::certificate const& server_identity()
{
    static auto const made = testing::make_certificate();
    return made;
}
testing::certificate const& authority()
{
    static auto const made = testing::make_certificate("DNS:authority.example");
    return made;
}
http::client_certificate client(std::string const& name)
{
    return handle_of(testing::make_client_certificate(name, authority()));
}
http::tls_options trusting(testing::certificate const& ca = server_identity())
{
    return http::tls_options().system_trust(false).add_ca_pem(ca.certificate_pem);
}
mutual_tls_server::settings usual(bool demands = true)
{
    return {server_identity(), authority().certificate_pem, demands, TLS1_3_VERSION};
}
http::request ask_as(http::origin to, http::client_certificate who)
{
    auto r = ask_for(std::move(to));
    r.certificate = std::move(who);
    return r;
}

asio::awaitable<void> ask_and_compare(http::connection_pool pool, http::request r, std::string name, int* good)
{
    http::exchange x(std::move(r));
    auto sending = pool.send(x);
    auto const answer = co_await std::move(sending);
    if (answer && answer->body == name) ++*good;
}

asio::awaitable<result<oauth::token_set>>
token_for(http::connection_pool pool, http::url where, oauth::tls_client_auth me)
{
    oauth::client_credentials const grant;
    auto asking = oauth::exchange(pool, where, grant, me);
    auto got = co_await std::move(asking);
    co_return got;
}

TEST_SUITE("http/client_certificate")
{
    TEST_CASE("the pool's certificate is shown to a server that demands one, and its connection is kept")
    {
        for (int const newest : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            asio::io_context context;
            auto s = usual();
            s.newest = newest;
            mutual_tls_server server(context, s);
            http::connection_pool pool(
                context.get_executor(), http::pool_options().tls(trusting().certificate(client("reporting"))));
            for (int i = 0; i != 3; ++i) {
                auto const got = send(context, pool, ask_for(server.origin()));
                REQUIRE(got);
                CHECK(got->body == "reporting");
            }
            CHECK(server.accepted() == 1);
        }
    }

    TEST_CASE("S27: one pool serves several identities, and a connection never carries the request of another")
    {
        asio::io_context context;
        mutual_tls_server server(context, usual(false));
        http::connection_pool pool(context.get_executor(), http::pool_options().tls(trusting()));
        auto const ada = client("ada");
        auto const bob = client("bob");
        for (int i = 0; i != 3; ++i) {
            CHECK(send(context, pool, ask_as(server.origin(), ada))->body == "ada");
            CHECK(send(context, pool, ask_for(server.origin()))->body == "nobody");
            CHECK(send(context, pool, ask_as(server.origin(), bob))->body == "bob");
        }
        CHECK(server.accepted() == 3);
        CHECK(pool.open_connections(server.origin()) == 3);
    }

    TEST_CASE("S27: a request's certificate goes before the pool's")
    {
        asio::io_context context;
        mutual_tls_server server(context, usual());
        http::connection_pool pool(
            context.get_executor(), http::pool_options().tls(trusting().certificate(client("usual"))));
        CHECK(send(context, pool, ask_for(server.origin()))->body == "usual");
        CHECK(send(context, pool, ask_as(server.origin(), client("special")))->body == "special");
        CHECK(send(context, pool, ask_for(server.origin()))->body == "usual");
        CHECK(server.accepted() == 2);
    }

    TEST_CASE("S27: identities stay apart under load, each with its own cap")
    {
        asio::io_context context;
        mutual_tls_server server(context, usual(false));
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(2).tls(trusting()));
        std::vector<std::string> const names{"ada", "bob", "nobody"};
        std::vector<http::client_certificate> const shown{client("ada"), client("bob"), {}};
        int good = 0;
        for (std::size_t i = 0; i != 60; ++i)
            asio::co_spawn(
                context, ask_and_compare(pool, ask_as(server.origin(), shown[i % 3]), names[i % 3], &good),
                asio::detached);
        while (good != 60 && context.run_one_for(10s) != 0) {}
        CHECK(good == 60);
        CHECK(server.accepted() == 6);
        CHECK(pool.open_connections(server.origin()) == 6);
    }

    TEST_CASE("an absent or a wrong certificate is a typed error of the TLS phase, not tried again")
    {
        auto const stranger = testing::make_certificate("DNS:stranger.example");
        std::vector<http::client_certificate> const bad{
            {}, handle_of(testing::make_client_certificate("ada", stranger)), handle_of(stranger)};
        for (int const newest : {TLS1_2_VERSION, TLS1_3_VERSION})
            for (std::size_t i = 0; i != bad.size(); ++i) {
                CAPTURE(newest);
                CAPTURE(i);
                asio::io_context context;
                auto s = usual();
                s.newest = newest;
                mutual_tls_server server(context, s);
                http::connection_pool pool(context.get_executor(), http::pool_options().tls(trusting()));
                auto const got = send(context, pool, ask_as(server.origin(), bad[i]));
                REQUIRE_FALSE(got);
                CHECK(got.error() == http_errc::client_certificate_refused);
                CHECK(got.error().info().where == phase::tls);
                CHECK_FALSE(got.error() == condition::retryable);
                CHECK(server.names().empty());
                CHECK(server.accepted() == 1);
                CHECK(pool.open_connections(server.origin()) == 0);
            }
    }

    TEST_CASE("S14: a client certificate does not make a bad server good")
    {
        asio::io_context context;
        auto s = usual();
        auto const elsewhere = testing::make_certificate("DNS:elsewhere.example");
        s.identity = elsewhere;
        mutual_tls_server server(context, s);
        for (auto const& trusted : {server_identity(), elsewhere}) { // of an unknown authority; for another host
            http::connection_pool pool(
                context.get_executor(), http::pool_options().tls(trusting(trusted).certificate(client("ada"))));
            for (auto const& r : {ask_for(server.origin()), ask_as(server.origin(), client("bob"))}) {
                auto const got = send(context, pool, r);
                REQUIRE_FALSE(got);
                CHECK(got.error() == http_errc::certificate_refused);
                CHECK(got.error().info().where == phase::tls);
            }
        }
        CHECK(server.names().empty());
    }

    TEST_CASE("a request with a certificate does not go without TLS; the pool's own is for https only")
    {
        asio::io_context context;
        testing::loopback_server plain(context.get_executor(), saying(ok()));
        http::connection_pool pool(
            context.get_executor(), http::pool_options().tls(trusting().certificate(client("ada"))));
        auto const got = send(context, pool, ask_as(plain.origin(), client("bob")));
        CHECK(got.error() == http_errc::bad_url);
        CHECK(plain.accepted() == 0);
        CHECK(send(context, pool, ask_for(plain.origin()))->body == "hello");
    }

    TEST_CASE("S27: tls_client_auth asks the alias with its certificate, which the API then sees too")
    {
        asio::io_context context;
        mutual_tls_server server(context, usual());
        http::connection_pool pool(context.get_executor(), http::pool_options().tls(trusting()));
        oauth::server_metadata metadata;
        metadata.token_endpoint = "https://localhost:1/not-here";
        metadata.mtls_endpoint_aliases.emplace();
        metadata.mtls_endpoint_aliases->token_endpoint = to_string(server.origin()) + "/token";
        auto const where = oauth::mtls_token_endpoint(metadata).value();
        auto const own = client("ada");
        auto const tokens = run(context, token_for(pool, where, oauth::tls_client_auth("ada", own)));
        REQUIRE(tokens.has_value());
        CHECK(tokens->access_token.expose() == "token-of-ada");
        CHECK(send(context, pool, ask_as(server.origin(), own))->body == "ada");
        CHECK(server.names() == std::vector<std::string>{"ada", "ada"});
        // one whose certificate the server does not know gets no token, and the error says why
        auto const stranger = handle_of(testing::make_certificate("DNS:stranger.example"));
        auto const refused = run(context, token_for(pool, where, oauth::self_signed_tls_client_auth("ada", stranger)));
        CHECK(refused.error() == http_errc::client_certificate_refused);
        CHECK(refused.error().info().where == phase::tls);
    }

    TEST_CASE("S43: connections of certificates that were replaced are not kept for ever")
    {
        asio::io_context context;
        mutual_tls_server server(context, usual());
        http::connection_pool pool(
            context.get_executor(), http::pool_options().idle_timeout(std::chrono::seconds(0)).tls(trusting()));
        for (int i = 0; i != 10; ++i) {
            auto const name = "hour " + std::to_string(i);
            CHECK(send(context, pool, ask_as(server.origin(), client(name)))->body == name);
            CHECK(pool.open_connections(server.origin()) == 1);
        }
    }
}

} // namespace
