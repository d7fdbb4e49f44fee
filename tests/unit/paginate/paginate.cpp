// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "../pipeline/pipeline_parts.hpp"
#include <cogrant/paginate/paginate.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <chrono>
#include <numeric>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

struct page {
    std::vector<int> rows;
    std::optional<std::string> next;
};
struct query {
    int page_number = 0;
};

/// What a consumer saw.
struct seen {
    std::vector<int> rows;
    std::optional<error> failed;
};

/// Takes rows until the end or until it has enough.
asio::awaitable<void> consume(async_generator<int> rows, seen& out, std::size_t enough = 1'000'000)
{
    auto source = std::move(rows);
    while (out.rows.size() < enough) {
        auto next = co_await source.try_next();
        if (!next) {
            out.failed = next.error();
            break;
        }
        if (*next == nullptr) break;
        out.rows.push_back(**next);
    }
}

/// Looks at each row for a while.
asio::awaitable<void> consume_slowly(async_generator<int> rows, seen& out, duration each)
{
    auto source = std::move(rows);
    for (;;) {
        auto next = co_await source.try_next();
        if (!next || *next == nullptr) break;
        out.rows.push_back(**next);
        co_await wait_until<manual_clock>(manual_clock::now() + each);
    }
}

std::vector<int> count_to(int n)
{
    std::vector<int> out(static_cast<std::size_t>(n));
    std::iota(out.begin(), out.end(), 1);
    return out;
}

/// A listing of 1, 2, … n, `size` rows on a page whose number is in the body.
http::response numbered(http::request const& r, int n, int size)
{
    auto const asked = json::decode<query>(r.body);
    page out;
    for (int row = (asked->page_number - 1) * size + 1; row <= std::min(n, asked->page_number * size); ++row)
        out.rows.push_back(row);
    return {200, {}, json::encode(out)};
}

auto by_number(int size)
{
    auto const set = [](query& q, std::size_t n) { q.page_number = static_cast<int>(n); };
    return page_number_in_body(query(), static_cast<std::size_t>(size), set, &page::rows);
}

http::request ask_for_rows()
{
    auto r = parts::ask(http::method::post, "/rows");
    r.query = true;
    return r;
}

template <class Client>
async_generator<int> by_cursor(Client client, page_options options = {})
{
    return async_paginate<page>(
        std::move(client), parts::ask(http::method::get, "/rows"), cursor_in_query(&page::next), &page::rows, options);
}

template <class Client>
async_generator<int> by_link(Client client, page_options options = {})
{
    return async_paginate<page>(
        std::move(client), parts::ask(http::method::get, "/rows"), next_link_in_body(&page::next), &page::rows,
        options);
}

retry_options exact() { return retry_options().schedule(backoff().base(0s)); }

} // namespace

static_assert(!std::is_aggregate_v<page_options>);

// Instantiated with what the concepts ask for and nothing else.
template cogrant::paged<archetypes::page> cogrant::async_paginate_pages<
    archetypes::page, archetypes::transport, archetypes::page_style<archetypes::page>, describe_plainly>(
    archetypes::transport, http::request, archetypes::page_style<archetypes::page>, page_options, describe_plainly);
template cogrant::paged<archetypes::page> cogrant::async_paginate_pages<
    archetypes::page, archetypes::transport, archetypes::numbered_style<archetypes::page>, describe_plainly>(
    archetypes::transport, http::request, archetypes::numbered_style<archetypes::page>, page_options, describe_plainly);

