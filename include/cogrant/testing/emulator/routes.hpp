// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_ROUTES_HPP
#define COGRANT_TESTING_EMULATOR_ROUTES_HPP

#include <cogrant/http/message.hpp>

#include <array>
#include <cstddef>
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
    desk, ///< one of a desk's, see desk.hpp
    none
};

/// What is special about a path.
enum class route_kind : std::uint8_t {
    usual,
    submission, ///< a POST to it creates something: the faults that leave its fate unknown spare it
    open        ///< no token is asked for
};

struct route_entry {
    route where;
    std::string_view path;    ///< each `*` stands for one segment
    std::string_view methods; ///< as in `Allow`
    route_kind kind = route_kind::usual;
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

/// The segments that stood for `*`, in order.
inline constexpr std::size_t most_stars = 3;
using path_words = std::array<std::string_view, most_stars>;

class desk;

struct route_match {
    route where = route::none;
    route_entry const* entry = nullptr;
    std::string_view id{}; ///< what stood for the first `*`
    path_words words{};
    detail::desk* desk = nullptr; ///< whose entry it is, for route::desk
    std::size_t number = 0;       ///< of the entry at its desk

    constexpr bool submits() const noexcept { return entry != nullptr && entry->kind == route_kind::submission; }
};

/// Whether a path is of this form; what stood for the stars goes to `words`.
constexpr bool match_path(std::string_view form, std::string_view path, path_words& words) noexcept
{
    std::size_t count = 0;
    for (;;) {
        auto const star = form.find('*');
        if (star == form.npos) return form == path;
        if (path.substr(0, star) != form.substr(0, star) || path.size() <= star) return false;
        form.remove_prefix(star + 1);
        path.remove_prefix(star);
        auto const end = path.find('/');
        auto const word = path.substr(0, end);
        if (word.empty() || count == most_stars) return false;
        words[count++] = word;
        path.remove_prefix(word.size());
    }
}

constexpr route_match match_route(std::string_view path) noexcept
{
    for (auto const& entry : route_table) {
        path_words words{};
        if (match_path(entry.path, path, words)) return {entry.where, &entry, words[0], words};
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
