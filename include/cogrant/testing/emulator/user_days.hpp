// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_USER_DAYS_HPP
#define COGRANT_TESTING_EMULATOR_USER_DAYS_HPP

#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/iso_time.hpp>
#include <cogrant/testing/emulator/noise.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cogrant::testing::detail {

// Who was present and on queue, made up from the user's number and the day. Details, aggregates and observations look at
// the same.

struct state_span {
    std::int64_t begin = 0;
    std::int64_t end = running;
    std::string_view state;
};

/// A user's presences and routing statuses over the days of the data set, without gaps. Who is inactive has none. After
/// the last day everybody is offline, and still is.
struct user_days {
    std::vector<state_span> presences;
    std::vector<state_span> statuses;
};

inline user_days days_of(data_set const& data, std::uint64_t user)
{
    user_days out;
    if (!data.user_active(user)) return out;
    auto const enter = [](std::vector<state_span>& list, std::int64_t at, std::string_view state) {
        if (!list.empty()) {
            if (list.back().state == state) return;
            list.back().end = at;
        }
        list.push_back({at, running, state});
    };
    constexpr std::int64_t minute = 60'000;
    enter(out.presences, floor_day(data.from()), "OFFLINE");
    enter(out.statuses, floor_day(data.from()), "OFF_QUEUE");
    for (auto day = floor_day(data.from()); day < data.until(); day += ms_per_day) {
        noise n(mix(mix(data.seed(), 0xda75), mix(user, static_cast<std::uint64_t>(day))));
        auto at = day + n.between(360, 720) * minute;
        constexpr std::string_view plan[] = {"AVAILABLE", "ON_QUEUE", "BREAK",   "ON_QUEUE",
                                             "MEAL",      "ON_QUEUE", "MEETING", "ON_QUEUE"};
        for (auto const state : plan) {
            if (state == "MEETING" && n.chance(500)) continue;
            auto const length = (state == "ON_QUEUE" ? n.between(50, 110) : n.between(5, 35)) * minute;
            enter(out.presences, at, state);
            if (state == "ON_QUEUE") {
                for (auto t = at; t < at + length;) {
                    enter(out.statuses, t, "IDLE");
                    t = std::min(t + n.between(1, 6) * minute, at + length);
                    if (t == at + length) break;
                    enter(out.statuses, t, n.chance(20) ? "NOT_RESPONDING" : "INTERACTING");
                    t = std::min(t + n.between(2, 9) * minute, at + length);
                }
            }
            at += length;
            if (state == "ON_QUEUE") enter(out.statuses, at, "OFF_QUEUE");
        }
        enter(out.presences, at, "OFFLINE");
    }
    return out;
}

inline bool overlaps(state_span const& s, interval const& when) noexcept
{
    return s.begin < when.end && (s.end == running || s.end > when.begin);
}

/// What somebody is in at a point in time; empty before the first day.
inline std::string_view state_at(std::vector<state_span> const& list, std::int64_t when) noexcept
{
    for (auto const& s : list)
        if (s.begin <= when && (s.end == running || when < s.end)) return s.state;
    return {};
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_USER_DAYS_HPP
