// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_QUERY_ENUMS_HPP
#define COGRANT_GENESYS_QUERY_ENUMS_HPP

#include <cstdint>

namespace cogrant::genesys {

/// Which end of the order comes first.
enum class sort_order : std::uint8_t { asc, desc, unordered };

/// What rows are sorted by. Ascending start is the stable choice for paging.
enum class conversation_order : std::uint8_t { conversation_start, conversation_end, segment_start, segment_end };

/// How the conditions of a filter or clause combine.
enum class filter_type : std::uint8_t { and_, or_ };

/// What a predicate looks at.
enum class predicate_type : std::uint8_t { dimension, property, metric };

/// What a conversation predicate can compare.
enum class conversation_dimension : std::uint8_t {
    access_attribute,
    conversation_end,
    conversation_id,
    conversation_initiator,
    conversation_start,
    customer_participation,
    division_id,
    external_tag,
    media_stats_min_conversation_mos,
    originating_direction,
    originating_social_media_public
};

/// How a predicate compares.
enum class predicate_operator : std::uint8_t { matches, exists, not_exists };

/// Type of a custom property.
enum class property_type : std::uint8_t { bool_, integer, real, date, string, uuid };

/// How a query counts beside its rows.
enum class aggregation_type : std::uint8_t { term_frequency, numeric_range };

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_QUERY_ENUMS_HPP
