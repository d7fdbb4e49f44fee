// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "queues.hpp"

#include "write_rows.hpp"
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/queues.hpp>

#include <cstdint>
#include <utility>

namespace genesys_report {

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;

namespace {

template <class Row, class Format>
asio::awaitable<void> queues_as(genesys::client org, options const& o, Format format, output& out, progress& shown)
{
    cogrant::row_sink sink{std::move(format), output_target(out)};
    if (out.resumed()) sink.go_on(out.state().rows);
    genesys::queues_query query;
    query.page_size = o.page_size;
    auto rows = genesys::list<Row>(org, query, resumed(o, out));
    auto writing = write_rows(std::move(rows), sink, out, shown, static_cast<std::uint64_t>(o.page_size));
    co_await std::move(writing);
    auto ending = end_rows(sink);
    co_await std::move(ending);
}

} // namespace

asio::awaitable<void> pull_queues(genesys::client org, options const& o, output& out, progress& shown)
{
    bool const csv = o.format == row_format::csv;
    if (csv) {
        auto pulling = queues_as<genesys::queue>(std::move(org), o, csv_of<genesys::queue>(o), out, shown);
        co_await std::move(pulling);
    } else if (o.format == row_format::json) {
        auto pulling = queues_as<cogrant::json::raw>(std::move(org), o, cogrant::json_array_format(), out, shown);
        co_await std::move(pulling);
    } else {
        auto pulling = queues_as<cogrant::json::raw>(std::move(org), o, cogrant::ndjson_format(), out, shown);
        co_await std::move(pulling);
    }
}

} // namespace genesys_report
