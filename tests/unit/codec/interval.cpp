// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/json.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>

using namespace std::chrono_literals;

namespace {
constexpr cogrant::timestamp day = std::chrono::sys_days(std::chrono::year(2025) / 3 / 1);
}

static_assert(
    cogrant::parse_interval("2025-03-01T00:00:00.000Z/2025-03-02T00:00Z") == cogrant::interval{day, day + 24h});
static_assert(
    cogrant::parse_interval("2025-03-01T00:00Z/P1DT2H30M5S") == cogrant::interval{day, day + 26h + 30min + 5s});
static_assert(cogrant::parse_interval("P1W/2025-03-01T00:00Z") == cogrant::interval{day - 168h, day});

TEST_SUITE("codec/interval")
{
    TEST_CASE("the last day ends now")
    {
        auto const i = cogrant::last(24h, std::chrono::system_clock::time_point(day + 5ms));
        CHECK(i.to == day + 5ms);
        CHECK(i.from == day + 5ms - 24h);
        CHECK(cogrant::last(1h).to - cogrant::last(1h).from == 1h);
    }

    TEST_CASE("it travels as from/to")
    {
        cogrant::interval const i{day, day + 1h};
        std::string const text = "\"2025-03-01T00:00:00.000Z/2025-03-01T01:00:00.000Z\"";
        CHECK(cogrant::json::encode(i) == text);
        CHECK(*cogrant::json::decode<cogrant::interval>(text) == i);
        CHECK(cogrant::json::decode<cogrant::interval>("\"x/y\"").error().code() == cogrant::codec_errc::bad_time);
    }

    TEST_CASE("what is not an interval is refused")
    {
        for (std::string_view const text :
             {"", "/", "2025-03-01T00:00Z", "P1D/P1D", "2025-03-01T00:00Z/P", "2025-03-01T00:00Z/PT",
              "2025-03-01T00:00Z/P1Y", "2025-03-01T00:00Z/P1H", "2025-03-01T00:00Z/PT1D",
              "2025-03-01T00:00Z/P9999999999D", "2025-03-01T00:00Z/P1DT"}) {
            INFO("text: ", std::string(text));
            CHECK_FALSE(cogrant::parse_interval(text).has_value());
        }
    }
}
