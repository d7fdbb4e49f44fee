// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "paging_parts.hpp"
#include <cogrant/paginate/raw_style.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using paging::getting;
using paging::posting;
using parts::ask;
using namespace std::chrono_literals;

namespace {

auto raw(scripted_peer peer, http::request r, std::string_view name, page_options options = {})
{
    auto style = raw_style::named(name);
    REQUIRE(style.has_value());
    return async_paginate_raw(std::move(peer), std::move(r), std::move(*style), std::move(options));
}

using texts = std::vector<std::string>;
using seen = paging::seen<json::raw>;

texts texts_of(seen const& some)
{
    texts out;
    for (auto const& row : some.rows) out.push_back(row.text());
    return out;
}

struct outcome {
    texts rows;
    std::optional<error> failed;
};

outcome all(virtual_time& time, paged<json::raw> rows)
{
    auto const got = paging::all(time, std::move(rows));
    return {texts_of(got), got.failed};
}

/// Rows [from, from + size) of those below `all`.
http::response rows_from(std::size_t from, std::size_t size, std::size_t all)
{
    std::string list;
    for (std::size_t n = from; n < from + size && n < all; ++n) list += (list.empty() ? "" : ",") + std::to_string(n);
    return {200, {}, R"({"total":)" + std::to_string(all) + R"(,"entities":[)" + list + "]}"};
}

std::size_t number_behind(std::string const& target, std::string_view name)
{
    auto const at = target.find(name);
    return at == target.npos ? 0 : std::stoul(target.substr(at + name.size()));
}

texts count_to(std::size_t all)
{
    texts out;
    for (std::size_t n = 0; n != all; ++n) out.push_back(std::to_string(n));
    return out;
}

} // namespace

