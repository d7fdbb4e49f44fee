// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_AGGREGATE_QUERY_HPP
#define COGRANT_TESTING_EMULATOR_AGGREGATE_QUERY_HPP

#include <cogrant/testing/emulator/dimension_test.hpp>
#include <cogrant/testing/emulator/iso_time.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/time_buckets.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing::detail {

struct aggregate_range {
    std::string target;
    std::string name;
    double from = -std::numeric_limits<double>::infinity();
    double to = std::numeric_limits<double>::infinity();
};

/// A query for aggregates of conversations or of users, understood.
struct aggregate_query {
    interval when;
    time_buckets buckets;
    std::vector<std::string> group_by;
    dimension_test filter;
    std::vector<std::string> metrics;
    std::vector<aggregate_range> views;
    bool top = false; ///< or bottom, when there is a limit
    std::string sort_metric;
    std::string sort_function;
    std::optional<std::int64_t> limit;
    std::int64_t page_size = 100; ///< of the results of a job
};

/// Reads the body of a query or of a job; `metrics` and `dimensions` are the words that are known.
class aggregate_query_reader {
public:
    aggregate_query_reader(
        std::span<std::string_view const> metrics, std::span<std::string_view const> dimensions, std::int64_t longest)
        : metrics_(metrics), dimensions_(dimensions), longest_(longest)
    {
    }

    std::optional<problem> read(std::string_view body, aggregate_query& out)
    {
        boost::json::object object;
        if (auto p = read_object(body, object)) return p;
        for (auto const& [key, member] : object) {
            if (member.is_null()) continue;
            if (auto p = take(std::string_view(key.data(), key.size()), member, out)) return p;
        }
        if (out.when.end == 0) return bad_request("The query has no interval", "invalid.property");
        if (out.when.end - out.when.begin > longest_) return bad_request("The interval is too long");
        if (out.metrics.empty()) return bad_request("The query asks for no metric", "invalid.property");
        if (out.limit && out.sort_metric.empty()) return bad_request("topN and bottomN need a sortMetric");
        return out.buckets.cut(out.when, granularity_);
    }

private:
    using value = boost::json::value;

    static problem odd(std::string_view name)
    {
        return bad_request(std::string(name) + " cannot be read", "invalid.value");
    }

    std::optional<problem>
    words(std::string_view name, value const& v, std::span<std::string_view const> known, std::vector<std::string>& out)
    {
        auto list = text_list(v);
        if (!list) return odd(name);
        for (auto const& word : *list)
            if (std::find(known.begin(), known.end(), word) == known.end())
                return bad_request(
                    "'" + word + "' is not known, or not emulated, in " + std::string(name), "invalid.value");
        out = std::move(*list);
        return std::nullopt;
    }

    std::optional<problem> take(std::string_view name, value const& v, aggregate_query& out)
    {
        auto const text =
            v.is_string() ? std::string_view(v.get_string().data(), v.get_string().size()) : std::string_view();
        if (name == "interval") {
            auto const when = parse_interval(text);
            if (!when) return bad_request("'" + std::string(text) + "' is not an interval start/end", "invalid.date");
            out.when = *when;
        } else if (name == "granularity") {
            granularity_ = text;
        } else if (name == "timeZone") {
            if (text != "UTC" && text != "Etc/UTC") return bad_request("time zones other than UTC are not emulated");
        } else if (name == "groupBy") {
            return words(name, v, dimensions_, out.group_by);
        } else if (name == "metrics") {
            return words(name, v, metrics_, out.metrics);
        } else if (name == "filter") {
            return out.filter.add(v, dimensions_);
        } else if (name == "views") {
            return take_views(v, out);
        } else if (name == "queryType") {
            if (text != "groupBy" && text != "topN" && text != "bottomN") return odd(name);
            out.top = text == "topN";
            if (text != "groupBy" && !out.limit) out.limit = 10;
        } else if (name == "limit" || name == "pageSize") {
            if (!v.is_int64() || v.get_int64() < 1) return odd(name);
            if (name == "limit") out.limit = v.get_int64();
            else out.page_size = v.get_int64();
        } else if (name == "sortMetric") {
            auto const* const o = v.if_object();
            if (o == nullptr) return odd(name);
            out.sort_metric = text_member(*o, "name").value_or("");
            out.sort_function = text_member(*o, "function").value_or("");
        } else if (name != "flattenMultivaluedDimensions") {
            return bad_request("Unknown property '" + std::string(name) + "'", "invalid.property");
        }
        return std::nullopt;
    }

    std::optional<problem> take_views(value const& v, aggregate_query& out)
    {
        auto const* const list = v.if_array();
        if (list == nullptr) return odd("views");
        for (auto const& entry : *list) {
            auto const* const o = entry.if_object();
            if (o == nullptr || text_member(*o, "function") != "rangeBound") return odd("views");
            aggregate_range view;
            view.target = text_member(*o, "target").value_or("");
            view.name = text_member(*o, "name").value_or("");
            if (view.target.empty() || view.name.empty()) return odd("views");
            if (auto const* const range = o->if_contains("range"); range != nullptr && range->is_object()) {
                auto const bound = [&](char const* which, double& to) {
                    auto const* const b = range->get_object().if_contains(which);
                    if (b != nullptr && b->is_number()) to = b->to_number<double>();
                };
                bound("gte", view.from);
                bound("lt", view.to);
            }
            out.views.push_back(std::move(view));
        }
        return std::nullopt;
    }

    std::span<std::string_view const> metrics_;
    std::span<std::string_view const> dimensions_;
    std::int64_t longest_;
    std::string granularity_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_AGGREGATE_QUERY_HPP
