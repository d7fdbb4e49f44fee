// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CONVERSATION_FACTS_HPP
#define COGRANT_TESTING_EMULATOR_CONVERSATION_FACTS_HPP

#include <cogrant/testing/emulator/noise.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cogrant::testing::detail {

// What happened in one conversation, made up from its number. Filters look at it and the JSON is written from it, so
// the two cannot disagree.

inline constexpr std::uint64_t queue_count = 12;
inline constexpr std::uint64_t division_count = 3;
inline constexpr std::uint64_t wrap_up_count = 10;
inline constexpr std::int64_t running = -1; ///< the end of what has not ended

struct segment_facts {
    std::int64_t begin = 0;
    std::int64_t end = running;
    std::string_view type;
    std::string_view disconnect; ///< empty: none given
    int queue = -1;
    int wrap_up = -1;
};

struct participant_facts {
    std::string_view purpose;
    std::string_view media;
    std::int64_t user = -1;
    std::array<segment_facts, 5> segments{};
    std::size_t segment_count = 0;

    segment_facts& add(std::int64_t begin, std::int64_t end, std::string_view type)
    {
        auto& s = segments[segment_count++];
        s.begin = begin;
        s.end = end;
        s.type = type;
        return s;
    }
};

struct conversation_facts {
    std::uint64_t index = 0;
    std::uint64_t seed = 0;      ///< for details that no filter asks about
    std::int64_t start = 0;
    std::int64_t end = running;
    std::int64_t last = 0;       ///< where the story stops, also for a live one
    std::string_view direction;
    std::string_view media;
    std::string_view initiator;
    std::int64_t tag = -1;       ///< number in the external tag
    int division = 0;
    int second_division = -1;
    std::array<participant_facts, 5> participants{};
    std::size_t participant_count = 0;

    participant_facts& add(std::string_view purpose)
    {
        auto& p = participants[participant_count++];
        p.purpose = purpose;
        p.media = media;
        return p;
    }
};

/// How long a conversation lasts: seconds to half an hour, one in a hundred up to 60 hours; none: it is still live.
struct conversation_length {
    std::int64_t ms = 0;
    bool live = false;
};

constexpr conversation_length length_of(std::uint64_t seed) noexcept
{
    noise n(mix(seed, 0x1e9));
    conversation_length l;
    l.live = n.chance(15);
    l.ms = n.chance(10) ? n.between(3'600'000, 216'000'000) : n.between(9'000, 1'800'000);
    return l;
}

inline void
add_agent(conversation_facts& c, noise& n, std::uint64_t users, int queue, std::int64_t from, bool talks_last)
{
    auto const left = c.last - from;
    auto const until = [&](std::int64_t per_cent) { return from + left * per_cent / 100; };
    auto& a = c.add("agent");
    a.user = static_cast<std::int64_t>(n.below(std::max<std::uint64_t>(users, 1)));
    if (c.index % 211 == 7) a.media = "holographic"; // a later version of the platform knows more than its clients
    a.add(std::max(c.start, from - 3000), from, "alert").queue = queue;
    if (n.chance(300)) {
        a.add(from, until(35), "interact").queue = queue;
        a.add(until(35), until(45), "hold").queue = queue;
        a.add(until(45), until(80), c.index % 223 == 11 ? "teleporting" : "interact").queue = queue;
    } else {
        a.add(from, until(80), "interact").queue = queue;
    }
    auto& talk = a.segments[a.segment_count - 1];
    if (!talks_last) {
        talk.disconnect = "transfer";
        return;
    }
    if (c.end == running) {
        talk.end = running;
        return;
    }
    talk.disconnect = n.chance(600) ? "client" : "peer";
    auto& wrap = a.add(until(80), c.end, "wrapup");
    wrap.queue = queue;
    wrap.wrap_up = static_cast<int>(n.below(wrap_up_count));
}

inline conversation_facts make_facts(std::uint64_t seed, std::uint64_t index, std::int64_t start, std::uint64_t users)
{
    conversation_facts c;
    c.index = index;
    c.seed = seed;
    c.start = start;
    auto const length = length_of(seed);
    c.last = start + length.ms;
    c.end = length.live ? running : c.last;
    noise n(mix(seed, 0xfac));
    auto const kind = n.below(100);
    c.media = kind < 72 ? "voice" : kind < 88 ? "message" : kind < 96 ? "email" : kind < 99 ? "callback" : "chat";
    bool const outbound = kind >= 58 && kind < 72;
    c.direction = outbound ? "outbound" : "inbound";
    c.initiator = outbound ? "campaign" : "customer";
    c.division = static_cast<int>(n.below(division_count));
    if (n.chance(80)) c.second_division = (c.division + 1) % static_cast<int>(division_count);
    if (n.chance(250)) c.tag = static_cast<std::int64_t>(n.below(100'000));
    int const queue = static_cast<int>(n.below(queue_count));
    bool const abandoned = !outbound && n.chance(100);
    auto const at = [&](std::int64_t per_cent) { return c.start + length.ms * per_cent / 100; };

    auto& first = c.add(outbound ? "campaign" : "customer");
    auto& whole = first.add(c.start, c.end, outbound ? "dialing" : "interact");
    if (c.end != running) whole.disconnect = abandoned ? "peer" : "endpoint";
    if (outbound) {
        whole.end = at(10);
        whole.disconnect = n.chance(200) ? "uncallable" : "transfer";
        add_agent(c, n, users, queue, at(10), true);
        return c;
    }
    auto waiting_since = c.start;
    if (c.media == "voice" || c.media == "message") {
        auto& menu = c.add(c.media == "voice" ? "ivr" : "botflow");
        menu.add(c.start, at(10), c.media == "voice" ? "ivr" : "interact").disconnect = "transfer";
        waiting_since = at(10);
    }
    auto& wait = c.add("acd");
    auto& queued = wait.add(waiting_since, abandoned ? c.end : at(20), "interact");
    queued.queue = queue;
    if (abandoned) {
        if (c.end != running) queued.disconnect = "peer";
        return c;
    }
    queued.disconnect = "transfer";
    bool const moved_on = n.chance(120);
    add_agent(c, n, users, queue, at(20), !moved_on);
    if (moved_on) {
        auto const begin = c.participants[c.participant_count - 1];
        add_agent(
            c, n, users, static_cast<int>(n.below(queue_count)), begin.segments[begin.segment_count - 1].end, true);
    }
    return c;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CONVERSATION_FACTS_HPP
