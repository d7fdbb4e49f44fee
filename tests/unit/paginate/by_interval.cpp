// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include <cogrant/paginate/by_interval.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace cogrant;
using namespace std::chrono_literals;
using words = std::vector<std::string>;

namespace {

struct row {
    std::string id;
    timestamp from{}; ///< of what it stands for
    timestamp to{};
};
struct page {
    std::vector<row> rows;
};

/// A server with a reach, whose queries over long intervals take too long, and whose rows are those that were active.
struct server {
    std::vector<row> rows; ///< in the order of their begin
    std::size_t page_size = 5;
    std::size_t reach = 40;
    std::chrono::milliseconds bearable = 48h;
    bool totals = true;
    std::size_t asked = 0;

    error refusal(unsigned status) const
    {
        error e(make_error_code(boost::system::errc::protocol_error));
        e.edit().status = status;
        return e;
    }
};

async_generator<page> pages_of(server* s, interval when, page_options options)
{
    std::vector<row> found;
    for (auto const& r : s->rows)
        if (r.from < when.to && r.to > when.from) found.push_back(r);
    bool const slow = when.to - when.from > s->bearable;
    for (std::size_t n = 0; n != options.max_pages(); ++n) {
        ++s->asked;
        if (slow && n == 1) throw failure(s->refusal(504)); // after a page
        if ((n + 1) * s->page_size > s->reach) throw failure(s->refusal(400));
        page out;
        auto const begin = std::min(n * s->page_size, found.size());
        auto const end = std::min(begin + s->page_size, found.size());
        for (auto i = begin; i != end; ++i) out.rows.push_back(found[i]);
        bool const last = out.rows.size() < s->page_size;
        co_yield out;
        if (last) break;
    }
}

asio::awaitable<words> read(server* s, interval whole, split_options options)
{
    auto const ask = [s](interval part, page_options const& o) { return pages_of(s, part, o); };
    auto const id = [](row const& r) -> std::string const& { return r.id; };
    auto const total = [s](page const&) { return s->totals ? std::uint64_t(s->rows.size()) : 0; };
    auto const reason = [](error const& e) { return e.info().status == 504 ? split_reason::slow : split_reason::none; };
    auto rows = async_by_interval(interval_splitter(whole, options), ask, &page::rows, id, total, reason);
    words out;
    while (auto* r = co_await rows.next()) out.push_back(r->id);
    co_return out;
}

} // namespace

TEST_SUITE("paginate/by_interval")
{
    TEST_CASE("whatever the server bears, every row comes once: hundreds of random data sets")
    {
        auto const whole = parse_interval("2026-03-01T00:00:00Z/P20D").value();
        for (unsigned seed = 0; seed != 300; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            server s;
            s.page_size = 2 + random() % 7;
            s.reach = s.page_size * (12 + random() % 8);
            s.bearable = std::chrono::hours(1 + random() % 200);
            s.totals = false;
            auto const rows = random() % 400;
            for (unsigned i = 0; i != rows; ++i) {
                row r;
                r.id = std::to_string(i);
                r.from = whole.from + std::chrono::minutes(random() % (20 * 24 * 60));
                r.to = r.from + std::chrono::minutes(1 + (random() % 10 == 0 ? random() % 4000 : random() % 60));
                s.rows.push_back(r);
            }
            std::sort(s.rows.begin(), s.rows.end(), [](row const& a, row const& b) { return a.from < b.from; });
            words expected;
            for (auto const& r : s.rows) expected.push_back(r.id);
            asio::io_context context;
            auto const options = split_options().reach(s.reach).least(1min).longest(std::chrono::hours(30 + seed));
            auto got = support::run(context, read(&s, whole, options));
            std::sort(got.begin(), got.end());
            std::sort(expected.begin(), expected.end());
            CHECK(got == expected);
        }
    }

    TEST_CASE("rows come in the order of the listing, seams or not")
    {
        auto const whole = parse_interval("2026-03-01T00:00:00Z/P3D").value();
        server s;
        words expected;
        for (int i = 0; i != 72; ++i) {
            row r;
            r.id = expected.emplace_back(std::to_string(i));
            r.from = whole.from + std::chrono::hours(i);
            r.to = r.from + 90min;
            s.rows.push_back(r);
        }
        asio::io_context context;
        CHECK(support::run(context, read(&s, whole, split_options().reach(s.reach))) == expected);
    }
}
