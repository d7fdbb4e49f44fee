// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// How fast do rows arrive, and does memory grow with their number? Conversations of about 4 KB from the emulator, 100 a
// page, through token, limiter, retry and pages; the emulator in one process, each export in a fresh one.
//
// - "raw rows", "structs": an export of 10 000 to 1 000 000 rows, the next page fetched ahead. For a million the
//   emulator makes each page anew, which is what takes the time then; only the client's memory is looked at.
// - "exports over TLS, in turns": clients of the same kept pages, one after the other, round for round. Receiving and
//   throwing away is our own client, too, with the same requests. `csv` decodes every member and writes a dozen columns
//   to a file, `csv_wanted` the same file from a struct that has only what the columns need; `…_decoded_elsewhere` does
//   the same with a second thread that decodes; the last two have one request in flight, decode every member and write
//   nothing: ours and peers/curl_simdjson.cpp.
// - "window": structs over TLS when each answer comes 20 ms late.
#include "export_processes.hpp"
#include "peers/checksum.hpp"
#include <cogrant/async/fan_out.hpp>
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/client.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t page_size = 100;

genesys::conversation_details_query whole_day() { return {.interval = {exports::begin, exports::begin + 24h}}; }

// ---- consumers

template <class Row>
asio::awaitable<void> count_rows(genesys::client org, cogrant::page_options options, bool check, exports::outcome& out)
{
    checksum sum;
    auto rows = org.async_paginate<Row>(whole_day(), std::move(options));
    for (;;) {
        auto coming = rows.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        ++out.rows;
        if constexpr (std::is_same_v<Row, cogrant::json::raw>) out.bytes += row->text().size();
        if (check) sum.add(*row);
    }
    out.checksum = sum.value();
}

/// The columns of a report; texts point into the row.
struct line {
    std::string_view conversation_id;
    std::optional<cogrant::timestamp> conversation_start;
    std::optional<cogrant::timestamp> conversation_end;
    std::string_view direction;
    std::string_view division_id;
    std::optional<double> min_mos;
    std::size_t participants = 0;
    std::string_view media_type;
    std::string_view queue_id;
    std::string_view user_id;
    std::string_view wrap_up_code;
    std::int64_t talk_ms = 0;
};

/// A struct with what these columns need: the rest of a conversation is passed over, as strictly as it is read.
struct wanted_metric {
    std::optional<std::string> name;
    std::optional<std::int64_t> value;
};
struct wanted_segment {
    std::optional<std::string> queue_id;
    std::optional<std::string> wrap_up_code;
};
struct wanted_session {
    cogrant::open_enum<genesys::media_type> media_type;
    std::vector<wanted_metric> metrics;
    std::vector<wanted_segment> segments;
};
struct wanted_participant {
    std::vector<wanted_session> sessions;
    std::optional<std::string> user_id;
};
struct wanted {
    std::optional<cogrant::timestamp> conversation_end;
    std::string conversation_id;
    std::optional<cogrant::timestamp> conversation_start;
    std::vector<std::string> division_ids;
    std::optional<double> media_stats_min_conversation_mos;
    cogrant::open_enum<genesys::direction> originating_direction;
    std::vector<wanted_participant> participants;
};

template <class Conversation>
line line_of(Conversation const& c)
{
    line out;
    out.conversation_id = c.conversation_id;
    out.conversation_start = c.conversation_start;
    out.conversation_end = c.conversation_end;
    out.direction = c.originating_direction.text();
    if (!c.division_ids.empty()) out.division_id = c.division_ids.front();
    out.min_mos = c.media_stats_min_conversation_mos;
    out.participants = c.participants.size();
    for (auto const& p : c.participants) {
        if (p.user_id) out.user_id = *p.user_id;
        for (auto const& s : p.sessions) {
            out.media_type = s.media_type.text();
            for (auto const& m : s.metrics)
                if (m.name == "tTalk") out.talk_ms += m.value.value_or(0);
            for (auto const& g : s.segments) {
                if (g.queue_id) out.queue_id = *g.queue_id;
                if (g.wrap_up_code) out.wrap_up_code = *g.wrap_up_code;
            }
        }
    }
    return out;
}

