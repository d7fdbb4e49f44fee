// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_IMPL_CXONE_REPORTS_HPP
#define COGRANT_TESTING_EMULATOR_IMPL_CXONE_REPORTS_HPP

#include <cogrant/testing/cxone_emulator.hpp>
#include <cogrant/testing/emulator/cxone_paths.hpp>
#include <cogrant/testing/emulator/request_parameters.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing {
namespace detail {

/// A number from a query; nothing when it is none.
inline std::optional<std::int64_t>
whole_parameter(parameter_list const& list, std::string_view name, std::int64_t otherwise)
{
    auto const text = find_parameter(list, name);
    return text ? parse_integer(*text) : std::optional(otherwise);
}

/// The address of a page of the same query.
inline std::string page_link(std::string const& base, std::string_view target, std::int64_t skip, std::int64_t top)
{
    auto const mark = target.find('?');
    std::string out = base + std::string(target.substr(0, mark)) + "?";
    auto rest = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    while (!rest.empty()) {
        auto const amp = rest.find('&');
        auto const pair = rest.substr(0, amp);
        rest = amp == rest.npos ? std::string_view() : rest.substr(amp + 1);
        if (!pair.starts_with("skip=") && !pair.starts_with("top=")) out.append(pair).append("&");
    }
    return out + "skip=" + std::to_string(skip) + "&top=" + std::to_string(top);
}

/// The links of a page. The end has an empty next link, or none: both occur.
inline void write_links(
    json_text& j, std::string const& base, std::string_view target, std::int64_t skip, std::int64_t top,
    std::int64_t total)
{
    j.open("_links", '{');
    j.text("self", page_link(base, target, skip, top));
    if (skip + top < total) j.text("next", page_link(base, target, skip + top, top));
    else if (skip == 0) j.ready("next", "");
    j.text("previous", skip == 0 ? "" : page_link(base, target, std::max<std::int64_t>(skip - top, 0), top));
    j.close('}');
}

} // namespace detail

inline std::string cxone_emulator::contact_json(std::uint64_t i) const
{
    std::string out;
    detail::contact_writer(out, {}).write(data_, data_.contact(i));
    return out;
}

inline std::optional<std::vector<std::uint64_t>>
cxone_emulator::select(detail::parameter_list const& parameters, std::string& why) const
{
    auto const time = [&](std::string_view name) -> std::optional<std::int64_t> {
        auto const text = detail::find_parameter(parameters, name);
        if (!text) return std::nullopt;
        auto const ms = detail::parse_iso(*text);
        if (!ms) why = std::string(name) + " is not a date and time";
        return ms;
    };
    auto const from = time("startDate");
    auto const to = time("endDate");
    auto const since = time("updatedSince");
    if (why.empty() && !since && (!from || !to)) why = "startDate and endDate are needed, or updatedSince";
    auto const filter = [&](std::string_view name) { return detail::find_parameter(parameters, name); };
    auto const skill = filter("skillId"), agent = filter("agentId"), team = filter("teamId"),
               media = filter("mediaTypeId"), logged = filter("isLogged");
    if (!why.empty()) return std::nullopt;
    std::vector<std::uint64_t> rows;
    for (std::uint64_t i = 0; i != data_.contacts(); ++i) {
        auto const start = data_.start_of(i);
        if ((from && start < *from) || (to && start >= *to)) continue;
        auto const c = data_.contact(i);
        auto const is = [](std::int64_t value, auto const& wanted) {
            return !wanted || std::to_string(value) == *wanted;
        };
        if (since && c.updated < *since) continue;
        if (!is(detail::first_skill + static_cast<std::int64_t>(c.skill), skill)) continue;
        if (!is(c.abandoned ? 0 : data_.agent_id(c.agent), agent)) continue;
        if (!is(detail::first_team + static_cast<std::int64_t>(c.team), team) || !is(c.media, media)) continue;
        if (logged && (c.flavour % 2 == 0) != (*logged == "true")) continue;
        rows.push_back(i);
    }
    return rows;
}

