// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/connect_proxy.hpp"
#include "support/mutual_tls_server.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <string>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

testing::certificate const& identity()
{
    static auto const made = testing::make_certificate();
    return made;
}
http::tls_options trusting() { return http::tls_options().system_trust(false).add_ca_pem(identity().certificate_pem); }
http::pool_options options() { return http::pool_options().tls(trusting()); }

/// A TLS server that notes of each connection whether its session was an earlier one's. One answer each.
class counting_server {
public:
    explicit counting_server(asio::io_context& context, int newest = TLS1_3_VERSION)
        : acceptor_(context, {asio::ip::address_v4::loopback(), 0})
    {
        tls.use_certificate_chain(asio::buffer(identity().certificate_pem));
        tls.use_private_key(asio::buffer(identity().key_pem), asio::ssl::context::pem);
        SSL_CTX_set_max_proto_version(tls.native_handle(), newest);
        asio::co_spawn(context, accept(this), asio::detached);
    }
    http::origin origin() const { return {true, "localhost", acceptor_.local_endpoint().port()}; }

    asio::ssl::context tls{asio::ssl::context::tls_server};
    std::vector<bool> reused;
    int accepted = 0;

private:
    static asio::awaitable<void> accept(counting_server* self)
    {
        auto& acceptor = self->acceptor_;
        for (;;) {
            auto outcome = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            auto& [code, socket] = outcome;
            if (code) co_return;
            ++self->accepted;
            asio::co_spawn(acceptor.get_executor(), serve(self, std::move(socket)), asio::detached);
        }
    }
    static asio::awaitable<void> serve(counting_server* self, asio::ip::tcp::socket socket)
    {
        asio::ssl::stream<asio::ip::tcp::socket> stream(std::move(socket), self->tls);
        auto shaken =
            co_await stream.async_handshake(asio::ssl::stream_base::server, asio::as_tuple(asio::use_awaitable));
        auto& [refused] = shaken;
        if (refused) co_return;
        self->reused.push_back(SSL_session_reused(stream.native_handle()) == 1);
        std::string request;
        auto const until = asio::dynamic_buffer(request);
        auto read = co_await asio::async_read_until(stream, until, "\r\n\r\n", asio::as_tuple(asio::use_awaitable));
        static_cast<void>(read);
        auto const answer = ok("hello", "Connection: close\r\n");
        auto written = co_await asio::async_write(stream, asio::buffer(answer), asio::as_tuple(asio::use_awaitable));
        static_cast<void>(written);
    }

    asio::ip::tcp::acceptor acceptor_;
};

TEST_SUITE("http/tls_sessions")
{
    TEST_CASE("a second connection builds upon the session of the first, with TLS 1.3 and 1.2")
    {
        for (int const newest : {TLS1_3_VERSION, TLS1_2_VERSION}) {
            asio::io_context context;
            counting_server server(context, newest);
            http::connection_pool pool(context.get_executor(), options());
            for (int i = 0; i != 4; ++i) CHECK(send(context, pool, ask_for(server.origin()))->body == "hello");
            CHECK(server.reused == std::vector<bool>{false, true, true, true});
        }
    }

    TEST_CASE("sessions survive idle connections being closed, and can be switched off")
    {
        asio::io_context context;
        counting_server server(context);
        http::connection_pool pool(context.get_executor(), options().idle_timeout(0s));
        for (int i = 0; i != 2; ++i) CHECK(send(context, pool, ask_for(server.origin())));
        CHECK(server.reused == std::vector<bool>{false, true});
        http::connection_pool without(
            context.get_executor(), http::pool_options().tls(trusting().resume_sessions(false)));
        for (int i = 0; i != 2; ++i) CHECK(send(context, without, ask_for(server.origin())));
        CHECK(server.reused == std::vector<bool>{false, true, false, false});
    }

    TEST_CASE("a session never serves another identity, another proxy, another pool or another name")
    {
        asio::io_context context;
        counting_server server(context);
        auto const authority = testing::make_certificate("DNS:authority.example");
        auto const ada = handle_of(testing::make_client_certificate("ada", authority));
        auto const bob = handle_of(testing::make_client_certificate("bob", authority));
        http::connection_pool pool(context.get_executor(), options());
        auto as = [&](http::client_certificate own) {
            auto r = ask_for(server.origin());
            r.certificate = std::move(own);
            return r;
        };
        for (auto const& own : {http::client_certificate(), ada, bob}) CHECK(send(context, pool, as(own)));
        connect_proxy proxy(context, {});
        http::connection_pool by_proxy(context.get_executor(), options().proxy(proxy.where()));
        CHECK(send(context, by_proxy, ask_for(server.origin())));
        auto other = server.origin();
        other.host = "127.0.0.1";
        CHECK(send(context, pool, ask_for(other)));
        CHECK(server.reused == std::vector<bool>(5, false));
        CHECK(send(context, pool, ask_for(server.origin())));
        CHECK(send(context, by_proxy, ask_for(server.origin())));
        CHECK(server.reused[5]);
        CHECK(server.reused[6]);
    }

    TEST_CASE("a pool that verifies nothing hands its sessions to no pool that does")
    {
        asio::io_context context;
        counting_server server(context);
        http::connection_pool open(
            context.get_executor(), http::pool_options().tls(http::tls_options().dangerously_skip_verification()));
        CHECK(send(context, open, ask_for(server.origin())));
        http::connection_pool strict(
            context.get_executor(), http::pool_options().tls(http::tls_options().system_trust(false)));
        CHECK(send(context, strict, ask_for(server.origin())).error() == http_errc::certificate_refused);
    }

    TEST_CASE("a server that fails when its session comes back is asked without, at once")
    {
        asio::io_context context;
        counting_server server(context);
        http::connection_pool pool(context.get_executor(), options());
        CHECK(send(context, pool, ask_for(server.origin())));
        // OpenSSL's own trap: who asks for certificates has to name the context of his sessions.
        server.tls.set_verify_mode(asio::ssl::verify_peer);
        for (int i = 0; i != 3; ++i) CHECK(send(context, pool, ask_for(server.origin()))->body == "hello");
        CHECK(server.reused == std::vector<bool>(4, false));
        CHECK(server.accepted == 5); // and not tried a second time
    }
}

} // namespace
