// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/paginate/style.hpp>

#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <optional>
#include <string>
#include <vector>

using namespace cogrant;

namespace {

struct page {
    std::vector<int> rows;
    std::optional<std::string> next;
};

http::request listing(std::string target)
{
    http::request r;
    r.origin = http::origin{true, "api.example", 443};
    r.target = std::move(target);
    return r;
}

result<page_step> follow(http::request& r, std::string link)
{
    next_link_in_body style(&page::next);
    return style.next(r, page{{}, std::move(link)});
}

} // namespace

TEST_SUITE("paginate/style")
{
    TEST_CASE("a parameter of the query is set in place of the one of the same name")
    {
        auto const set = [](std::string target, std::string_view value) {
            set_query_parameter(target, "cursor", value);
            return target;
        };
        CHECK(set("/a", "x") == "/a?cursor=x");
        CHECK(set("/a?", "x") == "/a?cursor=x");
        CHECK(set("/a?b=1", "x") == "/a?b=1&cursor=x");
        CHECK(set("/a?cursor=old&b=1&cursor=older", "x") == "/a?b=1&cursor=x");
        CHECK(set("/a?cursors=1&cursor", "x") == "/a?cursors=1&cursor=x");
        CHECK(set("/a", "=+/ &?#%\xC3\xA4") == "/a?cursor=%3D%2B%2F%20%26%3F%23%25%C3%A4");
        CHECK(set("/a", "a\r\nX-Evil: 1") == "/a?cursor=a%0D%0AX-Evil%3A%201");
    }

    TEST_CASE("a cursor is sent back urlencoded; absent and empty mean the end")
    {
        cursor_in_query style(&page::next, "after");
        auto r = listing("/a?limit=10");
        style.first(r);
        CHECK(r.target == "/a?limit=10");
        auto const step = style.next(r, page{{}, "W10=&x"});
        REQUIRE(step.has_value());
        CHECK(step->more);
        CHECK(step->marker == "W10=&x");
        CHECK(r.target == "/a?limit=10&after=W10%3D%26x");
        CHECK(!style.next(r, page{{1}, std::nullopt})->more);
        CHECK(!style.next(r, page{{1}, ""})->more);
    }

    TEST_CASE("a next link may be relative, rooted or absolute, and keeps its encoding")
    {
        auto r = listing("/api/v2/users?pageNumber=1");
        REQUIRE(follow(r, "/api/v2/users?pageNumber=2&q=a%20b").has_value());
        CHECK(r.target == "/api/v2/users?pageNumber=2&q=a%20b");
        REQUIRE(follow(r, "?pageNumber=3").has_value());
        CHECK(r.target == "/api/v2/users?pageNumber=3");
        REQUIRE(follow(r, "people?x=1").has_value());
        CHECK(r.target == "/api/v2/people?x=1");
        REQUIRE(follow(r, "https://api.example/x?y#fragment").has_value());
        CHECK(r.target == "/x?y");
        REQUIRE(follow(r, "https://API.example:443/z").has_value());
        CHECK(r.target == "/z");
        CHECK(r.origin == http::origin{true, "api.example", 443});
    }

    TEST_CASE("a next link to another server is not followed: host, scheme, port, user information")
    {
        for (std::string const link :
             {"https://evil.example/a", "http://api.example/a", "https://api.example:8443/a", "//evil.example/a",
              "https://api.example.evil.example/a"}) {
            CAPTURE(link);
            auto r = listing("/a");
            auto const step = follow(r, link);
            REQUIRE(step.has_error());
            CHECK(step.error().code() == page_errc::foreign_origin);
            CHECK(step.error() == condition::bad_data);
            CHECK(r.target == "/a");
        }
        for (std::string const link :
             {"https://api.example@evil.example/a", "ftp://api.example/a", "http://[", "/a b", "/a\r\nX: 1",
              "javascript:alert(1)"}) {
            CAPTURE(link);
            auto r = listing("/a");
            auto const step = follow(r, link);
            REQUIRE(step.has_error());
            CHECK(r.target == "/a");
        }
    }

    TEST_CASE("a page number is written into the body, from 1, and the end is a page that is not full")
    {
        struct query {
            std::string text;
            int page_number = 0;
        };
        auto const set = [](query& q, std::size_t n) { q.page_number = static_cast<int>(n); };
        page_number_in_body style(query{"x", 77}, 2, set, &page::rows);
        auto r = listing("/q");
        style.first(r);
        CHECK(r.body == R"({"text":"x","pageNumber":1})");
        auto const step = style.next(r, page{{1, 2}, {}});
        CHECK(step->more);
        CHECK(r.body == R"({"text":"x","pageNumber":2})");
        CHECK(!style.next(r, page{{3}, {}})->more);
        CHECK(!style.next(r, page{{}, {}})->more);
        style.ask(r, 9);
        CHECK(r.body == R"({"text":"x","pageNumber":10})");
    }
}
