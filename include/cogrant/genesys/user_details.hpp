// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_USER_DETAILS_HPP
#define COGRANT_GENESYS_USER_DETAILS_HPP

#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/aggregations.hpp>
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/dimension_filter.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/job.hpp>
#include <cogrant/genesys/presence.hpp>
#include <cogrant/genesys/types.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Who was present and on queue, and when.

namespace cogrant::genesys {

/// A span in one presence.
struct presence_record {
    std::optional<timestamp> start_time{};
    std::optional<timestamp> end_time{}; ///< absent while the user is still in it
    open_enum<genesys::system_presence> system_presence{};
    std::optional<std::string> organization_presence_id{};
};

/// A span in one routing status.
struct routing_status_record {
    std::optional<timestamp> start_time{};
    std::optional<timestamp> end_time{}; ///< absent while the user is still in it
    open_enum<genesys::routing_status> routing_status{};
};

/// One person's day.
struct user_detail {
    std::string user_id{}; ///< empty when the server left it out
    std::vector<presence_record> primary_presence{};
    std::vector<routing_status_record> routing_status{};
};

/// One page of the answer to @ref user_details_query.
template <class Row>
struct basic_user_details_page {
    std::vector<Row> user_details{};
    std::vector<aggregation_result> aggregations{};
    std::optional<std::int32_t> total_hits{};
};

/** `POST /api/v2/analytics/users/details/query`: one page by `call(org, query)`, all rows by `list(org, query)`.

    Needs the permission analytics:userDetail:view.

    @par Source  contract of Genesys Cloud §3.6 */
struct user_details_query {
    using answer = basic_user_details_page<user_detail>;
    static constexpr auto route = endpoint("POST /api/v2/analytics/users/details/query").changes_nothing();

    cogrant::interval interval{};                           ///< required
    std::vector<dimension_filter> user_filters{};           ///< by userId
    std::vector<dimension_filter> presence_filters{};       ///< by systemPresence, organizationPresenceId
    std::vector<dimension_filter> routing_status_filters{}; ///< by routingStatus
    open_enum<sort_order> order{};
    std::vector<query_aggregation> presence_aggregations{};
    std::vector<query_aggregation> routing_status_aggregations{};
    std::optional<paging_spec> paging{};
};

/** The same as a job, for many people and long intervals: `list(org, query)` gives its rows.

    @par Source  contract of Genesys Cloud §3.6 */
struct user_details_job_query {
    using answer = job_ticket;
    using row = user_detail;
    template <class Row>
    struct page {
        std::vector<Row> user_details{};
        std::optional<std::string> cursor{};               ///< absent on the last page
        std::optional<timestamp> data_availability_date{}; ///< complete up to here
        std::vector<Row>& rows() { return user_details; }
    };
    static constexpr endpoint route = "POST /api/v2/analytics/users/details/jobs";
    static constexpr job_routes job{
        "GET /api/v2/analytics/users/details/jobs/{jobId}", "GET /api/v2/analytics/users/details/jobs/{jobId}/results",
        "DELETE /api/v2/analytics/users/details/jobs/{jobId}", true};

    cogrant::interval interval{}; ///< required
    std::vector<dimension_filter> user_filters{};
    std::vector<dimension_filter> presence_filters{};
    std::vector<dimension_filter> routing_status_filters{};
    open_enum<sort_order> order{};
    std::optional<std::int32_t> limit{}; ///< caps total rows of the job
};

/// Up to when the jobs of user details are complete.
struct user_details_job_availability {
    using answer = data_availability;
    static constexpr endpoint route = "GET /api/v2/analytics/users/details/jobs/availability";
};

/** The people whom a details query matches, page by page. The query's `paging` sets the page size and is otherwise
    overwritten.

    @par Errors  thrown by `next()` as `failure` */
template <class Row = user_detail, class Client>
paged<Row> list(Client org, user_details_query query, page_options options = {})
{
    using page = basic_user_details_page<Row>;
    if (!query.paging) query.paging = paging_spec();
    auto const size = static_cast<std::size_t>(std::max(query.paging->page_size, 1));
    auto const set = [](user_details_query& q, std::size_t n) { q.paging->page_number = static_cast<std::int32_t>(n); };
    auto request = prepare(org, query).value();
    auto const described = org.describer();
    auto style = page_number_in_body(std::move(query), size, set, &page::user_details);
    return cogrant::async_paginate<page>(
        std::move(org), std::move(request), detail::ending_well(std::move(style), size), &page::user_details,
        std::move(options), described);
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_USER_DETAILS_HPP
