// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_FILTER_NODE_HPP
#define COGRANT_TESTING_EMULATOR_FILTER_NODE_HPP

#include <cogrant/testing/emulator/dimension_test.hpp>
#include <cogrant/testing/emulator/problem.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// What a predicate asks.
enum class question : std::uint8_t { matches, exists, not_exists };

/// The `operator` of a predicate, `matches` when missing; the reason when it is refused.
inline std::optional<problem> read_question(boost::json::object const& predicate, question& out)
{
    auto const asks = text_member(predicate, "operator").value_or("matches");
    if (asks == "exists") out = question::exists;
    else if (asks == "notExists") out = question::not_exists;
    else if (asks != "matches") return bad_request("unknown operator '" + std::string(asks) + "'", "invalid.value");
    return std::nullopt;
}

/** A filter of a details query, or a clause in it: predicates and clauses, joined by its `type`. All filters have this
    grammar; they differ in their predicates. */
template <class Predicate>
struct filter_node {
    bool any = false;
    std::vector<Predicate> predicates;
    std::vector<filter_node> clauses;

    /// `read_predicate(object, out)` gives the reason when a predicate is refused.
    template <class Read>
    std::optional<problem> read(boost::json::value const& v, Read const& read_predicate, bool clauses_allowed = true)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("a filter is not an object", "invalid.value");
        auto const type = text_member(*o, "type");
        if (type != "and" && type != "or")
            return bad_request("the type of a filter is neither and nor or", "invalid.value");
        any = type == "or";
        for (auto const& [key, member] : *o) {
            if (key == "type" || member.is_null()) continue;
            auto const* const list = member.if_array();
            bool const of_clauses = key == "clauses" && clauses_allowed;
            if (list == nullptr || (!of_clauses && key != "predicates"))
                return bad_request(
                    "Unknown property '" + std::string(key.data(), key.size()) + "' in a filter", "invalid.property");
            for (auto const& entry : *list)
                if (auto p = of_clauses ? add_clause(entry, read_predicate) : add(entry, read_predicate)) return p;
        }
        if (predicates.empty() && clauses.empty()) return bad_request("a filter has no predicates");
        return std::nullopt;
    }

    /// Whether it holds, when `leaf(predicate)` says so of each predicate.
    template <class Leaf>
    bool holds(Leaf const& leaf) const
    {
        auto const clause = [&](filter_node const& inner) { return inner.holds(leaf); };
        if (any)
            return std::any_of(predicates.begin(), predicates.end(), leaf) ||
                   std::any_of(clauses.begin(), clauses.end(), clause);
        return std::all_of(predicates.begin(), predicates.end(), leaf) &&
               std::all_of(clauses.begin(), clauses.end(), clause);
    }

private:
    template <class Read>
    std::optional<problem> add_clause(boost::json::value const& v, Read const& read_predicate)
    {
        filter_node inner;
        if (auto p = inner.read(v, read_predicate, false)) return p;
        clauses.push_back(std::move(inner));
        return std::nullopt;
    }
    template <class Read>
    std::optional<problem> add(boost::json::value const& v, Read const& read_predicate)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("a predicate is not an object", "invalid.value");
        Predicate made;
        if (auto p = read_predicate(*o, made)) return p;
        predicates.push_back(std::move(made));
        return std::nullopt;
    }
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_FILTER_NODE_HPP
