// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

using namespace cogrant;
using namespace std::chrono_literals;
using boost::json::value;
using http::method;
using testing::genesys_emulator;
using testing::genesys_emulator_options;

namespace {

std::string const analytics = "/api/v2/analytics/";
std::string const day = R"("interval":"2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z")";

struct peer {
    explicit peer(genesys_emulator_options const& options = {}) : emulator(options)
    {
        auto const r = send(method::post, "/oauth/token", "grant_type=client_credentials");
        token = value_of(r).at("access_token").as_string().c_str();
    }

    http::response send(method m, std::string target, std::string body = "")
    {
        http::request r;
        r.method = m;
        r.target = std::move(target);
        r.body = std::move(body);
        r.headers.add("Authorization", token.empty() ? "Basic dGVzdC1jbGllbnQ6dGVzdC1zZWNyZXQ=" : "Bearer " + token);
        r.headers.add("Content-Type", token.empty() ? "application/x-www-form-urlencoded" : "application/json");
        return emulator.handle(r, now, wall).response;
    }
    value post(std::string const& path, std::string body)
    {
        auto const r = send(method::post, analytics + path, std::move(body));
        CHECK_MESSAGE(r.status < 300, r.body);
        return value_of(r);
    }
    static value value_of(http::response const& r) { return boost::json::parse(r.body); }

    genesys_emulator emulator;
    std::string token;
    time_point now{};
    std::chrono::system_clock::time_point wall = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1} + 12h;
};

using totals = std::map<std::string, std::pair<std::int64_t, double>>; // by "queue metric": count and sum

/// What the rows of the details say, for one day.
totals truth(genesys_emulator const& emulator, std::string_view date)
{
    totals out;
    for (std::uint64_t i = 0; i != emulator.options().conversations(); ++i) {
        auto const row = boost::json::parse(emulator.conversation_json(i));
        for (auto const& p : row.at("participants").as_array())
            for (auto const& s : p.at("sessions").as_array()) {
                std::string queue;
                for (auto const& segment : s.at("segments").as_array())
                    if (auto const* const id = segment.as_object().if_contains("queueId");
                        id != nullptr && queue.empty())
                        queue = id->as_string().c_str();
                for (auto const& m : s.at("metrics").as_array()) {
                    if (!std::string_view(m.at("emitDate").as_string()).starts_with(date)) continue;
                    auto& total = out[queue + " " + m.at("name").as_string().c_str()];
                    ++total.first;
                    total.second += m.at("value").to_number<double>();
                }
            }
    }
    return out;
}

totals answered(value const& answer)
{
    totals out;
    for (auto const& group : answer.at("results").as_array())
        for (auto const& bucket : group.at("data").as_array())
            for (auto const& m : bucket.at("metrics").as_array()) {
                auto const* const queue = group.at("group").as_object().if_contains("queueId");
                auto& total =
                    out[std::string(queue == nullptr ? "" : queue->as_string().c_str()) + " " +
                        m.at("metric").as_string().c_str()];
                total.first += m.at("stats").at("count").to_number<std::int64_t>();
                if (auto const* const sum = m.at("stats").as_object().if_contains("sum"))
                    total.second += sum->to_number<double>();
                else total.second += m.at("stats").at("count").to_number<double>();
            }
    return out;
}

} // namespace

