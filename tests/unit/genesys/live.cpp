// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract_models.hpp"
#include <cogrant/genesys/conversations.hpp>
#include <cogrant/genesys/live.hpp>
#include <cogrant/genesys/where.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace cogrant;
namespace where = cogrant::genesys::where;

TEST_SUITE("genesys/live")
{
    TEST_CASE("every field of the queue observations is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 3.7 ");
        REQUIRE_EQ(t.size(), 5);
        using contract::check;
        check<genesys::queue_observations_query>(t[0]);
        check<genesys::queue_observations>(t[1]);
        check<genesys::observation_group>(t[2]);
        check<genesys::observation_metric>(t[3]);
        check<genesys::observation_value>(t[4]);
    }

    TEST_CASE("a query for activity has its page in the address and the rest in the body")
    {
        genesys::conversation_activity_query const query{
            .page_size = 50,
            .page_number = 2,
            .body = {.metrics = {{.metric = "oWaiting", .details = true}}, .group_by = {"queueId"}}};
        CHECK(
            genesys::target_of(query).value() ==
            "/api/v2/analytics/conversations/activity/query?pageSize=50&pageNumber=2");
        CHECK(genesys::body_of(query) == R"({"metrics":[{"metric":"oWaiting","details":true}],"groupBy":["queueId"]})");
    }

    TEST_CASE("a query for observations always names its filter")
    {
        genesys::queue_observations_query const query{
            .filter = where::queue_id.one_of({"a", "b"}), .metrics = {"oWaiting"}};
        CHECK(genesys::body_of(query).starts_with(R"({"filter":{"type":"or","predicates":[{)"));
        CHECK(genesys::body_of(query).ends_with(R"(]},"metrics":["oWaiting"],"detailMetrics":[]})"));
    }

    TEST_CASE("conversations are asked for by one id or by several")
    {
        genesys::conversation_by_id const one{.conversation_id = "c 1"};
        CHECK(genesys::target_of(one).value() == "/api/v2/analytics/conversations/c%201/details");
        genesys::conversations_by_ids const some{.id = {"a", "b"}};
        CHECK(genesys::target_of(some).value() == "/api/v2/analytics/conversations/details?id=a,b");
        CHECK(
            genesys::target_of(genesys::details_job_availability()).value() ==
            "/api/v2/analytics/conversations/details/jobs/availability");
    }
}