inline std::optional<std::vector<std::uint64_t>> cxone_emulator::rows_of_query(std::string_view query) const
{
    auto const parameters = detail::parse_parameters(query);
    std::string why;
    if (!parameters) return std::nullopt;
    return select(*parameters, why);
}

inline http::response cxone_emulator::report(visit const& v)
{
    if (!v.request.headers.contains("Accept")) {
        http::response r;
        r.status = 406;
        r.headers.add("Content-Type", "text/plain");
        r.body = "A suitable renderer could not be found";
        return r;
    }
    if (v.request.method != http::method::get)
        return detail::report_refusal(405, "method_not_allowed", "reports are read by GET");
    auto const parameters = detail::parse_parameters(v.query);
    if (!parameters) return detail::report_refusal(400, "invalid_request", "the query cannot be decoded");
    if (!detail::known_report(v.path)) return detail::json_response(404, R"({"message":"there is no such report"})");
    if (v.path == "contacts/completed") return contacts(v, *parameters);
    if (v.path == "agents" || v.path == "teams" || v.path == "skills" || v.path == "users")
        return directory(v, *parameters);
    return sums(v, *parameters);
}

inline http::response cxone_emulator::contacts(visit const& v, detail::parameter_list const& parameters) const
{
    auto const most = static_cast<std::int64_t>(options_.max_page());
    auto const skip = detail::whole_parameter(parameters, "skip", 0);
    auto const top = detail::whole_parameter(parameters, "top", most);
    if (!skip || *skip < 0 || !top || *top < 1 || *top > most)
        return detail::report_refusal(400, "invalid_request", "skip or top is out of range");
    std::string why;
    auto const rows = select(parameters, why);
    if (!rows) return detail::report_refusal(400, "invalid_request", why);
    auto const total = static_cast<std::int64_t>(rows->size());
    if (*skip >= total) return detail::empty_response(204);
    auto const fields = detail::values_of(parameters, "fields");
    std::string body;
    detail::json_text j(body);
    j.open('{');
    j.number("businessUnitId", 4'599'999);
    j.number("totalRecords", total);
    j.time("lastPollTime", v.wall);
    detail::write_links(j, v.base, v.request.target, *skip, *top, total);
    j.open("completedContacts", '[');
    for (auto k = *skip; k < std::min(*skip + *top, total); ++k) {
        if (k != *skip) body += ',';
        std::string row;
        detail::contact_writer(row, fields).write(data_, data_.contact((*rows)[static_cast<std::size_t>(k)]));
        body += row;
    }
    j.close(']');
    j.close('}');
    return detail::json_response(200, std::move(body));
}

inline http::response cxone_emulator::directory(visit const& v, detail::parameter_list const& parameters) const
{
    bool const people = v.path == "agents" || v.path == "users";
    auto const total = people              ? static_cast<std::int64_t>(data_.agents())
                       : v.path == "teams" ? static_cast<std::int64_t>(detail::team_names.size())
                                           : static_cast<std::int64_t>(detail::skill_count);
    auto const skip = detail::whole_parameter(parameters, "skip", 0);
    auto const top = detail::whole_parameter(parameters, "top", 50);
    if (!skip || *skip < 0 || !top || *top < 1 || *top > 100)
        return detail::report_refusal(400, "invalid_request", "skip or top is out of range");
    if (*skip >= total) return detail::empty_response(204);
    std::string body;
    detail::json_text j(body);
    j.open('{');
    j.number("totalRecords", total);
    detail::write_links(j, v.base, v.request.target, *skip, *top, total);
    j.open(v.path, '[');
    for (auto k = *skip; k < std::min(*skip + *top, total); ++k) {
        auto const n = static_cast<std::uint64_t>(k);
        j.open('{');
        if (people) {
            if (k % 2 == 0) j.number("agentId", data_.agent_id(n));
            else j.ready("agentId", std::to_string(data_.agent_id(n)));
            j.ready("firstName", data_.first_name(n));
            j.ready("lastName", data_.last_name(n));
            j.number("teamId", detail::first_team + k % static_cast<std::int64_t>(detail::team_names.size()));
        } else if (v.path == "teams") {
            j.number("teamId", detail::first_team + k);
            j.ready("teamName", detail::team_names[n]);
        } else {
            j.number("skillId", detail::first_skill + k);
            j.ready("skillName", detail::pick(detail::queue_names, n));
        }
        j.close('}');
    }
    j.close(']');
    j.close('}');
    return detail::json_response(200, std::move(body));
}

