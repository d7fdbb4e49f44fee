// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DETAILS_FILTER_HPP
#define COGRANT_TESTING_EMULATOR_DETAILS_FILTER_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/filter_node.hpp>
#include <cogrant/testing/emulator/problem.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/** The conversation and segment filters of a details query.

    Filters are joined by AND; the predicates and clauses inside one by its `type`. The predicates of one segment filter
    speak of one and the same segment. What is not emulated is refused with its name: a filter that was silently
    ignored would give wrong rows. */
class details_filter {
public:
    bool empty() const noexcept { return filters_.empty(); }

    /// Adds the filters of one list; the reason when it is refused.
    std::optional<problem> read(data_set const& data, boost::json::value const& list, bool of_segments)
    {
        data_ = &data;
        auto const* const array = list.if_array();
        if (array == nullptr) return bad_request("filters are not an array", "invalid.value");
        for (auto const& entry : *array) {
            filter made;
            made.of_segments = of_segments;
            auto const read_one = [&](boost::json::object const& o, predicate& out) {
                return read_predicate(o, of_segments, out);
            };
            if (auto p = made.tree.read(entry, read_one)) return p;
            filters_.push_back(std::move(made));
        }
        return std::nullopt;
    }

    bool matches(conversation_facts const& c) const
    {
        return std::all_of(filters_.begin(), filters_.end(), [&](filter const& f) {
            auto const holds = [&](participant_facts const* who, segment_facts const* s) {
                return f.tree.holds([&](predicate const& p) { return test(p, c, who, s); });
            };
            if (!f.of_segments) return holds(nullptr, nullptr);
            for (std::size_t p = 0; p != c.participant_count; ++p) {
                auto const& who = c.participants[p];
                for (std::size_t s = 0; s != who.segment_count; ++s)
                    if (holds(&who, &who.segments[s])) return true;
            }
            return false;
        });
    }

private:
    enum class dimension : std::uint8_t {
        conversation_id,
        conversation_end,
        division_id,
        originating_direction,
        initiator,
        external_tag,
        media_type,
        queue_id,
        purpose,
        user_id,
        direction,
        segment_type,
        segment_end,
        wrap_up_code,
        disconnect_type
    };

    struct predicate {
        dimension what = dimension::conversation_id;
        question asks = question::matches;
        std::string value;
    };
    struct filter {
        bool of_segments = false;
        filter_node<predicate> tree;
    };

    static constexpr std::array<std::pair<std::string_view, dimension>, 6> of_conversation{
        {{"conversationId", dimension::conversation_id},
         {"conversationEnd", dimension::conversation_end},
         {"divisionId", dimension::division_id},
         {"originatingDirection", dimension::originating_direction},
         {"conversationInitiator", dimension::initiator},
         {"externalTag", dimension::external_tag}}};
    static constexpr std::array<std::pair<std::string_view, dimension>, 9> of_segment{
        {{"mediaType", dimension::media_type},
         {"queueId", dimension::queue_id},
         {"purpose", dimension::purpose},
         {"userId", dimension::user_id},
         {"direction", dimension::direction},
         {"segmentType", dimension::segment_type},
         {"segmentEnd", dimension::segment_end},
         {"wrapUpCode", dimension::wrap_up_code},
         {"disconnectType", dimension::disconnect_type}}};

    static std::optional<problem> read_predicate(boost::json::object const& o, bool of_segments, predicate& p)
    {
        if (auto const type = text_member(o, "type").value_or("dimension"); type != "dimension")
            return bad_request("predicates of type '" + std::string(type) + "' are not emulated");
        if (auto const* const range = o.if_contains("range"); range != nullptr && !range->is_null())
            return bad_request("ranges in predicates are not emulated");
        auto const name = text_member(o, "dimension").value_or("");
        auto const known = [&](auto const& table) {
            for (auto const& [text, what] : table)
                if (text == name) return p.what = what, true;
            return false;
        };
        if (!(of_segments ? known(of_segment) : known(of_conversation)))
            return bad_request("the dimension '" + std::string(name) + "' is not emulated for this filter");
        if (auto refused = read_question(o, p.asks)) return refused;
        auto const value = text_member(o, "value");
        if (p.asks == question::matches && !value) return bad_request("a predicate has no value", "invalid.value");
        p.value = value.value_or("");
        bool const moment = p.what == dimension::conversation_end || p.what == dimension::segment_end;
        if (moment && p.asks == question::matches) return bad_request("matching a date is not emulated");
        return std::nullopt;
    }

    bool
    test(predicate const& p, conversation_facts const& c, participant_facts const* who, segment_facts const* s) const
    {
        auto const word = [&](std::string_view text) { return answer(p, !text.empty(), text == p.value); };
        auto const id = [&](std::int64_t n, auto make) {
            bool const equal =
                n >= 0 && p.asks == question::matches && to_string(make(static_cast<std::uint64_t>(n))) == p.value;
            return answer(p, n >= 0, equal);
        };
        auto const division = [&](std::uint64_t n) { return data_->division_id(n); };
        switch (p.what) {
        case dimension::conversation_id: return answer(p, true, data_->find_conversation(p.value) == c.index);
        case dimension::conversation_end: return answer(p, c.end != running, false);
        case dimension::division_id:
            return id(c.division, division) || (p.asks == question::matches && id(c.second_division, division));
        case dimension::originating_direction: return word(c.direction);
        case dimension::initiator: return word(c.initiator);
        case dimension::external_tag: return answer(p, c.tag >= 0, p.value == "ticket-" + std::to_string(c.tag));
        case dimension::media_type: return word(who->media);
        case dimension::queue_id: return id(s->queue, [&](std::uint64_t n) { return data_->queue_id(n); });
        case dimension::purpose: return word(who->purpose);
        case dimension::user_id: return id(who->user, [&](std::uint64_t n) { return data_->user_id(n); });
        case dimension::direction: return word(c.direction);
        case dimension::segment_type: return word(s->type);
        case dimension::segment_end: return answer(p, s->end != running, false);
        case dimension::wrap_up_code: return id(s->wrap_up, [&](std::uint64_t n) { return data_->wrap_up_id(n); });
        case dimension::disconnect_type: return word(s->disconnect);
        }
        return false;
    }

    static bool answer(predicate const& p, bool present, bool equal) noexcept
    {
        if (p.asks == question::exists) return present;
        if (p.asks == question::not_exists) return !present;
        return present && equal;
    }

    data_set const* data_ = nullptr;
    std::vector<filter> filters_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DETAILS_FILTER_HPP
