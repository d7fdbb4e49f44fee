// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DIMENSION_TEST_HPP
#define COGRANT_TESTING_EMULATOR_DIMENSION_TEST_HPP

#include <cogrant/testing/emulator/problem.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// What a body or a part of it says under a name, if it is a string.
inline std::optional<std::string_view> text_member(boost::json::object const& o, std::string_view name)
{
    auto const* const v = o.if_contains(boost::json::string_view(name.data(), name.size()));
    if (v == nullptr || !v->is_string()) return std::nullopt;
    return std::string_view(v->get_string().data(), v->get_string().size());
}

/// The strings of a list; none when it is something else.
inline std::optional<std::vector<std::string>> text_list(boost::json::value const& v)
{
    auto const* const array = v.if_array();
    if (array == nullptr) return std::nullopt;
    std::vector<std::string> out;
    for (auto const& item : *array) {
        if (!item.is_string()) return std::nullopt;
        out.emplace_back(item.get_string().data(), item.get_string().size());
    }
    return out;
}

/// A body that has to be a JSON object; the reason when it is not.
inline std::optional<problem> read_object(std::string_view body, boost::json::object& out)
{
    boost::system::error_code failed;
    auto parsed = boost::json::parse(boost::json::string_view(body.data(), body.size()), failed);
    if (failed) return bad_request("The request body is not JSON: " + failed.message());
    if (!parsed.is_object()) return bad_request("The request body is not a JSON object");
    out = std::move(parsed.get_object());
    return std::nullopt;
}

/** A filter of dimensions: that of aggregates and observations, or an entry of the lists of the user details. What is not
    emulated is refused with its name: a filter that was silently ignored would give wrong numbers. */
class dimension_test {
public:
    /// The values that a thing has in a dimension; empty for none.
    using values = std::function<std::vector<std::string>(std::string_view)>;

    bool empty() const noexcept { return filters_.empty(); }

    /// Adds one filter, which has to hold beside those before it; the reason when it is refused.
    std::optional<problem> add(boost::json::value const& filter, std::span<std::string_view const> known)
    {
        node n;
        if (auto p = read(filter, n, known, true)) return p;
        filters_.push_back(std::move(n));
        return std::nullopt;
    }
    /// Adds all of a list.
    std::optional<problem> add_all(boost::json::value const& list, std::span<std::string_view const> known)
    {
        auto const* const array = list.if_array();
        if (array == nullptr) return bad_request("filters are not an array", "invalid.value");
        for (auto const& entry : *array)
            if (auto p = add(entry, known)) return p;
        return std::nullopt;
    }

    bool matches(values const& of) const
    {
        return std::all_of(filters_.begin(), filters_.end(), [&](node const& n) { return holds(n, of); });
    }

private:
    enum class question : std::uint8_t { matches, exists, not_exists };
    struct predicate {
        std::string dimension;
        question asks = question::matches;
        std::string value;
    };
    struct node {
        bool any = false;
        std::vector<predicate> predicates;
        std::vector<node> clauses;
    };

    static std::optional<problem>
    read(boost::json::value const& v, node& out, std::span<std::string_view const> known, bool clauses_allowed)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("a filter is not an object", "invalid.value");
        auto const type = text_member(*o, "type").value_or("");
        if (type != "and" && type != "or") return bad_request("a filter's type is and or or", "invalid.value");
        out.any = type == "or";
        for (auto const& [key, member] : *o) {
            if (key == "type" || member.is_null()) continue;
            auto const* const list = member.if_array();
            bool const clauses = key == "clauses" && clauses_allowed;
            if (list == nullptr || (key != "predicates" && !clauses))
                return bad_request("Unknown property '" + std::string(key) + "' in a filter", "invalid.property");
            for (auto const& entry : *list) {
                if (clauses) {
                    node inner;
                    if (auto p = read(entry, inner, known, false)) return p;
                    out.clauses.push_back(std::move(inner));
                } else if (auto p = read_predicate(entry, out, known)) {
                    return p;
                }
            }
        }
        if (out.predicates.empty() && out.clauses.empty()) return bad_request("a filter has no predicates");
        return std::nullopt;
    }

    static std::optional<problem>
    read_predicate(boost::json::value const& v, node& out, std::span<std::string_view const> known)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("a predicate is not an object", "invalid.value");
        if (auto const type = text_member(*o, "type").value_or("dimension"); type != "dimension")
            return bad_request("predicates of type '" + std::string(type) + "' are not emulated");
        if (auto const* const range = o->if_contains("range"); range != nullptr && !range->is_null())
            return bad_request("ranges in predicates are not emulated");
        predicate p;
        p.dimension = text_member(*o, "dimension").value_or("");
        if (std::find(known.begin(), known.end(), p.dimension) == known.end())
            return bad_request("the dimension '" + p.dimension + "' is not emulated for this filter");
        auto const asks = text_member(*o, "operator").value_or("matches");
        if (asks == "exists") p.asks = question::exists;
        else if (asks == "notExists") p.asks = question::not_exists;
        else if (asks != "matches") return bad_request("unknown operator '" + std::string(asks) + "'", "invalid.value");
        auto const value = text_member(*o, "value");
        if (p.asks == question::matches && !value) return bad_request("a predicate has no value", "invalid.value");
        p.value = value.value_or("");
        out.predicates.push_back(std::move(p));
        return std::nullopt;
    }

    static bool holds(node const& n, values const& of)
    {
        auto const leaf = [&](predicate const& p) {
            auto const has = of(p.dimension);
            if (p.asks == question::exists) return !has.empty();
            if (p.asks == question::not_exists) return has.empty();
            return std::find(has.begin(), has.end(), p.value) != has.end();
        };
        auto const clause = [&](node const& inner) { return holds(inner, of); };
        if (n.any)
            return std::any_of(n.predicates.begin(), n.predicates.end(), leaf) ||
                   std::any_of(n.clauses.begin(), n.clauses.end(), clause);
        return std::all_of(n.predicates.begin(), n.predicates.end(), leaf) &&
               std::all_of(n.clauses.begin(), n.clauses.end(), clause);
    }

    std::vector<node> filters_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DIMENSION_TEST_HPP
