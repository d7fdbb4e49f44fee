// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_SESSION_HPP
#define COGRANT_GENESYS_SESSION_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/flow.hpp>
#include <cogrant/genesys/media.hpp>
#include <cogrant/genesys/segment.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// One measured value. Names beginning with n count, with t are milliseconds, with o are observations.
struct session_metric {
    std::optional<timestamp> emit_date{}; ///< when recorded
    std::optional<std::string> name{};    ///< e.g. tTalk, nConnected
    std::optional<std::int64_t> value{};  ///< milliseconds for t…, a count for n…
};

/// A group of agents that routing considered.
struct agent_group {
    std::optional<std::string> agent_group_id{};
    open_enum<genesys::agent_group_type> agent_group_type{};
};

/// An agent that predictive routing proposed.
struct proposed_agent {
    std::optional<std::int32_t> agent_rank{};
    std::optional<std::string> proposed_agent_id{};
};

/// One medium of one participant, from its first to its last segment. Vectors are empty when the server left them out.
struct session {
    std::vector<std::string> active_skill_ids{};
    std::optional<bool> acw_skipped{};
    std::optional<std::string> address_from{};
    std::optional<std::string> address_other{};
    std::optional<std::string> address_self{};
    std::optional<std::string> address_to{};
    std::optional<std::string> agent_assistant_id{};
    std::optional<std::int32_t> agent_bullseye_ring{};
    std::optional<bool> agent_owned{};
    std::optional<std::string> ani{}; ///< calling number
    std::optional<std::string> assigner_id{};
    std::optional<bool> authenticated{};
    std::optional<std::string> barged_participant_id{};
    std::vector<std::string> bcc{};
    std::vector<std::string> callback_numbers{};
    std::optional<timestamp> callback_scheduled_time{}; ///< agreed time of a callback
    std::optional<std::string> callback_user_name{};
    std::vector<std::string> cc{};
    std::optional<bool> cleared{};
    std::optional<std::string> coached_participant_id{};
    std::optional<std::string> cobrowse_role{};
    std::optional<std::string> cobrowse_room_id{};
    std::optional<bool> delivery_pushed{};
    open_enum<genesys::delivery_status> delivery_status{};
    std::optional<timestamp> delivery_status_change_date{};
    std::vector<std::string> destination_addresses{};
    std::optional<timestamp> detected_speech_end{};
    std::optional<timestamp> detected_speech_start{};
    open_enum<genesys::direction> direction{};
    std::optional<std::string> disposition_analyzer{};
    std::optional<std::string> disposition_name{};
    std::optional<std::string> dnis{}; ///< dialled number
    std::optional<std::string> edge_id{};
    std::vector<std::int32_t> eligible_agent_counts{};
    std::optional<std::string> engagement_source{}; ///< one of an open list of names
    std::optional<std::string> extended_delivery_status{};
    std::optional<std::string> flow_in_type{};
    std::optional<std::string> flow_out_type{};
    std::optional<std::string> journey_action_id{};
    std::optional<std::string> journey_action_map_id{};
    std::optional<std::int32_t> journey_action_map_version{};
    std::optional<std::string> journey_customer_id{};
    std::optional<std::string> journey_customer_id_type{};
    std::optional<std::string> journey_customer_session_id{};
    std::optional<std::string> journey_customer_session_id_type{};
    std::optional<std::string> media_bridge_id{};
    std::optional<std::int32_t> media_count{};
    open_enum<genesys::media_type> media_type{};
    std::optional<std::string> message_type{};
    std::optional<std::string> monitored_participant_id{};
    std::optional<std::string> outbound_campaign_id{};
    std::optional<std::string> outbound_contact_id{};
    std::optional<std::string> outbound_contact_list_id{};
    std::optional<std::string> peer_id{}; ///< the session this one was linked to
    std::optional<std::string> protocol_call_id{};
    std::optional<std::string> provider{}; ///< source platform name
    std::optional<bool> recording{};       ///< audio recording was started
    std::optional<std::string> remote{};   ///< far end as text
    std::optional<std::string> remote_name_displayable{};
    std::vector<std::string> removed_skill_ids{};
    std::vector<open_enum<routing_method>> requested_routings{};
    std::optional<std::string> room_id{};
    std::optional<std::int32_t> routing_ring{};
    std::optional<std::string> routing_rule{};
    open_enum<genesys::routing_rule_type> routing_rule_type{};
    std::optional<std::string> screen_monitored_user_id{};
    std::optional<std::string> screen_share_address_self{};
    std::optional<std::string> screen_share_room_id{};
    std::optional<std::string> script_id{};
    std::optional<std::string> selected_agent_id{};
    std::optional<std::int32_t> selected_agent_rank{}; ///< predictive routing rank
    std::optional<std::string> session_dnis{};
    std::string session_id{}; ///< empty when the server left it out
    std::optional<bool> sharing_screen{};
    std::optional<std::string> skill_expression_id{};
    std::optional<bool> skip_enabled{};
    std::optional<bool> snippet_recording{};
    std::optional<std::int32_t> timeout_seconds{}; ///< 0 switches auto-dial off
    open_enum<routing_method> used_routing{};
    std::optional<std::string> video_address_self{};
    std::optional<std::string> video_room_id{};
    std::vector<std::int32_t> waiting_interaction_counts{};
    std::vector<agent_group> agent_groups{};
    std::vector<proposed_agent> proposed_agents{};
    std::vector<media_endpoint_stat> media_endpoint_stats{};
    std::optional<genesys::flow> flow{};   ///< set on IVR/bot sessions
    std::vector<session_metric> metrics{}; ///< measured values by name
    std::vector<segment> segments{};       ///< activity timeline
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_SESSION_HPP
