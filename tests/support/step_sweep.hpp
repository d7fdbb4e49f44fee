// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_STEP_SWEEP_HPP
#define COGRANT_TESTS_SUPPORT_STEP_SWEEP_HPP

#include "support/http_peer.hpp"
#include <cogrant/async/completion.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>

// An operation is begun again and again, and stopped after 0, 1, 2, … handlers of its io_context, until it ends by itself.
// A scenario is a class with
//     explicit scenario(asio::io_context&);          a server and the objects under test, on that context
//     asio::awaitable<result<std::string>> work();   the operation
//     std::string expected;                          what it gives
//     void afterwards();                             whatever happened: the objects are as good as new
//     void let_go();                                 drops the last handles of the objects under test
//     loopback_server server;

namespace support {

inline std::size_t open_descriptors()
{
    auto const all = std::filesystem::directory_iterator("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

struct heard_of {
    int completions = 0;
    cogrant::error_code code;
    std::string text;
};

template <class Scenario>
void begin(asio::io_context& context, Scenario& s, asio::cancellation_signal& stop, std::shared_ptr<heard_of> out)
{
    cogrant::async_run(
        context.get_executor(), s.work(), nullptr,
        asio::bind_cancellation_slot(stop.slot(), [out](cogrant::error_code code, std::string text) {
            ++out->completions;
            out->code = code;
            out->text = std::move(text);
        }));
}

/// At most so many handlers. True when the operation ended by itself.
inline bool step(asio::io_context& context, heard_of const& out, int handlers)
{
    context.restart();
    for (int i = 0; i != handlers && out.completions == 0; ++i)
        if (context.run_one_for(2s) == 0) break;
    return out.completions != 0;
}

/// Runs until nothing is left to do.
inline void drain(asio::io_context& context)
{
    context.restart();
    context.run_for(10s);
    CHECK(context.stopped());
}

inline constexpr int most_steps = 3000;

/** Cancels at every step. Each time there is one completion, with the value or with `operation_aborted`; the objects go on
    working; at the end no descriptor is left over. */
template <class Scenario>
void cancel_at_every_step(asio::cancellation_type type = asio::cancellation_type::terminal)
{
    bool const heeded = type == asio::cancellation_type::terminal || type == asio::cancellation_type::all;
    int cancelled = 0;
    for (int steps = 0; steps != most_steps; ++steps) {
        auto const before = open_descriptors();
        bool by_itself = false;
        {
            INFO("cancelled after " << steps << " steps");
            asio::io_context context;
            Scenario s(context);
            asio::cancellation_signal stop;
            auto const out = std::make_shared<heard_of>();
            begin(context, s, stop, out);
            by_itself = step(context, *out, steps);
            stop.emit(type);
            while (out->completions == 0 && context.run_one_for(5s) != 0) {}
            REQUIRE(out->completions == 1);
            if (out->code) {
                REQUIRE(heeded);
                REQUIRE(out->code == asio::error::operation_aborted);
                ++cancelled;
            } else {
                REQUIRE(out->text == s.expected);
            }
            s.afterwards();
            s.let_go();
            s.server.stop();
            drain(context);
            REQUIRE(out->completions == 1);
        }
        REQUIRE(open_descriptors() == before);
        if (!by_itself) continue;
        if (heeded) CHECK(cancelled > 3);
        return;
    }
    FAIL("the operation never came to its end");
}

/** Drops the last handles at every step, and the context, too, when `with_context`. What is under way keeps what it needs, and
    completes once; without a context it never does. Nothing is left over. */
template <class Scenario>
void destroy_at_every_step(bool with_context)
{
    for (int steps = 0; steps != most_steps; ++steps) {
        auto const before = open_descriptors();
        auto const out = std::make_shared<heard_of>();
        bool by_itself = false;
        asio::cancellation_signal stop; // outlives everything
        {
            INFO("destroyed after " << steps << " steps");
            asio::io_context context;
            Scenario s(context);
            begin(context, s, stop, out);
            by_itself = step(context, *out, steps);
            s.let_go();
            if (!with_context) {
                while (out->completions == 0 && context.run_one_for(5s) != 0) {}
                REQUIRE(out->completions == 1);
                REQUIRE(out->text == s.expected);
                s.server.stop();
                drain(context);
            }
        }
        stop.emit(asio::cancellation_type::terminal);
        REQUIRE(out->completions <= 1);
        REQUIRE(out.use_count() == 1); // the handler is gone
        REQUIRE(open_descriptors() == before);
        if (by_itself) return;
    }
    FAIL("the operation never came to its end");
}

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_STEP_SWEEP_HPP
