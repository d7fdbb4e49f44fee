// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_STATISTICS_HPP
#define COGRANT_GENESYS_STATISTICS_HPP

#include <cogrant/codec/interval.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::genesys {

/// Numbers of one metric. Which are there depends on its family: n… have a count; t… count, sum, min and max in
/// milliseconds; a service level ratio, numerator, denominator and target.
struct statistical_summary {
    std::optional<double> max{};
    std::optional<double> min{};
    std::optional<std::int64_t> count{};
    std::optional<std::int64_t> count_negative{};
    std::optional<std::int64_t> count_positive{};
    std::optional<double> sum{}; ///< milliseconds for t…
    std::optional<double> current{};
    std::optional<double> ratio{}; ///< service level etc.
    std::optional<double> numerator{};
    std::optional<double> denominator{};
    std::optional<double> target{};
    std::optional<std::int64_t> p95{};
    std::optional<std::int64_t> p99{};
    std::optional<std::int64_t> calculated_metric_value{}; ///< derived metrics
};

/// One metric of a bucket.
struct aggregate_metric {
    std::optional<std::string> metric{};    ///< its name, e.g. tHandle
    std::optional<std::string> qualifier{}; ///< of users' metrics: the status or presence
    std::optional<statistical_summary> stats{};
};

/// The answer to one view of the query.
struct aggregate_view {
    std::optional<std::string> name{};
    std::optional<statistical_summary> stats{};
};

/// One span of time; without a granularity there is one for the whole interval.
struct aggregate_bucket {
    std::optional<cogrant::interval> interval{};
    std::vector<aggregate_metric> metrics{};
    std::vector<aggregate_view> views{};

    /// The numbers of a metric; none when nothing of it happened.
    statistical_summary const* find(std::string_view metric, std::string_view qualifier = {}) const noexcept
    {
        for (auto const& m : metrics)
            if (m.stats && m.metric.value_or("") == metric && m.qualifier.value_or("") == qualifier) return &*m.stats;
        return nullptr;
    }
    /// How often it happened, and for how many milliseconds together; 0 when it did not.
    std::int64_t count(std::string_view metric) const noexcept
    {
        auto const* const stats = find(metric);
        return stats == nullptr ? 0 : stats->count.value_or(0);
    }
    double sum(std::string_view metric, std::string_view qualifier = {}) const noexcept
    {
        auto const* const stats = find(metric, qualifier);
        return stats == nullptr ? 0 : stats->sum.value_or(0);
    }
};

/// What happened to one combination of the dimensions that the query groups by.
struct aggregate_group {
    std::map<std::string, std::string> group{}; ///< a dimension that is missing has no value here
    std::vector<aggregate_bucket> data{};       ///< buckets in which nothing happened are usually left out

    /// The value of a dimension; empty when it has none.
    std::string_view value(std::string const& dimension) const noexcept
    {
        auto const found = group.find(dimension);
        return found == group.end() ? std::string_view() : std::string_view(found->second);
    }
};

/// The answer to a query for aggregates. A group in which nothing happened is usually left out.
struct aggregates_answer {
    std::vector<aggregate_group> results{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_STATISTICS_HPP
