// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DETAILS_FILTER_HPP
#define COGRANT_TESTING_EMULATOR_DETAILS_FILTER_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
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
            node n;
            n.of_segments = of_segments;
            if (auto p = read_group(entry, n, true)) return p;
            filters_.push_back(std::move(n));
        }
        return std::nullopt;
    }

    bool matches(conversation_facts const& c) const
    {
        return std::all_of(filters_.begin(), filters_.end(), [&](node const& filter) {
            if (!filter.of_segments) return test(filter, c, nullptr, nullptr);
            for (std::size_t p = 0; p != c.participant_count; ++p) {
                auto const& who = c.participants[p];
                for (std::size_t s = 0; s != who.segment_count; ++s)
                    if (test(filter, c, &who, &who.segments[s])) return true;
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
    enum class question : std::uint8_t { matches, exists, not_exists };

    struct predicate {
        dimension what = dimension::conversation_id;
        question asks = question::matches;
        std::string value;
    };
    struct node {
        bool any = false;
        bool of_segments = false;
        std::vector<predicate> predicates;
        std::vector<node> clauses;
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

    static std::optional<std::string_view> text_of(boost::json::object const& o, std::string_view name)
    {
        auto const* const v = o.if_contains(boost::json::string_view(name.data(), name.size()));
        if (v == nullptr || !v->is_string()) return std::nullopt;
        return std::string_view(v->get_string().data(), v->get_string().size());
    }

    static std::optional<problem> read_group(boost::json::value const& v, node& out, bool clauses_allowed)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("a filter is not an object", "invalid.value");
        auto const type = text_of(*o, "type");
        if (type != "and" && type != "or")
            return bad_request("the type of a filter is neither and nor or", "invalid.value");
        out.any = type == "or";
        for (auto const& [key, member] : *o) {
            if (key == "type" || member.is_null()) continue;
            auto const* const list = member.if_array();
            bool const clauses = key == "clauses" && clauses_allowed;
            if (list == nullptr || (!clauses && key != "predicates"))
                return bad_request(
                    "Unknown property '" + std::string(key.data(), key.size()) + "' in a filter", "invalid.property");
            for (auto const& entry : *list) {
                if (clauses) {
                    node inner;
                    inner.of_segments = out.of_segments;
                    if (auto p = read_group(entry, inner, false)) return p;
                    out.clauses.push_back(std::move(inner));
                } else if (auto p = read_predicate(entry, out)) {
                    return p;
                }
            }
        }
        if (out.predicates.empty() && out.clauses.empty()) return bad_request("a filter has no predicates");
        return std::nullopt;
    }

    static std::optional<problem> read_predicate(boost::json::value const& v, node& out)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("a predicate is not an object", "invalid.value");
        if (auto const type = text_of(*o, "type").value_or("dimension"); type != "dimension")
            return bad_request("predicates of type '" + std::string(type) + "' are not emulated");
        if (auto const* const range = o->if_contains("range"); range != nullptr && !range->is_null())
            return bad_request("ranges in predicates are not emulated");
        predicate p;
        auto const name = text_of(*o, "dimension").value_or("");
        auto const known = [&](auto const& table) {
            for (auto const& [text, what] : table)
                if (text == name) return p.what = what, true;
            return false;
        };
        if (!(out.of_segments ? known(of_segment) : known(of_conversation)))
            return bad_request("the dimension '" + std::string(name) + "' is not emulated for this filter");
        auto const asks = text_of(*o, "operator").value_or("matches");
        if (asks == "exists") p.asks = question::exists;
        else if (asks == "notExists") p.asks = question::not_exists;
        else if (asks != "matches") return bad_request("unknown operator '" + std::string(asks) + "'", "invalid.value");
        auto const value = text_of(*o, "value");
        if (p.asks == question::matches && !value) return bad_request("a predicate has no value", "invalid.value");
        p.value = value.value_or("");
        bool const moment = p.what == dimension::conversation_end || p.what == dimension::segment_end;
        if (moment && p.asks == question::matches) return bad_request("matching a date is not emulated");
        out.predicates.push_back(std::move(p));
        return std::nullopt;
    }

    bool test(node const& n, conversation_facts const& c, participant_facts const* who, segment_facts const* s) const
    {
        auto const leaf = [&](predicate const& p) { return test(p, c, who, s); };
        auto const clause = [&](node const& inner) { return test(inner, c, who, s); };
        if (n.any)
            return std::any_of(n.predicates.begin(), n.predicates.end(), leaf) ||
                   std::any_of(n.clauses.begin(), n.clauses.end(), clause);
        return std::all_of(n.predicates.begin(), n.predicates.end(), leaf) &&
               std::all_of(n.clauses.begin(), n.clauses.end(), clause);
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
    std::vector<node> filters_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DETAILS_FILTER_HPP
