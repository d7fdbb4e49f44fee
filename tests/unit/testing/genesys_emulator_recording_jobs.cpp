// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "analytics_peer.hpp"
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/json/serialize.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using analytics_test::peer;
using analytics_test::value;
using namespace cogrant;
using http::method;

namespace {

std::string const jobs = "/api/v2/recording/jobs";
constexpr auto home = "http%3A%2F%2F127.0.0.1%3A8085%2F";

testing::genesys_emulator_options with_people()
{
    return testing::genesys_emulator_options().redirect_uri("http://127.0.0.1:8085/").job_polls(0);
}

/// A token of a person, signed in with the same client.
std::string person_of(peer& p)
{
    std::string const asked = std::string("response_type=code&client_id=test-client&redirect_uri=") + home;
    auto const mine = std::exchange(p.token, "");
    auto const landed =
        p.send(method::post, "/oauth/authorize", asked + "&login=user0%40example.com&password=test-password");
    auto const place = std::string(landed.headers.find("Location").value_or(""));
    auto code = place.substr(place.find("code=") + 5);
    code = code.substr(0, code.find('&'));
    auto const answer =
        p.send(method::post, "/oauth/token", "grant_type=authorization_code&code=" + code + "&redirect_uri=" + home);
    p.token = mine;
    REQUIRE_EQ(answer.status, 200);
    return peer::value_of(answer).at("access_token").as_string().c_str();
}

/// Makes a job that is ready, and gives its id.
std::string make(peer& p, std::string const& action)
{
    auto const made = p.send(method::post, jobs, R"({"action":")" + action + "\"}");
    REQUIRE_EQ(made.status, 200);
    std::string const id = peer::value_of(made).at("id").as_string().c_str();
    CHECK_EQ(peer::value_of(p.send(method::get, jobs + "/" + id)).at("state"), "READY");
    return id;
}

value list(peer& p, std::string const& parameters)
{
    auto const answer = p.send(method::get, jobs + "?" + parameters);
    REQUIRE_MESSAGE(answer.status == 200, answer.body);
    return peer::value_of(answer);
}
std::vector<std::string> ids(value const& page)
{
    std::vector<std::string> out;
    for (auto const& job : page.at("entities").as_array()) out.emplace_back(job.at("id").as_string());
    return out;
}
std::string next_of(value const& page)
{
    auto const* const link = page.as_object().if_contains("nextUri");
    return link == nullptr ? "" : link->as_string().c_str();
}
std::string code_of(http::response const& r)
{
    return std::to_string(r.status) + " " + peer::value_of(r).at("code").as_string().c_str();
}

} // namespace

