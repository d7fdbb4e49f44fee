// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "print_result.hpp"
#include <cogrant/codec/field.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/reflect/required_members.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace json = cogrant::json;

namespace json_over_test {

enum class colour { red, green };

struct small {
    int number = 7;
    std::string text = "seven";
    std::vector<int> list{7};
};

struct session {
    std::optional<std::string> from;
    std::string id;
    std::vector<small> parts;
};

struct row {
    std::string id = "none";
    std::optional<std::string> name;
    std::optional<std::string> title = "Dr";
    bool flag = true;
    std::int64_t count = 5;
    double real = 0.5;
    colour paint = colour::green;
    cogrant::open_enum<colour> open;
    cogrant::timestamp when{};
    small one{.number = 8, .text = "eight", .list = {8, 8}};
    std::optional<small> maybe;
    std::vector<session> sessions;
    std::vector<std::string> words{"a", "b"};
    std::vector<bool> bits;
    std::vector<std::optional<int>> holes;
    std::vector<std::map<std::string, small>> tables;
    std::map<std::string, std::vector<int>> table;
    std::array<int, 2> pair{1, 2};
    std::vector<std::array<int, 2>> pairs;
    json::raw any;
    cogrant::field<std::string> patch;
};

// A codec of one's own that leaves a part of the old value, as it may.
struct counter {
    int sum = 100;
};

struct must_have {
    std::string id;
    std::vector<counter> counters;
};

// Cannot be copied, nor can what it is a part of.
struct only_moved {
    std::unique_ptr<int> value = std::make_unique<int>(3);
};
struct holder {
    only_moved first;
    std::vector<only_moved> list;
    std::string text = "x";
};

} // namespace json_over_test

template <>
struct cogrant::json::codec<json_over_test::counter> {
    static bool decode(reader& in, json_over_test::counter& out)
    {
        int n = 0;
        if (!in.integer(n)) return false;
        out.sum += n;
        return true;
    }
    static void encode(std::string& out, json_over_test::counter const& value) { json::write(out, value.sum); }
};
template <>
struct cogrant::json::codec<json_over_test::only_moved> {
    static bool decode(reader& in, json_over_test::only_moved& out)
    {
        if (!out.value) out.value = std::make_unique<int>(0);
        int n = 0;
        if (!in.integer(n)) return false;
        *out.value += n;
        return true;
    }
    static void encode(std::string& out, json_over_test::only_moved const& value)
    {
        json::write(out, value.value ? *value.value : -1);
    }
};
template <>
struct cogrant::reflect::required_members<json_over_test::must_have> {
    static constexpr auto value = members(&json_over_test::must_have::id);
};

namespace json_over_test {

// Each document over each other one: what comes out is what a fresh value would hold.
template <class T>
void check_pairs(std::vector<std::string_view> const& documents)
{
    for (auto const first : documents) {
        for (auto const second : documents) {
            INFO(second, "\nover ", first);
            T value{};
            static_cast<void>(json::decode_into(value, first));
            auto const fresh = json::decode<T>(second);
            auto const over = json::decode_over(value, second);
            REQUIRE(over.has_value() == fresh.has_value());
            if (fresh) CHECK(json::encode(value) == json::encode(*fresh));
            else CHECK(over.error().info().detail == fresh.error().info().detail);
        }
    }
}

TEST_SUITE("codec/json over")
{
    TEST_CASE("a string over one of any other size")
    {
        std::string const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+/()[]<>*";
        for (std::size_t before = 0; before != alphabet.size(); ++before) {
            for (std::size_t size = 0; size != alphabet.size(); ++size) {
                std::string out(before, '#');
                auto const text = alphabet.substr(alphabet.size() - size);
                REQUIRE(json::decode_over(out, '"' + text + '"').has_value());
                CHECK(out == text);
            }
        }
    }

    TEST_CASE("whatever a value held, decoded over it comes what decoded fresh comes")
    {
        check_pairs<row>({
            "{}",
            "null",
            R"({"id":"a longer identifier than fits into a string","name":"n","title":null,"flag":false,"count":-1,"real":1e3,)"
            R"("paint":"red","open":"blue","when":"2026-01-02T03:04:05Z","one":{"number":1,"list":[]},"maybe":{"text":"t"},)"
            R"("sessions":[{"from":"f","id":"1","parts":[{},{"number":1,"text":"one and one and one and one","list":[1,2]}]},)"
            R"({"id":"2"}],"words":["x"],"bits":[true,false],"holes":[1,null,3],"tables":[{"k":{"number":3}}],)"
            R"("table":{"a":[1],"b":[]},"pair":[3,4],"pairs":[[1,2],[3,4]],"any":{"x":[1]},"patch":"p"})",
            R"({"id":null,"name":null,"flag":null,"count":null,"real":null,"paint":null,"open":null,"when":null,"one":null,)"
            R"("maybe":null,"sessions":null,"words":null,"bits":null,"holes":null,"tables":null,"table":null,"pair":null,)"
            R"("pairs":null,"any":null,"patch":null})",
            R"({"sessions":[null,{"parts":[null,{"list":null}]},{"from":null,"id":"three","parts":[{"text":""}]}],)"
            R"("one":{"text":null},"words":[null,"a word that is longer than fifteen letters"],"bits":[null],"holes":[null,null],)"
            R"("tables":[null,{"k":null}],"pair":[null,9],"pairs":[null,[null,1]],"table":{"a":null}})",
            R"({ "name" : "twice" , "name" : "or more" , "one" : { "number" : 1 } , "one" : { "text" : "t" } , "count":2, "unknown":[1] })",
            R"({"sessions":[],"words":[],"pair":[5,6],"maybe":{}})",
            R"({"id":"broken","sessions":[{"id":"x"},{"id":1}]})",
            R"({"id":"cut off)",
        });
    }

    TEST_CASE("codecs of one's own, required members and what cannot be copied are read as into a fresh value")
    {
        check_pairs<must_have>(
            {R"({"id":"a","counters":[1,2,null]})", R"({"id":"b","counters":[5]})", R"({"counters":[1]})",
             R"({"id":null})", "null"});
        check_pairs<holder>(
            {R"({"first":1,"list":[1,2]})", "{}", R"({"list":[null,4,5],"text":"y"})", R"({"first":null})"});
        check_pairs<std::vector<row>>({R"([{"id":"1"},{"id":"2"}])", "[]", R"([null,{"words":[]},{}])"});
        check_pairs<std::map<std::string, small>>({R"({"a":{"number":1},"b":{}})", R"({"a":{}})", "{}"});
        check_pairs<std::vector<bool>>({"[true,true,true]", "[false]", "[null,true]"});
        check_pairs<counter>({"1", "null"});
    }

    TEST_CASE("the memory of strings and lists is used again")
    {
        std::string const text =
            R"([{"id":"a longer identifier than fits into a string","name":"another text of some length",)"
            R"("sessions":[{"id":"yet another text of some length","parts":[{"list":[1,2,3]}]}]}])";
        auto decoded = json::decode<std::vector<row>>(text);
        REQUIRE(decoded);
        auto& first = decoded->front();
        auto const places = [&] {
            return std::vector<void const*>{
                decoded->data(),
                first.id.data(),
                first.name->data(),
                first.sessions.data(),
                first.sessions[0].id.data(),
                first.sessions[0].parts.data(),
                first.sessions[0].parts[0].list.data()};
        };
        auto const before = places();
        REQUIRE(json::decode_over(*decoded, text));
        CHECK(places() == before);
    }
}

} // namespace json_over_test
