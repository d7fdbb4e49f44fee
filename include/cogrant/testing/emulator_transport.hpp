// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_TRANSPORT_HPP
#define COGRANT_TESTING_EMULATOR_TRANSPORT_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/testing/detail/receive_body.hpp>
#include <cogrant/testing/emulator/reply.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

namespace cogrant::testing {

/// What answers requests without sockets and without a clock: @ref genesys_emulator, @ref cxone_emulator, or a server of
/// your own that follows a @ref fault_plan.
template <class E>
concept emulator = requires(E& e, http::request const& r, time_point now, std::chrono::system_clock::time_point wall) {
    { e.handle(r, now, wall) } -> std::same_as<emulator_reply>;
};

/** An emulator within the process, without a socket: its answers and the faults of its plan as they look above a
    connection pool. A transport for tests.

    @code
    using peer = testing::basic_emulator_transport<testing::genesys_emulator, testing::manual_clock>;
    peer org(testing::genesys_emulator_options().conversations(5000).faults(plan));
    any_client client = retry<testing::manual_clock>(retry_options()) | authorize(tokens, {api}) | send(org);
    // … run what is under test over `client`, in virtual time; compare with org.emulator().conversation_json(i)
    @endcode

    Whatever origin a request has, the emulator gets it. What a pool hides is not there: stale connections, compression,
    chunks; small pieces only take their time. A body that is cut off comes to a sink as far as it goes.

    A handle: copies share the emulator. With `manual_clock` all waits pass in no real time.

    @par Thread safety  distinct objects and copies: safe; shared object: safe, but for `emulator()` and the setters
    @par Cancellation   terminal, partial and total; fails with `operation_aborted` */
template <emulator Emulator, monotonic_clock Clock = std::chrono::steady_clock>
class basic_emulator_transport {
    using wall_time = std::chrono::system_clock::time_point;

    struct state {
        template <class... Args>
        explicit state(Args&&... args) : server(std::forward<Args>(args)...)
        {
        }
        std::mutex mutex;
        Emulator server;
        duration latency{0};
        time_point began = Clock::now();
        wall_time wall = std::chrono::system_clock::now();
        std::size_t under_way = 0;
    };

public:
    /// The emulator is made of these arguments: its options.
    template <class... Args>
        requires std::constructible_from<Emulator, Args...>
    explicit basic_emulator_transport(Args&&... args) : state_(std::make_shared<state>(std::forward<Args>(args)...))
    {
    }

    /// How long every answer takes, beside the delays of the plan. None by default.
    basic_emulator_transport& latency(duration d) { return state_->latency = d, *this; }
    /// What the emulator's calendar says now; it goes on with the clock. The real time by default.
    basic_emulator_transport& wall(wall_time t)
    {
        state_->wall = t;
        state_->began = Clock::now();
        return *this;
    }

    Emulator& emulator() noexcept { return state_->server; }
    /// How many requests are under way now.
    std::size_t under_way() const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->under_way;
    }

    asio::awaitable<result<http::response>> send(http::exchange& x) { return play(state_, x); }

private:
    struct presence {
        explicit presence(state& s) : within(s)
        {
            std::lock_guard const lock(within.mutex);
            ++within.under_way;
        }
        presence(presence const&) = delete;
        ~presence()
        {
            std::lock_guard const lock(within.mutex);
            --within.under_way;
        }
        state& within;
    };

    static emulator_reply ask(state& s, http::request r)
    {
        // What a connection adds: emulators make their links of it.
        auto const at = http::to_string(r.origin);
        if (!r.headers.contains("Host")) r.headers.add("Host", at.substr(at.find("//") + 2));
        auto const now = Clock::now();
        auto const wall = s.wall + std::chrono::duration_cast<wall_time::duration>(now - s.began);
        std::lock_guard const lock(s.mutex);
        auto reply = s.server.handle(r, now, wall);
        reply.fault.delay += s.latency;
        if (reply.fault.drip) reply.fault.delay += std::chrono::milliseconds(16);
        return reply;
    }

    static asio::awaitable<result<http::response>> play(std::shared_ptr<state> s, http::exchange& x)
    {
        presence const here(*s);
        x.reused = false;
        x.bytes_written = true;
        x.where = phase::first_byte;
        auto reply = ask(*s, x.request);
        auto const& f = reply.fault;
        auto const now = Clock::now();
        auto const due = f.delay < no_deadline - now ? now + f.delay : no_deadline;
        // Waits also when there is no delay: a real peer never answers within the call.
        auto waiting = wait_until<Clock>(std::min(due, x.deadline));
        auto const stopped = co_await std::move(waiting);
        if (stopped) co_return x.fail(asio::error::operation_aborted);
        if (x.deadline < due) co_return x.fail(make_error_code(http_errc::deadline_exceeded));
        if (f.broken == breakage::reset) co_return x.fail(asio::error::connection_reset);
        x.where = phase::body;
        if (f.broken == breakage::truncate || f.broken == breakage::reset_in_body) {
            auto const refused = detail::receive_part(x, reply.response, f.bytes);
            if (refused) co_return x.fail(refused);
            if (f.broken == breakage::reset_in_body) co_return x.fail(asio::error::connection_reset);
            co_return x.fail(make_error_code(http_errc::truncated));
        }
        auto const refused = detail::receive_body(x, reply.response);
        if (refused) co_return x.fail(refused);
        co_return std::move(reply.response);
    }

    std::shared_ptr<state> state_;
};

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_TRANSPORT_HPP
