// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "interop/nginx/nginx_server.hpp"
#include "support/http_peer.hpp"
#include <cogrant/http/client_certificate.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using namespace support;

http::tls_options trusting(cogrant::testing::certificate const& ca = nginx::server)
{
    return http::tls_options().system_trust(false).add_ca_pem(ca.certificate_pem);
}

result<http::response> ask(http::tls_options const& tls, http::request r)
{
    asio::io_context context;
    http::connection_pool pool(context.get_executor(), http::pool_options().tls(tls));
    return send(context, pool, std::move(r));
}

http::origin secure(nginx const& server, std::size_t n = 1, std::string host = "localhost")
{
    return {true, std::move(host), server.port(n)};
}

http::client_certificate certificate_of(cogrant::testing::certificate const& issuer)
{
    auto const made = cogrant::testing::make_client_certificate("machine", issuer);
    return http::client_certificate::from_pem(made.certificate_pem, secret(made.key_pem)).value();
}

constexpr char const own[] = "ssl_certificate @dir@/server.pem; ssl_certificate_key @dir@/server.key;\n";

TEST_SUITE("interop/nginx")
{
    TEST_CASE("TLS 1.2 and TLS 1.3 both work with nginx, older ones do not; names are sent as SNI, addresses are not")
    {
        COGRANT_NEEDS("nginx");
        nginx const server(
            own +
            std::string(
                "server { listen @1@ ssl; ssl_protocols TLSv1.2; return 200 \"$ssl_protocol [$ssl_server_name]\"; }\n"
                "server { listen @2@ ssl; ssl_protocols TLSv1.3; return 200 \"$ssl_protocol [$ssl_server_name]\"; }\n"
                "server { listen @3@ ssl; ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0; return 200 old; }"));
        auto const older = ask(trusting(), ask_for(secure(server, 1)));
        REQUIRE(older);
        CHECK(older->body == "TLSv1.2 [localhost]");
        auto const newer = ask(trusting(), ask_for(secure(server, 2)));
        REQUIRE(newer);
        CHECK(newer->body == "TLSv1.3 [localhost]");
        auto const address = ask(trusting(), ask_for(secure(server, 2, "127.0.0.1")));
        REQUIRE(address);
        CHECK(address->body == "TLSv1.3 []");
        auto const old = ask(trusting(), ask_for(secure(server, 3)));
        REQUIRE_FALSE(old);
        CHECK(old.error().code() == http_errc::tls_failed);
    }

    TEST_CASE("a certificate of nginx for another name, or of an authority unknown, is refused")
    {
        COGRANT_NEEDS("nginx");
        nginx const server(std::string("server { listen @1@ ssl; ssl_certificate @dir@/stranger.pem; "
                                       "ssl_certificate_key @dir@/stranger.key; return 200 x; }"));
        for (auto const* trusted : {&nginx::stranger, &nginx::server}) {
            auto const answer = ask(trusting(*trusted), ask_for(secure(server)));
            REQUIRE_FALSE(answer);
            CHECK(answer.error().code() == http_errc::certificate_refused);
            CHECK(answer.error().info().where == phase::tls);
        }
    }

    TEST_CASE("nginx knows a client by its certificate, and answers 400 without or with another's")
    {
        COGRANT_NEEDS("nginx");
        nginx const server(
            own +
            std::string("server { listen @1@ ssl; ssl_client_certificate @dir@/clients.pem; ssl_verify_client on;\n"
                        "return 200 \"$ssl_client_verify $ssl_client_s_dn\"; }"));
        auto r = ask_for(secure(server));
        auto const nobody = ask(trusting(), r);
        REQUIRE(nobody);
        CHECK(nobody->status == 400);
        r.certificate = certificate_of(nginx::stranger);
        auto const stranger = ask(trusting(), r);
        REQUIRE(stranger);
        CHECK(stranger->status == 400);
        r.certificate = certificate_of(nginx::clients);
        auto const known = ask(trusting(), r);
        REQUIRE(known);
        CHECK(known->body == "SUCCESS CN=machine");
    }

    TEST_CASE("a connection of TLS that is kept, a large body and a body that ends with close_notify")
    {
        COGRANT_NEEDS("nginx");
        nginx const server(
            own + std::string("gzip on; gzip_types text/plain;\n"
                              "server { listen @1@ ssl; chunked_transfer_encoding off;\n"
                              "location /large { gzip off; } location /who { return 200 $connection; } }"));
        asio::io_context context;
        http::connection_pool pool(context.get_executor(), http::pool_options().tls(trusting()));
        auto const first = send(context, pool, ask_for(secure(server), "/who"));
        auto const again = send(context, pool, ask_for(secure(server), "/who"));
        REQUIRE(first);
        REQUIRE(again);
        CHECK(first->body == again->body);
        auto const large = send(context, pool, ask_for(secure(server), "/large"));
        REQUIRE(large);
        CHECK(large->body == std::string(5'000'000, 'L'));
        auto const ended = send(context, pool, ask_for(secure(server), "/text"));
        REQUIRE(ended);
        CHECK(ended->body == nginx::text());
    }

    TEST_CASE("plain HTTP to nginx's port for TLS is answered 400, TLS to its plain port fails")
    {
        COGRANT_NEEDS("nginx");
        nginx const server(
            own + std::string("server { listen @1@ ssl; return 200 x; }\nserver { listen @2@; return 200 x; }"));
        auto const plain = ask(trusting(), ask_for({false, "127.0.0.1", server.port(1)}));
        REQUIRE(plain);
        CHECK(plain->status == 400);
        auto const wrong = ask(trusting(), ask_for(secure(server, 2)));
        REQUIRE_FALSE(wrong);
        CHECK(wrong.error().code() == http_errc::tls_failed);
    }
}

} // namespace
