// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/time.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <initializer_list>
#include <string_view>

using namespace std::chrono_literals;

namespace {
constexpr auto at = std::chrono::sys_days(std::chrono::year(2025) / 3 / 1) + 8h + 15min + 30s;
}

static_assert(cogrant::parse_iso8601("2025-03-01T08:15:30.123Z") == at + 123ms);
static_assert(cogrant::parse_iso8601("2025-03-01T08:15:30Z") == at);
static_assert(cogrant::parse_iso8601("2025-03-01T08:15Z") == at - 30s);
static_assert(cogrant::parse_iso8601("2025-03-01t08:15:30.1z") == at + 100ms);
static_assert(cogrant::parse_iso8601("2025-03-01T08:15:30.123999999Z") == at + 123ms);
static_assert(cogrant::parse_iso8601("2025-03-01T09:15:30+01:00") == at);
static_assert(cogrant::parse_iso8601("2025-03-01T04:45:30.000-0330") == at);
static_assert(cogrant::parse_iso8601("2025-02-28T23:59:60Z") == at - 8h - 15min - 30s);

TEST_SUITE("codec/time")
{
    TEST_CASE("what is not a point in time is refused")
    {
        for (std::string_view const text :
             {"", "2025", "2025-03-01", "2025-03-01T08:15:30", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z",
              "2025-03-00T00:00:00Z", "2025-03-01T24:00:00Z", "2025-03-01T08:60:00Z", "2025-03-01T08:15:61Z",
              "2025-03-01T08:15:30.Z", "2025-03-01T08:15:30.1", "2025-3-1T08:15:30Z", "2025-03-01T08:15:30ZZ",
              "2025-03-01T08:15:30+24:00", "2025-03-01T08:15:30+1:00", "+2025-03-01T08:15:30Z", "2025-03-01T08:15:30 Z",
              "20250301T081530Z"}) {
            INFO("text: ", std::string(text));
            CHECK_FALSE(cogrant::parse_iso8601(text).has_value());
        }
    }

    TEST_CASE("written with milliseconds and Z, and read again")
    {
        CHECK(cogrant::format_iso8601(at + 7ms) == "2025-03-01T08:15:30.007Z");
        CHECK(cogrant::format_iso8601(cogrant::timestamp()) == "1970-01-01T00:00:00.000Z");
        CHECK(cogrant::format_iso8601(cogrant::timestamp(-1ms)) == "1969-12-31T23:59:59.999Z");
        for (long long t = -62135596800000; t < 253402300799999; t += 1234567891011)
            CHECK(
                cogrant::parse_iso8601(cogrant::format_iso8601(cogrant::timestamp(std::chrono::milliseconds(t)))) ==
                cogrant::timestamp(std::chrono::milliseconds(t)));
    }
}
