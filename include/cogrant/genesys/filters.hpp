// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_FILTERS_HPP
#define COGRANT_GENESYS_FILTERS_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/detail/request_list.hpp>
#include <cogrant/genesys/query_enums.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// Bounds of a number; a missing one does not bind.
struct numeric_range {
    std::optional<double> gt{};
    std::optional<double> gte{};
    std::optional<double> lt{};
    std::optional<double> lte{};
};

/// One condition on a conversation: `dimension operator value`, or a metric and a range.
struct conversation_predicate {
    open_enum<predicate_type> type{}; ///< dimension when missing
    open_enum<conversation_dimension> dimension{};
    std::optional<std::string> metric{};       ///< one of an open list of names, e.g. tTalk
    open_enum<predicate_operator> operator_{}; ///< matches when missing
    std::optional<std::string> value{};        ///< for matches; numbers and ids as text
    std::optional<numeric_range> range{};      ///< for numeric metrics
};

/// The same condition with the dimension as text: for evaluations, surveys and resolutions, and for dimensions newer
/// than this library.
struct named_predicate {
    open_enum<predicate_type> type{}; ///< dimension when missing
    std::optional<std::string> dimension{};    ///< none beside a metric
    std::optional<std::string> metric{};       ///< name of the metric
    open_enum<predicate_operator> operator_{}; ///< matches when missing
    std::optional<std::string> value{};        ///< for matches; numbers and ids as text
    std::optional<numeric_range> range{};      ///< for numeric metrics
};

/// One condition on a segment.
struct segment_predicate {
    open_enum<predicate_type> type{};
    std::optional<std::string> dimension{}; ///< one of an open list of names, e.g. queueId
    open_enum<genesys::property_type> property_type{};
    std::optional<std::string> property{}; ///< name of a custom property
    std::optional<std::string> metric{};   ///< tSegmentDuration
    open_enum<predicate_operator> operator_{};
    std::optional<std::string> value{}; ///< text
    std::optional<numeric_range> range{};
};

/// A group of conditions inside a filter; clauses do not nest further.
template <class Predicate>
struct basic_clause {
    open_enum<filter_type> type = filter_type::and_; ///< how the predicates combine
    std::vector<Predicate> predicates{};
};

/// One entry of a filter list. The entries of a list, and the lists of a query, all have to hold.
template <class Predicate>
struct basic_filter {
    open_enum<filter_type> type = filter_type::and_; ///< how predicates and clauses combine
    std::vector<basic_clause<Predicate>> clauses{};  ///< one nested level
    std::vector<Predicate> predicates{};             ///< leaf tests
};

using conversation_clause = basic_clause<conversation_predicate>;
using conversation_filter = basic_filter<conversation_predicate>;
using segment_clause = basic_clause<segment_predicate>;
using segment_filter = basic_filter<segment_predicate>;
using evaluation_filter = basic_filter<named_predicate>;
using survey_filter = basic_filter<named_predicate>;
using resolution_filter = basic_filter<named_predicate>;

namespace detail {

template <>
inline constexpr bool request_item<conversation_predicate> = true;
template <>
inline constexpr bool request_item<named_predicate> = true;
template <>
inline constexpr bool request_item<segment_predicate> = true;
template <class P>
inline constexpr bool request_item<basic_clause<P>> = true;
template <class P>
inline constexpr bool request_item<basic_filter<P>> = true;

} // namespace detail

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_FILTERS_HPP
