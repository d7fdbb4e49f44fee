// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "recordings.hpp"

#include "write_rows.hpp"
#include <cogrant/async/fan_out.hpp>
#include <cogrant/codec/interval_splitter.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/recording.hpp>

#include <string>
#include <utility>
#include <vector>

namespace genesys_report {

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;

namespace {

struct named {
    std::string conversation_id{};
};

/// The conversations of the command line, or those of the interval.
cogrant::async_generator<std::string> ids_of(genesys::client org, options const& o)
{
    bool const all = o.conversations.empty();
    for (auto id : o.conversations) co_yield id;
    if (all) {
        genesys::conversation_details_query query{.interval = o.interval};
        query.paging = genesys::paging_spec{.page_size = o.page_size};
        auto rows = org.async_paginate_split<cogrant::json::raw>(std::move(query));
        for (;;) {
            auto coming = rows.next();
            auto const* row = co_await std::move(coming);
            if (row == nullptr) break;
            auto conversation = cogrant::json::decode<named>(row->text()).value();
            if (!conversation.conversation_id.empty()) co_yield conversation.conversation_id;
        }
    }
}

template <class Row>
struct metadata_of {
    genesys::client org;

    asio::awaitable<cogrant::result<std::vector<Row>>> operator()(std::string& id) const
    {
        genesys::recording_metadata_of wanted;
        wanted.conversation_id = id;
        return genesys::call<std::vector<Row>>(org, wanted);
    }
};

template <class Row, class Format>
asio::awaitable<void> recordings_as(genesys::client org, options const& o, Format format, output& out, progress& shown)
{
    cogrant::row_sink sink{std::move(format), output_target(out)};
    metadata_of<Row> const ask{org};
    auto found = cogrant::async_map(ids_of(org, o), cogrant::fan_out_options(o.concurrency), ask);
    for (;;) {
        auto coming = found.next();
        auto* const recordings = co_await std::move(coming);
        if (recordings == nullptr) break;
        if (!*recordings && recordings->error().info().status == 404) continue; // nothing was recorded
        for (auto& row : recordings->value()) {
            sink.add(row);
            shown.row();
        }
        if (!sink.full()) continue;
        auto flushing = sink.flush();
        auto flushed = co_await std::move(flushing);
        flushed.value();
    }
    auto ending = end_rows(sink);
    co_await std::move(ending);
}

} // namespace

asio::awaitable<void> pull_recordings(genesys::client org, options const& o, output& out, progress& shown)
{
    bool const csv = o.format == row_format::csv;
    if (csv) {
        auto pulling = recordings_as<genesys::recording_metadata>(
            std::move(org), o, csv_of<genesys::recording_metadata>(o), out, shown);
        co_await std::move(pulling);
    } else if (o.format == row_format::json) {
        auto pulling = recordings_as<cogrant::json::raw>(std::move(org), o, cogrant::json_array_format(), out, shown);
        co_await std::move(pulling);
    } else {
        auto pulling = recordings_as<cogrant::json::raw>(std::move(org), o, cogrant::ndjson_format(), out, shown);
        co_await std::move(pulling);
    }
}

} // namespace genesys_report
