// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/http_peer.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <optional>
#include <string>

namespace {

using namespace cogrant;
using namespace support;

testing::certificate const& identity()
{
    static auto const made = testing::make_certificate();
    return made;
}

http::pool_options trusting(testing::certificate const& ca)
{
    return http::pool_options().tls(http::tls_options().system_trust(false).add_ca_pem(ca.certificate_pem));
}

/// A TLS server whose context is the test's own. Answers one request on each connection and notes the name asked for.
class custom_server {
public:
    struct settings {
        asio::ssl::context context{asio::ssl::context::tls_server};
        bool greeted = false;
        std::optional<std::string> name;
        std::string answer = ok();
        bool notify_close = false;
    };

    custom_server(asio::io_context& context, settings& s) : acceptor_(context, {asio::ip::address_v4::loopback(), 0})
    {
        s.context.use_certificate_chain(asio::buffer(identity().certificate_pem));
        s.context.use_private_key(asio::buffer(identity().key_pem), asio::ssl::context::pem);
        SSL_CTX_set_tlsext_servername_arg(s.context.native_handle(), &s);
        SSL_CTX_set_tlsext_servername_callback(s.context.native_handle(), &note);
        asio::co_spawn(context, serve(&acceptor_, &s), asio::detached);
    }
    http::origin origin(std::string host = "localhost") const
    {
        return {true, std::move(host), acceptor_.local_endpoint().port()};
    }

private:
    static int note(SSL* connection, int*, void* self)
    {
        auto& s = *static_cast<settings*>(self);
        s.greeted = true;
        if (auto const* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name)) s.name = name;
        return SSL_TLSEXT_ERR_OK;
    }
    static asio::awaitable<void> serve(asio::ip::tcp::acceptor* acceptor, settings* s)
    {
        auto accepted = co_await acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
        auto& [code, socket] = accepted;
        if (code) co_return;
        asio::ssl::stream<asio::ip::tcp::socket> stream(std::move(socket), s->context);
        auto outcome =
            co_await stream.async_handshake(asio::ssl::stream_base::server, asio::as_tuple(asio::use_awaitable));
        auto& [refused] = outcome;
        if (refused) co_return;
        std::string request;
        auto const until = asio::dynamic_buffer(request);
        auto read = co_await asio::async_read_until(stream, until, "\r\n\r\n", asio::as_tuple(asio::use_awaitable));
        static_cast<void>(read);
        auto written = co_await asio::async_write(stream, asio::buffer(s->answer), asio::as_tuple(asio::use_awaitable));
        static_cast<void>(written);
        if (s->notify_close) {
            auto said = co_await stream.async_shutdown(asio::as_tuple(asio::use_awaitable));
            static_cast<void>(said);
        }
    }

    asio::ip::tcp::acceptor acceptor_;
};

