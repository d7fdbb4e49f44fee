// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>
#include <cogrant/genesys/dimension_filter.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/where.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace genesys = cogrant::genesys;
namespace json = cogrant::json;
namespace where = cogrant::genesys::where;

namespace {

std::string text(genesys::dimension_filter const& filter) { return json::encode(filter); }

std::string is(std::string const& name, std::string const& value)
{
    return R"({"type":"dimension","dimension":")" + name + R"(","operator":"matches","value":")" + value + "\"}";
}

template <class A, class B>
concept can_differ = requires(A a, B b) { a != b; };
static_assert(!can_differ<where::subject, std::string>);

} // namespace

TEST_SUITE("genesys/where")
{
    TEST_CASE("one condition is a filter")
    {
        CHECK(text(where::queue_id == "q-1") == R"({"type":"and","predicates":[)" + is("queueId", "q-1") + "]}");
        std::string const id = "a\"b";
        CHECK(text(where::user_id == id) == R"({"type":"and","predicates":[)" + is("userId", "a\\\"b") + "]}");
        CHECK(
            text(where::media_type == genesys::media_type::voice) ==
            R"({"type":"and","predicates":[)" + is("mediaType", "voice") + "]}");
        CHECK(
            text(where::dimension("agentRank") == 3) ==
            R"({"type":"and","predicates":[)" + is("agentRank", "3") + "]}");
        CHECK(
            text(where::wrap_up_code.missing()) ==
            R"({"type":"and","predicates":[{"type":"dimension","dimension":"wrapUpCode","operator":"notExists"}]})");
    }

    TEST_CASE("conditions of one word stay flat, groups of the other word are clauses")
    {
        auto const a = where::queue_id == "a";
        auto const b = where::queue_id == "b";
        auto const voice = where::media_type == "voice";
        auto const flat = is("queueId", "a") + "," + is("queueId", "b") + "," + is("mediaType", "voice");
        CHECK(text(a && b && voice) == R"({"type":"and","predicates":[)" + flat + "]}");
        CHECK(text(a && (b && voice)) == text(a && b && voice));
        CHECK(text(a || b || voice) == R"({"type":"or","predicates":[)" + flat + "]}");
        CHECK(
            text((a || b) && voice) == R"({"type":"and","clauses":[{"type":"or","predicates":[)" + is("queueId", "a") +
                                           "," + is("queueId", "b") + R"(]}],"predicates":[)" +
                                           is("mediaType", "voice") + "]}");
        CHECK(
            text((a && voice) || (b && voice)) == R"({"type":"or","clauses":[{"type":"and","predicates":[)" +
                                                      is("queueId", "a") + "," + is("mediaType", "voice") +
                                                      R"(]},{"type":"and","predicates":[)" + is("queueId", "b") + "," +
                                                      is("mediaType", "voice") + "]}]}");
    }

    TEST_CASE("a list of values is any of them; one value needs no group, none is refused")
    {
        std::vector<std::string> const ids{"a", "b"};
        auto const both = is("queueId", "a") + "," + is("queueId", "b");
        CHECK(text(where::queue_id.one_of(ids)) == R"({"type":"or","predicates":[)" + both + "]}");
        CHECK(text(where::queue_id.one_of({"a", "b"})) == text(where::queue_id.one_of(ids)));
        auto const voice = where::media_type == "voice";
        CHECK(text(where::queue_id.one_of({"a"}) && voice) == text((where::queue_id == "a") && voice));
        CHECK_THROWS_AS(static_cast<void>(where::queue_id.one_of(std::vector<std::string>())), cogrant::failure);
    }

    TEST_CASE("ranges compare numbers, of dimensions and of metrics")
    {
        genesys::segment_filter const longer = where::metric("tSegmentDuration") >= 60'000;
        CHECK(
            json::encode(longer) ==
            R"({"type":"and","predicates":[{"type":"metric","metric":"tSegmentDuration","range":{"gte":60000}}]})");
        CHECK(
            text(where::dimension("agentRank").within({.gt = 1, .lt = 4})) ==
            R"({"type":"and","predicates":[{"type":"dimension","dimension":"agentRank","range":{"gt":1,"lt":4}}]})");
    }

    TEST_CASE("a metric in the filter of a query that knows none is refused, and not sent without its name")
    {
        genesys::dimension_filter f;
        auto const talk = where::metric("tTalk") >= 60'000;
        CHECK_THROWS_AS(f = talk, cogrant::failure);
        CHECK_THROWS_AS(f = talk && where::queue_id == "q", cogrant::failure);
        try {
            f = (where::queue_id == "q" && talk) || where::purpose == "agent";
            FAIL("taken");
        } catch (cogrant::failure const& e) {
            CHECK(e.error().code() == cogrant::genesys_errc::bad_request);
            CHECK(e.error().info().detail == "this query has no conditions on metrics, such as tTalk");
        }
        genesys::evaluation_filter const named = talk;
        CHECK(named.predicates[0].metric == "tTalk");
    }

    TEST_CASE("the same expression serves every kind of filter, single or in a list")
    {
        std::vector<genesys::conversation_filter> const list{
            where::originating_direction == genesys::direction::inbound, where::dimension("newerThanThis") == "x"};
        REQUIRE(list.size() == 2);
        CHECK(list[0].predicates[0].dimension == genesys::conversation_dimension::originating_direction);
        CHECK(list[1].predicates[0].dimension.text() == "newerThanThis");
        std::optional<genesys::dimension_filter> const single = where::queue_id == "q" && where::purpose == "agent";
        REQUIRE(single.has_value());
        CHECK(single->predicates.size() == 2);
        genesys::evaluation_filter const named = where::dimension("evaluationFormId") == "f";
        CHECK(named.predicates[0].dimension == "evaluationFormId");
    }
}
