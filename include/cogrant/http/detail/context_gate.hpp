// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_CONTEXT_GATE_HPP
#define COGRANT_HTTP_DETAIL_CONTEXT_GATE_HPP

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include <memory>
#include <mutex>

namespace cogrant::http::detail {

/** Lets a thread that outlives an execution context find out, before it touches the context's timers.

    The context's own services come to an end in the reverse order in which they came to be. Whoever makes his timer
    before asking for the gate knows: while it is open, timers can be cancelled. */
class context_gate : public boost::asio::execution_context::service {
public:
    struct state {
        std::mutex mutex;
        bool open = true;
    };
    // Asio knows a service by the address of this.
    static inline boost::asio::execution_context::id id;

    explicit context_gate(boost::asio::execution_context& context) : service(context) {}

    /// The gate of the executor's context.
    static std::shared_ptr<state> of(boost::asio::any_io_executor const& executor)
    {
        auto& context = boost::asio::query(executor, boost::asio::execution::context);
        return boost::asio::use_service<context_gate>(context).state_;
    }

private:
    void shutdown() override
    {
        std::lock_guard const lock(state_->mutex);
        state_->open = false;
    }

    std::shared_ptr<state> state_ = std::make_shared<state>();
};

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_CONTEXT_GATE_HPP
