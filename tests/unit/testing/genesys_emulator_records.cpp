// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/emulator/record_facts.hpp>
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace http = cogrant::http;
namespace json = boost::json;
namespace testing = cogrant::testing;
using namespace std::chrono_literals;
using http::method;

namespace {

/// An emulator, and who asks it with a good token.
struct office {
    explicit office(testing::genesys_emulator_options o = testing::genesys_emulator_options())
        : emulator(std::move(o.conversations(300).rate_per_minute(0)))
    {
        http::request r;
        r.method = method::post;
        r.target = "/oauth/token";
        r.headers.add("Content-Type", "application/x-www-form-urlencoded");
        r.body = "grant_type=client_credentials&client_id=test-client&client_secret=test-secret";
        token = json::parse(send(r).body).at("access_token").as_string().c_str();
    }

    http::response send(http::request r)
    {
        r.origin = {false, "127.0.0.1", 8080};
        return emulator.handle(r, cogrant::time_point(1h), wall).response;
    }
    http::response ask(method m, std::string target, std::string body = {})
    {
        http::request r;
        r.method = m;
        r.target = std::move(target);
        r.headers.add("Authorization", "Bearer " + token);
        if (m == method::post || m == method::put) r.headers.add("Content-Type", "application/json");
        r.body = std::move(body);
        return send(std::move(r));
    }
    json::value get(std::string target)
    {
        auto const answer = ask(method::get, std::move(target));
        REQUIRE_EQ(answer.status, 200);
        return json::parse(answer.body);
    }
    /// A link is fetched without the token, or with it.
    http::response fetch(json::value const& link, bool with_token = false)
    {
        std::string const address = link.as_string().c_str();
        std::string const front = "http://127.0.0.1:8080";
        REQUIRE(address.starts_with(front));
        http::request r;
        r.target = address.substr(front.size());
        if (with_token) r.headers.add("Authorization", "Bearer " + token);
        return send(std::move(r));
    }
    /// The first call with recordings that may be heard.
    std::uint64_t call() const
    {
        for (std::uint64_t i = 0; i != 300; ++i) {
            auto const all = testing::detail::recordings_of(emulator.data(), i);
            if (!all.empty() && all[0].state == "AVAILABLE" && !testing::detail::sealed(emulator.data(), i)) return i;
        }
        FAIL("no call with a recording");
        return 0;
    }
    std::string recordings(std::uint64_t i)
    {
        return "/api/v2/conversations/" + emulator.conversation_id(i) + "/recordings";
    }

    testing::genesys_emulator emulator;
    std::chrono::system_clock::time_point wall = std::chrono::sys_days{std::chrono::year{2025} / 3 / 8};
    std::string token;
};

json::value first_link(json::value const& rows) { return rows.at(0).at("mediaUris").at("S").at("mediaUri"); }

} // namespace

