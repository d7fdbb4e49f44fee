// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "paging_parts.hpp"
#include <cogrant/paginate/detail/marker_memory.hpp>
#include <cogrant/paginate/paginate.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using paging::all;
using paging::getting;

namespace {

struct page {
    std::vector<int> rows;
    std::optional<std::string> next;
};

using numbers = std::vector<int>;

numbers count(int from, int to)
{
    numbers out(static_cast<std::size_t>(to - from + 1));
    std::iota(out.begin(), out.end(), from);
    return out;
}

/// 1 to 7 on pages of 3 by cursor, with an empty page in the middle.
http::response by_cursor(http::request const& r)
{
    if (r.target == "/rows") return {200, {}, R"({"rows":[1,2,3],"next":"a/ b"})"};
    if (r.target == "/rows?cursor=a%2F%20b") return {200, {}, R"({"rows":[],"next":"c"})"};
    if (r.target == "/rows?cursor=c") return {200, {}, R"({"rows":[4,5,6],"next":"d"})"};
    if (r.target == "/rows?cursor=d") return {200, {}, R"({"rows":[7]})"};
    return {404, {}, {}};
}

/// 1 to 7 on pages of 3 by offset.
http::response by_offset(http::request const& r)
{
    auto const skip = std::stoi(r.target.substr(r.target.rfind('=') + 1));
    page out;
    for (int n = skip + 1; n <= std::min(skip + 3, 7); ++n) out.rows.push_back(n);
    return {200, {}, json::encode(out)};
}

auto cursors(scripted_peer peer, page_options options = {})
{
    return async_paginate<page>(
        std::move(peer), getting("/rows"), cursor_in_query(&page::next), &page::rows, std::move(options));
}
auto offsets(scripted_peer peer, page_options options = {})
{
    return async_paginate<page>(
        std::move(peer), getting("/rows"), offset_in_query(3, &page::rows), &page::rows, std::move(options));
}

/// Through the text form, as through a file.
page_position reread(page_position const& p)
{
    auto back = page_position::parse(to_string(p) + "\n");
    REQUIRE(back.has_value());
    CHECK(*back == p);
    return *back;
}

asio::awaitable<void> pages_into(async_generator<page>& source, std::vector<numbers>& out, std::size_t enough)
{
    auto const most = enough;
    while (out.size() < most) {
        auto* p = co_await source.next();
        if (p == nullptr) break;
        out.push_back(p->rows);
    }
}

} // namespace

