// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_HISTORIES_HPP
#define COGRANT_CXONE_HISTORIES_HPP

#include <cogrant/codec/raw.hpp>
#include <cogrant/codec/time.hpp>
#include <cogrant/cxone/sole_list.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

// Reports of contract §3.2 of which only path, parameters and limits are known: the rows are the only list of the
// answer.

namespace cogrant::cxone {

/// Which states the agents were in: `GET agents/state-history`.
struct agent_states_query {
    static constexpr std::string_view path = "agents/state-history";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    using row = json::raw;
    template <class Row>
    using page = sole_list_page<Row>;
    template <class Row>
    static constexpr auto rows = &sole_list_page<Row>::rows;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
    std::optional<timestamp> updated_since{};
    std::optional<std::uint64_t> skip{};
    std::optional<std::uint32_t> top{};
};

/// Which states the contacts went through: `GET contacts/state-history`.
struct contact_states_query {
    static constexpr std::string_view path = "contacts/state-history";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    using row = json::raw;
    template <class Row>
    using page = sole_list_page<Row>;
    template <class Row>
    static constexpr auto rows = &sole_list_page<Row>::rows;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
};

/// What was noted with contacts: `GET contacts/custom-data`, at most 15 days at once.
struct custom_data_query {
    static constexpr std::string_view path = "contacts/custom-data";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    static constexpr std::chrono::milliseconds longest_window = std::chrono::hours(24 * 15);
    using row = json::raw;
    template <class Row>
    using page = sole_list_page<Row>;
    template <class Row>
    static constexpr auto rows = &sole_list_page<Row>::rows;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
    std::optional<timestamp> updated_since{};
};

/// The agents for workforce management: `GET wfm-data/agents`, at most 31 days at once.
struct wfm_agents_query {
    static constexpr std::string_view path = "wfm-data/agents";
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    static constexpr std::chrono::milliseconds longest_window = std::chrono::hours(24 * 31);
    using row = json::raw;
    template <class Row>
    using page = sole_list_page<Row>;
    template <class Row>
    static constexpr auto rows = &sole_list_page<Row>::rows;

    std::optional<timestamp> start_date{};
    std::optional<timestamp> end_date{};
};

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_HISTORIES_HPP
