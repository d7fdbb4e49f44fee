// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Every kind of completion token with every kind of operation, on every kind of executor.
#include "support/threaded_server.hpp"
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/async_fetch.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <cstddef>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

/// Counts what it gives and takes back.
template <class T>
struct counting_allocator {
    using value_type = T;
    explicit counting_allocator(std::shared_ptr<std::atomic<long>> n) : balance(std::move(n)) {}
    template <class U>
    counting_allocator(counting_allocator<U> const& other) : balance(other.balance), total(other.total)
    {
    }
    T* allocate(std::size_t n)
    {
        ++*balance;
        ++*total;
        return std::allocator<T>().allocate(n);
    }
    void deallocate(T* p, std::size_t n)
    {
        --*balance;
        std::allocator<T>().deallocate(p, n);
    }
    friend bool operator==(counting_allocator const& a, counting_allocator const& b) { return a.balance == b.balance; }
    std::shared_ptr<std::atomic<long>> balance;
    std::shared_ptr<std::atomic<long>> total = std::make_shared<std::atomic<long>>(0);
};

std::string text_of(oauth::token_ref t) { return t ? std::string(t->expose()) : std::string(); }
std::string text_of(http::response const& r) { return r.body; }
std::string text_of(std::string const& s) { return s; }

struct heard {
    error_code code;
    std::string text;
    bool on_strand = false;
    long held = 0;
};

template <class Start>
asio::awaitable<std::string> by_awaitable(Start start)
{
    auto work = start(asio::use_awaitable);
    auto const got = co_await std::move(work);
    co_return text_of(got);
}

template <class Start>
asio::awaitable<std::string> by_deferred(Start start)
{
    auto work = start(asio::deferred);
    auto const got = co_await std::move(work)(asio::use_awaitable);
    co_return text_of(got);
}

template <class Start>
asio::awaitable<std::string> by_tuple(Start start)
{
    auto work = start(asio::as_tuple(asio::use_awaitable));
    auto const both = co_await std::move(work);
    auto const& [code, value] = both;
    co_return code ? code.message() : text_of(value);
}

template <class Start>
asio::awaitable<std::string> by_redirection(Start start)
{
    error_code code = asio::error::would_block;
    auto work = start(asio::redirect_error(asio::use_awaitable, code));
    auto const got = co_await std::move(work);
    co_return code ? code.message() : text_of(got);
}

/// Starts the operation with each token; every one has to say `expected`.
template <class Start>
void every_token(asio::any_io_executor on, std::string const& expected, Start start)
{
    auto const strand = asio::make_strand(on);
    auto const said = [&](std::future<heard> answer) {
        REQUIRE(answer.wait_for(20s) == std::future_status::ready);
        auto got = answer.get();
        CHECK_FALSE(got.code);
        CHECK(got.text == expected);
        return got;
    };
    auto const listening = [&](auto promise) {
        return [promise, strand](error_code code, auto value) {
            promise->set_value({code, text_of(value), strand.running_in_this_thread()});
        };
    };
    auto const promise = [] { return std::make_shared<std::promise<heard>>(); };

    auto called = promise();
    start(listening(called));
    said(called->get_future());

    called = promise();
    start(asio::bind_executor(strand, listening(called)));
    CHECK(said(called->get_future()).on_strand);

    called = promise();
    asio::cancellation_signal never;
    start(asio::bind_cancellation_slot(never.slot(), listening(called)));
    said(called->get_future());
    never.emit(asio::cancellation_type::all); // too late: changes nothing

    called = promise();
    auto const balance = std::make_shared<std::atomic<long>>(0);
    counting_allocator<void*> const memory(balance);
    start(asio::bind_allocator(memory, [called, balance](error_code code, auto value) {
        called->set_value({code, text_of(value), false, *balance});
    }));
    CHECK(said(called->get_future()).held == 0); // all given back before the call
    CHECK(*memory.total > 0);

    called = promise();
    start(asio::deferred)(listening(called));
    said(called->get_future());

    CHECK(text_of(start(asio::use_future).get()) == expected);
    CHECK(asio::co_spawn(on, by_awaitable(start), asio::use_future).get() == expected);
    CHECK(asio::co_spawn(on, by_deferred(start), asio::use_future).get() == expected);
    CHECK(asio::co_spawn(on, by_tuple(start), asio::use_future).get() == expected);
    CHECK(asio::co_spawn(strand, by_redirection(start), asio::use_future).get() == expected);
}

void every_operation(asio::any_io_executor on)
{
    threaded_server server(token_and_api());
    http::connection_pool pool(on);
    auto const to = server.origin();
    oauth::grant_fetcher fetcher(
        pool, http::url{to, "/token"}, oauth::client_credentials(), oauth::client_secret_basic("me", secret("hush")));
    oauth::token_source tokens(on, std::move(fetcher));
    error why;
    // A token first asked for by each kind of waiter: the one who waits, and the one who finds it there.
    for (int i = 0; i != 2; ++i)
        every_token(on, "token-1", [&](auto&& token) {
            tokens.invalidate(tokens.try_get_token());
            return tokens.async_get_token(why, std::forward<decltype(token)>(token));
        });

    every_token(on, "\"nobody\"", [&](auto&& token) {
        return async_send(on, pool, ask_for(to, "/api"), in(30s), why, std::forward<decltype(token)>(token));
    });
    std::vector<http::origin> const origins{to};
    any_client const client = retry() | authorize(tokens, origins) | send(pool);
    every_token(on, "Bearer token-1", [&](auto&& token) {
        return async_fetch<std::string>(
            on, client, ask_for(to, "/api"), in(30s), why, std::forward<decltype(token)>(token));
    });
    pool.close();
    CHECK(pool.open_connections(to) == 0);
}

TEST_SUITE("completion tokens")
{
    TEST_CASE("every token kind and every operation: io_context")
    {
        asio::io_context context(1);
        auto work = asio::make_work_guard(context);
        std::thread thread([&] { context.run(); });
        every_operation(context.get_executor());
        work.reset();
        thread.join();
    }

    TEST_CASE("every token kind and every operation: thread pool")
    {
        asio::thread_pool threads(3);
        every_operation(threads.get_executor());
        threads.join();
    }

    TEST_CASE("every token kind and every operation: strand")
    {
        asio::thread_pool threads(3);
        every_operation(asio::make_strand(threads));
        threads.join();
    }

    TEST_CASE("a request by callback from a thread pool is cancelled from the thread that began it")
    {
        asio::thread_pool threads(3);
        threaded_server server(stalling_after("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
        auto const to = server.origin();
        http::connection_pool pool(threads.get_executor());
        for (int i = 0; i != 20; ++i) {
            asio::cancellation_signal stop;
            error why;
            std::promise<error_code> promise;
            auto outcome = promise.get_future();
            async_send(
                threads.get_executor(), pool, ask_for(to), in(1h), why,
                asio::bind_cancellation_slot(
                    stop.slot(), [&](error_code code, http::response) { promise.set_value(code); }));
            if (i % 2 != 0) std::this_thread::yield();
            stop.emit(asio::cancellation_type::partial); // means nothing here
            stop.emit(asio::cancellation_type::total);
            stop.emit(asio::cancellation_type::terminal);
            REQUIRE(outcome.wait_for(20s) == std::future_status::ready);
            CHECK(outcome.get() == asio::error::operation_aborted);
            CHECK(why == condition::cancelled);
        }
        pool.close_idle(); // a connection that was made and not used yet is clean: it is kept
        CHECK(pool.open_connections(to) == 0);
        threads.join();
    }
}

} // namespace
