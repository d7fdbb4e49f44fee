// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "analytics_peer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

using namespace analytics_test;

TEST_SUITE("testing/genesys_emulator_people")
{
    TEST_CASE("people's days have no gaps, the last span is open, and the aggregates add them up")
    {
        peer p(genesys_emulator_options().users(40));
        auto const page = p.post("users/details/query", "{" + day + R"(,"paging":{"pageSize":100,"pageNumber":1}})");
        auto const& people = page.at("userDetails").as_array();
        CHECK(page.at("totalHits").as_int64() == static_cast<std::int64_t>(people.size()));
        REQUIRE(people.size() > 20);
        auto const sums =
            p.post("users/aggregates/query", "{" + day + R"(,"metrics":["tSystemPresence"],"groupBy":["userId"]})");
        CHECK(sums.at("results").as_array().size() == people.size());
        for (auto const& group : sums.at("results").as_array()) {
            double all = 0;
            for (auto const& m : group.at("data").at(0).at("metrics").as_array())
                all += m.at("stats").at("sum").to_number<double>();
            CHECK(all == 86'400'000.0);
        }
        for (auto const& one : people)
            for (auto const* const list : {"primaryPresence", "routingStatus"}) {
                auto const& spans = one.at(list).as_array();
                REQUIRE(!spans.empty());
                for (std::size_t k = 1; k != spans.size(); ++k)
                    CHECK(spans[k].at("startTime") == spans[k - 1].at("endTime"));
                CHECK(!spans.back().as_object().contains("endTime"));
            }
    }

    TEST_CASE("user details can be filtered by person and by what they did; a job gives the same rows")
    {
        peer p(genesys_emulator_options().users(30).job_polls(0));
        auto const id = p.emulator.user_id(3);
        auto const one = p.post(
            "users/details/query", "{" + day +
                                       R"(,"userFilters":[{"type":"or","predicates":[{"dimension":"userId","value":")" +
                                       id + R"("}]}]})");
        CHECK(one.at("totalHits").as_int64() == 1);
        CHECK(one.at("userDetails").at(0).at("userId").as_string() == id);
        auto const met = p.post(
            "users/details/query",
            "{" + day +
                R"(,"presenceFilters":[{"type":"or","predicates":[{"dimension":"systemPresence","value":"MEETING"}]}]})");
        auto const all = p.post("users/details/query", "{" + day + "}");
        CHECK(met.at("totalHits").as_int64() < all.at("totalHits").as_int64());
        CHECK(met.at("totalHits").as_int64() > 0);
        std::string const job = analytics + "users/details/jobs/" +
                                p.post("users/details/jobs", "{" + day + "}").at("jobId").as_string().c_str();
        CHECK(peer::value_of(p.send(method::get, job)).at("state").as_string() == "FULFILLED");
        auto const rows = peer::value_of(p.send(method::get, job + "/results"));
        CHECK(rows.at("userDetails").as_array().size() == static_cast<std::size_t>(all.at("totalHits").as_int64()));
        CHECK(
            rows.at("dataAvailabilityDate").as_string() ==
            peer::value_of(p.send(method::get, analytics + "users/details/jobs/availability"))
                .at("dataAvailabilityDate")
                .as_string());
        CHECK(
            p.send(method::post, analytics + "users/details/query", "{" + day + R"(,"paging":{"pageSize":101}})")
                .status == 400);
    }

    TEST_CASE("what is live is the same for queues and for activity, and moves with the clock")
    {
        peer p(genesys_emulator_options().conversations(3000));
        std::string predicates;
        for (std::uint64_t q = 0; q != 12; ++q)
            predicates +=
                (q == 0 ? "" : ",") + (R"({"dimension":"queueId","value":")" + p.emulator.queue_id(q)) + "\"}";
        auto const observed = p.post(
            "queues/observations/query",
            R"({"filter":{"type":"or","predicates":[)" + predicates +
                R"(]},"metrics":["oWaiting","oInteracting","oOnQueueUsers","oMemberUsers"],"detailMetrics":["oWaiting"]})");
        std::map<std::string, std::int64_t> sums;
        std::int64_t listed = 0;
        for (auto const& group : observed.at("results").as_array())
            for (auto const& m : group.at("data").as_array()) {
                sums[m.at("metric").as_string().c_str()] += m.at("stats").at("count").as_int64();
                if (auto const* const list = m.as_object().if_contains("observations"))
                    listed += static_cast<std::int64_t>(list->as_array().size());
            }
        CHECK(sums["oInteracting"] > 0);
        CHECK(sums["oMemberUsers"] > sums["oOnQueueUsers"]);
        CHECK(listed == sums["oWaiting"]);
        auto const active = p.post(
            "conversations/activity/query",
            R"({"metrics":[{"metric":"oWaiting","details":true},{"metric":"oInteracting"}],"groupBy":["queueId"]})");
        std::int64_t waiting = 0;
        std::int64_t talking = 0;
        for (auto const& group : active.at("results").as_array()) {
            waiting += group.at("data").at(0).at("count").as_int64();
            talking += group.at("data").at(1).at("count").as_int64();
        }
        CHECK(waiting == sums["oWaiting"]);
        CHECK(talking == sums["oInteracting"]);
        p.wall -= std::chrono::hours(24 * 30);
        CHECK(p.post("conversations/activity/query", R"({"metrics":[{"metric":"oWaiting"}]})")
                  .at("results")
                  .as_array()
                  .empty());
        CHECK(
            p.send(method::post, analytics + "queues/observations/query", R"({"metrics":["oWaiting"]})").status == 400);
    }
}
