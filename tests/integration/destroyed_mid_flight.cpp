// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Under AddressSanitizer: nothing is used after it went, nothing stays.
#include "step_scenarios.hpp"
#include <cogrant/oauth/jwks_cache.hpp>
#include <cogrant/oauth/loopback_listener.hpp>

#include <boost/asio/detached.hpp>

namespace {

using namespace scenarios;

asio::awaitable<result<std::string>> wait_for_permit(rate_limiter limiter)
{
    auto acquiring = limiter.acquire(in(1h));
    auto const refused = co_await std::move(acquiring);
    if (refused) co_return error(refused);
    co_return std::string("a permit");
}

template <class Cache>
asio::awaitable<result<std::string>> ask_keys(Cache keys)
{
    auto asking = keys.keys(in(1h));
    auto const got = co_await std::move(asking);
    if (!got) co_return got.error();
    co_return std::string("keys");
}

/// The key set of an issuer.
struct key_fetch {
    using cache = oauth::jwks_cache<http::connection_pool>;
    explicit key_fetch(asio::io_context& c)
        : context(c), server(c.get_executor(), saying(ok(R"({"keys":[]})"))),
          pool(std::in_place, c.get_executor(), settings(1)),
          keys(
              std::in_place, c.get_executor(), *pool, to_string(server.origin()) + "/jwks",
              oauth::jwks_cache_options().allow_insecure_endpoint())
    {
    }
    asio::awaitable<result<std::string>> work() { return ask_keys(*keys); }
    void afterwards() { CHECK(run(context, ask_keys(*keys))); }
    void let_go()
    {
        keys.reset();
        pool.reset();
    }

    asio::io_context& context;
    testing::loopback_server server;
    std::optional<http::connection_pool> pool;
    std::optional<cache> keys;
    std::string expected = "keys";
};

template <class Scenario>
void destroy_every_way()
{
    destroy_at_every_step<Scenario>(false);
    destroy_at_every_step<Scenario>(true);
}

TEST_SUITE("destruction")
{
    TEST_CASE("client_destroyed_mid_flight: the pool, plain and TLS, and a place in its queue")
    {
        destroy_every_way<one_request<false>>();
        destroy_every_way<one_request<true>>();
        destroy_every_way<queued_request>();
    }

    TEST_CASE("client_destroyed_mid_flight: a source of tokens")
    {
        destroy_every_way<get_token<false>>();
        destroy_every_way<get_token<true>>();
    }

    TEST_CASE("client_destroyed_mid_flight: a client of all stages with its limiter")
    {
        destroy_every_way<whole_pipeline>();
    }

    TEST_CASE("client_destroyed_mid_flight: a listing, and the page fetched ahead")
    {
        destroy_every_way<listing<1>>();
        destroy_every_way<listing<2>>();
    }

    TEST_CASE("client_destroyed_mid_flight: the session of a person") { destroy_every_way<session_renewal>(); }

    TEST_CASE("client_destroyed_mid_flight: a cache of keys, which can also be cancelled at every step")
    {
        destroy_every_way<key_fetch>();
        cancel_at_every_step<key_fetch>();
    }

    TEST_CASE("client_destroyed_mid_flight: a renewal in the background ends with its source, at every step")
    {
        for (bool const with_context : {false, true}) {
            bool over = false;
            for (int steps = 0; !over; ++steps) {
                REQUIRE(steps < most_steps);
                auto const before = open_descriptors();
                {
                    asio::io_context context;
                    get_token<false> s(context);
                    s.afterwards();
                    // In its last stretch, the token is given out and renewed.
                    CHECK(s.tokens->try_get_token(std::chrono::steady_clock::now() + 58min));
                    context.restart();
                    for (int i = 0; i != steps && !over; ++i) over = context.run_one_for(50ms) == 0;
                    s.let_go();
                    if (!with_context) {
                        s.server.stop();
                        drain(context);
                    }
                }
                REQUIRE(open_descriptors() == before);
            }
        }
    }

    TEST_CASE("client_destroyed_mid_flight: a listing that is left early cancels what it fetched ahead")
    {
        for (int steps = 0; steps != 40; ++steps) {
            auto const before = open_descriptors();
            {
                asio::io_context context;
                listing<2> s(context);
                auto rows = async_paginate<rows_page>(
                    *s.pool, ask_for(s.to, "/rows"), cursor_in_query(&rows_page::next), &rows_page::rows,
                    page_options().concurrency(2));
                auto const* const first = run(context, rows.next()); // the second page is under way
                REQUIRE(first != nullptr);
                context.restart();
                for (int i = 0; i != steps; ++i) context.poll_one();
                rows = {};
                s.let_go();
                s.server.stop();
                drain(context);
            }
            REQUIRE(open_descriptors() == before);
        }
    }

    TEST_CASE("client_destroyed_mid_flight: a limiter with a queue")
    {
        asio::cancellation_signal stop;
        auto const out = std::make_shared<heard_of>();
        {
            asio::io_context context;
            {
                rate_limiter limiter(limiter_options().permits(1).window(1h).burst(1));
                CHECK(limiter.try_acquire());
                async_run(
                    context.get_executor(), wait_for_permit(limiter), nullptr,
                    asio::bind_cancellation_slot(
                        stop.slot(), [out](error_code code, std::string) { ++out->completions, out->code = code; }));
                for (int i = 0; i != 3; ++i)
                    async_run(context.get_executor(), wait_for_permit(limiter), nullptr, asio::detached);
                context.poll();
            }
            stop.emit(asio::cancellation_type::terminal);
            context.poll();
            CHECK(out->completions == 1);
        } // three wait for ever
        CHECK(out.use_count() == 1);
    }

    TEST_CASE("client_destroyed_mid_flight: a listener that somebody waits at")
    {
        for (int steps = 0; steps != 20; ++steps) {
            auto const before = open_descriptors();
            auto const out = std::make_shared<heard_of>();
            error why;
            {
                asio::io_context context;
                {
                    auto listener = oauth::loopback_listener::bind(context.get_executor());
                    REQUIRE(listener);
                    oauth::pending_login login;
                    login.state = secret("good");
                    login.redirect_uri = listener->redirect_uri();
                    listener->async_wait(
                        std::move(login), in(1h), why,
                        [out](error_code, std::optional<oauth::validated_callback>) { ++out->completions; });
                    for (int i = 0; i != steps; ++i) context.poll_one();
                }
                context.poll();
                CHECK(out->completions == 1);
                CHECK(why == condition::cancelled);
            }
            CHECK(out.use_count() == 1);
            REQUIRE(open_descriptors() == before);
        }
    }
}

} // namespace
