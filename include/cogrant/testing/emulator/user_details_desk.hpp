// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_USER_DETAILS_DESK_HPP
#define COGRANT_TESTING_EMULATOR_USER_DETAILS_DESK_HPP

#include <cogrant/testing/emulator/aggregates_desk.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/dimension_test.hpp>
#include <cogrant/testing/emulator/row_jobs.hpp>
#include <cogrant/testing/emulator/user_days.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// What people did: details by query and by job, and aggregates.
class user_details_desk final : public desk {
public:
    std::span<route_entry const> routes() const override { return paths; }

    http::response answer(std::size_t number, desk_visit const& v) override
    {
        switch (number) {
        case 0: return details(v);
        case 1: return submit(v);
        case 2: return json_response(200, "{" + availability(v) + "}");
        case 3: return jobs_.results(v, "userDetails", availability(v));
        case 4: return jobs_.status(v);
        default: return aggregates(v);
        }
    }

private:
    static constexpr std::array<route_entry, 6> paths{{
        {route::desk, "/api/v2/analytics/users/details/query", "POST"},
        {route::desk, "/api/v2/analytics/users/details/jobs", "POST", route_kind::submission},
        {route::desk, "/api/v2/analytics/users/details/jobs/availability", "GET"},
        {route::desk, "/api/v2/analytics/users/details/jobs/*/results", "GET"},
        {route::desk, "/api/v2/analytics/users/details/jobs/*", "GET, DELETE"},
        {route::desk, "/api/v2/analytics/users/aggregates/query", "POST"},
    }};
    static constexpr std::array<std::string_view, 1> user_words{"userId"};
    static constexpr std::array<std::string_view, 1> presence_words{"systemPresence"};
    static constexpr std::array<std::string_view, 1> status_words{"routingStatus"};

    struct query {
        interval when;
        dimension_test users;
        dimension_test presences;
        dimension_test statuses;
        bool descending = false;
        std::int64_t page_size = 25;
        std::int64_t page_number = 1;
        std::optional<std::int64_t> limit;
    };

    static std::string availability(desk_visit const& v)
    {
        std::string text = "\"dataAvailabilityDate\":\"";
        append_iso(text, v.wall - std::chrono::milliseconds(v.options.data_lag()).count());
        return text + "\"";
    }

    static std::optional<problem> read(desk_visit const& v, query& out)
    {
        boost::json::object object;
        if (auto p = read_object(v.request.body, object)) return p;
        for (auto const& [key, member] : object) {
            if (member.is_null()) continue;
            auto const* const text = member.if_string();
            if (key == "interval") {
                auto const when =
                    parse_interval(text == nullptr ? std::string_view() : std::string_view(text->data(), text->size()));
                if (!when) return bad_request("interval is not start/end", "invalid.date");
                out.when = *when;
            } else if (key == "userFilters") {
                if (auto p = out.users.add_all(member, user_words)) return p;
            } else if (key == "presenceFilters") {
                if (auto p = out.presences.add_all(member, presence_words)) return p;
            } else if (key == "routingStatusFilters") {
                if (auto p = out.statuses.add_all(member, status_words)) return p;
            } else if (key == "order") {
                if (text == nullptr || (*text != "asc" && *text != "desc" && *text != "unordered"))
                    return bad_request("order is none of asc, desc, unordered", "invalid.value");
                out.descending = *text == "desc";
            } else if (key == "paging" && member.is_object()) {
                if (auto p = read_paging(member.get_object(), v, out)) return p;
            } else if (key == "limit" && member.is_int64() && member.get_int64() > 0) {
                out.limit = member.get_int64();
            } else {
                return bad_request(
                    "Unknown property '" + std::string(key) + "', or one that is not emulated", "invalid.property");
            }
        }
        if (out.when.end == 0) return bad_request("The query has no interval", "invalid.property");
        if (out.when.end - out.when.begin > std::chrono::milliseconds(v.options.max_interval()).count())
            return bad_request("The interval is too long");
        return std::nullopt;
    }

    static std::optional<problem> read_paging(boost::json::object const& o, desk_visit const& v, query& out)
    {
        auto const most = static_cast<std::int64_t>(v.options.max_details_page());
        for (auto const& [key, member] : o) {
            bool const size = key == "pageSize";
            auto const n = member.is_int64() ? member.get_int64() : 0;
            if ((!size && key != "pageNumber") || n < 1 || n > (size ? most : max_page_number))
                return bad_page("paging." + std::string(key), size ? most : max_page_number);
            (size ? out.page_size : out.page_number) = n;
        }
        return std::nullopt;
    }