TEST_SUITE("testing/genesys_emulator_records")
{
    TEST_CASE("media are made ready when they are asked for, and their links need no token but their signature")
    {
        office o;
        auto const path = o.recordings(o.call());
        auto const first = o.ask(method::get, path);
        CHECK_EQ(first.status, 202);
        CHECK(first.body.find("estimatedTranscodeTimeMs") != std::string::npos);
        CHECK(first.body.find("mediaUri") == std::string::npos);
        auto const link = first_link(o.get(path));
        auto const media = o.fetch(link);
        CHECK_EQ(media.status, 200);
        CHECK(
            media.body ==
            testing::detail::recording_bytes(testing::detail::recordings_of(o.emulator.data(), o.call())[0]));
        CHECK_EQ(o.fetch(link, true).status, 400); // as S3: one way of proving oneself
        std::string forged = link.as_string().c_str();
        forged.back() = forged.back() == '0' ? '1' : '0';
        CHECK(o.fetch(json::value(forged)).body.find("SignatureDoesNotMatch") != std::string::npos);
        o.wall += 601s;
        CHECK_EQ(o.fetch(link).status, 403);
        CHECK(o.fetch(link).body.find("Request has expired") != std::string::npos);
    }

    TEST_CASE("metadata have no media and start no transcoding; a sealed conversation is refused with its permission")
    {
        office o;
        auto const call = o.call();
        auto const base = "/api/v2/conversations/" + o.emulator.conversation_id(call);
        auto const rows = o.get(base + "/recordingmetadata");
        CHECK_EQ(rows.as_array().size(), testing::detail::recordings_of(o.emulator.data(), call).size());
        CHECK(rows.at(0).as_object().if_contains("mediaUris") == nullptr);
        CHECK_EQ(o.ask(method::get, o.recordings(call)).status, 202);
        std::uint64_t secret = 0;
        while (!testing::detail::sealed(o.emulator.data(), secret)) ++secret;
        auto const refused = o.ask(method::get, o.recordings(secret));
        CHECK_EQ(refused.status, 403);
        CHECK_EQ(
            json::parse(refused.body).at("messageParams").at("permissions"), "recording:recording:viewSensitiveData");
        CHECK_EQ(o.ask(method::get, "/api/v2/conversations/nobody/recordings").status, 404);
        CHECK_EQ(o.ask(method::get, o.recordings(call) + "/nothing").status, 404);
    }

    TEST_CASE("only who submitted a batch may read it, and it leaves out what is sealed")
    {
        office o;
        std::string items;
        for (std::uint64_t i = 0; i != 60; ++i)
            items += (i == 0 ? "" : ",") + (R"({"conversationId":")" + o.emulator.conversation_id(i) + "\"}");
        auto const ticket =
            o.ask(method::post, "/api/v2/recording/batchrequests", R"({"batchDownloadRequestList":[)" + items + "]}");
        REQUIRE_EQ(ticket.status, 200);
        std::string const place = json::parse(ticket.body).at("selfUri").as_string().c_str();
        CHECK_EQ(o.get(place).at("status"), "InProgress");
        o.get(place);
        auto const done = o.get(place);
        CHECK_EQ(done.at("status"), "Completed");
        for (auto const& row : done.at("results").as_array()) {
            auto const i = o.emulator.data().find_conversation(row.at("conversationId").as_string().c_str());
            REQUIRE(i.has_value());
            CHECK_FALSE(testing::detail::sealed(o.emulator.data(), *i));
            bool const good = row.as_object().contains("resultUrl");
            CHECK(good != row.as_object().contains("errorMsg"));
            if (good) CHECK_EQ(o.fetch(row.at("resultUrl")).status, 200);
        }
        for (auto const* bad :
             {"", "[]", "{}", R"({"batchDownloadRequestList":[]})", R"({"batchDownloadRequestList":7})"})
            CHECK_EQ(o.ask(method::post, "/api/v2/recording/batchrequests", bad).status, 400);
        CHECK_EQ(o.ask(method::get, "/api/v2/recording/batchrequests/x").status, 404);
    }

    TEST_CASE("a bulk job waits to be told, and two at a time are enough")
    {
        office o;
        auto const submit = [&](std::string body) {
            return o.ask(method::post, "/api/v2/recording/jobs", std::move(body));
        };
        auto const good =
            R"({"action":"EXPORT","conversationQuery":{"interval":"2025-03-01T00:00:00Z/2025-03-02T00:00:00Z"}})";
        auto const made = submit(good);
        REQUIRE_EQ(made.status, 200);
        CHECK_EQ(json::parse(made.body).at("totalConversations"), 300);
        std::string const place = json::parse(made.body).at("selfUri").as_string().c_str();
        CHECK_EQ(o.ask(method::put, place, R"({"state":"PROCESSING"})").status, 400); // not ready
        for (int n = 0; n != 5; ++n) o.get(place);
        CHECK_EQ(o.get(place).at("state"), "READY");
        CHECK_EQ(o.ask(method::put, place, R"({"state":"PROCESSING"})").status, 200);
        CHECK_EQ(submit(good).status, 200);
        CHECK_EQ(submit(good).status, 400); // a third
        for (int n = 0; n != 3; ++n) o.get(place);
        CHECK_EQ(o.get(place).at("state"), "FULFILLED");
        CHECK_EQ(o.ask(method::delete_, place).status, 204);
        CHECK_EQ(o.ask(method::get, place).status, 404);
        for (auto const* bad : {"", "{}", R"({"action":"EAT"})", R"({"action":"DELETE","conversationQuery":{}})"})
            CHECK_EQ(submit(bad).status, 400);
    }

    TEST_CASE("a transcript is there some time after the call, for the customer and for the agent")
    {
        office o;
        auto const call = o.call();
        auto const c = o.emulator.data().facts(call);
        auto const base = "/api/v2/speechandtextanalytics/conversations/" + o.emulator.conversation_id(call);
        for (auto const position : testing::detail::transcribed_positions(o.emulator.data(), call)) {
            auto const session = to_string(testing::detail::session_id_of(c.seed, position));
            auto const link = o.get(base + "/communications/" + session + "/transcripturl").at("url");
            CHECK_EQ(o.fetch(link).body, testing::detail::transcript_text(o.emulator.data(), call, position));
            CHECK_EQ(
                o.get(base + "/communications/" + session + "/transcripturls").at("communicationId"),
                json::string(session));
        }
        CHECK_EQ(o.ask(method::get, base + "/communications/x/transcripturl").status, 404);
        CHECK(o.get(base).at("participantMetrics").is_object());
        auto const session = to_string(testing::detail::session_id_of(c.seed, 0));
        o.wall = std::chrono::system_clock::time_point(std::chrono::milliseconds(c.last) + 299s);
        CHECK_EQ(o.ask(method::get, base + "/communications/" + session + "/transcripturl").status, 404);
        o.wall += 1s;
        CHECK_EQ(o.ask(method::get, base + "/communications/" + session + "/transcripturl").status, 200);
    }

    TEST_CASE("queues are listed by name, page by page, and can be asked for by name and id")
    {
        office o;
        auto const all = o.get("/api/v2/routing/queues");
        CHECK_EQ(all.at("entities").as_array().size(), 12);
        auto const page = o.get("/api/v2/routing/queues?pageSize=5&pageNumber=3&sortOrder=desc");
        CHECK_EQ(page.at("entities").as_array().size(), 2);
        CHECK(page.as_object().if_contains("nextUri") == nullptr);
        CHECK_EQ(page.at("entities").at(1), all.at("entities").at(0));
        std::string const name = all.at("entities").at(0).at("name").as_string().c_str();
        CHECK_EQ(
            o.get("/api/v2/routing/queues?name=" + name.substr(0, 3) + "*").at("entities").at(0),
            all.at("entities").at(0));
        CHECK_EQ(o.get("/api/v2/routing/queues?name=" + name.substr(0, 3)).at("total"), 0);
        std::string const id = all.at("entities").at(2).at("id").as_string().c_str();
        CHECK_EQ(o.get("/api/v2/routing/queues/" + id), all.at("entities").at(2));
        CHECK_EQ(o.get("/api/v2/routing/queues?id=" + id + "&id=x").at("total"), 1);
        CHECK_EQ(
            o.get("/api/v2/routing/queues/" + id + "/members").at("total"), all.at("entities").at(2).at("memberCount"));
        CHECK_EQ(o.ask(method::get, "/api/v2/routing/queues/x").status, 404);
        CHECK_EQ(o.ask(method::get, "/api/v2/routing/queues?pageSize=0").status, 400);
        CHECK_EQ(o.ask(method::post, "/api/v2/routing/queues", "{}").status, 405);
    }

    TEST_CASE("a permission can be taken away; the refusal names it")
    {
        office o(testing::genesys_emulator_options().without_permission("routing:queue:view"));
        auto const refused = o.ask(method::get, "/api/v2/routing/queues");
        CHECK_EQ(refused.status, 403);
        CHECK_EQ(json::parse(refused.body).at("code"), "missing.any.permissions");
        CHECK(refused.headers.contains("ININ-Correlation-Id"));
        CHECK_EQ(o.ask(method::get, "/api/v2/users").status, 200);
    }
}
