// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_CONVERSATION_HPP
#define COGRANT_GENESYS_CONVERSATION_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/quality.hpp>
#include <cogrant/genesys/session.hpp>
#include <cogrant/genesys/types.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// Somebody or something that took part: the customer, an IVR, a queue, an agent.
struct participant {
    std::optional<std::string> external_contact_id{}; ///< customer record id
    std::optional<std::string> external_organization_id{};
    open_enum<genesys::flagged_reason> flagged_reason{};
    std::string participant_id{}; ///< empty when the server left it out
    std::optional<std::string> participant_name{};
    open_enum<genesys::purpose> purpose{}; ///< role in the conversation
    std::optional<bool> screen_recording{};
    std::optional<std::string> team_id{};
    std::optional<std::string> user_id{}; ///< agents only
    std::vector<session> sessions{};
    std::map<std::string, std::string> attributes{}; ///< from details jobs only; texts are cut at 1024 characters
};

/// One row of a details query or details job.
/// @par Source  contract: AnalyticsConversationWithoutAttributes, AnalyticsConversation
struct conversation {
    std::vector<std::string> access_attributes{};
    std::optional<std::string> associated_conversation_id{};
    std::optional<timestamp> conference_start{};
    std::vector<std::string> consultation_conversation_ids{};
    std::optional<timestamp> conversation_end{}; ///< absent while the conversation is live
    std::string conversation_id{};               ///< empty when the server left it out
    open_enum<purpose> conversation_initiator{};
    std::optional<timestamp> conversation_start{};
    std::optional<bool> customer_participation{};
    std::vector<std::string> division_ids{};   ///< divisions touched
    std::optional<std::string> external_tag{}; ///< caller-supplied tag
    std::optional<timestamp> inactivity_timeout{};
    std::vector<std::string> knowledge_base_ids{};
    std::optional<double> media_stats_min_conversation_mos{};      ///< worst audio score (MOS)
    std::optional<double> media_stats_min_conversation_r_factor{}; ///< worst R-factor
    open_enum<direction> originating_direction{};                  ///< first direction
    std::optional<bool> originating_social_media_public{};
    std::optional<bool> self_served{};
    std::vector<evaluation> evaluations{};
    std::vector<survey> surveys{};
    std::vector<resolution> resolutions{};
    std::vector<participant> participants{}; ///< in order of appearance
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_CONVERSATION_HPP