TEST_SUITE("testing/genesys_emulator_recording_jobs")
{
    TEST_CASE("a page by cursor has neither totals nor numbers, and its link leads on")
    {
        peer p(with_people());
        std::vector<std::string> made;
        for (int n = 0; n != 5; ++n) made.push_back(make(p, "EXPORT"));
        std::vector<std::string> got;
        int pages = 0;
        for (std::string next = jobs + "?includeTotal=false&pageSize=2&pageNumber=9"; !next.empty(); ++pages) {
            auto const answer = p.send(method::get, next);
            REQUIRE_MESSAGE(answer.status == 200, answer.body);
            auto const page = peer::value_of(answer);
            for (auto const* const no : {"total", "pageNumber", "pageCount", "lastUri"})
                CHECK_FALSE(page.as_object().contains(no));
            CHECK_EQ(page.at("pageSize"), 2);
            for (auto const& id : ids(page)) got.push_back(id);
            next = next_of(page);
        }
        CHECK_EQ(pages, 3);
        CHECK(got == made);
        auto const numbered = list(p, "pageSize=2&pageNumber=3");
        CHECK_EQ(numbered.at("total"), 5);
        CHECK(ids(numbered) == std::vector<std::string>{made[4]});
        CHECK(ids(list(p, "includeTotal=true")) == made);
    }

    TEST_CASE("a cursor goes on behind a job that is gone by now, and brings nothing twice")
    {
        peer p(with_people());
        std::vector<std::string> made;
        for (int n = 0; n != 4; ++n) made.push_back(make(p, "EXPORT"));
        auto const first = list(p, "includeTotal=false&pageSize=2");
        for (auto const* const id : {&made[1], &made[2]}) {
            CHECK_EQ(p.send(method::delete_, jobs + "/" + *id).status, 204); // cancelled, then gone
            CHECK_EQ(peer::value_of(p.send(method::get, jobs + "/" + *id)).at("state"), "CANCELLED");
            CHECK_EQ(p.send(method::delete_, jobs + "/" + *id).status, 204);
            CHECK_EQ(p.send(method::get, jobs + "/" + *id).status, 404);
        }
        auto const late = make(p, "EXPORT");
        auto const rest = peer::value_of(p.send(method::get, next_of(first)));
        CHECK(ids(rest) == std::vector<std::string>{made[3], late});
    }

    TEST_CASE("a cursor is good for its own listing only")
    {
        peer p(with_people());
        for (int n = 0; n != 3; ++n) make(p, "EXPORT");
        auto const next = next_of(list(p, "includeTotal=false&pageSize=1&state=READY"));
        auto const cursor = next.substr(next.find("&cursor="));
        CHECK_EQ(p.send(method::get, jobs + "?includeTotal=false&pageSize=3&state=READY" + cursor).status, 200);
        for (std::string const& bad :
             {"includeTotal=false" + cursor, "includeTotal=false&state=READY" + cursor + "x", "state=READY" + cursor,
              "includeTotal=true&state=READY" + cursor, std::string("includeTotal=false&cursor=%2B"),
              std::string("includeTotal=false&cursor=cDE%2F%2B%252B")})
            CHECK_EQ(code_of(p.send(method::get, jobs + "?" + bad)), "400 invalid.value");
        auto const id = ids(list(p, ""))[0];
        auto const failures = jobs + "/" + id + "/failedrecordings?includeTotal=";
        CHECK_EQ(code_of(p.send(method::get, failures + "false" + cursor)), "400 invalid.value");
        CHECK_EQ(p.send(method::get, failures + "false").status, 200);
        CHECK_EQ(p.send(method::get, failures + "maybe").status, 400);
    }

    TEST_CASE("jobs are chosen by state and type, and one's own are those of the same person")
    {
        peer p(with_people());
        auto const person = person_of(p);
        auto const machine = p.token;
        auto const first = make(p, "DELETE");
        p.token = person;
        auto const theirs = make(p, "EXPORT");
        p.token = machine;
        auto const last = make(p, "ARCHIVE");
        p.send(method::put, jobs + "/" + last, R"({"state":"PROCESSING"})");

        auto const all = list(p, "");
        CHECK(ids(all) == std::vector<std::string>{first, last, theirs}); // by user: nobody's first
        CHECK_FALSE(all.at("entities").at(0).as_object().contains("user"));
        CHECK_EQ(all.at("entities").at(2).at("user").at("id").as_string(), boost::json::string(p.emulator.user_id(0)));
        CHECK(ids(list(p, "sortBy=userId")) == ids(all));
        CHECK(ids(list(p, "sortBy=dateCreated")) == std::vector<std::string>{first, theirs, last});
        CHECK(ids(list(p, "state=PROCESSING")) == std::vector<std::string>{last});
        CHECK(ids(list(p, "state=READY&jobType=DELETE")) == std::vector<std::string>{first});
        CHECK(ids(list(p, "jobType=")) == ids(all));
        CHECK(ids(list(p, "showOnlyMyJobs=true")) == std::vector<std::string>{first, last});
        CHECK(ids(list(p, "showOnlyMyJobs=false")) == ids(all));
        CHECK_EQ(list(p, "showOnlyMyJobs=true&jobType=EXPORT").at("total"), 0);
        p.token = person_of(p); // signed in once more
        CHECK(ids(list(p, "showOnlyMyJobs=true")) == std::vector<std::string>{theirs});
    }

    TEST_CASE("each bad value is refused with its name")
    {
        peer p;
        for (std::string const bad :
             {"sortBy=size", "state=ready", "state=", "jobType=EAT", "showOnlyMyJobs=yes", "includeTotal=0",
              "includeTotal=", "pageSize=0", "pageSize=101", "pageNumber=0", "pageSize=x&includeTotal=false"}) {
            auto const answer = p.send(method::get, jobs + "?" + bad);
            CAPTURE(bad);
            CHECK_EQ(answer.status, 400);
            CHECK(answer.body.find(bad.substr(0, bad.find('='))) != std::string::npos);
        }
        CHECK_EQ(p.send(method::get, jobs + "?state=%zz").status, 400);
    }
}
