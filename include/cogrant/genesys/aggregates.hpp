// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_AGGREGATES_HPP
#define COGRANT_GENESYS_AGGREGATES_HPP

#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/aggregations.hpp>
#include <cogrant/genesys/dimension_filter.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/job.hpp>
#include <cogrant/genesys/statistics.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Numbers of conversations and of users, counted by the server: one call in place of thousands of rows.

namespace cogrant::genesys {

/// What `sort_metric` compares.
enum class sort_function : std::uint8_t { average, count, max, min, sum };

/// Which groups are answered.
enum class aggregate_query_type : std::uint8_t { bottom_n, group_by, top_n };

/// How many values of a metric fall into a range, under a name of one's own.
struct aggregation_view {
    std::string target{}; ///< the metric
    std::string name{};
    std::string function = "rangeBound";
    std::optional<aggregation_range> range{};
};

/// What topN and bottomN go by.
struct aggregation_sort {
    std::string name{}; ///< the metric
    open_enum<sort_function> function{};
};

/** `POST /api/v2/analytics/conversations/aggregates/query`.

    @code
    genesys::conversation_aggregates_query query{
        .interval = last(24h), .granularity = "PT30M", .group_by = {"queueId"},
        .filter = where::media_type == genesys::media_type::voice, .metrics = {"nOffered", "tHandle"}};
    auto answer = co_await genesys::call(org, query);
    @endcode

    Needs the permission analytics:conversationAggregate:view. A result that is too large (30 000 rows) is refused: ask for
    fewer groups, coarser buckets or a shorter interval.

    @par Source  contract of Genesys Cloud §3.5 */
struct conversation_aggregates_query {
    using answer = aggregates_answer;
    static constexpr auto route = endpoint("POST /api/v2/analytics/conversations/aggregates/query").changes_nothing();

    cogrant::interval interval{};              ///< required
    std::optional<std::string> granularity{};  ///< PT30M, PT1H, P1D, P1W, P1M; one bucket when missing
    std::optional<std::string> time_zone{};    ///< IANA name; moves the edges of buckets
    std::vector<std::string> group_by{};       ///< dimensions, e.g. queueId
    std::optional<dimension_filter> filter{};  ///< a single one, see @ref where
    std::vector<std::string> metrics{};        ///< at least one
    std::optional<bool> flatten_multivalued_dimensions{};
    std::vector<aggregation_view> views{};
    std::optional<std::string> alternate_time_dimension{}; ///< eventTime
    open_enum<aggregate_query_type> query_type{};
    std::optional<aggregation_sort> sort_metric{};
    std::optional<std::int32_t> limit{}; ///< used with topN and bottomN
};

/** The same as a job (preview): `list(org, query)` gives its groups.

    @par Source  contract of Genesys Cloud §3.1, §3.5 */
struct conversation_aggregates_job {
    using answer = job_ticket;
    using row = aggregate_group;
    template <class Row>
    struct page {
        std::vector<Row> results{};
        std::optional<std::string> cursor{};
        std::vector<Row>& rows() { return results; }
    };
    static constexpr endpoint route = "POST /api/v2/analytics/conversations/aggregates/jobs";
    static constexpr job_routes job{
        "GET /api/v2/analytics/conversations/aggregates/jobs/{jobId}",
        "GET /api/v2/analytics/conversations/aggregates/jobs/{jobId}/results",
        "DELETE /api/v2/analytics/conversations/aggregates/jobs/{jobId}"};

    cogrant::interval interval{};
    std::optional<std::string> granularity{};
    std::optional<std::string> time_zone{};
    std::vector<std::string> group_by{};
    std::optional<dimension_filter> filter{};
    std::vector<std::string> metrics{};
    std::optional<bool> flatten_multivalued_dimensions{};
    std::vector<aggregation_view> views{};
    std::optional<std::string> alternate_time_dimension{};
    open_enum<aggregate_query_type> query_type{};
    std::optional<aggregation_sort> sort_metric{};
    std::optional<std::int32_t> limit{};
    std::optional<std::int32_t> page_size{}; ///< groups in each page of the results
};

/// The answer to @ref user_aggregates_query; qualifiers are presences and routing statuses.
struct user_aggregates_answer {
    std::map<std::string, std::vector<std::string>> system_to_organization_mappings{};
    std::vector<aggregate_group> results{};
};

/** `POST /api/v2/analytics/users/aggregates/query`: how long people were in each presence (tSystemPresence,
    tOrganizationPresence) and routing status (tAgentRoutingStatus).

    Needs the permission analytics:userAggregate:view.

    @par Source  contract of Genesys Cloud §3.1, §3.5 */
struct user_aggregates_query {
    using answer = user_aggregates_answer;
    static constexpr auto route = endpoint("POST /api/v2/analytics/users/aggregates/query").changes_nothing();

    cogrant::interval interval{};
    std::optional<std::string> granularity{};
    std::optional<std::string> time_zone{};
    std::vector<std::string> group_by{};
    std::optional<dimension_filter> filter{};
    std::vector<std::string> metrics{};
    std::optional<bool> flatten_multivalued_dimensions{};
    std::vector<aggregation_view> views{};
    std::optional<std::string> alternate_time_dimension{};
};

namespace detail {

template <>
inline constexpr bool request_item<aggregation_view> = true;

} // namespace detail

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_AGGREGATES_HPP
