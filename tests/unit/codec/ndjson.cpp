// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/ndjson.hpp>
#include <cogrant/codec/raw.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

TEST_SUITE("codec/ndjson")
{
    TEST_CASE("one value is one line, whatever it holds")
    {
        struct row {
            std::string text;
            cogrant::json::raw any;
        };
        auto const r = cogrant::json::decode<row>("{\"text\":\"a\\nb\\r\",\n\"any\":{\r\n \"x\" : [\n1 ]}}");
        REQUIRE(r.has_value());
        std::string out = "first\n";
        cogrant::ndjson::row(*r, out);
        CHECK(out == "first\n{\"text\":\"a\\nb\\r\",\"any\":{\"x\":[1]}}\n");
        CHECK(std::count(out.begin(), out.end(), '\n') == 2);
    }
}
