// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include "contract_models.hpp"
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/genesys/where.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace cogrant;
using namespace cogrant::testing;
using org_parts::consume;
using org_parts::organisation;
using org_parts::seen;
namespace where = cogrant::genesys::where;

TEST_SUITE("genesys/aggregates")
{
    TEST_CASE("every field of the query and its answer is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 3.5 ");
        REQUIRE_EQ(t.size(), 12);
        using contract::check;
        check<genesys::conversation_aggregates_query>(t[0]);
        check<genesys::conversation_aggregates_job>(t[0], {"pageSize"});
        check<genesys::dimension_filter>(t[1]);
        check<genesys::dimension_predicate>(t[2]);
        check<genesys::aggregation_view>(t[3]);
        check<genesys::aggregation_sort>(t[4]);
        check<genesys::aggregates_answer>(t[5]);
        check<genesys::aggregate_group>(t[6]);
        check<genesys::aggregate_bucket>(t[7]);
        check<genesys::aggregate_metric>(t[8]);
        check<genesys::statistical_summary>(t[9]);
        check<genesys::aggregate_view>(t[10]);
        check<genesys::conversation_aggregates_job::page<contract::row_model>>(t[11]);
    }

    TEST_CASE("the contract's answer is read whole and its numbers are found")
    {
        auto const text = contract::sample("genesys-aggregates.json");
        if (!text) return;
        auto const answer = json::decode<genesys::aggregates_answer>(*text);
        if (!answer) FAIL(answer.error().message());
        REQUIRE(!answer->results.empty());
        auto const& first = answer->results[0];
        CHECK(first.value("queueId") == "6b0404f2-b094-40b8-ab01-a1c12a3a2107");
        CHECK(first.value("userId").empty());
        REQUIRE(!first.data.empty());
        CHECK(first.data[0].count("nOffered") == 148);
        CHECK(first.data[0].sum("tHandle") == 48213377.5);
        CHECK(first.data[0].sum("tNothing") == 0);
        REQUIRE(first.data[0].find("oServiceLevel") != nullptr);
        CHECK(first.data[0].find("oServiceLevel")->numerator == 114);
        REQUIRE(first.data[0].interval.has_value());
        CHECK(format_interval(*first.data[0].interval) == "2025-03-01T08:00:00.000Z/2025-03-01T08:30:00.000Z");
    }

    TEST_CASE("the body of a query has what was set and nothing else")
    {
        genesys::conversation_aggregates_query query{
            .interval = *parse_interval("2026-03-01T00:00:00Z/P1D"),
            .granularity = "PT1H",
            .group_by = {"queueId"},
            .filter = where::media_type == "voice",
            .metrics = {"nOffered", "tHandle"}};
        CHECK(
            genesys::body_of(query) ==
            R"({"interval":"2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z","granularity":"PT1H","groupBy":["queueId"],)"
            R"("filter":{"type":"and","predicates":[{"type":"dimension","dimension":"mediaType","operator":"matches",)"
            R"("value":"voice"}]},"metrics":["nOffered","tHandle"]})");
    }

    TEST_CASE("a job of aggregates is submitted once, polled, read by its cursor and deleted")
    {
        std::string const jobs = "/api/v2/analytics/conversations/aggregates/jobs";
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(post(jobs))).reply(202, R"({"jobId":"a/1"})");
        o.peer.expect(get(jobs + "/a%2F1")).reply(200, R"({"state":"PENDING"})");
        o.peer.expect(get(jobs + "/a%2F1")).reply(200, R"({"state":"FULFILLED"})");
        o.peer.expect(get(jobs + "/a%2F1/results")).reply(200, R"({"results":[{"group":{}},2],"cursor":"n"})");
        o.peer.expect(get(jobs + "/a%2F1/results?cursor=n")).reply(200, R"({"results":[3]})");
        o.peer.expect(o.authorized(delete_(jobs + "/a%2F1"))).reply(204);
        seen out;
        genesys::conversation_aggregates_job const query{.metrics = {"nOffered"}, .page_size = 2};
        o.time.run(consume(genesys::list<json::raw>(o.org, query), out));
        CHECK(out.rows == std::vector<std::string>{R"({"group":{}})", "2", "3"});
        CHECK(!out.failed.has_value());
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a job that fails says why")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post("/api/v2/analytics/conversations/aggregates/jobs")).reply(202, R"({"jobId":"1"})");
        o.peer.expect(get("/api/v2/analytics/conversations/aggregates/jobs/1"))
            .reply(200, R"({"state":"FAILED","errorMessage":"too much"})");
        seen out;
        o.time.run(consume(genesys::list<json::raw>(o.org, genesys::conversation_aggregates_job()), out));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == genesys_errc::job_failed);
        CHECK(out.failed->info().server_message == "too much");
    }
}
