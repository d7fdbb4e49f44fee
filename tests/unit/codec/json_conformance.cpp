// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json_value.hpp>
#include <cogrant/codec/raw.hpp>

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#ifndef COGRANT_SOURCE_DIR
#define COGRANT_SOURCE_DIR "."
#endif

namespace json = cogrant::json;

namespace {

struct stranger {
    std::string nobody_sends_this;
};

std::filesystem::path data_folder()
{
    char const* const given = std::getenv("COGRANT_TEST_DATA");
    return given != nullptr ? std::filesystem::path(given)
                            : std::filesystem::path(COGRANT_SOURCE_DIR) / ".." / "shared" / "data";
}

bool accepted_as_value(std::string_view text, json::limits const& l = {})
{
    return json::decode<boost::json::value>(text, l).has_value();
}

bool accepted_as_raw(std::string_view text, json::limits const& l = {})
{
    return json::decode<json::raw>(text, l).has_value();
}

bool accepted_when_skipped(std::string_view text, json::limits const& l = {})
{
    json::reader in(text, l);
    return !in.problem() && in.skip() && in.finish();
}

bool accepted_by_boost(std::string_view text)
{
    boost::json::error_code ec;
    boost::json::parse_options options;
    options.max_depth = 64;
    boost::json::parse(boost::json::string_view(text.data(), text.size()), ec, {}, options);
    return !ec;
}

} // namespace

