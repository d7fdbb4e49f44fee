// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_FAN_OUT_HPP
#define COGRANT_ASYNC_FAN_OUT_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/async/task.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <optional>
#include <ranges>
#include <utility>

namespace cogrant {

/** Runs up to `width` coroutines at once and yields their results in the order in which they were started.

    `start()` gives the next coroutine, or nothing when there are no more. It is called as places become free, from
    within `next()`. Destroying the generator cancels what is under way, but cannot wait for it.

    @par Errors    what a coroutine throws, when its turn comes; the others are cancelled
    @par Lifetime  a coroutine may go on for a moment after the generator is gone: it owns what it uses (arguments by
                   value, no captures)
    @par Limits  `width` coroutines and as many unread results */
template <class T, class Start>
async_generator<T> in_order(asio::any_io_executor executor, std::size_t width, Start start)
{
    std::deque<task<T>> under_way;
    for (bool more = true;;) {
        while (more && under_way.size() < (width == 0 ? 1 : width)) {
            std::optional<asio::awaitable<T>> work = start();
            if (work) under_way.emplace_back(executor, std::move(*work));
            else more = false;
        }
        if (under_way.empty()) break;
        auto first = std::move(under_way.front());
        under_way.pop_front();
        auto joining = first.join();
        T value = co_await std::move(joining);
        co_yield value;
    }
}

/** Calls `f(item)`, a coroutine, for every item, at most `width` at a time.

    @par Errors         what a coroutine throws first in the order of the items; no further one is started, those under
                        way are cancelled and waited for
    @par Cancellation   terminal: the coroutines under way are cancelled and waited for
    @par Lifetime       no coroutine outlives the call, so `f` may capture by reference; only destroying the call's own
                        coroutine (with its io_context) leaves them to theirs
    @par Executor       the calling coroutine's; each `f` runs on a strand of its own over it */
template <std::ranges::input_range Range, class F>
asio::awaitable<void> for_each_concurrent(Range items, std::size_t width, F f)
{
    auto executor = co_await asio::this_coro::executor;
    std::deque<task<void>> under_way;
    std::exception_ptr failed;
    try {
        for (auto&& item : items) {
            if (under_way.size() >= (width == 0 ? 1 : width)) {
                co_await under_way.front().join();
                under_way.pop_front();
            }
            under_way.emplace_back(executor, f(item));
        }
        while (!under_way.empty()) {
            co_await under_way.front().join();
            under_way.pop_front();
        }
    } catch (...) {
        failed = std::current_exception();
    }
    if (!failed) co_return;
    // They may refer to `f`, to the items and to the caller's variables: none outlives this call.
    bool const throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    for (auto& one : under_way) one.cancel();
    for (auto& one : under_way) {
        if (one) co_await one.ended();
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    std::rethrow_exception(failed);
}

} // namespace cogrant

#endif // COGRANT_ASYNC_FAN_OUT_HPP
