// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_DETAIL_WORK_SET_HPP
#define COGRANT_ASYNC_DETAIL_WORK_SET_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/async/task.hpp>
#include <cogrant/async/waiter.hpp>

#include <concepts>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace cogrant::detail {

/// Coroutines under way, awaited in the order of their start or of their end.
template <class T>
class work_set {
    // Who has ended and was not taken yet. Told by the tasks, on whatever thread they are.
    struct news {
        std::mutex mutex;
        std::deque<std::size_t> ended;
        std::shared_ptr<waiter> listener;

        void tell(std::size_t id)
        {
            std::lock_guard const lock(mutex);
            ended.push_back(id);
            if (auto const told = std::exchange(listener, nullptr)) told->notify();
        }
        // The next one that has ended; if there is none, what to wait for.
        std::optional<std::size_t> next(asio::any_io_executor const& executor, std::shared_ptr<waiter>& wait_for)
        {
            std::lock_guard const lock(mutex);
            if (ended.empty()) {
                listener = wait_for = std::make_shared<waiter>(executor);
                return std::nullopt;
            }
            auto const id = ended.front();
            ended.pop_front();
            return id;
        }
    };
    struct teller {
        std::shared_ptr<news> to;
        std::size_t id;
        teller(std::shared_ptr<news> n, std::size_t i) noexcept : to(std::move(n)), id(i) {}
        teller(teller const&) = delete;
        ~teller() { to->tell(id); }
    };
    struct entry {
        std::size_t id;
        task<T> work;
    };

public:
    /// `by_end` is whether `any` will be asked.
    work_set(asio::any_io_executor executor, bool by_end)
        : executor_(std::move(executor)), news_(by_end ? std::make_shared<news>() : nullptr)
    {
    }

    bool empty() const noexcept { return under_way_.empty(); }
    std::size_t size() const noexcept { return under_way_.size(); }

    void start(asio::awaitable<T> work)
    {
        auto const id = last_++;
        if (news_) under_way_.push_back({id, task<T>(executor_, told(news_, id, std::move(work)))});
        else under_way_.push_back({id, task<T>(executor_, std::move(work))});
    }

    /// Waits for the one that was started first. It stays in the set until it has ended.
    asio::awaitable<T> first()
    {
        auto joining = under_way_.front().work.join();
        if constexpr (std::is_void_v<T>) {
            co_await std::move(joining);
            under_way_.pop_front();
        } else {
            T value = co_await std::move(joining);
            under_way_.pop_front();
            co_return value;
        }
    }

    /// Waits for the one that ends first.
    asio::awaitable<T> any()
    {
        std::optional<std::size_t> id;
        for (;;) {
            std::shared_ptr<waiter> wait_for;
            id = news_->next(executor_, wait_for);
            if (id) break;
            auto waiting = wait_for->wait(no_deadline);
            auto const outcome = co_await std::move(waiting);
            if (outcome != wait_result::notified) throw boost::system::system_error(asio::error::operation_aborted);
        }
        auto found = under_way_.begin();
        while (found->id != *id) ++found;
        auto work = std::move(found->work);
        under_way_.erase(found);
        auto joining = work.join(); // at its end, or a step before it
        if constexpr (std::is_void_v<T>) {
            co_await std::move(joining);
        } else {
            T value = co_await std::move(joining);
            co_return value;
        }
    }

    /// Cancels all and does not wait.
    void cancel_all() noexcept
    {
        for (auto& one : under_way_) one.work.cancel();
    }

    /// Cancels all and waits until they have ended. The caller must have switched `throw_if_cancelled` off.
    asio::awaitable<void> end_all()
    {
        auto ending = std::move(under_way_);
        under_way_.clear();
        for (auto& one : ending) one.work.cancel();
        for (auto& one : ending) {
            if (!one.work) continue; // its end was seen
            auto waiting = one.work.ended();
            co_await std::move(waiting);
        }
    }

private:
    static asio::awaitable<T> told(std::shared_ptr<news> to, std::size_t id, asio::awaitable<T> work)
    {
        teller const at_the_end(std::move(to), id);
        auto local = std::move(work);
        if constexpr (std::is_void_v<T>) {
            co_await std::move(local);
        } else {
            T value = co_await std::move(local);
            co_return value;
        }
    }

