// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "paging_parts.hpp"
#include <cogrant/paginate/paginate.hpp>
#include <cogrant/paginate/poll.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

// One test for each line of the table "Pagination styles" of the contract of Genesys Cloud (§4).

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using paging::all;
using paging::getting;
using paging::posting;

namespace {

using numbers = std::vector<int>;
using text = std::optional<std::string>;

struct paging_member {
    int page_size = 2;
    int page_number = 0;
};
struct details {
    std::string interval = "i";
    paging_member paging;
};
struct conversation_page {
    numbers conversations;
    std::optional<int> total_hits;
    text cursor;
};
struct entity_page {
    numbers entities;
    text next_uri;
    std::optional<int> total;
};
struct after_query {
    text after;
    std::string state = "open";
};
struct after_page {
    numbers entities;
    text after;
};
struct search_page {
    numbers results;
    text next_page;
    text current_page;
};
struct scim_page {
    int total_results = 0;
    numbers resources;
};
struct token_page {
    numbers results;
    text next_page_token;
};
struct token_query {
    text page_token;
};
struct data_page {
    numbers data;
    text next_page;
};
struct export_state {
    std::string status;
    text download_url;
};
template <class T>
asio::awaitable<void> poll_into(scripted_peer peer, http::request r, std::optional<result<T>>& out)
{
    auto polling =
        async_poll<T, manual_clock>(std::move(peer), std::move(r), [](T const& s) { return s.status != "RUNNING"; });
    auto status = co_await std::move(polling);
    out.emplace(std::move(status));
}

} // namespace

template <>
struct cogrant::reflect::wire_names<scim_page> {
    static constexpr auto value = renames(rename(&scim_page::resources, "Resources"));
};

template <>
struct cogrant::reflect::wire_names<data_page> {
    static constexpr auto value = renames(rename(&data_page::next_page, "next_page"));
};

