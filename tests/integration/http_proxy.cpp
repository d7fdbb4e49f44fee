// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/connect_proxy.hpp"
#include <cogrant/testing/certificate.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using namespace support;

testing::certificate const& identity()
{
    static auto const made = testing::make_certificate("DNS:api.example");
    return made;
}

http::pool_options through(http::proxy via)
{
    return http::pool_options()
        .proxy(std::move(via))
        .tls(http::tls_options().system_trust(false).add_ca_pem(identity().certificate_pem));
}

/// An origin that no name server knows: only the proxy leads there.
http::origin unknown_name(testing::loopback_server const& server)
{
    return {server.origin().tls, "api.example", server.origin().port};
}

bool has(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

TEST_SUITE("http/proxy")
{
    TEST_CASE("an https origin is reached through a tunnel, verified by its own name; the tunnel is kept")
    {
        asio::io_context context;
        std::string seen;
        testing::loopback_server server(
            context.get_executor(),
            [&](http::request r, http::server_connection& peer) {
                for (auto const f : r.headers) seen.append(f.name).append("\n");
                return say(&peer, ok());
            },
            identity());
        connect_proxy proxy(context, {});
        auto const to = unknown_name(server);
        http::connection_pool pool(
            context.get_executor(), through(proxy.where().credentials("joe", secret("hunter2"))));
        for (int i = 0; i != 3; ++i) {
            auto r = ask_for(to, "/secret?path");
            r.headers.add("Authorization", "Bearer for-the-origin");
            r.headers.add("Proxy-Authorization", "Basic mistake");
            CHECK(send(context, pool, r)->body == "hello");
        }
        REQUIRE(proxy.heads().size() == 1);
        auto const& head = proxy.heads().front();
        auto const where = "api.example:" + std::to_string(to.port);
        CHECK(
            head == "CONNECT " + where + " HTTP/1.1\r\nHost: " + where + "\r\nProxy-Authorization: Basic " +
                        "am9lOmh1bnRlcjI=\r\n\r\n");
        CHECK(has(seen, "Authorization\n"));
        CHECK_FALSE(has(seen, "Proxy-Authorization"));
        CHECK(server.accepted() == 1);
    }

    TEST_CASE("a tunnel to somebody with another certificate is refused as without a proxy")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()), identity());
        connect_proxy proxy(context, {});
        http::connection_pool pool(context.get_executor(), through(proxy.where()));
        auto to = unknown_name(server);
        to.host = "other.example";
        auto const got = send(context, pool, ask_for(to));
        CHECK(got.error() == http_errc::certificate_refused);
        CHECK(got.error().info().where == phase::tls);
        CHECK(has(got.error().message(), "other.example"));
    }

    TEST_CASE("a request to an http origin is handed to the proxy whole, with the origin's name before its target")
    {
        asio::io_context context;
        connect_proxy proxy(context, {.authorization = "Basic am9lOmh1bnRlcjI="});
        http::connection_pool pool(
            context.get_executor(), through(proxy.where().credentials("joe", secret("hunter2"))));
        for (int i = 0; i != 2; ++i)
            CHECK(send(context, pool, ask_for({false, "api.example", 8080}, "/a?b=c"))->body == "by proxy");
        CHECK(send(context, pool, ask_for({false, "other.example", 80}))->body == "by proxy");
        REQUIRE(proxy.heads().size() == 3);
        CHECK(proxy.heads()[0].starts_with("GET http://api.example:8080/a?b=c HTTP/1.1\r\nHost: api.example:8080\r\n"));
        CHECK(proxy.heads()[2].starts_with("GET http://other.example/ HTTP/1.1\r\nHost: other.example\r\n"));
        CHECK(proxy.accepted() == 2);
    }

    TEST_CASE("407 is an error of its own, for both ways, without the credentials")
    {
        asio::io_context context;
        connect_proxy proxy(context, {.authorization = "Basic other"});
        http::connection_pool pool(
            context.get_executor(), through(proxy.where().credentials("joe", secret("hunter2"))));
        for (bool const tls : {true, false}) {
            auto const got = send(context, pool, ask_for({tls, "api.example", 80}));
            REQUIRE_FALSE(got);
            CHECK(got.error() == http_errc::proxy_unauthorized);
            CHECK(got.error().info().status == 407);
            CHECK_FALSE(got.error() == condition::retryable);
            CHECK_FALSE(has(got.error().message(), "hunter2"));
            CHECK_FALSE(has(got.error().message(), "am9lOmh1bnRlcjI="));
        }
    }

    TEST_CASE("a proxy that opens no tunnel, or says nonsense, is told apart")
    {
        struct {
            std::string said;
            http_errc code;
            unsigned status;
        } const table[] = {
            {"HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nblah", http_errc::proxy_refused, 403},
            {"HTTP/1.0 503 Later\r\n\r\n", http_errc::server_error, 503},
            {"SSH-2.0-OpenSSH\r\n\r\n", http_errc::proxy_refused, 0},
            {"HTTP/1.1 2000 OK\r\n\r\n", http_errc::proxy_refused, 0},
            {"HTTP/1.1 200 OK\r\n\r\nsmuggled", http_errc::proxy_refused, 200},
            {std::string(20'000, 'x'), http_errc::proxy_refused, 0},
        };
        for (auto const& row : table) {
            asio::io_context context;
            connect_proxy proxy(context, {.connected = row.said});
            http::connection_pool pool(context.get_executor(), through(proxy.where()));
            auto const got = send(context, pool, ask_for({true, "api.example", 443}));
            REQUIRE_FALSE(got);
            CHECK(got.error() == row.code);
            CHECK(got.error().info().status == row.status);
            CHECK(got.error().info().where == phase::connect);
            CHECK(has(got.error().message(), "proxy 127.0.0.1:"));
            CHECK(pool.open_connections({true, "api.example", 443}) == 0);
        }
    }

    TEST_CASE("deadline_names_the_phase: a proxy that says nothing is part of connecting")
    {
        asio::io_context context;
        connect_proxy proxy(context, {.silent = true});
        http::connection_pool pool(context.get_executor(), through(proxy.where()).connect_timeout(30ms));
        auto const got = send(context, pool, ask_for({true, "api.example", 443}));
        CHECK(got.error() == http_errc::deadline_exceeded);
        CHECK(got.error().info().where == phase::connect);
        CHECK(has(got.error().message(), "connect_timeout"));
    }

    TEST_CASE("a proxy that is not there is named in the error")
    {
        asio::io_context context;
        http::proxy nobody;
        {
            connect_proxy const gone(context, {});
            nobody = gone.where();
        }
        context.poll();
        http::connection_pool pool(context.get_executor(), through(nobody));
        auto const got = send(context, pool, ask_for({true, "api.example", 443}));
        CHECK(got.error() == condition::retryable);
        CHECK(has(got.error().message(), "proxy 127.0.0.1:"));
    }

    TEST_CASE("the environment decides for each origin; a variable that is no proxy is a failure at construction")
    {
        asio::io_context context;
        connect_proxy proxy(context, {});
        testing::loopback_server server(context.get_executor(), saying(ok()));
        auto const where = "127.0.0.1:" + std::to_string(proxy.where().port());
        auto const found = http::proxy_environment().http_proxy(where).no_proxy("127.0.0.0/8");
        http::connection_pool pool(context.get_executor(), http::pool_options().proxy_from_environment(found));
        CHECK(send(context, pool, ask_for({false, "api.example", 80}))->body == "by proxy");
        CHECK(send(context, pool, ask_for(server.origin()))->body == "hello");
        CHECK(proxy.accepted() == 1);
        for (auto const& bad :
             {http::proxy_environment().https_proxy("socks5://p"), http::proxy_environment().http_proxy("a b")})
            CHECK_THROWS_AS(
                http::connection_pool(context.get_executor(), http::pool_options().proxy_from_environment(bad)),
                failure);
    }
}

} // namespace