    static std::vector<std::string> rows(desk_visit const& v, query const& q)
    {
        std::vector<std::string> out;
        for (std::uint64_t i = 0; i != v.data.users(); ++i) {
            auto const id = to_string(v.data.user_id(i));
            auto const is = [&](std::string_view) { return std::vector<std::string>{id}; };
            if (!q.users.empty() && !q.users.matches(is)) continue;
            auto const days = days_of(v.data, i);
            if (some(days.presences, q.when, q.presences) && some(days.statuses, q.when, q.statuses))
                out.push_back(row(v, i, days, q.when));
        }
        if (q.descending) std::reverse(out.begin(), out.end());
        if (q.limit && out.size() > static_cast<std::size_t>(*q.limit)) out.resize(static_cast<std::size_t>(*q.limit));
        return out;
    }

    /// Whether one of the spans is in the interval and as asked for.
    static bool some(std::vector<state_span> const& list, interval const& when, dimension_test const& asked)
    {
        return std::any_of(list.begin(), list.end(), [&](state_span const& s) {
            auto const of = [&](std::string_view) { return std::vector<std::string>{std::string(s.state)}; };
            return overlaps(s, when) && (asked.empty() || asked.matches(of));
        });
    }

    static std::string row(desk_visit const& v, std::uint64_t user, user_days const& days, interval const& when)
    {
        std::string text;
        json_text j(text);
        auto const spans = [&](std::string_view list, std::string_view name, std::vector<state_span> const& from) {
            j.open(list, '[');
            for (auto const& s : from) {
                if (!overlaps(s, when)) continue;
                j.open('{');
                j.time("startTime", s.begin);
                if (s.end != running) j.time("endTime", s.end);
                j.ready(name, s.state);
                if (name == "systemPresence")
                    j.id("organizationPresenceId", id_of(mix(v.data.seed(), 0x94e5), hash_text(s.state) % 97));
                j.close('}');
            }
            j.close(']');
        };
        j.open('{');
        j.id("userId", v.data.user_id(user));
        spans("primaryPresence", "systemPresence", days.presences);
        spans("routingStatus", "routingStatus", days.statuses);
        j.close('}');
        return text;
    }

    static http::response details(desk_visit const& v)
    {
        query q;
        if (auto const p = read(v, q)) return v.refuse(*p);
        auto const all = rows(v, q);
        auto const from = static_cast<std::size_t>(q.page_size) * static_cast<std::size_t>(q.page_number - 1);
        std::string body;
        json_text j(body);
        j.open('{');
        if (from < all.size()) {
            j.open("userDetails", '[');
            for (auto k = from; k != std::min(from + static_cast<std::size_t>(q.page_size), all.size()); ++k)
                j.raw_item(all[k]);
            j.close(']');
        }
        j.number("totalHits", static_cast<std::int64_t>(all.size()));
        j.close('}');
        return json_response(200, std::move(body));
    }

    http::response submit(desk_visit const& v)
    {
        query q;
        if (auto const p = read(v, q)) return v.refuse(*p);
        return jobs_.submit(v, rows(v, q), v.options.max_results_page());
    }

    /// Milliseconds in each presence and status, cut at the edges of the buckets.
    static http::response aggregates(desk_visit const& v)
    {
        static constexpr std::array<std::string_view, 3> metrics{
            "tAgentRoutingStatus", "tOrganizationPresence", "tSystemPresence"};
        aggregate_query q;
        auto const longest = std::chrono::milliseconds(v.options.max_interval()).count();
        if (auto const p = aggregate_query_reader(metrics, user_words, longest).read(v.request.body, q))
            return v.refuse(*p);
        aggregate_table table(q);
        for (std::uint64_t i = 0; i != v.data.users(); ++i) {
            auto const id = to_string(v.data.user_id(i));
            auto const is = [&](std::string_view) { return std::vector<std::string>{id}; };
            if (!q.filter.empty() && !q.filter.matches(is)) continue;
            aggregate_table::key const key(q.group_by.size(), id);
            auto const days = days_of(v.data, i);
            for (auto const& metric : q.metrics)
                for (auto const& s : metric == "tAgentRoutingStatus" ? days.statuses : days.presences)
                    for (std::size_t b = 0; b != q.buckets.size(); ++b) {
                        auto const piece = q.buckets.at(b);
                        if (!overlaps(s, piece)) continue;
                        auto const end = s.end == running ? piece.end : std::min(s.end, piece.end);
                        table.add(key, b, metric, end - std::max(s.begin, piece.begin), s.state);
                    }
        }
        return aggregate_answer(table.rows());
    }

    row_jobs jobs_{0x05e4d};
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_USER_DETAILS_DESK_HPP
