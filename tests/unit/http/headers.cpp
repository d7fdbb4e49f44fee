// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/headers.hpp>

#include <doctest/doctest.h>

#include <ranges>
#include <stdexcept>
#include <string>

namespace {

using cogrant::http::equal_names;
using cogrant::http::headers;

static_assert(std::ranges::input_range<headers const>);
static_assert(equal_names("Content-Type", "content-TYPE"));
static_assert(!equal_names("Content-Type", "Content-Typ"));

TEST_SUITE("http/headers")
{
    TEST_CASE("fields keep their order and are found without case")
    {
        headers h{{"Accept", "a"}, {"X-Two", "2"}, {"accept", "b"}};
        CHECK(h.size() == 3);
        CHECK(h.find("ACCEPT") == "a");
        CHECK(h.count("Accept") == 2);
        CHECK_FALSE(h.find("Accep"));
        std::string all;
        for (auto const f : h) all.append(f.name).append("=").append(f.value).append(";");
        CHECK(all == "Accept=a;X-Two=2;accept=b;");
    }

    TEST_CASE("set replaces every field of the name")
    {
        headers h{{"A", "1"}, {"B", "2"}, {"a", "3"}};
        CHECK(h.set("A", "4"));
        CHECK(h.count("a") == 1);
        CHECK(h.find("A") == "4");
        CHECK(h.find("B") == "2");
        h.erase("b");
        CHECK_FALSE(h.contains("B"));
        h.clear();
        CHECK(h.empty());
    }

    TEST_CASE("nothing can be injected")
    {
        headers h{{"Kept", "1"}};
        for (std::string const value : {"a\r\nEvil: 1", "a\n", "a\r", "\x7f"}) CHECK_FALSE(h.add("X", value));
        CHECK_FALSE(h.add("X", std::string_view("a\0b", 3)));
        for (std::string const name : {"", "a b", "a:", "a\r\n", "a\"b", "(a)", "\xc3\xa4"})
            CHECK_FALSE(h.add(name, "v"));
        CHECK_FALSE(h.set("Kept", "a\nb"));
        CHECK(h.find("Kept") == "1");
        CHECK(h.size() == 1);
        CHECK(h.add("X", "tabs\tand \xc3\xa4 pass"));
        CHECK_THROWS_AS((headers{{"X", "a\nb"}}), std::invalid_argument);
    }

    TEST_CASE("the text is limited, and what was replaced does not count")
    {
        headers h;
        CHECK(h.add("X", std::string(headers::max_text - 1, 'x')));
        CHECK_FALSE(h.add("Y", ""));
        h.clear();
        // A token that is renewed for every page of a long report.
        std::string const token(3000, 't');
        h.add("Accept", "json");
        for (int i = 0; i != 1000; ++i) REQUIRE(h.set("Authorization", token + std::to_string(i)));
        CHECK(h.find("Authorization") == token + "999");
        CHECK(h.find("Accept") == "json");
    }

    TEST_CASE("name and value may come from the same headers")
    {
        headers h{{"A", std::string(300, 'a')}};
        for (int i = 0; i != 20; ++i) {
            auto const name = "B" + std::to_string(i);
            REQUIRE(h.add(name, *h.find("A")));
            REQUIRE(h.set(h.at(0).name, *h.find("A")));
        }
        CHECK(h.find("B19") == std::string(300, 'a'));
        CHECK(h.find("A") == std::string(300, 'a'));
    }

    TEST_CASE("copies are independent")
    {
        headers a{{"A", "1"}};
        headers b = a;
        b.set("A", "2");
        CHECK(a.find("A") == "1");
        a = b;
        CHECK(a.find("A") == "2");
    }
}

} // namespace
