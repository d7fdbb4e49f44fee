// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CONVERSATION_METRICS_HPP
#define COGRANT_TESTING_EMULATOR_CONVERSATION_METRICS_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cogrant::testing::detail {

/// Calls `f(name, value, when)` for each metric of a participant's session. The details list them and the aggregates add
/// them up, so the two cannot disagree.
template <class F>
void for_each_metric(conversation_facts const& c, participant_facts const& p, F&& f)
{
    auto const stop = [&](segment_facts const& s) { return s.end == running ? c.last : s.end; };
    std::int64_t talk = 0;
    std::int64_t held = 0;
    auto const& first = p.segments[0];
    auto const& final = p.segments[p.segment_count - 1];
    for (std::size_t k = 0; k != p.segment_count; ++k) {
        auto const& s = p.segments[k];
        auto const spent = stop(s) - s.begin;
        if (s.type == "hold") held += spent;
        else if (s.type != "alert" && s.type != "wrapup") talk += spent;
    }
    if (p.user >= 0) {
        f("tAlert", first.end - first.begin, first.end);
        f("tTalk", talk, stop(final));
        if (held != 0) {
            f("nHeld", std::int64_t{1}, stop(final));
            f("tHeld", held, stop(final));
        }
        if (final.type == "wrapup") f("tAcw", final.end - final.begin, final.end);
        f("tHandle", stop(final) - first.end, stop(final));
    } else if (p.purpose == "acd") {
        f("nOffered", std::int64_t{1}, first.begin);
        f("tAcd", talk, stop(final));
        bool const answered = c.participants[c.participant_count - 1].user >= 0;
        f(answered ? "tAnswered" : "tAbandon", talk, stop(final));
    } else if (p.purpose == "ivr" || p.purpose == "botflow") {
        f("nFlow", std::int64_t{1}, stop(final));
        f("tFlow", talk, stop(final));
    } else {
        f("nConnected", std::int64_t{1}, first.begin);
        if (c.end != running) f("tConnected", talk, c.last);
    }
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CONVERSATION_METRICS_HPP
