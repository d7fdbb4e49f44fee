// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_RECORD_FACTS_HPP
#define COGRANT_TESTING_EMULATOR_RECORD_FACTS_HPP

#include <cogrant/testing/emulator/conversation_parts.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/made_up_words.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What was kept of a conversation: recordings and transcripts, made up from its number as everything else.

namespace cogrant::testing::detail {

struct recording_facts {
    uuid id;
    std::size_t position = 0; ///< of the participant whose session it is
    std::int64_t user = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::string_view state;
};

/// Some conversations may be read by nobody with an ordinary role: their recordings are refused with 403.
inline bool sealed(data_set const& data, std::uint64_t i) noexcept { return mix(data.seed() ^ 0x5ea1, i) % 19 == 0; }

/// One for each agent of a call that has ended.
inline std::vector<recording_facts> recordings_of(data_set const& data, std::uint64_t i)
{
    std::vector<recording_facts> out;
    auto const c = data.facts(i);
    if (c.media != "voice" || c.end == running) return out;
    for (std::size_t p = 0; p != c.participant_count; ++p) {
        auto const& agent = c.participants[p];
        if (agent.user < 0) continue;
        recording_facts r;
        r.id = {mix(c.seed, 0x2ec0 + p), mix(c.seed, 0x2ed0 + p)};
        r.position = p;
        r.user = agent.user;
        r.begin = agent.segments[0].begin;
        r.end = agent.segments[agent.segment_count - 1].end;
        auto const kind = mix(c.seed, 0x57a7e + p) % 40;
        r.state = kind == 0 ? "ARCHIVED" : kind == 1 ? "HIBERNATING" : "AVAILABLE"; // a word of a later version
        out.push_back(r);
    }
    return out;
}

/// The bytes that lie in the store for a recording: the head of a WAV file, then noise.
inline std::string recording_bytes(recording_facts const& r)
{
    noise n(r.id.low);
    auto const size = 1500 + n.below(3000);
    std::string out = "RIFF";
    auto const put = [&out](std::uint64_t value, unsigned bytes) {
        for (unsigned b = 0; b != bytes; ++b) out += static_cast<char>((value >> (8 * b)) & 0xff);
    };
    put(36 + size, 4);
    out += "WAVEfmt ";
    for (auto const& [value, bytes] : {std::pair<std::uint64_t, unsigned>{16, 4}, {1, 2}, {1, 2}, {8000, 4}, {8000, 4}, {1, 2}, {8, 2}})
        put(value, bytes);
    out += "data";
    put(size, 4);
    for (std::uint64_t k = 0; k != size; ++k) out += static_cast<char>(n.below(256));
    return out;
}

/// The sessions of a conversation that have a transcript: those of the customer and of the agents of a call that has ended.
inline std::vector<std::size_t> transcribed_positions(data_set const& data, std::uint64_t i)
{
    std::vector<std::size_t> out;
    if (recordings_of(data, i).empty()) return out;
    auto const c = data.facts(i);
    for (std::size_t p = 0; p != c.participant_count; ++p)
        if (c.participants[p].user >= 0 || c.participants[p].purpose == "customer") out.push_back(p);
    return out;
}

/// The transcript as it lies in the store.
inline std::string transcript_text(data_set const& data, std::uint64_t i, std::size_t position)
{
    auto const c = data.facts(i);
    noise n(mix(c.seed, 0x7e87 + position));
    std::string out;
    json_text j(out);
    j.open('{');
    j.id("conversationId", data.conversation_id(i));
    j.id("communicationId", session_id_of(c.seed, position));
    j.ready("mediaType", "call");
    j.time("startTime", c.start);
    j.open("transcripts", '[');
    j.open('{');
    j.id("transcriptId", random_id(n));
    j.ready("language", "en-us");
    j.open("phrases", '[');
    auto const count = 3 + n.below(6);
    for (std::uint64_t k = 0; k != count; ++k) {
        j.open('{');
        j.ready("text", pick(notes, n.next()));
        j.number("startTimeMs", c.start + static_cast<std::int64_t>(k) * 4000);
        j.ready("participantPurpose", k % 2 == 0 ? "internal" : "external");
        j.close('}');
    }
    j.close(']');
    j.close('}');
    j.close(']');
    j.close('}');
    return out;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_RECORD_FACTS_HPP
