// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "print_result.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace json = cogrant::json;

namespace json_members_test {

struct part {
    std::optional<std::int64_t> count;
    std::string name = "nobody";
    std::optional<bool> flag;
};

struct row {
    std::string id;
    std::optional<std::string> a_member_with_a_name_that_is_longer_than_thirty_two_letters;
    std::int64_t first = 1, second = 2, third = 3;
    std::optional<double> real;
    std::vector<part> parts;
    std::optional<part> one;
    std::string last = "last";
};

using members = std::vector<std::string>;

// Rows as a server might write them: `order` says how its members lie, some are left out, some are strangers.
class server {
public:
    explicit server(unsigned seed) : random_(seed) {}

    std::string rows(std::size_t n, bool same_order)
    {
        shuffle_all();
        std::string out = "[";
        for (std::size_t i = 0; i != n; ++i) {
            if (!same_order) shuffle_all();
            out += (i == 0 ? "" : ",") + row_text();
        }
        return out + "]";
    }

private:
    void shuffle_all()
    {
        for (auto* order : {&row_order_, &part_order_}) std::shuffle(order->begin(), order->end(), random_);
    }
    bool one_in(unsigned n) { return random_() % n == 0; }
    std::string number() { return std::to_string(random_() % 100000); }

    std::string object(members all, std::vector<std::size_t> const& order)
    {
        std::string out = "{";
        for (std::size_t const i : order) {
            if (one_in(4)) continue;
            if (out.size() != 1) out += one_in(9) ? " , " : ",";
            auto text = all[i];
            if (one_in(15)) text.insert(text.find(':'), " ");
            out += text;
            if (one_in(30)) out += "," + text; // comes again
        }
        return out + "}";
    }
    std::string part_text()
    {
        return object(
            {R"("count":)" + number(), R"("name":"n)" + number() + '"', one_in(2) ? R"("flag":true)" : R"("flag":null)",
             R"("stranger":{"name":[1,"x"]})"},
            part_order_);
    }
    std::string row_text()
    {
        std::string parts;
        for (std::size_t n = random_() % 4; n != 0; --n) parts += (parts.empty() ? "" : ",") + part_text();
        return object(
            {R"("id":"00000000-0000-4000-8000-0000000)" + number() + '"',
             R"("aMemberWithANameThatIsLongerThanThirtyTwoLetters":"long")", R"("first":)" + number(),
             R"("second":)" + number(), R"("third":)" + number(), R"("real":0.5)", R"("parts":[)" + parts + "]",
             R"("one":)" + part_text(), R"("last":"\u00e9")", R"("unknown":[{"id":"another"}])"},
            row_order_);
    }

    std::mt19937 random_;
    std::vector<std::size_t> row_order_{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    std::vector<std::size_t> part_order_{0, 1, 2, 3};
};

TEST_SUITE("codec/json members")
{
    TEST_CASE("whatever order members come in, a list of objects holds what each object holds")
    {
        std::vector<row> kept;
        for (unsigned seed = 0; seed != 300; ++seed) {
            server wire(seed);
            auto const text = wire.rows(12, seed % 3 != 0);
            INFO(text);
            auto const objects = json::decode<std::vector<json::raw>>(text);
            auto const together = json::decode<std::vector<row>>(text);
            REQUIRE(objects);
            REQUIRE(together);
            REQUIRE(json::decode_over(kept, text));
            REQUIRE(together->size() == objects->size());
            REQUIRE(kept.size() == objects->size());
            for (std::size_t i = 0; i != objects->size(); ++i) {
                auto const alone = json::decode<row>((*objects)[i].text());
                REQUIRE(alone);
                auto const wanted = json::encode(*alone);
                CHECK(json::encode((*together)[i]) == wanted);
                CHECK(json::encode(kept[i]) == wanted);
            }
        }
    }

    TEST_CASE("the last of two members with one name wins, behind members in any order")
    {
        for (auto const* text :
             {R"({"first":1,"id":"a","first":5,"last":"z"})", R"({"last":"z","first":7,"id":"a","first":5})"}) {
            auto const read = json::decode<std::vector<row>>("[" + std::string(text) + "," + text + "," + text + "]");
            REQUIRE(read);
            for (auto const& one : *read) {
                CHECK(one.first == 5);
                CHECK(one.id == "a");
                CHECK(one.last == "z");
            }
        }
    }
}

} // namespace json_members_test
