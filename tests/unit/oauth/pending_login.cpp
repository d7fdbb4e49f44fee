// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include "support/print_result.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/oauth/pending_login.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace std::chrono_literals;

namespace {

/// What the concept asks for and nothing else.
struct pending_store_archetype {
    explicit pending_store_archetype(int) {}
    pending_store_archetype(pending_store_archetype const&) = delete;
    asio::awaitable<result<void>> put(pending_login)
    {
        result<void> const done;
        co_return done;
    }
    asio::awaitable<result<std::optional<pending_login>>> take(secret)
    {
        result<std::optional<pending_login>> none(std::nullopt);
        co_return none;
    }
};
static_assert(pending_store<pending_store_archetype>);
static_assert(pending_store<memory_pending_store>);

pending_login begun(std::string const& state, std::chrono::sys_seconds at = {}, std::chrono::seconds life = 600s)
{
    pending_login out;
    out.state = secret(state);
    out.code_verifier = secret("verifier of " + state);
    out.created = at;
    out.expires = at + life;
    return out;
}

void put(memory_pending_store& store, pending_login login)
{
    asio::io_context context;
    REQUIRE(support::run(context, store.put(std::move(login))));
}

std::optional<pending_login> take(memory_pending_store& store, std::string const& state)
{
    asio::io_context context;
    auto const found = support::run(context, store.take(secret(state)));
    REQUIRE(found);
    return *found;
}

} // namespace

TEST_SUITE("oauth/pending_login")
{
    TEST_CASE("S03: a login is handed out once")
    {
        memory_pending_store store;
        put(store, begun("a"));
        put(store, begun("b"));
        auto const first = take(store, "a");
        REQUIRE(first);
        CHECK(first->code_verifier.expose() == "verifier of a");
        CHECK_FALSE(take(store, "a"));
        CHECK_FALSE(take(store, ""));
        CHECK_FALSE(take(store, "c"));
        CHECK(take(store, "b"));
        CHECK(store.size() == 0);
    }

    TEST_CASE("S43: a full store drops what has expired, then the oldest, and never grows")
    {
        memory_pending_store store(3);
        std::chrono::sys_seconds const start(1'000'000s);
        put(store, begun("old", start));
        put(store, begun("short", start + 1s, 5s));
        put(store, begun("new", start + 2s));
        put(store, begun("next", start + 10s));
        CHECK(store.size() == 3);
        CHECK_FALSE(take(store, "short"));
        put(store, begun("more", start + 11s));
        CHECK(store.size() == 3);
        CHECK_FALSE(take(store, "old"));
        for (int i = 0; i != 10'000; ++i) put(store, begun("flood" + std::to_string(i), start + 20s));
        CHECK(store.size() == 3);
        put(store, begun("person", start + 21s));
        CHECK(take(store, "person"));
    }

    TEST_CASE("a login can be written down for another process and read there")
    {
        auto login = begun("a", std::chrono::sys_seconds(1'700'000'000s));
        login.nonce = secret("n");
        login.issuer = "https://as.example";
        login.issuer_required = true;
        login.resource = {"urn:x"};
        auto const text = json::encode(login);
        CHECK(text.find("\"code_verifier\":\"verifier of a\"") != text.npos);
        auto const back = json::decode<pending_login>(text);
        REQUIRE(back);
        CHECK(back->state.expose() == "a");
        CHECK(back->nonce->expose() == "n");
        CHECK(back->issuer_required);
        CHECK(back->resource == login.resource);
        CHECK(back->expires == login.expires);
        CHECK_FALSE(back->scope);
    }
}
