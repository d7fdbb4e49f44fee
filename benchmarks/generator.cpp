// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What does one item cost on its way through a generator, when its page is there already? Pages of 1000 rows, decoded
// before the clock starts; time and allocations are for each row. Awaiting an Asio coroutine that does nothing is what
// any such loop pays at least.
#include "allocation_count.hpp"
#include <cogrant/async/generator.hpp>
#include <cogrant/paginate/paginate.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;

namespace {

struct row {
    std::int64_t number = 0;
    std::string text;
};

struct page {
    std::vector<row> rows;
};

std::size_t constexpr rows_of_a_page = 1000;

page one_page()
{
    page out;
    for (std::size_t i = 0; i != rows_of_a_page; ++i)
        out.rows.push_back({static_cast<std::int64_t>(i), "row " + std::to_string(i)});
    return out;
}

// The same page again and again: no two of them are alive at once, as in an export that consumes what it gets.
cogrant::async_generator<page> pages_at_hand(page one)
{
    auto kept = std::move(one);
    for (;;) co_yield kept;
}

// Rows without pages and without end.
cogrant::async_generator<row> rows_at_hand(row one)
{
    auto kept = std::move(one);
    for (;;) {
        ++kept.number;
        co_yield kept;
    }
}

auto rows_of_pages() { return cogrant::async_rows(pages_at_hand(one_page()), &page::rows); }

asio::awaitable<void> consume(benchmark::State& state, cogrant::async_generator<row> source, std::uint64_t& before)
{
    auto rows = std::move(source);
    // The first call fills the recycling of coroutine frames.
    auto* first = co_await rows.next();
    benchmark::DoNotOptimize(first);
    before = allocation_count::so_far();
    for (auto _ : state) {
        auto coming = rows.next();
        auto* item = co_await std::move(coming);
        benchmark::DoNotOptimize(item->number);
    }
}

asio::awaitable<void> try_consume(benchmark::State& state, cogrant::async_generator<row> source, std::uint64_t& before)
{
    auto rows = std::move(source);
    auto first = co_await rows.try_next();
    benchmark::DoNotOptimize(first);
    before = allocation_count::so_far();
    for (auto _ : state) {
        auto coming = rows.try_next();
        auto item = co_await std::move(coming);
        if (!item) std::abort();
        benchmark::DoNotOptimize((*item)->number);
    }
}

asio::awaitable<row*> nothing(row* one)
{
    auto* same = one;
    co_return same;
}

asio::awaitable<void> await_nothing(benchmark::State& state, std::uint64_t& before)
{
    row one;
    auto* first = co_await nothing(&one);
    benchmark::DoNotOptimize(first);
    before = allocation_count::so_far();
    for (auto _ : state) {
        auto coming = nothing(&one);
        auto* item = co_await std::move(coming);
        benchmark::DoNotOptimize(item->number);
    }
}

void run(benchmark::State& state, asio::awaitable<void> loop, std::uint64_t& before)
{
    asio::io_context context(1);
    asio::co_spawn(context, std::move(loop), [](std::exception_ptr failed) {
        if (failed) std::rethrow_exception(failed);
    });
    context.run();
    state.SetItemsProcessed(state.iterations());
    state.counters["allocations"] = benchmark::Counter(
        static_cast<double>(allocation_count::so_far() - before), benchmark::Counter::kAvgIterations);
}

void next_of_pages(benchmark::State& state)
{
    std::uint64_t before = 0;
    run(state, consume(state, rows_of_pages(), before), before);
}
BENCHMARK(next_of_pages)->Name("rows of pages, next()");

void try_next_of_pages(benchmark::State& state)
{
    std::uint64_t before = 0;
    run(state, try_consume(state, rows_of_pages(), before), before);
}
BENCHMARK(try_next_of_pages)->Name("rows of pages, try_next()");

void next_of_rows(benchmark::State& state)
{
    std::uint64_t before = 0;
    run(state, consume(state, rows_at_hand(row()), before), before);
}
BENCHMARK(next_of_rows)->Name("one generator, next()");

void next_of_nothing(benchmark::State& state)
{
    std::uint64_t before = 0;
    run(state, await_nothing(state, before), before);
}
BENCHMARK(next_of_nothing)->Name("an empty awaitable, for comparison");

// What the compiler makes of the same rows without any coroutine.
void plain_loop(benchmark::State& state)
{
    auto one = one_page();
    auto const before = allocation_count::so_far();
    std::size_t at = 0;
    for (auto _ : state) {
        auto* item = &one.rows[at];
        if (++at == one.rows.size()) at = 0;
        benchmark::DoNotOptimize(item->number);
    }
    state.counters["allocations"] = benchmark::Counter(
        static_cast<double>(allocation_count::so_far() - before), benchmark::Counter::kAvgIterations);
}
BENCHMARK(plain_loop)->Name("a plain loop, for comparison");

} // namespace

BENCHMARK_MAIN();