TEST_SUITE("http/tls")
{
    TEST_CASE("a server whose authority was added is trusted, and its connection is kept")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()), identity());
        http::connection_pool pool(context.get_executor(), trusting(identity()));
        for (int i = 0; i != 3; ++i) {
            auto const got = send(context, pool, ask_for(server.origin()));
            REQUIRE(got);
            CHECK(got->body == "hello");
        }
        CHECK(server.accepted() == 1);
    }

    TEST_CASE("large bodies pass in both directions")
    {
        asio::io_context context;
        std::size_t received = 0;
        std::string const body(2'000'000, 'x');
        testing::loopback_server server(
            context.get_executor(),
            [&](http::request r, http::server_connection& peer) {
                received = r.body.size();
                return say(&peer, ok(body));
            },
            identity());
        http::connection_pool pool(context.get_executor(), trusting(identity()));
        auto r = ask_for(server.origin(), "/", http::method::put);
        r.body.assign(900'000, 'y');
        auto const got = send(context, pool, r);
        REQUIRE(got);
        CHECK(got->body == body);
        CHECK(received == 900'000);
    }

    TEST_CASE("a self-signed certificate is refused, and the error says why")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()), identity());
        for (bool system : {false, true}) {
            http::connection_pool pool(
                context.get_executor(), http::pool_options().tls(http::tls_options().system_trust(system)));
            auto const got = send(context, pool, ask_for(server.origin()));
            REQUIRE_FALSE(got);
            CHECK(got.error() == http_errc::certificate_refused);
            CHECK(got.error().info().where == phase::tls);
            CHECK(got.error().message().find("localhost") != std::string::npos);
            CHECK(got.error().message().find("self-signed") != std::string::npos);
            if (!system) CHECK(got.error().message().find("no trust anchor is loaded") != std::string::npos);
            CHECK_FALSE(got.error() == condition::retryable);
            CHECK(pool.open_connections(server.origin()) == 0);
        }
    }

    TEST_CASE("a certificate for another host is refused, also for an address")
    {
        asio::io_context context;
        auto const other = testing::make_certificate("DNS:api.example.com");
        testing::loopback_server server(context.get_executor(), saying(ok()), other);
        http::connection_pool pool(context.get_executor(), trusting(other));
        auto to = server.origin();
        for (auto const* host : {"localhost", "127.0.0.1"}) {
            to.host = host;
            CHECK(send(context, pool, ask_for(to)).error() == http_errc::certificate_refused);
        }
    }

    TEST_CASE("skipping the verification accepts anything")
    {
        asio::io_context context;
        testing::loopback_server server(
            context.get_executor(), saying(ok()), testing::make_certificate("DNS:elsewhere"));
        http::connection_pool pool(
            context.get_executor(), http::pool_options().tls(http::tls_options().dangerously_skip_verification()));
        CHECK(send(context, pool, ask_for(server.origin())));
    }

    TEST_CASE("the server name is sent without a port, and not for an address")
    {
        for (std::string const host : {"localhost", "127.0.0.1"}) {
            asio::io_context context;
            custom_server::settings s;
            custom_server server(context, s);
            http::connection_pool pool(context.get_executor(), trusting(identity()));
            CHECK(send(context, pool, ask_for(server.origin(host))));
            CHECK(s.greeted);
            if (host == "localhost") CHECK(s.name == "localhost");
            else CHECK_FALSE(s.name);
        }
    }

    TEST_CASE("a server that speaks TLS 1.1 at most is refused")
    {
        asio::io_context context;
        custom_server::settings s;
        SSL_CTX_set_security_level(s.context.native_handle(), 0);
        SSL_CTX_set_max_proto_version(s.context.native_handle(), TLS1_1_VERSION);
        custom_server server(context, s);
        http::connection_pool pool(context.get_executor(), trusting(identity()));
        CHECK(send(context, pool, ask_for(server.origin())).error() == http_errc::tls_failed);
    }

    TEST_CASE("TLS 1.2 is spoken")
    {
        asio::io_context context;
        custom_server::settings s;
        SSL_CTX_set_max_proto_version(s.context.native_handle(), TLS1_2_VERSION);
        custom_server server(context, s);
        http::connection_pool pool(context.get_executor(), trusting(identity()));
        CHECK(send(context, pool, ask_for(server.origin())));
    }

    TEST_CASE("a body that ends with the connection needs the peer's word that nobody cut it off")
    {
        for (bool notify : {false, true}) {
            asio::io_context context;
            custom_server::settings s;
            s.answer = "HTTP/1.1 200 OK\r\n\r\nuntil the end";
            s.notify_close = notify;
            custom_server server(context, s);
            http::connection_pool pool(context.get_executor(), trusting(identity()));
            auto const got = send(context, pool, ask_for(server.origin()));
            if (notify) {
                REQUIRE(got);
                CHECK(got->body == "until the end");
            } else {
                CHECK(got.error() == http_errc::truncated);
            }
        }
    }

    TEST_CASE("a message of known length is whole without that word")
    {
        asio::io_context context;
        custom_server::settings s;
        custom_server server(context, s);
        http::connection_pool pool(context.get_executor(), trusting(identity()));
        auto const got = send(context, pool, ask_for(server.origin()));
        REQUIRE(got);
        CHECK(got->body == "hello");
    }

    TEST_CASE("a server that does not speak TLS is told apart from one that hangs up")
    {
        asio::io_context context;
        testing::loopback_server plain(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor(), trusting(identity()));
        auto to = plain.origin();
        to.tls = true;
        auto const garbage = send(context, pool, ask_for(to));
        REQUIRE_FALSE(garbage);
        CHECK(garbage.error().info().where == phase::tls);

        asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
        acceptor.async_accept([](error_code, asio::ip::tcp::socket) {}); // and closes
        auto const closed = send(context, pool, ask_for({true, "localhost", acceptor.local_endpoint().port()}));
        REQUIRE_FALSE(closed);
        // Whether the end or a reset is seen first is the system's choice.
        bool const hung_up = closed.error() == make_error_code(http_errc::connection_closed) ||
                             closed.error() == error_code(asio::error::connection_reset);
        CHECK(hung_up);
        CHECK(closed.error().info().where == phase::tls);
    }

    TEST_CASE("a stale TLS connection is replayed once")
    {
        asio::io_context context;
        int requests = 0;
        testing::loopback_server server(
            context.get_executor(),
            [&](http::request, http::server_connection& peer) {
                ++requests;
                return say(&peer, ok(), requests == 1 ? afterwards::close : afterwards::keep);
            },
            identity());
        http::connection_pool pool(context.get_executor(), trusting(identity()));
        for (int i = 0; i != 2; ++i) CHECK(send(context, pool, ask_for(server.origin())));
        CHECK(server.accepted() == 2);
        CHECK(requests == 2);
    }

    TEST_CASE("a CA file that cannot be read is a failure at construction")
    {
        asio::io_context context;
        CHECK_THROWS_AS(
            http::connection_pool(
                context.get_executor(),
                http::pool_options().tls(http::tls_options().add_ca_file("/nonexistent/ca.pem"))),
            failure);
    }
}

} // namespace
