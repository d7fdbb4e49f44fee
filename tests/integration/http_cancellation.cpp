// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/http_peer.hpp"
#include <cogrant/async/completion.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace {

using namespace cogrant;
using namespace support;

struct outcome {
    int completions = 0;
    error_code code;
    std::string body;
};

/// Emits after `polls` handlers; the number of handlers that the whole exchange takes when it is never reached.
outcome cancel_after(int polls, bool tls, handler const& answer, bool warm)
{
    static auto const identity = testing::make_certificate();
    asio::io_context context;
    testing::loopback_server server(context.get_executor(), answer, tls ? std::optional(identity) : std::nullopt);
    http::connection_pool pool(
        context.get_executor(), http::pool_options().max_per_origin(1).tls(
                                    http::tls_options().system_trust(false).add_ca_pem(identity.certificate_pem)));
    auto to = server.origin();
    to.host = "127.0.0.1"; // no lookup: it runs on a thread of its own, so the steps would not be the same each time
    if (warm) REQUIRE(send(context, pool, ask_for(to)));
    asio::cancellation_signal stop;
    outcome out;
    http::exchange x(ask_for(to, "/", http::method::put));
    x.request.body.assign(100'000, 'x');
    x.deadline = in(1h);
    async_run(
        context.get_executor(), send(pool, &x), nullptr,
        asio::bind_cancellation_slot(stop.slot(), [&](error_code code, http::response got) {
            ++out.completions;
            out.code = code;
            out.body = std::move(got.body);
        }));
    context.restart();
    for (int i = 0; i != polls && out.completions == 0; ++i) context.run_one_for(2s);
    stop.emit(asio::cancellation_type::terminal);
    while (out.completions == 0 && context.run_one_for(5s) != 0) {}
    // The place is free again, whatever happened: another request gets through.
    auto const next = send(context, pool, ask_for(to));
    CHECK(next);
    pool.close();
    CHECK(pool.open_connections(to) == 0);
    server.stop();
    context.restart();
    context.run_for(5s);
    CHECK(context.stopped());
    CHECK(out.completions == 1);
    return out;
}

void sweep(bool tls, handler const& answer, bool warm)
{
    int cancelled = 0;
    for (int polls = 0; polls != 2000; ++polls) {
        auto const got = cancel_after(polls, tls, answer, warm);
        if (!got.code) {
            CHECK(got.body.size() == 200'000);
            CHECK(cancelled > 3);
            return;
        }
        REQUIRE(got.code == asio::error::operation_aborted);
        ++cancelled;
    }
    FAIL("the exchange never came to its end");
}

TEST_SUITE("http/cancellation")
{
    TEST_CASE("cancel_at_every_suspension_point: plain, new connection")
    {
        sweep(false, saying(ok(std::string(200'000, 'x'))), false);
    }

    TEST_CASE("cancel_at_every_suspension_point: plain, kept connection")
    {
        sweep(false, saying(ok(std::string(200'000, 'x'))), true);
    }

    TEST_CASE("cancel_at_every_suspension_point: TLS") { sweep(true, saying(ok(std::string(200'000, 'x'))), false); }

    TEST_CASE("cancel_at_every_suspension_point: chunked")
    {
        std::string bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (int i = 0; i != 20; ++i) bytes += "2710\r\n" + std::string(10'000, 'x') + "\r\n";
        sweep(false, saying(bytes + "0\r\n\r\n"), false);
    }

    TEST_CASE("a request cancelled before it was written says so")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor());
        asio::cancellation_signal stop;
        http::exchange x(ask_for(server.origin(), "/", http::method::post));
        error diagnostics;
        int completions = 0;
        async_run(
            context.get_executor(), send(pool, &x), &diagnostics,
            asio::bind_cancellation_slot(stop.slot(), [&](error_code, http::response) { ++completions; }));
        context.run_one();
        stop.emit(asio::cancellation_type::terminal);
        while (completions == 0 && context.run_one_for(5s) != 0) {}
        CHECK(diagnostics == condition::cancelled);
        CHECK(diagnostics.info().route == "POST /");
        CHECK_FALSE(x.bytes_written);
    }
}

} // namespace
