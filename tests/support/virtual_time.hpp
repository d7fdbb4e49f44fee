// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_VIRTUAL_TIME_HPP
#define COGRANT_TESTS_VIRTUAL_TIME_HPP

#include "support/coroutines.hpp"
#include <cogrant/testing/manual_clock.hpp>
#include <cogrant/testing/scripted_transport.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>

/// An io_context whose time jumps from timer to timer. Each test starts at the same moment.
struct virtual_time {
    using clock = cogrant::testing::manual_clock;

    virtual_time() { clock::reset(); }

    /// Starts a coroutine; what it throws fails the test.
    void start(boost::asio::awaitable<void> work)
    {
        ++running;
        boost::asio::co_spawn(context, std::move(work), [this](std::exception_ptr failed) {
            --running;
            if (failed) support::rethrown(failed);
        });
    }
    /// Runs until nothing is left to do; all that was started has to end.
    void run()
    {
        clock::run(context);
        CHECK(running == 0);
    }
    void run(boost::asio::awaitable<void> work)
    {
        start(std::move(work));
        run();
    }
    void run_for(cogrant::duration d) { clock::run_for(context, d); }

    /// Since the start of the test.
    static std::chrono::milliseconds elapsed()
    {
        auto const since = clock::now() - cogrant::time_point(std::chrono::hours(1));
        return std::chrono::duration_cast<std::chrono::milliseconds>(since);
    }

    boost::asio::io_context context{1};
    int running = 0;
};

using scripted_peer = cogrant::testing::basic_scripted_transport<cogrant::testing::manual_clock>;

#endif // COGRANT_TESTS_VIRTUAL_TIME_HPP
