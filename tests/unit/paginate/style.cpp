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

// A style that looks at header fields, and what each style can do.
struct by_field {
    void first(http::request&) {}
    result<page_step> next(http::request&, page const&, http::headers const&) { return page_step{}; }
};
using number_in_query = page_number_in_query<std::vector<int> page::*>;
using rows_in_query = offset_in_query<std::vector<int> page::*>;
static_assert(page_style<by_field, page> && !resumable_style<by_field>);
static_assert(page_style<next_link_in_header, page> && resumable_style<next_link_in_header>);
static_assert(numbered_style<number_in_query, page> && resumable_style<number_in_query>);
static_assert(numbered_style<rows_in_query, page> && !numbered_style<one_page, page>);
static_assert(page_style<one_page, page>);

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

    TEST_CASE("a Link header field is followed as a link in the body is: never to another server")
    {
        for (std::string const target :
             {"https://evil.example/a", "http://api.example/a", "//evil.example/a",
              "https://api.example@evil.example/a"}) {
            CAPTURE(target);
            auto r = listing("/a");
            http::headers fields;
            fields.add("Link", "<" + target + ">; rel=next");
            auto const step = next_link_in_header().next(r, page(), fields);
            REQUIRE(step.has_error());
            CHECK(r.target == "/a");
            CHECK(r.origin == http::origin{true, "api.example", 443});
        }
        auto r = listing("/a?x=1");
        http::headers fields;
        fields.add("Link", "<?x=2>; rel=next, </b>; rel=following");
        CHECK(next_link_in_header().next(r, page(), fields)->marker == "/a?x=2");
        CHECK(next_link_in_header("following").next(r, page(), fields)->marker == "/b");
        CHECK(!next_link_in_header("last").next(r, page(), fields)->more);
        CHECK(!next_link_in_header().next(r, page(), http::headers())->more);
    }

    TEST_CASE("a numbered page is asked for by its number or its first row, and found again by its marker")
    {
        auto const set = [](int& q, std::size_t n) { q = static_cast<int>(n); };
        auto const target_of = [](auto style, std::string_view marker) {
            auto r = listing("/a");
            style.first(r);
            auto const resumed = style.resume(r, marker);
            return resumed ? r.target + r.body : "refused";
        };
        CHECK(target_of(page_number_in_query(5, &page::rows), "7") == "/a?pageNumber=8");
        CHECK(target_of(page_number_in_query(5, &page::rows, "page").count_from(0), "7") == "/a?page=7");
        CHECK(target_of(offset_in_query(5, &page::rows), "7") == "/a?top=5&skip=35");
        CHECK(target_of(offset_in_query(0, &page::rows).count_from(1), "7") == "/a?top=1&skip=8");
        CHECK(target_of(offset_in_body(0, 5, set, &page::rows), "7") == "/a35");
        CHECK(target_of(page_number_in_body(0, 5, set, &page::rows), "7") == "/a8");
        for (std::string_view const marker :
             {"", "x", "-1", " 1", "1 ", "1e3", "99999999999", "99999999999999999999999"}) {
            CAPTURE(marker);
            CHECK(target_of(page_number_in_query(5, &page::rows), marker) == "refused");
            CHECK(target_of(offset_in_body(0, 5, set, &page::rows), marker) == "refused");
        }
    }

    TEST_CASE("a token goes back in a header field in place of the one before, and only if a field can carry it")
    {
        cursor_in_header style(&page::next, "X-Page");
        auto r = listing("/a");
        CHECK(style.next(r, page{{}, "one"})->more);
        CHECK(style.next(r, page{{}, "two"})->marker == "two");
        CHECK(r.headers.find("X-Page") == "two");
        CHECK(r.headers.count("X-Page") == 1);
        for (auto const& token : {std::string("a\r\nX: 1"), std::string("a\0b", 3), std::string(70'000, 'x')}) {
            auto const step = style.next(r, page{{}, token});
            REQUIRE(step.has_error());
            CHECK(step.error().code() == page_errc::bad_marker);
            CHECK(r.headers.find("X-Page") == "two");
        }
    }
}
