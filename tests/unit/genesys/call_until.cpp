// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/call_until.hpp>
#include <cogrant/genesys/recording_job.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using org_parts::organisation;
using state = genesys::recording_job_state;

namespace call_until_test {

inline asio::awaitable<void> wait(
    organisation& o, genesys::recording_job_by_id which, poll_options options,
    std::optional<result<genesys::recording_job>>& out)
{
    auto const counted = [](genesys::recording_job const& j) { return j.state != state::pending; };
    auto waiting = genesys::call_until(o.org, which, counted, options);
    auto job = co_await std::move(waiting);
    out.emplace(std::move(job));
}

inline result<genesys::recording_job> waited(organisation& o, std::string id, poll_options options = {})
{
    std::optional<result<genesys::recording_job>> out;
    genesys::recording_job_by_id const which{.job_id = std::move(id)};
    o.time.run(wait(o, which, options, out));
    return std::move(*out);
}

inline std::string job(char const* word) { return R"({"id":"j","state":")" + std::string(word) + "\"}"; }

} // namespace call_until_test

using namespace call_until_test;

TEST_SUITE("genesys/call_until")
{
    TEST_CASE("a call is made again, with growing pauses, until its answer is the one that is waited for")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(get("/api/v2/recording/jobs/j"))).reply(200, job("PENDING")).times(3);
        o.peer.expect(o.authorized(get("/api/v2/recording/jobs/j"))).reply(200, job("READY"));
        auto const ready = waited(o, "j", poll_options().pauses(1s, 3s));
        REQUIRE(ready.has_value());
        CHECK(ready->state == state::ready);
        CHECK(o.time.elapsed() == 1s + 2s + 3s + 3s);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("nobody waits for ever: without a deadline the time of a job is the limit")
    {
        organisation o;
        o.org = org_parts::client(o.time.context.get_executor(), org_parts::options().job_timeout(1min), o.peer);
        o.expect_token();
        o.peer.otherwise(
            [](http::request const&) { return http::response{200, {{"ININ-Correlation-Id", "c-6"}}, job("PENDING")}; });
        auto const late = waited(o, "j");
        REQUIRE(late.has_error());
        CHECK(late.error().code() == http_errc::deadline_exceeded);
        CHECK(late.error().info().correlation_id == "c-6");
        CHECK(late.error().info().route == "GET /api/v2/recording/jobs/{jobId}");
        CHECK(o.time.elapsed() <= 1min);
    }

    TEST_CASE("a refusal ends it, and a call that cannot be made sends nothing")
    {
        organisation o;
        CHECK(waited(o, "").error().code() == genesys_errc::bad_request);
        CHECK(o.peer.count() == 0);
        o.expect_token();
        o.peer.expect(get("/api/v2/recording/jobs/j")).reply(403, R"({"code":"missing.permissions"})");
        CHECK(waited(o, "j").error() == condition::forbidden);
        CHECK(o.peer.problems() == "");
    }
}
