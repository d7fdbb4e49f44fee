// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_CSV_TABLE_HPP
#define COGRANT_CODEC_CSV_TABLE_HPP

#include <cogrant/codec/csv.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cogrant::csv {

namespace detail {

template <class T>
void append_column_names(std::vector<std::string>& out, std::string const& prefix)
{
    reflect::for_each_field_name<T>([&]<class Member>(std::string_view name, std::type_identity<Member>) {
        using value_type = typename value_of<std::remove_cv_t<Member>>::type;
        auto whole = std::string(prefix).append(name);
        if constexpr (nested<value_type>) append_column_names<value_type>(out, whole.append(1, '.'));
        else out.push_back(std::move(whole));
    });
}

} // namespace detail

/// The names of all columns of T, in the order of its members: nested ones as `outer.inner`.
template <class T>
    requires reflect::reflectable<T>
std::vector<std::string> column_names()
{
    std::vector<std::string> out;
    detail::append_column_names<T>(out, std::string());
    return out;
}

/** Rows of T as a table of chosen columns, in the order in which they were chosen.

    @code
    auto table = csv::table<genesys::conversation>::of({"conversationStart", "conversationId"}).value();
    table.header(out);
    table.row(conversation, out);
    @endcode

    What is left out is not formatted. One object writes many rows and keeps its buffers.

    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class T>
    requires reflect::reflectable<T>
class table {
public:
    /// All columns.
    explicit table(csv::options options = {}) : options_(options) {}

    /// These columns; all of them when there are none. Errors: `invalid_argument` for a name that T has not, or that
    /// comes twice; `error_info::detail` says which.
    static result<table> of(std::vector<std::string> const& columns, csv::options options = {})
    {
        table made(options);
        if (columns.empty()) return made;
        auto const known = column_names<T>();
        made.chosen_.place.assign(known.size(), detail::chosen_cells::left_out);
        made.chosen_.cells.resize(columns.size());
        for (std::size_t i = 0; i != columns.size(); ++i) {
            auto const found = std::find(known.begin(), known.end(), columns[i]);
            bool const there = found != known.end();
            auto const at = static_cast<std::size_t>(found - known.begin());
            if (!there || made.chosen_.place[at] != detail::chosen_cells::left_out) {
                error e(make_error_code(boost::system::errc::invalid_argument));
                e.edit().detail = (there ? "the column is named twice: " : "there is no such column: ") + columns[i];
                return e;
            }
            made.chosen_.place[at] = i;
        }
        return made;
    }

    /// Appends the line with the names of the columns, CR LF included.
    void header(std::string& out)
    {
        detail::row_writer writer(out, options_, chosen());
        writer.template header<T>(std::string());
        end_of_line(out);
    }
    /// Appends the line of one value, CR LF included. An empty optional is an empty cell.
    void row(T const& value, std::string& out)
    {
        detail::row_writer(out, options_, chosen()).cells(&value);
        end_of_line(out);
    }

private:
    detail::chosen_cells* chosen() noexcept { return chosen_.cells.empty() ? nullptr : &chosen_; }
    void end_of_line(std::string& out) const
    {
        bool first = true;
        for (auto const& cell : chosen_.cells) {
            if (!std::exchange(first, false)) out += options_.separator();
            out += cell;
        }
        out += "\r\n";
    }

    csv::options options_;
    detail::chosen_cells chosen_; // without cells when all columns are wanted
};

} // namespace cogrant::csv

#endif // COGRANT_CODEC_CSV_TABLE_HPP
