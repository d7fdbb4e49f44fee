// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_REQUIRED_HPP
#define COGRANT_CODEC_JSON_REQUIRED_HPP

#include <cogrant/codec/json/kinds.hpp>
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

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_REQUIRED_HPP
