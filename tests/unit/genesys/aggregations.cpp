// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "emulated_parts.hpp"
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/where.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

using namespace cogrant;
using emulated::organisation;
namespace where = genesys::where;

namespace {

genesys::conversation_details_query of_the_day()
{
    genesys::conversation_details_query query;
    auto const begin = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1};
    query.interval = {begin, begin + std::chrono::hours(24)};
    query.paging = genesys::paging_spec{.page_size = 100};
    return query;
}

/// How many conversations of the emulator have such a record.
std::int64_t with(organisation& o, char const* list, std::function<bool(boost::json::object const&)> const& so)
{
    std::int64_t n = 0;
    auto& e = o.server.emulator();
    for (std::uint64_t i = 0; i != e.options().conversations(); ++i) {
        auto const c = boost::json::parse(e.conversation_json(i));
        auto const* const records = c.as_object().if_contains(list);
        if (records == nullptr || records->is_null()) continue;
        auto const& all = records->as_array();
        n += std::any_of(all.begin(), all.end(), [&](auto const& r) { return so(r.as_object()); }) ? 1 : 0;
    }
    return n;
}

} // namespace

TEST_SUITE("genesys/aggregations")
{
    TEST_CASE("counts beside the rows come with each page, by term and by range")
    {
        organisation o(testing::genesys_emulator_options().conversations(300));
        auto query = of_the_day();
        query.paging->page_size = 7;
        genesys::query_aggregation media;
        media.type = genesys::aggregation_type::term_frequency;
        media.dimension = "mediaType";
        media.size = 2;
        genesys::query_aggregation talk;
        talk.metric = "tTalk"; // the type can be inferred
        talk.ranges = {{.lt = 60000.0}, {.gte = 60000.0}};
        query.aggregations = {media, talk};
        auto const page = o.call(query);
        REQUIRE(page.has_value());
        CHECK(page->conversations.size() == 7);
        CHECK(page->total_hits == 300);
        REQUIRE(page->aggregations.size() == 2);
        auto const& terms = page->aggregations[0];
        CHECK(terms.type == genesys::aggregation_type::term_frequency);
        CHECK(terms.dimension == "mediaType");
        CHECK(terms.count == 300);
        REQUIRE(terms.results.size() == 2);
        CHECK(terms.results[0].value == "voice");
        CHECK(terms.results[0].count > terms.results[1].count);
        auto const& ranges = page->aggregations[1];
        CHECK(ranges.type == genesys::aggregation_type::numeric_range);
        REQUIRE(ranges.results.size() == 2);
        CHECK(ranges.results[1].gte == 60000.0);
        CHECK_FALSE(ranges.results[1].lt.has_value());
        CHECK(*ranges.results[0].count + *ranges.results[1].count == ranges.count);
    }

    TEST_CASE("conditions on evaluations, surveys and resolutions find what they say, by metric and by dimension")
    {
        organisation o(testing::genesys_emulator_options().conversations(400));
        auto query = of_the_day();
        query.evaluation_filters = {where::metric("oTotalScore") >= 60};
        auto page = o.call(query);
        REQUIRE(page.has_value());
        CHECK(page->total_hits == with(o, "evaluations", [](auto const& e) {
                  auto const* const n = e.if_contains("oTotalScore");
                  return n != nullptr && n->as_int64() >= 60;
              }));
        for (auto const& c : page->conversations)
            CHECK(std::any_of(c.evaluations.begin(), c.evaluations.end(), [](auto const& e) {
                return e.o_total_score.value_or(0) >= 60;
            }));

        query = of_the_day();
        query.survey_filters = {where::dimension("surveyType") == "Web" && where::dimension("queueId").exists()};
        page = o.call(query);
        REQUIRE(page.has_value());
        CHECK(page->total_hits == with(o, "surveys", [](auto const& s) {
                  return s.at("surveyType") == "Web" && s.contains("queueId");
              }));

        query = of_the_day();
        query.resolution_filters = {where::metric("nNextContactAvoided") == 1};
        page = o.call(query);
        REQUIRE(page.has_value());
        CHECK(page->total_hits > 0);
        for (auto const& c : page->conversations) CHECK(c.resolutions.at(0).n_next_contact_avoided == 1);

        query.resolution_filters = {where::metric("nNextContactAvoided").missing()};
        auto const others = o.call(query);
        REQUIRE(others.has_value());
        CHECK(*others->total_hits < 400);
    }

    TEST_CASE("an aggregation that the server does not know is its refusal")
    {
        organisation o;
        auto query = of_the_day();
        query.aggregations.resize(1);
        query.aggregations[0].dimension = "favouriteColour";
        auto const page = o.call(query);
        REQUIRE_FALSE(page.has_value());
        CHECK(page.error().info().status == 400);
        CHECK(page.error().info().server_message.find("favouriteColour") != std::string::npos);
    }
}
