// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/client.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using org_parts::consume;
using org_parts::organisation;
using org_parts::seen;

namespace {

std::string const jobs = "/api/v2/analytics/conversations/details/jobs";

seen run(organisation& o, page_options options = {})
{
    seen out;
    o.time.run(consume(o.org.async_paginate<json::raw>(genesys::details_job_query(), options), out));
    return out;
}

std::string state(std::string const& word) { return R"({"state":")" + word + "\"}"; }

} // namespace

TEST_SUITE("genesys/client_job")
{
    TEST_CASE("a job is submitted, polled at growing intervals, read by cursor and deleted")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(post(jobs))).reply(202, R"({"jobId":"j 1"})");
        for (int i = 0; i != 3; ++i) o.peer.expect(get(jobs + "/j%201")).reply(200, state("QUEUED"));
        for (int i = 0; i != 4; ++i) o.peer.expect(get(jobs + "/j%201")).reply(200, state("RUNNING"));
        o.peer.expect(get(jobs + "/j%201")).reply(200, state("FULFILLED"));
        o.peer.expect(get(jobs + "/j%201/results?pageSize=1000"))
            .reply(200, R"({"conversations":[1,2],"cursor":"a/b"})");
        o.peer.expect(get(jobs + "/j%201/results?pageSize=1000&cursor=a%2Fb"))
            .reply(200, R"({"conversations":[],"cursor":"c"})");
        o.peer.expect(get(jobs + "/j%201/results?pageSize=1000&cursor=c")).reply(200, R"({"conversations":[3]})");
        o.peer.expect(o.authorized(delete_(jobs + "/j%201"))).reply(204);
        auto const out = run(o);
        CHECK(out.rows == std::vector<std::string>{"1", "2", "3"});
        CHECK(!out.failed.has_value());
        CHECK(o.peer.problems() == "");
        std::vector<duration> pauses;
        auto const sent = o.peer.received();
        for (std::size_t i = 2; i != 10; ++i) pauses.push_back(sent[i].at - sent[i - 1].at);
        CHECK(pauses == std::vector<duration>{500ms, 1s, 2s, 4s, 8s, 10s, 10s, 10s});
    }

    TEST_CASE("a submission is not sent again once its bytes were written; one that never left is")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).fail_before_write(asio::error::connection_refused);
        o.peer.expect(post(jobs)).fail_after_write(asio::error::connection_reset);
        auto const out = run(o);
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == asio::error::connection_reset);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a 5xx to a submission is handed up: the server may have taken it")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).reply(502, "<html>");
        auto const out = run(o);
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == http_errc::server_error);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("the ends without results are typed, the server's words printable and free of credentials")
    {
        struct row {
            std::string word;
            genesys_errc code;
        };
        for (auto const& r :
             {row{"FAILED", genesys_errc::job_failed}, row{"CANCELLED", genesys_errc::job_cancelled},
              row{"EXPIRED", genesys_errc::job_expired}}) {
            CAPTURE(r.word);
            organisation o;
            o.expect_token();
            o.peer.expect(post(jobs)).reply(202, R"({"jobId":"j"})");
            o.peer.expect(get(jobs + "/j"))
                .reply(
                    200,
                    R"({"state":")" + r.word + R"(","errorMessage":"too\r\nmuch\u001b[31m Bearer PLANTED-token-1)" +
                        std::string(2000, 'x') + "\"}",
                    {{"ININ-Correlation-Id", "c-7"}});
            auto const out = run(o);
            REQUIRE(out.failed.has_value());
            CHECK(out.failed->code() == r.code);
            CHECK(out.failed->info().correlation_id == "c-7");
            auto const& text = out.failed->info().server_message;
            CHECK(text.substr(0, 14) == "too much [31m ");
            CHECK(text.find("PLANTED") == std::string::npos);
            CHECK(text.size() <= 600);
            CHECK(o.peer.problems() == "");
        }
    }

    TEST_CASE("a state that is not known goes on being polled until the job's time is up")
    {
        organisation o;
        o.org = org_parts::client(o.time.context.get_executor(), org_parts::options().job_timeout(1min), o.peer);
        o.expect_token();
        o.peer.expect(post(jobs)).reply(202, R"({"jobId":"j"})");
        o.peer.otherwise([](http::request const&) {
            return http::response{200, {{"ININ-Correlation-Id", "c-8"}}, state("HIBERNATING")};
        });
        auto const out = run(o);
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == genesys_errc::job_expired);
        CHECK(out.failed->message().find("the job was not ready in time") != std::string::npos);
        CHECK(out.failed->info().correlation_id == "c-8");
        CHECK(o.time.elapsed() >= 50s); // the next look would be too late
        CHECK(o.time.elapsed() <= 60s);
    }

    TEST_CASE("a failing deletion spoils nothing")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).reply(202, R"({"jobId":"j"})");
        o.peer.expect(get(jobs + "/j")).reply(200, state("FULFILLED"));
        o.peer.expect(get(jobs + "/j/results?pageSize=1000")).reply(200, R"({"conversations":[1]})");
        o.peer.expect(delete_(jobs + "/j")).reply(404, R"({"code":"not.found"})");
        auto const out = run(o);
        CHECK(out.rows.size() == 1);
        CHECK(!out.failed.has_value());
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a submission without the job's name is an error")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).reply(202, "{}");
        auto const out = run(o);
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == genesys_errc::no_job);
    }

    TEST_CASE("the deadline of a listing covers the time in which its job is made")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).reply(202, R"({"jobId":"j"})");
        o.peer.otherwise([](http::request const&) { return http::response{200, {}, state("RUNNING")}; });
        auto const out = run(o, page_options().deadline(testing::manual_clock::now() + 20s));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == http_errc::deadline_exceeded); // job_expired is of the client's own limit
        CHECK(o.time.elapsed() <= 20s);
    }

    TEST_CASE("401 and 503 while polling and reading lose nothing")
    {
        organisation o;
        o.expect_token(1);
        o.peer.expect(post(jobs)).reply(202, R"({"jobId":"j"})");
        o.peer.expect(get(jobs + "/j")).reply(503);
        o.peer.expect(get(jobs + "/j")).reply(200, state("FULFILLED"));
        o.peer.expect(get(jobs + "/j/results?pageSize=1000")).reply(200, R"({"conversations":[1],"cursor":"c"})");
        o.peer.expect(get(jobs + "/j/results?pageSize=1000&cursor=c")).reply(401);
        o.expect_token(2);
        o.peer.expect(o.authorized(get(jobs + "/j/results?pageSize=1000&cursor=c"), 2)).reply(503);
        o.peer.expect(o.authorized(get(jobs + "/j/results?pageSize=1000&cursor=c"), 2))
            .reply(200, R"({"conversations":[2]})");
        o.peer.expect(delete_(jobs + "/j")).reply(204);
        auto const out = run(o);
        CHECK(out.rows == std::vector<std::string>{"1", "2"});
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("cancellation while waiting for a job ends it at once")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).reply(202, R"({"jobId":"j"})");
        o.peer.otherwise([](http::request const&) { return http::response{200, {}, state("RUNNING")}; });
        seen out;
        asio::cancellation_signal stop;
        asio::co_spawn(
            o.time.context, consume(o.org.async_paginate<json::raw>(genesys::details_job_query()), out),
            asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
        o.time.run_for(20s);
        stop.emit(asio::cancellation_type::terminal);
        o.time.run();
        REQUIRE(out.failed.has_value());
        CHECK(*out.failed == condition::cancelled);
    }
}
