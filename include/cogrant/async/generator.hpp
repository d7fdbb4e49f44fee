// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_GENERATOR_HPP
#define COGRANT_ASYNC_GENERATOR_HPP

#include <cogrant/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/assert.hpp>

#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace cogrant {

namespace asio = boost::asio;

/** A coroutine that produces a sequence with `co_yield` and may `co_await` between the items.

    @code
    async_generator<int> count(int n) { for (int i = 0; i != n; ++i) co_yield i; }
    auto numbers = count(3);
    while (auto* n = co_await numbers.next()) use(*n);
    @endcode

    The body runs only inside `next()`, in the consumer's thread of execution: with its executor and its cancellation
    slot. Leaving the loop early and destroying the generator destroys the body where it stands. In the body
    `co_await` takes an `asio::awaitable` or `asio::this_coro::executor`.

    @par Thread safety  distinct objects: safe; shared object: one `next()` at a time
    @par Limits         one allocation per generator (the coroutine frame), none per item */
template <class T>
class [[nodiscard]] async_generator {
    static_assert(!std::is_reference_v<T>, "async_generator<T> yields pointers to T: leave the reference out");

public:
    class promise_type;
    using value_type = T;

    async_generator() noexcept = default;
    async_generator(async_generator&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    async_generator& operator=(async_generator&& other) noexcept
    {
        async_generator moved(std::move(other));
        std::swap(frame_, moved.frame_);
        return *this;
    }
    ~async_generator()
    {
        if (frame_) frame_.destroy();
    }

    /** The next item, or null at the end. The item stays valid until the following `next()` or the generator's end, and
        may be moved from.

        @par Errors         what the body throws; then the sequence is at its end
        @par Cancellation   as the operation that the body awaits; the body sees `operation_aborted` and unwinds */
    asio::awaitable<T*> next() { return advance<T*>(); }

    /// As `next()`, with a failure as a value. Exceptions that are not failures (`bad_alloc`, programming errors) pass through.
    asio::awaitable<result<T*>> try_next() { return advance<result<T*>>(); }

private:
    explicit async_generator(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}

    template <class Item>
    asio::awaitable<Item> advance();
    static error failure_in(std::exception_ptr const& failed);

    std::coroutine_handle<promise_type> frame_;
};

template <class T>
class async_generator<T>::promise_type {
    // The body's co_await parks the awaitable here and suspends to next(), which awaits it in the consumer's place.
    template <class U>
    struct parked_await {
        using stored = std::conditional_t<std::is_void_v<U>, bool, U>;

        parked_await(promise_type* promise, asio::awaitable<U> operation)
            : promise_(promise), operation_(std::move(operation))
        {
        }
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) { promise_->pending_.emplace(run(this)); }
        U await_resume()
        {
            if (error_) std::rethrow_exception(error_);
            if (!value_) throw boost::system::system_error(asio::error::operation_aborted);
            if constexpr (!std::is_void_v<U>) return std::move(*value_);
        }
        static asio::awaitable<void> run(parked_await* self)
        {
            auto operation = std::move(self->operation_);
            try {
                if constexpr (std::is_void_v<U>) {
                    co_await std::move(operation);
                    self->value_.emplace(true);
                } else {
                    U value = co_await std::move(operation);
                    self->value_.emplace(std::move(value));
                }
            } catch (...) {
                self->error_ = std::current_exception();
            }
        }

        promise_type* promise_;
        asio::awaitable<U> operation_;
        std::optional<stored> value_;
        std::exception_ptr error_;
    };

    static asio::awaitable<asio::any_io_executor> current_executor()
    {
        auto executor = co_await asio::this_coro::executor;
        co_return executor;
    }

public:
    async_generator get_return_object()
    {
        return async_generator(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept { error_ = std::current_exception(); }
    std::suspend_always yield_value(T& item) noexcept
    {
        item_ = std::addressof(item);
        return {};
    }
    std::suspend_always yield_value(T&& item) noexcept
    {
        item_ = std::addressof(item);
        return {};
    }
    template <class U>
    parked_await<U> await_transform(asio::awaitable<U> operation)
    {
        return {this, std::move(operation)};
    }
    parked_await<asio::any_io_executor> await_transform(asio::this_coro::executor_t)
    {
        return {this, current_executor()};
    }

private:
    friend class async_generator;

    T* item_ = nullptr;
    bool running_ = false;
    std::optional<asio::awaitable<void>> pending_;
    std::exception_ptr error_;
};

// One coroutine, not one around the other: an item costs one frame whichever way it is asked for.
template <class T>
template <class Item>
asio::awaitable<Item> async_generator<T>::advance()
{
    auto frame = frame_;
    if (!frame || frame.done()) co_return nullptr;
    auto& promise = frame.promise();
    BOOST_ASSERT_MSG(!promise.running_, "async_generator: next() called while another next() is under way");
    struct running_flag {
        explicit running_flag(bool& flag) : flag_(flag) { flag_ = true; }
        running_flag(running_flag const&) = delete;
        ~running_flag() { flag_ = false; }
        bool& flag_;
    } running(promise.running_);

    promise.item_ = nullptr;
    frame.resume();
    while (promise.pending_) {
        auto operation = std::move(*promise.pending_);
        promise.pending_.reset();
        try {
            co_await std::move(operation);
        } catch (...) {
            // Asio refused to start it, since the consumer is cancelled already. The body finds neither a value nor an
            // error and takes it for operation_aborted.
        }
        frame.resume();
    }
    if (promise.error_) {
        auto const failed = std::exchange(promise.error_, nullptr);
        if constexpr (std::is_same_v<Item, T*>) std::rethrow_exception(failed);
        else co_return failure_in(failed);
    }
    co_return promise.item_;
}

// Exceptions that are no failures go on.
template <class T>
error async_generator<T>::failure_in(std::exception_ptr const& failed)
{
    try {
        std::rethrow_exception(failed);
    } catch (failure const& f) {
        return f.error();
    } catch (boost::system::system_error const& e) {
        return error(e.code());
    }
}

} // namespace cogrant

#endif // COGRANT_ASYNC_GENERATOR_HPP
