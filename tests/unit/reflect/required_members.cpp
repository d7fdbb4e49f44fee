// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/field.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/reflect/required_members.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace json = cogrant::json;
using cogrant::codec_errc;

namespace required_members_test {

struct participant {
    std::string id;
    std::string name = "nobody";
};

struct call {
    std::string id;
    std::optional<std::string> ended;
    cogrant::field<std::string> note;
    json::raw extra;
    std::vector<participant> participants;
    int version = 3;
};

struct strict {
    int a = 0;
    std::optional<int> b;
};

struct page {
    std::vector<call> conversations;
    std::optional<participant> owner;
    participant plain;
};

json::error bad(std::string_view text)
{
    page p;
    json::error e;
    INFO("document: ", std::string(text));
    REQUIRE_FALSE(json::decode_into(p, text, e));
    return e;
}

} // namespace required_members_test

template <>
struct cogrant::reflect::required_members<required_members_test::participant> {
    static constexpr auto value = members(&required_members_test::participant::id);
};
template <>
struct cogrant::reflect::required_members<required_members_test::call> {
    static constexpr auto value =
        members("id", &required_members_test::call::ended, "note", &required_members_test::call::extra);
};
template <>
struct cogrant::reflect::required_members<required_members_test::strict> {
    static constexpr auto value = every_member();
};

using namespace required_members_test;

TEST_SUITE("reflect/required_members")
{
    TEST_CASE("a document with all required members is read, others keep their default")
    {
        auto const p = json::decode<page>(
            R"({"conversations":[{"note":null,"extra":null,"ended":null,"id":"c","participants":[{"id":"p"}]}]})");
        REQUIRE_MESSAGE(p.has_value(), (p ? std::string() : p.error().message()));
        CHECK(p->conversations[0].version == 3);
        CHECK(p->conversations[0].participants[0].name == "nobody");
        CHECK(p->conversations[0].note.is_null());
        CHECK(p->plain.name == "nobody"); // not required itself
        CHECK(json::decode<strict>(R"({"b":null,"a":1})").has_value());
    }

    TEST_CASE("a missing member is named by pointer, at the end of its object")
    {
        struct row {
            std::string_view text;
            codec_errc code;
            std::string_view pointer;
            std::size_t offset;
        };
        for (row const& r : std::initializer_list<row>{
                 {R"({"owner":{}})", codec_errc::missing_member, "/owner/id", 10},
                 {R"({"owner":{"name":"n" }})", codec_errc::missing_member, "/owner/id", 21},
                 {R"({"conversations":[{"id":"x","ended":null,"note":null,"extra":1},{"id":""}]})",
                  codec_errc::missing_member, "/conversations/1/ended", 72},
                 {R"({"conversations":[{"id":"x","ended":null,"extra":1}]})", codec_errc::missing_member,
                  "/conversations/0/note", 50},
                 {R"({"owner":{"id":null}})", codec_errc::wrong_type, "/owner/id", 15},
                 {R"({"plain":null})", codec_errc::wrong_type, "/plain", 9},
                 {R"({"owner":{"id":"a","id":null}})", codec_errc::wrong_type, "/owner/id", 24},
             }) {
            auto const e = bad(r.text);
            INFO("document: ", std::string(r.text));
            CHECK(e.code == r.code);
            CHECK(e.pointer == r.pointer);
            CHECK(e.offset == r.offset);
        }
        CHECK(bad(R"({"owner":{}})").message() == "expected a required member, found none at /owner/id, byte 10");
        CHECK(bad(R"({"plain":null})").message() == "expected an object, found null at /plain, byte 9");
        CHECK(json::decode<strict>("{}").error().code() == codec_errc::missing_member);
        CHECK(json::decode<strict>(R"({"a":1})").error().info().detail.find("/b") != std::string::npos);
        CHECK_FALSE(json::decode<strict>("null").has_value());
        CHECK(json::decode<page>(R"({"owner":null})").has_value()); // an optional is null
    }

    TEST_CASE("an own text of null is not taken for a key")
    {
        CHECK(json::decode<participant>(R"({"\u0069d":"null"})")->id == "null");
    }
}
