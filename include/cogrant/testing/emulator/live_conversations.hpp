// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_LIVE_CONVERSATIONS_HPP
#define COGRANT_TESTING_EMULATOR_LIVE_CONVERSATIONS_HPP

#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing::detail {

/// A conversation that is in a queue or with an agent at some point in time.
struct live_conversation {
    std::uint64_t index = 0;
    std::string_view metric; ///< oWaiting, oAlerting or oInteracting
    std::string_view media;
    std::string_view direction;
    int queue = -1;
    std::int64_t user = -1;
    std::int64_t since = 0;

    std::vector<std::string> values(data_set const& data, std::string_view dimension) const
    {
        if (dimension == "queueId") return {to_string(data.queue_id(static_cast<std::uint64_t>(queue)))};
        return {std::string(dimension == "mediaType" ? media : direction)};
    }

    void write_observation(json_text& j, data_set const& data) const
    {
        j.open('{');
        j.time("observationDate", since);
        common(j, data);
        j.close('}');
    }
    void write_entity(json_text& j, data_set const& data) const
    {
        j.open('{');
        j.time("activityDate", since);
        j.ready("metric", metric);
        j.ready("mediaType", media);
        j.id("queueId", data.queue_id(static_cast<std::uint64_t>(queue)));
        common(j, data);
        j.close('}');
    }

private:
    void common(json_text& j, data_set const& data) const
    {
        j.id("conversationId", data.conversation_id(index));
        j.ready("direction", direction);
        if (user >= 0) j.id("userId", data.user_id(static_cast<std::uint64_t>(user)));
        j.raw("requestedRoutings", R"(["Standard"])");
        j.ready("usedRouting", "Standard");
    }
};

/// Those that wait, ring or are talked in at this time, one for each participant who does.
inline std::vector<live_conversation> live_conversations_at(data_set const& data, std::int64_t now)
{
    std::vector<live_conversation> out;
    auto const after = data.first_from(now + 1);
    for (std::uint64_t i = 0; i != after; ++i) {
        if (auto const end = data.end_of(i); end != running && end <= now) continue;
        auto const c = data.facts(i);
        for (std::size_t p = 0; p != c.participant_count; ++p) {
            auto const& who = c.participants[p];
            for (std::size_t k = 0; k != who.segment_count; ++k) {
                auto const& s = who.segments[k];
                bool const current = s.begin <= now && (s.end == running || now < s.end);
                if (!current || s.queue < 0 || s.type == "wrapup") continue;
                std::string_view const metric = who.user < 0        ? "oWaiting"
                                                : s.type == "alert" ? "oAlerting"
                                                                    : "oInteracting";
                out.push_back({i, metric, who.media, c.direction, s.queue, who.user, s.begin});
            }
        }
    }
    return out;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_LIVE_CONVERSATIONS_HPP
