// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_INTEGRATION_STEP_SCENARIOS_HPP
#define COGRANT_TESTS_INTEGRATION_STEP_SCENARIOS_HPP

#include "support/step_sweep.hpp"
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/memory_token_store.hpp>
#include <cogrant/oauth/session_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/paginate/paginate.hpp>
#include <cogrant/paginate/style.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/async_fetch.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/testing/certificate.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The operations that are stopped at every step, each with its server. See support/step_sweep.hpp.
namespace scenarios {

using namespace cogrant;
using namespace support;

inline testing::certificate const& identity()
{
    static auto const made = testing::make_certificate();
    return made;
}

/// 127.0.0.1: a name would be looked up on a thread of its own, so the steps would not be the same each time.
inline http::origin address_of(testing::loopback_server const& server)
{
    auto to = server.origin();
    to.host = "127.0.0.1";
    return to;
}

inline http::pool_options settings(std::size_t connections)
{
    return http::pool_options()
        .max_per_origin(connections)
        .tls(http::tls_options().system_trust(false).add_ca_pem(identity().certificate_pem));
}

/// One connection, so that a place that got lost would stop everything; each answer names its request, so that one which was
/// left on the connection would be noticed.
template <bool Tls>
struct one_request {
    explicit one_request(asio::io_context& c)
        : context(c),
          server(
              c.get_executor(), [](http::request r, http::server_connection& peer) { return say(&peer, ok(r.target)); },
              Tls ? std::optional(identity()) : std::nullopt),
          pool(std::in_place, c.get_executor(), settings(1)), to(address_of(server))
    {
    }
    static asio::awaitable<result<std::string>> ask(http::connection_pool pool, http::origin to, std::string target)
    {
        http::exchange x(ask_for(std::move(to), std::move(target), http::method::put), in(1h));
        auto sending = pool.send(x);
        auto answer = co_await std::move(sending);
        if (!answer) co_return answer.error();
        co_return std::move(answer->body);
    }
    asio::awaitable<result<std::string>> work() { return ask(*pool, to, expected); }
    void afterwards()
    {
        auto const again = run(context, ask(*pool, to, "/again"));
        REQUIRE(again);
        CHECK(*again == "/again");
        CHECK(pool->open_connections(to) == 1);
    }
    void let_go() { pool.reset(); }

    asio::io_context& context;
    testing::loopback_server server;
    std::optional<http::connection_pool> pool;
    http::origin to;
    std::string expected = "/asked";
};

/// As one_request, but another request has the only place, so this one queues for it.
struct queued_request : one_request<false> {
    explicit queued_request(asio::io_context& c) : one_request(c)
    {
        async_run(
            c.get_executor(), ask(*pool, to, "/first"), nullptr,
            [first = first](error_code code, std::string text) { *first = code ? code.message() : text; });
    }
    void afterwards()
    {
        one_request::afterwards();
        CHECK(*first == "/first");
        CHECK(server.accepted() <= 2); // a request that may not be repeated would have a connection of its own
    }
    std::shared_ptr<std::string> first = std::make_shared<std::string>();
};

/// Tokens by a real exchange.
template <bool Tls>
struct get_token {
    using source = oauth::token_source<
        oauth::grant_fetcher<http::connection_pool, oauth::client_credentials, oauth::client_secret_basic>>;

    explicit get_token(asio::io_context& c)
        : context(c),
          server(
              c.get_executor(), saying(ok(R"({"access_token":"PLANTED-t1","token_type":"Bearer","expires_in":3600})")),
              Tls ? std::optional(identity()) : std::nullopt),
          pool(std::in_place, c.get_executor(), settings(1)), to(address_of(server)),
          tokens(
              std::in_place, c.get_executor(),
              oauth::grant_fetcher(
                  *pool, http::url{to, "/token"}, oauth::client_credentials(),
                  oauth::client_secret_basic("me", secret("PLANTED-hush"))))
    {
    }
    static asio::awaitable<result<std::string>> ask(source tokens)
    {
        auto waiting = tokens.await_token(no_deadline);
        auto got = co_await std::move(waiting);
        if (!got) co_return got.error();
        co_return std::string((*got)->expose());
    }
    asio::awaitable<result<std::string>> work() { return ask(*tokens); }
    void afterwards()
    {
        auto const again = run(context, ask(*tokens));
        REQUIRE(again);
        CHECK(*again == expected);
        CHECK(pool->open_connections(to) == 1);
    }
    void let_go()
    {
        tokens.reset();
        pool.reset();
    }

