// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_DETAIL_EDGE_HPP
#define COGRANT_ASYNC_DETAIL_EDGE_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/recycling_allocator.hpp>
#include <boost/asio/strand.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace cogrant::detail {

/// What the handler gets besides the code.
template <class T>
struct edge_value {
    using type = std::conditional_t<std::is_default_constructible_v<T>, T, std::optional<T>>;
    using signature = void(error_code, type);
};
template <>
struct edge_value<void> {
    using type = std::monostate;
    using signature = void(error_code);
};

/// How a coroutine ended; default-constructible, as co_spawn wants it.
template <class T>
struct ending {
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
    error failed;
};

template <class T>
asio::awaitable<ending<T>> caught(asio::awaitable<result<T>> work)
{
    ending<T> out;
    try {
        result<T> value = co_await std::move(work);
        if (!value) {
            out.failed = value.error();
        } else {
            if constexpr (std::is_void_v<T>) out.value.emplace();
            else out.value.emplace(std::move(*value));
        }
    } catch (failure const& f) {
        out.failed = f.error();
    } catch (boost::system::system_error const& e) {
        out.failed = error(e.code());
    }
    co_return out;
}

/// Carries a cancellation from the handler's slot to the coroutine: onto its strand, whatever thread it comes from.
struct stop_relay {
    explicit stop_relay(asio::any_io_executor const& executor) : on(asio::make_strand(executor)) {}
    asio::any_io_executor on;
    asio::cancellation_signal signal;
};

// The slot may outlive the operation, and the operation the slot's signal: neither keeps the other.
struct relayed_stop {
    explicit relayed_stop(std::weak_ptr<stop_relay> to) : relay(std::move(to)) {}
    void operator()(asio::cancellation_type type) const
    {
        auto const r = relay.lock();
        if (r) asio::dispatch(r->on, [r, type] { r->signal.emit(type); });
    }
    std::weak_ptr<stop_relay> relay;
};

/// What co_spawn starts. Its parameter lives as long as the coroutine's frame, which the signal has to outlive.
template <class T>
struct edge_body {
    asio::awaitable<ending<T>> operator()() { return caught<T>(std::move(work)); }
    std::shared_ptr<stop_relay> relay;
    asio::awaitable<result<T>> work;
};

/// An operation under way, without the type of its handler: the coroutine is compiled once for each result.
template <class T>
struct edge {
    edge() = default;
    edge(edge const&) = delete;
    edge& operator=(edge const&) = delete;
    virtual ~edge() = default;
    virtual void complete(std::shared_ptr<edge> self, std::exception_ptr thrown, ending<T> out) = 0;
};

/// The last step: calls the handler, on its executor.
template <class T, class Handler>
struct edge_completion {
    void operator()()
    {
        if (thrown) std::rethrow_exception(thrown);
        auto const code = out.failed.code();
        bool const failed = !out.value;
        if (failed && diagnostics != nullptr) *diagnostics = std::move(out.failed);
        using value_type = typename edge_value<T>::type;
        if constexpr (std::is_void_v<T>) std::move(handler)(failed ? code : error_code());
        else if (failed) std::move(handler)(code, value_type{});
        else std::move(handler)(error_code(), value_type(std::move(*out.value)));
    }

    Handler handler;
    error* diagnostics;
    std::exception_ptr thrown;
    ending<T> out;
};

/// An executor that has work as long as this lives.
template <class Executor>
class work_kept {
    static auto tracked(Executor const& ex)
    {
        if constexpr (asio::execution::is_executor<Executor>::value)
            return asio::prefer(ex, asio::execution::outstanding_work.tracked);
        else return asio::executor_work_guard<Executor>(ex); // of the Networking TS
    }

public:
    explicit work_kept(Executor const& ex) : kept_(tracked(ex)) {}
    auto executor() const noexcept
    {
        if constexpr (asio::execution::is_executor<Executor>::value) return kept_;
        else return kept_.get_executor();
    }

private:
    decltype(tracked(std::declval<Executor const&>())) kept_;
};

template <class T, class Handler>
class edge_operation final : public edge<T> {
public:
    edge_operation(Handler handler, asio::any_io_executor const& on, error* diagnostics)
        : work_(asio::get_associated_executor(handler, on)), handler_(std::move(handler)), diagnostics_(diagnostics)
    {
    }

    void complete(std::shared_ptr<edge<T>> self, std::exception_ptr thrown, ending<T> out) override
    {
        auto const work = std::move(work_); // until the handler is on its way
        auto const allocator = asio::get_associated_allocator(handler_);
        edge_completion<T, Handler> last{std::move(handler_), diagnostics_, std::move(thrown), std::move(out)};
        self.reset(); // the memory is free again before the handler runs
        asio::dispatch(work.executor(), asio::bind_allocator(allocator, std::move(last)));
    }

private:
    work_kept<asio::associated_executor_t<Handler, asio::any_io_executor>> work_;
    Handler handler_;
    error* diagnostics_;
};

/// The handler that co_spawn sees. It has no executor and no allocator of its own, so it runs where the coroutine ended.
template <class T>
struct edge_end {
    explicit edge_end(std::shared_ptr<edge<T>> o) noexcept : operation(std::move(o)) {}
    edge_end(edge_end&&) noexcept = default;
    edge_end& operator=(edge_end&&) noexcept = default;
    void operator()(std::exception_ptr thrown, ending<T> out)
    {
        auto* const under_way = operation.get();
        under_way->complete(std::move(operation), std::move(thrown), std::move(out));
    }
    std::shared_ptr<edge<T>> operation;
};

/// Memory of the kind that the handler asks for, else recycled as Asio's own.
template <class Handler>
auto edge_allocator(Handler const& handler) noexcept
{
    using associated = asio::associated_allocator_t<Handler>;
    if constexpr (std::is_same_v<associated, std::allocator<void>>) return asio::recycling_allocator<void>();
    else return asio::get_associated_allocator(handler);
}

template <class T>
void start_edge(
    asio::any_io_executor on, asio::awaitable<result<T>> work, std::shared_ptr<stop_relay> relay,
    std::shared_ptr<edge<T>> operation)
{
    auto const slot = relay ? relay->signal.slot() : asio::cancellation_slot();
    auto const where = relay ? relay->on : std::move(on);
    edge_body<T> body{std::move(relay), std::move(work)};
    asio::co_spawn(where, std::move(body), asio::bind_cancellation_slot(slot, edge_end<T>(std::move(operation))));
}

/// Begins the operation. I/O-object-like: it knows its executor.
class edge_initiation {
public:
    using executor_type = asio::any_io_executor;

    explicit edge_initiation(executor_type executor) noexcept : executor_(std::move(executor)) {}
    executor_type get_executor() const noexcept { return executor_; }

    template <class Handler, class T>
    void operator()(Handler&& handler, asio::awaitable<result<T>> work, error* diagnostics) const
    {
        using operation = edge_operation<T, std::decay_t<Handler>>;
        if (diagnostics != nullptr) *diagnostics = error();
        std::shared_ptr<stop_relay> relay;
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
            relay = std::make_shared<stop_relay>(executor_);
            slot.template emplace<relayed_stop>(relay);
        }
        auto const memory = edge_allocator(handler);
        auto under_way =
            std::allocate_shared<operation>(memory, std::forward<Handler>(handler), executor_, diagnostics);
        start_edge<T>(executor_, std::move(work), std::move(relay), std::move(under_way));
    }

private:
    executor_type executor_;
};

} // namespace cogrant::detail

#endif // COGRANT_ASYNC_DETAIL_EDGE_HPP
