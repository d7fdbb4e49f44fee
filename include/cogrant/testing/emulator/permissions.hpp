// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_PERMISSIONS_HPP
#define COGRANT_TESTING_EMULATOR_PERMISSIONS_HPP

#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/options.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::testing::detail {

/// What a request needs (contract §1.6). Empty: nothing that can be taken away.
constexpr std::string_view permission_of(http::method m, std::string_view path) noexcept
{
    struct rule {
        std::string_view front;
        std::string_view permission;
    };
    constexpr rule rules[] = {
        {"/api/v2/analytics/conversations/aggregates/", "analytics:conversationAggregate:view"},
        {"/api/v2/analytics/conversations/", "analytics:conversationDetail:view"},
        {"/api/v2/analytics/users/details/", "analytics:userDetail:view"},
        {"/api/v2/analytics/users/aggregates/", "analytics:userAggregate:view"},
        {"/api/v2/analytics/queues/observations/", "analytics:queueObservation:view"},
        {"/api/v2/analytics/reporting/exports", "analytics:dataExport:view"},
        {"/api/v2/conversations/", "recording:recording:view"},
        {"/api/v2/recording/batchrequests", "recording:recording:view"},
        {"/api/v2/recording/jobs", "recording:job:view"},
        {"/api/v2/speechandtextanalytics/", "speechAndTextAnalytics:data:view"},
        {"/api/v2/routing/queues", "routing:queue:view"}};
    for (auto const& r : rules) {
        if (!path.starts_with(r.front)) continue;
        if (m == http::method::post && r.permission == "recording:job:view") return "recording:job:add";
        if (m == http::method::post && r.permission == "analytics:dataExport:view") return "analytics:dataExport:add";
        return r.permission;
    }
    return {};
}

/// The 403 for a permission: in the text, and in the parameters of its template.
inline http::response forbidden_response(std::string_view permission, std::string_view correlation)
{
    std::string body;
    json_text j(body);
    std::string const words = "Unable to perform the requested action. You are missing the following permission(s): ";
    j.open('{');
    j.text("message", words + std::string(permission));
    j.ready("code", "missing.any.permissions");
    j.number("status", 403);
    j.ready("messageWithParams", words + "{permissions}");
    j.open("messageParams", '{');
    j.text("permissions", permission);
    j.close('}');
    j.ready("contextId", correlation);
    j.raw("details", "[]");
    j.raw("errors", "[]");
    j.close('}');
    return json_response(403, std::move(body));
}

/// The 403 that this request deserves, if the options take its permission away.
inline std::optional<http::response>
forbidden(genesys_emulator_options const& options, http::request const& r, std::string_view correlation)
{
    auto const& gone = options.refused_permissions();
    auto const permission = permission_of(r.method, r.target);
    if (permission.empty() || std::find(gone.begin(), gone.end(), permission) == gone.end()) return std::nullopt;
    return forbidden_response(permission, correlation);
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_PERMISSIONS_HPP
