// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "interop/nginx/nginx_server.hpp"
#include "support/http_peer.hpp"
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace {

using namespace cogrant;
using namespace support;

http::origin plain(nginx const& server, std::size_t n = 1) { return {false, "127.0.0.1", server.port(n)}; }

struct client {
    asio::io_context context;
    http::connection_pool pool{context.get_executor()};

    result<http::response> operator()(http::exchange& x) { return send(context, pool, x); }
    result<http::response> operator()(http::request r) { return send(context, pool, std::move(r)); }
};

template <class Transport>
asio::awaitable<result<http::response>> send_through(Transport* transport, http::exchange* x)
{
    auto sending = transport->send(*x);
    auto answer = co_await std::move(sending);
    co_return answer;
}

void count_429(void* self, http::event const& e)
{
    if (e.what == http::event::kind::response && e.status == 429) ++*static_cast<int*>(self);
}

TEST_SUITE("interop/nginx")
{
    TEST_CASE("nginx ends connections after three requests, and no request notices")
    {
        COGRANT_NEEDS("nginx");
        nginx const server("server { listen @1@; keepalive_requests 3; location / { return 200 \"$connection\"; } }");
        client ask;
        std::set<std::string> connections;
        for (int i = 0; i != 10; ++i) {
            auto const answer = ask(ask_for(plain(server)));
            REQUIRE(answer);
            CHECK(answer->status == 200);
            connections.insert(answer->body);
        }
        CHECK(connections.size() == 4);
    }

    TEST_CASE("stale_keep_alive: a connection that nginx gave up meanwhile is not used again")
    {
        COGRANT_NEEDS("nginx");
        nginx const server("server { listen @1@; keepalive_timeout 30ms; return 200 \"$connection\"; }\n"
                           "server { listen @2@; keepalive_timeout 0; location / { stub_status; } }");
        client ask;
        auto const first = ask(ask_for(plain(server)));
        REQUIRE(first);
        // nginx says itself when it has closed the kept connection: only the one that asks is left.
        for (int looks = 0;; ++looks) {
            auto const status = ask(ask_for(plain(server, 2)));
            REQUIRE(status);
            if (status->body.starts_with("Active connections: 1 ")) break;
            REQUIRE(looks < 5000);
        }
        http::exchange x(ask_for(plain(server)));
        auto const second = ask(x);
        REQUIRE(second);
        CHECK(second->body != first->body);
        CHECK_FALSE(x.reused);
    }

    TEST_CASE("answers that nginx compresses and chunks arrive as they were")
    {
        COGRANT_NEEDS("nginx");
        nginx const server("server { listen @1@; gzip on; gzip_types text/plain; }");
        client ask;
        auto r = ask_for(plain(server), "/text");
        auto const answer = ask(r);
        REQUIRE(answer);
        CHECK(answer->body == nginx::text());
        CHECK(answer->headers.contains("Transfer-Encoding"));
        r.body_limit = 10'000; // of the decoded body, which is twenty times what travels
        auto const refused = ask(r);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code() == http_errc::body_limit);
    }

    TEST_CASE("a body without length or chunks ends with the connection")
    {
        COGRANT_NEEDS("nginx");
        nginx const server("server { listen @1@; gzip on; gzip_types text/plain; chunked_transfer_encoding off; }");
        client ask;
        auto const answer = ask(ask_for(plain(server), "/text"));
        REQUIRE(answer);
        CHECK(answer->body == nginx::text());
        CHECK(ask.pool.open_connections(plain(server)) == 0);
    }

    TEST_CASE("large bodies arrive whole in both directions, also behind a proxy that speaks HTTP/1.0 to the origin")
    {
        COGRANT_NEEDS("nginx");
        nginx const server("server { listen @1@; client_max_body_size 20m;\n"
                           "location /up { proxy_pass http://@2@; } }\n"
                           "server { listen @2@; client_max_body_size 20m;\n"
                           "location /up { return 200 \"$server_protocol $content_length\"; } }");
        client ask;
        auto const down = ask(ask_for(plain(server), "/large"));
        REQUIRE(down);
        CHECK(down->body == std::string(5'000'000, 'L'));
        auto r = ask_for(plain(server), "/up", http::method::post);
        r.body = std::string(7'000'001, 'u');
        auto const up = ask(r);
        REQUIRE(up);
        CHECK(up->body == "HTTP/1.0 7000001");
    }

    TEST_CASE("413 for a body that nginx does not want is an answer, although the body was still on its way")
    {
        COGRANT_NEEDS("nginx");
        nginx const server("server { listen @1@; client_max_body_size 1k; location / { proxy_pass http://@1@; } }");
        client ask;
        auto r = ask_for(plain(server), "/", http::method::post);
        r.body = std::string(200'000, 'u');
        auto const answer = ask(r);
        REQUIRE(answer);
        CHECK(answer->status == 413);
    }

    TEST_CASE("nginx limits the rate, and retries get everything through")
    {
        COGRANT_NEEDS("nginx");
        nginx const server("limit_req_zone $server_port zone=all:1m rate=50r/s; limit_req_status 429;\n"
                           "server { listen @1@; location / { limit_req zone=all; try_files /text =404; } }");
        client ask;
        int refused = 0;
        auto chain = deadline(30s) | retry(retry_options().max_attempts(50).schedule(backoff().base(5ms).cap(40ms))) |
                     cogrant::send(ask.pool);
        for (int i = 0; i != 8; ++i) {
            http::exchange x(ask_for(plain(server)));
            x.hook = {&count_429, &refused};
            auto const answer = run(ask.context, send_through(&chain, &x));
            REQUIRE(answer);
            CHECK(answer->status == 200);
        }
        CHECK(refused > 0);
    }

    TEST_CASE("nginx hangs up without an answer: a typed error, and nothing is kept")
    {
        COGRANT_NEEDS("nginx");
        nginx const server("server { listen @1@; reset_timedout_connection on; return 444; }");
        client ask;
        auto const answer = ask(ask_for(plain(server)));
        REQUIRE_FALSE(answer);
        auto const code = answer.error().code();
        CHECK((code == http_errc::connection_closed || code == asio::error::connection_reset));
        CHECK(code == condition::retryable);
        CHECK(ask.pool.open_connections(plain(server)) == 0);
    }

    TEST_CASE("deadline_names_the_phase: nginx dribbles a body, or its own origin is silent")
    {
        COGRANT_NEEDS("nginx");
        asio::io_context silent_context;
        asio::ip::tcp::acceptor const silent(silent_context, {asio::ip::address_v4::loopback(), 0}); // never accepts
        nginx const server(
            "server { listen @1@; location /large { limit_rate 1k; limit_rate_after 1k; }\n"
            "location /silent { proxy_pass http://127.0.0.1:" +
            std::to_string(silent.local_endpoint().port()) + "; } }");
        client ask;
        for (auto const& [target, where] :
             {std::pair("/large", phase::body), std::pair("/silent", phase::first_byte)}) {
            http::exchange x(ask_for(plain(server), target));
            x.deadline = in(300ms);
            auto const answer = ask(x);
            REQUIRE_FALSE(answer);
            CHECK(answer.error().code() == http_errc::deadline_exceeded);
            CHECK(answer.error().info().where == where);
        }
    }
}

} // namespace
