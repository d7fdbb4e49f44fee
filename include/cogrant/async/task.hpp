// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_TASK_HPP
#define COGRANT_ASYNC_TASK_HPP

#include <cogrant/async/waiter.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace cogrant {

/** A coroutine that runs beside its owner: started now, awaited later, cancelled when its owner lets go.

    @code
    task<page> ahead(executor, fetch(2));   // under way
    use(first_page);
    auto second = co_await ahead.join();
    @endcode

    It runs on a strand of its own over the executor given, so it may be cancelled from any thread.

    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class T>
class [[nodiscard]] task {
    using stored = std::conditional_t<std::is_void_v<T>, bool, T>;
    using strand = asio::strand<asio::any_io_executor>;

    struct state {
        explicit state(asio::any_io_executor const& executor)
            : on(asio::make_strand(executor)), done(std::make_shared<waiter>(executor))
        {
        }
        strand on;
        asio::cancellation_signal stop;
        std::shared_ptr<waiter> done;
        std::optional<stored> value;
        std::exception_ptr failed;
    };

public:
    task() noexcept = default;
    task(asio::any_io_executor const& executor, asio::awaitable<T> work) : state_(std::make_shared<state>(executor))
    {
        auto finish = [s = state_](std::exception_ptr failed, auto... value) {
            s->failed = std::move(failed);
            if constexpr (std::is_void_v<T>) s->value.emplace(true);
            else if (!s->failed) ((s->value = std::move(value)), ...);
            s->done->notify();
        };
        auto const slot = state_->stop.slot();
        asio::co_spawn(
            state_->on, run(std::move(work)),
            asio::bind_cancellation_slot(slot, asio::bind_executor(state_->on, std::move(finish))));
    }
    task(task&&) noexcept = default;
    task& operator=(task&& other) noexcept
    {
        task moved(std::move(other));
        std::swap(state_, moved.state_);
        return *this;
    }
    ~task() { cancel(); }

    explicit operator bool() const noexcept { return state_ != nullptr; }

    /// Asks the coroutine to stop (terminal cancellation), from any thread. It ends on its own time.
    void cancel() noexcept
    {
        if (!state_) return;
        asio::post(state_->on, [s = state_] { s->stop.emit(asio::cancellation_type::terminal); });
    }

    /// Waits until the coroutine has ended, however it ends, and whatever cancels the caller. The caller must have
    /// switched `throw_if_cancelled` off.
    asio::awaitable<void> ended()
    {
        auto held = state_;
        for (auto outcome = wait_result::cancelled; outcome != wait_result::notified;) {
            auto waiting = held->done->wait(no_deadline);
            outcome = co_await std::move(waiting);
        }
    }

    /** Waits for the result. Once only.

        @par Errors         what the coroutine throws
        @par Cancellation   terminal: throws `operation_aborted`; the coroutine goes on until the task is destroyed */
    asio::awaitable<T> join()
    {
        auto held = state_;
        auto const outcome = co_await held->done->wait(no_deadline);
        if (outcome != wait_result::notified) throw boost::system::system_error(asio::error::operation_aborted);
        state_.reset();
        released_on_strand const later{held};
        if (held->failed) std::rethrow_exception(held->failed);
        if constexpr (!std::is_void_v<T>) co_return std::move(*held->value);
    }

private:
    // The state holds the coroutine's cancellation signal, which has to outlive the coroutine: it may be in its last steps
    // on another thread, behind which the strand puts this.
    struct released_on_strand {
        explicit released_on_strand(std::shared_ptr<state>& held) : held_(held) {}
        released_on_strand(released_on_strand const&) = delete;
        ~released_on_strand()
        {
            auto const on = held_->on;
            asio::post(on, [s = std::move(held_)] { static_cast<void>(s); });
        }
        std::shared_ptr<state>& held_;
    };

    // co_spawn default-constructs its result; this keeps T free of that requirement.
    static asio::awaitable<std::optional<stored>> run_value(asio::awaitable<T> work)
    {
        auto local = std::move(work);
        stored value = co_await std::move(local);
        co_return std::optional<stored>(std::move(value));
    }
    static auto run(asio::awaitable<T> work)
    {
        if constexpr (std::is_void_v<T>) return work;
        else return run_value(std::move(work));
    }

    std::shared_ptr<state> state_;
};

} // namespace cogrant

#endif // COGRANT_ASYNC_TASK_HPP
