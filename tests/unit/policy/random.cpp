// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/random.hpp>

#include <doctest/doctest.h>

static_assert(cogrant::uniform_random<cogrant::jitter_source>);

TEST_SUITE("policy/random")
{
    TEST_CASE("numbers lie in [0, 1) and are evenly spread")
    {
        cogrant::jitter_source random(42);
        double sum = 0;
        for (int i = 0; i != 10000; ++i) {
            double const x = random();
            REQUIRE(x >= 0);
            REQUIRE(x < 1);
            sum += x;
        }
        CHECK(sum / 10000 == doctest::Approx(0.5).epsilon(0.03));
    }

    TEST_CASE("a seed makes the sequence repeatable and a copy goes its own way")
    {
        cogrant::jitter_source a(7);
        cogrant::jitter_source b(7);
        CHECK(a() == b());
        cogrant::jitter_source copy(a);
        CHECK(copy() != a());
        cogrant::jitter_source const unseeded;
        CHECK(cogrant::jitter_source(unseeded)() != cogrant::jitter_source()());
    }
}
