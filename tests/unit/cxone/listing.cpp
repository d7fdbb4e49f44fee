// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/cxone/directory.hpp>
#include <cogrant/cxone/histories.hpp>
#include <cogrant/cxone/listing.hpp>
#include <cogrant/cxone/reports.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <print_result.hpp>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using namespace tenant_parts;

namespace {

timestamp at(char const* text) { return parse_iso8601(text).value(); }

interval days(int n) { return {at("2025-03-01T00:00:00Z"), at("2025-03-01T00:00:00Z") + n * 24h}; }

std::string day_of(int n)
{
    auto const d = [](int k) { return "2025-03-0" + std::to_string(k) + "T00%3A00%3A00.000Z"; };
    return "?startDate=" + d(n) + "&endDate=" + d(n + 1);
}

struct agent_hours {
    cxone::id agent_id{};
    cxone::iso_duration login_time{};
    cxone::number<double> calls{};
};

asio::awaitable<void> read_hours(client org, std::vector<agent_hours>& out)
{
    cxone::agent_performance_query q;
    q.start_date = at("2025-03-01T00:00:00Z");
    q.end_date = at("2025-03-02T00:00:00Z");
    q.fields = {"agentId", "loginTime"};
    auto rows = org.async_paginate<agent_hours>(q);
    for (;;) {
        auto coming = rows.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        out.push_back(*row);
    }
}

} // namespace

