// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What says that it may be shared is shared, by coroutines on several threads. ThreadSanitizer judges.
#include "support/threaded_server.hpp"
#include <cogrant/jose/jws.hpp>
#include <cogrant/oauth/file_token_store.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/jwks_cache.hpp>
#include <cogrant/oauth/memory_token_store.hpp>
#include <cogrant/oauth/pending_login.hpp>
#include <cogrant/oauth/session_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/async_fetch.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/dpop.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/testing/scripted_transport.hpp>

#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

/// Calls f(0) to f(n - 1) on threads of their own, at the same time.
void at_once(int n, std::function<void(int)> const& f)
{
    std::vector<std::thread> threads;
    for (int i = 0; i != n; ++i) threads.emplace_back([&f, i] { f(i); });
    for (auto& t : threads) t.join();
}

template <class Store>
asio::awaitable<result<int>> count_up(Store store, std::string key, int times)
{
    int done = 0;
    while (done != times) {
        auto leasing = store.lease(key, in(60s));
        auto const held = co_await std::move(leasing);
        if (!held) co_return held.error();
        auto loading = store.load(key);
        auto const found = co_await std::move(loading);
        if (!found) co_return found.error();
        oauth::stored_token record = found->value_or(oauth::stored_token());
        auto const expected = record.version;
        record.access_token = secret("PLANTED-a");
        record.scope = std::to_string(std::stoi(record.scope.value_or("0")) + 1);
        auto saving = store.save(key, record, expected);
        auto const saved = co_await std::move(saving);
        if (!saved) co_return saved.error(); // under the lease there is no conflict
        ++done;
    }
    co_return done;
}

template <class Store>
void count_up_together(Store store)
{
    asio::thread_pool threads(4);
    auto const on = threads.get_executor();
    std::vector<std::future<int>> all;
    for (int i = 0; i != 8; ++i) all.push_back(async_run(on, count_up(store, "me", 10), nullptr, asio::use_future));
    for (auto& one : all) CHECK(one.get() == 10);
    auto const last = async_run(on, store.load("me"), nullptr, asio::use_future).get();
    REQUIRE(last.has_value());
    CHECK(last->scope == "80");
    threads.join();
}

asio::awaitable<result<int>> remember(oauth::memory_pending_store* store, int from, int n)
{
    int found = 0;
    for (int i = from; i != from + n; ++i) {
        oauth::pending_login login;
        login.state = secret("PLANTED-" + std::to_string(i));
        auto putting = store->put(std::move(login));
        auto const put = co_await std::move(putting);
        if (!put) co_return put.error();
        auto taking = store->take(secret("PLANTED-" + std::to_string(i)));
        auto const taken = co_await std::move(taking);
        if (taken && *taken) ++found;
    }
    co_return found;
}

asio::awaitable<result<int>> ask_keys(oauth::jwks_cache<http::connection_pool> keys, int n)
{
    int good = 0;
    for (std::uint64_t i = 0; good != n; ++i) {
        auto asking = keys.keys(in(60s), i % 3 == 0 ? i : 0); // at times newer ones than there are
        auto const got = co_await std::move(asking);
        if (!got) co_return got.error();
        ++good;
    }
    co_return good;
}

