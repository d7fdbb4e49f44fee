// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/details.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <type_traits>

namespace genesys = cogrant::genesys;
namespace json = cogrant::json;

namespace {

using namespace std::chrono_literals;

genesys::timestamp at(int day, std::chrono::milliseconds time)
{
    return std::chrono::sys_days(std::chrono::year(2025) / 3 / day) + time;
}

genesys::conversation_details_query one_day()
{
    genesys::conversation_details_query query;
    query.interval = cogrant::interval{at(1, 0ms), at(2, 0ms)};
    return query;
}

} // namespace

TEST_SUITE("genesys/details")
{
    static_assert(std::is_aggregate_v<genesys::conversation_details_query>);
    static_assert(std::is_aggregate_v<genesys::details_page>);

    TEST_CASE("a query with nothing but its interval says nothing else")
    {
        CHECK_EQ(json::encode(one_day()), R"({"interval":"2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z"})");
    }

    TEST_CASE("a query with everything is written as the contract has it")
    {
        auto query = one_day();
        query.order = genesys::sort_order::asc;
        query.order_by = genesys::conversation_order::conversation_start;
        query.paging = genesys::paging_spec{.page_size = 50, .page_number = 3};

        genesys::segment_filter segments;
        segments.type = genesys::filter_type::or_;
        segments.predicates.push_back({.dimension = "queueId", .value = "6b0404f2"});
        segments.predicates.push_back(
            {.dimension = "wrapUpCode", .operator_ = genesys::predicate_operator::not_exists});
        query.segment_filters.push_back(segments);

        genesys::conversation_filter conversations;
        genesys::conversation_clause clause;
        clause.predicates.push_back(
            {.type = genesys::predicate_type::metric,
             .metric = "tTalk",
             .operator_ = genesys::predicate_operator::matches,
             .range = genesys::numeric_range{.gte = 1000.0}});
        conversations.clauses.push_back(clause);
        conversations.predicates.push_back(
            {.dimension = genesys::conversation_dimension::originating_direction, .value = "inbound"});
        query.conversation_filters.push_back(conversations);

        genesys::survey_filter surveys;
        surveys.predicates.push_back({.dimension = "surveyFormId", .value = "f"});
        query.survey_filters.push_back(surveys);

        genesys::query_aggregation terms;
        terms.type = genesys::aggregation_type::term_frequency;
        terms.dimension = "mediaType";
        terms.size = 10;
        query.aggregations.push_back(terms);
        genesys::query_aggregation ranges;
        ranges.type = genesys::aggregation_type::numeric_range;
        ranges.metric = "tTalk";
        ranges.ranges = {{.gte = 0.0, .lt = 60000.0}, {.gte = 60000.0}};
        query.aggregations.push_back(ranges);

        std::string const text =
            R"({"conversationFilters":[{"type":"and","clauses":[{"type":"and","predicates":[)"
            R"({"type":"metric","metric":"tTalk","operator":"matches","range":{"gte":1000}}]}],)"
            R"("predicates":[{"dimension":"originatingDirection","value":"inbound"}]}],)"
            R"("segmentFilters":[{"type":"or","predicates":[{"dimension":"queueId","value":"6b0404f2"},)"
            R"({"dimension":"wrapUpCode","operator":"notExists"}]}],)"
            R"("surveyFilters":[{"type":"and","predicates":[{"dimension":"surveyFormId","value":"f"}]}],)"
            R"("order":"asc","orderBy":"conversationStart",)"
            R"("interval":"2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z",)"
            R"("aggregations":[{"type":"termFrequency","dimension":"mediaType","size":10},)"
            R"({"type":"numericRange","metric":"tTalk","ranges":[{"gte":0,"lt":60000},{"gte":60000}]}],)"
            R"("paging":{"pageSize":50,"pageNumber":3}})";
        CHECK_EQ(json::encode(query), text);

        auto const back = json::decode<genesys::conversation_details_query>(text);
        REQUIRE(back.has_value());
        CHECK_EQ(json::encode(*back), text);
    }

    TEST_CASE("the contract's page is read whole")
    {
        auto const text = contract::sample("genesys-details-page.json");
        if (!text) return;
        auto const page = json::decode<genesys::details_page>(*text);
        if (!page) FAIL(page.error().message());
        CHECK_EQ(page->total_hits.value(), 1273);
        REQUIRE_EQ(page->conversations.size(), 3);
        REQUIRE_EQ(page->aggregations.size(), 2);
        CHECK(page->aggregations[0].type.value() == genesys::aggregation_type::term_frequency);
        CHECK_EQ(page->aggregations[0].results.at(1).value.value(), "message");
        CHECK_EQ(page->aggregations[1].metric.value(), "tTalk");
        CHECK_EQ(page->aggregations[1].results.at(0).lt.value(), 60000.0);
        CHECK_FALSE(page->aggregations[1].results.at(1).lt.has_value());

        auto const& c = page->conversations[0];
        CHECK_EQ(c.conversation_id, "cd613e30-d8f1-4adf-a1b7-584a2265b1f5");
        CHECK(c.conversation_start.value() == at(1, 8h + 12s + 417ms));
        CHECK(c.conversation_end.value() == at(1, 8h + 7min + 49s + 3ms));
        CHECK(c.originating_direction.value() == genesys::direction::inbound);
        CHECK_EQ(c.division_ids.at(0), "d95bafc8-f2a4-427b-acf4-bb99f4bea973");
        CHECK_EQ(c.media_stats_min_conversation_mos.value(), 4.412345981597);
        CHECK_EQ(c.media_stats_min_conversation_r_factor.value(), 91.85);
        CHECK_FALSE(c.external_tag.has_value());
        CHECK_FALSE(c.self_served.value());
        REQUIRE_EQ(c.participants.size(), 4);

        auto const& customer = c.participants[0];
        CHECK_EQ(customer.participant_name.value(), "Grüße, 山田 太郎 🙂");
        CHECK(customer.purpose.value() == genesys::purpose::customer);
        CHECK(customer.attributes.empty());
        auto const& call = customer.sessions.at(0);
        CHECK(call.media_type.value() == genesys::media_type::voice);
        CHECK_EQ(call.ani.value(), "tel:+819012345678");
        CHECK_EQ(call.remote_name_displayable.value(), "\"Quoted\" \\ back\\slash");
        CHECK_FALSE(call.recording.value());
        CHECK_EQ(call.metrics.at(1).name.value(), "tConnected");
        CHECK_EQ(call.metrics.at(1).value.value(), 456586);
        CHECK_EQ(call.media_endpoint_stats.at(0).codecs.at(1), "audio/opus");
        CHECK_EQ(call.media_endpoint_stats.at(0).min_r_factor.value(), 91.85);
        CHECK_EQ(call.media_endpoint_stats.at(0).received_packets.value(), 22818);
        CHECK(call.segments.at(0).disconnect_type.value() == genesys::disconnect_type::endpoint);
        CHECK_EQ(call.segments.at(0).sip_response_codes.at(0), 200);
        CHECK_EQ(call.segments.at(0).q850_response_codes.at(0), 16);

        auto const& ivr = c.participants[1].sessions.at(0);
        REQUIRE(ivr.flow.has_value());
        CHECK(ivr.flow->flow_type.value() == genesys::flow_type::inbound_call);
        CHECK(ivr.flow->entry_type.value() == genesys::flow_entry_type::dnis);
        CHECK_EQ(ivr.flow->outcomes.at(0).flow_outcome_value.value(), "SUCCESS");
        CHECK_FALSE(ivr.flow_in_type.has_value());

        auto const& queue = c.participants[2].sessions.at(0);
        CHECK(queue.used_routing.value() == genesys::routing_method::standard);
        CHECK(queue.requested_routings.at(0) == genesys::routing_method::standard);
        CHECK_EQ(queue.eligible_agent_counts.at(1), 12);

        auto const& agent = c.participants[3];
        CHECK_EQ(agent.team_id.value(), "bdd640fb-0667-4ad1-ac80-317fa3b1799d");
        CHECK_EQ(agent.sessions.at(0).proposed_agents.at(1).agent_rank.value(), 2);
        CHECK(
            agent.sessions.at(0).agent_groups.at(0).agent_group_type.value() == genesys::agent_group_type::skill_group);
        CHECK_EQ(agent.sessions.at(0).timeout_seconds.value(), 0);

        CHECK(c.evaluations.at(0).evaluation_status.value() == genesys::evaluation_status::finished);
        CHECK_EQ(c.evaluations.at(0).o_total_critical_score.value(), 100);
        CHECK(c.surveys.at(0).survey_type.value() == genesys::survey_type::web);
        CHECK_EQ(c.surveys.at(0).o_survey_total_score.value(), 95);
        CHECK_EQ(c.resolutions.at(0).n_next_contact_avoided.value(), 1);

        auto const& live = page->conversations[1];
        CHECK_FALSE(live.conversation_end.has_value());
        CHECK(live.conversation_start.value() == at(1, 8h + 15min + 30s));
        CHECK(live.conversation_initiator.value() == genesys::purpose::customer);
        CHECK(live.evaluations.empty());
    }

    TEST_CASE("a value newer than this library keeps its word")
    {
        auto const text = contract::sample("genesys-details-page.json");
        if (!text) return;
        auto const page = json::decode<genesys::details_page>(*text);
        REQUIRE(page.has_value());
        auto const& session = page->conversations.at(2).participants.at(1).sessions.at(0);
        CHECK_EQ(session.media_type.text(), "holographic");
        CHECK_EQ(session.used_routing.text(), "Quantum");
        CHECK_EQ(session.segments.at(0).segment_type.text(), "teleporting");
        CHECK_NE(json::encode(session).find(R"("mediaType":"holographic")"), std::string::npos);
    }

    TEST_CASE("rows can be kept as the server wrote them")
    {
        auto const page = json::decode<genesys::basic_details_page<json::raw>>(
            R"({"conversations":[{"a": 1,"zzz":[]} , {"b":"\u00fc"}],"totalHits":2})");
        REQUIRE(page.has_value());
        REQUIRE_EQ(page->conversations.size(), 2);
        CHECK_EQ(page->conversations[0].text(), R"({"a":1,"zzz":[]})");
        CHECK_EQ(page->conversations[1].text(), R"({"b":"\u00fc"})");
        CHECK_EQ(page->total_hits.value(), 2);
    }

    TEST_CASE("an answer without rows is an empty page")
    {
        for (char const* text : {"{}", R"({"conversations":null})", R"({"totalHits":0,"conversations":[]})"}) {
            auto const page = json::decode<genesys::details_page>(text);
            REQUIRE(page.has_value());
            CHECK(page->conversations.empty());
        }
    }
}