template <class Row>
asio::awaitable<void> write_csv(genesys::client org, cogrant::page_options options, exports::outcome& out)
{
    auto* const file = std::tmpfile();
    if (file == nullptr) std::abort();
    std::string text;
    auto const flush = [&] {
        if (std::fwrite(text.data(), 1, text.size(), file) != text.size()) std::abort();
        out.bytes += text.size();
        out.checksum = out.checksum * 31 + std::hash<std::string_view>()(text);
        text.clear();
    };
    cogrant::csv::header<line>(text);
    auto rows = org.async_paginate<Row>(whole_day(), std::move(options));
    for (;;) {
        auto coming = rows.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        cogrant::csv::row(line_of(*row), text);
        if (text.size() >= 64 * 1024) flush();
        ++out.rows;
    }
    flush();
    std::fclose(file);
}

/// The same requests as the others make, for an answer that nobody reads.
cogrant::http::request request_of_page(genesys::client const& org, std::size_t number)
{
    auto request = org.request(cogrant::http::method::post, "/api/v2/analytics/conversations/details/query");
    request.query = true;
    auto query = whole_day();
    query.paging.emplace().page_number = static_cast<std::int32_t>(number);
    request.body = cogrant::json::encode(query);
    return request;
}

/// Its memory is used again, as that of listings is.
asio::awaitable<std::size_t>
receive_page(genesys::client org, cogrant::http::request request, std::vector<std::string>* spare)
{
    cogrant::http::exchange x(std::move(request));
    if (!spare->empty()) {
        x.spare = std::move(spare->back());
        spare->pop_back();
    }
    auto sending = org.send(x);
    auto answer = co_await std::move(sending);
    std::size_t const size = answer && answer->ok() ? answer->body.size() : 0;
    if (answer) spare->push_back(std::move(answer->body));
    co_return size;
}

asio::awaitable<void>
throw_away(genesys::client org, std::size_t pages_under_way, std::uint64_t rows, exports::outcome& out)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const last = static_cast<std::size_t>(rows) / page_size + 1; // empty: the others ask for it, too
    std::size_t number = 0;
    std::size_t answered = 0;
    std::vector<std::string> spare;
    if (pages_under_way == 1) {
        while (number != last) {
            auto receiving = receive_page(org, request_of_page(org, ++number), &spare);
            auto const size = co_await std::move(receiving);
            out.bytes += size;
            answered += size != 0 ? 1U : 0U;
        }
    } else {
        auto const start = [&]() -> std::optional<asio::awaitable<std::size_t>> {
            if (number == last) return std::nullopt;
            return receive_page(org, request_of_page(org, ++number), &spare);
        };
        auto window = cogrant::in_order<std::size_t>(executor, pages_under_way, start);
        for (;;) {
            auto coming = window.next();
            auto* size = co_await std::move(coming);
            if (size == nullptr) break;
            out.bytes += *size;
            answered += *size != 0 ? 1U : 0U;
        }
    }
    out.rows = answered == last ? rows : 0;
}

// ---- one export in a process of its own

enum class client_kind { raw_rows, structs, csv, csv_wanted, nothing };

struct job {
    client_kind kind = client_kind::structs;
    std::size_t pages_under_way = 2;
    bool decode_elsewhere = false;
    bool check = false;
};

