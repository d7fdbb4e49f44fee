// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_WRITE_ROWS_HPP
#define GENESYS_REPORT_WRITE_ROWS_HPP

#include "options.hpp"
#include "output.hpp"
#include "progress.hpp"
#include <cogrant/codec/csv_table.hpp>
#include <cogrant/error.hpp>
#include <cogrant/paginate/page_options.hpp>
#include <cogrant/paginate/position.hpp>
#include <cogrant/sink/row_sink.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <utility>

// What the listings share: from the rows of a generator to the output.

namespace genesys_report {

inline cogrant::page_options pages(options const& o)
{
    cogrant::page_options p;
    p.concurrency(o.concurrency);
    if (o.max_pages) p.max_pages(*o.max_pages);
    return p;
}

/** Writes the rows of a listing, which the caller keeps; with --resume the checkpoint follows, a page of rows behind at most.
    The first `known` rows are in the output already. Gives what the listing failed with. */
template <class Rows, class Format>
boost::asio::awaitable<std::optional<cogrant::error>> write_from(
    Rows& source, cogrant::row_sink<Format, output_target>& sink, output& out, progress& shown, std::uint64_t page_size,
    std::uint64_t known)
{
    std::optional<cogrant::error> failed;
    for (;;) {
        auto coming = source.try_next();
        auto item = co_await std::move(coming);
        if (!item) {
            failed = item.error();
            break;
        }
        auto* const row = *item;
        if (row == nullptr) break;
        if constexpr (requires { source.position(); }) {
            if (known != 0 && source.position().rows() <= known) continue;
            known = 0;
        }
        sink.add(*row);
        shown.row();
        bool const save = out.resumable() && sink.rows() % page_size == 0;
        if (!save && !sink.full()) continue;
        auto flushing = sink.flush();
        auto flushed = co_await std::move(flushing);
        flushed.value();
        if constexpr (requires { source.position(); }) {
            if (!save) continue;
            out.state().position = to_string(source.position());
            out.state().rows = sink.rows();
            out.save();
        }
    }
    co_return failed;
}

/// Writes all rows of a listing. @throws cogrant::failure
template <class Rows, class Format>
boost::asio::awaitable<void> write_rows(
    Rows rows, cogrant::row_sink<Format, output_target>& sink, output& out, progress& shown, std::uint64_t page_size)
{
    auto source = std::move(rows);
    auto writing = write_from(source, sink, out, shown, page_size, 0);
    auto const failed = co_await std::move(writing);
    if (failed) throw cogrant::failure(*failed);
}

/// The listing at hand goes on where the checkpoint says.
inline cogrant::page_options resumed(options const& o, output& out)
{
    auto p = pages(o);
    if (auto const& at = out.state().position; !at.empty()) p.resume(cogrant::page_position::parse(at).value());
    return p;
}

template <class Row>
cogrant::csv_format<Row> csv_of(options const& o)
{
    auto const how = cogrant::csv::options().guard_formulas(o.guard_formulas);
    return cogrant::csv_format<Row>(cogrant::csv::table<Row>::of(o.columns, how).value());
}

/// Ends a sink: the output is complete then.
template <class Format>
boost::asio::awaitable<void> end_rows(cogrant::row_sink<Format, output_target>& sink)
{
    auto finishing = sink.finish();
    auto finished = co_await std::move(finishing);
    finished.value();
}

} // namespace genesys_report

#endif // GENESYS_REPORT_WRITE_ROWS_HPP