TEST_SUITE("codec/json conformance")
{
    TEST_CASE("the JSON parsing test suite: all that must be accepted is, all that must be refused is")
    {
        auto const folder = data_folder() / "json-test-suite" / "test_parsing";
        if (!std::filesystem::is_directory(folder)) {
            if (std::getenv("CI") != nullptr) FAIL("the JSON test suite is missing: set COGRANT_TEST_DATA");
            MESSAGE("SKIPPED: the JSON test suite is missing: set COGRANT_TEST_DATA");
            return;
        }
        std::size_t must_accept = 0;
        std::size_t must_refuse = 0;
        for (auto const& entry : std::filesystem::directory_iterator(folder)) {
            auto const name = entry.path().filename().string();
            if (entry.path().extension() != ".json") continue;
            std::ifstream file(entry.path(), std::ios::binary);
            std::vector<char> const bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
            std::string_view const text(bytes.data(), bytes.size());
            bool const value = accepted_as_value(text);
            bool const raw = accepted_as_raw(text);
            bool const skipped = accepted_when_skipped(text);
            bool const member = json::decode<stranger>("{\"zz\":" + std::string(text) + "}").has_value();
            INFO("file: ", name);
            CHECK(raw == skipped);
            if (name.starts_with("y_")) {
                ++must_accept;
                CHECK(value);
                CHECK(raw);
                CHECK(member);
            } else if (name.starts_with("n_")) {
                ++must_refuse;
                CHECK_FALSE(value);
                CHECK_FALSE(raw);
                if (name != "n_structure_trailing_#.json" && name != "n_structure_close_unopened_array.json")
                    CHECK_FALSE(member);
            }
        }
        CHECK(must_accept == 95);
        CHECK(must_refuse == 188);
    }

    TEST_CASE("mutated documents are accepted and refused as Boost.JSON does, with the same values")
    {
        std::string const seed =
            R"({"a":[1,-2.5e3,0.0,"x\u00e9\ud83d\ude00\\\"/",true,false,null,{"b":{},"c":[]}],"d":"é€😀","e":-0,)"
            R"("f":18446744073709551615,"g":12345678901234567890123,"h":[[[["deep"]]]], "i" : "\b\f\n\r\t" })";
        REQUIRE(accepted_as_value(seed));
        std::mt19937 random(20250301);
        constexpr std::string_view alphabet = "{}[]\",:\\eE+-.0123456789tfnul \n\x01\x80\xC3\xED\xFF/b";
        std::size_t good = 0;
        std::size_t bad = 0;
        for (int round = 0; round != 20000; ++round) {
            std::string text = seed;
            for (unsigned n = 1 + random() % 2; n != 0; --n) {
                std::size_t const at = random() % text.size();
                char const c = alphabet[random() % alphabet.size()];
                switch (random() % 4) {
                case 0: text[at] = c; break;
                case 1: text.insert(at, 1, c); break;
                case 2: text.erase(at, 1 + random() % 3); break;
                default: text.resize(at + 1); break;
                }
            }
            std::vector<char> const exact(text.begin(), text.end()); // ASan sees its end
            std::string_view const view(exact.data(), exact.size());
            bool const ours = accepted_as_value(view);
            if (accepted_as_raw(view) != accepted_when_skipped(view)) FAIL("raw and skip differ: ", text);
            if (ours != accepted_by_boost(view)) {
                // Boost.JSON reads numbers beyond double as infinity; we refuse them as values and keep them as raw text.
                if (!ours && accepted_as_raw(view)) continue;
                FAIL("Boost.JSON and cogrant differ on: ", text);
            }
            ++(ours ? good : bad);
            if (!ours) continue;
            if (!accepted_as_raw(view)) FAIL("accepted as value, refused as raw: ", text);
            auto const mine = *json::decode<boost::json::value>(view);
            if (mine.as_object().size() != boost::json::parse(text).as_object().size()) FAIL("other members: ", text);
            auto const again = json::decode<boost::json::value>(json::encode(mine));
            if (!again || *again != mine) FAIL("not the same after writing and reading: ", text);
        }
        CHECK(good > 1000);
        CHECK(bad > 1000);
    }

    TEST_CASE("free-form values keep integers exact")
    {
        auto const v = *json::decode<boost::json::value>(R"([1,-1,18446744073709551615,1.5,1.0,99999999999999999999])");
        CHECK(v.at(0).is_int64());
        CHECK(v.at(2).is_uint64());
        CHECK(v.at(3).is_double());
        CHECK(v.at(4).is_double());
        CHECK(v.at(5).is_double());
        CHECK(json::encode(v).substr(0, 30) == "[1,-1,18446744073709551615,1.5");
        CHECK(
            json::decode<boost::json::object>(R"({"a":{"b":[null]}})")->at("a").as_object().at("b").as_array().size() ==
            1);
        CHECK_FALSE(json::decode<boost::json::object>("[]").has_value());
        CHECK(json::encode(*json::decode<boost::json::array>("[ ]")) == "[]");
    }

    TEST_CASE("equal keys in a free-form value: the last wins, or they are refused")
    {
        CHECK(json::encode(*json::decode<boost::json::value>(R"({"a":1,"a":2})")) == R"({"a":2})");
        CHECK_FALSE(accepted_as_value(R"({"a":1,"a":2})", json::limits().unique_keys()));
        CHECK_FALSE(accepted_as_raw(R"({"a":1,"a":2})", json::limits().unique_keys()));
    }
}

TEST_SUITE("codec/raw")
{
    TEST_CASE("raw keeps the spelling and loses the white space between tokens")
    {
        struct row {
            json::raw any;
            std::vector<json::raw> list;
        };
        auto const r = *json::decode<row>("{\"any\": {\"b\" :\t[ 1.50 , 1e5,\n\"a \\\" \\\\\" ]\r\n, \"a\": \"\\u00e9 "
                                          "é\"},\"list\":[ 1 , null,\" \"]}");
        CHECK(r.any.text() == "{\"b\":[1.50,1e5,\"a \\\" \\\\\"],\"a\":\"\\u00e9 é\"}");
        REQUIRE(r.list.size() == 3);
        CHECK(r.list[1].text() == "null");
        CHECK(r.list[2].text() == "\" \"");
        CHECK(json::encode(r) == "{\"any\":" + r.any.text() + ",\"list\":[1,null,\" \"]}");
        CHECK(json::encode(row{}) == "{\"list\":[]}");
        CHECK(json::encode(json::raw{}) == "null");
        CHECK(json::decode<json::raw>(" 1e99999 ")->text() == "1e99999");
    }
}
