// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/tagged_union.hpp>
#include <cogrant/reflect/required_members.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace json = cogrant::json;
using cogrant::codec_errc;

namespace tagged_test {

struct call {
    std::string number;
    int seconds = 0;
};
struct chat {
    std::vector<std::string> lines;
};
struct hangup {};
struct message { // has the tag itself
    std::string media_type = "message";
    std::string text;
};

using strict = std::variant<call, chat, hangup, message>;
using open = std::variant<call, json::unknown_case>;

struct event {
    int at = 0;
    strict what;
    std::optional<strict> then;
};
struct open_page {
    std::vector<open> entities;
    open last;
};

strict good(std::string_view text)
{
    auto r = json::decode<strict>(text);
    INFO("document: ", std::string(text));
    REQUIRE_MESSAGE(r.has_value(), (r ? std::string() : r.error().message()));
    return *r;
}

} // namespace tagged_test

template <>
struct cogrant::json::tagged_union<tagged_test::strict> {
    static constexpr std::string_view tag = "mediaType";
    static constexpr auto words = tag_words("voice", "chat", "hang\"up", "message");
};
template <>
struct cogrant::json::tagged_union<tagged_test::open> {
    static constexpr std::string_view tag = "type";
    static constexpr auto words = tag_words("voice");
};
template <>
struct cogrant::reflect::required_members<tagged_test::chat> {
    static constexpr auto value = members(&tagged_test::chat::lines);
};

using namespace tagged_test;

TEST_SUITE("codec/tagged_union")
{
    TEST_CASE("the tag chooses the alternative, wherever it stands")
    {
        CHECK(std::get<call>(good(R"({"mediaType":"voice","number":"1","seconds":2})")).number == "1");
        CHECK(std::get<call>(good(R"({"number":"1","zz":[{"mediaType":"chat"}],"mediaType":"voice"})")).number == "1");
        CHECK(std::get<chat>(good(R"( { "lines" : ["a"] , "m\u0065diaType" : "\u0063hat" } )")).lines.size() == 1);
        CHECK(std::holds_alternative<hangup>(good(R"({"mediaType":"hang\"up"})")));
        CHECK(std::get<message>(good(R"({"mediaType":"message","text":"t"})")).text == "t");
    }

    TEST_CASE("the tag is written first, once, and what is written is read again")
    {
        for (std::string_view const text :
             {R"({"mediaType":"voice","number":"1","seconds":2})", R"({"mediaType":"chat","lines":["a"]})",
              R"({"mediaType":"hang\"up"})", R"({"mediaType":"message","text":"t"})"})
            CHECK(json::encode(good(text)) == text);
        event e{.at = 4, .what = hangup(), .then = {}};
        CHECK(json::encode(e) == R"({"at":4,"what":{"mediaType":"hang\"up"}})");
        e.then = call{.number = "5", .seconds = 6};
        auto const again = json::decode<event>(json::encode(e));
        REQUIRE(again.has_value());
        CHECK(std::get<call>(*again->then).seconds == 6);
    }

    TEST_CASE("an unknown tag is kept with its object, when that is asked for")
    {
        constexpr std::string_view text =
            R"({"entities":[{"type":"voice","number":"1","seconds":0},{"id":1.50,"type":"holo","x":[null]},{},{"type":7}],)"
            R"("last":{"type":""}})";
        auto const p = json::decode<open_page>(text);
        REQUIRE_MESSAGE(p.has_value(), (p ? std::string() : p.error().message()));
        REQUIRE(p->entities.size() == 4);
        auto const& unknown = std::get<json::unknown_case>(p->entities[1]);
        CHECK(unknown.tag() == "holo");
        CHECK(unknown.object().text() == R"({"id":1.50,"type":"holo","x":[null]})");
        CHECK(std::get<json::unknown_case>(p->entities[2]).tag().empty());
        CHECK(std::get<json::unknown_case>(p->entities[3]).object().text() == R"({"type":7})");
        CHECK(json::encode(*p) == text);
        open_page fresh;
        fresh.last = json::unknown_case();
        CHECK(json::encode(fresh) == R"({"entities":[]})");
    }

    TEST_CASE("without that, it is an error at the tag")
    {
        struct row {
            std::string_view text;
            codec_errc code;
            std::string_view pointer;
            std::size_t offset;
        };
        for (row const& r : std::initializer_list<row>{
                 {R"({"what":{"number":"1","mediaType":"HOLO"}})", codec_errc::unknown_tag, "/what/mediaType", 34},
                 {R"({"what":{"number":"1" }})", codec_errc::missing_member, "/what/mediaType", 22},
                 {R"({"what":{"mediaType":null}})", codec_errc::wrong_type, "/what/mediaType", 21},
                 {R"({"what":{"mediaType":"voice","number":1}})", codec_errc::wrong_type, "/what/number", 38},
                 {R"({"what":{"mediaType":"chat"}})", codec_errc::missing_member, "/what/lines", 27},
                 {R"({"what":[]})", codec_errc::wrong_type, "/what", 8},
                 {R"({"what":{"number":nope,"mediaType":"voice"}})", codec_errc::syntax, "/what/number", 19},
                 {R"({"what":{"a":1,"mediaType":"vo)", codec_errc::unexpected_end, "/what/mediaType", 30},
                 {R"({"what":{"a":1)", codec_errc::unexpected_end, "/what", 14},
                 {R"({"what":{"a":1,]})", codec_errc::syntax, "/what", 15},
             }) {
            event e;
            json::error problem;
            INFO("document: ", std::string(r.text));
            REQUIRE_FALSE(json::decode_into(e, r.text, problem));
            CHECK(problem.code == r.code);
            CHECK(problem.pointer == r.pointer);
            CHECK(problem.offset == r.offset);
            CHECK_FALSE(problem.expected.empty());
            CHECK_FALSE(problem.found.empty());
        }
        CHECK(
            json::decode<event>(R"({"what":{"mediaType":"HOLO"}})").error().info().detail ==
            "expected a tag of the union, found another word at /what/mediaType, byte 21");
    }

    TEST_CASE("limits count inside a union")
    {
        auto const nested = [](std::size_t n) {
            return R"({"zz":)" + std::string(n, '[') + std::string(n, ']') + R"(,"mediaType":"voice"})";
        };
        CHECK(json::decode<strict>(nested(63)).has_value());
        CHECK(json::decode<strict>(nested(64)).error().code() == codec_errc::too_deep);
        auto const unique = json::limits().unique_keys();
        CHECK(
            json::decode<strict>(R"({"mediaType":"voice","mediaType":"chat"})", unique).error().code() ==
            codec_errc::duplicate_key);
        CHECK(json::decode<strict>(R"({"mediaType":"voice","x":1,"x":1})", unique).has_value() == false);
    }

    TEST_CASE("null and absent keep the value, decode_into goes on with the same alternative")
    {
        event e;
        e.what = call{.number = "1", .seconds = 2};
        REQUIRE(json::decode_into(e, R"({"at":1,"what":null})").has_value());
        REQUIRE(json::decode_into(e, R"({"what":{"mediaType":"voice","seconds":3}})").has_value());
        CHECK(std::get<call>(e.what).number == "1");
        CHECK(std::get<call>(e.what).seconds == 3);
    }

    TEST_CASE("in CSV a union is JSON in one cell")
    {
        std::string out;
        cogrant::csv::row(event{.at = 1, .what = hangup(), .then = {}}, out);
        CHECK(out == "1,\"{\"\"mediaType\"\":\"\"hang\\\"\"up\"\"}\",\r\n");
    }
}
