// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/retry_after.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string_view>

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::sys_days;

namespace {

constexpr std::chrono::sys_seconds now = sys_days(2026y / 3 / 14) + 15h;

struct row {
    std::string_view header;
    std::string_view value;
    std::optional<milliseconds> wait;
};

} // namespace

TEST_SUITE("policy/retry_after")
{
    TEST_CASE("retry_after_all_date_forms: one header, read or ignored")
    {
        std::optional<milliseconds> const none;
        for (row const& r : {
                 row{"Retry-After", "0", 0ms},
                 row{"Retry-After", "1", 1s},
                 row{"Retry-After", "120", 120s},
                 row{"retry-after", "120", 120s},
                 row{"RETRY-AFTER", " 7\t", 7s},
                 row{"Retry-After", "007", 7s},
                 row{"Retry-After", "410400", 114h},
                 row{"Retry-After", "999999999999999999999999999999", cogrant::max_retry_after},
                 row{"Retry-After", "9223372036854775807", cogrant::max_retry_after},
                 row{"Retry-After", "9223372036854775808", cogrant::max_retry_after},
                 row{"Retry-After", "", none},
                 row{"Retry-After", "-1", none},
                 row{"Retry-After", "+1", none},
                 row{"Retry-After", "1e9", none},
                 row{"Retry-After", "1.5", none},
                 row{"Retry-After", "0x10", none},
                 row{"Retry-After", "abc", none},
                 row{"Retry-After", "12 s", none},
                 row{"Retry-After", "5, 10", none},
                 row{"Retry-After", "1 2", none},
                 row{"Retry-After", "Sat, 14 Mar 2026 15:00:30 GMT", 30s},
                 row{"Retry-After", "Saturday, 14-Mar-26 15:00:30 GMT", 30s},
                 row{"Retry-After", "Sat Mar 14 15:00:30 2026", 30s},
                 row{"Retry-After", "Sat, 14 Mar 2026 15:00:00 GMT", 0ms},
                 row{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT", 0ms},
                 row{"Retry-After", "Sunday, 06-Nov-94 08:49:37 GMT", 0ms},
                 row{"Retry-After", "Sun Nov  6 08:49:37 1994", 0ms},
                 row{"Retry-After", "Sat, 01 Jan 0000 00:00:00 GMT", 0ms},
                 row{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT", cogrant::max_retry_after},
                 row{"Retry-After", "Fri, 31 Dec 9999", none},
                 row{"Retry-After", "Sat, 14 Mar 2026 15:00:30 CET", none},
                 row{"retry-after-ms", "1500", 1500ms},
                 row{"Retry-After-Ms", "0", 0ms},
                 row{"retry-after-ms", "-5", none},
                 row{"retry-after-ms", "12.5", none},
                 row{"retry-after-ms", "99999999999999999999", cogrant::max_retry_after},
                 row{"retry-after-ms", "Sat, 14 Mar 2026 15:00:30 GMT", none},
                 row{"X-Retry-After", "5", none},
             }) {
            CAPTURE(r.header);
            CAPTURE(r.value);
            auto const wait = cogrant::parse_retry_after({{r.header, r.value}}, now);
            CHECK(wait.has_value() == r.wait.has_value());
            CHECK(wait.value_or(-1ms).count() == r.wait.value_or(-1ms).count());
        }
    }

    TEST_CASE("no header, no wait") { CHECK_FALSE(cogrant::parse_retry_after({}, now)); }

    TEST_CASE("of two headers the longer wait holds and garbage does not hide a good one")
    {
        CHECK(cogrant::parse_retry_after({{"Retry-After", "5"}, {"Retry-After", "10"}}, now) == 10s);
        CHECK(cogrant::parse_retry_after({{"Retry-After", "10"}, {"Retry-After", "5"}}, now) == 10s);
        CHECK(cogrant::parse_retry_after({{"Retry-After", "2"}, {"retry-after-ms", "1500"}}, now) == 2s);
        CHECK(cogrant::parse_retry_after({{"retry-after-ms", "2500"}, {"Retry-After", "2"}}, now) == 2500ms);
        CHECK(cogrant::parse_retry_after({{"Retry-After", "abc"}, {"Retry-After", "5"}}, now) == 5s);
        CHECK(cogrant::parse_retry_after({{"Retry-After", "-5"}, {"Retry-After", "5"}}, now) == 5s);
    }

    TEST_CASE("a date is measured by the server's own clock when the answer has a Date")
    {
        std::string_view const until = "Sat, 14 Mar 2026 15:10:30 GMT"; // the server's clock is 10 minutes ahead
        CHECK(
            cogrant::parse_retry_after({{"Date", "Sat, 14 Mar 2026 15:10:00 GMT"}, {"Retry-After", until}}, now) ==
            30s);
        CHECK(
            cogrant::parse_retry_after({{"Retry-After", until}, {"date", "Saturday, 14-Mar-26 15:10:00 GMT"}}, now) ==
            30s);
        CHECK(cogrant::parse_retry_after({{"Date", "yesterday"}, {"Retry-After", until}}, now) == 630s);
        CHECK(
            cogrant::parse_retry_after({{"Date", "Sat, 14 Mar 2026 15:11:00 GMT"}, {"Retry-After", until}}, now) ==
            0ms);
        CHECK(cogrant::parse_retry_after({{"Date", "Sat, 14 Mar 2026 15:10:00 GMT"}, {"Retry-After", "5"}}, now) == 5s);
    }

    TEST_CASE("the longest wait can be added to a moment")
    {
        auto const far = std::chrono::steady_clock::time_point(24h * 365 * 10) + cogrant::max_retry_after;
        CHECK(far > std::chrono::steady_clock::time_point(24h * 365 * 10));
    }
}
