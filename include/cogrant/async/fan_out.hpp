// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_FAN_OUT_HPP
#define COGRANT_ASYNC_FAN_OUT_HPP

#include <cogrant/async/detail/work_set.hpp>
#include <cogrant/async/generator.hpp>
#include <cogrant/async/task.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace cogrant {

/// How work is fanned out. Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class fan_out_options {
public:
    fan_out_options() = default;
    fan_out_options(std::size_t width) noexcept // NOLINT(google-explicit-constructor): a number says how many
        : width_(width == 0 ? 1 : width)
    {
    }

    /// Coroutines under way at once, 8 by default; 0 means 1.
    fan_out_options& width(std::size_t n) noexcept
    {
        width_ = n == 0 ? 1 : n;
        return *this;
    }
    /// Results in the order of the items, which is the default, or as they come: then a slow one holds nobody up.
    fan_out_options& keep_order(bool yes) noexcept
    {
        keep_order_ = yes;
        return *this;
    }

    std::size_t width() const noexcept { return width_; }
    bool keep_order() const noexcept { return keep_order_; }

private:
    std::size_t width_ = 8;
    bool keep_order_ = true;
};

/// What went wrong with one item of @ref try_for_each_concurrent.
struct item_error {
    std::size_t index = 0; ///< of the item, from 0
    error why;
};

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

/** Calls `f(item)`, a coroutine, for every item of a range or of an `async_generator`, at most `width` at a time. Each that
    ends makes room for the next one, so a slow one holds nobody up.

    @code
    auto const fetch = [&](genesys::conversation& c) { return fetch_recordings(c.conversation_id); };
    auto fetching = for_each_concurrent(org.async_paginate(query), 8, fetch);
    co_await std::move(fetching);
    @endcode

    @par Errors         the first that a coroutine or the generator throws; no further one is started, those under way are
                        cancelled and waited for
    @par Cancellation   terminal: the coroutines under way are cancelled and waited for, then `operation_aborted` is thrown
    @par Lifetime       no coroutine outlives the call, so `f` may capture by reference; only destroying the call's own
                        coroutine (with its io_context) leaves them to theirs. An item of a generator lives until its
                        coroutine has ended
    @par Executor       the calling coroutine's; each `f` runs on a strand of its own over it
    @par Limits         `width` coroutines and their items */
template <class Items, class F>
asio::awaitable<void> for_each_concurrent(Items items, fan_out_options options, F f)
{
    auto executor = co_await asio::this_coro::executor;
    auto source = detail::item_source<Items>(std::move(items));
    detail::work_set<void> under_way(executor, true);
    std::exception_ptr failed;
    try {
        for (bool more = true; more || !under_way.empty();) {
            while (more && under_way.size() < options.width()) {
                auto coming = source.next();
                auto item = co_await std::move(coming);
                if (item) under_way.start(detail::keeping(std::invoke(f, *item), item));
                else more = false;
            }
            if (under_way.empty()) break;
            auto waiting = under_way.any();
            co_await std::move(waiting);
        }
    } catch (...) {
        failed = std::current_exception();
    }
    if (!failed) co_return;
    // They may refer to `f`, to the items and to the caller's variables: none outlives this call.
    bool const throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto ending = under_way.end_all();
    co_await std::move(ending);
    co_await asio::this_coro::throw_if_cancelled(throws);
    std::rethrow_exception(failed);
}

/** As @ref for_each_concurrent, but what fails does not stop the others: the failures are collected, in the order in which
    they happened. Exceptions that are no `system_error` (`bad_alloc`, programming errors) and cancellation stop it all. */
template <class Items, class F>
asio::awaitable<std::vector<item_error>> try_for_each_concurrent(Items items, fan_out_options options, F f)
{
    detail::failed_items<item_error> failed;
    auto const one = [&failed, &f](auto& item) { return failed.watch(std::invoke(f, item)); };
    auto working = for_each_concurrent(std::move(items), options, one);
    co_await std::move(working);
    auto all = failed.take();
    co_return all;
}

