// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/open_enum.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace json = cogrant::json;

namespace {

enum class media { voice, call_back };

struct row {
    cogrant::open_enum<media> type;
    std::optional<cogrant::open_enum<media>> other;
    std::vector<cogrant::open_enum<media>> list;
};

} // namespace

static_assert(std::is_nothrow_move_constructible_v<cogrant::open_enum<media>>);

TEST_SUITE("codec/open_enum")
{
    TEST_CASE("a known word is its enumerator")
    {
        cogrant::open_enum<media> const e = media::call_back;
        CHECK(e.known());
        CHECK(e == media::call_back);
        CHECK(e != media::voice);
        CHECK(e.text() == "callBack");
        CHECK(e.value() == media::call_back);
        CHECK(cogrant::open_enum<media>("voice") == media::voice);
    }

    TEST_CASE("an unknown word is kept as the server wrote it")
    {
        cogrant::open_enum<media> const e("holoDeck");
        CHECK_FALSE(e.known());
        CHECK_FALSE(e.empty());
        CHECK(e.text() == "holoDeck");
        CHECK(e != media::voice);
        CHECK_FALSE(e.value().has_value());
        CHECK(e.value_or(media::call_back) == media::call_back);
        CHECK(e == cogrant::open_enum<media>("holoDeck"));
        CHECK(e != cogrant::open_enum<media>("other"));
    }

    TEST_CASE("a default-constructed one holds nothing and is not written")
    {
        cogrant::open_enum<media> const e;
        CHECK(e.empty());
        CHECK(e.text().empty());
        CHECK(e != media::voice);
        CHECK(json::encode(row{}) == R"({"list":[]})");
    }

    TEST_CASE("any text survives decoding and encoding, known or not")
    {
        for (std::string const word : {"", " ", "Voice", "voice ", "callBack", "null", "\\u20ac\\n\\\"", "é", "123"}) {
            std::string const text = R"({"type":")" + word + R"(","list":[]})";
            auto const r = json::decode<row>(text);
            REQUIRE(r.has_value());
            CHECK_FALSE(r->type.empty());
            auto const again = json::decode<row>(json::encode(*r));
            REQUIRE(again.has_value());
            CHECK(again->type == r->type);
            CHECK(again->type.known() == (word == "callBack"));
            CHECK(again->type.text() == r->type.text());
        }
        CHECK(json::encode(*json::decode<row>(R"({"type":"","list":[""]})")) == R"({"type":"","list":[""]})");
    }

    TEST_CASE("words survive decoding and encoding")
    {
        constexpr auto text = R"({"type":"voice","other":"new \"word\"","list":["callBack","x"]})";
        auto const r = json::decode<row>(text);
        REQUIRE(r.has_value());
        CHECK(r->type == media::voice);
        CHECK(r->other->text() == "new \"word\"");
        CHECK(json::encode(*r) == text);
        CHECK(json::decode<row>(R"({"type":null})")->type.empty());
        CHECK_FALSE(json::decode<row>(R"({"type":1})").has_value());
    }
}