TEST_SUITE("cxone/listing")
{
    TEST_CASE("a report gives the members that a program asks for, as numbers and durations")
    {
        tenant t;
        t.expect_login();
        t.peer.expect(t.report("agents/performance" + day_of(1) + "&fields=agentId,loginTime"))
            .reply(
                200, R"({"agentPerformance":[{"agentId":"7","loginTime":"PT8H","calls":"12"},)"
                     R"({"agentId":8,"loginTime":"PT7H30M1S","calls":3.0,"more":{}}]})");
        std::vector<agent_hours> out;
        t.time.run(read_hours(t.org, out));
        REQUIRE(out.size() == 2);
        CHECK(out[0].login_time.length() == 8h);
        CHECK(out[1].agent_id == "8");
        CHECK(out[1].login_time.seconds() == 27001);
        CHECK(out[1].calls == 3);
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("every report finds its rows under the name that the contract gives")
    {
        tenant t;
        t.expect_login();
        auto const rows_of = [&]<class Query>(char const* member, Query q) {
            t.peer.expect(t.report(std::string(Query::path)))
                .reply(200, std::string("{\"other\":1,\"") + member + "\":[1,2]}");
            seen out;
            t.time.run(consume(t.org.async_paginate<json::raw>(q), out));
            return out.rows.size();
        };
        cxone::agents_query agents;
        agents.top.reset();
        cxone::teams_query teams;
        teams.top.reset();
        cxone::skills_query skills;
        skills.top.reset();
        cxone::users_query users;
        users.top.reset();
        CHECK(rows_of("agentPerformance", cxone::agent_performance_query()) == 2);
        CHECK(rows_of("teamPerformanceTotal", cxone::team_performance_query()) == 2);
        CHECK(rows_of("skillSummaries", cxone::skill_summary_query()) == 2);
        CHECK(rows_of("serviceLevelSummaries", cxone::service_level_query()) == 2);
        CHECK(rows_of("contactStats", cxone::contact_stats_query()) == 2);
        CHECK(rows_of("outboundStats", cxone::outbound_stats_query()) == 2);
        CHECK(rows_of("skillsPerformance", cxone::skills_performance_query()) == 2);
        CHECK(rows_of("agents", agents) == 2);
        CHECK(rows_of("teams", teams) == 2);
        CHECK(rows_of("skills", skills) == 2);
        CHECK(rows_of("users", users) == 2);
        for (auto const* name : {"agentStateHistory", "whatever"})
            CHECK(rows_of(name, cxone::agent_states_query()) == 2);
        CHECK(rows_of("x", cxone::contact_states_query()) == 2);
        CHECK(rows_of("y", cxone::custom_data_query()) == 2);
        CHECK(rows_of("z", cxone::wfm_agents_query()) == 2);
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("a span longer than a report takes is refused before anything is sent, and says the limit")
    {
        tenant t;
        cxone::custom_data_query q;
        q.start_date = days(16).from;
        q.end_date = days(16).to;
        seen out;
        t.time.run(consume(t.org.async_paginate(q), out));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == cxone_errc::window_too_long);
        CHECK(out.failed->message() == "contacts/custom-data takes at most 15 days at once");
        CHECK(t.peer.count() == 0);
    }

    TEST_CASE("a long span is walked window by window, in order, and an empty one is no end")
    {
        tenant t;
        t.expect_login();
        t.peer.expect(t.report("skills/summary" + day_of(1))).reply(200, R"({"skillSummaries":[1]})");
        t.peer.expect(t.report("skills/summary" + day_of(2))).reply(204);
        t.peer.expect(t.report("skills/summary" + day_of(3))).reply(200, R"({"skillSummaries":[3,4]})");
        seen out;
        t.time.run(consume(t.org.async_paginate_windows(cxone::skill_summary_query(), days(3)), out));
        CHECK(out.rows == words{"1", "3", "4"});
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("a service level summary follows its link as it is, without repeating the query")
    {
        tenant t;
        t.expect_login();
        cxone::service_level_query q;
        q.start_date = days(1).from;
        q.end_date = days(1).to;
        t.peer.expect(t.report("skills/sla-summary" + day_of(1)))
            .reply(
                200,
                R"({"serviceLevelSummaries":[1],"_links":{"next":"https://api-c32.nice-incontact.com/next?page=b%2F"}})");
        t.peer.expect(t.authorized(get("/next?page=b%2F"))).reply(200, R"({"serviceLevelSummaries":[2],"_links":{}})");
        seen out;
        t.time.run(consume(t.org.async_paginate(q), out));
        CHECK(out.rows == words{"1", "2"});
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("windows follow each other without a gap; an empty or reversed span has none")
    {
        cxone::window_walk parts({days(1).from, days(1).from + 150min}, 1h);
        CHECK(parts.next() == interval{days(1).from, days(1).from + 60min});
        CHECK(parts.next() == interval{days(1).from + 60min, days(1).from + 120min});
        CHECK(parts.next() == interval{days(1).from + 120min, days(1).from + 150min});
        CHECK_FALSE(parts.next().has_value());
        CHECK_FALSE(cxone::window_walk({days(1).to, days(1).from}, 1h).next().has_value());
        CHECK_FALSE(cxone::window_walk({days(1).to, days(1).to}, 1h).next().has_value());
        auto none = cxone::window_walk({days(1).from, days(1).from + 2ms}, 0ms);
        CHECK(none.next()->to == days(1).from + 1ms);
    }

    TEST_CASE("an answer with two lists does not say which holds the rows")
    {
        auto const page = [](char const* text) { return json::decode<cxone::sole_list_page<int>>(text); };
        CHECK(page(R"({"a":1,"list":[1,2],"_links":{"next":"/n"},"deep":{"no":[3]}})").value().rows.size() == 2);
        CHECK(page(R"({"a":1,"list":[1,2],"_links":{"next":"/n"}})").value().links->next == "/n");
        CHECK(page("[1,2,3]").value().rows.size() == 3);
        CHECK(page("{}").value().rows.empty());
        CHECK(page(R"({"list":null})").value().rows.empty());
        CHECK(page(R"({"a":[1],"b":[2]})").error().code() == codec_errc::bad_value);
        for (auto const* bad : {"", "7", "{", R"({"a":[1)", R"({"a":["x"]})", R"({"_links":[1]})"})
            CHECK_FALSE(page(bad));
    }
}
