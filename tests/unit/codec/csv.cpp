// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/raw.hpp>

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace csv = cogrant::csv;

namespace {

enum class kind { call_back };

struct geo {
    double latitude = 0;
    std::optional<std::string> place_name;
};
struct row {
    std::string id;
    geo from;
    std::optional<geo> to;
    std::vector<int> list;
    std::map<std::string, std::string> attributes;
    cogrant::open_enum<kind> media;
    cogrant::json::raw any;
    std::optional<bool> yes;
    int count = 0;
};

template <class T>
std::string line(T const& value, csv::options const& o = {})
{
    std::string out;
    csv::row(value, out, o);
    return out;
}

struct text_only {
    std::string a, b;
};

} // namespace

TEST_SUITE("codec/csv")
{
    TEST_CASE("the header names the columns, nested ones with a dot")
    {
        std::string out;
        csv::header<row>(out);
        CHECK(
            out == "id,from.latitude,from.placeName,to.latitude,to.placeName,list,attributes,media,any,yes,count\r\n");
    }

    TEST_CASE("a row has as many cells as the header, whatever is empty")
    {
        CHECK(line(row{}) == "\"\",0,,,,[],{},,,,0\r\n");
        row r;
        r.id = "a";
        r.from = {1.5, "b"};
        r.to = geo{-2, {}};
        r.list = {1, 2};
        r.attributes = {{"k", "v"}};
        r.media = kind::call_back;
        r.yes = true;
        r.count = -4;
        CHECK(line(r) == "a,1.5,b,-2,,\"[1,2]\",\"{\"\"k\"\":\"\"v\"\"}\",callBack,,true,-4\r\n");
    }

    TEST_CASE("RFC 4180 section 2: cells with separators, quotes and line ends are quoted")
    {
        CHECK(line(text_only{"a,b", "c\"d"}) == "\"a,b\",\"c\"\"d\"\r\n");
        CHECK(line(text_only{"a\nb", "c\rd"}) == "\"a\nb\",\"c\rd\"\r\n");
        CHECK(line(text_only{" a", "b "}) == "\" a\",\"b \"\r\n");
        CHECK(line(text_only{"a;b", "c,d"}, csv::options{}.separator(';')) == "\"a;b\";c,d\r\n");
    }

    TEST_CASE("texts that a spreadsheet would run can be guarded; numbers never are")
    {
        auto const o = csv::options{}.guard_formulas();
        CHECK(line(text_only{"=1+1", "@x"}, o) == "'=1+1,'@x\r\n");
        CHECK(line(text_only{"-1", "\tx"}, o) == "'-1,'\tx\r\n");
        CHECK(line(text_only{"+1", "a=b"}, o) == "'+1,a=b\r\n");
        CHECK(line(text_only{"=1", ""}) == "=1,\"\"\r\n");
        row r;
        r.count = -4;
        CHECK(line(r, o).ends_with(",-4\r\n"));
    }
}
