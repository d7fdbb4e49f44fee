// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_SINK_ROW_FORMAT_HPP
#define COGRANT_SINK_ROW_FORMAT_HPP

#include <cogrant/codec/csv_table.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/ndjson.hpp>

#include <concepts>
#include <string>
#include <utility>

namespace cogrant {

/** How rows become bytes: what stands before the first row, each row, and what stands behind the last one. `go_on` is
    called instead of `begin` when the output has its beginning already, and says whether it has rows. No I/O. */
template <class F, class Row>
concept row_format = std::move_constructible<F> && requires(F& f, Row const& row, std::string& out, bool any) {
    { f.begin(out) } -> std::same_as<void>;
    { f.go_on(any) } -> std::same_as<void>;
    { f.row(row, out) } -> std::same_as<void>;
    { f.end(out) } -> std::same_as<void>;
};

/** One JSON value a line. `json::raw` rows stay as the server wrote them.

    @par Thread safety  distinct objects: safe; shared object: safe */
class ndjson_format {
public:
    void begin(std::string&) {}
    void go_on(bool) {}
    template <class Row>
    void row(Row const& value, std::string& out)
    {
        ndjson::row(value, out);
    }
    void end(std::string&) {}
};

/** One JSON array, each row on a line of its own.

    @par Thread safety  distinct objects: safe; shared object: unsafe */
class json_array_format {
public:
    void begin(std::string& out) { out += '['; }
    void go_on(bool any_rows) { any_ = any_rows; }
    template <class Row>
    void row(Row const& value, std::string& out)
    {
        out += std::exchange(any_, true) ? ",\n" : "\n";
        json::encode(value, out);
    }
    void end(std::string& out) { out += "\n]\n"; }

private:
    bool any_ = false;
};

/** RFC 4180 with a header: all columns of the struct, or those of a @ref csv::table.

    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class T>
class csv_format {
public:
    csv_format() = default;
    explicit csv_format(csv::options options) : table_(options) {}
    explicit csv_format(csv::table<T> table) : table_(std::move(table)) {}

    void begin(std::string& out) { table_.header(out); }
    void go_on(bool) {}
    void row(T const& value, std::string& out) { table_.row(value, out); }
    void end(std::string&) {}

private:
    csv::table<T> table_;
};

} // namespace cogrant

#endif // COGRANT_SINK_ROW_FORMAT_HPP
