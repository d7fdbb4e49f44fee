// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_DIRECTORY_HPP
#define COGRANT_CXONE_DIRECTORY_HPP

#include <cogrant/codec/raw.hpp>
#include <cogrant/codec/time.hpp>
#include <cogrant/cxone/links.hpp>
#include <cogrant/cxone/values.hpp>
#include <cogrant/reflect/names.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Who and what there is: agents, teams, skills, users (contract §3.2). The rows are open, as those of the reports. A
// page has 50 rows if nothing is said, and at most 100.

namespace cogrant::cxone {

template <class Row>
struct agents_page {
    number<std::int64_t> total_records{};
    std::optional<page_links> links{};
    std::vector<Row> agents{};
};

/// `GET agents`.
struct agents_query {
    static constexpr std::string_view path = "agents";
    static constexpr std::uint32_t largest_page = 100;
    using row = json::raw;
    template <class Row>
    using page = agents_page<Row>;
    template <class Row>
    static constexpr auto rows = &agents_page<Row>::agents;

    std::optional<std::uint64_t> skip{};
    std::optional<std::uint32_t> top = 100;
    std::optional<std::string> search_string{};
    std::vector<std::string> fields{};
    std::optional<std::string> order_by{};
    std::optional<bool> is_active{};
    std::optional<timestamp> updated_since{};
};

template <class Row>
struct teams_page {
    number<std::int64_t> total_records{};
    std::optional<page_links> links{};
    std::vector<Row> teams{};
};

/// `GET teams`.
struct teams_query {
    static constexpr std::string_view path = "teams";
    static constexpr std::uint32_t largest_page = 100;
    using row = json::raw;
    template <class Row>
    using page = teams_page<Row>;
    template <class Row>
    static constexpr auto rows = &teams_page<Row>::teams;

    std::optional<std::uint64_t> skip{};
    std::optional<std::uint32_t> top = 100;
    std::optional<std::string> search_string{};
    std::vector<std::string> fields{};
    std::optional<std::string> order_by{};
    std::optional<bool> is_active{};
    std::optional<timestamp> updated_since{};
};

template <class Row>
struct skills_page {
    number<std::int64_t> total_records{};
    std::optional<page_links> links{};
    std::vector<Row> skills{};
};

/// `GET skills`.
struct skills_query {
    static constexpr std::string_view path = "skills";
    static constexpr std::uint32_t largest_page = 100;
    using row = json::raw;
    template <class Row>
    using page = skills_page<Row>;
    template <class Row>
    static constexpr auto rows = &skills_page<Row>::skills;

    std::optional<std::uint64_t> skip{};
    std::optional<std::uint32_t> top = 100;
    std::optional<std::string> search_string{};
    std::vector<std::string> fields{};
    std::optional<std::string> order_by{};
    std::optional<bool> is_active{};
    std::optional<timestamp> updated_since{};
};

template <class Row>
struct users_page {
    number<std::int64_t> total_records{};
    std::optional<page_links> links{};
    std::vector<Row> users{};
};

/// `GET users`.
struct users_query {
    static constexpr std::string_view path = "users";
    static constexpr std::uint32_t largest_page = 100;
    using row = json::raw;
    template <class Row>
    using page = users_page<Row>;
    template <class Row>
    static constexpr auto rows = &users_page<Row>::users;

    std::optional<std::uint64_t> skip{};
    std::optional<std::uint32_t> top = 100;
    std::optional<std::string> search_string{};
    std::vector<std::string> fields{};
    std::optional<std::string> order_by{};
    std::optional<bool> is_active{};
    std::optional<timestamp> updated_since{};
};

} // namespace cogrant::cxone

template <class Row>
struct cogrant::reflect::wire_names<cogrant::cxone::agents_page<Row>> {
    static constexpr auto value = renames(rename(&cogrant::cxone::agents_page<Row>::links, "_links"));
};
template <class Row>
struct cogrant::reflect::wire_names<cogrant::cxone::teams_page<Row>> {
    static constexpr auto value = renames(rename(&cogrant::cxone::teams_page<Row>::links, "_links"));
};
template <class Row>
struct cogrant::reflect::wire_names<cogrant::cxone::skills_page<Row>> {
    static constexpr auto value = renames(rename(&cogrant::cxone::skills_page<Row>::links, "_links"));
};
template <class Row>
struct cogrant::reflect::wire_names<cogrant::cxone::users_page<Row>> {
    static constexpr auto value = renames(rename(&cogrant::cxone::users_page<Row>::links, "_links"));
};

#endif // COGRANT_CXONE_DIRECTORY_HPP
