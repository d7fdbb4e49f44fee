// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_SOLE_LIST_HPP
#define COGRANT_CXONE_SOLE_LIST_HPP

#include <cogrant/codec/json/decode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/skip.hpp>
#include <cogrant/cxone/links.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::cxone {

/// A page of a report whose list has a name that nobody documents: the rows are the only list that it has, at its top,
/// or the whole answer.
template <class Row>
struct sole_list_page {
    std::optional<page_links> links{};
    std::vector<Row> rows{};
};

} // namespace cogrant::cxone

/// Two lists are an error: which of them holds the rows cannot be told. An object without one is an empty page.
template <class Row>
struct cogrant::json::codec<cogrant::cxone::sole_list_page<Row>> {
    static bool decode(reader& in, cogrant::cxone::sole_list_page<Row>& out)
    {
        if (in.peek() == '[') return json::read(in, out.rows);
        if (!in.enter('{')) return false;
        std::string scratch;
        std::string_view name;
        bool found = false;
        for (auto m = in.first('}'); m != reader::more::done; m = in.next('}')) {
            if (m == reader::more::failed || !in.key(name, scratch)) return false;
            bool const links = name == "_links";
            bool const list = in.peek() == '[';
            if (list && found) return in.fail(codec_errc::bad_value, "one list", "another one");
            found = found || list;
            if (!(links ? json::read(in, out.links) : list ? json::read(in, out.rows) : in.skip())) return false;
        }
        return true;
    }
    static void encode(std::string& out, cogrant::cxone::sole_list_page<Row> const&) { out += "null"; }
};

#endif // COGRANT_CXONE_SOLE_LIST_HPP
