// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// How fast do rows arrive, and does memory grow with their number? Conversations of about 4 KB from the emulator, 100 a
// page, through token, limiter, retry and pages; the emulator in one process, each export in a fresh one, whose peak
// memory is its own.
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/testing/emulator_server.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
namespace testing = cogrant::testing;
using namespace std::chrono_literals;

namespace {

auto const begin = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);

testing::certificate const& identity()
{
    static auto const made = testing::make_certificate();
    return made;
}

/// An emulator in a process of its own, without rate limit, its pages kept once made.
class emulator_process {
public:
    emulator_process(std::uint64_t rows, bool tls)
    {
        int ends[2];
        if (::pipe(ends) != 0) std::abort();
        child_ = ::fork();
        if (child_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            asio::io_context context(1);
            testing::emulator_server server(
                context.get_executor(),
                testing::genesys_emulator_options()
                    .conversations(rows)
                    .from(begin)
                    .days(1)
                    .client("id", "secret")
                    .rate_per_minute(0)
                    .paging_reach(0)
                    .page_cache(std::size_t{1} << 30),
                tls ? std::optional(identity()) : std::nullopt);
            auto const port = server.origin().port;
            if (::write(ends[1], &port, sizeof port) != sizeof port) std::_Exit(1);
            context.run();
            std::_Exit(0);
        }
        if (::read(ends[0], &port_, sizeof port_) != sizeof port_) std::abort();
    }
    ~emulator_process()
    {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    std::uint16_t port() const { return port_; }

private:
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
};

struct outcome {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    double seconds = 0;
    double peak_mib = 0;
};

template <class Row>
asio::awaitable<void> pull(genesys::client org, std::size_t ahead, outcome& out)
{
    genesys::conversation_details_query query{.interval = {begin, begin + 24h}};
    auto rows = org.async_paginate<Row>(query, cogrant::page_options().concurrency(ahead));
    for (;;) {
        auto coming = rows.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        ++out.rows;
        if constexpr (std::is_same_v<Row, cogrant::json::raw>) out.bytes += row->text().size();
    }
}

double peak_of_this_process()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:" && status >> word) return std::stod(word) / 1024;
    return 0;
}

template <class Row>
outcome export_once(std::uint16_t port, bool tls, std::size_t ahead)
{
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    auto const child = ::fork();
    if (child == 0) {
        outcome out;
        asio::io_context context(1);
        cogrant::http::origin const origin{tls, tls ? "localhost" : "127.0.0.1", port};
        genesys::client org(
            context.get_executor(), genesys::client_options("id", cogrant::secret("secret"))
                                        .hosts({origin, origin})
                                        .limiter(cogrant::limiter_options().permits(100000000).burst(1000000))
                                        .pool(cogrant::http::pool_options().tls(
                                            cogrant::http::tls_options().add_ca_pem(identity().certificate_pem))));
        auto const started = std::chrono::steady_clock::now();
        asio::co_spawn(context, pull<Row>(org, ahead, out), [](std::exception_ptr e) {
            if (e) std::rethrow_exception(e);
        });
        context.run();
        out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        out.peak_mib = peak_of_this_process();
        std::_Exit(::write(ends[1], &out, sizeof out) == sizeof out ? 0 : 1);
    }
    outcome out;
    ::close(ends[1]);
    if (::read(ends[0], &out, sizeof out) != sizeof out) std::abort();
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return out;
}

template <class Row>
void paged_export(benchmark::State& state, bool tls, std::size_t ahead)
{
    auto const rows = static_cast<std::uint64_t>(state.range(0));
    identity();
    emulator_process const emulator(rows, tls);
    export_once<cogrant::json::raw>(emulator.port(), tls, 4); // fills the emulator's cache
    double peak = 0;
    std::uint64_t exported = 0;
    for (auto _ : state) {
        auto const out = export_once<Row>(emulator.port(), tls, ahead);
        if (out.rows != rows) {
            state.SkipWithError("rows were lost or doubled");
            break;
        }
        state.SetIterationTime(out.seconds);
        peak = std::max(peak, out.peak_mib);
        exported += out.rows;
    }
    state.counters["rows/s"] = benchmark::Counter(static_cast<double>(exported), benchmark::Counter::kIsRate);
    state.counters["peak_MiB"] = peak;
}

template <class Row>
void enter(char const* name, bool tls)
{
    benchmark::RegisterBenchmark(name, [tls](benchmark::State& state) { paged_export<Row>(state, tls, 2); })
        ->Arg(10'000)
        ->Arg(100'000)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(3);
}

} // namespace

int main(int argc, char** argv)
{
    enter<cogrant::json::raw>("raw rows, plain", false);
    enter<cogrant::json::raw>("raw rows, TLS", true);
    enter<genesys::conversation>("structs, plain", false);
    enter<genesys::conversation>("structs, TLS", true);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
