// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ENUMS_HPP
#define COGRANT_GENESYS_ENUMS_HPP

#include <cogrant/reflect/enums.hpp>

#include <cstdint>

namespace cogrant::genesys {

/// Who a participant is, or who began a conversation.
enum class purpose : std::uint8_t {
    acd,
    agent,
    api,
    botflow,
    campaign,
    customer,
    dialer,
    external,
    fax,
    group,
    inbound,
    ivr,
    manual,
    outbound,
    station,
    user,
    voicemail,
    voicesurveyflow,
    workflow
};

/// Seen from the contact centre.
enum class direction : std::uint8_t { inbound, outbound };

/// Why a participant was flagged.
enum class flagged_reason : std::uint8_t { general };

/// How far a message got.
enum class delivery_status : std::uint8_t {
    delivery_failed,
    delivery_pushed,
    delivery_success,
    failed,
    published,
    queued,
    read,
    received,
    sent
};

/// The channel of a session.
enum class media_type : std::uint8_t {
    callback,
    chat,
    cobrowse,
    email,
    internalmessage,
    message,
    screenmonitoring,
    screenshare,
    unknown,
    video,
    voice
};

/// How an agent was or may be chosen.
enum class routing_method : std::uint8_t {
    bullseye,
    conditional,
    direct,
    last,
    manual,
    predictive,
    preferred,
    standard,
    vip
};

/// Kind of the routing rule that applied.
enum class routing_rule_type : std::uint8_t { bullseye, conditional, predictive, preferred };

/// Why a segment ended.
enum class disconnect_type : std::uint8_t {
    client,
    conference_transfer,
    consult_transfer,
    dnd_endpoint,
    dnd_transfer,
    endpoint,
    error,
    forward_transfer,
    inactivity,
    no_answer_transfer,
    not_available_transfer,
    other,
    peer,
    session_expired,
    spam,
    system,
    takeover,
    timeout,
    transfer,
    transport_failure,
    uncallable
};

/// What happened during a segment.
enum class segment_type : std::uint8_t {
    alert,
    barging,
    callback,
    coaching,
    contacting,
    converting,
    delay,
    dialing,
    hold,
    interact,
    ivr,
    monitoring,
    parked,
    scheduled,
    screenmonitoring,
    sharing,
    system,
    transmitting,
    unknown,
    uploading,
    voicemail,
    wrapup
};

/// How a flow was entered.
enum class flow_entry_type : std::uint8_t { agent, direct, dnis, flow, outbound };

/// Kind of an Architect flow.
enum class flow_type : std::uint8_t {
    bot,
    common_module,
    digital_bot,
    email_send,
    inbound_call,
    inbound_chat,
    inbound_email,
    inbound_short_message,
    in_queue_call,
    in_queue_email,
    in_queue_short_message,
    outbound_call,
    secure_call,
    speech,
    survey_invite,
    voice,
    voicemail,
    voice_survey,
    workflow,
    workitem
};

/// What a group of agents is.
enum class agent_group_type : std::uint8_t { group, skill_group, team };

/// How far a quality evaluation is.
enum class evaluation_status : std::uint8_t { finished, in_progress, in_review, pending, retracted };

/// How a survey was taken.
enum class survey_type : std::uint8_t { web, voice };

/// Where an asynchronous job is. A state that is not in the list is not terminal: keep polling until a deadline.
enum class job_state : std::uint8_t { queued, pending, failed, cancelled, fulfilled, expired };

/// Whether a person can log in.
enum class user_state : std::uint8_t { active, inactive, deleted };

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::delivery_status> {
    using E = cogrant::genesys::delivery_status;
    static constexpr auto value = enum_pairs<E>(
        {{E::delivery_failed, "DeliveryFailed"},
         {E::delivery_pushed, "DeliveryPushed"},
         {E::delivery_success, "DeliverySuccess"},
         {E::failed, "Failed"},
         {E::published, "Published"},
         {E::queued, "Queued"},
         {E::read, "Read"},
         {E::received, "Received"},
         {E::sent, "Sent"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::routing_method> {
    using E = cogrant::genesys::routing_method;
    static constexpr auto value = enum_pairs<E>(
        {{E::bullseye, "Bullseye"},
         {E::conditional, "Conditional"},
         {E::direct, "Direct"},
         {E::last, "Last"},
         {E::manual, "Manual"},
         {E::predictive, "Predictive"},
         {E::preferred, "Preferred"},
         {E::standard, "Standard"},
         {E::vip, "Vip"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::routing_rule_type> {
    using E = cogrant::genesys::routing_rule_type;
    static constexpr auto value = enum_pairs<E>(
        {{E::bullseye, "Bullseye"},
         {E::conditional, "Conditional"},
         {E::predictive, "Predictive"},
         {E::preferred, "Preferred"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::flow_type> {
    using E = cogrant::genesys::flow_type;
    static constexpr auto value = enum_pairs<E>(
        {{E::bot, "BOT"},
         {E::common_module, "COMMONMODULE"},
         {E::digital_bot, "DIGITALBOT"},
         {E::email_send, "EMAILSEND"},
         {E::inbound_call, "INBOUNDCALL"},
         {E::inbound_chat, "INBOUNDCHAT"},
         {E::inbound_email, "INBOUNDEMAIL"},
         {E::inbound_short_message, "INBOUNDSHORTMESSAGE"},
         {E::in_queue_call, "INQUEUECALL"},
         {E::in_queue_email, "INQUEUEEMAIL"},
         {E::in_queue_short_message, "INQUEUESHORTMESSAGE"},
         {E::outbound_call, "OUTBOUNDCALL"},
         {E::secure_call, "SECURECALL"},
         {E::speech, "SPEECH"},
         {E::survey_invite, "SURVEYINVITE"},
         {E::voice, "VOICE"},
         {E::voicemail, "VOICEMAIL"},
         {E::voice_survey, "VOICESURVEY"},
         {E::workflow, "WORKFLOW"},
         {E::workitem, "WORKITEM"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::agent_group_type> {
    using E = cogrant::genesys::agent_group_type;
    static constexpr auto value =
        enum_pairs<E>({{E::group, "Group"}, {E::skill_group, "SkillGroup"}, {E::team, "Team"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::evaluation_status> {
    using E = cogrant::genesys::evaluation_status;
    static constexpr auto value = enum_pairs<E>(
        {{E::finished, "Finished"},
         {E::in_progress, "InProgress"},
         {E::in_review, "InReview"},
         {E::pending, "Pending"},
         {E::retracted, "Retracted"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::survey_type> {
    using E = cogrant::genesys::survey_type;
    static constexpr auto value = enum_pairs<E>({{E::web, "Web"}, {E::voice, "Voice"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::job_state> {
    using E = cogrant::genesys::job_state;
    static constexpr auto value = enum_pairs<E>(
        {{E::queued, "QUEUED"},
         {E::pending, "PENDING"},
         {E::failed, "FAILED"},
         {E::cancelled, "CANCELLED"},
         {E::fulfilled, "FULFILLED"},
         {E::expired, "EXPIRED"}});
};

#endif // COGRANT_GENESYS_ENUMS_HPP
