// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_LIVE_HPP
#define COGRANT_GENESYS_LIVE_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/dimension_filter.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/session.hpp>
#include <cogrant/genesys/statistics.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What is going on at this moment: queues, and the conversations in them.

namespace cogrant::genesys {

/// One of the conversations or people behind a number.
struct observation_value {
    std::optional<timestamp> observation_date{};
    std::optional<std::string> conversation_id{};
    std::optional<std::string> session_id{};
    std::vector<std::string> requested_routing_skill_ids{};
    std::optional<std::string> requested_language_id{};
    std::optional<std::int64_t> routing_priority{};
    std::optional<std::string> participant_name{};
    std::optional<std::string> user_id{};
    open_enum<genesys::direction> direction{};
    std::optional<std::string> converted_from{};
    std::optional<std::string> converted_to{};
    std::optional<std::string> address_from{};
    std::optional<std::string> address_to{};
    std::optional<std::string> ani{};
    std::optional<std::string> dnis{};
    std::optional<std::string> team_id{};
    std::vector<open_enum<routing_method>> requested_routings{};
    open_enum<routing_method> used_routing{};
    std::vector<scored_agent> scored_agents{};
};

/// One metric of a queue.
struct observation_metric {
    std::optional<std::string> metric{};    ///< e.g. oWaiting
    std::optional<std::string> qualifier{}; ///< of users' metrics: the status or presence
    std::optional<statistical_summary> stats{};
    std::optional<bool> truncated{}; ///< not all observations are listed
    std::vector<observation_value> observations{};
};

/// The numbers of one queue, of one medium if it has one.
struct observation_group {
    std::map<std::string, std::string> group{};
    std::vector<observation_metric> data{};
};

/// The answer to @ref queue_observations_query. The map leads from a system presence to those of the organisation.
struct queue_observations {
    std::map<std::string, std::vector<std::string>> system_to_organization_mappings{};
    std::vector<observation_group> results{};
};

/** `POST /api/v2/analytics/queues/observations/query`: queues as they are now.

    @code
    genesys::queue_observations_query query{.filter = where::queue_id == id, .metrics = {"oWaiting", "oOnQueueUsers"}};
    auto now = co_await genesys::call(org, query);
    @endcode

    Needs the permission analytics:queueObservation:view.

    @par Source  contract of Genesys Cloud §3.7 */
struct queue_observations_query {
    using answer = queue_observations;
    static constexpr auto route = endpoint("POST /api/v2/analytics/queues/observations/query").changes_nothing();

    dimension_filter filter{};                 ///< required: which queues
    std::vector<std::string> metrics{};        ///< required: oWaiting, oInteracting, oOnQueueUsers, …
    std::vector<std::string> detail_metrics{}; ///< of which the single observations are wanted, too
};

/// One metric of a query for activity.
struct activity_metric {
    std::string metric{};          ///< oInteracting, oWaiting, oAlerting, …
    std::optional<bool> details{}; ///< whether the conversations behind the number are wanted, too
};

/// The body of @ref conversation_activity_query.
struct activity_request {
    std::vector<activity_metric> metrics{};   ///< at least one
    std::vector<std::string> group_by{};      ///< e.g. queueId, mediaType
    std::optional<dimension_filter> filter{}; ///< see @ref where
    open_enum<sort_order> order{};
};

/// One metric of a group.
struct activity_value {
    std::optional<std::string> metric{};
    std::optional<std::string> qualifier{};
    std::vector<std::string> entity_ids{}; ///< of the conversations behind the number
    std::optional<std::int64_t> count{};
    std::optional<std::int64_t> calculated_metric_value{};
};

/// One of the conversations behind a number.
struct activity_entity {
    std::optional<timestamp> activity_date{};
    std::optional<std::string> metric{};
    open_enum<routing_method> active_routing{};
    std::optional<std::string> address_from{};
    std::optional<std::string> address_to{};
    std::optional<std::string> ani{};
    std::optional<std::string> conversation_id{};
    std::optional<std::string> converted_from{};
    std::optional<std::string> converted_to{};
    open_enum<genesys::direction> direction{};
    std::optional<std::string> dnis{};
    open_enum<genesys::media_type> media_type{};
    std::optional<std::string> participant_name{};
    std::optional<std::string> queue_id{};
    std::optional<std::string> requested_language_id{};
    std::vector<std::string> requested_routing_skill_ids{};
    std::vector<open_enum<routing_method>> requested_routings{};
    std::optional<std::int64_t> routing_priority{};
    std::optional<std::string> session_id{};
    std::optional<std::string> team_id{};
    open_enum<routing_method> used_routing{};
    std::optional<std::string> user_id{};
    std::vector<scored_agent> scored_agents{};
};

/// The numbers of one combination of the dimensions that the query groups by.
struct activity_group {
    std::map<std::string, std::string> group{};
    std::vector<activity_value> data{};
    std::optional<bool> truncated{}; ///< not all entities are listed
    std::vector<activity_entity> entities{};
};

/// The answer to @ref conversation_activity_query.
struct conversation_activity {
    std::vector<activity_group> results{};
    std::optional<std::string> entity_id_dimension{}; ///< what `entity_ids` are ids of
};

/** `POST /api/v2/analytics/conversations/activity/query`: how many conversations are waiting or being talked in now.

    @code
    genesys::conversation_activity_query query{.body = {.metrics = {{"oWaiting"}}, .group_by = {"queueId"}}};
    auto now = co_await genesys::call(org, query);
    @endcode

    @par Source  contract of Genesys Cloud §3.1; the models of the vendor's JavaScript SDK */
struct conversation_activity_query {
    using answer = conversation_activity;
    static constexpr auto route = endpoint("POST /api/v2/analytics/conversations/activity/query").changes_nothing();

    std::optional<std::int32_t> page_size{};
    std::optional<std::int32_t> page_number{}; ///< starts at 1
    activity_request body{};
};

namespace detail {

template <>
inline constexpr bool request_item<activity_metric> = true;

} // namespace detail

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_LIVE_HPP
