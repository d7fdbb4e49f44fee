// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/interval_splitter.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace cogrant;
using namespace std::chrono_literals;
using words = std::vector<std::string>;

namespace {

interval span(char const* text) { return parse_interval(text).value(); }

/// Without the zeros.
std::string brief(interval const& i)
{
    auto text = format_interval(i);
    for (auto const* zeros : {":00.000Z", "T00:00"})
        for (auto at = text.find(zeros); at != std::string::npos; at = text.find(zeros))
            text.erase(at, std::string(zeros).size());
    return text;
}

words parts(interval_splitter s)
{
    words out;
    while (auto const part = s.next()) out.push_back(brief(*part));
    return out;
}

/// All parts when each that is longer than `bearable` fails.
words halved(interval_splitter s, std::chrono::milliseconds bearable)
{
    words out;
    while (auto const part = s.next()) {
        if (part->to - part->from > bearable) CHECK(s.halve(split_reason::slow));
        else out.push_back(brief(*part));
    }
    return out;
}

} // namespace

TEST_SUITE("codec/interval_splitter")
{
    TEST_CASE("what is short enough is asked for as it is")
    {
        CHECK(
            parts(interval_splitter(span("2026-03-01T00:00:00Z/2026-04-01T00:00:00Z"))) ==
            words{"2026-03-01/2026-04-01"});
        CHECK(
            parts(interval_splitter(span("2026-03-01T06:00:00Z/PT1H"))) == words{"2026-03-01T06:00/2026-03-01T07:00"});
        auto const nothing = span("2026-03-01T00:00:00Z/2026-03-01T00:00:00Z");
        CHECK(parts(interval_splitter(nothing)) == words{"2026-03-01/2026-03-01"}); // the server says what is wrong
    }

    TEST_CASE("what is too long is cut at midnight, and the parts leave no gap")
    {
        auto const whole = span("2026-01-01T06:00:00Z/2026-03-10T00:00:00Z");
        CHECK(
            parts(interval_splitter(whole)) ==
            words{"2026-01-01T06:00/2026-02-01", "2026-02-01/2026-03-04", "2026-03-04/2026-03-10"});
        CHECK(
            parts(interval_splitter(whole, split_options().latest_first(true))) ==
            words{"2026-02-07/2026-03-10", "2026-01-07/2026-02-07", "2026-01-01T06:00/2026-01-07"});
        CHECK(
            parts(interval_splitter(span("2026-03-01T00:00:00Z/P1D"), split_options().longest(10h))) ==
            words{"2026-03-01/2026-03-01T10:00", "2026-03-01T10:00/2026-03-01T20:00", "2026-03-01T20:00/2026-03-02"});
    }

    TEST_CASE("a part that fails is halved at midnight, or in the middle of a day, in its own place")
    {
        auto const week = span("2026-03-01T06:00:00Z/2026-03-05T00:00:00Z");
        CHECK(
            halved(interval_splitter(week), 24h) == words{
                                                        "2026-03-01T06:00/2026-03-02", "2026-03-02/2026-03-03",
                                                        "2026-03-03/2026-03-04", "2026-03-04/2026-03-05"});
        CHECK(
            halved(interval_splitter(week, split_options().latest_first(true)), 48h) ==
            words{"2026-03-03/2026-03-05", "2026-03-01T06:00/2026-03-03"});
        CHECK(
            halved(interval_splitter(span("2026-03-01T00:00:00Z/P1D")), 12h) ==
            words{"2026-03-01/2026-03-01T12:00", "2026-03-01T12:00/2026-03-02"});
        CHECK(
            halved(interval_splitter(span("2026-03-01T20:00:00Z/PT26H")), 24h) ==
            words{"2026-03-01T20:00/2026-03-02", "2026-03-02/2026-03-02T22:00"});
    }

    TEST_CASE("halving ends at the least length, and for another reason nothing is halved")
    {
        interval_splitter s(span("2026-03-01T00:00:00Z/PT2H"), split_options().least(1h));
        REQUIRE(s.next());
        CHECK(!s.halve(split_reason::none));
        REQUIRE(s.halve(split_reason::slow));
        CHECK(brief(*s.next()) == "2026-03-01/2026-03-01T01:00");
        CHECK(!s.halve(split_reason::slow));
    }

    TEST_CASE("the reach is known by the rows that came and by the total that is claimed")
    {
        interval_splitter s(span("2026-03-01T00:00:00Z/P1D"), split_options().reach(100));
        REQUIRE(s.next());
        CHECK(!s.at_reach());
        s.page(40);
        CHECK(!s.at_reach());
        s.page(40);
        CHECK(s.at_reach()); // a third page would be beyond
        CHECK(!s.beyond_reach(100));
        CHECK(s.beyond_reach(101));
        CHECK(!interval_splitter(span("2026-03-01T00:00:00Z/P1D"), split_options().reach(0)).beyond_reach(1U << 31));
    }

    TEST_CASE("a row comes once: over seams, over days that two parts touch, and after a part was halved")
    {
        interval_splitter s(span("2026-03-01T00:00:00Z/P4D"), split_options().longest(24h));
        REQUIRE(s.next()); // 1 March
        CHECK(s.fresh("a"));
        CHECK(!s.fresh("a"));
        CHECK(s.fresh("lasting"));
        CHECK(s.fresh("")); // without a name there is nothing to compare
        CHECK(s.fresh(""));
        REQUIRE(s.next()); // 2 March
        CHECK(!s.fresh("a"));
        CHECK(!s.fresh("lasting"));
        CHECK(s.fresh("b"));
        REQUIRE(s.halve(split_reason::slow));
        REQUIRE(s.next());
        CHECK(!s.fresh("b"));
        REQUIRE(s.next());
        CHECK(!s.fresh("b"));
        REQUIRE(s.next()); // 3 March
        CHECK(!s.fresh("b"));
        CHECK(!s.fresh("lasting"));
        REQUIRE(s.next()); // 4 March
        CHECK(!s.fresh("lasting"));
        CHECK(!s.next());
    }

    TEST_CASE("a part with more rows than the reach has none: it is not halved, and its memory ends there")
    {
        interval_splitter s(span("2026-03-01T00:00:00Z/P1D"), split_options().reach(2));
        REQUIRE(s.next());
        s.page(2);
        CHECK(s.fresh("a"));
        s.page(2);
        CHECK(s.fresh("b"));
        CHECK(s.fresh("b"));
        CHECK(!s.fresh("a"));
        CHECK(!s.halve(split_reason::slow));
    }

    TEST_CASE("ids of parts that are far behind are forgotten")
    {
        interval_splitter s(span("2026-03-01T00:00:00Z/P9D"), split_options().longest(24h));
        REQUIRE(s.next());
        CHECK(s.fresh("a"));
        REQUIRE(s.next());
        REQUIRE(s.next());
        CHECK(s.fresh("a")); // neither this part nor the one before it touches the first
    }
}