    asio::io_context& context;
    testing::loopback_server server;
    std::optional<http::connection_pool> pool;
    http::origin to;
    std::optional<source> tokens;
    std::string expected = "PLANTED-t1";
};

/// All stages: the first answer of the API is 503, the second 401. Another request shares the only connection, so that there
/// is a queue for it at every turn.
struct whole_pipeline {
    explicit whole_pipeline(asio::io_context& c)
        : context(c), server(
                          c.get_executor(),
                          [this](http::request r, http::server_connection& peer) { return say(&peer, answer(r)); }),
          pool(std::in_place, c.get_executor(), settings(1)), to(address_of(server)),
          limiter(limiter_options().permits(1000).window(1h).burst(500))
    {
        oauth::token_source tokens(
            c.get_executor(), oauth::grant_fetcher(
                                  *pool, http::url{to, "/token"}, oauth::client_credentials(),
                                  oauth::client_secret_basic("me", secret("PLANTED-hush"))));
        std::vector<http::origin> const origins{to};
        auto const at_once = retry_options().schedule(backoff().base(0s));
        client.emplace(deadline(1h) | retry(at_once) | limit(limiter) | authorize(tokens, origins) | send(*pool));
        async_run(c.get_executor(), ask(*client, to), nullptr, [other = other](error_code code, std::string text) {
            *other = code ? code.message() : text;
        });
    }
    std::string answer(http::request const& r)
    {
        if (r.target == "/token") {
            auto const name = "PLANTED-t" + std::to_string(++given);
            return ok(R"({"access_token":")" + name + R"(","token_type":"Bearer","expires_in":3600})");
        }
        ++asked;
        if (asked == 1) return "HTTP/1.1 503 -\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
        if (asked == 2) return "HTTP/1.1 401 -\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n";
        return ok("\"hello\"");
    }
    static asio::awaitable<result<std::string>> ask(any_client client, http::origin to)
    {
        http::exchange x(ask_for(std::move(to), "/api"));
        auto fetching = fetch<std::string>(client, x);
        auto answer = co_await std::move(fetching);
        co_return std::move(answer);
    }
    asio::awaitable<result<std::string>> work() { return ask(*client, to); }
    void afterwards()
    {
        auto const again = run(context, ask(*client, to));
        REQUIRE(again);
        CHECK(*again == expected);
        while (other->empty() && context.run_one_for(5s) != 0) {}
        CHECK(*other == expected);
        CHECK(pool->open_connections(to) <= 1);
        CHECK(limiter.try_acquire()); // nobody is left in its queue
    }
    void let_go()
    {
        client.reset();
        pool.reset();
    }