TEST_SUITE("paginate/contract_styles")
{
    TEST_CASE("Genesys 1, body page number: to a short page; totalHits is a hint")
    {
        virtual_time time;
        scripted_peer peer;
        auto const asked = [](int n) {
            return post("/q").with_body(
                R"({"interval":"i","paging":{"pageSize":2,"pageNumber":)" + std::to_string(n) + "}}");
        };
        peer.expect(asked(1)).reply(200, R"({"conversations":[1,2],"totalHits":2})");
        peer.expect(asked(2)).reply(200, R"({"conversations":[3,4],"totalHits":0})");
        peer.expect(asked(3)).reply(200, R"({"totalHits":99})");
        auto const set = [](details& q, std::size_t n) { q.paging.page_number = static_cast<int>(n); };
        page_number_in_body style(details(), 2, set, &conversation_page::conversations);
        auto const out =
            all(time, async_paginate<conversation_page>(peer, posting("/q"), style, &conversation_page::conversations));
        CHECK(out.rows == numbers{1, 2, 3, 4});
        CHECK(!out.failed.has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 2, query page number: to a short page, or an empty one where pages may be short")
    {
        for (bool const until_empty : {false, true}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(get("/users?pageSize=2&pageNumber=1")).reply(200, R"({"entities":[1,2],"pageCount":1})");
            peer.expect(get("/users?pageSize=2&pageNumber=2")).reply(200, R"({"entities":[3],"pageCount":1})");
            if (until_empty) peer.expect(get("/users?pageSize=2&pageNumber=3")).reply(200, R"({"entities":[]})");
            page_number_in_query style(2, &entity_page::entities);
            if (until_empty) style.until_empty();
            auto const out = all(
                time, async_paginate<entity_page>(peer, getting("/users?pageSize=2"), style, &entity_page::entities));
            CHECK(out.rows == numbers{1, 2, 3});
            CHECK(peer.problems() == "");
        }
    }

    TEST_CASE("Genesys 3, link: nextUri as it is, encoded")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/users")).reply(200, R"({"entities":[1],"nextUri":"/users?pageNumber=2&q=%C3%A4"})");
        peer.expect(get("/users?pageNumber=2&q=%C3%A4")).reply(200, R"({"entities":[2],"total":7})");
        auto const out =
            all(time, async_paginate<entity_page>(
                          peer, getting("/users"), next_link_in_body(&entity_page::next_uri), &entity_page::entities));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 4, cursor: in the query, encoded")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/results")).reply(200, R"({"conversations":[1],"cursor":"a+b"})");
        peer.expect(get("/results?cursor=a%2Bb")).reply(200, R"({"conversations":[2]})");
        auto const out =
            all(time, async_paginate<conversation_page>(
                          peer, getting("/results"), cursor_in_query(&conversation_page::cursor),
                          &conversation_page::conversations));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 5, after: nextUri carries it, and pages may be short or empty while more follow")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/items?pageSize=9")).reply(200, R"({"entities":[1],"nextUri":"/items?pageSize=9&after=x"})");
        peer.expect(get("/items?pageSize=9&after=x")).reply(200, R"({"entities":[],"nextUri":"/items?after=y"})");
        peer.expect(get("/items?after=y")).reply(200, R"({"entities":[2]})");
        auto const out =
            all(time, async_paginate<entity_page>(
                          peer, getting("/items?pageSize=9"), next_link_in_body(&entity_page::next_uri),
                          &entity_page::entities));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 6, after in the body")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/w").with_body(R"({"state":"open"})")).reply(200, R"({"entities":[1],"after":"x"})");
        peer.expect(post("/w").with_body(R"({"after":"x","state":"open"})")).reply(200, R"({"entities":[2]})");
        auto const set = [](after_query& q, std::string const& marker) { q.after = marker; };
        cursor_in_body style(after_query(), set, &after_page::after);
        auto const out = all(time, async_paginate<after_page>(peer, posting("/w"), style, &after_page::entities));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 7, search token: nextPage goes back as q64")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/search?q64=first")).reply(200, R"({"results":[1],"nextPage":"e30=","currentPage":"x"})");
        peer.expect(get("/search?q64=e30%3D")).reply(200, R"({"results":[2],"currentPage":"e30="})");
        auto const out =
            all(time, async_paginate<search_page>(
                          peer, getting("/search?q64=first"), cursor_in_query(&search_page::next_page, "q64"),
                          &search_page::results));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 8, page token in the query: inside nextUri")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/quality")).reply(200, R"({"entities":[1],"nextUri":"/quality?nextPage=t%2F1"})");
        peer.expect(get("/quality?nextPage=t%2F1")).reply(200, R"({"entities":[2],"nextUri":""})");
        auto const out = all(
            time, async_paginate<entity_page>(
                      peer, getting("/quality"), next_link_in_body(&entity_page::next_uri), &entity_page::entities));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 9, SCIM: startIndex from 1 and count, whatever totalResults says")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/scim/Users?count=2&startIndex=1")).reply(200, R"({"totalResults":2,"Resources":[1,2]})");
        peer.expect(get("/scim/Users?count=2&startIndex=3")).reply(200, R"({"totalResults":2,"Resources":[3]})");
        auto style = offset_in_query(2, &scim_page::resources, "startIndex", "count").count_from(1);
        auto const out =
            all(time, async_paginate<scim_page>(peer, getting("/scim/Users"), style, &scim_page::resources));
        CHECK(out.rows == numbers{1, 2, 3});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 10 and 12, a job is polled and its file fetched without the token")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/exports/1")).reply(200, R"({"status":"RUNNING"})");
        peer.expect(get("/exports/1")).reply(200, R"({"status":"RUNNING"})");
        peer.expect(get("/exports/1")).reply(200, R"({"status":"DONE","downloadUrl":"https://store.example/f?sig=1"})");
        std::optional<result<export_state>> state;
        time.run(poll_into<export_state>(peer, getting("/exports/1"), state));
        REQUIRE(state.has_value());
        REQUIRE(state->has_value());
        CHECK(time.elapsed() == 3500ms);
        auto const file = download_request((*state)->download_url.value_or(""));
        REQUIRE(file.has_value());
        CHECK(!file->authorize);
        CHECK(!file->identify);
        CHECK(file->headers.empty());
        peer.expect(get("/f?sig=1").to("https://store.example").without_header("Authorization")).reply(200, "[1,2]");
        auto const identity = [](numbers& page) -> numbers& { return page; };
        auto const out = all(time, async_paginate<numbers>(peer, *file, one_page(), identity));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
        CHECK(download_request("http://store.example/f").has_error());
        CHECK(download_request("/f").has_error());
    }

    TEST_CASE("Genesys 11, bare array: one page")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/recordings")).reply(200, "[1,2,3]");
        auto const identity = [](numbers& page) -> numbers& { return page; };
        auto const out = all(time, async_paginate<numbers>(peer, getting("/recordings"), one_page(), identity));
        CHECK(out.rows == numbers{1, 2, 3});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 13, seed 000: the token in the body goes back as a header field")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/s").without_header("X-Genesys-Page-Token")).reply(200, R"({"results":[1],"nextPage":"t1"})");
        peer.expect(get("/s").with_header("X-Genesys-Page-Token", "t1"))
            .reply(200, R"({"results":[],"nextPage":"t2"})");
        peer.expect(get("/s").with_header("X-Genesys-Page-Token", "t2")).reply(200, R"({"results":[2]})");
        cursor_in_header style(&search_page::next_page, "X-Genesys-Page-Token");
        auto const out = all(time, async_paginate<search_page>(peer, getting("/s"), style, &search_page::results));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 14, seed 001: page_token and limit in the query, rows in data")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/d?limit=2")).reply(200, R"({"data":[1,2],"next_page":"t1"})");
        peer.expect(get("/d?limit=2&page_token=t1")).reply(200, R"({"data":[3],"next_page":null})");
        cursor_in_query style(&data_page::next_page, "page_token");
        auto const out = all(time, async_paginate<data_page>(peer, getting("/d?limit=2"), style, &data_page::data));
        CHECK(out.rows == numbers{1, 2, 3});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("Genesys 15, seed 002: pageToken in the body; missing or empty is the end")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/s").with_body("{}")).reply(200, R"({"results":[1],"nextPageToken":"t1"})");
        peer.expect(post("/s").with_body(R"({"pageToken":"t1"})")).reply(200, R"({"results":[2],"nextPageToken":""})");
        auto const set = [](token_query& q, std::string const& token) { q.page_token = token; };
        cursor_in_body style(token_query(), set, &token_page::next_page_token);
        auto const out = all(time, async_paginate<token_page>(peer, posting("/s"), style, &token_page::results));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }
}
