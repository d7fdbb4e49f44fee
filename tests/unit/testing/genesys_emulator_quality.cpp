// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "analytics_peer.hpp"
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <tuple>
#include <vector>

using namespace analytics_test;

namespace {

using boost::json::object;
using texts = std::vector<std::string>;
using test = std::function<bool(object const&)>;

constexpr std::uint64_t count = 1600;

peer& org()
{
    static peer p(genesys_emulator_options().conversations(count).rate_per_minute(0));
    return p;
}
/// The conversations as their text says.
std::vector<object> const& truth()
{
    static auto const all = [] {
        std::vector<object> out;
        for (std::uint64_t i = 0; i != count; ++i)
            out.push_back(boost::json::parse(org().emulator.conversation_json(i)).as_object());
        return out;
    }();
    return all;
}

std::string id_of(object const& c) { return c.at("conversationId").as_string().c_str(); }

/// The conversations in which one of these records is so; those that have none are asked with an empty one.
texts those_with(char const* records, test const& so)
{
    texts out;
    for (auto const& c : truth()) {
        auto const* const list = c.if_contains(records);
        bool found = false;
        if (list == nullptr || list->is_null()) found = so(object());
        else
            for (auto const& r : list->as_array()) found = found || so(r.as_object());
        if (found) out.push_back(id_of(c));
    }
    return out;
}

/// What a query with these members finds, page by page.
texts found(std::string const& members)
{
    texts out;
    for (int page = 1;; ++page) {
        auto const answer = org().post(
            "conversations/details/query",
            "{" + day + "," + members + R"(,"paging":{"pageSize":100,"pageNumber":)" + std::to_string(page) + "}}");
        auto const* const rows = answer.as_object().if_contains("conversations");
        if (rows == nullptr) return out;
        for (auto const& c : rows->as_array()) out.push_back(id_of(c.as_object()));
    }
}
std::string filter(std::string const& list, std::string const& predicates, std::string const& type = "and")
{
    return "\"" + list + R"(":[{"type":")" + type + R"(","predicates":[)" + predicates + "]}]";
}
std::string refused(std::string const& members)
{
    auto const r = org().send(method::post, analytics + "conversations/details/query", "{" + day + "," + members + "}");
    if (r.status != 400) return std::to_string(r.status);
    auto const v = peer::value_of(r);
    return std::string(v.at("code").as_string()) + ": " + v.at("message").as_string().c_str();
}

bool is(object const& o, char const* name, boost::json::value const& v)
{
    auto const* const found = o.if_contains(name);
    return found != nullptr && *found == v;
}
/// A number, or -1.
std::int64_t number(object const& o, char const* name)
{
    auto const* const found = o.if_contains(name);
    return found == nullptr ? -1 : found->as_int64();
}

/// The filter finds exactly those whose text says so, and these are some and not all.
void check(char const* records, std::string const& members, test const& so)
{
    CAPTURE(members);
    auto const expected = those_with(records, so);
    CHECK(found(members) == expected);
    CHECK_FALSE(expected.empty());
    CHECK(expected.size() < count);
}

} // namespace

