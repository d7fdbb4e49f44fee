// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_AGGREGATIONS_HPP
#define COGRANT_GENESYS_AGGREGATIONS_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/detail/request_list.hpp>
#include <cogrant/genesys/query_enums.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// A bucket of a numeric aggregation; a missing bound does not bind.
struct aggregation_range {
    std::optional<double> gte{};
    std::optional<double> lt{};
};

/// What to count beside the rows of a query.
struct query_aggregation {
    open_enum<aggregation_type> type{};
    std::optional<std::string> dimension{};
    std::optional<std::string> metric{};
    std::optional<std::int32_t> size{};
    std::vector<aggregation_range> ranges{};
};

/// One bucket of an answer: a term (`value`) or a range, and how many rows fell into it.
struct aggregation_result_entry {
    std::optional<std::int64_t> count{};
    std::optional<std::string> value{};
    std::optional<double> gte{};
    std::optional<double> lt{};
};

/// The answer to one @ref query_aggregation.
struct aggregation_result {
    open_enum<aggregation_type> type{};
    std::optional<std::string> dimension{};
    std::optional<std::string> metric{};
    std::optional<std::int64_t> count{};
    std::vector<aggregation_result_entry> results{};
};

namespace detail {

template <>
inline constexpr bool request_item<aggregation_range> = true;
template <>
inline constexpr bool request_item<query_aggregation> = true;

} // namespace detail

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_AGGREGATIONS_HPP
