// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "paging_parts.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/paginate/numbered.hpp>
#include <cogrant/paginate/paginate.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <coroutines.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;

namespace {

namespace asio = boost::asio;

struct person {
    int id = -1;
    std::string name = "nobody";
    std::optional<std::string> mail;
    std::vector<std::string> skills;
};
struct people {
    std::vector<person> results;
};

constexpr int last_page = 9;

/// Rows of a page, each with other members than the rows at its place in the pages before and behind.
std::string page_text(int page)
{
    std::string out = R"({"results":[)";
    auto const rows = page == last_page ? 1 : 5;
    for (int i = 0; i != rows; ++i) {
        auto const id = page * 10 + i;
        out += (i == 0 ? R"({"id":)" : R"(,{"id":)") + std::to_string(id);
        if (id % 3 == 0)
            out += R"(,"name":"a name that does not fit into the string itself )" + std::to_string(id) + '"';
        if (id % 4 == 1) out += R"(,"mail":"someone.with.a.long.name@example.com")";
        if (id % 4 == 2) out += R"(,"mail":null)";
        if (id % 5 != 0) out += R"(,"skills":["one","a skill with quite a long name",null])";
        out += '}';
    }
    return out + "]}";
}

http::response answer(http::request const& r)
{
    http::response out;
    out.status = 200;
    out.body = page_text(std::stoi(r.target.substr(r.target.find("page=") + 5)));
    return out;
}

asio::awaitable<void> take_rows(async_generator<person> rows, std::string& out, bool greedy)
{
    auto source = std::move(rows);
    for (;;) {
        auto coming = source.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        if (greedy) { // takes the row with its memory
            auto const mine = std::move(*row);
            json::encode(mine, out);
        } else {
            json::encode(*row, out);
        }
        out += '\n';
    }
}

/// Where the rows of full pages lie.
asio::awaitable<void> look(async_generator<people> pages, std::set<void const*>& places)
{
    auto source = std::move(pages);
    for (;;) {
        auto coming = source.next();
        auto* page = co_await std::move(coming);
        if (page == nullptr) break;
        if (page->results.size() == 5) places.insert(page->results.data());
    }
}

asio::awaitable<void> count_pages(async_generator<people> pages, std::size_t& seen)
{
    auto source = std::move(pages);
    for (;;) {
        auto coming = source.next();
        auto* page = co_await std::move(coming);
        if (page == nullptr) break;
        ++seen;
    }
}

/// Answers into the memory that the exchange brings, as the pool does.
struct body_places {
    std::set<void const*> places;
    std::size_t most_brought = 0;
};
struct peer_with_places {
    std::shared_ptr<body_places> seen = std::make_shared<body_places>();
    std::size_t padding = 1000;

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        auto out = answer(x.request);
        auto const text = out.body + std::string(padding, ' ');
        out.body = std::move(x.spare);
        seen->most_brought = std::max(seen->most_brought, out.body.capacity());
        out.body.assign(text);
        seen->places.insert(out.body.data());
        co_return out;
    }
};

std::string expected()
{
    std::string out;
    for (int page = 1; page <= last_page; ++page) {
        auto const fresh = json::decode<people>(page_text(page));
        REQUIRE(fresh.has_value());
        for (auto const& row : fresh->results) {
            json::encode(row, out);
            out += '\n';
        }
    }
    return out;
}

} // namespace

TEST_SUITE("paginate/used pages")
{
    TEST_CASE("a page in the memory of one before shows nothing of it, however pages are fetched and decoded")
    {
        auto const good = expected();
        for (std::size_t const window : {1U, 2U, 4U}) {
            for (bool const elsewhere : {false, true}) {
                for (bool const greedy : {false, true}) {
                    INFO("window ", window, elsewhere ? ", decoded elsewhere" : "", greedy ? ", rows moved away" : "");
                    asio::io_context context;
                    asio::thread_pool threads(2);
                    basic_scripted_transport<> peer;
                    peer.otherwise(answer);
                    auto options = page_options().concurrency(window);
                    if (elsewhere) options.decode_on(threads.get_executor());
                    auto rows = async_paginate<people>(
                        peer, paging::getting("/people"), page_number_in_query(5, &people::results, "page"),
                        &people::results, options);
                    std::string out;
                    support::run(context, take_rows(std::move(rows), out, greedy));
                    context.restart();
                    context.run(); // pages behind the last one are still under way on the threads
                    threads.join();
                    CHECK(out == good);
                }
            }
        }
    }

    TEST_CASE("page after page is in the memory of one; with pages fetched ahead, of as many more")
    {
        for (std::size_t const window : {1U, 2U, 4U}) {
            asio::io_context context;
            basic_scripted_transport<> peer;
            peer.otherwise(answer);
            auto pages = async_paginate_pages<people>(
                peer, paging::getting("/people"), page_number_in_query(5, &people::results, "page"),
                page_options().concurrency(window));
            std::set<void const*> places;
            support::run(context, look(std::move(pages), places));
            INFO("window ", window);
            CHECK(places.size() <= (window == 1 ? 1 : window + 1));
        }
    }

    TEST_CASE("bodies are received into the memory of one, too, unless it is very large")
    {
        for (std::size_t const padding : {std::size_t{1000}, std::size_t{5} << 20U}) {
            for (bool const elsewhere : {false, true}) {
                asio::io_context context;
                asio::thread_pool threads(1);
                peer_with_places peer;
                peer.padding = padding;
                auto options = page_options().concurrency(1);
                if (elsewhere) options.decode_on(threads.get_executor());
                auto rows = async_paginate<people>(
                    peer, paging::getting("/people"), page_number_in_query(5, &people::results, "page"),
                    &people::results, options);
                std::string out;
                support::run(context, take_rows(std::move(rows), out, false));
                threads.join();
                CHECK(out == expected());
                if (padding == 1000) CHECK(peer.seen->places.size() == 1);
                else CHECK(peer.seen->most_brought < 1000);
            }
        }
    }

    TEST_CASE("a page decoded elsewhere arrives at once, not behind the pages that wait there")
    {
        asio::io_context context;
        asio::io_context elsewhere;
        basic_scripted_transport<> peer;
        peer.otherwise(answer);
        std::size_t seen = 0;
        asio::co_spawn(
            context,
            count_pages(
                async_paginate_pages<people>(
                    peer, paging::getting("/people"), page_number_in_query(5, &people::results, "page"),
                    page_options().concurrency(3).decode_on(elsewhere.get_executor())),
                seen),
            asio::detached);
        for (std::size_t decoded = 0; decoded != last_page; ++decoded) {
            while (context.poll() != 0) context.restart();
            CHECK(seen == decoded);
            REQUIRE(elsewhere.poll_one() == 1); // one page, though more are there to be decoded
            elsewhere.restart();
            context.restart();
        }
        while (context.poll() != 0) context.restart();
        CHECK(seen == last_page);
        for (std::size_t n = 1; n != 0;) { // pages behind the last one
            elsewhere.restart();
            context.restart();
            n = elsewhere.poll();
            n += context.poll();
        }
    }
}
