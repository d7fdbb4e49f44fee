// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "paging_parts.hpp"
#include <cogrant/paginate/paginate.hpp>
#include <cogrant/paginate/poll.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/limit.hpp>

#include <boost/asio/thread_pool.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <type_traits>
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

http::response by_offset(http::request const& r)
{
    auto const skip = std::stoi(r.target.substr(r.target.rfind('=') + 1));
    page out;
    for (int n = skip + 1; n <= std::min(skip + 2, 9); ++n) out.rows.push_back(n);
    return {200, {}, json::encode(out)};
}

std::vector<int> const nine{1, 2, 3, 4, 5, 6, 7, 8, 9};

template <class Client>
auto offsets(Client client, page_options options)
{
    return async_paginate<page>(
        std::move(client), getting("/rows"), offset_in_query(2, &page::rows), &page::rows, std::move(options));
}

struct job {
    std::string state;
};

asio::awaitable<void> poll_into(scripted_peer peer, poll_options options, std::optional<result<job>>& out)
{
    auto polling = async_poll<job, manual_clock>(
        std::move(peer), getting("/job"), [](job const& j) { return j.state == "DONE"; }, std::move(options));
    auto state = co_await std::move(polling);
    out.emplace(std::move(state));
}

template <class Describe>
asio::awaitable<void> poll_with(
    scripted_peer peer, http::request request, poll_options options, Describe describe, std::optional<result<job>>& out)
{
    auto polling = async_poll<job, manual_clock>(
        std::move(peer), std::move(request), [](job const& j) { return j.state == "DONE"; }, options, describe);
    auto state = co_await std::move(polling);
    out.emplace(std::move(state));
}

result<job> polled(virtual_time& time, scripted_peer peer, poll_options options)
{
    std::optional<result<job>> out;
    time.run(poll_into(std::move(peer), std::move(options), out));
    REQUIRE(out.has_value());
    return *out;
}

} // namespace

static_assert(!std::is_aggregate_v<poll_options>);

