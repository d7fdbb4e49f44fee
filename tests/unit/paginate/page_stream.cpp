// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "paging_parts.hpp"
#include <cogrant/paginate/page_stream.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using paging::getting;

namespace {

struct page {
    std::vector<int> rows;
    std::optional<std::string> next;
};

/// Three pages of one row.
http::response page_of(http::request const& r)
{
    if (r.target == "/rows") return http::response{200, {}, R"({"rows":[1],"next":"b"})"};
    if (r.target == "/rows?cursor=b") return http::response{200, {}, R"({"rows":[2],"next":"c"})"};
    return http::response{200, {}, R"({"rows":[3]})"};
}
scripted_peer three_pages(duration delay = 1s)
{
    scripted_peer peer;
    peer.otherwise(page_of, delay);
    return peer;
}

/// Answers when a queue gets to it, cancelled or not.
struct peer_that_cannot_be_stopped {
    asio::any_io_executor queue;

    asio::awaitable<result<http::response>> send(http::exchange& x) const
    {
        auto waiting = asio::post(queue, asio::use_awaitable);
        co_await std::move(waiting);
        co_return page_of(x.request);
    }
};

auto style() { return cursor_in_query(&page::next); }

/// Asks for pages until there are no more, as a program with callbacks would.
struct reader {
    page_stream<page>& from;
    std::vector<int> rows;
    std::vector<error_code> codes;
    error why;

    void go_on()
    {
        from.async_next(why, [this](error_code code, std::optional<page> p) {
            codes.push_back(code);
            if (code || !p) return;
            rows.push_back(p->rows.front());
            go_on();
        });
    }
};

} // namespace

