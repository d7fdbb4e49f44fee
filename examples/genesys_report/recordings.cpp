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
#include <cogrant/http/printable.hpp>

#include <cstddef>
#include <cstdio>
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
struct found_recordings {
    std::string conversation;
    cogrant::result<std::vector<Row>> rows = std::vector<Row>();
};

template <class Row>
struct metadata_of {
    genesys::client org;

    asio::awaitable<found_recordings<Row>> operator()(std::string& id) const
    {
        found_recordings<Row> out;
        out.conversation = id;
        genesys::recording_metadata_of wanted;
        wanted.conversation_id = id;
        auto asking = genesys::call<std::vector<Row>>(org, wanted);
        auto rows = co_await std::move(asking);
        out.rows = std::move(rows);
        co_return out;
    }
};

/// The conversations whose recordings may not be seen. One alone stops nothing; when there are only such ones, it is a
/// permission that is missing.
class refusals {
public:
    explicit refusals(progress& shown) : shown_(&shown) {}

    void add(std::string const& conversation, cogrant::error const& e)
    {
        ++count_;
        last_ = e;
        say(conversation, e.message());
    }
    void say(std::string const& conversation, std::string const& words)
    {
        shown_->clear();
        auto const id = cogrant::http::printable_ascii(conversation, 64);
        std::fprintf(stderr, "genesys_report: conversation %s: %s\n", id.c_str(), words.c_str());
    }
    /// At the end, with the number of conversations that were answered.
    void end(std::size_t answered, bool quiet) const
    {
        if (count_ == 0) return;
        if (answered == 0) throw cogrant::failure(last_);
        if (quiet) return;
        shown_->clear();
        std::fprintf(
            stderr, "no rows of %zu %s refused\n", count_,
            count_ == 1 ? "conversation that was" : "conversations that were");
    }

private:
    progress* shown_;
    std::size_t count_ = 0;
    cogrant::error last_;
};

template <class Row, class Format>
asio::awaitable<void> recordings_as(genesys::client org, options const& o, Format format, output& out, progress& shown)
{
    cogrant::row_sink sink{std::move(format), output_target(out)};
    metadata_of<Row> const ask{org};
    refusals refused(shown);
    std::size_t answered = 0;
    auto found = cogrant::async_map(ids_of(org, o), cogrant::fan_out_options(o.concurrency), ask);
    for (;;) {
        auto coming = found.next();
        auto* const one = co_await std::move(coming);
        if (one == nullptr) break;
        if (!one->rows && one->rows.error() == cogrant::condition::forbidden) {
            refused.add(one->conversation, one->rows.error());
            continue;
        }
        ++answered;
        if (!one->rows && one->rows.error().info().status == 404) { // nothing was recorded
            if (!o.conversations.empty()) refused.say(one->conversation, "no recordings, or no such conversation");
            continue;
        }
        for (auto& row : one->rows.value()) {
            sink.add(row);
            shown.row();
        }
        if (!sink.full()) continue;
        auto flushing = sink.flush();
        auto flushed = co_await std::move(flushing);
        flushed.value();
    }
    refused.end(answered, o.quiet);
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