    asio::io_context& context;
    int given = 0;
    int asked = 0;
    testing::loopback_server server;
    std::optional<http::connection_pool> pool;
    http::origin to;
    rate_limiter limiter;
    std::optional<any_client> client;
    std::shared_ptr<std::string> other = std::make_shared<std::string>();
    std::string expected = "hello";
};

struct rows_page {
    std::vector<int> rows;
    std::optional<std::string> next;
};

/// Three pages; with `Width` above 1 the next one is fetched ahead, in a task.
template <int Width>
struct listing {
    explicit listing(asio::io_context& c)
        : context(c), server(
                          c.get_executor(),
                          [](http::request r, http::server_connection& peer) {
                              auto const cursor = r.target.find("cursor=");
                              int const n = cursor == r.target.npos ? 0 : r.target[cursor + 7] - '0';
                              auto const two = std::to_string(2 * n + 1) + "," + std::to_string(2 * n + 2);
                              auto const next = n < 2 ? ",\"next\":\"" + std::to_string(n + 1) + "\"" : std::string();
                              return say(&peer, ok("{\"rows\":[" + two + "]" + next + "}"));
                          }),
          pool(std::in_place, c.get_executor(), settings(1)), to(address_of(server))
    {
    }
    static asio::awaitable<result<std::string>> read(http::connection_pool pool, http::origin to)
    {
        std::string out;
        cursor_in_query style(&rows_page::next);
        auto options = page_options().concurrency(Width);
        auto rows = async_paginate<rows_page>(pool, ask_for(std::move(to), "/rows"), style, &rows_page::rows, options);
        for (;;) {
            auto coming = rows.try_next();
            auto const row = co_await std::move(coming);
            if (!row) co_return row.error();
            if (*row == nullptr) break;
            out += std::to_string(**row);
        }
        co_return std::move(out);
    }
    asio::awaitable<result<std::string>> work() { return read(*pool, to); }
    void afterwards()
    {
        auto const again = run(context, read(*pool, to));
        REQUIRE(again);
        CHECK(*again == expected);
        CHECK(pool->open_connections(to) == 1);
    }
    void let_go() { pool.reset(); }

    asio::io_context& context;
    testing::loopback_server server;
    std::optional<http::connection_pool> pool;
    http::origin to;
    std::string expected = "123456";
};

/// A stored login whose server gives a new refresh token each time and takes each of them once.
struct session_renewal {
    using fetcher = oauth::session_fetcher<http::connection_pool, oauth::public_client, oauth::memory_token_store>;
    using source = oauth::token_source<fetcher>;

    explicit session_renewal(asio::io_context& c)
        : context(c), server(
                          c.get_executor(),
                          [this](http::request r, http::server_connection& peer) { return say(&peer, answer(r)); }),
          pool(std::in_place, c.get_executor(), settings(1)), to(address_of(server))
    {
        oauth::token_set old;
        old.access_token = secret("PLANTED-t0");
        old.token_type = "Bearer";
        old.expires_in = 60s;
        old.refresh_token = secret("PLANTED-r0");
        auto const asked_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) - 1h;
        auto const saved = run(c, oauth::save_login(store, "me", old, asked_at));
        REQUIRE(saved);
        tokens.emplace(
            c.get_executor(), fetcher(*pool, http::url{to, "/token"}, oauth::public_client("id"), store, "me"));
    }
    std::string answer(http::request const& r)
    {
        auto const good = "refresh_token=PLANTED-r" + std::to_string(renewals);
        if (r.body.find(good) == std::string::npos) {
            ++reused;
            return "HTTP/1.1 400 -\r\nContent-Length: 25\r\n\r\n{\"error\":\"invalid_grant\"}";
        }
        auto const n = std::to_string(++renewals);
        return ok(
            R"({"access_token":"PLANTED-t)" + n + R"(","token_type":"Bearer","expires_in":3600,)" +
            R"("refresh_token":"PLANTED-r)" + n + "\"}");
    }
    asio::awaitable<result<std::string>> work() { return ask(*tokens); }
    static asio::awaitable<result<std::string>> ask(source tokens)
    {
        auto waiting = tokens.await_token(no_deadline);
        auto got = co_await std::move(waiting);
        if (!got) co_return got.error();
        co_return std::string((*got)->expose());
    }
    void afterwards()
    {
        auto const again = run(context, ask(*tokens));
        REQUIRE(again);
        CHECK(*again == expected); // what was begun is seen through, so nothing is asked twice
        CHECK(reused == 0);
        CHECK(renewals == 1);
    }
    void let_go()
    {
        tokens.reset();
        pool.reset();
    }

    asio::io_context& context;
    int renewals = 0;
    int reused = 0;
    testing::loopback_server server;
    std::optional<http::connection_pool> pool;
    http::origin to;
    oauth::memory_token_store store;
    std::optional<source> tokens;
    std::string expected = "PLANTED-t1";
};

} // namespace scenarios

#endif // COGRANT_TESTS_INTEGRATION_STEP_SCENARIOS_HPP