/// The other reports are sums over the contacts of the span, by agent, team or skill.
inline http::response cxone_emulator::sums(visit const& v, detail::parameter_list const& parameters) const
{
    struct shape {
        std::string_view path, list;
        char by;
        std::int64_t longest_days;
        bool durations;
    };
    static constexpr std::array<shape, 13> shapes{
        {{"agents/performance", "agentPerformance", 'a', 0, true},
         {"teams/performance-total", "teamPerformanceTotal", 't', 0, true},
         {"skills/summary", "skillSummaries", 's', 0, false},
         {"skills/sla-summary", "serviceLevelSummaries", 's', 0, false},
         {"wfm-data/skills/contacts", "contactStats", 's', 0, false},
         {"wfm-data/skills/dialer-contacts", "outboundStats", 's', 0, false},
         {"wfm-data/skills/agent-performance", "skillsPerformance", 'a', 31, false},
         {"wfm-data/agents", "wfmAgents", 'a', 31, false},
         {"contacts/custom-data", "customData", 's', 15, false},
         {"agents/state-history", "stateHistory", 'a', 0, false},
         {"contacts/state-history", "stateHistory", 's', 0, false},
         {"contacts/active", "activeContacts", 's', 0, false},
         {"agents/states", "agentStates", 'a', 0, false}}};
    auto const* const what =
        std::find_if(shapes.begin(), shapes.end(), [&](shape const& s) { return s.path == v.path; });
    if (what == shapes.end()) return detail::report_refusal(404, "not_found", "there is no such report");
    std::string why;
    std::vector<std::uint64_t> rows;
    bool const real_time = v.path == "contacts/active" || v.path == "agents/states";
    if (!real_time) {
        auto const selected = select(parameters, why);
        if (!selected) return detail::report_refusal(400, "invalid_request", why);
        rows = *selected;
        auto const from = detail::parse_iso(detail::find_parameter(parameters, "startDate").value_or(""));
        auto const to = detail::parse_iso(detail::find_parameter(parameters, "endDate").value_or(""));
        if (what->longest_days != 0 && from && to && *to - *from > what->longest_days * detail::ms_per_day)
            return detail::report_refusal(400, "invalid_request", "the period is too long");
    } else {
        for (std::uint64_t i = 0; i != std::min<std::uint64_t>(data_.contacts(), 5); ++i) rows.push_back(i);
    }
    struct sum {
        std::int64_t contacts = 0;
        std::int64_t talk = 0;
    };
    std::map<std::int64_t, sum> groups;
    for (auto const i : rows) {
        auto const c = data_.contact(i);
        if (c.abandoned && what->by == 'a') continue;
        if (!c.outbound && what->list == "outboundStats") continue;
        auto& g = groups
            [what->by == 'a'   ? data_.agent_id(c.agent)
             : what->by == 't' ? detail::first_team + static_cast<std::int64_t>(c.team)
                               : detail::first_skill + static_cast<std::int64_t>(c.skill)];
        ++g.contacts;
        g.talk += c.talk;
    }
    if (groups.empty()) return detail::empty_response(204);
    std::string body;
    detail::json_text j(body);
    j.open('{');
    j.open(what->list, '[');
    for (auto const& [id, g] : groups) {
        j.open('{');
        auto const name = what->by == 'a' ? "agentId" : what->by == 't' ? "teamId" : "skillId";
        if (id % 2 == 0) j.number(name, id);
        else j.ready(name, std::to_string(id));
        j.number("contacts", g.contacts);
        auto const seconds = std::to_string(g.talk / 1000);
        j.ready("agentTime", what->durations ? "PT" + seconds + "S" : seconds);
        j.close('}');
    }
    j.close(']');
    j.close('}');
    return detail::json_response(200, std::move(body));
}

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_IMPL_CXONE_REPORTS_HPP
