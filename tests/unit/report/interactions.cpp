// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/json/time.hpp>
#include <cogrant/report/interactions.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

using namespace cogrant::report;
using namespace std::chrono_literals;

namespace {

auto const begin = *cogrant::parse_iso8601("2026-03-02T00:00:00Z");

interaction_row row(int hour, std::string queue, std::int64_t offered, std::int64_t abandoned = 0)
{
    return {
        .from = begin + std::chrono::hours(hour),
        .to = begin + std::chrono::hours(hour + 1),
        .queue = std::move(queue),
        .media = "voice",
        .offered = offered,
        .answered = offered - abandoned,
        .abandoned = abandoned,
        .handled = offered - abandoned,
        .handle_ms = (offered - abandoned) * 60000};
}

} // namespace

TEST_SUITE("report/interactions")
{
    TEST_CASE("rows are added up by time, by queue and in all, whatever their order")
    {
        std::vector<interaction_row> const rows{row(9, "b", 5, 1), row(8, "a", 10, 2), row(8, "b", 1), row(9, "a", 2)};
        interaction_summary const s(rows);
        CHECK(s.total().offered == 18);
        CHECK(s.total().abandoned == 3);
        CHECK(s.total().handle_ms == 15 * 60000);
        REQUIRE(s.over_time().size() == 2);
        CHECK(s.over_time()[0].from == begin + 8h);
        CHECK(s.over_time()[0].sums.offered == 11);
        CHECK(s.over_time()[1].sums.offered == 7);
        REQUIRE(s.by_queue().size() == 2);
        CHECK(s.by_queue()[0].queue == "a");
        CHECK(s.by_queue()[0].sums.offered == 12);
        CHECK(s.by_queue()[1].sums.abandoned == 1);
        CHECK(s.untimed() == 0);
    }

    TEST_CASE("queues that were offered the same are in order of their names")
    {
        std::vector<interaction_row> const rows{row(1, "z", 3), row(1, "m", 3), row(1, "a", 3)};
        interaction_summary const s(rows);
        CHECK(s.by_queue()[0].queue == "a");
        CHECK(s.by_queue()[2].queue == "z");
    }

    TEST_CASE("nothing is no division by zero")
    {
        interaction_summary const s;
        CHECK(s.total().abandon_rate() == 0);
        CHECK(s.total().answer_rate() == 0);
        CHECK(s.total().average_handle_ms() == 0);
        CHECK(s.over_time().empty());
    }

    TEST_CASE("numbers that a server must not send neither turn over nor below zero")
    {
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        interaction_sums sums;
        sums.add(interaction_row{.offered = most, .abandoned = -5, .handle_ms = most});
        sums.add(interaction_row{.offered = 7, .abandoned = 3, .handled = 1, .handle_ms = most});
        CHECK(sums.offered == most);
        CHECK(sums.abandoned == 3);
        CHECK(sums.handle_ms == most);
        sums = {};
        sums.add(interaction_row{.offered = 2, .abandoned = 5}); // abandoned later than offered
        CHECK(sums.abandon_rate() == 1);
    }

    TEST_CASE("a row whose span is none counts, but has no place in time")
    {
        auto wrong = row(8, "a", 4);
        wrong.to = wrong.from;
        std::vector<interaction_row> const rows{row(8, "a", 10), wrong};
        interaction_summary const s(rows);
        CHECK(s.total().offered == 14);
        CHECK(s.over_time().size() == 1);
        CHECK(s.untimed() == 1);
    }

    TEST_CASE("what is too much to be drawn is put together, and its sums stay")
    {
        std::vector<interactions_then> fine;
        for (int i = 0; i != 1000; ++i) {
            if (i >= 300 && i < 600) continue; // nobody called
            interaction_sums one;
            one.offered = 1;
            fine.push_back({begin + std::chrono::hours(i), begin + std::chrono::hours(i + 1), one});
        }
        auto const drawn = coarser(fine, 100);
        CHECK(drawn.size() <= 100);
        CHECK(drawn.size() >= 50);
        std::int64_t all = 0;
        for (auto const& s : drawn) {
            all += s.sums.offered;
            CHECK(s.to - s.from == drawn.front().to - drawn.front().from);
            CHECK_FALSE((s.from > begin + 310h && s.to < begin + 590h)); // the gap is one still
        }
        CHECK(all == 700);
        CHECK(coarser(fine, 5000).size() == 700);
        CHECK(coarser({}, 10).empty());
    }

    TEST_CASE("a span of centuries beside one of a second does not become a million columns")
    {
        std::vector<interactions_then> const fine{
            {begin, begin + 1s, {}}, {begin + 24h * 365 * 300, begin + 24h * 365 * 300 + 1s, {}}};
        CHECK(coarser(fine, 400).size() == 2);
    }

    TEST_CASE("a row is a line of CSV as well")
    {
        std::string out;
        cogrant::csv::header<interaction_row>(out);
        cogrant::csv::row(row(8, "Sales, EMEA", 3, 1), out);
        CHECK(
            out == "from,to,queue,media,offered,answered,abandoned,handled,handleMs\r\n"
                   "2026-03-02T08:00:00.000Z,2026-03-02T09:00:00.000Z,\"Sales, EMEA\",voice,3,2,1,2,120000\r\n");
    }
}
