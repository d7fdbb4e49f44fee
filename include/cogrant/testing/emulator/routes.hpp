// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_ROUTES_HPP
#define COGRANT_TESTING_EMULATOR_ROUTES_HPP

#include <cogrant/http/message.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace cogrant::testing::detail {

enum class route : std::uint8_t {
    token,
    authorize,
    details_query,
    details_many,
    jobs,
    availability,
    job_results,
    job,
    conversation,
    me,
    users,
    user,
    own_token,
    none
};

struct route_entry {
    route where;
    std::string_view path;    ///< `*` stands for one segment
    std::string_view methods; ///< as in `Allow`
};

inline constexpr std::array<route_entry, 13> route_table{{
    {route::token, "/oauth/token", "POST"},
    {route::authorize, "/oauth/authorize", "GET, POST"},
    {route::details_query, "/api/v2/analytics/conversations/details/query", "POST"},
    {route::details_many, "/api/v2/analytics/conversations/details", "GET"},
    {route::jobs, "/api/v2/analytics/conversations/details/jobs", "POST"},
    {route::availability, "/api/v2/analytics/conversations/details/jobs/availability", "GET"},
    {route::job_results, "/api/v2/analytics/conversations/details/jobs/*/results", "GET"},
    {route::job, "/api/v2/analytics/conversations/details/jobs/*", "GET, DELETE"},
    {route::conversation, "/api/v2/analytics/conversations/*/details", "GET"},
    {route::me, "/api/v2/users/me", "GET"},
    {route::users, "/api/v2/users", "GET"},
    {route::user, "/api/v2/users/*", "GET"},
    {route::own_token, "/api/v2/tokens/me", "GET, HEAD, DELETE"},
}};

struct route_match {
    route where = route::none;
    route_entry const* entry = nullptr;
    std::string_view id; ///< what stood for `*`
};

constexpr route_match match_route(std::string_view path) noexcept
{
    for (auto const& entry : route_table) {
        auto const star = entry.path.find('*');
        if (star == std::string_view::npos) {
            if (entry.path == path) return {entry.where, &entry, {}};
            continue;
        }
        auto const head = entry.path.substr(0, star);
        auto const tail = entry.path.substr(star + 1);
        if (path.size() <= head.size() + tail.size() || !path.starts_with(head) || !path.ends_with(tail)) continue;
        auto const id = path.substr(head.size(), path.size() - head.size() - tail.size());
        if (id.find('/') == std::string_view::npos) return {entry.where, &entry, id};
    }
    return {};
}

/// Where one asks for tokens instead of showing one.
constexpr bool before_tokens(route r) noexcept { return r == route::token || r == route::authorize; }

constexpr bool allows(route_entry const& entry, http::method m) noexcept
{
    auto rest = entry.methods;
    while (!rest.empty()) {
        auto const comma = rest.find(", ");
        if (rest.substr(0, comma) == to_string(m)) return true;
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 2);
    }
    return false;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_ROUTES_HPP
