// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "spans.hpp"

#include <chrono>

namespace genesys_report {

namespace {

using cogrant::timestamp;

/// The last time up to `t` at which a span ends, in UTC: weeks begin on Monday, short spans are cut at full hours.
std::optional<timestamp> edge_up_to(timestamp t, std::string_view granularity)
{
    namespace chrono = std::chrono;
    auto const day = chrono::floor<chrono::days>(t);
    if (granularity == "PT15M" || granularity == "PT30M" || granularity == "PT1H")
        return chrono::floor<chrono::hours>(t);
    if (granularity == "P1D" || granularity.starts_with("PT")) return day;
    if (granularity == "P1W") return day - (chrono::weekday(day) - chrono::Monday);
    if (granularity == "P1M") {
        chrono::year_month_day const date(day);
        return chrono::sys_days(date.year() / date.month() / 1);
    }
    return std::nullopt;
}

} // namespace

std::vector<cogrant::interval> parts_between_spans(cogrant::interval const& whole, std::string_view granularity)
{
    constexpr auto longest = std::chrono::hours(31 * 24);
    std::vector<cogrant::interval> out;
    auto rest = whole;
    while (rest.to - rest.from > longest) {
        auto const edge = edge_up_to(rest.from + longest, granularity);
        if (!edge || *edge <= rest.from) break;
        out.push_back({rest.from, *edge});
        rest.from = *edge;
    }
    out.push_back(rest);
    return out;
}

std::optional<timestamp> middle_between_spans(cogrant::interval const& part, std::string_view granularity)
{
    auto edge = edge_up_to(part.from + (part.to - part.from) / 2, granularity);
    if (edge && *edge <= part.from) edge = edge_up_to(part.to - std::chrono::milliseconds(1), granularity);
    return edge && *edge > part.from ? edge : std::nullopt;
}

} // namespace genesys_report