TEST_SUITE("paginate/raw_style")
{
    TEST_CASE("rows come as the server wrote them, whatever their members")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(200, R"({"total":1,"entities":[{"b":1.50,"a":"\u00e4"}, 7 ,null,"x"]})");
        auto const out = all(time, raw(peer, ask(http::method::get, "/a"), "nextUri"));
        CHECK(out.rows == texts{R"({"b":1.50,"a":"\u00e4"})", "7", "null", "\"x\""});
        CHECK(!out.failed.has_value());
    }

    TEST_CASE("pageNumber: in the body of a query, to a page that is not full, and totals do not end it")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/q").with_body(R"({"interval":"i","paging":{"pageSize":2,"pageNumber":1}})"))
            .reply(200, R"({"conversations":[{"a":1},{"a":2}],"totalHits":2})");
        peer.expect(post("/q").with_body(R"({"interval":"i","paging":{"pageSize":2,"pageNumber":2}})"))
            .reply(200, R"({"conversations":[{"a":3}],"totalHits":2})");
        auto const out =
            all(time, raw(peer, posting("/q", R"({"interval":"i","paging":{"pageSize":2}})"), "pageNumber"));
        CHECK(out.rows.size() == 3);
        CHECK(!out.failed.has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("pageNumber: a body without paging gets one, and the missing member of rows is the end")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/q").with_body(R"({"paging":{"pageNumber":1}})"))
            .reply(200, R"({"conversations":[{"a":1}]})");
        peer.expect(post("/q").with_body(R"({"paging":{"pageNumber":2}})"))
            .reply(200, R"({"totalHits":9,"other":[1]})");
        auto const out = all(time, raw(peer, posting("/q", ""), "pageNumber"));
        CHECK(out.rows == texts{R"({"a":1})"});
        CHECK(!out.failed.has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE(
        "pageNumber: in the query of a request without a body; a short page goes on while the answer has a next one")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/u?pageSize=2&pageNumber=1")).reply(200, R"({"entities":[1],"pageCount":2,"pageSize":2})");
        peer.expect(get("/u?pageSize=2&pageNumber=2")).reply(200, R"({"entities":[2],"pageCount":2,"pageSize":2})");
        auto const out = all(time, raw(peer, ask(http::method::get, "/u?pageSize=2"), "pageNumber"));
        CHECK(out.rows == texts{"1", "2"});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("pageNumber: a server that does not know it repeats its page, which is an error and no row comes twice")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise(
            [](http::request const&) { return http::response{200, {}, R"({"entities":[{"a":1},{"a":2}]})"}; });
        auto const out = all(time, raw(peer, ask(http::method::get, "/u?pageSize=2"), "pageNumber"));
        CHECK(out.rows.size() == 2);
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::repeated_marker);
        CHECK(peer.count() == 2);
    }

    TEST_CASE("offset: skip and top, SCIM's startIndex and count, offset and limit")
    {
        for (auto const& [asked, first, second] : std::vector<std::array<std::string, 3>>{
                 {"/c?top=2", "/c?top=2&skip=0", "/c?top=2&skip=2"},
                 {"/c?count=2", "/c?count=2&startIndex=1", "/c?count=2&startIndex=3"},
                 {"/c?limit=2", "/c?limit=2&offset=0", "/c?limit=2&offset=2"}}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(get(first)).reply(200, R"({"Resources":[1,2],"totalResults":0})");
            peer.expect(get(second)).reply(200, R"({"Resources":[3]})");
            auto const out = all(time, raw(peer, ask(http::method::get, asked), "offset"));
            CHECK(out.rows == texts{"1", "2", "3"});
            CHECK(peer.problems() == "");
        }
    }

    TEST_CASE("offset: without a size until an empty page or 204, by what came")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/c?skip=0")).reply(200, R"({"completedContacts":[1,2]})");
        peer.expect(get("/c?skip=2")).reply(200, R"({"completedContacts":[3]})");
        peer.expect(get("/c?skip=3")).reply(204);
        auto const out = all(time, raw(peer, ask(http::method::get, "/c"), "offset"));
        CHECK(out.rows == texts{"1", "2", "3"});
        CHECK(!out.failed.has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a window: the pages behind the next one are guessed, and come in order")
    {
        for (std::string_view const name : {"pageNumber", "offset"})
            for (std::size_t const window : {1U, 2U, 3U, 8U})
                for (std::size_t const size : {0U, 1U, 3U, 29U, 30U, 31U}) {
                    CAPTURE(name);
                    CAPTURE(window);
                    CAPTURE(size);
                    virtual_time time;
                    scripted_peer peer;
                    bool const by_page = name == "pageNumber";
                    peer.otherwise(
                        [=](http::request const& r) {
                            auto const page = number_behind(r.target, "pageNumber=");
                            return rows_from(by_page ? (page - 1) * 3 : number_behind(r.target, "skip="), 3, size);
                        },
                        1s);
                    auto const target = by_page ? "/a?pageSize=3" : "/a?top=3";
                    auto const options = page_options().concurrency(window);
                    auto const out = all(time, raw(peer, ask(http::method::get, target), name, options));
                    CHECK(out.rows == count_to(size));
                    CHECK(!out.failed.has_value());
                    auto const pages = size / 3 + 1;
                    // The first page alone; then as many at once as may be held beside the one at hand.
                    auto const at_once = window < 3 ? 1 : window - 1;
                    if (size >= 29) CHECK(peer.most_at_once() == at_once);
                    CHECK(time.elapsed() <= 1s * (1 + (pages - 1 + at_once - 1) / at_once));
                    CHECK(peer.count() <= pages + at_once - 1);
                    CHECK(peer.under_way() == 0);
                }
    }

    TEST_CASE("a window: no page is guessed beyond the cap, and a listing is resumed at any page")
    {
        for (std::size_t most = 1; most != 6; ++most) {
            virtual_time time;
            scripted_peer peer;
            peer.otherwise(
                [](http::request const& r) {
                    return rows_from((number_behind(r.target, "pageNumber=") - 1) * 2, 2, 11);
                },
                1s);
            auto const target = ask(http::method::get, "/a?pageSize=2");
            auto rows = raw(peer, target, "pageNumber", page_options().concurrency(4).max_pages(most));
            seen first;
            time.run(paging::take(rows, first));
            CHECK(peer.count() == most);
            CHECK(texts_of(first) == count_to(2 * most));
            auto const at = rows.position();
            auto const then = all(time, raw(peer, target, "pageNumber", page_options().concurrency(4).resume(at)));
            auto whole = texts_of(first);
            whole.insert(whole.end(), then.rows.begin(), then.rows.end());
            CHECK(whole == count_to(11));
        }
    }

    TEST_CASE("a window: who leaves early leaves nothing under way, and goes on with the next row")
    {
        for (std::size_t enough = 0; enough != 9; ++enough) {
            CAPTURE(enough);
            virtual_time time;
            scripted_peer peer;
            peer.otherwise(
                [](http::request const& r) {
                    return rows_from((number_behind(r.target, "pageNumber=") - 1) * 2, 2, 11);
                },
                1s);
            auto const asked = getting("/a?pageSize=2");
            seen before;
            page_position at;
            {
                auto rows = raw(peer, asked, "pageNumber", page_options().concurrency(4));
                time.run(paging::take(rows, before, enough));
                at = rows.position();
            }
            time.run();
            CHECK(peer.under_way() == 0);
            auto const then = all(time, raw(peer, asked, "pageNumber", page_options().concurrency(4).resume(at)));
            auto whole = texts_of(before);
            whole.insert(whole.end(), then.rows.begin(), then.rows.end());
            CHECK(whole == count_to(11));
        }
    }

    TEST_CASE("a window: pages that are not full make the guesses wrong, which costs them once and no row")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise([](http::request const& r) { return rows_from(number_behind(r.target, "skip="), 2, 21); }, 1s);
        auto const options = page_options().concurrency(5);
        auto const out = all(time, raw(peer, ask(http::method::get, "/a?top=3"), "offset", options));
        CHECK(out.rows == count_to(21));
        CHECK(!out.failed.has_value());
        CHECK(peer.count() == 11 + 3);
        CHECK(peer.under_way() == 0);
    }

    TEST_CASE("a window: a guess that fails matters only when the listing gets there")
    {
        for (bool const there : {false, true}) {
            virtual_time time;
            scripted_peer peer;
            peer.otherwise(
                [=](http::request const& r) {
                    auto const page = number_behind(r.target, "pageNumber=");
                    if (page > 3) return http::response{404, {}, {}};
                    return rows_from((page - 1) * 2, 2, there ? 6 : 5);
                },
                1s);
            auto const options = page_options().concurrency(4);
            auto const out = all(time, raw(peer, ask(http::method::get, "/a?pageSize=2"), "pageNumber", options));
            CHECK(out.rows == count_to(there ? 6 : 5));
            CHECK(out.failed.has_value() == there);
        }
    }

    TEST_CASE("cursor: in the query, through an empty page; a repeated one is an error")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/j?pageSize=9")).reply(200, R"({"conversations":[1],"cursor":"a=&"})");
        peer.expect(get("/j?pageSize=9&cursor=a%3D%26")).reply(200, R"({"cursor":"b"})");
        peer.expect(get("/j?pageSize=9&cursor=b")).reply(200, R"({"conversations":[2],"cursor":"b"})");
        auto const out = all(time, raw(peer, ask(http::method::get, "/j?pageSize=9"), "cursor"));
        CHECK(out.rows == texts{"1", "2"});
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::repeated_marker);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("nextUri: also as _links.next, and never to another server")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/u")).reply(200, R"({"entities":[1],"nextUri":"/u?after=1&q=a%20b"})");
        peer.expect(get("/u?after=1&q=a%20b"))
            .reply(200, R"({"entities":[2],"_links":{"self":"x","next":"https://api.example/u?after=2"}})");
        peer.expect(get("/u?after=2")).reply(200, R"({"entities":[3],"nextUri":"https://evil.example/u?after=3"})");
        auto const out = all(time, raw(peer, ask(http::method::get, "/u"), "nextUri"));
        CHECK(out.rows == texts{"1", "2", "3"});
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::foreign_origin);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("nextPage: sent back as a header field; one with a line break is an error")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/s").without_header("X-Genesys-Page-Token")).reply(200, R"({"results":[1],"nextPage":"t1"})");
        peer.expect(get("/s").with_header("X-Genesys-Page-Token", "t1"))
            .reply(200, R"({"results":[],"nextPage":"t\r\nX-Evil: 1"})");
        auto const out = all(time, raw(peer, ask(http::method::get, "/s"), "nextPage"));
        CHECK(out.rows == texts{"1"});
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::bad_marker);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("nextPageToken: sent back in the body as pageToken, the rest as it was written")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/s").with_body(R"({ "q" : 1.0 })")).reply(200, R"({"results":[1],"nextPageToken":"a\"b"})");
        peer.expect(post("/s").with_body(R"({ "q" : 1.0 ,"pageToken":"a\"b"})"))
            .reply(200, R"({"results":[2],"nextPageToken":"c"})");
        peer.expect(post("/s").with_body(R"({ "q" : 1.0 ,"pageToken":"c"})"))
            .reply(200, R"({"results":[3],"nextPageToken":""})");
        auto const out = all(time, raw(peer, posting("/s", R"({ "q" : 1.0 })"), "nextPageToken"));
        CHECK(out.rows == texts{"1", "2", "3"});
        CHECK(!out.failed.has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("link: the Link header field of a bare array")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/l")).reply(200, "[1,2]", {{"Link", "</l?p=2>; rel=\"next\", </l?p=9>; rel=last"}});
        peer.expect(get("/l?p=2")).reply(200, "[3]", {{"Link", "</l>; rel=prev"}});
        auto const out = all(time, raw(peer, ask(http::method::get, "/l"), "link"));
        CHECK(out.rows == texts{"1", "2", "3"});
        CHECK(!out.failed.has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("several lists and no usual name: the error asks for the name, and with it the rows come")
    {
        std::string const answer = R"({"left":[1],"right":[2],"in":{"deep":[3,4]}})";
        for (std::string const name : {"", "left", "right", "in.deep"}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(get("/x")).reply(200, answer);
            auto style = raw_style(raw_style::kind::cursor);
            if (!name.empty()) style.rows_in(name);
            auto const out = all(time, async_paginate_raw(peer, ask(http::method::get, "/x"), style));
            CHECK(out.failed.has_value() == name.empty());
            if (name.empty()) CHECK(out.failed->code() == page_errc::no_rows);
            CHECK(out.rows.size() == (name.empty() ? 0U : name == "in.deep" ? 2U : 1U));
        }
    }

    TEST_CASE("a name that is no style has none; every name of the list has one")
    {
        CHECK(!raw_style::named("").has_value());
        CHECK(!raw_style::named("pagenumber").has_value());
        for (auto const name : raw_style::names) CHECK(raw_style::named(name).has_value());
    }

    TEST_CASE("an answer that is no list and no object, or no JSON, is an error")
    {
        for (std::string const body : {"7", "\"x\"", "<html>", "", R"({"entities":[1)"}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(get("/x")).reply(200, body);
            auto const out = all(time, raw(peer, ask(http::method::get, "/x"), "cursor"));
            REQUIRE(out.failed.has_value());
            CHECK(*out.failed == condition::bad_data);
        }
    }

    TEST_CASE("a body that is no object cannot carry a marker: an error after the rows")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/s")).reply(200, R"({"results":[1],"nextPageToken":"a"})");
        auto const out = all(time, raw(peer, posting("/s", "[1]"), "nextPageToken"));
        CHECK(out.rows == texts{"1"});
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::bad_marker);
    }
}
