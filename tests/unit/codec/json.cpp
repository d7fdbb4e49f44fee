// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace json = cogrant::json;
using cogrant::codec_errc;

namespace json_test {

enum class colour { red, dark_blue };

struct leaf {
    std::optional<std::string> the_name;
    std::vector<int> list_of;
    std::map<std::string, double> table;
};

struct everything {
    std::string id = "default";
    bool flag = true;
    std::int64_t whole = -7;
    double real = 0.5;
    std::optional<std::int64_t> maybe;
    leaf nested;
    std::vector<leaf> many;
    colour paint = colour::red;
    cogrant::timestamp when{};
    cogrant::secret token;
    std::array<int, 2> pair{};
    std::vector<bool> bits;
    std::unordered_map<std::string, leaf> by_name;
    std::vector<std::optional<int>> holes;
    float small = 0;
};

struct money {
    std::int64_t cents = 0;
};

struct priced {
    money price;
    std::optional<money> discount;
};

struct nothing {};

template <class T>
T good(std::string_view text, json::limits const& l = {})
{
    auto r = json::decode<T>(text, l);
    INFO("document: ", std::string(text));
    REQUIRE_MESSAGE(r.has_value(), (r ? std::string() : r.error().message()));
    return *r;
}

template <class T = everything>
json::error bad(std::string_view text, json::limits const& l = {})
{
    T value{};
    json::error e;
    INFO("document: ", std::string(text));
    REQUIRE_FALSE(json::decode_into(value, text, e, l));
    return e;
}

} // namespace json_test

template <>
struct cogrant::json::codec<json_test::money> {
    static bool decode(reader& in, json_test::money& out)
    {
        double euros = 0;
        if (!read(in, euros)) return false;
        if (euros < 0) return in.fail(codec_errc::bad_value, "a price");
        out.cents = static_cast<std::int64_t>(euros * 100 + 0.5);
        return true;
    }
    static void encode(std::string& out, json_test::money const& value)
    {
        write(out, static_cast<double>(value.cents) / 100);
    }
};

using namespace json_test;

