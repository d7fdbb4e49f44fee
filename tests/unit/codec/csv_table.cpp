// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/csv_table.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace csv = cogrant::csv;
using words = std::vector<std::string>;

namespace {

struct place {
    double latitude = 0;
    std::optional<std::string> place_name;
};
struct row {
    std::string id;
    std::optional<place> to;
    int count = 0;
};

std::string text(csv::table<row> table, std::vector<row> const& rows)
{
    std::string out;
    table.header(out);
    for (auto const& r : rows) table.row(r, out);
    return out;
}

} // namespace

TEST_SUITE("codec/csv_table")
{
    TEST_CASE("the columns of a struct have the names that its header writes")
    {
        CHECK(csv::column_names<row>() == words{"id", "to.latitude", "to.placeName", "count"});
        CHECK(text(csv::table<row>(), {}) == "id,to.latitude,to.placeName,count\r\n");
        CHECK(text(csv::table<row>::of({}).value(), {{"a", place{1, "b"}, 2}}).ends_with("\r\na,1,b,2\r\n"));
    }

    TEST_CASE("chosen columns come in the order in which they were chosen")
    {
        auto const table = csv::table<row>::of({"count", "to.placeName", "id"}).value();
        std::vector<row> const rows{{"a", place{1, "x,y"}, 2}, {"b", {}, 3}, {"", place{}, 4}};
        CHECK(text(table, rows) == "count,to.placeName,id\r\n2,\"x,y\",a\r\n3,,b\r\n4,,\"\"\r\n");
    }

    TEST_CASE("the separator and the guard against formulas hold for chosen columns, too")
    {
        auto const o = csv::options().separator(';').guard_formulas();
        CHECK(
            text(csv::table<row>::of({"id", "count"}, o).value(), {{"=1;2", {}, -1}}) ==
            "id;count\r\n\"'=1;2\";-1\r\n");
    }

    TEST_CASE("a column that is not there, or is named twice, is said by name")
    {
        auto const unknown = csv::table<row>::of({"id", "to"});
        REQUIRE(!unknown.has_value());
        CHECK(unknown.error().info().detail == "there is no such column: to");
        CHECK(unknown.error().code() == boost::system::errc::invalid_argument);
        auto const twice = csv::table<row>::of({"id", "id"});
        REQUIRE(!twice.has_value());
        CHECK(twice.error().info().detail == "the column is named twice: id");
    }
}