TEST_SUITE("testing/genesys_emulator_quality")
{
    TEST_CASE("filters of evaluations keep exactly the conversations whose evaluations say so")
    {
        auto const list = std::string("evaluationFilters");
        auto const kept = [&](std::string const& predicates, test const& so, std::string const& type = "and") {
            check("evaluations", filter(list, predicates, type), so);
        };
        kept(R"({"dimension":"evaluationStatus","value":"Finished"})", [](object const& e) {
            return is(e, "evaluationStatus", "Finished");
        });
        kept(
            R"({"type":"dimension","dimension":"formName","operator":"matches","value":"Qualität 2025"})",
            [](auto& e) { return is(e, "formName", "Qualität 2025"); });
        kept(R"({"dimension":"released","value":"true"})", [](auto& e) { return is(e, "released", true); });
        auto const& queue = org().emulator.queue_id(3);
        kept(R"({"dimension":"queueId","value":")" + queue + "\"}", [&](auto& e) {
            return is(e, "queueId", boost::json::string(queue));
        });
        kept(R"({"metric":"oTotalScore","range":{"gte":80}})", [](auto& e) { return number(e, "oTotalScore") >= 80; });
        kept(R"({"type":"metric","metric":"oTotalCriticalScore","range":{"gt":20.5,"lte":40}})", [](auto& e) {
            return number(e, "oTotalCriticalScore") > 20 && number(e, "oTotalCriticalScore") <= 40;
        });
        kept(
            R"({"metric":"oTotalScore","range":{"lt":40}},{"dimension":"evaluationStatus","value":"Pending"})",
            [](auto& e) {
                return (e.contains("oTotalScore") && number(e, "oTotalScore") < 40) ||
                       is(e, "evaluationStatus", "Pending");
            },
            "or");
        check(
            "evaluations",
            R"("evaluationFilters":[{"type":"and","predicates":[{"dimension":"released","value":"true"}],"clauses":[)"
            R"({"type":"or","predicates":[{"metric":"oTotalScore","range":{"gte":90}},)"
            R"({"dimension":"calibrationId","operator":"exists"}]}]}])",
            [](auto& e) {
                return is(e, "released", true) && (number(e, "oTotalScore") >= 90 || e.contains("calibrationId"));
            });
        auto const some = those_with("evaluations", [](auto& e) { return number(e, "oTotalScore") == 77; });
        CHECK(found(filter(list, R"({"metric":"oTotalScore","value":"77"})")) == some);
        CHECK(found(filter(list, R"({"dimension":"assigneeId","operator":"exists"})")).empty()); // in nobody's text
    }

    TEST_CASE("filters of surveys and of resolutions do so, too")
    {
        check("surveys", filter("surveyFilters", R"({"dimension":"surveyType","value":"Web"})"), [](auto& s) {
            return is(s, "surveyType", "Web");
        });
        check("surveys", filter("surveyFilters", R"({"dimension":"surveyPromoterScore","value":"9"})"), [](auto& s) {
            return is(s, "surveyPromoterScore", 9);
        });
        check(
            "surveys", filter("surveyFilters", R"({"dimension":"surveyPromoterScore","range":{"lte":6}})"),
            [](auto& s) { return s.contains("surveyPromoterScore") && number(s, "surveyPromoterScore") <= 6; });
        check("surveys", filter("surveyFilters", R"({"metric":"oSurveyTotalScore","range":{"lt":50}})"), [](auto& s) {
            return s.contains("oSurveyTotalScore") && number(s, "oSurveyTotalScore") < 50;
        });
        for (auto const* const n : {"0", "1"})
            check(
                "resolutions",
                filter("resolutionFilters", R"({"metric":"nNextContactAvoided","value":")" + std::string(n) + "\"}"),
                [&](auto& r) { return number(r, "nNextContactAvoided") == n[0] - '0'; });
    }

    TEST_CASE("what exists and what does not make up all conversations")
    {
        for (auto const& [list, records, names] : std::initializer_list<std::tuple<char const*, char const*, texts>>{
                 {"evaluationFilters", "evaluations", {"evaluationId", "eventTime", "calibrationId", "rescored"}},
                 {"surveyFilters",
                  "surveys",
                  {"surveyId", "surveyPromoterScore", "userId", "surveyPartialResponse"}}}) {
            for (auto const& name : names) {
                auto const asks = [&](char const* word) {
                    return filter(list, R"({"dimension":")" + name + R"(","operator":")" + word + "\"}");
                };
                check(records, asks("exists"), [&](auto& r) { return r.contains(name); });
                check(records, asks("notExists"), [&](auto& r) { return !r.contains(name); });
                auto both = found(asks("exists"));
                auto const without = found(asks("notExists"));
                both.insert(both.end(), without.begin(), without.end());
                std::sort(both.begin(), both.end());
                both.erase(std::unique(both.begin(), both.end()), both.end());
                CHECK(both.size() == count);
            }
        }
        auto const avoided = [](char const* word) {
            return found(filter(
                "resolutionFilters", std::string(R"({"metric":"nNextContactAvoided","operator":")") + word + "\"}"));
        };
        CHECK(avoided("exists").size() + avoided("notExists").size() == count);
    }

    TEST_CASE("the predicates of one filter speak of one evaluation; several filters have all to hold")
    {
        auto const open = std::string(R"({"dimension":"evaluationStatus","value":"InProgress"})");
        auto const scored = std::string(R"({"metric":"oTotalScore","operator":"exists"})");
        CHECK(found(filter("evaluationFilters", open + "," + scored)).empty());
        auto const two = found(
            R"("evaluationFilters":[{"type":"and","predicates":[)" + open + R"(]},{"type":"and","predicates":[)" +
            scored + "]}]");
        texts expected;
        auto const opened = those_with("evaluations", [](auto& e) { return is(e, "evaluationStatus", "InProgress"); });
        auto const score = those_with("evaluations", [](auto& e) { return e.contains("oTotalScore"); });
        for (auto const& id : opened)
            if (std::find(score.begin(), score.end(), id) != score.end()) expected.push_back(id);
        CHECK(two == expected);
        CHECK_FALSE(two.empty());

        auto const mixed = found(
            filter("evaluationFilters", scored) + "," +
            filter("surveyFilters", R"({"dimension":"surveyId","operator":"exists"})") + "," +
            filter("conversationFilters", R"({"dimension":"originatingDirection","value":"inbound"})"));
        for (auto const& id : mixed) CHECK(std::find(score.begin(), score.end(), id) != score.end());
        CHECK(mixed.size() < score.size());
    }

    TEST_CASE("a job finds the same and shows the same")
    {
        auto const body = "{" + day + R"(,"startOfDayIntervalMatching":true,)" +
                          filter("evaluationFilters", R"({"metric":"oTotalScore","range":{"gte":50}})") + "}";
        auto const rows = org().emulator.rows_of_job(body).value();
        CHECK_FALSE(rows.empty());
        texts ids;
        for (auto const i : rows) {
            auto const shown = boost::json::parse(org().emulator.job_conversation_json(i)).as_object();
            ids.push_back(id_of(shown));
            for (auto const* const records : {"evaluations", "surveys", "resolutions"}) {
                auto const* const there = shown.if_contains(records);
                auto const* const here = truth()[i].if_contains(records);
                CHECK(
                    (there == nullptr ? boost::json::value() : *there) ==
                    (here == nullptr ? boost::json::value() : *here));
            }
        }
        CHECK(ids == those_with("evaluations", [](auto& e) { return number(e, "oTotalScore") >= 50; }));
    }

    TEST_CASE("what these filters do not know is refused with its name")
    {
        auto const of = [](char const* list, std::string const& predicate) { return refused(filter(list, predicate)); };
        auto const evaluation = [&](std::string const& predicate) { return of("evaluationFilters", predicate); };
        CHECK(
            evaluation(R"({"dimension":"ani","value":"x"})") ==
            "bad.request: the dimension 'ani' is not emulated for this filter");
        CHECK(
            evaluation(R"({"metric":"tTalk","range":{"gt":1}})") ==
            "bad.request: the metric 'tTalk' is not emulated for this filter");
        CHECK(
            of("surveyFilters", R"({"dimension":"surveyFormName","value":"NPS"})") ==
            "bad.request: the dimension 'surveyFormName' is not emulated for this filter");
        CHECK(of("resolutionFilters", R"({"dimension":"queueId","value":"x"})").find("queueId") != std::string::npos);
        CHECK(
            evaluation(R"({"type":"property","property":"x","value":"y"})") ==
            "bad.request: predicates of type 'property' are not emulated");
        CHECK(evaluation(R"({"dimension":"eventTime","value":"x"})") == "bad.request: matching a date is not emulated");
        for (auto const* const bad :
             {R"({"dimension":"formId"})", R"({"dimension":"formId","value":7})",
              R"({"dimension":"formId","metric":"oTotalScore","value":"7"})",
              R"({"dimension":"formId","operator":"like","value":"7"})", R"({"metric":"oTotalScore","value":"many"})",
              R"({"metric":"oTotalScore","value":"7","range":{"gt":6}})", R"({"metric":"oTotalScore","range":{}})",
              R"({"metric":"oTotalScore","range":7})", R"({"metric":"oTotalScore","range":{"gt":"6"}})",
              R"({"metric":"oTotalScore","range":{"gt":null}})", R"({"dimension":"formId","range":{"gt":6}})"}) {
            CAPTURE(bad);
            CHECK(evaluation(bad).find("invalid.value: ") == 0);
        }
        CHECK(evaluation(R"({"metric":"oTotalScore","range":{"above":6}})").find("invalid.property: ") == 0);
        CHECK(evaluation("7").find("invalid.value: ") == 0);
        CHECK(refused(R"("evaluationFilters":{})").find("invalid.value: ") == 0);
        CHECK(refused(R"("surveyFilters":[{"type":"and"}])") == "bad.request: a filter has no predicates");
        CHECK(refused(R"("surveyFilters":[{"type":"not","predicates":[]}])").find("invalid.value: ") == 0);
        CHECK(found(R"("surveyFilters":[],"evaluationFilters":null)").size() == count);
    }
}
