// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/json_value.hpp>
#include <cogrant/codec/raw.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace json = cogrant::json;
using cogrant::codec_errc;

namespace json_errors_test {

enum class colour { red };

struct fussy {
    bool once = false;
};
struct silent {
    int nothing = 0;
};

struct inner {
    std::vector<int> list;
    std::map<std::string, double> table;
};

struct long_names {
    int a_name_of_twenty_eight_bytes_is_okay = 0;
    int short_ = 0;
    int a_name_that_is_as_long_as_sixteen_bytes_and_twice_that_and_then_some_more_of_it = 0;
};

struct document {
    std::string id;
    bool flag = false;
    std::int8_t small = 0;
    double real = 0;
    colour paint = colour::red;
    cogrant::timestamp when{};
    inner nested;
    std::array<int, 2> pair{};
    json::raw any;
    boost::json::value tree;
    fussy own;
    silent quiet;
};

struct row {
    std::string_view text;
    codec_errc code;
    std::string_view pointer;
    std::size_t offset;
    std::string_view expected;
    std::string_view found;
};

} // namespace json_errors_test

template <>
struct cogrant::json::codec<json_errors_test::fussy> {
    static bool decode(reader& in, json_errors_test::fussy&) { return in.fail(codec_errc::bad_value, "a price"); }
    static void encode(std::string&, json_errors_test::fussy const&) {}
};
template <>
struct cogrant::json::codec<json_errors_test::silent> {
    static bool decode(reader&, json_errors_test::silent&) { return false; } // forgot to say why
    static void encode(std::string&, json_errors_test::silent const&) {}
};

template <>
struct cogrant::json::document_limits<json_errors_test::inner> {
    static limits value() { return limits().unique_keys().depth(2).document(40).number(4); }
};

using namespace json_errors_test;

