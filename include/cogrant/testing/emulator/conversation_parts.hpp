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

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CONVERSATION_PARTS_HPP
