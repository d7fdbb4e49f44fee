// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CONVERSATION_AGGREGATES_HPP
#define COGRANT_TESTING_EMULATOR_CONVERSATION_AGGREGATES_HPP

#include <cogrant/testing/emulator/aggregate_table.hpp>
#include <cogrant/testing/emulator/conversation_metrics.hpp>
#include <cogrant/testing/emulator/data_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing::detail {

/// The values of a participant in a dimension; empty for none. Only divisions may be several.
inline std::vector<std::string>
values_of(data_set const& data, conversation_facts const& c, participant_facts const& p, std::string_view dimension)
{
    auto const one = [](std::string_view text) {
        return text.empty() ? std::vector<std::string>() : std::vector<std::string>{std::string(text)};
    };
    if (dimension == "mediaType") return one(p.media);
    if (dimension == "direction" || dimension == "originatingDirection") return one(c.direction);
    if (dimension == "purpose") return one(p.purpose);
    if (dimension == "conversationId") return one(to_string(data.conversation_id(c.index)));
    if (dimension == "userId")
        return p.user < 0 ? one({}) : one(to_string(data.user_id(static_cast<std::uint64_t>(p.user))));
    if (dimension == "divisionId") {
        auto out = one(to_string(data.division_id(static_cast<std::uint64_t>(c.division))));
        if (c.second_division >= 0)
            out.push_back(to_string(data.division_id(static_cast<std::uint64_t>(c.second_division))));
        return out;
    }
    for (std::size_t k = 0; k != p.segment_count; ++k) {
        auto const& s = p.segments[k];
        if (dimension == "queueId" && s.queue >= 0)
            return one(to_string(data.queue_id(static_cast<std::uint64_t>(s.queue))));
        if (dimension == "wrapUpCode" && s.wrap_up >= 0)
            return one(to_string(data.wrap_up_id(static_cast<std::uint64_t>(s.wrap_up))));
    }
    return {};
}

/** Adds up the metrics of the sessions, those that the details list, by the time they were emitted. Beside them:
    nConversations (at the start, once for each group), nOutbound, nTransferred, nOverSla, tWait (as tAcd) and
    oServiceLevel. */
class conversation_aggregates {
public:
    conversation_aggregates(data_set const& data, aggregate_query const& q) : data_(data), q_(q), table_(q)
    {
        for (auto i = first_row(); i != data.conversations() && data.start_of(i) < q.when.end; ++i) add(data.facts(i));
    }

    aggregate_table const& table() const noexcept { return table_; }

private:
    static constexpr std::int64_t longest = 216'000'000; ///< of all conversations, see length_of

    std::uint64_t first_row() const { return data_.first_from(q_.when.begin - longest); }

    bool asked(std::string_view metric) const
    {
        auto const viewed = [&](aggregate_range const& view) { return view.target == metric; };
        return std::find(q_.metrics.begin(), q_.metrics.end(), metric) != q_.metrics.end() ||
               std::any_of(q_.views.begin(), q_.views.end(), viewed);
    }

    void add(conversation_facts const& c)
    {
        for (std::size_t k = 0; k != c.participant_count; ++k) {
            auto const& p = c.participants[k];
            auto const of = [&](std::string_view dimension) { return values_of(data_, c, p, dimension); };
            if (!q_.filter.empty() && !q_.filter.matches(of)) continue;
            keys_ = {{}};
            for (auto const& dimension : q_.group_by) widen(of(dimension));
            each(c, p);
        }
    }

    /// All combinations, where a dimension has several values.
    void widen(std::vector<std::string> values)
    {
        if (values.empty()) values.emplace_back();
        std::vector<aggregate_table::key> out;
        for (auto const& value : values)
            for (auto k : keys_) {
                k.push_back(value);
                out.push_back(std::move(k));
            }
        keys_ = std::move(out);
    }

    void each(conversation_facts const& c, participant_facts const& p)
    {
        bool const level = asked("oServiceLevel");
        auto const put = [&](std::string_view metric, std::int64_t value, std::int64_t when) {
            bool const part = level && (metric == "tAnswered" || metric == "tAbandon" || metric == "nOverSla");
            if (!part && !asked(metric)) return;
            if (auto const bucket = q_.buckets.find(when))
                for (auto const& k : keys_) table_.add(k, *bucket, metric, value);
        };
        for_each_metric(c, p, [&](std::string_view metric, std::int64_t value, std::int64_t when) {
            put(metric, value, when);
            if (metric == "tAcd") put("tWait", value, when);
            if (metric == "tAnswered" && value > 20'000) put("nOverSla", 1, when);
        });
        auto const& final = p.segments[p.segment_count - 1];
        if (p.user >= 0 && final.disconnect == "transfer")
            put("nTransferred", 1, final.end == running ? c.last : final.end);
        if (p.purpose == "campaign") put("nOutbound", 1, c.start);
        if (!asked("nConversations")) return;
        if (auto const bucket = q_.buckets.find(c.start))
            for (auto const& k : keys_)
                if (table_.first(k, *bucket, c.index)) table_.add(k, *bucket, "nConversations", 1);
    }

    data_set const& data_;
    aggregate_query const& q_;
    aggregate_table table_;
    std::vector<aggregate_table::key> keys_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CONVERSATION_AGGREGATES_HPP
