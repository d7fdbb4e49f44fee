// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace cogrant;
using namespace std::chrono_literals;
using http::method;
using testing::breakage;
using testing::emulator_reply;
using testing::fault_kind;
using testing::fault_plan;
using testing::genesys_emulator;
using testing::genesys_emulator_options;

namespace {

constexpr auto details = "/api/v2/analytics/conversations/details";
std::string const query_path = std::string(details) + "/query";
std::string const jobs_path = std::string(details) + "/jobs";
constexpr auto first_day = R"("interval":"2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z")";

std::string header(http::response const& r, std::string_view name)
{
    return std::string(r.headers.find(name).value_or("(none)"));
}

// A client without sockets: the time is its own, the token is attached, bodies are JSON.
struct peer {
    explicit peer(genesys_emulator_options options = {}) : emulator(std::move(options)) {}

    emulator_reply send(method m, std::string target, std::string body = "", http::headers headers = {})
    {
        http::request r;
        r.method = m;
        r.target = std::move(target);
        r.body = std::move(body);
        r.headers = std::move(headers);
        if (!token.empty() && !r.headers.contains("Authorization")) r.headers.add("Authorization", "Bearer " + token);
        if (m == method::post && !r.headers.contains("Content-Type")) r.headers.add("Content-Type", "application/json");
        return emulator.handle(r, now, wall);
    }
    http::response get(std::string target) { return send(method::get, std::move(target)).response; }
    http::response post(std::string target, std::string body)
    {
        return send(method::post, std::move(target), std::move(body)).response;
    }
    http::response ask_token(
        std::string body = "grant_type=client_credentials", std::string basic = "dGVzdC1jbGllbnQ6dGVzdC1zZWNyZXQ=")
    {
        http::headers h{{"Content-Type", "application/x-www-form-urlencoded"}};
        if (!basic.empty()) h.add("Authorization", "Basic " + basic);
        else h.add("Authorization", "None");
        return send(method::post, "/oauth/token", std::move(body), std::move(h)).response;
    }
    peer& log_in()
    {
        auto const r = ask_token();
        token = boost::json::parse(r.body).at("access_token").as_string().c_str();
        return *this;
    }

    genesys_emulator emulator;
    time_point now{};
    std::chrono::system_clock::time_point wall = std::chrono::sys_days{std::chrono::year{2025} / 3 / 10};
    std::string token;
};

boost::json::value parse(http::response const& r) { return boost::json::parse(r.body); }
std::string code_of(http::response const& r)
{
    auto const v = parse(r);
    auto const& o = v.as_object();
    return std::string(o.at(o.contains("code") ? "code" : "error").as_string());
}

// Rows as the server spelled them, cut out of a page by re-serialising both sides.
std::string canonical(std::string const& json) { return boost::json::serialize(boost::json::parse(json)); }
std::vector<std::string> rows_in(http::response const& r)
{
    std::vector<std::string> rows;
    auto const page = parse(r);
    if (auto const* list = page.as_object().if_contains("conversations"))
        for (auto const& row : list->as_array()) rows.push_back(boost::json::serialize(row));
    return rows;
}

} // namespace

