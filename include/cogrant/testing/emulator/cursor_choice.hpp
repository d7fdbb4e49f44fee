// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CURSOR_CHOICE_HPP
#define COGRANT_TESTING_EMULATOR_CURSOR_CHOICE_HPP

#include <cogrant/codec/query.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/entity_page.hpp>
#include <cogrant/testing/emulator/request_parameters.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::testing::detail {

/** A listing that counts its pages or, with `includeTotal=false`, goes by cursor: then its page has neither totals nor
    numbers, and the link to the next one carries the cursor. */
class cursor_choice {
public:
    static constexpr std::int64_t most = 100; ///< rows of a page

    /// The reason when the request is refused.
    std::optional<problem> read(desk_visit const& v)
    {
        auto const parameters = parse_parameters(v.query);
        if (!parameters) return unreadable_query();
        auto const total = flag_parameter(*parameters, "includeTotal", true);
        if (!total) return bad_request("includeTotal is neither true nor false", "invalid.value");
        by_cursor_ = !*total;
        auto const size = count_parameter(*parameters, "pageSize", 25, most);
        if (!size) return bad_page("pageSize", most);
        size_ = static_cast<std::size_t>(*size);
        auto const cursor = find_parameter(*parameters, "cursor").value_or("");
        if (!by_cursor_ && !cursor.empty())
            return bad_request("A cursor goes with includeTotal=false", "invalid.value");
        if (cursor.empty()) return std::nullopt;
        auto const bytes = base64_decode(cursor.substr(0, cursor.find('/')));
        after_ = bytes.value_or("");
        if (after_.empty() || text_of(v, after_) != cursor)
            return bad_request("The cursor is not one of this listing", "invalid.value");
        after_.resize(after_.find('|'));
        return std::nullopt;
    }

    /// What stands in the cursor: the place of the last row of the page before; empty at the first page.
    std::string const& after() const noexcept { return after_; }

    /// The page. Of `total` rows those from `from` on are behind the cursor; `place(k)` goes into a cursor.
    template <class Write, class Place>
    http::response
    answer(desk_visit const& v, std::size_t total, std::size_t from, Write const& write, Place const& place) const
    {
        if (!by_cursor_) return entity_page(v, total, most, write);
        auto const to = std::min(total, from + size_);
        auto const path = v.request.target.substr(0, v.request.target.find('?'));
        auto const first = path + "?pageSize=" + std::to_string(size_) +
                           parameters_without(v.query, {"pageSize", "pageNumber", "cursor"});
        std::string body;
        json_text j(body);
        j.open('{');
        j.open("entities", '[');
        for (auto k = from; k < to; ++k) write(body, k);
        j.close(']');
        j.number("pageSize", static_cast<std::int64_t>(size_));
        j.text("firstUri", first);
        if (to < total) j.text("nextUri", first + "&cursor=" + query::escape(text_of(v, place(to - 1) + "|")));
        j.text("selfUri", v.request.target);
        j.close('}');
        return json_response(200, std::move(body));
    }

private:
    /// The cursor for a place: full of characters that must be percent-encoded, and good for its own listing only.
    static std::string text_of(desk_visit const& v, std::string_view place)
    {
        auto out = std::string(place.substr(0, place.find('|'))).append("|");
        auto const path = std::string_view(v.request.target).substr(0, v.request.target.find('?'));
        auto const listing = parameters_without(v.query, {"pageSize", "pageNumber", "cursor"});
        out.append(std::to_string(hash_text(listing, hash_text(path, v.options.seed()))));
        return base64_encode(out) + "/+%2B";
    }

    bool by_cursor_ = false;
    std::size_t size_ = 25;
    std::string after_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CURSOR_CHOICE_HPP
