// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_QUEUES_HPP
#define COGRANT_GENESYS_QUEUES_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/entity_listing.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// How waiting conversations are ranked.
enum class scoring_method : std::uint8_t { timestamp_and_priority, priority_only };

/// Whether a caller meets the agent of last time.
enum class last_agent_routing : std::uint8_t { disabled, queue_members_only, any_agent };

/// How skills count when an agent is chosen.
enum class skill_evaluation : std::uint8_t { none, best, all };

/// A queue (contract §3.10). Nested objects are kept as JSON text; decode the ones you need.
struct queue {
    std::string id{}; ///< empty when the server left it out; opaque
    std::optional<std::string> name{};
    std::optional<json::raw> division{};
    std::optional<std::string> description{};
    std::optional<timestamp> date_created{};
    std::optional<timestamp> date_modified{};
    std::optional<std::string> modified_by{};
    std::optional<std::string> created_by{};
    std::optional<std::int32_t> member_count{};
    std::optional<std::int32_t> user_member_count{};
    std::optional<std::int32_t> joined_member_count{};
    std::optional<json::raw> media_settings{};
    std::vector<json::raw> routing_rules{};
    std::optional<json::raw> conditional_group_routing{};
    std::optional<json::raw> conditional_group_activation{};
    std::optional<json::raw> bullseye{};
    open_enum<genesys::scoring_method> scoring_method{};
    open_enum<last_agent_routing> last_agent_routing_mode{};
    std::optional<json::raw> acw_settings{};
    open_enum<skill_evaluation> skill_evaluation_method{};
    std::vector<json::raw> member_groups{};
    std::optional<json::raw> queue_flow{};
    std::optional<json::raw> email_in_queue_flow{};
    std::optional<json::raw> message_in_queue_flow{};
    std::optional<json::raw> whisper_prompt{};
    std::optional<json::raw> on_hold_prompt{};
    std::optional<bool> auto_answer_only{};
    std::optional<json::raw> canned_response_libraries{};
    std::optional<bool> enable_transcription{};
    std::optional<bool> enable_audio_monitoring{};
    std::optional<bool> enable_manual_assignment{};
    std::optional<json::raw> agent_owned_routing{};
    std::optional<json::raw> direct_routing{};
    std::optional<std::string> calling_party_name{};
    std::optional<std::string> calling_party_number{};
    std::map<std::string, json::raw> default_scripts{};
    std::optional<json::raw> outbound_messaging_addresses{};
    std::optional<json::raw> outbound_email_address{};
    std::optional<std::string> peer_id{};
    std::optional<bool> suppress_in_queue_call_recording{};
    std::optional<std::string> self_uri{};
};

using queues_page = entity_listing<queue>;

/// One queue. Needs the permission routing:queue:view.
struct queue_by_id {
    using answer = queue;
    static constexpr endpoint route = "GET /api/v2/routing/queues/{id}";

    std::string id{};
};

/// Which queues to list.
struct queues_query {
    using row = queue;
    static constexpr endpoint route = "GET /api/v2/routing/queues";
    static constexpr auto lists = query::lists::repeat;

    std::optional<std::int32_t> page_size = 100; ///< rows of a page
    std::optional<std::int32_t> page_number{};   ///< where to begin; the first page when missing
    std::optional<std::string> sort_order{};     ///< asc or desc, by name
    std::optional<std::string> name{};           ///< an asterisk in front and at the end stands for anything
    std::vector<std::string> id{};               ///< only these
    std::vector<std::string> division_id{};      ///< only of these divisions
};

/// Somebody who works on a queue, as in the vendor's JavaScript SDK.
struct queue_member {
    std::string id{}; ///< of the person; empty when the server left it out
    std::optional<std::string> name{};
    std::optional<json::raw> user{};
    std::optional<std::int32_t> ring_number{};
    std::optional<bool> joined{};
    std::optional<std::string> member_by{}; ///< user or group
    std::optional<json::raw> routing_status{};
    std::optional<std::string> self_uri{};
};

/// Which members of a queue.
struct queue_members_query {
    using row = queue_member;
    static constexpr endpoint route = "GET /api/v2/routing/queues/{id}/members";
    static constexpr auto lists = query::lists::repeat;

    std::string id{};                            ///< of the queue
    std::optional<std::int32_t> page_size = 100; ///< rows of a page, at most 100
    std::optional<std::int32_t> page_number{};   ///< where to begin; the first page when missing
    std::optional<std::string> sort_order{};     ///< asc or desc, by name
    std::vector<std::string> expand{};           ///< members to fill in, e.g. "routingStatus"
    std::optional<std::string> name{};           ///< a part of the name
    std::optional<std::string> member_by{};      ///< user or group
    std::optional<bool> joined{};                ///< only those who work on it now, or only the others
};

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::scoring_method> {
    using E = cogrant::genesys::scoring_method;
    static constexpr auto value =
        enum_pairs<E>({{E::timestamp_and_priority, "TimestampAndPriority"}, {E::priority_only, "PriorityOnly"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::last_agent_routing> {
    using E = cogrant::genesys::last_agent_routing;
    static constexpr auto value = enum_pairs<E>(
        {{E::disabled, "Disabled"}, {E::queue_members_only, "QueueMembersOnly"}, {E::any_agent, "AnyAgent"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::skill_evaluation> {
    using E = cogrant::genesys::skill_evaluation;
    static constexpr auto value = enum_pairs<E>({{E::none, "NONE"}, {E::best, "BEST"}, {E::all, "ALL"}});
};

#endif // COGRANT_GENESYS_QUEUES_HPP
