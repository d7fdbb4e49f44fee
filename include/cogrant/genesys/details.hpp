// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_DETAILS_HPP
#define COGRANT_GENESYS_DETAILS_HPP

#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/aggregations.hpp>
#include <cogrant/genesys/conversation.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/filters.hpp>
#include <cogrant/genesys/query_enums.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace cogrant::genesys {

/// Which page of a details query. 100 rows are the most the server gives.
struct paging_spec {
    std::int32_t page_size = 100; ///< rows
    std::int32_t page_number = 1; ///< starts at 1
};

namespace detail {

// Pages that are asked to be larger than the server makes them end at an empty one: one that is not full may be cut.
template <class Style>
Style ending_well(Style style, std::size_t page_size)
{
    if (page_size > 100) style.until_empty();
    return style;
}

} // namespace detail

template <class Row>
struct basic_details_page;

/// `POST /api/v2/analytics/conversations/details/query`: conversations that started on a UTC day touched by the
/// interval. One query spans at most 31 days; participant attributes come from jobs only.
/// `call(org, query)` gives one page with its counts, `async_paginate` of the client all rows.
/// Needs the permission analytics:conversationDetail:view.
struct conversation_details_query {
    using answer = basic_details_page<conversation>;
    static constexpr auto route = endpoint("POST /api/v2/analytics/conversations/details/query").changes_nothing();

    std::vector<conversation_filter> conversation_filters{}; ///< conditions on the whole conversation
    std::vector<segment_filter> segment_filters{};           ///< conditions that one segment fulfils
    std::vector<evaluation_filter> evaluation_filters{};     ///< quality evaluations
    std::vector<survey_filter> survey_filters{};             ///< surveys
    std::vector<resolution_filter> resolution_filters{};     ///< contact-resolution data
    open_enum<sort_order> order{};                           ///< ascending when missing
    open_enum<conversation_order> order_by{};                ///< start of the conversation when missing
    cogrant::interval interval{};                            ///< required: when the conversations started
    std::vector<query_aggregation> aggregations{};           ///< counts beside the rows; they do not filter
    std::optional<paging_spec> paging{};                     ///< 25 rows of page 1 when missing
};

/// One page of the answer; `Row` is @ref conversation, or @ref json::raw to keep the bytes of the server.
template <class Row>
struct basic_details_page {
    std::vector<Row> conversations{}; ///< empty when nothing (more) matched
    std::vector<aggregation_result> aggregations{};
    std::optional<std::int32_t> total_hits{}; ///< a hint: moves while data arrives
};

using details_page = basic_details_page<conversation>;

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_DETAILS_HPP
