// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "listings.hpp"

#include "write_rows.hpp"
#include <cogrant/codec/interval_splitter.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/job.hpp>
#include <cogrant/genesys/reason_to_split.hpp>
#include <cogrant/paginate/raw_style.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace genesys_report {

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;

namespace {

genesys::conversation_details_query details_of(options const& o, cogrant::interval const& when)
{
    genesys::conversation_details_query query{.interval = when};
    query.order_by = genesys::conversation_order::conversation_start;
    query.order = genesys::sort_order::asc;
    query.paging = genesys::paging_spec{.page_size = o.page_size};
    return query;
}

genesys::details_job_query job_of(cogrant::interval const& when)
{
    genesys::details_job_query query{.interval = when};
    query.start_of_day_interval_matching = true; // the same rows as without --jobs
    return query;
}

using job = genesys::details_job_query;

/// The results of a job that the checkpoint names, or of a new one. It is deleted when all is written.
template <class Row>
asio::awaitable<cogrant::paged<Row>> job_results(genesys::client org, options const& o, output& out)
{
    using page = genesys::basic_details_job_results<Row>;
    auto& state = out.state();
    if (state.job.empty()) {
        auto const wanted = job_of(state.interval);
        auto submitting = genesys::call(org, wanted);
        auto ticket = co_await std::move(submitting);
        state.job = std::move(ticket.value().job_id);
        if (state.job.empty()) throw cogrant::failure(make_error_code(cogrant::genesys_errc::no_job));
        out.save();
    }
    genesys::job_by_id<job> const asked{.job_id = state.job};
    auto waiting = genesys::job_when_ready(org, asked);
    auto const ready = co_await std::move(waiting);
    static_cast<void>(ready.value());
    genesys::job_results_of<job> const first{.job_id = state.job, .page_size = o.page_size};
    auto request = genesys::prepare(org, first).value();
    auto rows = cogrant::async_paginate<page>(
        org, std::move(request), cogrant::cursor_in_query(&page::cursor), &page::conversations, resumed(o, out),
        org.describer());
    co_return std::move(rows);
}

asio::awaitable<void> delete_job(genesys::client org, std::string id)
{
    genesys::delete_job<job> const done{.job_id = std::move(id)};
    auto deleting = genesys::call(org, done);
    co_await std::move(deleting); // it expires by itself
}

std::vector<cogrant::interval> parts_of_interval(cogrant::interval const& whole)
{
    std::vector<cogrant::interval> parts;
    cogrant::interval_splitter splitter(whole);
    while (auto const part = splitter.next()) parts.push_back(*part);
    return parts;
}

/// The halves of a part. They meet at midnight, so that they have no row in common; none of a day or less.
std::vector<cogrant::interval> halves_of(cogrant::interval const& part, cogrant::split_reason why)
{
    using namespace std::chrono_literals;
    std::vector<cogrant::interval> halves;
    cogrant::interval_splitter splitter(part, cogrant::split_options().longest(part.to - part.from).least(12h + 1ms));
    splitter.next();
    if (!splitter.halve(why)) return halves;
    while (auto const half = splitter.next()) halves.push_back(*half);
    return halves;
}

/// Why a part should be smaller, after so many of its rows.
cogrant::split_reason reason_to_halve(cogrant::error const& e, std::uint64_t rows, std::uint64_t page_size)
{
    constexpr std::uint64_t reach = 100000;
    auto const why = genesys::reason_to_split(e);
    bool const beyond = e.info().status == 400 && rows != 0 && rows + page_size > reach;
    return why == cogrant::split_reason::none && beyond ? cogrant::split_reason::too_many : why;
}

/** Writes the part at hand of a report that can be resumed, or puts its halves in its place when the server finds it too
    large. The checkpoint knows no ids: the rows come by their start, so those that were written of the part are the first
    of its halves. */
template <class Row, class Format>
asio::awaitable<void> pull_part(
    genesys::client org, options const& o, cogrant::row_sink<Format, output_target>& sink, output& out, progress& shown)
{
    auto& state = out.state();
    auto const size = static_cast<std::uint64_t>(o.page_size);
    auto const part = state.parts->front();
    auto rows = org.async_paginate<Row>(details_of(o, part), resumed(o, out));
    auto writing = write_from(rows, sink, out, shown, size, state.known);
    auto const failed = co_await std::move(writing);
    auto const handed = rows.position().rows();
    std::vector<cogrant::interval> halves;
    if (failed) halves = halves_of(part, reason_to_halve(*failed, handed, size));
    if (failed && halves.empty()) throw cogrant::failure(*failed);
    auto flushing = sink.flush();
    auto flushed = co_await std::move(flushing);
    flushed.value();
    if (failed) state.known = std::max(state.known, handed);
    else state.known -= std::min(state.known, handed);
    state.parts->erase(state.parts->begin());
    state.parts->insert(state.parts->begin(), halves.begin(), halves.end());
    state.position.clear();
    state.rows = sink.rows();
    out.save();
}

template <class Row, class Format>
asio::awaitable<void> pull_details(
    genesys::client org, options const& o, cogrant::row_sink<Format, output_target>& sink, output& out, progress& shown)
{
    auto const size = static_cast<std::uint64_t>(o.page_size);
    auto& state = out.state();
    if (o.jobs && out.resumable()) {
        auto preparing = job_results<Row>(org, o, out);
        auto rows = co_await std::move(preparing);
        auto writing = write_rows(std::move(rows), sink, out, shown, size);
        co_await std::move(writing);
    } else if (o.jobs) {
        auto rows =
            org.async_paginate_split<Row>(job_of(o.interval), pages(o), cogrant::split_options().reach(0), o.page_size);
        auto writing = write_rows(std::move(rows), sink, out, shown, size);
        co_await std::move(writing);
    } else if (!out.resumable()) {
        auto rows = org.async_paginate_split<Row>(details_of(o, o.interval), pages(o));
        auto writing = write_rows(std::move(rows), sink, out, shown, size);
        co_await std::move(writing);
    } else {
        if (!state.parts) state.parts = parts_of_interval(state.interval);
        while (!state.parts->empty()) {
            auto pulling = pull_part<Row>(org, o, sink, out, shown);
            co_await std::move(pulling);
        }
    }
}

/// What --path, --body and the interval ask for. @throws cogrant::failure  when the body is no JSON object
cogrant::http::request listing_request(genesys::client const& org, options const& o, cogrant::interval const& when)
{
    using cogrant::http::method;
    bool const post = o.body_file.has_value();
    auto r = org.request(post ? method::post : method::get, o.path);
    r.query = true;
    r.body = o.body;
    if (when == cogrant::interval()) return r;
    if (post) {
        auto members = cogrant::json::decode<std::map<std::string, cogrant::json::raw>>(r.body).value();
        members["interval"] = cogrant::json::decode<cogrant::json::raw>(cogrant::json::encode(when)).value();
        r.body = cogrant::json::encode(members);
    } else {
        cogrant::set_query_parameter(r.target, "interval", cogrant::format_interval(when));
    }
    return r;
}

template <class Row, class Format>
asio::awaitable<void> pull_as(genesys::client org, options const& o, Format format, output& out, progress& shown)
{
    cogrant::row_sink sink{std::move(format), output_target(out)};
    if (out.resumed()) sink.go_on(out.state().rows);
    if (o.command == command::details) {
        if constexpr (!std::is_same_v<Row, genesys::user>) {
            auto pulling = pull_details<Row>(org, o, sink, out, shown);
            co_await std::move(pulling);
        }
    } else if (o.command == command::users) {
        if constexpr (!std::is_same_v<Row, genesys::conversation>) {
            genesys::users_query query;
            query.page_size = o.page_size;
            query.state = "any"; // those who left, too: their conversations are in the reports
            auto rows = org.async_paginate<Row>(std::move(query), resumed(o, out));
            auto writing = write_rows(std::move(rows), sink, out, shown, static_cast<std::uint64_t>(o.page_size));
            co_await std::move(writing);
        }
    } else {
        if constexpr (std::is_same_v<Row, cogrant::json::raw>) {
            auto style = cogrant::raw_style::named(o.style).value();
            if (o.rows_in) style.rows_in(*o.rows_in);
            auto request = listing_request(org, o, out.state().interval);
            auto rows = cogrant::async_paginate_raw(
                org, std::move(request), std::move(style), resumed(o, out), org.describer());
            auto writing = write_rows(std::move(rows), sink, out, shown, 100);
            co_await std::move(writing);
        }
    }
    auto finishing = sink.finish();
    auto finished = co_await std::move(finishing);
    finished.value();
    if (!out.state().job.empty()) {
        auto deleting = delete_job(org, out.state().job);
        co_await std::move(deleting);
    }
}

} // namespace

asio::awaitable<void> pull_listing(genesys::client org, options const& o, output& out, progress& shown)
{
    using cogrant::json::raw;
    bool const users = o.command == command::users;
    if (o.format == row_format::ndjson) {
        auto pulling = pull_as<raw>(std::move(org), o, cogrant::ndjson_format(), out, shown);
        co_await std::move(pulling);
    } else if (o.format == row_format::json) {
        auto pulling = pull_as<raw>(std::move(org), o, cogrant::json_array_format(), out, shown);
        co_await std::move(pulling);
    } else if (users) {
        auto pulling = pull_as<genesys::user>(std::move(org), o, csv_of<genesys::user>(o), out, shown);
        co_await std::move(pulling);
    } else {
        auto pulling = pull_as<genesys::conversation>(std::move(org), o, csv_of<genesys::conversation>(o), out, shown);
        co_await std::move(pulling);
    }
}

} // namespace genesys_report
