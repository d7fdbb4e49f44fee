// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/genesys/details_job.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace genesys = cogrant::genesys;
namespace json = cogrant::json;

TEST_SUITE("genesys/details_job")
{
    static_assert(genesys::terminal(genesys::job_state::expired));
    static_assert(!genesys::terminal(genesys::job_state::queued));

    TEST_CASE("a job request is written as the contract has it")
    {
        using namespace std::chrono;
        genesys::details_job_query query;
        auto const from = sys_days(year(2025) / 3 / 1);
        query.interval = cogrant::interval{from, from + hours(24)};
        query.limit = 10;
        query.start_of_day_interval_matching = true;
        CHECK_EQ(
            json::encode(query), R"({"interval":"2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z","limit":10,)"
                                 R"("startOfDayIntervalMatching":true})");
    }

    TEST_CASE("ticket, status and availability are read")
    {
        CHECK_EQ(json::decode<genesys::details_job_ticket>(R"({"jobId":"j1"})").value().job_id, "j1");
        CHECK(json::decode<genesys::details_job_ticket>("{}").value().job_id.empty());
        auto const status = json::decode<genesys::details_job_status>(
            R"({"state":"FAILED","errorMessage":"too large","submissionDate":"2025-03-01T00:00:00Z"})");
        REQUIRE(status.has_value());
        CHECK(status->state.value() == genesys::job_state::failed);
        CHECK_EQ(status->error_message.value(), "too large");
        CHECK_FALSE(status->completion_date.has_value());
        CHECK_EQ(json::decode<genesys::details_job_status>(R"({"state":"PAUSED"})").value().state.text(), "PAUSED");
        auto const available =
            json::decode<genesys::data_availability>(R"({"dataAvailabilityDate":"2025-03-01T04:00:00.000Z"})");
        CHECK(available.value().data_availability_date.has_value());
    }

    TEST_CASE("the contract's results are read, participant attributes included")
    {
        auto const text = contract::sample("genesys-details-job-results.json");
        if (!text) return;
        auto const page = json::decode<genesys::details_job_results>(*text);
        if (!page) FAIL(page.error().message());
        CHECK_EQ(page->cursor.value(), "eyJwYWdlIjoyLCJ0IjoiMjAyNS0wMy0wMVQwODowMDowMC4wMDBaIn0=+/%2B");
        CHECK(
            page->data_availability_date.value() ==
            std::chrono::sys_days(std::chrono::year(2025) / 3 / 1) + std::chrono::hours(4));
        REQUIRE_FALSE(page->conversations.empty());
        auto const& attributes = page->conversations[0].participants.at(0).attributes;
        CHECK_EQ(attributes.at("customer.name"), "José \"Pepe\" Ñandú");
        CHECK_EQ(attributes.at("note"), "line1\nline2");
        CHECK_EQ(attributes.at("empty"), "");
        CHECK_EQ(attributes.at("long").size(), 1024);
        auto const& last = page->conversations.back();
        CHECK_EQ(last.access_attributes.at(0), "vip");
        CHECK_EQ(last.participants.at(0).sessions.at(0).segments.at(0).sip_response_codes.at(1), 0);
    }

    TEST_CASE("the last page has no cursor")
    {
        auto const page = json::decode<genesys::details_job_results>(R"({"conversations":[],"cursor":null})");
        REQUIRE(page.has_value());
        CHECK_FALSE(page->cursor.has_value());
    }
}