TEST_SUITE("paginate/position")
{
    TEST_CASE("a listing left after any row goes on with the next one, with and without fetching ahead")
    {
        for (bool const numbered : {false, true})
            for (std::size_t const window : {1U, 2U, 5U})
                for (int left_at = 0; left_at <= 7; ++left_at) {
                    CAPTURE(numbered);
                    CAPTURE(window);
                    CAPTURE(left_at);
                    virtual_time time;
                    scripted_peer peer;
                    peer.otherwise(numbered ? by_offset : by_cursor, 1s);
                    paging::seen<int> before;
                    page_position at;
                    {
                        auto const options = page_options().concurrency(window);
                        auto rows = numbered ? offsets(peer, options) : cursors(peer, options);
                        time.run(paging::take(rows, before, static_cast<std::size_t>(left_at)));
                        at = reread(rows.position());
                    }
                    CHECK(before.rows == count(1, left_at));
                    CHECK(at.rows() == static_cast<std::uint64_t>(left_at));
                    CHECK(at.at_start() == (left_at == 0));
                    auto const options = page_options().concurrency(window).resume(at);
                    auto const after = all(time, numbered ? offsets(peer, options) : cursors(peer, options));
                    CHECK(after.rows == count(left_at + 1, 7));
                    CHECK(!after.failed.has_value());
                }
    }

    TEST_CASE("resumed again and again, one row at a time, a listing gives every row once")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise(by_cursor);
        paging::seen<int> out;
        page_position at;
        for (std::size_t n = 1; n <= 8; ++n) {
            auto rows = cursors(peer, page_options().resume(at));
            time.run(paging::take(rows, out, n));
            at = reread(rows.position());
        }
        CHECK(out.rows == count(1, 7));
        CHECK(at.at_end());
        CHECK(at.rows() == 7);
        CHECK(at.pages() == 4);
        auto const asked = peer.count();
        CHECK(all(time, cursors(peer, page_options().resume(at))).rows.empty());
        CHECK(peer.count() == asked);
    }

    TEST_CASE("after a failure the position is where to try again")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(testing::get("/rows")).reply(200, R"({"rows":[1,2,3],"next":"c"})");
        peer.expect(testing::get("/rows?cursor=c")).reply(403);
        paging::seen<int> out;
        auto rows = cursors(peer);
        time.run(paging::take(rows, out));
        CHECK(out.failed.has_value());
        peer.otherwise(by_cursor);
        auto const rest = all(time, cursors(peer, page_options().resume(reread(rows.position()))));
        CHECK(rest.rows == count(4, 7));
    }

    TEST_CASE("after max_pages the position names the page that would have come")
    {
        for (bool const numbered : {false, true}) {
            virtual_time time;
            scripted_peer peer;
            peer.otherwise(numbered ? by_offset : by_cursor);
            auto const options = page_options().max_pages(1).concurrency(numbered ? 3 : 1);
            auto rows = numbered ? offsets(peer, options) : cursors(peer, options);
            paging::seen<int> out;
            time.run(paging::take(rows, out));
            CHECK(out.rows == count(1, 3));
            auto const rest = page_options().resume(reread(rows.position()));
            CHECK(all(time, numbered ? offsets(peer, rest) : cursors(peer, rest)).rows == count(4, 7));
        }
    }

    TEST_CASE("by page: what comes after the page handed out last, and a circle is found again")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise(by_cursor);
        page_position at;
        std::vector<numbers> out;
        for (std::size_t n = 1; n <= 5; ++n) {
            auto pages = async_paginate_pages<page>(
                peer, getting("/rows"), cursor_in_query(&page::next), page_options().resume(at).concurrency(2));
            time.run(pages_into(pages, out, n));
            at = reread(pages.position());
        }
        CHECK(out == std::vector<numbers>{{1, 2, 3}, {}, {4, 5, 6}, {7}});
        CHECK(at.at_end());

        peer.otherwise([](http::request const&) { return http::response{200, {}, R"({"rows":[1],"next":"A"})"}; });
        auto rows = cursors(peer);
        paging::seen<int> circle;
        time.run(paging::take(rows, circle));
        CHECK(circle.rows == numbers{1, 1});
        auto const again = all(time, cursors(peer, page_options().resume(reread(rows.position()))));
        CHECK(again.rows.empty());
        REQUIRE(again.failed.has_value());
        CHECK(again.failed->code() == page_errc::repeated_marker);
    }

    TEST_CASE("a position of another listing, or of rows for a listing by page, is an error and nothing is asked")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise(by_cursor);
        auto rows = cursors(peer);
        paging::seen<int> out;
        time.run(paging::take(rows, out, 2));
        auto const at = rows.position();
        auto const asked = peer.count();
        auto const other =
            all(time, async_paginate<page>(
                          peer, getting("/rows?interval=other"), cursor_in_query(&page::next), &page::rows,
                          page_options().resume(at)));
        REQUIRE(other.failed.has_value());
        CHECK(other.failed->code() == page_errc::bad_position);
        auto const by_page =
            all(time, async_paginate_pages<page>(
                          peer, getting("/rows"), cursor_in_query(&page::next), page_options().resume(at)));
        REQUIRE(by_page.failed.has_value());
        CHECK(by_page.failed->code() == page_errc::bad_position);
        CHECK(peer.count() == asked);
    }

    TEST_CASE("a damaged text is no position, and no text makes a request go elsewhere")
    {
        auto const good = to_string(page_position());
        CHECK(good == "page1:start:0:0:0:0:");
        CHECK(page_position::parse(good).has_value());
        for (std::string const text :
             {"", "page1", "page2:start:0:0:0:0:", "page1:start:0:0:0:0", "page1:start:0:0:0:0:x", "page1:at:0:0:0:0:%",
              "page1:at:0:0:0:0:%zz", "page1:at:-1:0:0:0:a", "page1:at:0:x:0:0:a", "page1:at:0:0:0:0:a:b",
              "page1:at:0:0:0:99999999999999999999:a", "page1:gone:0:0:0:0:", "page1:at:0:0:0::a"}) {
            CAPTURE(text);
            auto const parsed = page_position::parse(text);
            REQUIRE(parsed.has_error());
            CHECK(parsed.error().code() == page_errc::bad_position);
        }
        for (std::string const marker : {"https%3A%2F%2Fevil.example%2F", "%2Fa%0D%0AX%3A%201", "evil", ""}) {
            CAPTURE(marker);
            virtual_time time;
            scripted_peer peer;
            auto const at = page_position::parse("page1:at:0:1:1:0:" + marker);
            REQUIRE(at.has_value());
            auto const out =
                all(time, async_paginate<page>(
                              peer, getting("/rows"), next_link_in_body(&page::next), &page::rows,
                              page_options().resume(*at)));
            CHECK(out.failed.has_value());
            CHECK(peer.count() == 0);
        }
    }

    TEST_CASE("a marker that begins with two slashes is a path of the listing's own server")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise([](http::request const&) { return http::response{200, {}, json::encode(page())}; });
        auto const at = page_position::parse("page1:at:0:1:1:0:%2F%2Fevil.example%2F");
        REQUIRE(at.has_value());
        auto const out = all(
            time, async_paginate<page>(
                      peer, getting("/rows"), next_link_in_body(&page::next), &page::rows, page_options().resume(*at)));
        CHECK(!out.failed.has_value());
        REQUIRE(peer.count() == 1);
        CHECK(peer.received()[0].request.origin == getting("/rows").origin);
        CHECK(peer.received()[0].request.target == "//evil.example/");
    }

    TEST_CASE("the memory of markers is bounded, and a circle longer than it is found all the same")
    {
        cogrant::detail::marker_memory memory(10'000);
        std::size_t n = 0;
        while (memory.add("marker " + std::to_string(n % 1000)) && n < 100'000) ++n;
        CHECK(n > 1000);
        CHECK(n < 5000);
        cogrant::detail::marker_memory exact;
        for (n = 0; exact.add(std::to_string(n % 1000)); ++n) {}
        CHECK(n == 1000);
    }
}