    asio::any_io_executor executor_;
    std::shared_ptr<news> news_;
    std::size_t last_ = 0;
    std::deque<entry> under_way_;
};

/// The work of a generator, shared with who may wait for it when the generator is gone.
template <class T>
struct work_in_hand {
    std::optional<work_set<T>> under_way; ///< from its first `next()` on
};

/// However a generator ends, what it started is cancelled.
template <class T>
class cancelled_at_exit {
public:
    explicit cancelled_at_exit(work_set<T>& work) noexcept : work_(work) {}
    cancelled_at_exit(cancelled_at_exit const&) = delete;
    cancelled_at_exit& operator=(cancelled_at_exit const&) = delete;
    ~cancelled_at_exit() { work_.cancel_all(); }

private:
    work_set<T>& work_;
};

/// The items of a range, each kept alive by the pointer to it: with the range when they are its elements.
template <class Items>
class item_source {
public:
    using item = std::remove_cvref_t<std::ranges::range_reference_t<Items>>;
    using pointer = std::shared_ptr<std::conditional_t<
        std::is_lvalue_reference_v<std::ranges::range_reference_t<Items>>,
        std::remove_reference_t<std::ranges::range_reference_t<Items>>, item>>;

    explicit item_source(Items items) : items_(std::make_shared<Items>(std::move(items))) {}

    asio::awaitable<pointer> next()
    {
        pointer out;
        if (!at_) at_.emplace(std::ranges::begin(*items_));
        else if (*at_ != std::ranges::end(*items_)) ++*at_;
        if (*at_ != std::ranges::end(*items_)) {
            if constexpr (std::is_lvalue_reference_v<std::ranges::range_reference_t<Items>>)
                out = pointer(items_, std::addressof(**at_));
            else out = std::make_shared<item>(**at_);
        }
        co_return out;
    }

private:
    std::shared_ptr<Items> items_;
    std::optional<std::ranges::iterator_t<Items>> at_;
};

template <class Generator>
    requires std::derived_from<Generator, async_generator<typename Generator::value_type>>
class item_source<Generator> {
public:
    using item = typename Generator::value_type;
    using pointer = std::shared_ptr<item>;

    explicit item_source(Generator items) : items_(std::move(items)) {}

    asio::awaitable<pointer> next()
    {
        pointer out;
        auto coming = items_.next();
        auto* const found = co_await std::move(coming);
        if (found != nullptr) out = std::make_shared<item>(std::move(*found));
        co_return out;
    }

private:
    Generator items_;
};

/// What the coroutine that `F` makes of an item gives.
template <class Items, class F>
using mapped_t = typename std::invoke_result_t<F&, decltype(*typename item_source<Items>::pointer())>::value_type;

/// The work, with what it refers to.
template <class T, class... Kept>
asio::awaitable<T> keeping(asio::awaitable<T> work, Kept... kept)
{
    auto local = std::move(work);
    if constexpr (std::is_void_v<T>) {
        co_await std::move(local);
    } else {
        T value = co_await std::move(local);
        co_return value;
    }
    (static_cast<void>(kept), ...);
}

/// Collects what goes wrong with items, on whatever thread.
template <class ItemError>
class failed_items {
public:
    asio::awaitable<void> watch(asio::awaitable<void> work) { return run(this, next_++, std::move(work)); }
    std::vector<ItemError> take() { return std::move(all_); }

private:
    static asio::awaitable<void> run(failed_items* self, std::size_t index, asio::awaitable<void> work)
    {
        auto local = std::move(work);
        error why;
        try {
            co_await std::move(local);
            co_return;
        } catch (failure const& f) {
            why = f.error();
        } catch (boost::system::system_error const& e) {
            why = error(e.code());
        }
        // Cancelled, or its own? Only the former ends it all.
        auto const state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) throw failure(why);
        std::lock_guard const lock(self->mutex_);
        ItemError made;
        made.index = index;
        made.why = std::move(why);
        self->all_.push_back(std::move(made));
    }

    std::mutex mutex_;
    std::size_t next_ = 0;
    std::vector<ItemError> all_;
};

} // namespace cogrant::detail

#endif // COGRANT_ASYNC_DETAIL_WORK_SET_HPP
