// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "analytics_peer.hpp"
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace analytics_test;

namespace {

using boost::json::object;
using texts = std::set<std::string>;
using count_of = std::map<std::string, std::int64_t>;

constexpr std::uint64_t count = 700;
genesys_emulator_options options() { return genesys_emulator_options().conversations(count).rate_per_minute(0); }

/// Every value of that name anywhere in the text.
void collect(value const& v, std::string_view name, texts& out)
{
    if (auto const* const list = v.if_array())
        for (auto const& item : *list) collect(item, name, out);
    if (auto const* const o = v.if_object())
        for (auto const& [key, member] : *o) {
            if (key == name && member.is_string()) out.emplace(member.get_string());
            else if (key != "evaluations" && key != "surveys" && key != "resolutions") collect(member, name, out);
        }
}
/// The metrics of that name in all sessions, added up.
std::optional<std::int64_t> sum(value const& c, std::string_view metric)
{
    std::optional<std::int64_t> out;
    for (auto const& p : c.at("participants").as_array())
        for (auto const& s : p.at("sessions").as_array())
            for (auto const& m : s.at("metrics").as_array())
                if (m.at("name").as_string() == metric) out = out.value_or(0) + m.at("value").as_int64();
    return out;
}

std::vector<value> conversations(peer const& p, std::string const& body)
{
    std::vector<value> out;
    for (auto const i : p.emulator.rows_of_query(body).value())
        out.push_back(boost::json::parse(p.emulator.conversation_json(i)));
    return out;
}

std::string with(std::string const& members) { return "{" + day + (members.empty() ? "" : ",") + members + "}"; }
std::string facet(std::string const& members) { return R"("aggregations":[{)" + members + "}]"; }

value aggregations(peer& p, std::string const& members)
{
    return p.post("conversations/details/query", with(members)).at("aggregations");
}

/// The terms of an answer with their counts, which come from the greatest to the smallest.
count_of terms(value const& aggregation)
{
    count_of out;
    std::int64_t last = INT64_MAX;
    for (auto const& entry : aggregation.at("results").as_array()) {
        CHECK(entry.at("count").as_int64() <= last);
        last = entry.at("count").as_int64();
        CHECK(out.emplace(entry.at("value").as_string(), last).second);
    }
    return out;
}

} // namespace

