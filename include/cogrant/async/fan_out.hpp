// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_FAN_OUT_HPP
#define COGRANT_ASYNC_FAN_OUT_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/async/task.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <ranges>
#include <utility>

namespace cogrant {

/** Runs up to `width` coroutines at once and yields their results in the order in which they were started.

    `start()` gives the next coroutine, or nothing when there are no more. It is called as places become free, from
    within `next()`. Destroying the generator cancels what is under way.

    @par Errors  what a coroutine throws, when its turn comes; the others are cancelled
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

    @par Errors         what a coroutine throws; no further one is started, those under way are cancelled
    @par Cancellation   terminal: the coroutines under way are cancelled
    @par Executor       the calling coroutine's; each `f` runs on a strand of its own over it */
template <std::ranges::input_range Range, class F>
asio::awaitable<void> for_each_concurrent(Range items, std::size_t width, F f)
{
    auto executor = co_await asio::this_coro::executor;
    std::deque<task<void>> under_way;
    for (auto&& item : items) {
        if (under_way.size() >= (width == 0 ? 1 : width)) {
            auto first = std::move(under_way.front());
            under_way.pop_front();
            co_await first.join();
        }
        under_way.emplace_back(executor, f(item));
    }
    while (!under_way.empty()) {
        auto first = std::move(under_way.front());
        under_way.pop_front();
        co_await first.join();
    }
}

} // namespace cogrant

#endif // COGRANT_ASYNC_FAN_OUT_HPP
