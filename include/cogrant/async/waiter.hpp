// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_WAITER_HPP
#define COGRANT_ASYNC_WAITER_HPP

#include <cogrant/async/clock.hpp>

#include <boost/asio/async_result.hpp>

#include <memory>
#include <mutex>
#include <utility>

namespace cogrant {

enum class wait_result {
    notified, ///< `notify` was called, before or during the wait
    timeout,  ///< the deadline passed first
    cancelled ///< the waiting operation was cancelled
};

/** One coroutine that waits for one event which another thread may announce.

    A one-shot: `notify` before the wait makes the wait end at once. Held by `shared_ptr`, since the announcing side may
    still refer to it after the waiting side has left.

    @par Thread safety  `notify` from any thread; one `wait` at a time */
template <monotonic_clock Clock = std::chrono::steady_clock>
class basic_waiter : public std::enable_shared_from_this<basic_waiter<Clock>> {
public:
    explicit basic_waiter(asio::any_io_executor executor) : timer_(std::move(executor)) {}

    void notify()
    {
        std::lock_guard const lock(mutex_);
        notified_ = true;
        timer_.cancel();
    }

    /** Waits until notified, at most until `deadline`.

        @par Cancellation   terminal, partial and total; emit the signal on the waiting coroutine's executor
        @par Executor       the one given at construction for the timer, the coroutine's for resumption */
    asio::awaitable<wait_result> wait(time_point deadline)
    {
        auto self = this->shared_from_this();
        auto outcome = co_await self->async_wait(deadline, asio::as_tuple(asio::use_awaitable));
        auto& [code] = outcome;
        std::lock_guard const lock(self->mutex_);
        if (self->notified_) co_return wait_result::notified;
        co_return code ? wait_result::cancelled : wait_result::timeout;
    }

private:
    // The timer is started and stopped under the mutex, because the two happen on different threads.
    template <class Token>
    auto async_wait(time_point deadline, Token&& token)
    {
        return asio::async_initiate<Token, void(error_code)>(
            [](auto handler, basic_waiter* self, time_point until) {
                std::lock_guard const lock(self->mutex_);
                self->timer_.expires_at(self->notified_ ? time_point::min() : until);
                self->timer_.async_wait(std::move(handler));
            },
            token, this, deadline);
    }

    std::mutex mutex_;
    timer<Clock> timer_;
    bool notified_ = false;
};

using waiter = basic_waiter<>;

} // namespace cogrant

#endif // COGRANT_ASYNC_WAITER_HPP
