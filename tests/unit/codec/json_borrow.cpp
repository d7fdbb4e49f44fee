// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/field.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/tagged_union.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <print_result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace json = cogrant::json;

namespace {

struct row {
    std::string_view id;
    std::optional<std::string_view> name;
    std::int64_t count = 0;
    std::vector<std::string_view> tags;
};
struct page {
    std::vector<row> rows;
    std::map<std::string, std::string_view> labels;
};
struct owner {
    std::string id;
    std::vector<owner> children; // a struct that holds itself is asked about views once
};

static_assert(json::detail::borrows<row>());
static_assert(json::detail::borrows<page>());
static_assert(json::detail::borrows<std::optional<std::vector<page>>>());
static_assert(!json::detail::borrows<owner>());
static_assert(json::detail::borrows<cogrant::field<row>>());
static_assert(json::detail::borrows<std::vector<cogrant::field<std::string_view>>>());
static_assert(!json::detail::borrows<cogrant::field<owner>>());
static_assert(json::detail::borrows<std::variant<owner, row>>());
static_assert(!json::detail::borrows<std::variant<owner, json::unknown_case>>());

bool inside(std::string_view part, std::string_view whole)
{
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

std::string hex4(unsigned value)
{
    constexpr char const* digits = "0123456789abcdef";
    std::string out = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += digits[(value >> static_cast<unsigned>(shift)) & 15U];
    return out;
}

} // namespace

TEST_SUITE("codec/json borrow")
{
    TEST_CASE("views look into the document, and nothing is copied")
    {
        std::string const body =
            R"({"rows":[{"id":"a-1","name":null,"count":3,"tags":["x","\u00e9t\u00e9"]}],"labels":{"k":"v"}})";
        json::arena texts;
        auto const got = json::decode_borrowed<page>(body, texts);
        REQUIRE(got);
        REQUIRE(got->rows.size() == 1);
        auto const& first = got->rows[0];
        CHECK(first.id == "a-1");
        CHECK(inside(first.id, body));
        CHECK_FALSE(first.name.has_value());
        CHECK(first.count == 3);
        REQUIRE(first.tags.size() == 2);
        CHECK(inside(first.tags[0], body));
        CHECK(first.tags[1] == "\xC3\xA9t\xC3\xA9");
        CHECK_FALSE(inside(first.tags[1], body));
        CHECK(got->labels.at("k") == "v");
    }

    TEST_CASE("texts with escapes stay where they are while the arena grows")
    {
        std::string body = "[";
        std::vector<std::string> expected;
        for (unsigned i = 0; i != 3000; ++i) {
            body += (i == 0 ? "\"" : ",\"") + std::string(i % 70, 'x') + hex4(0x4E00 + i) + "\"";
            expected.push_back(std::string(i % 70, 'x'));
            char text[4];
            expected.back().append(text, json::detail::write_utf8(0x4E00 + i, text));
        }
        body += ",\"" + std::string(100000, 'y') + "\\n\"]"; // longer than any block
        expected.push_back(std::string(100000, 'y') + "\n");
        json::arena texts;
        auto const got = json::decode_borrowed<std::vector<std::string_view>>(body, texts);
        REQUIRE(got);
        REQUIRE(got->size() == expected.size());
        for (std::size_t i = 0; i != expected.size(); ++i) CHECK((*got)[i] == expected[i]);

        json::arena const moved = std::move(texts);
        CHECK(got->back() == expected.back());
        texts.clear();
        CHECK(texts.keep("again") == "again");
        CHECK(got->front() == expected.front());
    }

    TEST_CASE("a borrowed page owns its document, however short, and may be moved")
    {
        for (std::string const text :
             {R"(["a"])", R"(["\t"])", R"(["a rather long text that no string keeps inside","\"q\""])"}) {
            auto got = json::borrowed<std::vector<std::string_view>>::decode(text);
            REQUIRE(got);
            auto const before = (*got)->at(0);
            auto moved = std::move(*got);
            std::vector<json::borrowed<std::vector<std::string_view>>> many;
            many.push_back(std::move(moved));
            many.reserve(100);
            CHECK(many[0]->at(0).data() == before.data());
            CHECK((*many[0]).at(0) == before);
            CHECK(json::encode(*many[0]) == text);
            CHECK(many[0].body() == text);
        }
    }

    TEST_CASE("what is refused elsewhere is refused here, at the same place")
    {
        for (std::string const text :
             {R"(["a)", R"(["\ud800"])", "[\"\xFF\"]", R"(["\x"])", R"([1])", R"(["a",])", R"(["a"]x)", "[\"a\nb\"]",
              R"(["\u00e9)", R"({"a":1})"}) {
            CAPTURE(text);
            json::arena texts;
            std::vector<std::string_view> views;
            std::vector<std::string> strings;
            json::error one;
            json::error other;
            CHECK_FALSE(json::decode_borrowed_into(views, text, texts, one));
            CHECK_FALSE(json::decode_into(strings, text, other));
            CHECK(one.code == other.code);
            CHECK(one.offset == other.offset);
            CHECK(one.pointer == other.pointer);
            CHECK_FALSE(json::borrowed<std::vector<std::string_view>>::decode(text));
        }
    }

    TEST_CASE("a reader that keeps nothing does not hand out views of what it throws away")
    {
        std::string_view out;
        json::reader plain(R"("abc")");
        CHECK(json::read(plain, out)); // looks into the document: nothing is lost
        json::reader escaped(R"("a\tc")");
        CHECK_FALSE(json::read(escaped, out));
    }
}
