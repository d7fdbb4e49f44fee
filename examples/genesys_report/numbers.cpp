// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "numbers.hpp"

#include "../program/queue_numbers.hpp"
#include "../program/write_file.hpp"
#include "spans.hpp"
#include "write_rows.hpp"
#include <cogrant/codec/json/time.hpp>
#include <cogrant/genesys/reason_to_split.hpp>
#include <cogrant/report/page.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace genesys_report {

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;

namespace {

using cogrant::report::interaction_row;

/// Whether the server would count less. The code of its refusal is not documented, the words speak of a limit.
bool too_much(cogrant::error const& e)
{
    auto const& info = e.info();
    if (genesys::reason_to_split(e) != cogrant::split_reason::none) return true;
    return info.status == 400 && (info.server_code.find("limit") != std::string::npos ||
                                  info.server_message.find("limit") != std::string::npos);
}

/// What the server counted, part by part; a part that is too much for one answer is halved.
asio::awaitable<genesys::aggregates_answer>
counted(genesys::client org, cogrant::interval when, std::string granularity)
{
    genesys::aggregates_answer out;
    auto open = parts_between_spans(when, granularity);
    std::reverse(open.begin(), open.end()); // the next one is the last
    while (!open.empty()) {
        auto const part = open.back();
        open.pop_back();
        auto const query = program::interactions_by_queue(part, granularity);
        auto asking = genesys::call(org, query);
        auto answer = co_await std::move(asking);
        if (!answer) {
            auto const middle = middle_between_spans(part, granularity);
            if (!middle || !too_much(answer.error())) throw cogrant::failure(answer.error());
            open.push_back({*middle, part.to});
            open.push_back({part.from, *middle});
            continue;
        }
        for (auto& group : answer->results) {
            for (auto& bucket : group.data)
                if (!bucket.interval) bucket.interval = part;
            out.results.push_back(std::move(group));
        }
    }
    co_return out;
}

void write_page(std::vector<interaction_row> const& rows, options const& o)
{
    auto const page = cogrant::report::html_page(
        rows, cogrant::report::page_options()
                  .title("Interactions")
                  .interval(o.interval)
                  .note("Genesys Cloud, conversation aggregates in spans of " + o.granularity + "."));
    program::write_file(*o.report, page, cogrant::file_options().follow(true).sync(o.sync));
}

template <class Row, class Format>
asio::awaitable<void> aggregates_as(genesys::client org, options const& o, Format format, output& out, progress& shown)
{
    cogrant::row_sink sink{std::move(format), output_target(out)};
    auto counting = counted(org, o.interval, o.granularity);
    auto const answer = co_await std::move(counting);
    auto naming = program::names_of_queues(org);
    auto const queues = co_await std::move(naming);
    if (queues.trouble && !o.quiet) {
        shown.clear();
        std::fprintf(stderr, "genesys_report: queues are shown by id: %s\n", queues.trouble.message().c_str());
    }
    auto const rows = program::interactions_of(answer, queues, o.interval);
    for (auto const& row : rows) {
        sink.add(row);
        shown.row();
    }
    // The page first: when it cannot be written, nothing is.
    if (o.report) write_page(rows, o);
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
