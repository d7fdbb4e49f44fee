// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/report/page.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <type_traits>
#include <vector>

using namespace cogrant::report;

static_assert(!std::is_aggregate_v<page_options>);

namespace {

auto const begin = *cogrant::parse_iso8601("2026-03-02T00:00:00Z");

std::vector<interaction_row> day(std::string const& queue)
{
    std::vector<interaction_row> rows;
    for (int h = 0; h != 24; ++h)
        rows.push_back(
            {begin + std::chrono::hours(h), begin + std::chrono::hours(h + 1), queue, "voice", 10, 8, 2, 8, 8 * 90000});
    return rows;
}

bool has(std::string const& page, std::string const& what) { return page.find(what) != std::string::npos; }

} // namespace

TEST_SUITE("report/page")
{
    TEST_CASE("the page needs nothing else and runs nothing")
    {
        auto const page = html_page(day("Sales"));
        CHECK(page.starts_with("<!doctype html>"));
        CHECK_FALSE(has(page, "<script"));
        CHECK_FALSE(has(page, "http:"));
        CHECK_FALSE(has(page, "https:"));
        CHECK_FALSE(has(page, "@import"));
        CHECK_FALSE(has(page, "url("));
        CHECK_FALSE(has(page, " src="));
        CHECK(has(page, "default-src 'none'"));
        CHECK(has(page, "prefers-color-scheme:dark"));
        CHECK(has(page, "name=\"viewport\""));
    }

    TEST_CASE("the tables have the exact numbers")
    {
        auto const page = html_page(day("Sales"));
        CHECK(
            has(page, "<th scope=\"row\"><bdi>Sales</bdi></th><td data-n=\"240\">240</td><td data-n=\"192\">192</td>"
                      "<td data-n=\"48\">48</td>"));
        CHECK(has(page, "data-n=\"17280000\">1\xE2\x80\xAFmin 30\xE2\x80\xAFs</td>"));
        CHECK(
            has(page, "<th scope=\"row\">2 Mar, 23:00\xE2\x80\x93"
                      "00:00</th><td data-n=\"10\">10</td>"));
    }

    TEST_CASE("whatever a queue is called, it stays a name")
    {
        for (std::string const name :
             {"</title><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "--><svg/onload=alert(1)>",
              "\xFF\xFE<", "]]>", "</style><style>*{display:none}", "&#x3c;script>"}) {
            auto const page =
                html_page(day(name), page_options().title(name).subtitle(name).note(name).interval({begin, begin}));
            CAPTURE(name);
            auto const plain =
                html_page(day("x"), page_options().title("x").subtitle("x").note("x").interval({begin, begin}));
            for (char const c : {'<', '>', '"'}) {
                auto const all = [c](std::string const& t) { return std::count(t.begin(), t.end(), c); };
                CHECK(all(page) == all(plain));
            }
        }
    }

    TEST_CASE("no rows say so instead of showing empty pictures")
    {
        auto const page = html_page({}, page_options().interval({begin, begin + std::chrono::hours(24)}));
        CHECK(has(page, "There was nothing in this time."));
        CHECK(has(page, "2 Mar 2026, UTC"));
        CHECK_FALSE(has(page, "<svg"));
        CHECK_FALSE(has(page, "<table"));
    }

    TEST_CASE("rows without a time are in the sums, and the page says so")
    {
        std::vector<interaction_row> const rows(2, interaction_row{.queue = "a", .offered = 3});
        auto const page = html_page(rows);
        CHECK(has(page, "data-n=\"6\""));
        CHECK(has(page, "2 rows without a usable time"));
        CHECK_FALSE(has(page, "id=\"volume\""));
    }

    TEST_CASE("a table that is too long says what it leaves out")
    {
        auto const page = html_page(day("Sales"), page_options().table_lines(5));
        CHECK(has(page, "The first 5 of 24 lines."));
        CHECK(has(page, "<tfoot><tr><th scope=\"row\">All</th><td data-n=\"240\">"));
    }
}
