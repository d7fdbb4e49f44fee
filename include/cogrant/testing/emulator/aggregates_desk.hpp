// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_AGGREGATES_DESK_HPP
#define COGRANT_TESTING_EMULATOR_AGGREGATES_DESK_HPP

#include <cogrant/testing/emulator/aggregate_names.hpp>
#include <cogrant/testing/emulator/conversation_aggregates.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/row_jobs.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// `results` of these rows.
inline http::response aggregate_answer(std::vector<std::string> const& rows)
{
    std::string body;
    json_text j(body);
    j.open('{');
    j.open("results", '[');
    for (auto const& row : rows) j.raw_item(row);
    j.close(']');
    j.close('}');
    return json_response(200, std::move(body));
}

/// Aggregates of conversations: the query, and the same as a job.
class aggregates_desk final : public desk {
public:
    std::span<route_entry const> routes() const override { return paths; }

    http::response answer(std::size_t number, desk_visit const& v) override
    {
        if (number == 2) return jobs_.results(v, "results");
        if (number == 3) return jobs_.status(v);
        aggregate_query q;
        auto const longest = std::chrono::milliseconds(v.options.max_interval()).count();
        if (auto const p =
                aggregate_query_reader(aggregate_metrics, aggregate_dimensions, longest).read(v.request.body, q))
            return v.refuse(*p);
        conversation_aggregates const numbers(v.data, q);
        if (number == 0 && numbers.table().numbers() > most_numbers)
            return v.refuse(bad_request("The result set is larger than the permitted limit of 30000", "query.limit"));
        auto rows = numbers.table().rows();
        return number == 0 ? aggregate_answer(rows) : jobs_.submit(v, std::move(rows), q.page_size);
    }

private:
    static constexpr std::size_t most_numbers = 30'000;
    static constexpr std::array<route_entry, 4> paths{{
        {route::desk, "/api/v2/analytics/conversations/aggregates/query", "POST"},
        {route::desk, "/api/v2/analytics/conversations/aggregates/jobs", "POST", route_kind::submission},
        {route::desk, "/api/v2/analytics/conversations/aggregates/jobs/*/results", "GET"},
        {route::desk, "/api/v2/analytics/conversations/aggregates/jobs/*", "GET, DELETE"},
    }};

    row_jobs jobs_{0xa66};
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_AGGREGATES_DESK_HPP
