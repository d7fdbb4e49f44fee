// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/http_peer.hpp"
#include "support/scripted_names.hpp"
#include <cogrant/async/completion.hpp>
#include <cogrant/http/detail/connect_turn.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

http::addresses at(std::initializer_list<char const*> texts)
{
    http::addresses out;
    for (auto const* text : texts) out.push_back(asio::ip::make_address(text));
    return out;
}

http::pool_options asking(scripted_names const& names)
{
    return http::pool_options().resolver(http::resolver(names.options()));
}

http::origin named(std::string host, http::origin where)
{
    where.host = std::move(host);
    return where;
}

TEST_SUITE("http/names")
{
    TEST_CASE("dns_hang_respects_deadline: and leaves other names alone")
    {
        scripted_names names;
        names.set("good.example", at({"127.0.0.1"}));
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor(), asking(names));
        auto const hanging = named("hang.example", server.origin());
        auto const begin = std::chrono::steady_clock::now();
        http::exchange x(ask_for(hanging), in(50ms));
        auto const got = send(context, pool, x);
        CHECK(std::chrono::steady_clock::now() - begin < 2s);
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::deadline_exceeded);
        CHECK(got.error() == condition::timeout);
        CHECK(got.error().info().where == phase::resolve);
        CHECK(pool.open_connections(hanging) == 0);
        CHECK(send(context, pool, ask_for(named("good.example", server.origin())))->body == "hello");
    }

    TEST_CASE("dns_hang_respects_deadline: by cancellation, and with pool and context gone")
    {
        scripted_names names;
        asio::io_context context;
        {
            http::connection_pool pool(context.get_executor(), asking(names));
            http::exchange x(ask_for({false, "hang.example", 80}));
            asio::cancellation_signal stop;
            std::optional<error_code> code;
            async_run(
                context.get_executor(), send(pool, &x), nullptr,
                asio::bind_cancellation_slot(stop.slot(), [&](error_code e, http::response) { code = e; }));
            context.poll();
            names.wait_until_asked("hang.example");
            stop.emit(asio::cancellation_type::terminal);
            context.run_for(10s);
            REQUIRE(code);
            CHECK(*code == condition::cancelled);
        }
        auto other = std::make_unique<asio::io_context>();
        auto pool = std::make_unique<http::connection_pool>(other->get_executor(), asking(names));
        http::exchange x(ask_for({false, "hang.example", 80}));
        asio::co_spawn(*other, send(*pool, &x), asio::detached);
        other->poll();
        pool.reset();
        other.reset();
    }

    TEST_CASE("without a deadline the connect timeout ends a lookup that hangs, and the error names the option")
    {
        scripted_names names;
        asio::io_context context;
        http::connection_pool pool(context.get_executor(), asking(names).connect_timeout(30ms));
        auto const got = send(context, pool, ask_for({false, "hang.example", 80}));
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::deadline_exceeded);
        CHECK(got.error().info().where == phase::resolve);
        CHECK(got.error().message().find("connect_timeout") != std::string::npos);
    }

    TEST_CASE("a name is asked for once, for many connections; after a failed connect it is asked for again")
    {
        scripted_names names;
        names.set("a.example", at({"127.0.0.1"}));
        asio::io_context context;
        std::optional<testing::loopback_server> server;
        server.emplace(context.get_executor(), saying(ok()));
        auto const origin = named("a.example", server->origin());
        http::connection_pool pool(context.get_executor(), asking(names));
        for (int i = 0; i != 5; ++i) CHECK(send(context, pool, ask_for(origin, "/", http::method::post)));
        CHECK(server->accepted() == 5);
        CHECK(names.asked("a.example") == 1);
        server.reset();
        for (int i = 0; i != 3; ++i) CHECK(send(context, pool, ask_for(origin)).error() == condition::retryable);
        CHECK(names.asked("a.example") == 3);
    }

    TEST_CASE("the addresses of a name are tried in turn, and the one that works comes first from then on")
    {
        scripted_names names;
        // Nobody listens at the first two.
        names.set("a.example", at({"127.0.0.2", "127.0.0.3", "127.0.0.1"}));
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::resolver shared(names.options());
        http::connection_pool pool(context.get_executor(), http::pool_options().resolver(shared));
        auto const origin = named("a.example", server.origin());
        CHECK(send(context, pool, ask_for(origin))->body == "hello");
        auto const now = run(context, shared.resolve(context.get_executor(), "a.example", no_deadline));
        CHECK(now.value() == at({"127.0.0.1", "127.0.0.2", "127.0.0.3"}));
        CHECK(names.asked("a.example") == 1);
    }

    TEST_CASE("an address that does not answer leaves time for the next one")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        // A listener whose queue is full: the system drops further connects on the floor, as a firewall does.
        asio::ip::tcp::endpoint const silent(asio::ip::make_address("127.0.0.2"), server.origin().port);
        asio::ip::tcp::acceptor full(context, silent.protocol());
        full.bind(silent);
        full.listen(0);
        std::vector<asio::ip::tcp::socket> fill;
        for (int i = 0; i != 4; ++i) {
            fill.emplace_back(context);
            fill.back().async_connect(silent, asio::detached);
        }
        context.poll();
        scripted_names names;
        names.set("a.example", at({"127.0.0.2", "127.0.0.1"}));
        http::connection_pool pool(context.get_executor(), asking(names).connect_timeout(600ms));
        auto const got = send(context, pool, ask_for(named("a.example", server.origin())));
        REQUIRE(got);
        CHECK(got->body == "hello");
        names.set("b.example", at({"127.0.0.2", "127.0.0.2"}));
        auto const late = send(context, pool, ask_for(named("b.example", server.origin())));
        CHECK(late.error() == http_errc::deadline_exceeded);
        CHECK(late.error().info().where == phase::connect);
        CHECK(late.error().message().find("connect_timeout") != std::string::npos);
    }

    TEST_CASE("a name that is unknown is an error with the name, and its phase")
    {
        scripted_names names;
        asio::io_context context;
        http::connection_pool pool(context.get_executor(), asking(names));
        auto const got = send(context, pool, ask_for({true, "nowhere.example", 443}));
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::host_not_found);
        CHECK(got.error().info().where == phase::resolve);
        CHECK(got.error().message().find("nowhere.example") != std::string::npos);
    }

    TEST_CASE("each address gets its share of the time, the last one all that is left")
    {
        time_point const now{};
        using http::detail::connect_turn;
        CHECK(connect_turn(now, now + 10s, 1) == now + 10s);
        CHECK(connect_turn(now, now + 10s, 2) == now + 2s);
        CHECK(connect_turn(now, now + 900ms, 3) == now + 300ms);
        CHECK(connect_turn(now, no_deadline, 2) == now + 2s);
        CHECK(connect_turn(now, now - 1s, 2) < now);
    }
}

} // namespace
