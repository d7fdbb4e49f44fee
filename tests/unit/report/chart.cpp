// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/report/chart.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

using namespace cogrant::report;
using namespace std::chrono_literals;

namespace {

auto const begin = *cogrant::parse_iso8601("2026-03-02T00:00:00Z");

interactions_then hour(int n, std::int64_t offered, std::int64_t abandoned = 0, std::int64_t handle_ms = 0)
{
    interactions_then out{begin + std::chrono::hours(n), begin + std::chrono::hours(n + 1), {}};
    out.sums.offered = offered;
    out.sums.abandoned = abandoned;
    out.sums.handled = handle_ms > 0 ? 1 : 0;
    out.sums.handle_ms = handle_ms;
    return out;
}

std::size_t count(std::string const& text, std::string const& what)
{
    std::size_t n = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++n;
    return n;
}

} // namespace

TEST_SUITE("report/chart")
{
    TEST_CASE("an axis ends at or above the largest value, in a few round steps")
    {
        for (double const most : {0.0, 1.0, 4.0, 5.0, 6.0, 11.0, 99.0, 100.0, 101.0, 12345.0, 9e9, 9.2e18}) {
            CAPTURE(most);
            auto const ticks = detail::count_ticks(most);
            CHECK(ticks.front() == 0);
            CHECK(ticks.back() >= most);
            CHECK(ticks.back() > 0);
            CHECK(ticks.size() >= 2);
            CHECK(ticks.size() <= 6);
        }
        CHECK(detail::count_ticks(298) == std::vector<double>{0, 100, 200, 300});
        for (double const most : {0.0, 900.0, 61000.0, 272000.0, 5e6, 4e8, 1.8e19}) {
            CAPTURE(most);
            auto const ticks = detail::time_ticks(most);
            CHECK(ticks.back() >= most);
            CHECK(ticks.size() >= 2);
            CHECK(ticks.size() <= 6);
        }
        CHECK(detail::time_ticks(272000) == std::vector<double>{0, 120000, 240000, 360000});
    }

    TEST_CASE("marks of time are at round places, at most nine of them, from an hour to a thousand years")
    {
        for (auto const length : {std::chrono::hours(1), 24h, 48h, 168h, 24h * 31, 24h * 366, 24h * 365000}) {
            CAPTURE(length.count());
            auto const marks = detail::time_marks(begin, begin + length);
            CHECK(marks.size() >= 2);
            CHECK(marks.size() <= 9);
            CHECK(marks.front().at >= begin);
            CHECK(marks.back().at < begin + length);
        }
        auto const day = detail::time_marks(begin, begin + 24h);
        CHECK(day.front().text == "2 Mar");
        CHECK(day[1].text == "03:00");
        CHECK(detail::time_marks(begin, begin).empty());
    }

    TEST_CASE("a column is as high as its number, and what was abandoned is within it")
    {
        auto const chart = volume_chart({hour(0, 10, 5), hour(1, 5, 9), hour(2, 0, 3)}, {});
        CHECK(
            chart.find(R"(<rect class="one" x="0.00" y="0.00" width="280.00" height="100.00"/>)") != std::string::npos);
        CHECK(
            chart.find(R"(<rect class="two" x="0.00" y="50.00" width="280.00" height="50.00"/>)") != std::string::npos);
        CHECK(
            chart.find(R"(<rect class="two" x="333.33" y="50.00" width="280.00" height="50.00"/>)") !=
            std::string::npos);
        CHECK(count(chart, "class=\"one\"") == 2); // nothing is no column
        CHECK(
            chart.find("2 Mar, 00:00\xE2\x80\x93"
                       "01:00: 10 offered, 5 abandoned") != std::string::npos);
    }

    TEST_CASE("the axis shows the time that was asked for, and does not lose what lies outside of it")
    {
        auto const chart = volume_chart({hour(12, 10)}, {begin, begin + 24h});
        CHECK(chart.find(R"(x="500.00")") != std::string::npos);
        auto const outside = volume_chart({hour(-12, 10)}, {begin, begin + 12h});
        CHECK(outside.find(R"(x="0.00" y="0.00" width="35.00")") != std::string::npos);
    }

    TEST_CASE("the line of handle times is broken where nothing was handled")
    {
        auto const chart = handle_time_chart(
            {hour(0, 1, 0, 60000), hour(1, 1, 0, 60000), hour(2, 1), hour(3, 1, 0, 30000), hour(5, 1, 0, 30000)}, {});
        auto const line = chart.substr(chart.find("class=\"line\""));
        CHECK(count(line.substr(0, line.find("/>")), "M") == 3);
        CHECK(count(chart, "class=\"dot\"") == 4);
    }

    TEST_CASE("no time, no rows and impossible numbers still make a chart")
    {
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        CHECK(volume_chart({}, {}).find("<svg") != std::string::npos);
        CHECK(handle_time_chart({}, {}).find("<svg") != std::string::npos);
        for (auto const& chart :
             {volume_chart({hour(0, most, most)}, {}), handle_time_chart({hour(0, 1, 0, most)}, {})}) {
            CHECK(chart.find("nan") == std::string::npos);
            CHECK(chart.find("inf") == std::string::npos);
        }
        auto spans = std::vector<interactions_then>();
        for (int i = 0; i != 3000; ++i) spans.push_back(hour(i, 1, 0, 1000));
        CHECK(count(volume_chart(spans, {}), "<rect") <= 400);
    }

    TEST_CASE("queues are in order of their rate, the names as texts")
    {
        std::vector<interactions_there> queues(4);
        queues[0] = {"calm", hour(0, 100, 1).sums};
        queues[1] = {"<b>bad</b>", hour(0, 10, 4).sums};
        queues[2] = {"", hour(0, 10, 2).sums};
        queues[3] = {"nobody came", {}};
        auto const chart = abandonment_chart(queues, 2);
        CHECK(chart.find("nobody") == std::string::npos);
        CHECK(chart.find("calm") == std::string::npos);
        CHECK(chart.find("&lt;b&gt;bad") < chart.find("(no queue)"));
        CHECK(chart.find("(no queue)") != std::string::npos);
        CHECK(chart.find("1 more in the table") != std::string::npos);
        CHECK(chart.find("A full bar is 50") != std::string::npos);
        CHECK(chart.find(R"(width="80.00")") != std::string::npos); // 40 of 50 %
        CHECK(abandonment_chart({}, 12).find("<li>") == std::string::npos);
    }
}
