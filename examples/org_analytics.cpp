// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Interactions and handle time of the whole organisation, day by day: one request, because the server counts.
#include "program/main.hpp"
#include "program/queue_numbers.hpp"
#include "program/write_file.hpp"
#include <cogrant/codec/csv_table.hpp>
#include <cogrant/genesys.hpp>
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/report/page.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;

namespace org_analytics {

constexpr char const help[] =
    R"(org_analytics: interactions and handle time of the whole organisation, by day and medium (days are UTC).

usage: org_analytics [--days N] [--format text|csv] [--report FILE.html]
  --days N       how many days, the last of them today (default 7, at most 31)
  --format F     a table to read, or csv (default text)
  --report FILE  a page with pictures, too: volume and handle time by day, abandonment by queue. It needs nothing else,
                 so it can be sent by mail

Settings: GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, and GENESYS_REGION or GENESYS_ENV_URL, or a .env file with them.
Needs the permission analytics:conversationAggregate:view; for the names of queues on the page routing:queue:view.
Exit codes: 0 ok, 1 file, 2 usage, 3 authentication, 4 forbidden, 5 rate limit, 6 network or server, 7 bad data.

examples
  GENESYS_REGION=eu-central-1 org_analytics
  org_analytics --days 30 --format csv > month.csv
  org_analytics --report week.html
)";

struct row {
    std::string day{};
    std::string media_type{};
    std::int64_t interactions = 0;
    std::int64_t offered = 0;
    std::int64_t answered = 0;
    std::int64_t abandoned = 0;
    std::int64_t handled = 0;
    std::optional<double> average_handle_seconds{}; ///< none when nothing was handled
};

/// One row for each day and medium in which something happened.
std::vector<row> rows_of(genesys::aggregates_answer const& answer)
{
    std::vector<row> out;
    for (auto const& group : answer.results) {
        for (auto const& bucket : group.data) {
            row r;
            if (bucket.interval) r.day = cogrant::format_iso8601(bucket.interval->from).substr(0, 10);
            r.media_type = group.value("mediaType");
            r.interactions = bucket.count("nConversations");
            r.offered = bucket.count("nOffered");
            r.answered = bucket.count("tAnswered");
            r.abandoned = bucket.count("tAbandon");
            r.handled = bucket.count("tHandle");
            if (r.handled != 0)
                r.average_handle_seconds = bucket.sum("tHandle") / static_cast<double>(r.handled) / 1000;
            out.push_back(std::move(r));
        }
    }
    std::sort(out.begin(), out.end(), [](row const& a, row const& b) {
        return std::pair(a.day, a.media_type) < std::pair(b.day, b.media_type);
    });
    return out;
}

void print(std::vector<row> const& rows, bool as_csv)
{
    std::string text;
    if (as_csv) {
        cogrant::csv::table<row> table;
        table.header(text);
        for (auto const& r : rows) table.row(r, text);
        std::fputs(text.c_str(), stdout);
        return;
    }
    std::printf(
        "%-10s  %-10s %12s %8s %8s %9s  %s\n", "day", "medium", "interactions", "offered", "answered", "abandoned",
        "average handle time");
    for (auto const& r : rows) {
        auto const seconds = static_cast<long>(std::clamp(r.average_handle_seconds.value_or(0), 0.0, 1e15));
        std::printf(
            "%-10s  %-10s %12lld %8lld %8lld %9lld  %ld:%02ld\n", r.day.c_str(), r.media_type.c_str(),
            static_cast<long long>(r.interactions), static_cast<long long>(r.offered),
            static_cast<long long>(r.answered), static_cast<long long>(r.abandoned), seconds / 60, seconds % 60);
    }
}

/// The same days by queue, as a page. A queue whose name cannot be had is shown by its id.
asio::awaitable<void> write_page(genesys::client org, cogrant::interval when, std::string path)
{
    auto const query = program::interactions_by_queue(when, "P1D");
    auto const answer = co_await genesys::call(org, query);
    auto const queues = co_await program::names_of_queues(org);
    if (queues.trouble) std::fprintf(stderr, "queues are shown by id: %s\n", queues.trouble.message().c_str());
    auto const rows = program::interactions_of(answer.value(), queues, when);
    auto const options = cogrant::report::page_options().interval(when).note("Genesys Cloud, conversation aggregates.");
    program::write_file(path, cogrant::report::html_page(rows, options));
}

asio::awaitable<void> report(int days, bool as_csv, std::string page)
{
    auto const executor = co_await asio::this_coro::executor;
    auto org = genesys::client::from_environment(executor);
    auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto const tomorrow = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1);

    genesys::conversation_aggregates_query query{
        .interval = {tomorrow - std::chrono::days(days), tomorrow},
        .granularity = "P1D",
        .group_by = {"mediaType"},
        .metrics = {"nConversations", "nOffered", "tAnswered", "tAbandon", "tHandle"}};
    auto const answer = co_await genesys::call(org, query);
    print(rows_of(answer.value()), as_csv);
    if (!page.empty()) co_await write_page(org, query.interval, page);
}

} // namespace org_analytics

int main(int count, char** words)
{
    return program::main(
        count, words, {"--days", "--format", "--report"}, org_analytics::help, [](program::command_line const& line) {
            line.no_other_words();
            auto const format = line.text("--format", "text");
            if (format != "text" && format != "csv") throw std::invalid_argument("--format is text or csv");
            return org_analytics::report(line.number("--days", 7, 31), format == "csv", line.text("--report"));
        });
}