TEST_SUITE("paginate/page_options")
{
    TEST_CASE(
        "the deadline covers the whole listing: rows before it come, then deadline_exceeded and a position to go on")
    {
        for (std::size_t const window : {1U, 3U}) {
            virtual_time time;
            scripted_peer peer;
            peer.otherwise(by_offset, 2s);
            auto const options = page_options().concurrency(window).deadline(manual_clock::now() + 3s);
            auto rows = offsets(peer, options);
            paging::seen<int> out;
            time.run(paging::take(rows, out));
            CHECK(time.elapsed() == 3s);
            REQUIRE(out.failed.has_value());
            CHECK(out.failed->code() == http_errc::deadline_exceeded);
            CHECK(out.rows.size() == (window == 1 ? 2U : 6U));
            CHECK(peer.under_way() == 0);
            auto const rest = all(time, offsets(peer, page_options().resume(rows.position())));
            out.rows.insert(out.rows.end(), rest.rows.begin(), rest.rows.end());
            CHECK(out.rows == nine);
        }
    }

    TEST_CASE("a window asks no faster than the limiter lets it")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise(by_offset);
        basic_rate_limiter<manual_clock> limiter(limiter_options().permits(2).window(10s).burst(2));
        any_client const client = limit(limiter) | send(peer);
        auto const out = all(time, offsets(client, page_options().concurrency(8)));
        CHECK(out.rows == nine);
        auto const received = peer.received();
        for (std::size_t i = 2; i < received.size(); ++i) CHECK(received[i].at - received[i - 2].at >= 9s);
    }

    TEST_CASE("pages are decoded on another executor, in order, and what is wrong with one is described as ever")
    {
        for (std::size_t const window : {1U, 4U}) {
            asio::io_context context;
            asio::thread_pool threads(3);
            basic_scripted_transport<> peer;
            peer.otherwise(by_offset);
            auto const options = page_options().concurrency(window).decode_on(threads.get_executor());
            paging::seen<int> out;
            auto rows = offsets(peer, options);
            support::run(context, paging::take(rows, out));
            CHECK(out.rows == nine);
            CHECK(!out.failed.has_value());

            basic_scripted_transport<> bad;
            bad.otherwise([](http::request const& r) {
                if (r.target.ends_with("=0")) return by_offset(r);
                return http::response{200, {{"ININ-Correlation-Id", "c"}}, R"({"rows":[1,"x"]})"};
            });
            paging::seen<int> wrong;
            auto other = offsets(bad, options);
            support::run(context, paging::take(other, wrong));
            CHECK(wrong.rows == std::vector<int>{1, 2});
            REQUIRE(wrong.failed.has_value());
            CHECK(wrong.failed->code() == codec_errc::wrong_type);
            CHECK(wrong.failed->info().body_snippet == R"({"rows":[1,"x"]})");
            CHECK(wrong.failed->info().route == "GET /rows");
            context.restart();
            context.run(); // pages behind the last one are still under way on the threads
            threads.join();
        }
    }

    TEST_CASE("a listing left while a page is decoded elsewhere leaves nothing behind")
    {
        for (int n = 0; n != 50; ++n) {
            asio::io_context context;
            asio::thread_pool threads(1);
            basic_scripted_transport<> peer;
            peer.otherwise(by_offset);
            paging::seen<int> out;
            {
                auto rows = offsets(peer, page_options().concurrency(4).decode_on(threads.get_executor()));
                support::run(context, paging::take(rows, out, 1));
            }
            CHECK(out.rows == std::vector<int>{1});
            context.restart();
            context.run();
            CHECK(peer.under_way() == 0);
            threads.join();
        }
    }

    TEST_CASE("a job is polled with pauses that double up to the longest, until done or the deadline")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(testing::get("/job")).reply(200, R"({"state":"RUNNING"})").times(4);
        peer.expect(testing::get("/job")).reply(200, R"({"state":"DONE"})");
        auto const done = polled(time, peer, poll_options().pauses(1s, 3s));
        REQUIRE(done.has_value());
        CHECK(time.elapsed() == 1s + 2s + 3s + 3s + 3s);
        CHECK(peer.problems() == "");

        virtual_time again;
        scripted_peer slow;
        slow.otherwise([](http::request const&) { return http::response{200, {}, R"({"state":"RUNNING"})"}; });
        auto const late = polled(again, slow, poll_options().pauses(1s, 1s).deadline(manual_clock::now() + 4500ms));
        REQUIRE(late.has_error());
        CHECK(late.error().code() == http_errc::deadline_exceeded);
        CHECK(slow.count() == 4);

        scripted_peer gone;
        gone.expect(testing::get("/job")).reply(404);
        CHECK(polled(again, gone, poll_options()).error().code() == http_errc::not_found);
    }

    TEST_CASE("what gives up on a job names the last answer, by which the server's people find it, and no token")
    {
        struct names_it {
            void operator()(http::response const& answer, error& e) const
            {
                e.edit().correlation_id = answer.headers.find("Trace").value_or("");
                e.edit().status = answer.status;
            }
        };
        virtual_time time;
        scripted_peer peer;
        auto request = getting("/job");
        request.headers.set("Authorization", "Bearer PLANTED");
        for (auto const* const id : {"c-1", "c-2 PLANTED"})
            peer.expect(testing::get("/job")).reply(200, R"({"state":"RUNNING"})", {{"Trace", id}});
        std::optional<result<job>> out;
        auto const soon = poll_options().pauses(1s, 1s).deadline(manual_clock::now() + 2500ms);
        time.run(poll_with(peer, std::move(request), soon, names_it(), out));
        REQUIRE(out.has_value());
        REQUIRE(out->has_error());
        CHECK(out->error().code() == http_errc::deadline_exceeded);
        CHECK(out->error().info().correlation_id == "c-2 [redacted]");
        CHECK(out->error().info().status == 0); // of the deadline, which is ours
        CHECK(peer.problems() == "");
    }
}
