// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/rate_headers.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;
using cogrant::parse_rate_headers;
using cogrant::rate_reading;

TEST_SUITE("policy/rate_headers")
{
    TEST_CASE("the three headers are read in any case and order")
    {
        auto const seen = parse_rate_headers(
            {{"ININ-RateLimit-Reset", "17"}, {"inin-ratelimit-allowed", " 300 "}, {"inin-ratelimit-count", "42"}});
        REQUIRE(seen);
        CHECK((*seen == rate_reading{42, 300, 17s}));
    }

    TEST_CASE("an incomplete or senseless reading is none")
    {
        CHECK_FALSE(parse_rate_headers({}));
        CHECK_FALSE(parse_rate_headers({{"inin-ratelimit-count", "1"}, {"inin-ratelimit-allowed", "300"}}));
        CHECK_FALSE(parse_rate_headers(
            {{"inin-ratelimit-count", "-1"}, {"inin-ratelimit-allowed", "300"}, {"inin-ratelimit-reset", "1"}}));
        CHECK_FALSE(parse_rate_headers(
            {{"inin-ratelimit-count", "1"}, {"inin-ratelimit-allowed", "0"}, {"inin-ratelimit-reset", "1"}}));
        CHECK(parse_rate_headers(
            {{"inin-ratelimit-count", "99999999999999999999"},
             {"inin-ratelimit-allowed", "300"},
             {"inin-ratelimit-reset", "1"}}));
    }
}
