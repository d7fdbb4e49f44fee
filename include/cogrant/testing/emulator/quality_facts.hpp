// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_QUALITY_FACTS_HPP
#define COGRANT_TESTING_EMULATOR_QUALITY_FACTS_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/iso_time.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What was said of a conversation afterwards: evaluations, surveys, resolutions. Each has a stream of noise of its own,
// so that queries, jobs and filters see the same.

namespace cogrant::testing::detail {

/// A member as it is written: its text, escaped for JSON, with quotes around it or without.
struct quality_field {
    std::string_view name;
    std::string text;
    bool quoted = true;
};

/// One evaluation, survey or resolution. What it has not is no member.
class quality_record {
public:
    std::vector<quality_field> const& fields() const noexcept { return fields_; }
    quality_field const* find(std::string_view name) const noexcept
    {
        for (auto const& f : fields_)
            if (f.name == name) return &f;
        return nullptr;
    }

    void text(std::string_view name, std::string_view value) { fields_.push_back({name, std::string(value)}); }
    void id(std::string_view name, uuid value) { fields_.push_back({name, to_string(value)}); }
    void time(std::string_view name, std::int64_t ms)
    {
        std::string out;
        append_iso(out, ms);
        fields_.push_back({name, std::move(out)});
    }
    void boolean(std::string_view name, bool value) { fields_.push_back({name, value ? "true" : "false", false}); }
    void number(std::string_view name, std::int64_t n) { fields_.push_back({name, std::to_string(n), false}); }

    /// Queue and agent that had the conversation last, if an agent had it.
    void handled_by(data_set const& data, conversation_facts const& c)
    {
        auto const& who = c.participants[c.participant_count - 1];
        if (who.user < 0) return;
        id("queueId", data.queue_id(static_cast<std::uint64_t>(who.segments[0].queue)));
        id("userId", data.user_id(static_cast<std::uint64_t>(who.user)));
    }

private:
    std::vector<quality_field> fields_;
};

inline std::vector<quality_record> evaluations_of(data_set const& data, conversation_facts const& c)
{
    std::vector<quality_record> out;
    noise n(mix(c.seed, 0xe7a1));
    if (c.end == running || !n.chance(60)) return out;
    for (auto left = n.chance(150) ? 2 : 1; left != 0; --left) {
        auto const kind = n.below(20);
        bool const finished = kind < 16;
        quality_record r;
        r.id("evaluationId", random_id(n));
        r.id("evaluatorId", data.user_id(n.below(3)));
        r.id("formId", data.form_id(0));
        r.text("formName", "Qualität 2025");
        r.id("contextId", data.form_id(10));
        r.time("eventTime", c.last + ms_per_day);
        r.text("evaluationStatus", finished ? "Finished" : kind < 19 ? "InProgress" : "Pending");
        r.handled_by(data, c);
        if (n.chance(100)) r.id("calibrationId", random_id(n));
        r.boolean("released", finished && n.chance(800));
        if (n.chance(500)) r.boolean("rescored", n.chance(200));
        if (finished) {
            r.number("oTotalScore", n.between(20, 100));
            if (n.chance(800)) r.number("oTotalCriticalScore", n.between(0, 100));
        }
        out.push_back(std::move(r));
    }
    return out;
}

inline std::vector<quality_record> surveys_of(data_set const& data, conversation_facts const& c)
{
    std::vector<quality_record> out;
    noise n(mix(c.seed, 0x5a7e));
    if (c.end == running || !n.chance(50)) return out;
    bool const partial = n.chance(150);
    quality_record r;
    r.id("surveyId", random_id(n));
    r.id("surveyFormId", data.form_id(1 + n.below(2)));
    r.text("surveyFormName", "NPS");
    r.text("surveyStatus", "Finished");
    r.time("surveyCompletedDate", c.last + 3'600'000);
    r.time("eventTime", c.last + 3'601'000);
    r.handled_by(data, c);
    if (!partial || n.chance(500)) r.number("surveyPromoterScore", n.between(0, 10));
    if (!partial) r.number("oSurveyTotalScore", n.between(0, 100));
    bool const voice = n.chance(100);
    r.text("surveyType", voice ? "Voice" : "Web");
    if (voice || partial) r.boolean("surveyPartialResponse", partial);
    out.push_back(std::move(r));
    return out;
}

inline std::vector<quality_record> resolutions_of(data_set const& data, conversation_facts const& c)
{
    std::vector<quality_record> out;
    noise n(mix(c.seed, 0x7e50));
    if (c.end == running || c.participants[c.participant_count - 1].user < 0 || !n.chance(80)) return out;
    quality_record r;
    r.time("eventTime", c.last + 3 * ms_per_day);
    r.handled_by(data, c);
    if (n.chance(900)) r.number("nNextContactAvoided", n.chance(700) ? 1 : 0);
    out.push_back(std::move(r));
    return out;
}

/// Writes all three, each only if there is something; now and then null stands for no evaluations.
inline void write_quality(json_text& json, data_set const& data, conversation_facts const& c)
{
    auto const list = [&](std::string_view name, std::vector<quality_record> const& records) {
        if (records.empty()) return;
        json.open(name, '[');
        for (auto const& r : records) {
            json.open('{');
            for (auto const& f : r.fields())
                if (f.quoted) json.ready(f.name, f.text);
                else json.raw(f.name, f.text);
            json.close('}');
        }
        json.close(']');
    };
    auto const evaluations = evaluations_of(data, c);
    list("evaluations", evaluations);
    if (evaluations.empty() && mix(c.seed, 0x0011) % 10 == 0) json.null("evaluations");
    list("surveys", surveys_of(data, c));
    list("resolutions", resolutions_of(data, c));
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_QUALITY_FACTS_HPP