TEST_SUITE("testing/genesys_emulator")
{
    TEST_CASE("client credentials are exchanged for a bearer token")
    {
        peer p;
        auto const r = p.ask_token();
        CHECK(r.status == 200);
        CHECK(header(r, "Content-Type") == "application/json");
        CHECK(header(r, "Cache-Control") == "no-store");
        CHECK(header(r, "ININ-Correlation-Id").size() == 36);
        auto const v = parse(r);
        CHECK(v.at("token_type").as_string() == "bearer");
        CHECK(v.at("expires_in").as_int64() == 86399);
        CHECK(v.at("access_token").as_string().size() == 64);
        CHECK(parse(p.ask_token()).at("access_token") != v.at("access_token"));
        CHECK(p.emulator.counters().tokens_issued == 2);
        CHECK(p.emulator.counters().requests_to("POST /oauth/token") == 2);
    }

    TEST_CASE("credentials are taken raw or form-encoded in Basic, or in the body")
    {
        peer p(genesys_emulator_options().client("a client", "s%+:x"));
        CHECK(p.ask_token("grant_type=client_credentials", "YSBjbGllbnQ6cyUrOng=").status == 200);         // raw
        CHECK(
            p.ask_token("grant_type=client_credentials", "YStjbGllbnQ6cyUyNSUyQiUzQXg=").status ==
            200); // a+client:s%25%2B%3Ax
        CHECK(
            p.ask_token("grant_type=client_credentials&client_id=a+client&client_secret=s%25%2B%3Ax", "").status ==
            200);
        auto const twice =
            p.ask_token("grant_type=client_credentials&client_id=a&client_secret=b", "YSBjbGllbnQ6cyUrOng=");
        CHECK(code_of(twice) == "invalid_request");
    }

    TEST_CASE("the token endpoint refuses in OAuth's words")
    {
        peer p;
        auto const unknown = p.ask_token("grant_type=client_credentials&client_id=nobody&client_secret=x", "");
        CHECK(unknown.status == 400);
        CHECK(
            unknown.body == R"({"error":"invalid_client","description":"client not found: nobody",)"
                            R"("error_description":"client not found: nobody"})");
        auto const wrong = p.ask_token("grant_type=client_credentials&client_id=test-client&client_secret=x", "");
        CHECK(wrong.status == 400);
        CHECK(wrong.body.find("authentication failed") != std::string::npos);
        CHECK(code_of(p.ask_token("grant_type=client_credentials", "")) == "invalid_client");
        CHECK(code_of(p.ask_token("grant_type=client_credentials", "*")) == "invalid_client");
        CHECK(code_of(p.ask_token("grant_type=magic")) == "unsupported_grant_type");
        CHECK(code_of(p.ask_token("grant_type=refresh_token&refresh_token=x")) == "unauthorized_client");
        CHECK(code_of(p.ask_token("")) == "invalid_request");
        CHECK(code_of(p.ask_token("grant_type=client_credentials&grant_type=client_credentials")) == "invalid_request");
        CHECK(code_of(p.ask_token("grant_type=%zz")) == "invalid_request");
        CHECK(p.emulator.counters().tokens_issued == 0);

        peer strict(genesys_emulator_options().invalid_client_status(401));
        auto const r = strict.ask_token("grant_type=client_credentials&client_id=nobody", "");
        CHECK(r.status == 401);
        CHECK(header(r, "WWW-Authenticate") == "Basic realm=\"login\"");
    }

    TEST_CASE("without a good token the API answers 401 and says how to get in")
    {
        peer p;
        auto const none = p.get("/api/v2/users");
        CHECK(none.status == 401);
        CHECK(code_of(none) == "authentication.required");
        CHECK(header(none, "WWW-Authenticate") == "Bearer realm=\"api\"");
        CHECK(std::string(parse(none).at("contextId").as_string()) == header(none, "ININ-Correlation-Id"));
        p.token = "made-up";
        auto const bad = p.get("/api/v2/users");
        CHECK(bad.status == 401);
        CHECK(code_of(bad) == "bad.credentials");
        CHECK(p.emulator.counters().unauthorized == 2);
    }

    TEST_CASE("a token ends with its life, by revocation, or for all at once")
    {
        peer p(genesys_emulator_options().token_life(300s));
        p.log_in();
        p.now += 299s;
        CHECK(p.get("/api/v2/users").status == 200);
        p.now += 1s;
        CHECK(p.get("/api/v2/users").status == 401);
        p.log_in();
        CHECK(p.send(method::delete_, "/api/v2/tokens/me").response.status == 204);
        CHECK(p.get("/api/v2/users").status == 401);
        p.log_in();
        auto const old = p.token;
        p.emulator.revoke_tokens();
        CHECK(p.get("/api/v2/users").status == 401);
        p.log_in();
        CHECK(p.token != old);
        CHECK(p.get("/api/v2/users").status == 200);
    }

    TEST_CASE("a token can be inspected")
    {
        peer p;
        p.log_in();
        auto const r = p.get("/api/v2/tokens/me?preserve_idle_ttl=true");
        CHECK(r.status == 200);
        CHECK(parse(r).at("OAuthClient").at("id").as_string() == "test-client");
        CHECK(parse(r).at("OAuthClient").at("authorizedGrantType").as_string() == "CLIENT-CREDENTIALS");
        auto const head = p.send(method::head, "/api/v2/tokens/me").response;
        CHECK(head.status == 200);
        CHECK(head.body.empty());
    }

    TEST_CASE("paging a query gives each row once, in order, as the data set has it")
    {
        peer p(genesys_emulator_options().conversations(1030));
        p.log_in();
        for (auto const* order : {"asc", "desc"}) {
            std::vector<std::string> got;
            for (int page = 1;; ++page) {
                auto const r = p.post(
                    query_path, std::string("{") + first_day + R"(,"order":")" + order +
                                    R"(","paging":{"pageSize":100,"pageNumber":)" + std::to_string(page) + "}}");
                REQUIRE(r.status == 200);
                CHECK(parse(r).at("totalHits").as_int64() == 1030);
                auto const rows = rows_in(r);
                got.insert(got.end(), rows.begin(), rows.end());
                if (rows.size() < 100) break;
            }
            REQUIRE(got.size() == 1030);
            for (std::size_t i = 0; i != got.size(); ++i)
                REQUIRE(got[i] == canonical(p.emulator.conversation_json(order == std::string("asc") ? i : 1029 - i)));
        }
    }

    TEST_CASE("pages come out the same with and without the page cache")
    {
        auto const body = std::string("{") + first_day + "}";
        peer cached;
        peer plain(genesys_emulator_options().page_cache(0));
        cached.log_in();
        plain.log_in();
        auto const first = cached.post(query_path, body).body;
        CHECK(cached.post(query_path, body).body == first);
        CHECK(plain.post(query_path, body).body == first);
    }

    TEST_CASE("without paging a query gives 25 rows, beyond the end none")
    {
        peer p(genesys_emulator_options().conversations(30));
        p.log_in();
        CHECK(rows_in(p.post(query_path, std::string("{") + first_day + "}")).size() == 25);
        auto const end =
            p.post(query_path, std::string("{") + first_day + R"(,"paging":{"pageSize":25,"pageNumber":3}})");
        CHECK(end.body == R"({"totalHits":30})");
        auto const nothing = p.post(query_path, R"({"interval":"2024-03-01T00:00:00Z/P1D"})");
        CHECK(nothing.status == 200);
        CHECK(nothing.body == R"({"totalHits":0})");
    }

    TEST_CASE("a query matches by the UTC days that its interval touches")
    {
        peer p(genesys_emulator_options().conversations(400).days(4));
        auto const rows = [&](std::string interval) {
            auto const r = p.emulator.rows_of_query(R"({"interval":")" + interval + "\"}").value();
            return r.empty() ? std::pair<std::uint64_t, std::uint64_t>{0, 0}
                             : std::pair<std::uint64_t, std::uint64_t>{r.front(), r.back() + 1};
        };
        using range = std::pair<std::uint64_t, std::uint64_t>;
        CHECK(rows("2025-03-02T00:00:00Z/2025-03-03T00:00:00Z") == range{100, 200});
        CHECK(rows("2025-03-02T11:00:00Z/2025-03-02T12:00:00Z") == range{100, 200});
        CHECK(rows("2025-03-02T23:59:59.999Z/2025-03-03T00:00:00.001Z") == range{100, 300});
        CHECK(rows("2025-02-20T00:00:00Z/2025-03-01T00:00:00Z") == range{0, 0});
        CHECK(rows("2025-02-20T00:00:00Z/2025-03-20T00:00:00Z") == range{0, 400});
    }

    TEST_CASE("a query that cannot be right is refused with a reason")
    {
        peer p;
        p.log_in();
        auto const refused = [&](std::string body) {
            auto const r = p.post(query_path, std::move(body));
            CHECK(r.status == 400);
            CHECK(parse(r).at("status").as_int64() == 400);
            return code_of(r) + ": " + std::string(parse(r).at("message").as_string());
        };
        auto const with = [&](std::string more) { return refused(std::string("{") + first_day + "," + more + "}"); };
        CHECK(refused("{").find("bad.request: The request body is not JSON") == 0);
        CHECK(refused("[]") == "bad.request: The request body is not a JSON object");
        CHECK(refused("{}") == "invalid.property: The query has no interval");
        CHECK(refused(R"({"interval":"yesterday"})") == "invalid.date: 'yesterday' is not an interval start/end");
        CHECK(refused(R"({"interval":7})").find("invalid.date") == 0);
        CHECK(
            refused(R"({"interval":"2025-03-01T00:00:00Z/P32D"})") ==
            "bad.request: The interval is longer than 31 days");
        CHECK(p.post(query_path, R"({"interval":"2025-03-01T00:00:00Z/P31D"})").status == 200);
        CHECK(with(R"("paging":{"pageSize":101})").find("pagination.") == 0);
        CHECK(with(R"("paging":{"pageSize":0})").find("pagination.") == 0);
        CHECK(with(R"("paging":{"pageNumber":"2"})").find("pagination.") == 0);
        CHECK(with(R"("paging":{"pageSize":100,"pageNumber":1001})").find("pagination.limit.exceeded") == 0);
        CHECK(with(R"("order":"sideways")").find("invalid.value") == 0);
        CHECK(with(R"("orderBy":"segmentStart")") == "bad.request: orderBy segmentStart is not emulated");
        CHECK(with(R"("dateFrom":"2025-03-01")") == "invalid.property: Unknown property 'dateFrom'");
        CHECK(with(R"("limit":5)") == "invalid.property: Unknown property 'limit'");
        CHECK(
            with(R"("aggregations":[{"type":"termFrequency"}])") ==
            "bad.request: the dimension '' is not emulated for aggregations");
        CHECK(
            with(R"("segmentFilters":[{"type":"and","predicates":[{"dimension":"ani","value":"x"}]}])") ==
            "bad.request: the dimension 'ani' is not emulated for this filter");
        CHECK(
            with(R"("conversationFilters":[{"type":"and","predicates":[{"type":"metric","metric":"tTalk"}]}])") ==
            "bad.request: predicates of type 'metric' are not emulated");
        CHECK(with(R"("conversationFilters":[{"type":"xor","predicates":[]}])").find("invalid.value") == 0);
        CHECK(with(R"("conversationFilters":[{"type":"or"}])") == "bad.request: a filter has no predicates");
        CHECK(
            p.post(query_path, std::string("{") + first_day + R"(,"aggregations":[],"surveyFilters":null})").status ==
            200);
    }

    TEST_CASE("filters keep exactly the rows whose text says so")
    {
        peer p(genesys_emulator_options().conversations(800));
        auto const& e = p.emulator;
        auto const find = [&](std::string filters) {
            return e.rows_of_query(std::string("{") + first_day + "," + filters + "}").value();
        };
        auto const segment = [](std::string predicates, std::string type = "and") {
            return R"("segmentFilters":[{"type":")" + type + R"(","predicates":[)" + predicates + "]}]";
        };
        auto const conversation = [](std::string predicates) {
            return R"("conversationFilters":[{"type":"and","predicates":[)" + predicates + "]}]";
        };
        auto const truth = [&](auto test) {
            std::vector<std::uint64_t> rows;
            for (std::uint64_t i = 0; i != 800; ++i)
                if (test(boost::json::parse(e.conversation_json(i)))) rows.push_back(i);
            CHECK(rows.size() > 5);
            CHECK(rows.size() < 795);
            return rows;
        };
        auto const any_session = [](boost::json::value const& c, auto test) {
            for (auto const& p2 : c.at("participants").as_array())
                for (auto const& s : p2.at("sessions").as_array())
                    for (auto const& g : s.at("segments").as_array())
                        if (test(p2.as_object(), s.as_object(), g.as_object())) return true;
            return false;
        };
        CHECK(
            find(conversation(R"({"dimension":"originatingDirection","value":"outbound"})")) ==
            truth([](auto const& c) { return c.at("originatingDirection").as_string() == "outbound"; }));
        CHECK(
            find(conversation(R"({"dimension":"conversationEnd","operator":"notExists"})")) == truth([](auto const& c) {
                auto const* end = c.as_object().if_contains("conversationEnd");
                return end == nullptr || end->is_null();
            }));
        CHECK(
            find(conversation(R"({"dimension":"divisionId","value":")" + e.division_id(1) + "\"}")) ==
            truth([&](auto const& c) {
                auto const& list = c.at("divisionIds").as_array();
                return std::any_of(
                    list.begin(), list.end(), [&](auto const& d) { return d.as_string() == e.division_id(1); });
            }));
        CHECK(find(conversation(R"({"dimension":"externalTag","operator":"exists"})")) == truth([](auto const& c) {
                  auto const* tag = c.as_object().if_contains("externalTag");
                  return tag != nullptr && tag->is_string();
              }));
        CHECK(
            find(conversation(
                R"({"type":"dimension","dimension":"conversationId","operator":"matches","value":")" +
                e.conversation_id(17) + "\"}")) == std::vector<std::uint64_t>{17});
        CHECK(find(segment(R"({"dimension":"mediaType","value":"message"})")) == truth([&](auto const& c) {
                  return any_session(c, [](auto const&, auto const& s, auto const&) {
                      return s.at("mediaType").as_string() == "message";
                  });
              }));
        CHECK(
            find(segment(
                R"({"dimension":"queueId","value":")" + e.queue_id(3) +
                R"("},{"dimension":"purpose","value":"agent"})")) == truth([&](auto const& c) {
                return any_session(c, [&](auto const& who, auto const&, auto const& g) {
                    auto const* queue = g.if_contains("queueId");
                    return who.at("purpose").as_string() == "agent" && queue != nullptr &&
                           queue->as_string() == e.queue_id(3);
                });
            }));
        CHECK(
            find(segment(
                R"({"dimension":"segmentType","value":"hold"},{"dimension":"segmentType","value":"dialing"})", "or")) ==
            truth([&](auto const& c) {
                return any_session(c, [&](auto const&, auto const&, auto const& g) {
                    auto const& type = g.at("segmentType").as_string();
                    return type == "hold" || type == "dialing";
                });
            }));
        // On one and the same segment: no segment is a hold of the customer.
        CHECK(find(segment(R"({"dimension":"segmentType","value":"hold"},{"dimension":"purpose","value":"customer"})"))
                  .empty());
        // Two filters are two questions.
        auto const both = find(
            conversation(R"({"dimension":"originatingDirection","value":"inbound"})") + "," +
            segment(R"({"dimension":"segmentType","value":"hold"})"));
        CHECK_FALSE(both.empty());
        // A clause is one level of nesting.
        CHECK(
            find(R"("conversationFilters":[{"type":"and","clauses":[{"type":"or","predicates":[)"
                 R"({"dimension":"originatingDirection","value":"outbound"},)"
                 R"({"dimension":"originatingDirection","value":"inbound"}]}]}])")
                .size() == 800);
    }

    TEST_CASE("ordering by the end puts live conversations last")
    {
        peer p(genesys_emulator_options().conversations(500));
        auto const rows =
            p.emulator.rows_of_query(std::string("{") + first_day + R"(,"orderBy":"conversationEnd"})").value();
        REQUIRE(rows.size() == 500);
        std::string before;
        for (auto const i : rows) {
            auto const c = boost::json::parse(p.emulator.conversation_json(i));
            auto const* end = c.as_object().if_contains("conversationEnd");
            std::string const text = end != nullptr && end->is_string() ? end->as_string().c_str() : "9";
            CHECK(before <= text);
            before = text;
        }
        CHECK(before == "9");
        auto const down =
            p.emulator.rows_of_query(std::string("{") + first_day + R"(,"orderBy":"conversationEnd","order":"desc"})")
                .value();
        CHECK(std::set<std::uint64_t>(down.begin(), down.end()).size() == 500);
    }

    TEST_CASE("conversations are found by id, missing ones are left out")
    {
        peer p;
        p.log_in();
        auto const& e = p.emulator;
        auto const one = p.get("/api/v2/analytics/conversations/" + e.conversation_id(5) + "/details");
        CHECK(one.body == e.conversation_json(5));
        auto const missing = p.get("/api/v2/analytics/conversations/" + e.user_id(5) + "/details");
        CHECK(missing.status == 404);
        CHECK(code_of(missing) == "not.found");
        auto const many = p.get(
            std::string(details) + "?id=" + e.conversation_id(3) + "%2C" + e.user_id(1) + "," + e.conversation_id(1));
        CHECK(many.body == "{\"conversations\":[" + e.conversation_json(3) + "," + e.conversation_json(1) + "]}");
        CHECK(p.get(details).status == 400);
        CHECK(p.get(std::string(details) + "?id=%z").status == 400);
    }

    TEST_CASE("a job is submitted, polled, read by cursor and deleted")
    {
        peer p(genesys_emulator_options().conversations(2300).job_polls(3));
        p.log_in();
        auto const body = std::string("{") + first_day + R"(,"startOfDayIntervalMatching":true})";
        auto const submitted = p.post(jobs_path, body);
        REQUIRE(submitted.status == 202);
        auto const job = jobs_path + "/" + parse(submitted).at("jobId").as_string().c_str();
        CHECK(p.get(job + "/results").status == 400);
        std::string states;
        for (int i = 0; i != 4; ++i) states += std::string(parse(p.get(job)).at("state").as_string()) + " ";
        CHECK(states == "QUEUED PENDING PENDING FULFILLED ");
        CHECK(parse(p.get(job)).as_object().contains("completionDate"));

        std::vector<std::string> got;
        std::string cursor;
        for (int page = 0; page != 10; ++page) {
            auto const r = p.get(job + "/results?pageSize=1000" + cursor);
            REQUIRE(r.status == 200);
            auto const rows = rows_in(r);
            got.insert(got.end(), rows.begin(), rows.end());
            auto const v = parse(r);
            CHECK(v.at("dataAvailabilityDate").as_string() == "2025-03-10T00:00:00.000Z");
            if (!v.as_object().contains("cursor")) break;
            std::string const raw = v.at("cursor").as_string().c_str();
            CHECK(raw.find('+') != raw.npos);
            CHECK(raw.find('=') != raw.npos);
            CHECK(raw.find('%') != raw.npos);
            CHECK(p.get(job + "/results?cursor=" + raw).status == 400); // not encoded: '+' arrives as a space
            cursor = "&cursor=";
            for (char const c : raw) {
                char text[4];
                std::snprintf(text, sizeof text, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
                cursor += text;
            }
        }
        REQUIRE(got.size() == 2300);
        for (std::size_t i = 0; i != got.size(); ++i) REQUIRE(got[i] == canonical(p.emulator.job_conversation_json(i)));

        CHECK(p.get(job + "/results?pageSize=1001").status == 400);
        CHECK(p.get(job + "/results?cursor=bad").status == 400);
        CHECK(p.emulator.counters().open_jobs == 1);
        CHECK(p.send(method::delete_, job).response.status == 204);
        CHECK(p.get(job).status == 404);
        CHECK(p.get(job + "/results").status == 404);
        CHECK(p.send(method::delete_, job).response.status == 404);
        CHECK(p.emulator.counters().open_jobs == 0);
    }

    TEST_CASE("a job matches by overlap unless told otherwise, and honours its limit")
    {
        peer p(genesys_emulator_options().conversations(2000).days(2));
        std::string const hour = R"({"interval":"2025-03-02T10:00:00Z/2025-03-02T11:00:00Z")";
        auto const overlap = p.emulator.rows_of_job(hour + "}").value();
        std::vector<std::uint64_t> truth;
        std::size_t before = 0;
        for (std::uint64_t i = 0; i != 2000; ++i) {
            auto const c = boost::json::parse(p.emulator.conversation_json(i));
            auto const& start = c.at("conversationStart").as_string();
            auto const* end = c.as_object().if_contains("conversationEnd");
            bool const live = end == nullptr || end->is_null();
            if (start < "2025-03-02T11" && (live || end->as_string() > "2025-03-02T10:00:00.000Z")) truth.push_back(i);
            before += start < "2025-03-02T10" && !truth.empty() && truth.back() == i ? 1U : 0U;
        }
        CHECK(overlap == truth);
        CHECK(before > 3);
        CHECK(
            p.emulator.rows_of_job(hour + R"(,"startOfDayIntervalMatching":true})").value() ==
            p.emulator.rows_of_query(hour + "}").value());
        CHECK(p.emulator.rows_of_job(hour + R"(,"limit":7})").value().size() == 7);
        CHECK(p.emulator.rows_of_job(hour + R"(,"order":"desc","limit":1})").value().front() == truth.back());
        CHECK(p.emulator.rows_of_job(hour + R"(,"paging":{"pageSize":1}})").has_error());
        CHECK(p.emulator.rows_of_job(hour + R"(,"limit":0})").has_error());
    }

    TEST_CASE("a job may fail, and its results expire")
    {
        peer failing(genesys_emulator_options().job_polls(0).job_outcome("FAILED"));
        failing.log_in();
        auto const body = std::string("{") + first_day + "}";
        auto const job = jobs_path + "/" + parse(failing.post(jobs_path, body)).at("jobId").as_string().c_str();
        auto const status = parse(failing.get(job));
        CHECK(status.at("state").as_string() == "FAILED");
        CHECK(status.as_object().contains("errorMessage"));
        CHECK(failing.get(job + "/results").status == 400);

        peer p(genesys_emulator_options().job_polls(0).job_life(2h));
        p.log_in();
        auto const short_lived = jobs_path + "/" + parse(p.post(jobs_path, body)).at("jobId").as_string().c_str();
        CHECK(parse(p.get(short_lived)).at("state").as_string() == "FULFILLED");
        p.wall += 2h;
        CHECK(parse(p.get(short_lived)).at("state").as_string() == "EXPIRED");
        CHECK(p.get(short_lived + "/results").status == 400);
    }

    TEST_CASE("availability is the clock less the lag")
    {
        peer p(genesys_emulator_options().data_lag(6h));
        p.log_in();
        CHECK(p.get(jobs_path + "/availability").body == R"({"dataAvailabilityDate":"2025-03-09T18:00:00.000Z"})");
    }

    TEST_CASE("users are listed page by page along the links")
    {
        peer p(genesys_emulator_options().users(60));
        p.log_in();
        std::vector<std::string> got;
        std::string next = "/api/v2/users?state=any";
        int pages = 0;
        while (!next.empty()) {
            auto const r = p.get(next);
            REQUIRE(r.status == 200);
            auto const v = parse(r);
            for (auto const& u : v.at("entities").as_array()) got.push_back(boost::json::serialize(u));
            CHECK(v.at("total").as_int64() == 60);
            CHECK(v.at("pageCount").as_int64() == 3);
            CHECK(v.at("pageSize").as_int64() == 25);
            CHECK(v.at("pageNumber").as_int64() == ++pages);
            CHECK(v.as_object().contains("previousUri") == (pages > 1));
            next = v.as_object().contains("nextUri") ? v.at("nextUri").as_string().c_str() : "";
        }
        CHECK(pages == 3);
        REQUIRE(got.size() == 60);
        for (std::size_t i = 0; i != 60; ++i) CHECK(got[i] == canonical(p.emulator.user_json(i)));
    }

    TEST_CASE("the users listing has its limits, filters and empty pages")
    {
        peer p(genesys_emulator_options().users(700));
        p.log_in();
        CHECK(parse(p.get("/api/v2/users?pageSize=500&state=any")).at("entities").as_array().size() == 500);
        auto const too_many = p.get("/api/v2/users?pageSize=501");
        CHECK(too_many.status == 400);
        CHECK(code_of(too_many) == "pagination.invalid");
        CHECK(p.get("/api/v2/users?pageNumber=0").status == 400);
        CHECK(p.get("/api/v2/users?pageSize=many").status == 400);
        auto const beyond = parse(p.get("/api/v2/users?pageSize=500&pageNumber=9"));
        CHECK(beyond.at("entities").as_array().empty());
        CHECK_FALSE(beyond.as_object().contains("nextUri"));
        auto const active = parse(p.get("/api/v2/users?state=active&pageSize=10&expand=team%2Cskills"));
        CHECK(active.at("total").as_int64() < 700);
        CHECK(
            active.at("nextUri").as_string() ==
            "/api/v2/users?pageSize=10&pageNumber=2&state=active&expand=team%2Cskills");
        for (auto const* order : {"DESC", "descending"}) {
            auto const down = parse(p.get(std::string("/api/v2/users?state=any&pageSize=1&sortOrder=") + order));
            CHECK(down.at("entities").at(0).at("id").as_string() == p.emulator.user_id(699));
        }
        auto const two = parse(p.get("/api/v2/users?id=" + p.emulator.user_id(8) + "," + p.emulator.user_id(2)));
        CHECK(two.at("total").as_int64() == 2);
        auto const each =
            parse(p.get("/api/v2/users?id=" + p.emulator.user_id(8) + "&id=" + p.emulator.user_id(2) + "&pageSize=1"));
        CHECK(each.at("total").as_int64() == 2);
        CHECK(
            each.at("nextUri").as_string() ==
            "/api/v2/users?pageSize=1&pageNumber=2&id=" + p.emulator.user_id(8) + "&id=" + p.emulator.user_id(2));
        CHECK(p.get("/api/v2/users?sortOrder=up").status == 400);
        auto const none = parse(peer(genesys_emulator_options().users(0)).log_in().get("/api/v2/users"));
        CHECK(none.at("pageCount").as_int64() == 0);
    }

    TEST_CASE("those who left are listed only if they are asked for, also by id")
    {
        peer p(genesys_emulator_options().users(200));
        p.log_in();
        auto const listed = [&](std::string const& parameters) {
            std::vector<std::string> ids;
            auto const page = parse(p.get("/api/v2/users?pageSize=500" + parameters));
            for (auto const& u : page.at("entities").as_array()) ids.emplace_back(u.at("id").as_string());
            return ids;
        };
        std::vector<std::string> active;
        std::vector<std::string> inactive;
        for (std::uint64_t i = 0; i != 200; ++i)
            (boost::json::parse(p.emulator.user_json(i)).at("state") == "active" ? active : inactive)
                .push_back(p.emulator.user_id(i));
        REQUIRE_FALSE(inactive.empty());
        CHECK(listed("") == active);
        CHECK(listed("&state=active") == active);
        CHECK(listed("&state=inactive") == inactive);
        CHECK(listed("&state=deleted").empty());
        CHECK(listed("&state=any").size() == 200);
        CHECK(p.get("/api/v2/users?state=gone").status == 400);
        CHECK(listed("&id=" + inactive[0]).empty());
        CHECK(listed("&state=any&id=" + inactive[0]) == std::vector<std::string>{inactive[0]});
    }

    TEST_CASE("one user is found by id; there is no me behind client credentials")
    {
        peer p;
        p.log_in();
        CHECK(p.get("/api/v2/users/" + p.emulator.user_id(3)).body == p.emulator.user_json(3));
        CHECK(p.get("/api/v2/users/nobody").status == 404);
        auto const me = p.get("/api/v2/users/me");
        CHECK(me.status == 400);
        CHECK(me.body.find("user context") != std::string::npos);
    }

    TEST_CASE("what is not there, not allowed, not JSON or too large has its own status")
    {
        peer p;
        p.log_in();
        CHECK(p.get("/api/v2/nothing?x=y").status == 404);
        CHECK(p.send(method::head, "/").response.status == 404);
        CHECK(p.send(method::head, "/").response.body.empty());
        auto const method_refused = p.get(query_path);
        CHECK(method_refused.status == 405);
        CHECK(header(method_refused, "Allow") == "POST");
        CHECK(p.send(method::post, query_path, "{}", {{"Content-Type", "text/plain"}}).response.status == 415);
        CHECK(
            p.send(method::post, query_path, "{}", {{"Content-Type", "Application/JSON; charset=UTF-8"}})
                .response.status == 400);
        CHECK(
            p.send(method::post, "/oauth/token", "{}", {{"Content-Type", "application/json"}}).response.status == 415);
        CHECK(p.post(query_path, std::string(512'001, ' ')).status == 413);
        CHECK(p.emulator.counters().requests_to("other") == 3);
    }

    TEST_CASE("a browser is told what it may do")
    {
        peer p;
        auto const r = p.send(method::options, "/api/v2/users", "", {{"Origin", "https://app.example"}}).response;
        CHECK(r.status == 204);
        CHECK(header(r, "Access-Control-Allow-Origin") == "*");
        CHECK(header(r, "Access-Control-Allow-Methods") == "GET");
    }

    TEST_CASE("a token may make so many requests a minute, and every answer says how many are left")
    {
        peer p(genesys_emulator_options().rate_per_minute(3));
        p.log_in();
        p.now += 10s;
        for (int i = 1; i <= 3; ++i) {
            auto const r = p.get("/api/v2/users?pageSize=1");
            CHECK(r.status == 200);
            CHECK(header(r, "inin-ratelimit-count") == std::to_string(i));
            CHECK(header(r, "inin-ratelimit-allowed") == "3");
            CHECK(header(r, "inin-ratelimit-reset") == "60");
        }
        p.now += 17500ms;
        auto const refused = p.get("/api/v2/users?pageSize=1");
        CHECK(refused.status == 429);
        CHECK(code_of(refused) == "too.many.requests.retry.after");
        CHECK(header(refused, "Retry-After") == "43");
        CHECK(header(refused, "inin-ratelimit-reset") == "43");
        CHECK(refused.body.find("Retry the request in [43] seconds") != std::string::npos);
        CHECK(parse(refused).at("limit").at("value").as_int64() == 3);
        CHECK(p.emulator.counters().rate_limited == 1);
        auto const first = p.token;
        p.log_in(); // the budget belongs to the token
        CHECK(p.get("/api/v2/users?pageSize=1").status == 200);
        p.token = first;
        CHECK(p.get("/api/v2/users?pageSize=1").status == 429);
        p.now += 42500ms;
        CHECK(header(p.get("/api/v2/users?pageSize=1"), "inin-ratelimit-count") == "1");
    }

    TEST_CASE("without a rate limit there are no rate limit headers")
    {
        peer p(genesys_emulator_options().rate_per_minute(0));
        p.log_in();
        for (int i = 0; i != 1000; ++i) REQUIRE(p.get("/api/v2/users?pageSize=1").status == 200);
        CHECK(header(p.get("/api/v2/users"), "inin-ratelimit-count") == "(none)");
    }

    TEST_CASE("each kind of fault shows in the answer or in what the server is told to do")
    {
        auto const with = [](fault_kind kind, std::string accept = "gzip, deflate") {
            peer p(genesys_emulator_options().faults(
                fault_plan().at("/api/v2/users", 1, kind).retry_after(7s).delay(40ms)));
            p.log_in();
            auto reply = p.send(method::get, "/api/v2/users", "", {{"Accept-Encoding", accept}});
            CHECK(p.emulator.counters().faults.at(std::string(to_string(kind))) == 1);
            return reply;
        };
        auto const limited = with(fault_kind::too_many_requests).response;
        CHECK(limited.status == 429);
        CHECK(header(limited, "Retry-After") == "7");
        CHECK(code_of(limited) == "too.many.requests.retry.after");
        CHECK(with(fault_kind::internal_error).response.status == 500);
        CHECK(with(fault_kind::bad_gateway).response.status == 502);
        CHECK(with(fault_kind::unavailable).response.status == 503);
        CHECK(with(fault_kind::gateway_timeout).response.status == 504);
        CHECK(with(fault_kind::reset).fault.broken == breakage::reset);
        auto const cut = with(fault_kind::truncate);
        CHECK(cut.fault.broken == breakage::truncate);
        CHECK(cut.fault.bytes < cut.response.body.size());
        CHECK(with(fault_kind::reset_in_body).fault.broken == breakage::reset_in_body);
        auto const stale = with(fault_kind::stale);
        CHECK(stale.fault.broken == breakage::stale);
        CHECK(stale.response.status == 200);
        auto const dead = with(fault_kind::token_death).response;
        CHECK(dead.status == 401);
        CHECK(code_of(dead) == "bad.credentials");
        CHECK(with(fault_kind::gzip).fault.gzip);
        CHECK_FALSE(with(fault_kind::gzip, "identity").fault.gzip);
        CHECK(with(fault_kind::chunked).fault.chunked);
        CHECK(with(fault_kind::drip).fault.drip);
        CHECK(with(fault_kind::delay).fault.delay == 40ms);
        CHECK(with(fault_kind::delay).response.status == 200);
    }

    TEST_CASE("gateways sometimes answer in HTML")
    {
        peer p(genesys_emulator_options().faults(fault_plan().rate(fault_kind::bad_gateway, 1).max_in_a_row(1000)));
        std::set<std::string> types;
        for (int i = 0; i != 40; ++i)
            types.insert(header(p.get("/api/v2/users?x=" + std::to_string(i)), "Content-Type"));
        CHECK(types == std::set<std::string>{"application/json", "text/html"});
    }

    TEST_CASE("a deleted job is gone for good even under faults, because an empty answer is never cut")
    {
        peer p(genesys_emulator_options().faults(fault_plan().at("DELETE", 1, fault_kind::truncate)));
        p.log_in();
        auto const job = jobs_path + "/" +
                         parse(p.post(jobs_path, std::string("{") + first_day + "}")).at("jobId").as_string().c_str();
        auto const reply = p.send(method::delete_, job);
        CHECK(reply.response.status == 204);
        CHECK(reply.fault.broken == breakage::none);
    }

    TEST_CASE("a client with six tries gets every row under heavy faults, and equal runs are equal")
    {
        auto const run = [](std::uint64_t seed) {
            fault_plan plan;
            plan.seed(seed).rate(
                0.08, fault_kind::too_many_requests, fault_kind::internal_error, fault_kind::bad_gateway,
                fault_kind::unavailable, fault_kind::reset, fault_kind::reset_in_body, fault_kind::truncate,
                fault_kind::token_death);
            peer p(genesys_emulator_options().conversations(1000).rate_per_minute(0).faults(plan));
            auto const attempt = [&](auto send) {
                for (int tries = 0; tries != 6; ++tries) {
                    auto reply = send();
                    if (reply.response.status < 300 &&
                        (reply.fault.broken == breakage::none || reply.fault.broken == breakage::stale))
                        return reply.response;
                    if (reply.response.status == 401) {
                        p.token.clear();
                        while (p.token.empty()) {
                            auto const r = p.ask_token();
                            if (r.status == 200) p.token = parse(r).at("access_token").as_string().c_str();
                        }
                    }
                }
                REQUIRE_MESSAGE(false, "six tries were not enough");
                return http::response();
            };
            std::vector<std::string> got;
            for (int page = 1; page <= 100; ++page) {
                auto const r = attempt([&] {
                    return p.send(
                        method::post, query_path,
                        std::string("{") + first_day + R"(,"paging":{"pageSize":10,"pageNumber":)" +
                            std::to_string(page) + "}}");
                });
                auto const rows = rows_in(r);
                got.insert(got.end(), rows.begin(), rows.end());
            }
            REQUIRE(got.size() == 1000);
            for (std::size_t i = 0; i != got.size(); ++i) REQUIRE(got[i] == canonical(p.emulator.conversation_json(i)));
            return p.emulator.counters().faults;
        };
        auto const faults = run(3);
        CHECK(faults.size() == 8);
        CHECK(faults == run(3));
        CHECK(faults != run(4));
    }
}
