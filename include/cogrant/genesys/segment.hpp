// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_SEGMENT_HPP
#define COGRANT_GENESYS_SEGMENT_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/query_enums.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// How well predictive routing rated an agent.
struct scored_agent {
    std::optional<std::int32_t> agent_score{};
    std::optional<std::string> scored_agent_id{};
};

/// A property that an application attached to a segment.
struct custom_property {
    std::optional<std::string> property{};
    open_enum<genesys::property_type> property_type{};
    std::optional<std::string> value{};
};

/// A stretch of a session in which one thing happened: ringing, talking, hold, wrap-up, …
struct segment {
    std::optional<bool> audio_muted{};
    std::optional<bool> conference{};
    std::optional<std::string> destination_conversation_id{};
    std::optional<std::string> destination_session_id{};
    open_enum<genesys::disconnect_type> disconnect_type{}; ///< why the segment ended
    std::optional<std::string> error_code{};
    std::optional<std::string> group_id{};
    std::vector<std::int64_t> q850_response_codes{}; ///< telephony cause codes
    std::optional<std::string> queue_id{};
    std::optional<std::string> requested_language_id{};
    std::vector<std::string> requested_routing_skill_ids{};
    std::vector<std::string> requested_routing_user_ids{};
    std::optional<timestamp> segment_end{}; ///< absent for a running segment
    std::optional<timestamp> segment_start{};
    open_enum<genesys::segment_type> segment_type{};
    std::vector<std::int64_t> sip_response_codes{}; ///< SIP status codes
    std::optional<std::string> source_conversation_id{};
    std::optional<std::string> source_session_id{};
    std::optional<std::string> subject{}; ///< email subject
    std::optional<bool> video_muted{};
    std::optional<std::string> wrap_up_code{}; ///< chosen code id
    std::optional<std::string> wrap_up_note{}; ///< free agent text, may be long and multi-line
    std::vector<std::string> wrap_up_tags{};
    std::vector<scored_agent> scored_agents{};
    std::vector<custom_property> properties{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_SEGMENT_HPP
