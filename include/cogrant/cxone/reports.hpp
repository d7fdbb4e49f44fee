// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_REPORTS_HPP
#define COGRANT_CXONE_REPORTS_HPP

#include <cogrant/codec/raw.hpp>
#include <cogrant/codec/time.hpp>
#include <cogrant/cxone/links.hpp>
#include <cogrant/cxone/values.hpp>
#include <cogrant/reflect/names.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The other reports of contract §3.2. Their rows are open: `json::raw`, or a struct of yours with the members you want.
// Many members are durations (`iso_duration`) or numbers that may be texts (`number`).

namespace cogrant::cxone {

template <class Row>
struct agent_performance_page {
    std::vector<Row> agent_performance{};
};

/// What each agent did in a span: `GET agents/performance`. Durations are ISO-8601.
struct agent_performance_query {
    static constexpr std::string_view path = "agents/performance";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    using row = json::raw;
    template <class Row>
    using page = agent_performance_page<Row>;
    template <class Row>
    static constexpr auto rows = &agent_performance_page<Row>::agent_performance;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
    std::vector<std::string> fields{};
};

template <class Row>
struct team_performance_page {
    std::vector<Row> team_performance_total{};
};

/// What each team did in a span: `GET teams/performance-total`. Durations are ISO-8601.
struct team_performance_query {
    static constexpr std::string_view path = "teams/performance-total";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    using row = json::raw;
    template <class Row>
    using page = team_performance_page<Row>;
    template <class Row>
    static constexpr auto rows = &team_performance_page<Row>::team_performance_total;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
};

template <class Row>
struct skill_summaries_page {
    std::vector<Row> skill_summaries{};
};

/// Sums of each skill: `GET skills/summary`. Callers walk it day by day.
struct skill_summary_query {
    static constexpr std::string_view path = "skills/summary";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    using row = json::raw;
    template <class Row>
    using page = skill_summaries_page<Row>;
    template <class Row>
    static constexpr auto rows = &skill_summaries_page<Row>::skill_summaries;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
};

template <class Row>
struct service_level_page {
    number<std::int64_t> total_records{};
    std::optional<page_links> links{};
    std::vector<Row> service_level_summaries{};
};

/// Service levels of each skill: `GET skills/sla-summary`. Callers walk it day by day.
struct service_level_query {
    static constexpr std::string_view path = "skills/sla-summary";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    using row = json::raw;
    template <class Row>
    using page = service_level_page<Row>;
    template <class Row>
    static constexpr auto rows = &service_level_page<Row>::service_level_summaries;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
};

template <class Row>
struct contact_stats_page {
    std::vector<Row> contact_stats{};
};

/// Contacts of each skill for workforce management: `GET wfm-data/skills/contacts`. Callers walk it hour by hour.
struct contact_stats_query {
    static constexpr std::string_view path = "wfm-data/skills/contacts";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(1);
    using row = json::raw;
    template <class Row>
    using page = contact_stats_page<Row>;
    template <class Row>
    static constexpr auto rows = &contact_stats_page<Row>::contact_stats;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
    std::optional<std::int64_t> media_type_id{};
    std::vector<std::string> fields{};
};

template <class Row>
struct outbound_stats_page {
    std::vector<Row> outbound_stats{};
};

/// The same of dialled contacts: `GET wfm-data/skills/dialer-contacts`.
struct outbound_stats_query {
    static constexpr std::string_view path = "wfm-data/skills/dialer-contacts";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(1);
    using row = json::raw;
    template <class Row>
    using page = outbound_stats_page<Row>;
    template <class Row>
    static constexpr auto rows = &outbound_stats_page<Row>::outbound_stats;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
};

template <class Row>
struct skills_performance_page {
    std::vector<Row> skills_performance{};
};

/// Skills by agent: `GET wfm-data/skills/agent-performance`, at most 31 days at once.
struct skills_performance_query {
    static constexpr std::string_view path = "wfm-data/skills/agent-performance";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    static constexpr std::chrono::milliseconds longest_window = std::chrono::hours(24 * 31);
    using row = json::raw;
    template <class Row>
    using page = skills_performance_page<Row>;
    template <class Row>
    static constexpr auto rows = &skills_performance_page<Row>::skills_performance;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
};

} // namespace cogrant::cxone

template <class Row>
struct cogrant::reflect::wire_names<cogrant::cxone::service_level_page<Row>> {
    static constexpr auto value = renames(rename(&cogrant::cxone::service_level_page<Row>::links, "_links"));
};

#endif // COGRANT_CXONE_REPORTS_HPP
