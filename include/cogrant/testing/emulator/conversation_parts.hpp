// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CONVERSATION_PARTS_HPP
#define COGRANT_TESTING_EMULATOR_CONVERSATION_PARTS_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <cstddef>
#include <cstdint>

namespace cogrant::testing::detail {

inline uuid random_id(noise& n) noexcept
{
    auto const high = n.next();
    return {high, n.next()};
}

/// The id of the session of the participant at this position; of its communication, too.
constexpr uuid session_id_of(std::uint64_t seed, std::size_t position) noexcept
{
    return {mix(seed, 0x5e55 + position), mix(seed, 0x1d00 + position)};
}

/// The `flow` of a session with a menu or a bot.
inline void
write_flow(json_text& json, data_set const& data, conversation_facts const& c, segment_facts const& s, noise& n)
{
    json.open("flow", '{');
    json.id("flowId", data.flow_id(0));
    json.ready("flowName", "Main – v2 “new”");
    json.ready("flowType", c.media == "voice" ? "INBOUNDCALL" : "DIGITALBOT");
    json.ready("flowVersion", "104.0");
    json.ready("entryType", "dnis");
    json.ready("exitReason", "TRANSFER");
    json.ready("startingLanguage", "de-de");
    json.ready("endingLanguage", n.chance(800) ? "de-de" : "en-us");
    json.ready("transferType", "ACD");
    if (n.chance(300)) {
        json.open("outcomes", '[');
        json.open('{');
        json.id("flowOutcomeId", data.flow_id(7));
        json.ready("flowOutcome", "billing");
        json.ready("flowOutcomeValue", n.chance(800) ? "SUCCESS" : "FAILURE");
        json.time("flowOutcomeStartTimestamp", s.begin);
        json.time("flowOutcomeEndTimestamp", s.end == running ? c.last : s.end);
        json.close('}');
        json.close(']');
    }
    json.close('}');
}

/// Evaluations and surveys, now and then.
inline void write_quality(json_text& json, data_set const& data, conversation_facts const& c, noise& n)
{
    bool const live = c.end == running;
    if (!live && n.chance(60)) {
        json.open("evaluations", '[');
        json.open('{');
        json.id("evaluationId", random_id(n));
        json.id("evaluatorId", data.user_id(0));
        json.id("formId", data.form_id(0));
        json.ready("formName", "Qualität 2025");
        json.time("eventTime", c.last + ms_per_day);
        json.ready("evaluationStatus", "Finished");
        json.boolean("released", true);
        json.number("oTotalScore", n.between(20, 100));
        json.number("oTotalCriticalScore", n.between(0, 100));
        json.close('}');
        json.close(']');
    } else if (n.chance(100)) {
        json.null("evaluations");
    }
    if (!live && n.chance(50)) {
        json.open("surveys", '[');
        json.open('{');
        json.id("surveyId", random_id(n));
        json.id("surveyFormId", data.form_id(1));
        json.ready("surveyFormName", "NPS");
        json.ready("surveyStatus", "Finished");
        json.time("surveyCompletedDate", c.last + 3'600'000);
        json.number("surveyPromoterScore", n.between(0, 10));
        json.number("oSurveyTotalScore", n.between(0, 100));
        json.ready("surveyType", n.chance(900) ? "Web" : "Voice");
        json.close('}');
        json.close(']');
    }
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CONVERSATION_PARTS_HPP
