// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CXONE_DATA_HPP
#define COGRANT_TESTING_EMULATOR_CXONE_DATA_HPP

#include <cogrant/testing/emulator/cxone_options.hpp>
#include <cogrant/testing/emulator/iso_time.hpp>
#include <cogrant/testing/emulator/made_up_words.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing::detail {

/// What happened in one contact; times in milliseconds.
struct contact_facts {
    std::int64_t id = 0;
    std::int64_t master = 0;
    std::int64_t start = 0;
    std::int64_t updated = 0;
    std::uint64_t agent = 0; ///< its number; meaningless when nobody took it
    std::uint64_t team = 0;
    std::uint64_t skill = 0;
    std::int64_t media = 4;
    std::int64_t queue = 0;
    std::int64_t talk = 0;
    std::int64_t after = 0;
    std::int64_t hold = 0;
    std::int64_t total = 0;
    bool abandoned = false;
    bool outbound = false;
    std::uint64_t flavour = 0; ///< for what the wire leaves open: texts for numbers, nulls, spellings
};

inline constexpr std::array<std::string_view, 4> team_names{"Équipe A", "Team B", "夜勤", "Outbound"};
inline constexpr std::uint64_t skill_count = 8;
inline constexpr std::int64_t first_agent = 1'234'567;
inline constexpr std::int64_t first_team = 99;
inline constexpr std::int64_t first_skill = 4711;

/// The made-up data of a tenant.
class cxone_data {
public:
    explicit cxone_data(cxone_emulator_options const& o)
        : count_(o.contacts()), from_(to_ms(o.from())), span_(o.span().count()), agents_(o.agents()), seed_(o.seed())
    {
    }

    std::uint64_t contacts() const noexcept { return count_; }
    std::uint64_t agents() const noexcept { return agents_; }

