// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_AGGREGATE_TABLE_HPP
#define COGRANT_TESTING_EMULATOR_AGGREGATE_TABLE_HPP

#include <cogrant/testing/emulator/aggregate_query.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// Adds values up by group, bucket, metric and qualifier, and writes them as `results`.
class aggregate_table {
public:
    /// The values of the dimensions grouped by, in their order; empty for none.
    using key = std::vector<std::string>;

    explicit aggregate_table(aggregate_query const& q) : q_(q) {}

    /// Adds a value. `who` tells apart what is to be counted once: an entity is counted once in a row of its own.
    void
    add(key const& group, std::size_t bucket, std::string_view metric, std::int64_t value,
        std::string_view qualifier = {})
    {
        auto& cell = groups_[group][bucket];
        auto& s = cell.stats[{std::string(metric), std::string(qualifier)}];
        s.min = s.count == 0 ? value : std::min(s.min, value);
        s.max = s.count == 0 ? value : std::max(s.max, value);
        s.sum += value;
        ++s.count;
        for (auto const& view : q_.views) {
            auto const x = static_cast<double>(value);
            if (view.target == metric && x >= view.from && x < view.to) ++cell.views[view.name];
        }
    }

    /// Whether an entity is counted for the first time; entities come one after the other.
    bool first(key const& group, std::size_t bucket, std::uint64_t entity)
    {
        auto& last = groups_[group][bucket].entity;
        return std::exchange(last, entity) != entity;
    }

    /// How many numbers the answer has.
    std::size_t numbers() const
    {
        std::size_t n = 0;
        for (auto const& [group, buckets] : groups_)
            for (auto const& [bucket, cell] : buckets) n += cell.stats.size();
        return n;
    }

    /// The entries of `results`, each as JSON.
    std::vector<std::string> rows() const
    {
        std::vector<std::pair<key, table const*>> chosen;
        for (auto const& [group, buckets] : groups_) chosen.emplace_back(group, &buckets);
        if (q_.limit) {
            std::stable_sort(chosen.begin(), chosen.end(), [&](auto const& a, auto const& b) {
                return q_.top ? rank(*a.second) > rank(*b.second) : rank(*a.second) < rank(*b.second);
            });
            if (chosen.size() > static_cast<std::size_t>(*q_.limit))
                chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(*q_.limit), chosen.end());
        }
        std::vector<std::string> out;
        for (auto const& [group, buckets] : chosen) out.push_back(row(group, *buckets));
        return out;
    }

private:
    struct summary {
        std::int64_t count = 0;
        std::int64_t sum = 0;
        std::int64_t min = 0;
        std::int64_t max = 0;
    };
    struct numbers_of_bucket {
        std::map<std::pair<std::string, std::string>, summary> stats;
        std::map<std::string, std::int64_t> views;
        std::uint64_t entity = UINT64_MAX;
    };
    using table = std::map<std::size_t, numbers_of_bucket>;

    double rank(table const& buckets) const
    {
        summary all;
        for (auto const& [bucket, c] : buckets) {
            auto const found = c.stats.find({q_.sort_metric, ""});
            if (found == c.stats.end()) continue;
            auto const& s = found->second;
            all.min = all.count == 0 ? s.min : std::min(all.min, s.min);
            all.max = all.count == 0 ? s.max : std::max(all.max, s.max);
            all.count += s.count;
            all.sum += s.sum;
        }
        if (q_.sort_function == "count") return static_cast<double>(all.count);
        if (q_.sort_function == "min") return static_cast<double>(all.min);
        if (q_.sort_function == "max") return static_cast<double>(all.max);
        auto const sum = static_cast<double>(all.sum);
        return q_.sort_function == "average" && all.count != 0 ? sum / static_cast<double>(all.count) : sum;
    }

    std::string row(key const& group, table const& buckets) const
    {
        std::string text;
        json_text j(text);
        j.open('{');
        j.open("group", '{');
        for (std::size_t i = 0; i != group.size(); ++i)
            if (!group[i].empty()) j.text(q_.group_by[i], group[i]);
        j.close('}');
        j.open("data", '[');
        for (auto const& [bucket, c] : buckets) {
            j.open('{');
            j.ready("interval", q_.buckets.label(bucket));
            j.open("metrics", '[');
            for (auto const& metric : q_.metrics) {
                if (metric == "oServiceLevel") service_level(j, c);
                for (auto const& [name, s] : c.stats)
                    if (name.first == metric) number(j, name.first, name.second, s);
            }
            j.close(']');
            if (!q_.views.empty()) views(j, c);
            j.close('}');
        }
        j.close(']');
        j.close('}');
        return text;
    }

    static void number(json_text& j, std::string_view metric, std::string_view qualifier, summary const& s)
    {
        j.open('{');
        j.ready("metric", metric);
        if (!qualifier.empty()) j.ready("qualifier", qualifier);
        j.open("stats", '{');
        if (metric.starts_with('n')) {
            j.number("count", s.sum);
        } else if (qualifier.empty()) {
            j.real("max", s.max * 10, 1);
            j.real("min", s.min * 10, 1);
            j.number("count", s.count);
            j.real("sum", s.sum * 10, 1);
        } else {
            j.real("sum", s.sum * 10, 1);
        }
        j.close('}');
        j.close('}');
    }

    /// How many of the answered and abandoned were answered within the target of 20 seconds; 80 % are wanted.
    static void service_level(json_text& j, numbers_of_bucket const& c)
    {
        auto const count = [&](char const* name) {
            auto const found = c.stats.find({name, ""});
            return found == c.stats.end() ? std::int64_t{0} : found->second.count;
        };
        auto const answered = count("tAnswered");
        auto const all = answered + count("tAbandon");
        if (all == 0) return;
        auto const good = answered - count("nOverSla");
        j.open('{');
        j.ready("metric", "oServiceLevel");
        j.open("stats", '{');
        j.real("ratio", (good * 1'000'000 + all / 2) / all, 6);
        j.real("numerator", good * 10, 1);
        j.real("denominator", all * 10, 1);
        j.real("target", 8, 1);
        j.close('}');
        j.close('}');
    }

    static void views(json_text& j, numbers_of_bucket const& c)
    {
        j.open("views", '[');
        for (auto const& [name, count] : c.views) {
            j.open('{');
            j.text("name", name);
            j.open("stats", '{');
            j.number("count", count);
            j.close('}');
            j.close('}');
        }
        j.close(']');
    }

    aggregate_query const& q_;
    std::map<key, table> groups_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_AGGREGATE_TABLE_HPP