TEST_SUITE("codec/json errors")
{
    TEST_CASE("every problem says pointer, byte, what was expected and what was found")
    {
        std::set<codec_errc> seen;
        auto const limits = json::limits().unique_keys().depth(4).number(20).document(200);
        std::string const large(201, ' ');
        for (row const& r : std::initializer_list<row>{
                 {"", codec_errc::unexpected_end, "", 0, "an object", "the end"},
                 {"<html>", codec_errc::syntax, "", 0, "an object", "another character"},
                 {"[]", codec_errc::wrong_type, "", 0, "an object", "an array"},
                 {"{} {}", codec_errc::trailing_data, "", 3, "the end", "an object"},
                 {"{}}", codec_errc::trailing_data, "", 2, "the end", "another character"},
                 {"nil", codec_errc::syntax, "", 1, "null", "another word"},
                 {R"({"id" 1})", codec_errc::syntax, "", 6, "':'", "a number"},
                 {R"({"id":"",})", codec_errc::syntax, "", 9, "a key", "another character"},
                 {R"({"id":"" "flag")", codec_errc::syntax, "", 9, "',' or '}'", "a string"},
                 {R"({"id":true})", codec_errc::wrong_type, "/id", 6, "a string", "a boolean"},
                 {R"({"id":"a)", codec_errc::unexpected_end, "/id", 8, "the end of the string", "the end"},
                 {"{\"id\":\"\n\"}", codec_errc::syntax, "/id", 7, "a character of a string", "a control character"},
                 {"{\"id\":\"\xff\"}", codec_errc::bad_utf8, "/id", 7, "UTF-8", "other bytes"},
                 {R"({"id":"\q"})", codec_errc::bad_escape, "/id", 7, "an escape sequence",
                  "another one or half a surrogate pair"},
                 {R"({"flag":1})", codec_errc::wrong_type, "/flag", 8, "a boolean", "a number"},
                 {R"({"flag":falsx})", codec_errc::syntax, "/flag", 12, "false", "another word"},
                 {R"({"flag":t)", codec_errc::unexpected_end, "/flag", 9, "true", "the end"},
                 {R"({"small":"1"})", codec_errc::wrong_type, "/small", 9, "an integer", "a string"},
                 {R"({"small":1.5})", codec_errc::wrong_type, "/small", 9, "an integer", "a number with a fraction"},
                 {R"({"small":128})", codec_errc::out_of_range, "/small", 9, "a number in the range of its type",
                  "a number outside it"},
                 {R"({"small":1e3})", codec_errc::out_of_range, "/small", 9, "a number in the range of its type",
                  "a number outside it"},
                 {R"({"small":01})", codec_errc::syntax, "/small", 10, "a number", "a digit behind a leading 0"},
                 {R"({"small":-})", codec_errc::syntax, "/small", 10, "a digit", "another character"},
                 {R"({"real":1.)", codec_errc::unexpected_end, "/real", 10, "a digit", "the end"},
                 {R"({"real":1e999})", codec_errc::out_of_range, "/real", 8, "a number in the range of its type",
                  "a number outside it"},
                 {R"({"real":123456789012345678901})", codec_errc::number_too_long, "/real", 8,
                  "a number within the limit", "a longer one"},
                 {R"({"paint":"green"})", codec_errc::unknown_enumerator, "/paint", 9, "a word of the enumeration",
                  "another word"},
                 {R"({"when":"now"})", codec_errc::bad_time, "/when", 8, "an ISO-8601 time", "another text"},
                 {R"({"nested":{"list":[1,null,{}]}})", codec_errc::wrong_type, "/nested/list/2", 26, "an integer",
                  "an object"},
                 {R"({"nested":{"list":[1 2]}})", codec_errc::syntax, "/nested/list", 21, "',' or ']'", "a number"},
                 {R"({"nested":{"table":{"a/~":""}}})", codec_errc::wrong_type, "/nested/table/a~1~0", 26, "a number",
                  "a string"},
                 {R"({"nested":{"table":{"a":1,"a":2}}})", codec_errc::duplicate_key, "/nested/table", 26,
                  "another key", "the same one"},
                 {R"({"pair":[1,2,3]})", codec_errc::wrong_type, "/pair", 13, "a shorter array", "one more item"},
                 {R"({"pair":[1]})", codec_errc::wrong_type, "/pair", 11, "a longer array", "its end"},
                 {R"({"any":[{"k":[[]]}]})", codec_errc::too_deep, "/any/0/k/0", 14, "nesting within the limit",
                  "one level more"},
                 {R"({"any":[1,]})", codec_errc::syntax, "/any/1", 10, "a value", "another character"},
                 {R"({"tree":[1,x]})", codec_errc::syntax, "/tree/1", 11, "a value", "another character"},
                 {R"({"zz":{"y":[,]}})", codec_errc::syntax, "/zz/y/0", 12, "a value", "another character"},
                 {R"({"own":7})", codec_errc::bad_value, "/own", 7, "a price", "another value"},
                 {R"({"quiet":7})", codec_errc::bad_value, "/quiet", 9, "a value that its type takes", "another value"},
                 {large, codec_errc::too_large, "", 0, "a document within the limit", "a larger one"},
             }) {
            document d;
            json::error e;
            INFO("document: ", std::string(r.text));
            REQUIRE_FALSE(json::decode_into(d, r.text, e, limits));
            CHECK(e.code == r.code);
            CHECK(e.pointer == r.pointer);
            CHECK(e.offset == r.offset);
            CHECK(e.expected == r.expected);
            CHECK(e.found == r.found);
            auto const text = e.message();
            CHECK(text.find("expected ") != std::string::npos);
            CHECK(text.find(", found ") != std::string::npos);
            CHECK(text.find(", byte " + std::to_string(r.offset)) != std::string::npos);
            seen.insert(e.code);

            // The other ways of decoding find the same.
            json::error over;
            REQUIRE_FALSE(json::decode_over(d, r.text, over, limits));
            CHECK(over.message() == text);
            json::error borrowed;
            json::arena texts;
            REQUIRE_FALSE(json::decode_borrowed_into(d, r.text, texts, borrowed, limits));
            CHECK(borrowed.message() == text);
        }
        for (int i = 1; i <= static_cast<int>(codec_errc::number_too_long); ++i) {
            INFO("code: ", i);
            CHECK(seen.count(static_cast<codec_errc>(i)) == 1);
        }
    }

    TEST_CASE("the limits of a document are those of its type, unless others are given")
    {
        auto const code = [](std::string_view text) { return json::decode<inner>(text).error().code(); };
        CHECK(json::decode<inner>(R"({"list":[1]})").has_value());
        CHECK(code(R"({"zz":[[1]]})") == codec_errc::too_deep);
        CHECK(code(R"({"a":1,"a":2})") == codec_errc::duplicate_key);
        CHECK(code(R"({"list":[12345]})") == codec_errc::number_too_long);
        CHECK(code(R"({"zz":"                                      "})") == codec_errc::too_large);
        CHECK(json::decode<inner>(R"({"zz":[[1]],"zz":12345})", json::limits()).has_value());
        inner i;
        CHECK_FALSE(json::decode_into(i, R"({"zz":[[1]]})").has_value());
        CHECK(json::decode<document>(R"({"nested":{"list":[12345]}})").has_value()); // only as a whole document
    }

    TEST_CASE("where a key should be, no byte is taken for one")
    {
        std::string const good = R"({"list":[1],"table":{"a":1}})";
        std::string const room(64, ' '); // as much as is compared at once
        for (int byte = 0; byte != 256; ++byte) {
            if (byte == '"' || byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') continue;
            for (std::size_t const many : {std::size_t{1}, std::size_t{2}, std::size_t{40}}) {
                INFO("byte: ", byte, " ", many, " times");
                std::string text = good + room;
                text.replace(good.size() - 1, 1, "," + std::string(many, static_cast<char>(byte)));
                CHECK(json::decode<inner>(text, json::limits()).error().code() == codec_errc::syntax);
            }
        }
    }

    TEST_CASE("a key of any length is found, with and without white space before its colon")
    {
        auto const found = json::decode<long_names>(
            R"({"aNameThatIsAsLongAsSixteenBytesAndTwiceThatAndThenSomeMoreOfIt" : 3, "aNameOfTwentyEightBytesIsOkay":)"
            R"(1,"aNameThatIsAsLongAsSixteenBytesAndTwiceThatAndThenSomeMoreOfIs":9,"short" :2})");
        REQUIRE(found.has_value());
        CHECK(found->a_name_of_twenty_eight_bytes_is_okay == 1);
        CHECK(found->short_ == 2);
        CHECK(found->a_name_that_is_as_long_as_sixteen_bytes_and_twice_that_and_then_some_more_of_it == 3);
    }
}