exports::outcome run(std::uint16_t port, exports::server const& server, job const& j)
{
    static constexpr char const* names[] = {"raw_rows", "structs", "csv", "csv_wanted", "receive"};
    return exports::in_process(names[static_cast<std::size_t>(j.kind)], [&](exports::outcome& out) {
        asio::io_context context(1);
        std::optional<asio::thread_pool> second;
        cogrant::page_options options;
        options.concurrency(j.pages_under_way);
        if (j.decode_elsewhere) options.decode_on(second.emplace(1).get_executor());
        auto const started = std::chrono::steady_clock::now();
        cogrant::http::origin const origin{server.tls, server.tls ? "localhost" : "127.0.0.1", port};
        genesys::client const org(
            context.get_executor(), genesys::client_options("id", cogrant::secret("secret"))
                                        .hosts({origin, origin})
                                        .limiter(cogrant::limiter_options().permits(100000000).burst(1000000))
                                        .pool(cogrant::http::pool_options().tls(cogrant::http::tls_options().add_ca_pem(
                                            exports::identity().certificate_pem))));
        auto const spawn = [&](asio::awaitable<void> work) {
            asio::co_spawn(context, std::move(work), [&out, started](std::exception_ptr e) {
                if (e) std::rethrow_exception(e);
                out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
            });
        };
        switch (j.kind) {
        case client_kind::raw_rows: spawn(count_rows<cogrant::json::raw>(org, options, j.check, out)); break;
        case client_kind::structs: spawn(count_rows<genesys::conversation>(org, options, j.check, out)); break;
        case client_kind::csv: spawn(write_csv<genesys::conversation>(org, options, out)); break;
        case client_kind::csv_wanted: spawn(write_csv<wanted>(org, options, out)); break;
        case client_kind::nothing: spawn(throw_away(org, j.pages_under_way, server.rows, out)); break;
        }
        context.run();
    });
}

double median(std::vector<double> of)
{
    auto const middle = of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2);
    std::nth_element(of.begin(), middle, of.end());
    return *middle;
}

// ---- rows a second and memory, by number of rows

