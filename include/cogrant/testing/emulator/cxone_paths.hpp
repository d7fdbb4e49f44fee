// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CXONE_PATHS_HPP
#define COGRANT_TESTING_EMULATOR_CXONE_PATHS_HPP

#include <cogrant/http/headers.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/cxone_token_desk.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

// Which reports the CXone emulator has, and how its API says no.

namespace cogrant::testing {
namespace detail {

/// Whether a path of the API is one that there is.
inline bool known_report(std::string_view path) noexcept
{
    constexpr std::array<std::string_view, 18> paths{
        "contacts/completed",
        "contacts/active",
        "contacts/state-history",
        "contacts/custom-data",
        "agents",
        "teams",
        "skills",
        "users",
        "agents/performance",
        "agents/state-history",
        "agents/states",
        "teams/performance-total",
        "skills/summary",
        "skills/sla-summary",
        "wfm-data/agents",
        "wfm-data/skills/contacts",
        "wfm-data/skills/dialer-contacts",
        "wfm-data/skills/agent-performance"};
    return std::find(paths.begin(), paths.end(), path) != paths.end();
}

/// What follows `/incontactapi/services/v{N}.0/`, whatever its letter case; nothing for other paths.
inline std::optional<std::string_view> report_path(std::string_view path) noexcept
{
    constexpr std::string_view head = "/incontactapi/services/v";
    if (path.size() <= head.size() || !http::equal_names(path.substr(0, head.size()), head)) return std::nullopt;
    path.remove_prefix(head.size());
    auto const dot = path.find(".0/");
    auto const version = dot == path.npos ? std::nullopt : parse_integer(path.substr(0, dot));
    if (!version || *version < 6 || *version > 30) return std::nullopt;
    return path.substr(dot + 3);
}

/// A refusal of the ACD API.
inline http::response report_refusal(unsigned status, std::string_view code, std::string_view words)
{
    return cxone_refusal(status, code, words, "error_description");
}

} // namespace detail

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_CXONE_PATHS_HPP
