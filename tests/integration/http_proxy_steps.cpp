// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/connect_proxy.hpp"
#include "support/scripted_names.hpp"
#include <cogrant/async/completion.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/testing/certificate.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>

namespace {

using namespace cogrant;
using namespace support;

testing::certificate const& identity()
{
    static auto const made = testing::make_certificate("DNS:api.example");
    return made;
}

/// The longest way to an answer: a name to look up, a proxy, a tunnel, a handshake.
struct long_way {
    long_way()
        : server(context.get_executor(), saying(ok(R"({"access_token":"t","token_type":"Bearer"})")), identity()),
          proxy(context, {})
    {
        names.set("proxy.example", {asio::ip::address_v4::loopback()});
        auto const trusting = http::tls_options().system_trust(false).add_ca_pem(identity().certificate_pem);
        options.resolver(http::resolver(names.options()));
        options.proxy(http::proxy("proxy.example", proxy.where().port()));
        options.max_per_origin(1).tls(trusting);
    }
    http::origin to() const { return {true, "api.example", server.origin().port}; }

    scripted_names names;
    asio::io_context context;
    testing::loopback_server server;
    connect_proxy proxy;
    http::pool_options options;
};

asio::awaitable<result<oauth::token_set>> token_for(http::connection_pool pool, http::url where)
{
    oauth::client_credentials const grant;
    oauth::client_secret_basic const me("client", secret("secret"));
    auto asking = oauth::exchange(pool, where, grant, me);
    auto got = co_await std::move(asking);
    co_return got;
}

TEST_SUITE("http/proxy_steps")
{
    TEST_CASE("cancel_at_every_suspension_point: lookup, proxy, tunnel and handshake of a new connection")
    {
        int cancelled = 0;
        bool through = false;
        for (int steps = 0; !through && steps != 2000; ++steps) {
            long_way way;
            http::connection_pool pool(way.context.get_executor(), way.options);
            asio::cancellation_signal stop;
            std::optional<error_code> code;
            int completions = 0;
            http::exchange x(ask_for(way.to()), in(1h));
            async_run(
                way.context.get_executor(), send(pool, &x), nullptr,
                asio::bind_cancellation_slot(stop.slot(), [&](error_code e, http::response) {
                    code = e;
                    ++completions;
                }));
            for (int i = 0; i != steps && !code; ++i) way.context.run_one_for(2s);
            stop.emit(asio::cancellation_type::terminal);
            while (!code && way.context.run_one_for(5s) != 0) {}
            REQUIRE(code);
            through = !*code;
            if (!through) {
                REQUIRE(*code == asio::error::operation_aborted);
                ++cancelled;
            }
            CHECK(send(way.context, pool, ask_for(way.to())));
            CHECK(completions == 1);
        }
        CHECK(through);
        CHECK(cancelled > 8);
    }

    TEST_CASE("client_destroyed_mid_flight: with its context, at every step through a proxy")
    {
        for (int steps = 0; steps != 40; ++steps) {
            http::exchange x(ask_for({}), in(1h));
            long_way way;
            x.request.origin = way.to();
            http::connection_pool pool(way.context.get_executor(), way.options);
            asio::co_spawn(way.context, send(pool, &x), asio::detached);
            for (int i = 0; i != steps; ++i) way.context.run_one_for(20ms);
        }
    }

    TEST_CASE("a token is asked for through the proxy, too")
    {
        long_way way;
        http::connection_pool pool(way.context.get_executor(), way.options);
        auto const got = run(way.context, token_for(pool, {way.to(), "/oauth/token"}));
        REQUIRE(got.has_value());
        CHECK(got->access_token.expose() == "t");
        REQUIRE(way.proxy.heads().size() == 1);
        CHECK(way.proxy.heads().front().find("Authorization") == std::string::npos);
    }
}

} // namespace
