// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_REQUIRED_HPP
#define COGRANT_CODEC_JSON_REQUIRED_HPP

#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/reflect/required_members.hpp>

#include <array>
#include <cstddef>
#include <utility>

// What the decoder asks of the members that reflect::required_members names.

namespace cogrant::json::detail {

using reflect::detail::has_required;

// Members that must be there and whose type does not know null.
template <class T>
inline constexpr auto refuses_null = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<bool, sizeof...(I)>{
        (reflect::detail::required_flags<T>[I] && !is_optional<reflect::field_type<T, I>> &&
         !takes_null<reflect::field_type<T, I>>)...};
}(std::make_index_sequence<reflect::field_count<T>>());

// Before the value of a member: false when it is null and must not be.
template <class T>
bool required_value(reader& in, std::size_t member)
{
    return !refuses_null<T>[member] || in.peek() != 'n' || in.mismatch("a value");
}

// Behind the closing brace: false when a required member was not seen. `seen(member)` says which were.
template <class T, class Seen>
bool required_given(reader& in, Seen const& seen)
{
    for (std::size_t member = 0; member != reflect::field_count<T>; ++member) {
        if (!reflect::detail::required_flags<T>[member] || seen(member)) continue;
        in.rewind(in.position() - 1);
        in.fail(codec_errc::missing_member);
        in.inside(reflect::wire_name_list<T>[member], false);
        return false;
    }
    return true;
}

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_REQUIRED_HPP