TEST_SUITE("paginate/paginate")
{
    TEST_CASE("page numbers end on a short page, an exact multiple on an empty one, whatever the window")
    {
        for (std::size_t const window : {1U, 2U, 8U})
            for (int const n : {0, 1, 2, 3, 9, 10, 11}) {
                CAPTURE(window);
                CAPTURE(n);
                virtual_time time;
                scripted_peer peer;
                peer.otherwise([n](http::request const& r) { return numbered(r, n, 3); }, 1s);
                seen out;
                time.run(consume(
                    async_paginate<page>(
                        peer, ask_for_rows(), by_number(3), &page::rows, page_options().concurrency(window)),
                    out));
                CHECK(out.rows == count_to(n));
                CHECK(!out.failed.has_value());
                if (window == 1) CHECK(peer.count() == static_cast<std::size_t>(n / 3 + 1));
                CHECK(peer.most_at_once() <= window);
                CHECK(peer.under_way() == 0);
            }
    }

    TEST_CASE("a window has its pages under way at once and keeps their order")
    {
        virtual_time time;
        scripted_peer peer;
        // Pages come back in another order than they were asked for.
        for (int n = 1; n <= 9; ++n)
            peer.expect(post("/rows").with_body(R"({"pageNumber":)" + std::to_string(n) + "}"))
                .reply(200, R"({"rows":[)" + (n < 6 ? std::to_string(n) : std::string()) + "]}")
                .after(n % 2 == 0 ? 1s : 5s);
        seen out;
        time.run(consume(
            async_paginate<page>(peer, ask_for_rows(), by_number(1), &page::rows, page_options().concurrency(4)), out));
        CHECK(out.rows == count_to(5));
        CHECK(peer.most_at_once() == 4);
        CHECK(peer.count() <= 9);
        CHECK(time.elapsed() <= 11s);
    }

    TEST_CASE("a cursor is followed, urlencoded, through an empty page to its end")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/rows")).reply(200, R"({"rows":[1,2],"next":"a=&"})");
        peer.expect(get("/rows?cursor=a%3D%26")).reply(200, R"({"rows":[],"next":"b"})");
        peer.expect(get("/rows?cursor=b")).reply(200, R"({"rows":[3],"next":""})");
        seen out;
        time.run(consume(by_cursor(peer), out));
        CHECK(out.rows == count_to(3));
        CHECK(!out.failed.has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a repeated marker is an error after the rows of its page")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/rows")).reply(200, R"({"rows":[1],"next":"A"})");
        peer.expect(get("/rows?cursor=A")).reply(200, R"({"rows":[2],"next":"A"})");
        seen out;
        time.run(consume(by_cursor(peer), out));
        CHECK(out.rows == count_to(2));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::repeated_marker);
        CHECK(*out.failed == condition::bad_data);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a circle of markers is found, with and without fetching ahead")
    {
        for (std::size_t const window : {1U, 2U}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(get("/rows")).reply(200, R"({"rows":[1],"next":"A"})");
            peer.expect(get("/rows?cursor=A")).reply(200, R"({"rows":[2],"next":"B"})");
            peer.expect(get("/rows?cursor=B")).reply(200, R"({"rows":[3],"next":"A"})");
            seen out;
            time.run(consume(by_cursor(peer, page_options().concurrency(window)), out));
            CHECK(out.rows == count_to(3));
            REQUIRE(out.failed.has_value());
            CHECK(out.failed->code() == page_errc::repeated_marker);
            CHECK(peer.problems() == "");
        }
    }

    TEST_CASE("a next link back to the first page is a circle too: no row comes twice")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/rows")).reply(200, R"({"rows":[1],"next":"/rows?page=2"})");
        peer.expect(get("/rows?page=2")).reply(200, R"({"rows":[2],"next":"/rows"})");
        seen out;
        time.run(consume(by_link(peer), out));
        CHECK(out.rows == count_to(2));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::repeated_marker);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("next links are followed, relative and absolute; one to another server is an error after its page's rows")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/rows")).reply(200, R"({"rows":[1],"next":"/rows?page=2"})");
        peer.expect(get("/rows?page=2")).reply(200, R"({"rows":[2],"next":"https://api.example/rows?page=3"})");
        peer.expect(get("/rows?page=3")).reply(200, R"({"rows":[3],"next":"https://evil.example/rows?page=4"})");
        seen out;
        time.run(consume(by_link(peer), out));
        CHECK(out.rows == count_to(3));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::foreign_origin);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("max_pages ends a listing without an error")
    {
        for (std::size_t const window : {1U, 3U})
            for (std::size_t const most : {0U, 1U, 2U, 5U}) {
                CAPTURE(window);
                CAPTURE(most);
                virtual_time time;
                scripted_peer peer;
                peer.otherwise([](http::request const& r) { return numbered(r, 1000, 2); }, 1s);
                seen out;
                auto const options = page_options().max_pages(most).concurrency(window);
                time.run(consume(async_paginate<page>(peer, ask_for_rows(), by_number(2), &page::rows, options), out));
                CHECK(out.rows == count_to(static_cast<int>(most) * 2));
                CHECK(!out.failed.has_value());
                CHECK(peer.count() == most);
            }
    }

    TEST_CASE("fetching ahead has the next page under way while this one is looked at")
    {
        for (std::size_t const window : {1U, 2U}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(get("/rows")).reply(200, R"({"rows":[1],"next":"A"})").after(10s);
            peer.expect(get("/rows?cursor=A")).reply(200, R"({"rows":[2],"next":"B"})").after(10s);
            peer.expect(get("/rows?cursor=B")).reply(200, R"({"rows":[3]})").after(10s);
            seen out;
            time.run(consume_slowly(by_cursor(peer, page_options().concurrency(window)), out, 10s));
            CHECK(out.rows == count_to(3));
            CHECK(time.elapsed() == (window == 1 ? 60s : 40s));
            CHECK(peer.problems() == "");
        }
    }

    TEST_CASE("leaving early cancels what was fetched ahead")
    {
        for (bool const numbers : {false, true}) {
            virtual_time time;
            scripted_peer peer;
            peer.otherwise(
                [](http::request const& r) {
                    return r.method == http::method::post
                               ? numbered(r, 1000, 2)
                               : http::response{
                                     200,
                                     {},
                                     R"({"rows":[1,2],"next":")" + std::to_string(r.target.size()) + r.target.back() +
                                         "\"}"};
                },
                10s);
            seen out;
            auto const options = page_options().concurrency(4);
            if (numbers)
                time.start(
                    consume(async_paginate<page>(peer, ask_for_rows(), by_number(2), &page::rows, options), out, 1));
            else time.start(consume(by_cursor(peer, options), out, 1));
            time.run_for(11s);
            CHECK(out.rows == count_to(1));
            CHECK(peer.under_way() == 0);
            time.run();
            CHECK(time.elapsed() == 11s);
        }
    }

    TEST_CASE("cancelling the consumer ends the listing where it stands")
    {
        for (std::size_t const window : {1U, 4U}) {
            virtual_time time;
            scripted_peer peer;
            peer.otherwise([](http::request const& r) { return numbered(r, 1000, 2); }, 10s);
            seen out;
            asio::cancellation_signal stop;
            auto rows = async_paginate<page>(
                peer, ask_for_rows(), by_number(2), &page::rows, page_options().concurrency(window));
            asio::co_spawn(
                time.context, consume(std::move(rows), out),
                asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
            time.run_for(15s);
            stop.emit(asio::cancellation_type::terminal);
            time.run();
            CHECK(peer.under_way() == 0);
            CHECK(out.rows.size() % 2 == 0);
            REQUIRE(out.failed.has_value());
            CHECK(*out.failed == condition::cancelled);
        }
    }

    TEST_CASE("a failure in the middle keeps the rows before it, and says which request it was")
    {
        for (std::size_t const window : {1U, 3U}) {
            virtual_time time;
            scripted_peer peer;
            peer.otherwise(
                [](http::request const& r) {
                    return r.body == R"({"pageNumber":3})" ? http::response{403, {}, "no"} : numbered(r, 1000, 2);
                },
                1s);
            seen out;
            time.run(consume(
                async_paginate<page>(
                    peer, ask_for_rows(), by_number(2), &page::rows, page_options().concurrency(window)),
                out));
            CHECK(out.rows == count_to(4));
            REQUIRE(out.failed.has_value());
            CHECK(out.failed->code() == http_errc::forbidden);
            CHECK(out.failed->info().status == 403);
            CHECK(out.failed->info().route == "POST /rows");
            CHECK(peer.under_way() == 0);
        }
    }

    TEST_CASE("a page that is not JSON, and one cut down to nothing, are errors and no end")
    {
        for (std::string const body : {"", "<html>", "[]", R"({"rows":[1)"}) {
            CAPTURE(body);
            virtual_time time;
            scripted_peer peer;
            peer.expect(get("/rows")).reply(200, R"({"rows":[1],"next":"A"})");
            peer.expect(get("/rows?cursor=A")).reply(200, body);
            seen out;
            time.run(consume(by_cursor(peer), out));
            CHECK(out.rows == count_to(1));
            REQUIRE(out.failed.has_value());
            CHECK(*out.failed == condition::bad_data);
            CHECK(out.failed->info().where == phase::decode);
        }
    }

    TEST_CASE("401, 503, 429 and a reset in the middle lose no row and double none")
    {
        for (std::size_t const window : {1U, 3U}) {
            virtual_time time;
            scripted_peer peer;
            parts::numbered_tokens::state state;
            parts::token_source const tokens(time.context.get_executor(), parts::numbered_tokens{&state});
            int n = 0;
            peer.otherwise(
                [&n](http::request const& r) {
                    ++n;
                    if (n == 3) return http::response{503, {{"Retry-After", "3"}}, {}};
                    if (n == 7) return http::response{429, {{"Retry-After", "3"}}, {}};
                    if (n > 4 && r.headers.find("Authorization") == "Bearer token-1")
                        return http::response{401, {}, {}};
                    return numbered(r, 41, 5);
                },
                1s);
            any_client client = retry<manual_clock>(exact()) | authorize(tokens, {parts::api()}) | send(peer);
            seen out;
            time.run(consume(
                async_paginate<page>(
                    client, ask_for_rows(), by_number(5), &page::rows, page_options().concurrency(window)),
                out));
            CHECK(out.rows == count_to(41));
            CHECK(!out.failed.has_value());
            CHECK(state.fetches == 2);
        }
    }

    TEST_CASE("page by page, with events, and rows that may be moved from")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise([](http::request const& r) { return numbered(r, 7, 3); });
        any_client const client = retry<manual_clock>(exact()) | send(peer);
        parts::listener heard;
        std::vector<std::vector<int>> pages;
        auto const body = [&]() -> asio::awaitable<void> {
            auto listing =
                async_paginate_pages<page>(client, ask_for_rows(), by_number(3), page_options().hook(heard.hook()));
            while (auto* p = co_await listing.next()) pages.push_back(std::move(p->rows));
        };
        time.run(body());
        CHECK(pages == std::vector<std::vector<int>>{{1, 2, 3}, {4, 5, 6}, {7}});
        CHECK(heard.events.size() == 6);
    }
}
