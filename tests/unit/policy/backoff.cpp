// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/backoff.hpp>

#include <doctest/doctest.h>

#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using cogrant::backoff;
using cogrant::duration;

static_assert(!std::is_aggregate_v<backoff>);

TEST_SUITE("policy/backoff")
{
    TEST_CASE("the ceiling doubles from the base up to the cap")
    {
        auto const b = backoff().base(100ms).cap(1s);
        std::vector<duration> longest;
        for (unsigned n = 1; n != 8; ++n) longest.push_back(b.ceiling(n));
        CHECK(longest == std::vector<duration>{100ms, 200ms, 400ms, 800ms, 1s, 1s, 1s});
    }

    TEST_CASE("the wait is the random part of the ceiling")
    {
        auto const b = backoff().base(100ms).cap(1s);
        CHECK(b.delay(3, 0.0) == 0ms);
        CHECK(b.delay(3, 0.25) == 100ms);
        CHECK(b.delay(3, 0.5) == 200ms);
        CHECK(b.delay(3, 1.0) == 400ms);
    }

    TEST_CASE("odd settings and numbers do no harm")
    {
        CHECK(backoff().delay(1000000, 0.5) == 15s);
        CHECK(backoff().cap(duration::max()).ceiling(1000) == duration::max());
        CHECK(backoff().base(1h).cap(1s).ceiling(1) == 1s);
        CHECK(backoff().base(0s).delay(50, 0.9) == 0s);
        CHECK(backoff().base(-1s).delay(5, 0.9) == 0s);
        CHECK(backoff().cap(-1s).delay(5, 0.9) == 0s);
        CHECK(backoff().delay(0, 0.5) == backoff().delay(1, 0.5));
        CHECK(backoff().delay(1, -3) == 0s);
        CHECK(backoff().delay(1, 3) == 500ms);
    }
}