TEST_SUITE("shared objects")
{
    TEST_CASE("one client of all stages serves many coroutines on several threads, and is closed meanwhile")
    {
        threaded_server server(token_and_api());
        auto const to = server.origin();
        asio::thread_pool threads(4);
        asio::any_io_executor const on = threads.get_executor();
        http::connection_pool pool(on, http::pool_options().max_per_origin(4));
        oauth::token_source tokens(
            on, oauth::grant_fetcher(
                    pool, http::url{to, "/token"}, oauth::client_credentials(),
                    oauth::client_secret_basic("me", secret("PLANTED-hush"))));
        std::vector<http::origin> const origins{to};
        rate_limiter limiter(limiter_options().permits(100'000).window(60s).burst(100'000));
        auto const budget = std::make_shared<retry_budget>();
        any_client const client =
            deadline(60s) | retry(retry_options(), budget) | limit(limiter) | authorize(tokens, origins) | send(pool);
        std::vector<error> why(60);
        std::vector<std::future<std::string>> all;
        for (auto& diagnostics : why)
            all.push_back(
                async_fetch<std::string>(on, client, ask_for(to, "/api"), in(60s), diagnostics, asio::use_future));
        for (int i = 0; i != 20; ++i) tokens.invalidate(tokens.try_get_token());
        for (auto& one : all) CHECK(one.get() == "Bearer token-1");
        CHECK(pool.open_connections(to) <= 4);
        pool.close();
        threads.join();
    }

    TEST_CASE("one scripted transport and one key for proofs serve several threads")
    {
        testing::scripted_transport peer;
        peer.otherwise([](http::request const& r) {
            return http::response{200, {}, r.headers.contains("DPoP") ? "\"proved\"" : "\"not proved\""};
        });
        auto const key = oauth::dpop_key::generate().value();
        asio::thread_pool threads(4);
        asio::any_io_executor const on = threads.get_executor();
        any_client const client = dpop(key) | send(peer);
        std::vector<error> why(40);
        std::vector<std::future<std::string>> all;
        for (auto& diagnostics : why)
            all.push_back(async_fetch<std::string>(
                on, client, ask_for({true, "a.example", 443}), in(60s), diagnostics, asio::use_future));
        for (auto& one : all) CHECK_FALSE(one.get().empty());
        CHECK(peer.count() == 40);
        CHECK(peer.problems() == "");
        threads.join();
    }

    TEST_CASE("token stores: leases of several threads follow one another, in memory and in files")
    {
        count_up_together(oauth::memory_token_store());
        auto const folder = std::filesystem::temp_directory_path() / ("cogrant-shared-" + std::to_string(::getpid()));
        count_up_together(oauth::file_token_store(folder.string()));
        std::filesystem::remove_all(folder);
    }

    TEST_CASE("pending logins are put and taken by several threads")
    {
        oauth::memory_pending_store store;
        asio::thread_pool threads(4);
        std::vector<std::future<int>> all;
        for (int i = 0; i != 8; ++i)
            all.push_back(async_run(threads.get_executor(), remember(&store, 100 * i, 50), nullptr, asio::use_future));
        for (auto& one : all) CHECK(one.get() == 50);
        CHECK(store.size() == 0);
        threads.join();
    }

    TEST_CASE("the keys of an issuer are read by several threads while they are fetched")
    {
        threaded_server server(saying(ok(R"({"keys":[]})")));
        asio::thread_pool threads(4);
        http::connection_pool pool(threads.get_executor());
        oauth::jwks_cache<http::connection_pool> keys(
            threads.get_executor(), pool, to_string(server.origin()) + "/jwks",
            oauth::jwks_cache_options().allow_insecure_endpoint().cool_down(0s));
        std::vector<std::future<int>> all;
        for (int i = 0; i != 8; ++i)
            all.push_back(async_run(threads.get_executor(), ask_keys(keys, 30), nullptr, asio::use_future));
        for (auto& one : all) CHECK(one.get() == 30);
        pool.close();
        threads.join();
    }

    TEST_CASE("const members only: keys sign, errors are copied, secrets are read on several threads")
    {
        auto const key = jose::private_key::generate(jose::algorithm::es256).value();
        jose::public_key const opener(key);
        error shared(make_error_code(http_errc::forbidden), phase::token);
        shared.edit().detail = "a scope is missing";
        secret const word("PLANTED-word");
        std::atomic<int> good = 0;
        at_once(4, [&](int i) {
            for (int n = 0; n != 50; ++n) {
                auto const text = jose::sign(R"({"alg":"ES256"})", "{}", key, jose::algorithm::es256);
                bool const fits = text && jose::verify(*text, opener, {jose::algorithm::es256}).has_value();
                error mine = shared;
                mine.edit().attempts = static_cast<unsigned>(i);
                secret const copy = word;
                if (fits && mine.info().detail == shared.info().detail && copy.expose() == word.expose()) ++good;
            }
        });
        CHECK(good == 200);
        CHECK(shared.info().attempts == 0);
    }

    TEST_CASE("one source of random numbers gives every thread others")
    {
        jitter_source random;
        std::vector<std::vector<double>> drawn(4, std::vector<double>(1000));
        auto const draw = [&](int i) {
            for (auto& x : drawn[static_cast<std::size_t>(i)]) x = random();
        };
        at_once(4, draw);
        std::set<double> all;
        for (auto const& some : drawn) all.insert(some.begin(), some.end());
        CHECK(all.size() > 3990);
    }
}

} // namespace
