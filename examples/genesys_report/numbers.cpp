// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "numbers.hpp"

#include "write_rows.hpp"
#include <cogrant/codec/json/time.hpp>
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/queues.hpp>
#include <cogrant/report/page.hpp>
#include <cogrant/sink/byte_target.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace genesys_report {

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;

namespace {

using cogrant::report::interaction_row;
using names = std::map<std::string, std::string, std::less<>>;

/// What a queue is called. Only the two members that are needed, so that no other can be wrong.
struct named_queue {
    std::string id{};
    std::string name{};
};

asio::awaitable<names> names_of_queues(genesys::client org, bool quiet, progress& shown)
{
    names out;
    genesys::queues_query const all;
    auto rows = genesys::list<named_queue>(org, all);
    for (;;) {
        auto coming = rows.try_next();
        auto const row = co_await std::move(coming);
        if (!row && row.error().code() == asio::error::operation_aborted) throw cogrant::failure(row.error());
        if (!row && !quiet) { // numbers without names are better than none
            shown.clear();
            std::fprintf(stderr, "genesys_report: queues are shown by id: %s\n", row.error().message().c_str());
        }
        if (!row || *row == nullptr) break;
        out.insert_or_assign((*row)->id, (*row)->name);
    }
    co_return out;
}

std::int64_t whole(double milliseconds)
{
    constexpr double most = 9e18;
    return milliseconds > 0 ? static_cast<std::int64_t>(std::min(milliseconds, most)) : 0;
}

std::vector<interaction_row>
rows_of(genesys::aggregates_answer const& answer, names const& queues, cogrant::interval const& asked)
{
    std::vector<interaction_row> out;
    for (auto const& group : answer.results)
        for (auto const& bucket : group.data) {
            interaction_row row;
            auto const when = bucket.interval.value_or(asked);
            row.from = when.from;
            row.to = when.to;
            row.queue = group.value("queueId");
            if (auto const named = queues.find(row.queue); named != queues.end() && !named->second.empty())
                row.queue = named->second;
            row.media = group.value("mediaType");
            row.offered = bucket.count("nOffered");
            row.answered = bucket.count("tAnswered");
            row.abandoned = bucket.count("tAbandon");
            row.handled = bucket.count("tHandle");
            row.handle_ms = whole(bucket.sum("tHandle"));
            out.push_back(std::move(row));
        }
    std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
        // Two queues may have one name: the numbers tell them apart.
        return std::tie(a.from, a.queue, a.media, a.offered, a.handled, a.handle_ms) <
               std::tie(b.from, b.queue, b.media, b.offered, b.handled, b.handle_ms);
    });
    return out;
}

asio::awaitable<void> write_page(std::vector<interaction_row> const& rows, options const& o)
{
    auto const page = cogrant::report::html_page(
        rows, cogrant::report::page_options()
                  .title("Interactions")
                  .interval(o.interval)
                  .note("Genesys Cloud, conversation aggregates in spans of " + o.granularity + "."));
    cogrant::file_target file(*o.report, cogrant::file_options().follow(true).sync(o.sync));
    auto writing = file.write(page);
    auto code = co_await std::move(writing);
    if (!code) {
        auto finishing = file.finish();
        code = co_await std::move(finishing);
    }
    if (code) {
        cogrant::error e(code);
        e.edit().detail = file.problem();
        throw cogrant::failure(e);
    }
}

template <class Row, class Format>
asio::awaitable<void> aggregates_as(genesys::client org, options const& o, Format format, output& out, progress& shown)
{
    cogrant::row_sink sink{std::move(format), output_target(out)};
    genesys::conversation_aggregates_query query{.interval = o.interval};
    query.granularity = o.granularity;
    query.group_by = {"queueId", "mediaType"};
    query.metrics = {"nOffered", "tAnswered", "tAbandon", "tHandle"};
    auto asking = genesys::call(org, query);
    auto answer = co_await std::move(asking);
    if (!answer) throw cogrant::failure(answer.error());
    auto naming = names_of_queues(org, o.quiet, shown);
    auto const queues = co_await std::move(naming);
    auto const rows = rows_of(answer.value(), queues, o.interval);
    for (auto const& row : rows) {
        sink.add(row);
        shown.row();
    }
    // The page first: when it cannot be written, nothing is.
    if (o.report) {
        auto writing = write_page(rows, o);
        co_await std::move(writing);
    }
    auto ending = end_rows(sink);
    co_await std::move(ending);
}

} // namespace

asio::awaitable<void> pull_aggregates(genesys::client org, options const& o, output& out, progress& shown)
{
    bool const csv = o.format == row_format::csv;
    if (csv) {
        auto pulling = aggregates_as<interaction_row>(std::move(org), o, csv_of<interaction_row>(o), out, shown);
        co_await std::move(pulling);
    } else if (o.format == row_format::json) {
        auto pulling = aggregates_as<interaction_row>(std::move(org), o, cogrant::json_array_format(), out, shown);
        co_await std::move(pulling);
    } else {
        auto pulling = aggregates_as<interaction_row>(std::move(org), o, cogrant::ndjson_format(), out, shown);
        co_await std::move(pulling);
    }
}

} // namespace genesys_report
