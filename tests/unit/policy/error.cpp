// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/error.hpp>

#include <doctest/doctest.h>

using cogrant::condition;
using cogrant::error_code;
using cogrant::retry_errc;

TEST_SUITE("policy/error")
{
    TEST_CASE("a policy error answers the common questions")
    {
        error_code const too_long = retry_errc::retry_after_too_long;
        CHECK(too_long == condition::rate_limited);
        CHECK(too_long == condition::retryable);
        CHECK(too_long != condition::timeout);
        error_code const past = retry_errc::retry_after_past_deadline;
        CHECK(past == condition::rate_limited);
        CHECK(past == condition::timeout);
        error_code const limiter = retry_errc::limiter_past_deadline;
        CHECK(limiter == condition::timeout);
        CHECK(limiter != condition::rate_limited);
        CHECK(limiter != condition::cancelled);
    }

    TEST_CASE("every policy error has a text of its own")
    {
        CHECK(cogrant::retry_category().name() == std::string("cogrant.policy"));
        for (int i = 1; i != 4; ++i) CHECK(cogrant::retry_category().message(i) != "unknown policy error");
        CHECK(cogrant::retry_category().message(99) == "unknown policy error");
    }
}
