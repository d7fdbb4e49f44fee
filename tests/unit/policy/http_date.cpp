// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/http_date.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

namespace {

constexpr sys_seconds now = sys_days(2026y / 3 / 14) + 15h;
constexpr sys_seconds rfc_example = sys_days(1994y / 11 / 6) + 8h + 49min + 37s;

std::optional<sys_seconds> read(std::string_view text) { return cogrant::parse_http_date(text, now); }

} // namespace

TEST_SUITE("policy/http_date")
{
    TEST_CASE("retry_after_all_date_forms: the three forms of RFC 9110 §5.6.7 mean the same moment")
    {
        CHECK(read("Sun, 06 Nov 1994 08:49:37 GMT") == rfc_example);
        CHECK(read("Sunday, 06-Nov-94 08:49:37 GMT") == rfc_example);
        CHECK(read("Sun Nov  6 08:49:37 1994") == rfc_example);
    }

    TEST_CASE("dates can be read at compile time")
    {
        static_assert(cogrant::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now) == rfc_example);
    }

    TEST_CASE("leap days, leap seconds and far years")
    {
        CHECK(read("Thu, 29 Feb 2024 00:00:00 GMT") == sys_days(2024y / 2 / 29));
        CHECK(read("Sat, 31 Dec 2016 23:59:60 GMT") == sys_days(2017y / 1 / 1));
        CHECK(read("Fri, 31 Dec 9999 23:59:59 GMT") == sys_days(9999y / 12 / 31) + 24h - 1s);
        CHECK(read("Tue Nov 16 08:49:37 2027") == sys_days(2027y / 11 / 16) + 8h + 49min + 37s);
    }

    TEST_CASE("two digits of a year are never more than 50 years ahead")
    {
        CHECK(read("Saturday, 14-Mar-76 15:00:00 GMT") == sys_days(2076y / 3 / 14) + 15h); // exactly 50 years
        CHECK(read("Saturday, 14-Mar-76 15:00:01 GMT") == sys_days(1976y / 3 / 14) + 15h + 1s);
        CHECK(read("Monday, 01-Jan-77 00:00:00 GMT") == sys_days(1977y / 1 / 1));
        CHECK(read("Monday, 01-Jan-26 00:00:00 GMT") == sys_days(2026y / 1 / 1));
        auto const late = sys_days(2098y / 6 / 1);
        CHECK(cogrant::parse_http_date("Monday, 01-Jan-01 00:00:00 GMT", late) == sys_days(2101y / 1 / 1));
    }

    TEST_CASE("what is not exactly a date of HTTP is refused")
    {
        for (std::string_view const text :
             {"",
              "Sun",
              "Sun, 06 Nov 1994 08:49:37",
              "Sun, 06 Nov 1994 08:49:37 UTC",
              "Sun, 6 Nov 1994 08:49:37 GMT",
              "Sun, 06 Nov 94 08:49:37 GMT",
              "Sun, 06 nov 1994 08:49:37 GMT",
              "sun, 06 Nov 1994 08:49:37 GMT",
              "Mon, 06 Nov 1994 08:49:37 GMT",
              "Sun, 06 Nov 1994 24:00:00 GMT",
              "Sun, 06 Nov 1994 08:60:37 GMT",
              "Sun, 06 Nov 1994 08:49:61 GMT",
              "Sun, 06 Nov 1994 08:49:37 GMT ",
              " Sun, 06 Nov 1994 08:49:37 GMT",
              "Wed, 29 Feb 2023 00:00:00 GMT",
              "Sun, 00 Nov 1994 08:49:37 GMT",
              "Sun, 06  Nov 1994 08:49:37 GMT",
              "Sun, 06 Nov 1994 +8:49:37 GMT",
              "Sun, 06 Nov -994 08:49:37 GMT",
              "Sun, 06-Nov-94 08:49:37 GMT",
              "Sunday, 06-Nov-1994 08:49:37 GMT",
              "Sunday, 31-Feb-94 08:49:37 GMT",
              "Sun Nov 6 08:49:37 1994",
              "Sun Nov  6 08:49:37 1994 GMT",
              "Mon Nov  6 08:49:37 1994",
              "1994-11-06T08:49:37Z"}) {
            CAPTURE(text);
            CHECK_FALSE(read(text));
        }
    }
}
