// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>
#include <cogrant/paginate/raw_page.hpp>

#include <doctest/doctest.h>

#include <print_result.hpp>
#include <string>
#include <string_view>

using namespace cogrant;

namespace {

/// All that a page shows, as one text.
std::string shown(raw_page const& page)
{
    std::string out;
    for (auto const& list : page.lists()) {
        out += list.name + "=";
        for (auto const& row : list.rows) out += row.text() + ";";
        out += "\n";
    }
    for (auto const name : {"next", "total", "nextPage", "_links.next"})
        out += std::string(name) + ":" + std::string(page.word(name)) + "\n";
    return out;
}

struct inner {
    int held = 0;
    int other = 0;
};
struct holder {
    raw_page page;
    inner inside;
};

constexpr std::string_view documents[] = {
    R"({"entities":[{"id":1},{"id":2},{"id":3}],"next":"abc","total":7})",
    R"({"entities":[{"id":4}],"total":7})",
    R"({"entities":[],"next":"abc"})",
    R"({"total":3})",
    R"({"rows":[1,null,"a text"],"entities":[{}],"_links":{"next":"/more","list":[5]}})",
    R"({"rows":null,"entities":null})",
    R"({"entities":[1,2,3,4],"entities":[5]})",
    R"({})",
    R"([{"id":9},[],7])",
    R"([])",
};

TEST_SUITE("raw_page")
{
    TEST_CASE("read over another page, it is what the document says and nothing else")
    {
        for (auto const before : documents)
            for (auto const text : documents) {
                INFO("before: ", std::string(before), " now: ", std::string(text));
                auto page = json::decode<raw_page>(before);
                REQUIRE(page);
                REQUIRE(json::decode_over(*page, text));
                CHECK(shown(*page) == shown(*json::decode<raw_page>(text)));
            }
    }

    TEST_CASE("of a list that comes twice the last one counts")
    {
        auto const page = json::decode<raw_page>(documents[6]);
        REQUIRE(page);
        REQUIRE(page->lists().size() == 1);
        REQUIRE(page->lists()[0].rows.size() == 1);
        CHECK(page->lists()[0].rows[0].text() == "5");
    }

    TEST_CASE("the memory of the rows is used again, page after page")
    {
        std::string const text = R"({"entities":[{"id":"a text that is longer than fits into a string itself"}]})";
        auto page = json::decode<raw_page>(text);
        REQUIRE(page);
        auto const place = page->lists()[0].rows[0].text().data();
        for (int i = 0; i != 3; ++i) {
            REQUIRE(json::decode_over(*page, text));
            CHECK(page->lists()[0].rows[0].text().data() == place);
        }
    }

    TEST_CASE("a struct that is decoded into keeps what stands behind a page in it")
    {
        holder kept;
        kept.inside.held = 7;
        REQUIRE(json::decode_into(kept, R"({"page":{"rows":[1]},"inside":{"other":2}})"));
        CHECK(kept.page.lists().size() == 1);
        CHECK(kept.inside.held == 7);
        CHECK(kept.inside.other == 2);
    }

    TEST_CASE("what is no page is refused, over an old page too")
    {
        for (std::string_view const text :
             {"", "7", "\"text\"", "{", "[1", R"({"entities":[1})", R"({"entities":[1],})"}) {
            auto page = json::decode<raw_page>(documents[0]);
            REQUIRE(page);
            CHECK_FALSE(json::decode_over(*page, text));
            CHECK_FALSE(json::decode<raw_page>(text));
        }
    }
}

} // namespace
