// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/limiter_options.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using namespace std::chrono_literals;

static_assert(!std::is_aggregate_v<cogrant::limiter_options>);

TEST_SUITE("policy/limiter_options")
{
    TEST_CASE("the default is 300 a minute, open to what the server says")
    {
        cogrant::limiter_options const standard;
        CHECK(standard.permits() == 300);
        CHECK(standard.window() == 1min);
        CHECK_FALSE(standard.permits_fixed());
        CHECK(cogrant::limiter_options().permits(5).permits_fixed());
    }

    TEST_CASE("senseless settings are raised to the least that works")
    {
        auto const odd = cogrant::limiter_options().permits(0).window(-1s).pause_cap(-1s);
        CHECK(odd.permits() == 1);
        CHECK(odd.window() == 1ms);
        CHECK(odd.pause_cap() == 0s);
    }
}