    contact_facts contact(std::uint64_t i) const
    {
        noise r(mix(seed_ ^ 0xc0e, i));
        contact_facts c;
        // Some ids do not fit into a double, as some of the platform's do not.
        c.id = (r.chance(100) ? std::int64_t{9'007'199'254'740'993} : std::int64_t{300'000'000'000}) +
               static_cast<std::int64_t>(i) * 2;
        c.master = r.chance(150) ? c.id - 2 : c.id;
        c.start = start_of(i);
        c.agent = r.below(agents_);
        c.team = c.agent % team_names.size();
        c.skill = r.below(skill_count);
        c.media = r.chance(700) ? 4 : r.chance(500) ? 3 : 1;
        c.outbound = r.chance(150);
        c.abandoned = !c.outbound && r.chance(120);
        c.queue = r.between(0, 120'000);
        if (!c.abandoned) {
            c.talk = r.between(5'000, 900'000);
            c.after = r.between(0, 90) * 1000;
            c.hold = r.chance(300) ? r.between(500, 60'000) : 0;
        }
        c.total = c.queue + c.talk + c.after;
        c.updated = c.start + c.total + r.between(1'000, 600'000);
        c.flavour = r.next();
        return c;
    }
    std::int64_t start_of(std::uint64_t i) const noexcept
    {
        auto const n = std::max<std::uint64_t>(count_, 1);
        auto const even =
            static_cast<std::int64_t>(static_cast<double>(span_) * static_cast<double>(i) / static_cast<double>(n));
        return from_ + std::max(even, static_cast<std::int64_t>(i));
    }

    std::int64_t agent_id(std::uint64_t n) const noexcept { return first_agent + static_cast<std::int64_t>(n); }
    std::string_view first_name(std::uint64_t n) const noexcept { return pick(first_names, mix(seed_, n)); }
    std::string_view last_name(std::uint64_t n) const noexcept { return pick(last_names, mix(seed_ + 1, n)); }

private:
    std::uint64_t count_;
    std::int64_t from_;
    std::int64_t span_;
    std::uint64_t agents_;
    std::uint64_t seed_;
};

/// Writes the members of a row that were asked for: all of them when no names were given.
class contact_writer {
public:
    contact_writer(std::string& out, std::vector<std::string> const& fields) : json_(out), fields_(fields) {}

    void write(cxone_data const& data, contact_facts const& c)
    {
        json_.open('{');
        bool const odd = c.flavour % 3 == 0; // where the wire is loose, it is
        number("contactId", c.id);
        number("masterContactId", c.master);
        time("contactStartDate", c.start);
        time("lastUpdateTime", c.updated);
        if (c.abandoned) text("agentId", "0", true);
        else if (odd) text("agentId", std::to_string(data.agent_id(c.agent)), true);
        else number("agentId", data.agent_id(c.agent));
        text("firstName", data.first_name(c.agent), !c.abandoned);
        text("lastName", data.last_name(c.agent), !c.abandoned);
        number("teamId", first_team + static_cast<std::int64_t>(c.team));
        text("teamName", team_names[c.team], true);
        number("skillId", first_skill + static_cast<std::int64_t>(c.skill));
        text("skillName", pick(queue_names, c.skill), true);
        number("campaignId", 7);
        text("campaignName", "Default", true);
        number("mediaTypeId", c.media);
        text("mediaTypeName", c.media == 4 ? "Call" : c.media == 3 ? "Chat" : "Email", true);
        text("mediaSubTypeId", "", false);
        text("mediaSubTypeName", "", false);
        number("pointOfContactId", 55);
        text("pointOfContactName", "+4989123456", true);
        text("fromAddress", "+4930" + std::to_string(1'000'000 + c.flavour % 9'000'000), true);
        text("toAddress", "4989123456", true);
        seconds("totalDurationSeconds", c.total, false);
        seconds("agentSeconds", c.talk, false);
        seconds(c.flavour % 11 == 0 ? "ACWSeconds" : "acwSeconds", c.after, false);
        seconds("holdSeconds", c.hold, odd);
        number("holdCount", c.hold == 0 ? 0 : 1);
        seconds("inQueueSeconds", c.queue, false);
        seconds("preQueueSeconds", 0, false);
        seconds("postQueueSeconds", 0, false);
        seconds("releaseSeconds", 0, false);
        seconds("conferenceSeconds", 0, false);
        boolean("abandoned", c.abandoned);
        seconds("abandonSeconds", c.abandoned ? c.queue : 0, c.abandoned);
        boolean("isShortAbandon", c.abandoned && c.queue < 5'000);
        boolean("isOutbound", c.outbound);
        boolean("isLogged", c.flavour % 2 == 0);
        boolean("isRefused", false);
        boolean("isTakeover", false);
        boolean("isAnalyticsProcessed", false);
        text("analyticsProcessedDate", "", false);
        number("primaryDispositionId", 12);
        text("secondaryDispositionId", "", false);
        text("dispositionNotes", pick(notes, c.flavour), !c.abandoned);
        text("refuseReason", "", false);
        text("refuseTime", "", false);
        number("serviceLevelFlag", c.queue < 30'000 ? 1 : 0);
        number("transferIndicatorId", 0);
        text("transferIndicatorName", "None", true);
        text("endReason", c.abandoned ? "Contact hung up" : "Agent hung up", true);
        number("highProficiency", 20);
        seconds("routingTime", c.queue, false);
        seconds("callbackTime", 0, false);
        time("dateContactWarehoused", c.updated + 60'000);
        text("dateACWWarehoused", "", false);
        if (wanted("tags")) json_.raw("tags", odd ? R"(["vip","late"])" : "[]");
        text("divisionNo", "", false);
        json_.close('}');
    }

private:
    bool wanted(std::string_view name) const
    {
        return fields_.empty() || std::find(fields_.begin(), fields_.end(), name) != fields_.end();
    }
    void number(std::string_view name, std::int64_t value)
    {
        if (wanted(name)) json_.number(name, value);
    }
    void boolean(std::string_view name, bool value)
    {
        if (wanted(name)) json_.boolean(name, value);
    }
    void time(std::string_view name, std::int64_t ms)
    {
        if (wanted(name)) json_.time(name, ms);
    }
    // Texts of made_up_words.hpp are escaped already; null when there is none.
    void text(std::string_view name, std::string_view value, bool there)
    {
        if (!wanted(name)) return;
        if (there) json_.ready(name, value);
        else json_.null(name);
    }
    void seconds(std::string_view name, std::int64_t ms, bool quoted)
    {
        if (!wanted(name)) return;
        std::string value;
        json_text(value).number_item(ms / 1000);
        if (ms % 1000 != 0) value += "." + std::to_string(1000 + ms % 1000).substr(1);
        if (quoted) json_.ready(name, value);
        else json_.raw(name, value);
    }

    json_text json_;
    std::vector<std::string> const& fields_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CXONE_DATA_HPP