void one_kind(benchmark::State& state, client_kind kind, bool tls)
{
    exports::server server;
    server.rows = static_cast<std::uint64_t>(state.range(0));
    server.tls = tls;
    server.keep_pages = server.rows < 1'000'000;
    exports::emulator_process const emulator(server);
    if (server.keep_pages) run(emulator.port(), server, {.kind = client_kind::nothing, .pages_under_way = 4});
    double peak = 0;
    std::uint64_t exported = 0;
    for (auto _ : state) {
        auto const out = run(emulator.port(), server, {.kind = kind});
        if (out.rows != server.rows) {
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

void enter(char const* name, client_kind kind, bool tls)
{
    auto const go = [kind, tls](benchmark::State& state) { one_kind(state, kind, tls); };
    auto const with = [&](std::int64_t rows, int times) {
        benchmark::RegisterBenchmark(name, go)
            ->Arg(rows)
            ->UseManualTime()
            ->Unit(benchmark::kMillisecond)
            ->Iterations(times);
    };
    with(10'000, 3);
    with(100'000, 3);
    if (tls) with(1'000'000, 1);
}

// ---- clients in turns

struct client {
    char const* name;
    std::function<exports::outcome(bool check)> run;
};

std::vector<client> clients_of(std::uint16_t port, exports::server const& server)
{
    auto const ours = [=](job j) {
        return [=](bool check) mutable {
            j.check = check;
            return run(port, server, j);
        };
    };
    std::vector<client> out;
    out.push_back({"received", ours({.kind = client_kind::nothing})});
    out.push_back({"csv", ours({.kind = client_kind::csv})});
    out.push_back({"csv_wanted", ours({.kind = client_kind::csv_wanted})});
    out.push_back(
        {"csv_decoded_elsewhere", ours({.kind = client_kind::csv, .pages_under_way = 4, .decode_elsewhere = true})});
    out.push_back(
        {"csv_wanted_decoded_elsewhere",
         ours({.kind = client_kind::csv_wanted, .pages_under_way = 4, .decode_elsewhere = true})});
    out.push_back({"received_one_by_one", ours({.kind = client_kind::nothing, .pages_under_way = 1})});
    out.push_back({"structs_one_by_one", ours({.kind = client_kind::structs, .pages_under_way = 1})});
    if (auto const peer = exports::program_beside("curl_simdjson"); !peer.empty())
        out.push_back({"curl_simdjson", [=](bool check) {
                           return exports::in_program(
                               peer, {std::to_string(port), std::to_string(server.rows), exports::interval,
                                      std::to_string(page_size), check ? "1" : "0"});
                       }});
    return out;
}

bool same_values(std::vector<client> const& clients)
{
    std::map<bool, std::uint64_t> sums; // of the files, and of the structs
    for (auto const& c : clients) {
        std::string_view const name = c.name;
        bool const file = name.starts_with("csv");
        if (!file && name != "structs_one_by_one" && name != "curl_simdjson") continue;
        auto const found = c.run(true).checksum;
        if (sums.emplace(file, found).first->second != found) return false;
    }
    return true;
}

void in_turns(benchmark::State& state)
{
    exports::server server;
    server.rows = static_cast<std::uint64_t>(state.range(0));
    exports::emulator_process const emulator(server);
    auto const clients = clients_of(emulator.port(), server);
    std::map<std::string, std::vector<double>> rates;
    std::map<std::string, std::vector<double>> processor;
    if (!same_values(clients)) state.SkipWithError("not all give the same values"); // fills the cache, too
    std::size_t first = 0;
    for (auto _ : state) {
        double seconds = 0;
        for (std::size_t i = 0; i != clients.size(); ++i) {
            auto const& one = clients[(first + i) % clients.size()];
            auto const out = one.run(false);
            if (out.rows != server.rows) {
                state.SkipWithError((std::string(one.name) + ": rows were lost or doubled").c_str());
                return;
            }
            seconds += out.seconds;
            rates[one.name].push_back(static_cast<double>(out.rows) / out.seconds);
            processor[one.name].push_back(1e6 * out.processor_seconds / static_cast<double>(out.rows));
        }
        ++first;
        state.SetIterationTime(seconds);
    }
    for (auto const& [name, all] : rates) state.counters[name + "_rows/s"] = median(all);
    for (auto const& [name, all] : processor) state.counters[name + "_cpu_us/row"] = median(all);
    // Of each round, then the median: what disturbs one round disturbs both.
    auto const compare = [&](std::string const& name, std::string const& a, std::string const& b) {
        auto const& over = rates[a];
        auto const& under = rates[b];
        std::vector<double> ratios;
        for (std::size_t i = 0; i != std::min(over.size(), under.size()); ++i) ratios.push_back(over[i] / under[i]);
        if (!ratios.empty()) state.counters[name] = median(ratios);
    };
    compare("csv/received", "csv", "received");
    compare("csv_wanted/received", "csv_wanted", "received");
    compare("csv_elsewhere/received", "csv_decoded_elsewhere", "received");
    compare("csv_wanted_elsewhere/received", "csv_wanted_decoded_elsewhere", "received");
    compare("ours/curl_simdjson", "structs_one_by_one", "curl_simdjson");
}

// ---- a server that is far away

void window(benchmark::State& state)
{
    exports::server server;
    server.rows = static_cast<std::uint64_t>(state.range(0));
    server.delay = 20ms;
    exports::emulator_process const emulator(server);
    run(emulator.port(), server, {.kind = client_kind::nothing, .pages_under_way = 8});
    std::vector<double> sequential;
    std::vector<double> windowed;
    std::vector<double> ratios;
    for (auto _ : state) {
        auto const one = run(emulator.port(), server, {.pages_under_way = 1});
        auto const eight = run(emulator.port(), server, {.pages_under_way = 8});
        if (one.rows != server.rows || eight.rows != server.rows) {
            state.SkipWithError("rows were lost or doubled");
            return;
        }
        state.SetIterationTime(one.seconds + eight.seconds);
        sequential.push_back(static_cast<double>(one.rows) / one.seconds);
        windowed.push_back(static_cast<double>(eight.rows) / eight.seconds);
        ratios.push_back(windowed.back() / sequential.back());
    }
    state.counters["sequential_rows/s"] = median(sequential);
    state.counters["window_rows/s"] = median(windowed);
    state.counters["window/sequential"] = median(ratios);
}

} // namespace

int main(int argc, char** argv)
{
    enter("raw rows, plain", client_kind::raw_rows, false);
    enter("raw rows, TLS", client_kind::raw_rows, true);
    enter("structs, plain", client_kind::structs, false);
    enter("structs, TLS", client_kind::structs, true);
    benchmark::RegisterBenchmark("exports over TLS, in turns", in_turns)
        ->Arg(20'000)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(7);
    benchmark::RegisterBenchmark("window of 8, 20 ms of latency", window)
        ->Arg(40'000)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(3);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
