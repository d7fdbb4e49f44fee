// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_DIMENSION_FILTER_HPP
#define COGRANT_GENESYS_DIMENSION_FILTER_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/detail/request_list.hpp>
#include <cogrant/genesys/filters.hpp>
#include <cogrant/genesys/query_enums.hpp>

#include <optional>
#include <string>

namespace cogrant::genesys {

/// One condition on a dimension, as all queries but those for conversation details have it.
struct dimension_predicate {
    open_enum<predicate_type> type{};          ///< dimension when missing
    std::optional<std::string> dimension{};    ///< one of an open list of names, e.g. queueId
    open_enum<predicate_operator> operator_{}; ///< matches when missing
    std::optional<std::string> value{};        ///< for matches; numbers and ids as text
    std::optional<numeric_range> range{};      ///< for numbers
};

using dimension_clause = basic_clause<dimension_predicate>;
/// A single object or an entry of a list, as the query wants it. See @ref where for a way to write it that can be read.
using dimension_filter = basic_filter<dimension_predicate>;

namespace detail {

template <>
inline constexpr bool request_item<dimension_predicate> = true;

} // namespace detail

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_DIMENSION_FILTER_HPP
