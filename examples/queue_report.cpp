// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Inbound interactions by queue of the last hours, flattened: one line for each queue and medium.
#include "program/main.hpp"
#include "program/queue_numbers.hpp"
#include <cogrant/codec/csv_table.hpp>
#include <cogrant/genesys.hpp>
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/genesys/where.hpp>
#include <cogrant/sink/byte_target.hpp>
#include <cogrant/sink/row_format.hpp>
#include <cogrant/sink/row_sink.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
namespace where = cogrant::genesys::where;

namespace queue_report {

constexpr char const help[] =
    R"(queue_report: inbound interactions by queue and medium, flattened to CSV or JSON.

usage: queue_report [--hours N | --from TIME --to TIME] [--csv FILE] [--json FILE]
  --hours N            the last N hours (default 24, at most 744)
  --from, --to TIME    an interval instead, like 2026-03-01T00:00:00Z
  --csv FILE           one line for each queue and medium; without any file CSV goes to the standard output
  --json FILE          the same as an array of objects

A file appears when it is whole, or not at all. A queue that is no longer there, or that may not be seen, has its id and
no name.
Settings: GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, and GENESYS_REGION or GENESYS_ENV_URL, or a .env file with them.
Needs the permission analytics:conversationAggregate:view; for the names of queues routing:queue:view.
Exit codes: 0 ok, 1 file, 2 usage, 3 authentication, 4 forbidden, 5 rate limit, 6 network or server, 7 bad data.

examples
  queue_report --csv yesterday.csv --json yesterday.json
  queue_report --hours 1
)";

struct row {
    std::string queue_id{};
    std::string queue_name{};
    std::string media_type{};
    std::int64_t offered = 0;
    std::int64_t answered = 0;
    std::int64_t abandoned = 0;
    std::optional<double> service_level{};          ///< of 1
    std::optional<double> average_wait_seconds{};   ///< of those that left the queue, answered or not
    std::optional<double> average_handle_seconds{};
};

std::optional<double> average_seconds(genesys::aggregate_bucket const& bucket, char const* metric)
{
    auto const count = bucket.count(metric);
    if (count == 0) return std::nullopt;
    return bucket.sum(metric) / static_cast<double>(count) / 1000;
}

std::vector<row> rows_of(genesys::aggregates_answer const& answer, program::queue_names const& names)
{
    std::vector<row> out;
    for (auto const& group : answer.results) {
        if (group.data.empty()) continue;
        auto const& bucket = group.data.front(); // there is one: no granularity was asked for
        row r;
        r.queue_id = group.value("queueId");
        r.queue_name = names.of(r.queue_id);
        r.media_type = group.value("mediaType");
        r.offered = bucket.count("nOffered");
        r.answered = bucket.count("tAnswered");
        r.abandoned = bucket.count("tAbandon");
        if (auto const* const level = bucket.find("oServiceLevel")) r.service_level = level->ratio;
        r.average_wait_seconds = average_seconds(bucket, "tAcd");
        r.average_handle_seconds = average_seconds(bucket, "tHandle");
        out.push_back(std::move(r));
    }
    std::sort(out.begin(), out.end(), [](row const& a, row const& b) {
        return std::tie(a.queue_name, a.queue_id, a.media_type) < std::tie(b.queue_name, b.queue_id, b.media_type);
    });
    return out;
}

template <class Format>
asio::awaitable<void> write(std::vector<row> const& rows, Format format, std::string path)
{
    cogrant::row_sink sink{std::move(format), cogrant::file_target(path)};
    for (auto const& r : rows) sink.add(r);
    auto finishing = sink.finish();
    auto const done = co_await std::move(finishing);
    done.value();
}

asio::awaitable<void> report(cogrant::interval when, std::string csv_file, std::string json_file)
{
    auto const executor = co_await asio::this_coro::executor;
    auto org = genesys::client::from_environment(executor);

    genesys::conversation_aggregates_query query{
        .interval = when,
        .group_by = {"queueId", "mediaType"},
        .filter = where::direction == genesys::direction::inbound && where::queue_id.exists(),
        .metrics = {"nOffered", "tAnswered", "tAbandon", "tAcd", "tHandle", "oServiceLevel"}};
    auto const answer = co_await genesys::call(org, query);
    auto const& counted = answer.value();
    auto const names = co_await program::names_of_queues(org);
    if (names.trouble) std::fprintf(stderr, "queues have no names: %s\n", names.trouble.message().c_str());
    auto const rows = rows_of(counted, names);

    if (!csv_file.empty()) {
        cogrant::csv_format<row> format;
        co_await write(rows, std::move(format), csv_file);
    }
    if (!json_file.empty()) {
        cogrant::json_array_format format;
        co_await write(rows, std::move(format), json_file);
    }
    if (!csv_file.empty() || !json_file.empty()) co_return;
    std::string text;
    cogrant::csv::table<row> lines;
    lines.header(text);
    for (auto const& r : rows) lines.row(r, text);
    std::fputs(text.c_str(), stdout);
}

cogrant::interval interval_of(program::command_line const& line)
{
    auto const from = line.text("--from");
    auto const to = line.text("--to");
    if (from.empty() && to.empty()) return cogrant::last(std::chrono::hours(line.number("--hours", 24, 744)));
    auto const when = cogrant::parse_interval(from + "/" + to);
    if (!when) throw std::invalid_argument("--from and --to take times like 2026-03-01T00:00:00Z");
    if (when->from >= when->to) throw std::invalid_argument("--from lies before --to");
    return *when;
}

} // namespace queue_report

int main(int count, char** words)
{
    return program::main(
        count, words, {"--hours", "--from", "--to", "--csv", "--json"}, queue_report::help,
        [](program::command_line const& line) {
            line.no_other_words();
            return queue_report::report(queue_report::interval_of(line), line.text("--csv"), line.text("--json"));
        });
}
