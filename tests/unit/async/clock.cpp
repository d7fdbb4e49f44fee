// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include <cogrant/async/clock.hpp>
#include <cogrant/testing/manual_clock.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

namespace {

using namespace cogrant;

static_assert(monotonic_clock<std::chrono::steady_clock>);
static_assert(monotonic_clock<testing::manual_clock>);
static_assert(!monotonic_clock<std::chrono::system_clock>);

TEST_SUITE("async/clock")
{
    TEST_CASE("a point in the past needs no waiting")
    {
        asio::io_context context;
        CHECK_FALSE(support::run(context, wait_until(std::chrono::steady_clock::now() - std::chrono::hours(1))));
    }

    TEST_CASE("a cancelled wait says so")
    {
        asio::io_context context;
        asio::cancellation_signal stop;
        error_code got;
        asio::co_spawn(
            context, wait_until(no_deadline),
            asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr, error_code c) { got = c; }));
        context.poll();
        stop.emit(asio::cancellation_type::terminal);
        context.run();
        CHECK(got == asio::error::operation_aborted);
    }

    TEST_CASE("the recent time is the clock's, a few ticks late at most")
    {
        auto const before = std::chrono::steady_clock::now();
        auto const recent = recent_time<std::chrono::steady_clock>();
        CHECK(recent <= std::chrono::steady_clock::now());
        CHECK(recent > before - std::chrono::seconds(1));
        testing::manual_clock::reset();
        CHECK(recent_time<testing::manual_clock>() == testing::manual_clock::now());
    }
}

} // namespace
