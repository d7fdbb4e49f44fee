// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_DETAILS_JOB_HPP
#define COGRANT_GENESYS_DETAILS_JOB_HPP

#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/conversation.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/filters.hpp>
#include <cogrant/genesys/query_enums.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

struct details_job_ticket;
template <class Row>
struct basic_details_job_results;

/// `POST /api/v2/analytics/conversations/details/jobs`: conversations active in the interval, from a store that lags
/// behind by hours. Compare the end of the interval with @ref data_availability first.
struct details_job_query {
    using answer = details_job_ticket;
    using row = conversation;
    template <class Row>
    using page = basic_details_job_results<Row>;
    static constexpr endpoint route = "POST /api/v2/analytics/conversations/details/jobs";
    static constexpr job_routes job{
        "GET /api/v2/analytics/conversations/details/jobs/{jobId}",
        "GET /api/v2/analytics/conversations/details/jobs/{jobId}/results",
        "DELETE /api/v2/analytics/conversations/details/jobs/{jobId}", true};

    std::vector<conversation_filter> conversation_filters{};
    std::vector<segment_filter> segment_filters{};
    std::vector<evaluation_filter> evaluation_filters{};
    std::vector<survey_filter> survey_filters{};
    std::vector<resolution_filter> resolution_filters{};
    open_enum<sort_order> order{};
    open_enum<conversation_order> order_by{};
    cogrant::interval interval{};                         ///< required: when the conversations were active
    std::optional<std::int32_t> limit{};                  ///< caps total rows of the job
    std::optional<bool> start_of_day_interval_matching{}; ///< true: by day of the start, like the details query
};

/// What the server answers to a submission.
struct details_job_ticket {
    std::string job_id{}; ///< empty when the server left it out
};

/// What the server answers to a question after a job.
struct details_job_status {
    open_enum<job_state> state{};
    std::optional<std::string> error_message{}; ///< set when FAILED
    std::optional<timestamp> expiration_date{}; ///< results vanish after this
    std::optional<timestamp> submission_date{};
    std::optional<timestamp> completion_date{};
};

/// Whether a job will not change any more. Only `fulfilled` has results.
constexpr bool terminal(job_state s) noexcept
{
    return s == job_state::fulfilled || s == job_state::failed || s == job_state::cancelled || s == job_state::expired;
}

/// The same of a word that may be unknown, which is not terminal.
inline bool terminal(open_enum<job_state> const& s) noexcept { return s.known() && terminal(*s.value()); }

/// One page of results; the last one has no cursor. `Row` is @ref conversation, or @ref json::raw to keep the bytes of
/// the server. Jobs over neighbouring intervals may give the same conversation: compare `conversation_id`.
template <class Row>
struct basic_details_job_results {
    std::vector<Row> conversations{};
    std::optional<std::string> cursor{};               ///< absent on the last page
    std::optional<timestamp> data_availability_date{}; ///< data lake is complete up to here
    std::vector<Row>& rows() { return conversations; }
};

using details_job_results = basic_details_job_results<conversation>;

/// `GET /api/v2/analytics/conversations/details/jobs/availability`.
struct data_availability {
    std::optional<timestamp> data_availability_date{}; ///< the data is complete up to here
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_DETAILS_JOB_HPP
