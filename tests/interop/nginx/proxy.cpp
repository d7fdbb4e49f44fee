// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "interop/nginx/nginx_server.hpp"
#include "support/http_peer.hpp"
#include <cogrant/http/proxy.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using namespace support;

// tinyproxy with a user and a password, in front of nginx, which has TLS on its first port and none on its second.
class proxied_nginx {
public:
    explicit proxied_nginx(std::string const& more = "")
        : origin_("server { listen @1@ ssl; ssl_certificate @dir@/server.pem; ssl_certificate_key @dir@/server.key;\n"
                  "location / { return 200 \"$connection\"; } location /large { } }\n"
                  "server { listen @2@; location / { return 200 \"$http_via\"; } }"),
          port_(free_ports<1>()[0])
    {
        folder_.write(
            "proxy.conf", "Port " + std::to_string(port_) + "\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 60\n" +
                              "MaxClients 20\nStartServers 2\nBasicAuth somebody hush-PROXY-password\n" + more + "\n");
        process_ = std::make_unique<server_process>(
            folder_, port_, std::string("tinyproxy"), std::string("-d"), std::string("-c"),
            folder_.path() + "/proxy.conf");
    }

    http::origin secure() const { return {true, "localhost", origin_.port(1)}; }
    http::origin plain() const { return {false, "127.0.0.1", origin_.port(2)}; }
    http::proxy proxy() const { return {"127.0.0.1", port_}; }
    http::proxy proxy_for_somebody() const { return proxy().credentials("somebody", secret("hush-PROXY-password")); }

private:
    nginx origin_;
    temporary_folder folder_;
    std::uint16_t port_;
    std::unique_ptr<server_process> process_;
};

http::pool_options through(http::proxy via)
{
    http::tls_options tls;
    tls.system_trust(false).add_ca_pem(nginx::server.certificate_pem);
    http::pool_options out;
    out.tls(tls).proxy(std::move(via));
    return out;
}

TEST_SUITE("interop/tinyproxy")
{
    TEST_CASE("tinyproxy opens a tunnel to nginx, which is kept and carries a large body")
    {
        COGRANT_NEEDS("nginx");
        COGRANT_NEEDS("tinyproxy");
        proxied_nginx const server;
        asio::io_context context;
        http::connection_pool pool(context.get_executor(), through(server.proxy_for_somebody()));
        auto const first = send(context, pool, ask_for(server.secure()));
        auto const again = send(context, pool, ask_for(server.secure()));
        REQUIRE(first);
        REQUIRE(again);
        CHECK(first->body == again->body);
        auto const large = send(context, pool, ask_for(server.secure(), "/large"));
        REQUIRE(large);
        CHECK(large->body == std::string(5'000'000, 'L'));
    }

    TEST_CASE("a request to an http origin goes through tinyproxy, which says so to nginx")
    {
        COGRANT_NEEDS("nginx");
        COGRANT_NEEDS("tinyproxy");
        proxied_nginx const server;
        asio::io_context context;
        http::connection_pool pool(context.get_executor(), through(server.proxy_for_somebody()));
        auto const answer = send(context, pool, ask_for(server.plain()));
        REQUIRE(answer);
        CHECK(answer->body.find("tinyproxy") != std::string::npos);
    }

    TEST_CASE("tinyproxy wants a password: 407 is an error of its own, for both ways")
    {
        COGRANT_NEEDS("nginx");
        COGRANT_NEEDS("tinyproxy");
        proxied_nginx const server;
        asio::io_context context;
        http::connection_pool pool(context.get_executor(), through(server.proxy()));
        for (auto const& origin : {server.secure(), server.plain()}) {
            auto const answer = send(context, pool, ask_for(origin));
            REQUIRE_FALSE(answer);
            CHECK(answer.error().code() == http_errc::proxy_unauthorized);
        }
    }

    TEST_CASE("tinyproxy opens tunnels to one port only: another is refused, without the password in the error")
    {
        COGRANT_NEEDS("nginx");
        COGRANT_NEEDS("tinyproxy");
        proxied_nginx const server("ConnectPort 443");
        asio::io_context context;
        http::connection_pool pool(context.get_executor(), through(server.proxy_for_somebody()));
        auto const answer = send(context, pool, ask_for(server.secure()));
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code() == http_errc::proxy_refused);
        CHECK(answer.error().message().find("hush-PROXY-password") == std::string::npos);
    }
}

} // namespace