TEST_SUITE("codec/json")
{
    TEST_CASE("every kind of member is read and written again")
    {
        constexpr std::string_view text =
            R"({"id":"x\u00e9\n","flag":false,"whole":-9223372036854775808,"real":1.5,"maybe":3,)"
            R"("nested":{"theName":"n","listOf":[1,2,3],"table":{"a":1.5,"b":-2}},"many":[{"listOf":[],"table":{}}],)"
            R"("paint":"darkBlue","when":"2025-03-01T08:15:30.123Z","token":"s\u0065cret","pair":[4,5],)"
            R"("bits":[true,false,true],"byName":{"k":{"theName":"v","listOf":[],"table":{}}},"holes":[1,null,3],"small":0.25})";
        auto const v = good<everything>(text);
        CHECK(v.id == "xé\n");
        CHECK_FALSE(v.flag);
        CHECK(v.whole == std::numeric_limits<std::int64_t>::min());
        CHECK(v.maybe == 3);
        CHECK(v.nested.table.at("b") == -2);
        CHECK(v.paint == colour::dark_blue);
        CHECK(v.token.expose() == "secret");
        CHECK(v.pair == std::array<int, 2>{4, 5});
        CHECK(v.bits == std::vector<bool>{true, false, true});
        CHECK(v.by_name.at("k").the_name == "v");
        CHECK(v.holes.size() == 3);
        CHECK_FALSE(v.holes[1].has_value());
        std::string expected(text);
        expected.replace(expected.find("\\u00e9"), 6, "é");
        expected.replace(expected.find("\\u0065"), 6, "e");
        CHECK(json::encode(v) == expected);
    }

    TEST_CASE("absent and null members keep their default")
    {
        auto const v = good<everything>(R"({"id":null,"flag":null,"whole":null,"real":null,"nested":null,"many":null,)"
                                        R"("paint":null,"when":null,"token":null,"pair":null})");
        CHECK(v.id == "default");
        CHECK(v.flag);
        CHECK(v.whole == -7);
        CHECK(good<everything>("{}").id == "default");
        CHECK(good<everything>("null").id == "default");
    }

    TEST_CASE("null empties an optional")
    {
        everything v;
        v.maybe = 4;
        REQUIRE(json::decode_into(v, R"({"maybe":null})").has_value());
        CHECK_FALSE(v.maybe.has_value());
        CHECK(good<std::optional<int>>(" null ") == std::nullopt);
    }

    TEST_CASE("decode_into keeps what the document does not name")
    {
        everything v;
        v.id = "kept";
        v.nested.list_of = {1, 2};
        REQUIRE(json::decode_into(v, R"({"flag":false,"nested":{"theName":"new"}})").has_value());
        CHECK(v.id == "kept");
        CHECK(v.nested.list_of == std::vector<int>{1, 2});
        CHECK(v.nested.the_name == "new");
    }

    TEST_CASE("unknown members are skipped wherever they stand, whatever they hold")
    {
        auto const v = good<everything>(
            R"({"zz":[{"a":[1,-2.5e3,"\u0041\\",true,false,null,{}]}, [[]]],"id":"a","byname":1,"flag" : false,"zz":"","":0})");
        CHECK(v.id == "a");
        CHECK_FALSE(v.flag);
    }

    TEST_CASE("members come in any order, with white space anywhere")
    {
        auto const v = good<everything>(" \t\r\n{ \"whole\" : 1 ,\n\"id\" : \"b\" , \"flag\"\t:\tfalse } \n");
        CHECK(v.whole == 1);
        CHECK(v.id == "b");
    }

    TEST_CASE("keys are compared after unescaping")
    {
        CHECK(good<everything>(R"({"\u0069d":"a"})").id == "a");
        CHECK(
            good<std::map<std::string, int>>(R"({"a\u0000b\ud83d\ude00":1})").begin()->first ==
            std::string("a\0b\xF0\x9F\x98\x80", 7));
    }

    TEST_CASE("the last of equal keys wins whole")
    {
        auto const v =
            good<everything>(R"({"nested":{"theName":"a","listOf":[1]},"nested":{"listOf":[2]},"id":"x","id":null})");
        CHECK_FALSE(v.nested.the_name.has_value());
        CHECK(v.nested.list_of == std::vector<int>{2});
        CHECK(v.id == "default");
        CHECK(good<std::map<std::string, leaf>>(R"({"a":{"theName":"x"},"a":{}})").at("a").the_name == std::nullopt);
    }

    TEST_CASE("equal keys can be refused, known, unknown and in maps")
    {
        auto const strict = json::limits().unique_keys();
        for (auto const* text :
             {R"({"id":"a","id":"b"})", R"({"zz":1,"zz":2})", R"({"zz":{"a":1,"\u0061":2}})",
              R"({"nested":{"table":{"a":1,"a":2}}})", R"({"byName":{"a":{},"a":{}}})"}) {
            CHECK(bad(text, strict).code == codec_errc::duplicate_key);
            CHECK(json::decode<everything>(text).has_value());
        }
        CHECK(json::decode<everything>(R"({"id":"a","zz":{"a":1},"yy":{"a":1}})", strict).has_value());
    }

    TEST_CASE("a problem names its place by JSON pointer and byte")
    {
        struct row {
            std::string_view text;
            codec_errc code;
            std::string_view pointer;
            std::size_t offset;
        };
        for (row const& r : std::initializer_list<row>{
                 {"", codec_errc::unexpected_end, "", 0},
                 {"<html>", codec_errc::syntax, "", 0},
                 {"[]", codec_errc::wrong_type, "", 0},
                 {"{} x", codec_errc::trailing_data, "", 3},
                 {R"({"id":1})", codec_errc::wrong_type, "/id", 6},
                 {R"({"id":"a)", codec_errc::unexpected_end, "/id", 8},
                 {"{\"id\":\"a\nb\"}", codec_errc::syntax, "/id", 8},
                 {"{\"id\":\"a\xff\"}", codec_errc::bad_utf8, "/id", 8},
                 {R"({"id":"ab\x"})", codec_errc::bad_escape, "/id", 9},
                 {R"({"id":"ab\ud800"})", codec_errc::bad_escape, "/id", 9},
                 {R"({"flag":tru})", codec_errc::syntax, "/flag", 11},
                 {R"({"flag":nul)", codec_errc::unexpected_end, "/flag", 11},
                 {R"({"whole":1.5})", codec_errc::wrong_type, "/whole", 9},
                 {R"({"whole":9223372036854775808})", codec_errc::out_of_range, "/whole", 9},
                 {R"({"real":1e999})", codec_errc::out_of_range, "/real", 8},
                 {R"({"nested":{"listOf":[1,"x"]}})", codec_errc::wrong_type, "/nested/listOf/1", 23},
                 {R"({"many":[{},{"table":{"a/b~":[]}}]})", codec_errc::wrong_type, "/many/1/table/a~1b~0", 29},
                 {R"({"zz":[1,{"q":nope}]})", codec_errc::syntax, "/zz/1/q", 15},
                 {R"({"paint":"green"})", codec_errc::unknown_enumerator, "/paint", 9},
                 {R"({"when":"yesterday"})", codec_errc::bad_time, "/when", 8},
                 {R"({"pair":[1,2,3]})", codec_errc::wrong_type, "/pair", 13},
                 {R"({"pair":[1]})", codec_errc::wrong_type, "/pair", 11},
                 {R"({"id" "a"})", codec_errc::syntax, "", 6},
                 {R"({"id":"a",})", codec_errc::syntax, "", 10},
                 {R"({id:"a"})", codec_errc::syntax, "", 1},
                 {"\xEF\xBB\xBF{}", codec_errc::syntax, "", 0},
             }) {
            auto const e = bad(r.text);
            INFO("document: ", std::string(r.text));
            CHECK(e.code == r.code);
            CHECK(e.pointer == r.pointer);
            CHECK(e.offset == r.offset);
        }
    }

    TEST_CASE("the detail of an error holds our words only")
    {
        auto const map = json::decode<everything>(R"({"nested":{"table":{"SERVERKEY":"SERVERTEXT"}}})");
        REQUIRE_FALSE(map.has_value());
        CHECK(map.error().code() == codec_errc::wrong_type);
        CHECK(map.error() == cogrant::condition::bad_data);
        CHECK(map.error().info().where == cogrant::phase::decode);
        CHECK(map.error().info().detail == "expected a number, found a string at /nested/table/…, byte 32");
        auto const skipped = json::decode<everything>(R"({"SERVERKEY":{"x":nul}})");
        REQUIRE_FALSE(skipped.has_value());
        CHECK(skipped.error().info().detail.find("SERVER") == std::string::npos);
        CHECK(bad(R"({"SERVERKEY":{"x":nul}})").pointer == "/SERVERKEY/x");
    }

    TEST_CASE("integers are exact, checked, and may be written as floats")
    {
        CHECK(good<int>("3.0") == 3);
        CHECK(good<int>("1e2") == 100);
        CHECK(good<int>("1200e-2") == 12);
        CHECK(good<int>("-0") == 0);
        CHECK(good<unsigned>("-0.0") == 0);
        CHECK(good<int>("0e999999999999999999999") == 0);
        CHECK(good<std::uint64_t>("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
        CHECK(good<std::uint64_t>("1844674407370955161.5e1") == std::numeric_limits<std::uint64_t>::max());
        CHECK(good<std::int64_t>("9007199254740993.0") == 9007199254740993);
        CHECK(good<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
        CHECK(good<std::int64_t>("9.223372036854775807E+18") == std::numeric_limits<std::int64_t>::max());
        CHECK(good<std::int64_t>("1000000000000000000") == 1000000000000000000);
        CHECK(good<std::int64_t>("10.000000000000000000000000000000000000000000") == 10);
        CHECK(good<std::int8_t>("-128") == -128);
        CHECK(good<std::uint8_t>("255") == 255);
        for (auto const* text : {"128", "-129", "1e3", "99999999999999999999", "1e400"})
            CHECK(bad<std::int8_t>(text).code == codec_errc::out_of_range);
        for (auto const* text : {"-1", "18446744073709551616", "1e20"})
            CHECK(bad<std::uint64_t>(text).code == codec_errc::out_of_range);
        CHECK(bad<std::int64_t>("-9223372036854775809").code == codec_errc::out_of_range);
        for (auto const* text : {"1.5", "1e-1", "0.1", "123456789012345678901.5"})
            CHECK(bad<std::int64_t>(text).code == codec_errc::wrong_type);
        for (auto const* text : {"01", "-", "1.", ".5", "+1", "1e", "1e+", "0x1", "--1", "1_0", "NaN", "Infinity"})
            CHECK(bad<std::int64_t>(text).code != codec_errc{});
    }

    TEST_CASE("doubles are the nearest value and come back the same")
    {
        CHECK(good<double>("0.1") == 0.1);
        CHECK(good<double>("2.2250738585072011e-308") == 2.2250738585072011e-308);
        CHECK(good<double>("9007199254740993") == 9007199254740992.0);
        CHECK(good<double>("1e-999") == 0.0);
        CHECK(good<double>("0.00000000000000000000000000001e-999999999999") == 0.0);
        CHECK(std::signbit(good<double>("-1e-999")));
        CHECK(good<double>("123456789012345678901234567890e-10") == 12345678901234567890.1234567890);
        CHECK(bad<double>("-1e309").code == codec_errc::out_of_range);
        for (double const d : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -0.0, 4.35})
            CHECK(good<double>(json::encode(d)) == d);
        CHECK(json::encode(std::numeric_limits<double>::infinity()) == "null");
        CHECK(json::encode(std::numeric_limits<double>::quiet_NaN()) == "null");
    }

    TEST_CASE("floats are the nearest value too, never an infinity, and come back the same")
    {
        CHECK(good<float>("0.1") == 0.1F);
        CHECK(good<float>("1.00000017881393432617187499") == 1.00000011920928955078125F); // by way of double: 1.0000002
        CHECK(good<float>("3.4028235e38") == std::numeric_limits<float>::max());
        CHECK(good<float>("1e-60") == 0.0F);
        CHECK(std::signbit(good<float>("-1e-60")));
        CHECK(good<float>("1e-999") == 0.0F);
        for (auto const* text : {"3.5e38", "-1e39", "1e300", "1e999", "251000000000000000000000000000000000000000"}) {
            auto const e = bad<std::vector<float>>(" [ " + std::string(text) + "]");
            CHECK(e.code == codec_errc::out_of_range);
            CHECK(e.offset == 3);
        }
        for (float const f : {0.1F, 1.0F / 3, 1e-45F, std::numeric_limits<float>::max(), -0.0F, 16777217.0F})
            CHECK(good<float>(json::encode(f)) == f);
    }

    TEST_CASE("strings of every length around a machine word come through, plain, escaped and not ASCII")
    {
        for (std::size_t size = 0; size != 70; ++size) {
            for (std::string const special : {"", "\"", "\\", "\n", "é", "\xF0\x9F\x98\x80", "\x7f"}) {
                for (std::size_t at = 0; at <= size; ++at) {
                    std::string text(size, 'a');
                    text.insert(at, special);
                    if (good<std::string>(json::encode(text)) != text) FAIL("length ", size, " at ", at);
                }
            }
        }
        std::string const large(5000, '\n');
        CHECK(good<std::string>(json::encode(large)) == large);
        CHECK(good<std::string>(R"("\"\\\/\b\f\n\r\t\u20AC")") == "\"\\/\b\f\n\r\t\u20AC");
        CHECK(json::encode(std::string("\x01\x1f", 2)) == R"("\u0001\u001f")");
    }

    TEST_CASE("text that is not UTF-8 is refused when read and replaced when written")
    {
        for (std::string const text :
             {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
              "\xF5\x80\x80\x80", "\xE2\x82", "\xC3", "\xFF"}) {
            CHECK(bad<std::string>("\"" + text + "\"").code == codec_errc::bad_utf8);
            CHECK(bad<nothing>("{\"a\":\"" + text + "\"}").code == codec_errc::bad_utf8);
            CHECK(json::encode(text).find("\xEF\xBF\xBD") != std::string::npos);
            CHECK(json::decode<std::string>(json::encode("a" + text + "b")).has_value());
        }
        for (auto const* text :
             {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800x")", R"("\u12g4")", R"("\u12")"})
            CHECK(bad<std::string>(text).code == codec_errc::bad_escape);
        CHECK(good<std::string>("\"\xEF\xBF\xBF\xF4\x8F\xBF\xBF\"") == "\xEF\xBF\xBF\xF4\x8F\xBF\xBF");
    }

    TEST_CASE("limits are kept")
    {
        auto const nested = [](std::size_t n) { return R"({"zz":)" + std::string(n, '[') + std::string(n, ']') + "}"; };
        CHECK(json::decode<everything>(nested(63)).has_value());
        CHECK(bad(nested(64)).code == codec_errc::too_deep);
        CHECK(bad(std::string(1000000, '[')).code == codec_errc::wrong_type);
        CHECK(bad("{\"zz\":" + std::string(1000000, '[')).code == codec_errc::too_deep);
        CHECK(json::decode<everything>(nested(200), json::limits().depth(300)).has_value());
        CHECK(bad(R"({"id":"0123456789"})", json::limits().document(10)).code == codec_errc::too_large);
        CHECK(bad(R"({"whole":12345})", json::limits().number(4)).code == codec_errc::number_too_long);
        CHECK(bad(R"({"real":1.2345})", json::limits().number(4)).code == codec_errc::number_too_long);
        CHECK(bad(R"({"zz":12345})", json::limits().number(4)).code == codec_errc::number_too_long);
        CHECK(bad<double>(std::string(2000, '1')).code == codec_errc::number_too_long);
    }

    TEST_CASE("a user's type brings its own form")
    {
        auto const p = good<priced>(R"({"price":1.25})");
        CHECK(p.price.cents == 125);
        CHECK(json::encode(p) == R"({"price":1.25})");
        auto const e = bad<priced>(R"({"price":1,"discount":-1})");
        CHECK(e.code == codec_errc::bad_value);
        CHECK(e.pointer == "/discount");
    }

    TEST_CASE("empty things are written whole")
    {
        CHECK(json::encode(nothing{}) == "{}");
        CHECK(json::encode(std::vector<int>{}) == "[]");
        CHECK(json::encode(std::map<std::string, int>{}) == "{}");
        CHECK(json::encode(std::optional<int>{}) == "null");
        CHECK(json::encode("text") == "\"text\"");
        std::string out = "kept ";
        json::encode(leaf{}, out);
        CHECK(out == R"(kept {"listOf":[],"table":{}})");
    }

    TEST_CASE("a document cut at any byte is refused, never read beyond")
    {
        std::string const text =
            R"({"id":"x\u00e9\ud83d\ude00é","flag":false,"whole":-12.0e1,"real":1.5e-3,"nested":{"theName":null,)"
            R"("table":{"a":1}},"many":[{},{"listOf":[1,2]}],"paint":"red","zz":[true,null,{"a":"\n"}]})";
        REQUIRE(json::decode<everything>(text).has_value());
        for (std::size_t size = 0; size != text.size(); ++size) {
            std::vector<char> const exact(
                text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size)); // ASan sees its end
            everything v;
            json::error e;
            std::string_view const cut(exact.data(), exact.size());
            if (json::decode_into(v, cut, e)) FAIL("accepted when cut to ", size, " bytes");
            if (e.offset > size) FAIL("an offset behind the end, cut to ", size, " bytes");
            if (e.code != codec_errc::unexpected_end && e.code != codec_errc::bad_escape &&
                e.code != codec_errc::bad_utf8)
                FAIL("another reason than the cut, at ", size, " bytes");
        }
    }
}
