// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include "contract_models.hpp"
#include <cogrant/genesys/user_details.hpp>
#include <cogrant/genesys/where.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace cogrant;
using namespace cogrant::testing;
using org_parts::consume;
using org_parts::organisation;
using org_parts::seen;

TEST_SUITE("genesys/user_details")
{
    TEST_CASE("every field of the queries and answers is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 3.6 ");
        REQUIRE_EQ(t.size(), 7);
        using contract::check;
        check<genesys::user_details_query>(t[0]);
        check<genesys::basic_user_details_page<contract::row_model>>(t[1]);
        check<genesys::user_detail>(t[2]);
        check<genesys::presence_record>(t[3]);
        check<genesys::routing_status_record>(t[4]);
        check<genesys::user_details_job_query>(t[5]);
        check<genesys::user_details_job_query::page<contract::row_model>>(t[6]);
    }

    TEST_CASE("a status that this version does not know keeps its word, and who is still in it has no end")
    {
        auto const row = json::decode<genesys::user_detail>(
            R"({"userId":"u","primaryPresence":[{"startTime":"2026-03-01T08:00:00Z","systemPresence":"ON_QUEUE"}],)"
            R"("routingStatus":[{"startTime":"2026-03-01T08:00:00Z","endTime":null,"routingStatus":"DREAMING"}]})");
        REQUIRE(row.has_value());
        CHECK(row->primary_presence[0].system_presence == genesys::system_presence::on_queue);
        CHECK(!row->primary_presence[0].end_time.has_value());
        CHECK(row->routing_status[0].routing_status.text() == "DREAMING");
    }

    TEST_CASE("people come page by page until a page is not full")
    {
        std::string const path = "/api/v2/analytics/users/details/query";
        std::string const head = R"({"interval":"1970-01-01T00:00:00.000Z/1970-01-01T00:00:00.000Z","paging":)";
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(post(path).with_body(head + R"({"pageSize":2,"pageNumber":1}})")))
            .reply(200, R"({"userDetails":[1,2],"totalHits":3})");
        o.peer.expect(post(path).with_body(head + R"({"pageSize":2,"pageNumber":2}})"))
            .reply(200, R"({"userDetails":[3],"totalHits":3})");
        seen out;
        genesys::user_details_query query;
        query.paging = genesys::paging_spec{.page_size = 2};
        o.time.run(consume(genesys::list<json::raw>(o.org, query), out));
        CHECK(out.rows == std::vector<std::string>{"1", "2", "3"});
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a page size that the server cuts, or that is none, loses nobody")
    {
        for (int const size : {500, 0, -3}) {
            CAPTURE(size);
            organisation o;
            o.expect_token();
            for (auto const* rows : {R"({"userDetails":[1,2]})", R"({"userDetails":[3]})", "{}"})
                o.peer.expect(post("/api/v2/analytics/users/details/query")).reply(200, rows);
            seen out;
            genesys::user_details_query query;
            query.paging = genesys::paging_spec{.page_size = size};
            o.time.run(consume(genesys::list<json::raw>(o.org, query), out));
            CHECK(out.rows == std::vector<std::string>{"1", "2", "3"});
            CHECK(o.peer.problems() == "");
        }
    }

    TEST_CASE("a job of user details is asked for its results in pages")
    {
        std::string const jobs = "/api/v2/analytics/users/details/jobs";
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).reply(202, R"({"jobId":"7"})");
        o.peer.expect(get(jobs + "/7")).reply(200, R"({"state":"FULFILLED"})");
        o.peer.expect(get(jobs + "/7/results?pageSize=50")).reply(200, R"({"userDetails":[1]})");
        o.peer.expect(delete_(jobs + "/7")).reply(204);
        seen out;
        genesys::user_details_job_query const query;
        o.time.run(consume(genesys::list<json::raw>(o.org, query, page_options(), 50), out));
        CHECK(out.rows == std::vector<std::string>{"1"});
        CHECK(o.peer.problems() == "");
    }
}