TEST_SUITE("paginate/page_stream")
{
    TEST_CASE("page by page with callbacks, and no page at the end, once and again")
    {
        virtual_time time;
        auto peer = three_pages();
        page_stream pages(
            time.context.get_executor(),
            async_paginate_pages<page>(peer, getting("/rows"), style(), page_options().concurrency(2)));
        reader r{pages, {}, {}, {}};
        r.go_on();
        CHECK(r.codes.empty());
        time.run();
        CHECK(r.rows == std::vector<int>{1, 2, 3});
        CHECK(r.codes == std::vector<error_code>(4));
        CHECK(pages.position().at_end());
        r.go_on();
        time.context.restart();
        time.run();
        CHECK(r.codes == std::vector<error_code>(5));
        CHECK(peer.count() == 3);
    }

    TEST_CASE("page by page: deferred operations and a stream that is gone before its page comes")
    {
        virtual_time time;
        auto peer = three_pages();
        error why;
        std::optional<page> got;
        {
            page_stream pages(time.context.get_executor(), async_paginate_pages<page>(peer, getting("/rows"), style()));
            auto operation = pages.async_next(why, asio::deferred);
            time.run();
            CHECK(peer.count() == 0);
            std::move(operation)([&](error_code, std::optional<page> p) { got = std::move(p); });
        }
        time.context.restart();
        time.run();
        REQUIRE(got.has_value());
        CHECK(got->rows == std::vector<int>{1});
    }

    TEST_CASE("a failure names itself, and a new stream goes on from the position")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(testing::get("/rows")).reply(200, R"({"rows":[1],"next":"b"})");
        peer.expect(testing::get("/rows?cursor=b")).reply(403);
        page_stream pages(time.context.get_executor(), async_paginate_pages<page>(peer, getting("/rows"), style()));
        reader r{pages, {}, {}, {}};
        r.go_on();
        time.run();
        CHECK(r.rows == std::vector<int>{1});
        CHECK(r.codes.back() == http_errc::forbidden);
        CHECK(r.why.info().status == 403);
        page_stream rest(
            time.context.get_executor(),
            async_paginate_pages<page>(
                three_pages(), getting("/rows"), style(), page_options().resume(pages.position())));
        reader again{rest, {}, {}, {}};
        again.go_on();
        time.context.restart();
        time.run();
        CHECK(again.rows == std::vector<int>{2, 3});
    }

    TEST_CASE("async_paginate calls back for each page and completes with the position")
    {
        virtual_time time;
        auto peer = three_pages();
        std::vector<int> rows;
        std::vector<page_position> behind;
        error why;
        std::optional<page_position> end;
        async_paginate<page>(
            time.context.get_executor(), peer, getting("/rows"), style(),
            [&](page& p, page_position const& where) {
                rows.push_back(p.rows.front());
                behind.push_back(where);
            },
            page_options().concurrency(2), why,
            [&](error_code code, page_position where) {
                CHECK(!code);
                end = where;
            });
        CHECK(rows.empty());
        time.run();
        CHECK(rows == std::vector<int>{1, 2, 3});
        REQUIRE(end.has_value());
        CHECK(end->at_end());
        CHECK(behind.back() == *end);
        CHECK(behind.front().marker() == "b");
    }

    TEST_CASE("async_paginate ends when the callback has enough, and what was fetched ahead is cancelled")
    {
        virtual_time time;
        auto peer = three_pages(10s);
        error why;
        std::optional<page_position> left;
        async_paginate<page>(
            time.context.get_executor(), peer, getting("/rows"), style(), [](page&) { return false; },
            page_options().concurrency(2), why, [&](error_code, page_position where) { left = where; });
        time.run();
        REQUIRE(left.has_value());
        CHECK(left->marker() == "b");
        CHECK(peer.under_way() == 0);
        CHECK(time.elapsed() == 10s);
    }

    TEST_CASE("async_paginate cancelled in mid-flight completes once, with operation_aborted, and calls back no more")
    {
        for (auto const at : {0ms, 500ms, 1500ms, 2500ms}) {
            virtual_time time;
            auto peer = three_pages();
            asio::cancellation_signal stop;
            error why;
            std::vector<error_code> codes;
            std::size_t pages = 0;
            async_paginate<page>(
                time.context.get_executor(), peer, getting("/rows"), style(), [&](page&) { ++pages; },
                page_options().concurrency(2), why,
                asio::bind_cancellation_slot(
                    stop.slot(), [&](error_code code, page_position) { codes.push_back(code); }));
            time.run_for(at);
            auto const before = pages;
            stop.emit(asio::cancellation_type::terminal);
            time.run();
            CHECK(pages == before);
            CHECK(codes == std::vector<error_code>{asio::error::operation_aborted});
            CHECK(peer.under_way() == 0);
        }
    }

    TEST_CASE("async_paginate cancelled tells nobody of a page that comes all the same, received or decoded elsewhere")
    {
        for (std::size_t const window : {1U, 2U, 4U}) {
            for (bool const decoded : {false, true}) {
                INFO("window ", window, ", decoded elsewhere: ", decoded);
                asio::io_context context;
                asio::io_context elsewhere;
                peer_that_cannot_be_stopped const peer{decoded ? context.get_executor() : elsewhere.get_executor()};
                auto options = page_options().concurrency(window);
                if (decoded) options.decode_on(elsewhere.get_executor());
                asio::cancellation_signal stop;
                error why;
                std::vector<error_code> codes;
                std::size_t pages = 0;
                async_paginate<page>(
                    context.get_executor(), peer, getting("/rows"), style(), [&](page&) { ++pages; }, options, why,
                    asio::bind_cancellation_slot(
                        stop.slot(), [&](error_code code, page_position) { codes.push_back(code); }));
                context.poll();
                stop.emit(asio::cancellation_type::terminal);
                context.poll();
                CHECK(codes.empty()); // what is under way elsewhere has memory that must not go
                REQUIRE(elsewhere.poll_one() == 1);
                context.poll();
                CHECK(pages == 0);
                CHECK(codes == std::vector<error_code>{asio::error::operation_aborted});
                CHECK(why.code() == asio::error::operation_aborted);
                CHECK(elsewhere.poll() == 0);
            }
        }
    }

    TEST_CASE("async_paginate by future, from a thread pool")
    {
        basic_scripted_transport<> peer;
        peer.expect(testing::get("/rows")).reply(200, R"({"rows":[1],"next":"b"})");
        peer.expect(testing::get("/rows?cursor=b")).reply(200, R"({"rows":[2]})");
        asio::thread_pool threads(2);
        error why;
        std::vector<int> rows;
        auto const options = page_options().concurrency(2).decode_on(threads.get_executor());
        auto done = async_paginate<page>(
            threads.get_executor(), peer, getting("/rows"), style(), [&](page& p) { rows.push_back(p.rows.front()); },
            options, why, asio::use_future);
        CHECK(done.get().at_end());
        CHECK(rows == std::vector<int>{1, 2});
        threads.join();
    }
}
