// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_SINK_ROW_SINK_HPP
#define COGRANT_SINK_ROW_SINK_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/sink/byte_target.hpp>
#include <cogrant/sink/row_format.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace cogrant {

/** Writes rows in a format to a target.

    @code
    row_sink sink{csv_format<genesys::conversation>(), file_target("rows.csv")};
    auto rows = org.async_paginate(query);
    auto writing = write_rows(std::move(rows), sink);
    auto written = co_await std::move(writing);      // result<std::uint64_t>: how many
    @endcode

    `add` only formats, into a buffer; whoever calls it looks at `full()` and then awaits `flush()`. While that waits for a
    slow target nothing more is asked of the source: that is the back-pressure.

    @par Errors         those of the target, `error_info::detail` in its words. The first one stays: nothing is written
                        after it
    @par Cancellation   as the target's; the sink cannot be used afterwards
    @par Thread safety  distinct objects: safe; shared object: unsafe
    @par Limits         holds `buffer` bytes and one row */
template <class Format, byte_target Target>
class row_sink {
public:
    static constexpr std::size_t default_buffer = 64 * 1024;

    row_sink(Format format, Target target, std::size_t buffer = default_buffer)
        : format_(std::move(format)), target_(std::move(target)), room_(buffer)
    {
    }

    /// The output has its beginning and so many rows already: what an earlier run wrote.
    void go_on(std::uint64_t rows)
    {
        begun_ = true;
        rows_ = rows;
        format_.go_on(rows != 0);
    }

    template <class Row>
        requires row_format<Format, Row>
    void add(Row const& row)
    {
        begin();
        format_.row(row, buffer_);
        ++rows_;
    }
    /// Whether it is time to flush.
    bool full() const noexcept { return buffer_.size() >= room_; }
    /// Rows added, those of `go_on` included.
    std::uint64_t rows() const noexcept { return rows_; }
    Target& target() noexcept { return target_; }

    /// Hands what was added to the target and waits until it is taken.
    asio::awaitable<result<void>> flush()
    {
        result<void> done;
        if (failed_) done = *failed_;
        if (!failed_ && !buffer_.empty()) {
            failed_.emplace(make_error_code(asio::error::operation_aborted)); // stays when this is cut off
            auto writing = target_.write(buffer_);
            auto const code = co_await std::move(writing);
            buffer_.clear();
            settle(code);
            if (failed_) done = *failed_;
        }
        co_return done;
    }

    /// There are no more rows: writes what is left and finishes the target.
    asio::awaitable<result<void>> finish()
    {
        begin();
        if (!std::exchange(ended_, true)) format_.end(buffer_);
        auto flushing = flush();
        auto done = co_await std::move(flushing);
        if (done) {
            auto finishing = target_.finish();
            auto const code = co_await std::move(finishing);
            settle(code);
            if (failed_) done = *failed_;
        }
        co_return done;
    }

private:
    void begin()
    {
        if (!std::exchange(begun_, true)) format_.begin(buffer_);
    }
    void settle(error_code code)
    {
        failed_.reset();
        if (!code) return;
        failed_.emplace(code);
        if (auto words = std::string(target_.problem()); !words.empty()) failed_->edit().detail = std::move(words);
    }

    Format format_;
    Target target_;
    std::size_t room_;
    std::string buffer_;
    std::uint64_t rows_ = 0;
    bool begun_ = false;
    bool ended_ = false;
    std::optional<error> failed_;
};

/** Writes all rows of a sequence and finishes the sink. Gives the number of rows.

    @par Errors         those of the sequence and of the target; the sink is not finished then
    @par Cancellation   as the operation under way
    @par Lifetime       the sink must outlive the call */
template <class Row, class Format, class Target>
asio::awaitable<result<std::uint64_t>> write_rows(async_generator<Row> rows, row_sink<Format, Target>& sink)
{
    auto source = std::move(rows);
    result<std::uint64_t> count = 0;
    for (;;) {
        auto coming = source.try_next();
        auto row = co_await std::move(coming);
        if (!row) count = row.error();
        if (!row || *row == nullptr) break;
        sink.add(**row);
        if (!sink.full()) continue;
        auto flushing = sink.flush();
        auto const flushed = co_await std::move(flushing);
        if (flushed) continue;
        count = flushed.error();
        break;
    }
    if (!count) co_return count;
    auto finishing = sink.finish();
    auto const finished = co_await std::move(finishing);
    if (finished) count = sink.rows();
    else count = finished.error();
    co_return count;
}

} // namespace cogrant

#endif // COGRANT_SINK_ROW_SINK_HPP
