// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/genesys/job.hpp>
#include <cogrant/genesys/user_details.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using org_parts::consume;
using org_parts::organisation;
using org_parts::seen;

namespace job_test {

std::string const jobs = "/api/v2/analytics/conversations/details/jobs";

template <class T>
asio::awaitable<void> keep(asio::awaitable<result<T>> calling, std::optional<result<T>>& out)
{
    auto doing = std::move(calling);
    auto answer = co_await std::move(doing);
    out.emplace(std::move(answer));
}

template <class R>
auto make(organisation& o, R const& wanted)
{
    using answer = typename R::answer;
    std::optional<result<answer>> out;
    o.time.run(keep<answer>(genesys::call(o.org, wanted), out));
    return std::move(*out);
}

template <class Job>
std::vector<std::string> targets()
{
    genesys::job_by_id<Job> const asked{.job_id = "j/1"};
    genesys::job_results_of<Job> const read{.job_id = "j/1", .cursor = "c&", .page_size = 7};
    genesys::delete_job<Job> const gone{.job_id = "j/1"};
    return {genesys::target_of(asked).value(), genesys::target_of(read).value(), genesys::target_of(gone).value()};
}

} // namespace job_test

using namespace job_test;

TEST_SUITE("genesys/job")
{
    TEST_CASE("a job can be submitted, asked about, read and deleted in steps, by programs that do not wait")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(post(jobs))).reply(202, R"({"jobId":"j 1"})");
        o.peer.expect(o.authorized(get(jobs + "/j%201")))
            .reply(200, R"({"state":"FULFILLED","expirationDate":"2026-03-02T00:00:00.000Z"})");
        o.peer.expect(o.authorized(get(jobs + "/j%201/results?pageSize=2")))
            .reply(200, R"({"conversations":[{"conversationId":"a"}],"cursor":"x y"})");
        o.peer.expect(o.authorized(get(jobs + "/j%201/results?cursor=x%20y&pageSize=2")))
            .reply(200, R"({"conversations":[{"conversationId":"b"}]})");
        o.peer.expect(o.authorized(delete_(jobs + "/j%201"))).reply(204);

        using query = genesys::details_job_query;
        query const wanted{.limit = 3};
        auto const ticket = make(o, wanted);
        REQUIRE(ticket.has_value());
        genesys::job_by_id<query> const where{.job_id = ticket->job_id};
        auto const status = make(o, where);
        REQUIRE(status.has_value());
        CHECK(status->state == genesys::job_state::fulfilled);
        CHECK(status->expiration_date.has_value());
        genesys::job_results_of<query> page{.job_id = ticket->job_id, .page_size = 2};
        auto const first = make(o, page);
        REQUIRE(first.has_value());
        CHECK(first->conversations.at(0).conversation_id == "a");
        page.cursor = first->cursor;
        auto const second = make(o, page);
        REQUIRE(second.has_value());
        CHECK(second->conversations.at(0).conversation_id == "b");
        CHECK_FALSE(second->cursor.has_value());
        genesys::delete_job<query> const gone{.job_id = ticket->job_id};
        CHECK(make(o, gone).value().status == 204);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("the steps of each kind of job go to their own paths, and ids do not leave them")
    {
        std::string const users = "/api/v2/analytics/users/details/jobs/j%2F1";
        CHECK(
            targets<genesys::user_details_job_query>() ==
            std::vector<std::string>{users, users + "/results?cursor=c%26&pageSize=7", users});
        std::string const sums = "/api/v2/analytics/conversations/aggregates/jobs/j%2F1";
        CHECK(targets<genesys::conversation_aggregates_job>().front() == sums);
        for (auto const* const id : {"", ".", ".."}) {
            genesys::delete_job<genesys::details_job_query> const gone{.job_id = id};
            CHECK(genesys::target_of(gone).error().code() == genesys_errc::bad_request);
        }
    }

    TEST_CASE("a job that was submitted before is waited for, and what becomes of it is typed")
    {
        using query = genesys::details_job_query;
        struct ending {
            char const* state;
            error_code code;
        };
        for (auto const& [word, code] :
             {ending{"FULFILLED", {}}, ending{"FAILED", make_error_code(genesys_errc::job_failed)},
              ending{"QUEUED", make_error_code(http_errc::deadline_exceeded)}}) {
            CAPTURE(word);
            organisation o;
            o.expect_token();
            auto const answer = [text = std::string(word)](http::request const&) {
                return http::response{200, {{"ININ-Correlation-Id", "c-5"}}, R"({"state":")" + text + "\"}"};
            };
            o.peer.otherwise(answer);
            genesys::job_by_id<query> const where{.job_id = "j"};
            auto const soon = poll_options().deadline(testing::manual_clock::now() + std::chrono::seconds(20));
            std::optional<result<genesys::job_status>> out;
            o.time.run(keep<genesys::job_status>(genesys::job_when_ready(o.org, where, soon), out));
            if (!code) {
                CHECK(out->has_value());
                continue;
            }
            REQUIRE(out->has_error());
            CHECK(out->error().code() == code);
            CHECK(out->error().info().correlation_id == "c-5");
            CHECK(out->error().info().route == "GET " + jobs + "/{jobId}");
        }
        organisation o;
        std::optional<result<genesys::job_status>> out;
        genesys::job_by_id<query> const nowhere;
        o.time.run(keep<genesys::job_status>(genesys::job_when_ready(o.org, nowhere), out));
        CHECK(out->error().code() == genesys_errc::bad_request);
        CHECK(o.peer.count() == 0);
    }

    TEST_CASE("a job is submitted once: its submission is no query")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).fail_after_write(asio::error::connection_reset);
        genesys::details_job_query const wanted;
        CHECK(make(o, wanted).error().code() == asio::error::connection_reset);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a server that names a job so that its path would be another is asked nothing more")
    {
        for (auto const* const id : {"", ".", ".."}) {
            CAPTURE(id);
            organisation o;
            o.expect_token();
            o.peer.expect(post(jobs))
                .reply(202, std::string(R"({"jobId":")") + id + "\"}", {{"ININ-Correlation-Id", "c-1"}});
            seen out;
            genesys::details_job_query const wanted;
            o.time.run(consume(genesys::list<json::raw>(o.org, wanted), out));
            REQUIRE(out.failed.has_value());
            CHECK(out.failed->code() == genesys_errc::no_job);
            CHECK(out.failed->info().correlation_id == "c-1");
            CHECK(o.peer.problems() == "");
        }
    }

    TEST_CASE("list gives the rows of a job of conversations as of any other")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post(jobs)).reply(202, R"({"jobId":"7"})");
        o.peer.expect(get(jobs + "/7")).reply(200, R"({"state":"FULFILLED"})");
        o.peer.expect(get(jobs + "/7/results?pageSize=50")).reply(200, R"({"conversations":[1],"cursor":"c"})");
        o.peer.expect(get(jobs + "/7/results?pageSize=50&cursor=c")).reply(200, R"({"conversations":[2]})");
        o.peer.expect(delete_(jobs + "/7")).reply(204);
        seen out;
        genesys::details_job_query const wanted;
        o.time.run(consume(genesys::list<json::raw>(o.org, wanted, page_options(), 50), out));
        CHECK(out.rows == std::vector<std::string>{"1", "2"});
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("one page of a details query tells the counts that were asked for and how many rows there are")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(post("/api/v2/analytics/conversations/details/query")))
            .fail_after_write(asio::error::connection_reset); // it only asks: once more
        o.peer.expect(post("/api/v2/analytics/conversations/details/query"))
            .reply(
                200, R"({"conversations":[{"conversationId":"a"}],"totalHits":9,"aggregations":[)"
                     R"({"type":"termFrequency","dimension":"mediaType","results":[{"value":"voice","count":9}]}]})");
        genesys::conversation_details_query wanted;
        wanted.aggregations.push_back(
            {.type = genesys::aggregation_type::term_frequency, .dimension = "mediaType", .size = 10});
        wanted.paging = genesys::paging_spec{.page_size = 1};
        auto const page = make(o, wanted);
        REQUIRE(page.has_value());
        CHECK(page->total_hits == 9);
        CHECK(page->aggregations.at(0).results.at(0).count == 9);
        CHECK(o.peer.problems() == "");
    }
}
