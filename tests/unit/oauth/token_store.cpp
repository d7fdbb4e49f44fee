// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "scripted_store.hpp"
#include <cogrant/oauth/token_store.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

token_set login(std::string access)
{
    token_set t;
    t.access_token = secret(access);
    t.refresh_token = secret("r-" + access);
    t.expires_in = 60s;
    return t;
}

asio::awaitable<void> log_in_twice(scripted_store s)
{
    auto const t = manual_wall::now();
    auto first = co_await save_login(s, "k", login("a"), t);
    CHECK(first.has_value());
    auto second = co_await save_login(s, "k", login("b"), t);
    CHECK(second.has_value());
    auto found = co_await s.load("k");
    REQUIRE(found->has_value());
    CHECK((**found).access_token.expose() == "b");
    CHECK((**found).version == *second);
    CHECK((**found).expires_at == t + 60s);
    CHECK(!(**found).presented);
}

asio::awaitable<void> fail_to_log_in(scripted_store s, error& out)
{
    auto const t = manual_wall::now();
    auto saved = co_await save_login(s, "k", login("a"), t);
    if (!saved) out = saved.error();
}

/// A store that somebody else is always a step ahead in.
struct contested_store : scripted_store {
    using scripted_store::scripted_store;
    asio::awaitable<result<std::uint64_t>> save(std::string, stored_token, std::uint64_t)
    {
        auto const refused = oauth::detail::store_conflict();
        ++*tries;
        co_return refused;
    }
    int* tries = nullptr;
};

asio::awaitable<void> lose_the_race(contested_store s, error& out)
{
    auto const t = manual_wall::now();
    auto saved = co_await save_login(s, "k", login("a"), t);
    if (!saved) out = saved.error();
}

} // namespace

TEST_SUITE("oauth/token_store")
{
    TEST_CASE("a login replaces the one before")
    {
        virtual_time time;
        manual_wall::reset();
        store_script script;
        time.run(log_in_twice(scripted_store(script)));
    }

    TEST_CASE("a login says what the store says")
    {
        for (int at = 0; at != 2; ++at) {
            virtual_time time;
            store_script script;
            script.at = at;
            error failed;
            time.run(fail_to_log_in(scripted_store(script), failed));
            CHECK(failed.code() == boost::system::errc::no_space_on_device);
        }
    }

    TEST_CASE("a login that others are always ahead of gives up after three tries")
    {
        virtual_time time;
        store_script script;
        contested_store s(script);
        int tries = 0;
        s.tries = &tries;
        error failed;
        time.run(lose_the_race(s, failed));
        CHECK(failed.code() == oauth_errc::store_conflict);
        CHECK(tries == 3);
    }
}