/** The results of @ref async_map: a generator that can wait for the work it leaves.

    @par Thread safety  as `async_generator` */
template <class T>
class [[nodiscard]] mapped : public async_generator<T> {
public:
    mapped() noexcept = default;
    mapped(async_generator<T> results, std::shared_ptr<detail::work_in_hand<T>> work) noexcept
        : async_generator<T>(std::move(results)), work_(std::move(work))
    {
    }

    /** Ends the generator early: what is under way is cancelled and waited for. Behind it no coroutine uses what `f`
        refers to any more. Not while a `next()` is under way.

        @par Cancellation  does not stop it: what it waits for was cancelled and ends */
    asio::awaitable<void> close()
    {
        auto const work = std::move(work_);
        bool const throws = co_await asio::this_coro::throw_if_cancelled();
        static_cast<async_generator<T>&>(*this) = async_generator<T>();
        if (work && work->under_way) {
            co_await asio::this_coro::throw_if_cancelled(false);
            auto ending = work->under_way->end_all();
            co_await std::move(ending);
            co_await asio::this_coro::throw_if_cancelled(throws);
        }
    }

private:
    std::shared_ptr<detail::work_in_hand<T>> work_;
};

namespace detail {

template <class Items, class F>
auto map_items(
    Items items, fan_out_options options, std::shared_ptr<F> f, std::shared_ptr<work_in_hand<mapped_t<Items, F>>> work)
    -> async_generator<mapped_t<Items, F>>
{
    auto const executor = co_await asio::this_coro::executor;
    auto source = item_source<Items>(std::move(items));
    auto& under_way = work->under_way.emplace(executor, !options.keep_order());
    cancelled_at_exit<mapped_t<Items, F>> const leaving(under_way);
    for (bool more = true;;) {
        while (more && under_way.size() < options.width()) {
            auto coming = source.next();
            auto item = co_await std::move(coming);
            if (item) under_way.start(keeping(std::invoke(*f, *item), item, f));
            else more = false;
        }
        if (under_way.empty()) break;
        auto waiting = options.keep_order() ? under_way.first() : under_way.any();
        auto value = co_await std::move(waiting);
        co_yield value;
    }
}

} // namespace detail

/** Calls `f(item)`, a coroutine with a result, for every item of a range or of an `async_generator`, and yields the
    results: in order, or as they come.

    @code
    auto const fetch = [org](genesys::conversation& c) { return fetch_recordings(org, c.conversation_id); };
    auto recordings = async_map(org.async_paginate(query), 8, fetch);
    while (auto* r = co_await recordings.next()) use(*r);
    @endcode

    To collect errors let `f` return a `result`: it is a value like any other. Who leaves early, or catches what `next()`
    throws, and has an `f` that refers to local variables, waits for what is still under way:

    @code
    auto closing = recordings.close();
    co_await std::move(closing);
    @endcode

    @par Errors         what a coroutine throws, when its turn comes; the others are cancelled
    @par Cancellation   as leaving the generator: what is under way is cancelled; `close` waits for it
    @par Lifetime       a coroutine may go on for a moment after the generator is destroyed without `close`. It keeps its item
                        and `f` alive; what `f` captures by reference it must not use after an `operation_aborted`
    @par Limits         `width` coroutines, their items, and as many unread results */
template <class Items, class F>
mapped<detail::mapped_t<Items, F>> async_map(Items items, fan_out_options options, F f)
{
    auto work = std::make_shared<detail::work_in_hand<detail::mapped_t<Items, F>>>();
    auto results = detail::map_items(std::move(items), options, std::make_shared<F>(std::move(f)), work);
    return {std::move(results), std::move(work)};
}

} // namespace cogrant

#endif // COGRANT_ASYNC_FAN_OUT_HPP