TEST_SUITE("testing/genesys_emulator_analytics")
{
    TEST_CASE("aggregates are what the rows of the details add up to, in one bucket or in many")
    {
        peer p(genesys_emulator_options().conversations(400).days(2));
        auto expected = truth(p.emulator, "2025-03-01");
        for (auto it = expected.begin(); it != expected.end();)
            it = it->first.ends_with("nHeld") || it->first.ends_with("Flow") ? expected.erase(it) : std::next(it);
        REQUIRE(expected.size() > 40);
        for (auto const* const granularity :
             {"", R"(,"granularity":"PT30M")", R"(,"granularity":"P1D","timeZone":"UTC")"}) {
            auto const answer = p.post(
                "conversations/aggregates/query",
                "{" + day + granularity +
                    R"(,"groupBy":["queueId"],"metrics":["tAlert","tTalk","tHeld","tAcw","tHandle","nOffered","tAcd",)"
                    R"("tAnswered","tAbandon","nConnected","tConnected"]})");
            auto const got = answered(answer);
            CHECK(got.size() == expected.size());
            for (auto const& [name, total] : expected) {
                CAPTURE(name);
                REQUIRE(got.contains(name));
                CHECK(got.at(name) == total);
            }
        }
    }

    TEST_CASE("a conversation is counted once for each group, and the filter holds")
    {
        peer p(genesys_emulator_options().conversations(300));
        auto const all = p.post("conversations/aggregates/query", "{" + day + R"(,"metrics":["nConversations"]})");
        CHECK(answered(all).at(" nConversations").first == 300);
        auto const voice = p.post(
            "conversations/aggregates/query",
            "{" + day +
                R"(,"metrics":["nOffered"],"groupBy":["mediaType"],"filter":{"type":"and","clauses":[{"type":"or",)"
                R"("predicates":[{"dimension":"mediaType","value":"voice"}]}],"predicates":[{"dimension":"queueId",)"
                R"("operator":"exists"}]}})");
        REQUIRE(voice.at("results").as_array().size() == 1);
        CHECK(voice.at("results").at(0).at("group").at("mediaType").as_string() == "voice");
    }

    TEST_CASE("service level, views and the largest groups")
    {
        peer p(genesys_emulator_options().conversations(500));
        auto const answer = p.post(
            "conversations/aggregates/query",
            "{" + day +
                R"(,"metrics":["oServiceLevel","tAnswered"],"views":[{"target":"tAnswered","name":"quick",)"
                R"("function":"rangeBound","range":{"lt":20001}}]})");
        auto const& bucket = answer.at("results").at(0).at("data").at(0);
        auto const& level = bucket.at("metrics").at(0).at("stats");
        CHECK(
            level.at("numerator").to_number<std::int64_t>() ==
            bucket.at("views").at(0).at("stats").at("count").as_int64());
        CHECK(
            level.at("denominator").to_number<double>() >
            bucket.at("metrics").at(1).at("stats").at("count").to_number<double>());
        auto const top = p.post(
            "conversations/aggregates/query",
            "{" + day +
                R"(,"metrics":["tHandle"],"groupBy":["queueId"],"queryType":"topN","limit":2,)"
                R"("sortMetric":{"name":"tHandle","function":"sum"}})");
        REQUIRE(top.at("results").as_array().size() == 2);
        auto const sum = [&](std::size_t k) {
            return top.at("results")
                .at(k)
                .at("data")
                .at(0)
                .at("metrics")
                .at(0)
                .at("stats")
                .at("sum")
                .to_number<double>();
        };
        CHECK(sum(0) >= sum(1));
    }

    TEST_CASE("a query with a typing error, without a metric or with too fine a grid is refused")
    {
        peer p;
        for (auto const* const rest :
             {R"(,"metrics":["tHandel"]})", R"(,"metrics":[]})", R"(,"metrics":["tTalk"],"groupBy":["queue"]})",
              R"(,"metrics":["tTalk"],"granularity":"often"})", R"(,"metrics":["tTalk"],"timeZone":"Europe/Berlin"})",
              R"(,"metrics":["tTalk"],"filters":[]})", R"(,"metrics":["tTalk"],"filter":{"type":"and"}})",
              R"(,"metrics":["tTalk"],"filter":{"type":"and","predicates":[{"dimension":"queueId"}]}})",
              R"(,"metrics":"tTalk"})", R"(,"metrics":["tTalk"],"limit":0})",
              R"(,"metrics":["tTalk"],"views":[{}]})"}) {
            CAPTURE(rest);
            CHECK(p.send(method::post, analytics + "conversations/aggregates/query", "{" + day + rest).status == 400);
        }
        CHECK(p.send(method::post, analytics + "conversations/aggregates/query", "{").status == 400);
        CHECK(
            p.send(method::post, analytics + "conversations/aggregates/query", R"({"metrics":["tTalk"]})").status ==
            400);
        CHECK(p.send(method::get, analytics + "conversations/aggregates/query").status == 405);
    }

    TEST_CASE("a job of aggregates gives the groups of the query, by cursor")
    {
        peer p(genesys_emulator_options().conversations(300).job_polls(1));
        std::string const body = "{" + day + R"(,"metrics":["nOffered"],"groupBy":["queueId"],"pageSize":5})";
        auto const at_once =
            p.post("conversations/aggregates/query", "{" + day + R"(,"metrics":["nOffered"],"groupBy":["queueId"]})");
        std::string const job = analytics + "conversations/aggregates/jobs/" +
                                p.post("conversations/aggregates/jobs", body).at("jobId").as_string().c_str();
        CHECK(p.send(method::get, job + "/results").status == 400);
        CHECK(peer::value_of(p.send(method::get, job)).at("state").as_string() == "QUEUED");
        CHECK(peer::value_of(p.send(method::get, job)).at("state").as_string() == "FULFILLED");
        boost::json::array rows;
        std::string cursor;
        for (int pages = 0; pages != 9; ++pages) {
            auto const page = peer::value_of(p.send(method::get, job + "/results" + cursor));
            for (auto const& row : page.at("results").as_array()) rows.push_back(row);
            auto const* const next = page.as_object().if_contains("cursor");
            if (next == nullptr) break;
            cursor = std::string("?cursor=") + next->as_string().c_str();
            for (auto at = cursor.find('%', 8); at != cursor.npos; at = cursor.find('%', at + 3))
                cursor.replace(at, 1, "%25");
            for (auto at = cursor.find('+'); at != cursor.npos; at = cursor.find('+')) cursor.replace(at, 1, "%2B");
        }
        CHECK(rows == at_once.at("results").as_array());
        CHECK(p.send(method::get, job + "/results?cursor=abc").status == 400);
        CHECK(p.send(method::delete_, job).status == 204);
        CHECK(p.send(method::get, job).status == 404);
    }

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
