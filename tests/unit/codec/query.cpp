// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/query.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace query = cogrant::query;

namespace {

enum class order { asc, desc };

struct users_query {
    std::optional<int> page_size;
    std::vector<std::string> id;
    std::vector<int> numbers;
    cogrant::open_enum<order> sort_order;
    std::optional<std::string> name;
};

} // namespace

TEST_SUITE("codec/query")
{
    TEST_CASE("unreserved characters of RFC 3986 stay, nothing else does")
    {
        CHECK(query::escape("aZ09-._~") == "aZ09-._~");
        CHECK(query::escape(" +*/?:@&=#%,'é") == "%20%2B%2A%2F%3F%3A%40%26%3D%23%25%2C%27%C3%A9");
        CHECK(query::unescape("a%20b+c") == "a b+c");
        CHECK_FALSE(query::unescape("%2").has_value());
    }

    TEST_CASE("a struct becomes its parameters, lists joined by commas")
    {
        users_query const q{25, {"a", "b,c", "d e"}, {1, 2}, order::desc, std::nullopt};
        CHECK(query::encode(q) == "pageSize=25&id=a,b%2Cc,d%20e&numbers=1,2&sortOrder=desc");
        CHECK(
            query::encode(q, query::lists::repeat) ==
            "pageSize=25&id=a&id=b%2Cc&id=d%20e&numbers=1&numbers=2&sortOrder=desc");
        CHECK(query::encode(users_query{}).empty());
    }

    TEST_CASE("it is appended to a path")
    {
        std::string target = "/api/v2/users?";
        query::encode(users_query{25, {}, {}, {}, "ö"}, target);
        query::add(target, "pageNumber", "2");
        CHECK(target == "/api/v2/users?pageSize=25&name=%C3%B6&pageNumber=2");
        CHECK(query::encode({{"cursor", "a/b="}}) == "cursor=a%2Fb%3D");
        auto const parsed = query::parse("pageSize=25&name=%C3%B6&x=1+2");
        REQUIRE(parsed.has_value());
        CHECK((*parsed)[1].second == "ö");
        CHECK((*parsed)[2].second == "1+2");
    }

    TEST_CASE("an interval is one value")
    {
        struct q {
            cogrant::interval interval;
        };
        CHECK(query::encode(q{}) == "interval=1970-01-01T00%3A00%3A00.000Z%2F1970-01-01T00%3A00%3A00.000Z");
    }
}