TEST_SUITE("testing/genesys_emulator_aggregations")
{
    TEST_CASE("the frequency of a term is the number of the conversations whose text shows it")
    {
        peer p(options());
        auto const all = conversations(p, with(""));
        REQUIRE_EQ(all.size(), count);
        for (std::string const& name : std::initializer_list<std::string>{
                 "mediaType", "queueId", "purpose", "userId", "direction", "segmentType", "wrapUpCode",
                 "disconnectType", "originatingDirection", "conversationInitiator", "externalTag", "conversationId"}) {
            CAPTURE(name);
            count_of expected;
            std::int64_t counted = 0;
            for (auto const& c : all) {
                texts shown;
                collect(c, name, shown);
                for (auto const& t : shown) ++expected[t];
                counted += shown.empty() ? 0 : 1;
            }
            auto const found = aggregations(p, facet(R"("type":"termFrequency","dimension":")" + name + "\"")).at(0);
            CHECK(terms(found) == expected);
            CHECK_EQ(found.at("count"), counted);
            CHECK_EQ(found.at("dimension").as_string(), name);
        }
        count_of divisions;
        for (auto const& c : all)
            for (auto const& d : c.at("divisionIds").as_array()) ++divisions[d.as_string().c_str()];
        CHECK(terms(aggregations(p, facet(R"("dimension":"divisionId")")).at(0)) == divisions);
    }

    TEST_CASE("a range counts the conversations whose metric, over all sessions, is in it")
    {
        peer p(options());
        auto const all = conversations(p, with(""));
        for (std::string const& metric : std::initializer_list<std::string>{
                 "tTalk", "tHandle", "tAlert", "tHeld", "nHeld", "tAcw", "nOffered", "tAcd", "tAnswered", "tAbandon",
                 "nFlow", "tFlow", "nConnected", "tConnected"}) {
            CAPTURE(metric);
            auto const found =
                aggregations(
                    p, facet(
                           R"("type":"numericRange","metric":")" + metric +
                           R"(","ranges":[{"lt":2},{"gte":2,"lt":300000},{"gte":3e5},{"gte":1000.5,"lt":null}])"))
                    .at(0);
            std::int64_t counted = 0;
            std::vector<std::int64_t> in(4);
            for (auto const& c : all) {
                auto const n = sum(c, metric);
                counted += n ? 1 : 0;
                in[0] += n && *n < 2 ? 1 : 0;
                in[1] += n && *n >= 2 && *n < 300000 ? 1 : 0;
                in[2] += n && *n >= 300000 ? 1 : 0;
                in[3] += n && *n > 1000 ? 1 : 0;
            }
            CHECK(counted > 0);
            CHECK_EQ(found.at("count"), counted);
            auto const& results = found.at("results").as_array();
            REQUIRE_EQ(results.size(), 4);
            for (std::size_t k = 0; k != 4; ++k) CHECK_EQ(results[k].at("count"), in[k]);
            CHECK_FALSE(results[0].as_object().contains("gte"));
            CHECK_EQ(results[1].at("lt"), 300000);
            CHECK_EQ(results[2].at("gte").to_number<double>(), 300000.0);
            CHECK_FALSE(results[3].as_object().contains("lt"));
        }
    }

    TEST_CASE("only what the filters find is counted, on every page the same, and size keeps the most frequent")
    {
        peer p(options());
        std::string const filters =
            R"("segmentFilters":[{"type":"and","predicates":[{"dimension":"mediaType","value":"voice"}]}],)";
        auto const asked = filters + R"("aggregations":[{"dimension":"queueId","size":3},{"dimension":"purpose"}],)";
        auto const all = conversations(p, with(filters.substr(0, filters.size() - 1)));
        CHECK(all.size() < count);
        count_of queues;
        for (auto const& c : all) {
            texts shown;
            collect(c, "queueId", shown);
            for (auto const& t : shown) ++queues[t];
        }
        std::string first;
        for (auto const* const page : {"1", "2", "9999"}) {
            auto const answer = p.post(
                "conversations/details/query", with(asked + R"("paging":{"pageSize":10,"pageNumber":)" + page + "}"));
            CHECK_EQ(answer.at("totalHits"), static_cast<std::int64_t>(all.size()));
            auto const& found = answer.at("aggregations");
            auto const text = boost::json::serialize(found);
            if (first.empty()) first = text;
            CHECK_EQ(text, first);
            auto const top = terms(found.at(0));
            CHECK_EQ(top.size(), 3);
            std::int64_t least = INT64_MAX;
            for (auto const& [id, n] : top) {
                CHECK_EQ(queues[id], n);
                least = std::min(least, n);
            }
            for (auto const& [id, n] : queues) CHECK((top.contains(id) || n <= least));
            CHECK(terms(found.at(1)).at("customer") > 0);
        }
        auto const nothing = p.post(
            "conversations/details/query",
            R"({"interval":"2031-01-01T00:00:00Z/P1D",)" + facet(R"("dimension":"mediaType")") + "}");
        CHECK(nothing.at("aggregations").at(0).at("results").as_array().empty());
        CHECK_EQ(nothing.at("aggregations").at(0).at("count"), 0);
    }

    TEST_CASE("what is no aggregation is refused, and a job has none")
    {
        peer p(options());
        auto const status = [&](std::string const& body, char const* path = "conversations/details/query") {
            auto const r = p.send(method::post, analytics + path, body);
            return std::to_string(r.status) +
                   (r.status < 300 ? "" : std::string(" ") + peer::value_of(r).at("code").as_string().c_str());
        };
        for (auto const* const bad :
             {R"("type":"cardinality","dimension":"queueId")", R"("type":7,"dimension":"queueId")",
              R"("dimension":"queueId","size":0)", R"("dimension":"queueId","size":"3")",
              R"("dimension":"queueId","metric":"tTalk")", R"("dimension":"queueId","ranges":[{"gte":1}])",
              R"("metric":"tTalk")", R"("metric":"tTalk","ranges":[])", R"("metric":"tTalk","ranges":[{}])",
              R"("metric":"tTalk","ranges":[7])", R"("metric":"tTalk","ranges":{"gte":1})",
              R"("metric":"tTalk","ranges":[{"gte":"1"}])", R"("metric":"tTalk","ranges":[{"gte":1}],"size":2)",
              R"("type":"termFrequency","metric":"tTalk","ranges":[{"gte":1}])"}) {
            CAPTURE(bad);
            CHECK_EQ(status(with(facet(bad))), "400 invalid.value");
        }
        CHECK_EQ(status(with(facet(R"("dimension":"queueId","order":"asc")"))), "400 invalid.property");
        CHECK_EQ(status(with(facet(R"("metric":"tTalk","ranges":[{"gt":1}])"))), "400 invalid.property");
        CHECK_EQ(status(with(facet(R"("dimension":"ani")"))), "400 bad.request");
        CHECK_EQ(status(with(facet(R"("metric":"tDialing","ranges":[{"gte":1}])"))), "400 bad.request");
        CHECK_EQ(status(with(facet(""))), "400 bad.request");
        CHECK_EQ(status(with(R"("aggregations":{})")), "400 invalid.value");
        CHECK_EQ(status(with(R"("aggregations":[7])")), "400 invalid.value");
        CHECK_EQ(status(with(R"("aggregations":[])")), "200");
        CHECK_EQ(status(with(facet(R"("dimension":"queueId")")), "conversations/details/jobs"), "400 invalid.property");
    }
}
