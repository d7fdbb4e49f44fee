// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_COROUTINES_HPP
#define COGRANT_TESTS_SUPPORT_COROUTINES_HPP

#include "support/sinks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace support {

namespace asio = boost::asio;

/// Gives the other work of the executor a turn.
inline asio::awaitable<void> turn()
{
    auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

inline asio::awaitable<void> turns(int n)
{
    int left = n;
    for (; left > 0; --left) co_await turn();
}

template <class T>
asio::awaitable<std::optional<T>> boxed(asio::awaitable<T> work)
{
    T value = co_await std::move(work);
    co_return std::optional<T>(std::move(value));
}

/// What an exception says is what a program would log.
[[noreturn]] inline void rethrown(std::exception_ptr failed)
{
    try {
        std::rethrow_exception(failed);
    } catch (cogrant::failure const& f) {
        sink(f.error());
        throw;
    } catch (std::exception const& e) {
        sink(std::string_view(e.what()));
        throw;
    }
}

template <class T>
void sink_outcome(T const& outcome)
{
    if constexpr (requires { cogrant::error(outcome.error()); })
        if (!outcome) sink(outcome.error());
}

/// Runs the context until the coroutine has ended: its result, or what it threw. Ten seconds are a hang.
template <class T>
T run(asio::io_context& context, asio::awaitable<T> work)
{
    auto const failed = std::make_shared<std::exception_ptr>();
    auto const done = std::make_shared<bool>(false);
    auto const finish = [&](auto const& more) {
        auto const limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        for (context.restart(); !*done && std::chrono::steady_clock::now() < limit;)
            if (context.run_one_until(limit) == 0) break;
        if (!*done) throw std::runtime_error("the coroutine hangs");
        if (*failed) rethrown(*failed);
        return more();
    };
    if constexpr (std::is_void_v<T>) {
        asio::co_spawn(context, std::move(work), [=](std::exception_ptr e) {
            *failed = e;
            *done = true;
        });
        finish([] {});
    } else {
        auto const value = std::make_shared<std::optional<T>>();
        asio::co_spawn(context, boxed(std::move(work)), [=](std::exception_ptr e, std::optional<T> v) {
            *failed = e;
            *value = std::move(v);
            *done = true;
        });
        return finish([&] {
            sink_outcome(**value);
            return std::move(**value);
        });
    }
}

/// Adds one while it lives: shows that a scope was left.
class guard {
public:
    explicit guard(int& count) : count_(&count) { ++*count_; }
    guard(guard const&) = delete;
    guard& operator=(guard const&) = delete;
    ~guard() { --*count_; }

private:
    int* count_;
};

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_COROUTINES_HPP
