// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_DETAIL_JSON_MEMBER_HPP
#define COGRANT_PAGINATE_DETAIL_JSON_MEMBER_HPP

#include <cogrant/codec/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Members of an object that stays text: for bodies that a program was given and does not know.

namespace cogrant::detail {

/// Where the value of a member stands, or where it would be put.
struct member_place {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool found = false;
    bool alone = true; ///< the object has no members
};

/// Nothing when the text is no JSON object. Of a key that comes twice the last one counts, as for most servers.
inline std::optional<member_place> find_member(std::string_view object, std::string_view name)
{
    json::reader in(object);
    if (in.problem() || !in.enter('{')) return std::nullopt;
    member_place place;
    std::string scratch;
    for (auto m = in.first('}'); m != json::reader::more::done; m = in.next('}')) {
        std::string_view key;
        if (m == json::reader::more::failed || !in.key(key, scratch)) return std::nullopt;
        bool const wanted = key == name;
        in.peek();
        auto const begin = in.offset();
        if (!in.skip()) return std::nullopt;
        place.alone = false;
        if (wanted) {
            place.begin = begin;
            place.end = in.offset();
            place.found = true;
        }
    }
    if (!place.found) place.begin = place.end = in.offset() - 1;
    if (!in.finish()) return std::nullopt;
    return place;
}

/// The text of a member's value.
inline std::optional<std::string_view> member_text(std::string_view object, std::string_view name)
{
    auto const place = find_member(object, name);
    if (!place || !place->found) return std::nullopt;
    return object.substr(place->begin, place->end - place->begin);
}

/// The object with this member set to a JSON value; the rest stays as it was written. Nothing when it is no object.
inline std::optional<std::string> with_member(std::string_view object, std::string_view name, std::string_view value)
{
    auto const place = find_member(object, name);
    if (!place) return std::nullopt;
    std::string out(object.substr(0, place->begin));
    if (!place->found) {
        if (!place->alone) out += ',';
        out.append("\"").append(name).append("\":");
    }
    out.append(value).append(object.substr(place->end));
    return out;
}

} // namespace cogrant::detail

#endif // COGRANT_PAGINATE_DETAIL_JSON_MEMBER_HPP
