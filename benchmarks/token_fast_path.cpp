// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What does it cost to have a token that is there already? Steady state, allocations counted; and do readers on several
// threads slow each other down?
#include "allocation_count.hpp"
#include <cogrant/oauth/token_source.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <latch>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace oauth = cogrant::oauth;

namespace {

/// Gives a token of one day at once.
struct instant_fetcher {
    asio::awaitable<cogrant::result<oauth::token_set>> fetch(cogrant::time_point)
    {
        oauth::token_set t;
        t.access_token = cogrant::secret("kJ9fO2vQeX1mB7sT4zR0wYcL-5uHpN8aD3gI6qVxMEtSbWnZrFjKoUlPyChQ");
        t.expires_in = std::chrono::hours(24);
        co_return t;
    }
};

using source = oauth::token_source<instant_fetcher>;

source filled(asio::io_context& context)
{
    source tokens(context.get_executor(), instant_fetcher());
    asio::co_spawn(context, tokens.get_token(), asio::detached);
    context.run();
    context.restart();
    return tokens;
}

void count_allocations(benchmark::State& state, std::uint64_t before)
{
    state.counters["allocations"] = benchmark::Counter(
        static_cast<double>(allocation_count::so_far() - before), benchmark::Counter::kAvgIterations);
}

void try_get_token_at(benchmark::State& state)
{
    asio::io_context context;
    auto const tokens = filled(context);
    auto const now = std::chrono::steady_clock::now();
    auto const before = allocation_count::so_far();
    for (auto _ : state) benchmark::DoNotOptimize(tokens.try_get_token(now));
    count_allocations(state, before);
}
BENCHMARK(try_get_token_at)->Name("try_get_token(now)");

void try_get_token(benchmark::State& state)
{
    asio::io_context context;
    auto const tokens = filled(context);
    auto const before = allocation_count::so_far();
    for (auto _ : state) benchmark::DoNotOptimize(tokens.try_get_token());
    count_allocations(state, before);
}
BENCHMARK(try_get_token)->Name("try_get_token()");

// The processor's time of this thread: others on the machine do not count, waiting for a cache line does.
double thread_nanoseconds()
{
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e9 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec);
}

// Threads that read at once: all of them one source, or each a source of its own, which is what the machine can do at best.
// `ns_per_read` is of the slowest of them; the time of an iteration says nothing.
void readers(benchmark::State& state, std::size_t threads, bool one_source)
{
    constexpr int reads = 2'000'000;
    asio::io_context context;
    std::vector<source> sources;
    for (std::size_t i = 0; i != threads; ++i) sources.push_back(one_source && i != 0 ? sources[0] : filled(context));
    double best = 1e9;
    for (auto _ : state) {
        std::vector<double> nanoseconds(threads);
        std::latch ready(static_cast<std::ptrdiff_t>(threads));
        auto const read = [&](std::size_t i) {
            auto const tokens = sources[i];
            ready.arrive_and_wait();
            auto const start = thread_nanoseconds();
            for (int n = 0; n != reads; ++n) benchmark::DoNotOptimize(tokens.try_get_token());
            nanoseconds[i] = (thread_nanoseconds() - start) / reads;
        };
        std::vector<std::thread> others;
        for (std::size_t i = 1; i < threads; ++i) others.emplace_back(read, i);
        read(0);
        for (auto& t : others) t.join();
        best = std::min(best, *std::max_element(nanoseconds.begin(), nanoseconds.end()));
    }
    state.counters["ns_per_read"] = best;
}
BENCHMARK_CAPTURE(readers, one, 1, true)
    ->Name("try_get_token() by one thread")
    ->Iterations(20)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(readers, shared, 2, true)
    ->Name("try_get_token() by two threads, one source")
    ->Iterations(20)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(readers, apart, 2, false)
    ->Name("try_get_token() by two threads, a source each")
    ->Iterations(20)
    ->Unit(benchmark::kMillisecond);

void read_clock(benchmark::State& state)
{
    for (auto _ : state) benchmark::DoNotOptimize(std::chrono::steady_clock::now());
}
BENCHMARK(read_clock)->Name("steady_clock::now(), for comparison");

asio::awaitable<void> many_tokens(benchmark::State& state, source tokens)
{
    std::uint64_t before = 0;
    // The first call fills the recycling of coroutine frames.
    auto first = co_await tokens.get_token();
    benchmark::DoNotOptimize(first);
    before = allocation_count::so_far();
    for (auto _ : state) {
        auto token = co_await tokens.get_token();
        benchmark::DoNotOptimize(token);
    }
    count_allocations(state, before);
}

void get_token(benchmark::State& state)
{
    asio::io_context context;
    auto tokens = filled(context);
    asio::co_spawn(context, many_tokens(state, tokens), asio::detached);
    context.run();
}
BENCHMARK(get_token)->Name("co_await get_token()");

asio::awaitable<int> nothing()
{
    int const one = 1;
    co_return one;
}

asio::awaitable<void> many_nothings(benchmark::State& state)
{
    int first = co_await nothing();
    benchmark::DoNotOptimize(first);
    for (auto _ : state) {
        int value = co_await nothing();
        benchmark::DoNotOptimize(value);
    }
}

void await_nothing(benchmark::State& state)
{
    asio::io_context context;
    asio::co_spawn(context, many_nothings(state), asio::detached);
    context.run();
}
BENCHMARK(await_nothing)->Name("co_await an empty awaitable, for comparison");

} // namespace

BENCHMARK_MAIN();
