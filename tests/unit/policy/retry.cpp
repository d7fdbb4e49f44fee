// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/error.hpp>
#include <cogrant/policy/retry.hpp>

#include <doctest/doctest.h>

#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using cogrant::backoff;
using cogrant::decide_retry;
using cogrant::duration;
using cogrant::error_code;
using cogrant::http_errc;
using cogrant::retry_errc;
using cogrant::retry_facts;
using cogrant::retry_options;
using kind = cogrant::retry_decision::kind;

static_assert(!std::is_aggregate_v<retry_options>);

namespace {

constexpr cogrant::time_point now{1h};
constexpr std::chrono::sys_seconds wall = std::chrono::sys_days(2026y / 3 / 14) + 15h;

struct constant {
    double value = 0.5;
    int asked = 0;
    double operator()()
    {
        ++asked;
        return value;
    }
};

retry_facts
facts(bool repeatable, bool written = true, unsigned attempt = 1, cogrant::time_point deadline = cogrant::no_deadline)
{
    return {repeatable, written, attempt, deadline, now};
}

auto after_status(retry_facts const& f, unsigned status, cogrant::http::headers const& headers = {})
{
    constant random;
    return decide_retry(retry_options(), f, status, headers, wall, random);
}

auto after_error(retry_facts const& f, error_code const& code)
{
    constant random;
    return decide_retry(retry_options(), f, code, random);
}

} // namespace

TEST_SUITE("policy/retry")
{
    TEST_CASE("post_never_replayed_after_write: each failure point for requests that may and may not be repeated")
    {
        error_code const reset = asio::error::connection_reset;
        CHECK(after_error(facts(true, false), reset).what == kind::retry);
        CHECK(after_error(facts(false, false), reset).what == kind::retry);
        CHECK(after_error(facts(true, true), reset).what == kind::retry);
        CHECK(after_error(facts(false, true), reset).what == kind::give_up);
        CHECK(after_error(facts(false, true), reset).code == reset);
        for (auto const e : {http_errc::truncated, http_errc::connection_closed}) {
            CHECK(after_error(facts(true), e).what == kind::retry);
            CHECK(after_error(facts(false), e).what == kind::give_up);
        }
        for (unsigned const status : {408U, 500U, 502U, 503U, 504U}) {
            CAPTURE(status);
            CHECK(after_status(facts(true), status).what == kind::retry);
            CHECK(after_status(facts(false), status).what == kind::done);
            CHECK(after_status(facts(false), status, {{"Retry-After", "1"}}).what == kind::done);
        }
        CHECK(after_status(facts(false), 429).what == kind::retry);
        CHECK(after_status(facts(false), 429, {{"Retry-After", "3"}}).what == kind::retry);
        constant random;
        CHECK(
            decide_retry(retry_options().resend_refused(false), facts(false), 429, {}, wall, random).what ==
            kind::done);
        CHECK(
            decide_retry(retry_options().resend_refused(false), facts(true), 429, {}, wall, random).what ==
            kind::retry);
    }

    TEST_CASE("which failures without an answer heal")
    {
        for (error_code const& code : std::vector<error_code>{
                 asio::error::connection_reset, asio::error::connection_refused, asio::error::connection_aborted,
                 asio::error::broken_pipe, asio::error::host_unreachable, asio::error::network_unreachable,
                 asio::error::network_down, asio::error::network_reset, asio::error::timed_out, asio::error::eof,
                 asio::error::host_not_found_try_again, http_errc::truncated, http_errc::connection_closed}) {
            CAPTURE(code.message());
            CHECK(after_error(facts(true), code).what == kind::retry);
        }
        for (error_code const& code : std::vector<error_code>{
                 asio::error::operation_aborted, asio::error::host_not_found, asio::error::access_denied,
                 http_errc::certificate_refused, http_errc::bad_message, http_errc::body_limit, http_errc::bad_url,
                 http_errc::pool_closed, http_errc::tls_failed}) {
            CAPTURE(code.message());
            auto const d = after_error(facts(true, false), code);
            CHECK(d.what == kind::give_up);
            CHECK(d.code == code);
        }
    }

    TEST_CASE("a phase that took too long is tried again, all tries together that took too long are not")
    {
        auto f = facts(true);
        f.now = cogrant::time_point() + 10s;
        for (auto const until : {cogrant::no_deadline, f.now + 1h}) {
            f.deadline = until;
            auto const d = after_error(f, http_errc::deadline_exceeded);
            CHECK(d.what == kind::retry);
            CHECK(d.reason == "the server took too long");
        }
        for (auto const until : {f.now, f.now - 1s}) {
            f.deadline = until;
            CHECK(after_error(f, http_errc::deadline_exceeded).what == kind::give_up);
        }
        // What a server that hangs has done with a POST, nobody knows; one that let nobody in has done nothing.
        f.deadline = cogrant::no_deadline;
        f.repeatable = false;
        CHECK(after_error(f, http_errc::deadline_exceeded).what == kind::give_up);
        f.bytes_written = false;
        CHECK(after_error(f, http_errc::deadline_exceeded).what == kind::retry);
    }

    TEST_CASE("other statuses are the caller's")
    {
        for (unsigned const status : {200U, 204U, 301U, 400U, 401U, 403U, 404U, 409U, 501U, 505U, 0U, 999U}) {
            auto const d = after_status(facts(true), status, {{"Retry-After", "1"}});
            CHECK(d.what == kind::done);
        }
        constant random;
        CHECK(decide_retry(retry_options().retry_on(409), facts(true), 409, {}, wall, random).what == kind::retry);
        CHECK(
            decide_retry(retry_options().retry_on(503, false), facts(true), 503, {}, wall, random).what == kind::done);
        CHECK(random.asked == 1);
    }

    TEST_CASE("the exact sequence of waits up to the last try")
    {
        constant random;
        auto const options = retry_options().schedule(backoff().base(1s).cap(5s));
        std::vector<duration> waits;
        for (unsigned attempt = 1;; ++attempt) {
            auto const d = decide_retry(options, facts(true, true, attempt), 503, {}, wall, random);
            if (d.what != kind::retry) {
                CHECK(d.what == kind::done);
                CHECK(d.reason == "no tries left");
                break;
            }
            waits.push_back(d.wait);
        }
        CHECK(waits == std::vector<duration>{500ms, 1s, 2s, 2500ms, 2500ms});
        CHECK(after_error(facts(true, true, 6), asio::error::eof).what == kind::give_up);
        CHECK(decide_retry(retry_options().max_attempts(0), facts(true), 503, {}, wall, random).what == kind::done);
    }

    TEST_CASE("a wait the server asks for is never shortened and a little spread")
    {
        auto const d = after_status(facts(true), 429, {{"Retry-After", "7"}});
        CHECK(d.what == kind::retry);
        CHECK(d.wait == 7s + 250ms);
        CHECK(d.retry_after == 7s);
        CHECK(after_status(facts(true), 503, {{"Retry-After", "0"}}).wait == 250ms);
        CHECK(after_status(facts(true, true, 5), 503, {{"Retry-After", "0"}}).wait == 4s);
        CHECK(after_status(facts(true), 503, {{"Retry-After", "Sat, 14 Mar 2026 15:00:30 GMT"}}).wait == 30s + 250ms);
        CHECK(after_status(facts(true, true, 1, now + 7s + 100ms), 429, {{"Retry-After", "7"}}).wait == 7s);
    }

    TEST_CASE("a wait beyond the cap is an error that says the wait")
    {
        CHECK(after_status(facts(true), 429, {{"Retry-After", "180"}}).what == kind::retry);
        for (auto const* text : {"181", "410400", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
            auto const d = after_status(facts(true), 429, {{"Retry-After", text}});
            CHECK(d.what == kind::give_up);
            CHECK(d.code == retry_errc::retry_after_too_long);
            REQUIRE(d.retry_after);
            CHECK(*d.retry_after > 180s);
        }
        constant random;
        CHECK(
            decide_retry(retry_options().retry_after_cap(1h), facts(true), 429, {{"Retry-After", "3600"}}, wall, random)
                .what == kind::retry);
    }

    TEST_CASE("a wait that would pass the deadline is not begun")
    {
        auto const d = after_status(facts(true, true, 1, now + 10s), 429, {{"Retry-After", "10"}});
        CHECK(d.what == kind::give_up);
        CHECK(d.code == retry_errc::retry_after_past_deadline);
        CHECK(d.retry_after == 10s);
        CHECK(after_status(facts(true, true, 1, now + 250ms), 503).what == kind::done);
        CHECK(after_status(facts(true, true, 1, now + 251ms), 503).what == kind::retry);
        CHECK(after_status(facts(true, true, 1, now), 503).what == kind::done);
        CHECK(after_status(facts(true, true, 1, now - 1s), 503).what == kind::done);
        auto const e = after_error(facts(true, true, 1, now + 250ms), asio::error::eof);
        CHECK(e.what == kind::give_up);
        CHECK(e.code == asio::error::eof);
    }

    TEST_CASE("a spent budget ends the retries and successes fill it again")
    {
        constant random;
        cogrant::retry_budget budget(1);
        retry_options const options;
        CHECK(decide_retry(options, facts(true), 503, {}, wall, random, &budget).what == kind::retry);
        auto const d = decide_retry(options, facts(true), 503, {}, wall, random, &budget);
        CHECK(d.what == kind::done);
        CHECK(d.reason == "the retry budget is spent");
        CHECK(decide_retry(options, facts(true), error_code(asio::error::eof), random, &budget).what == kind::give_up);
        for (int i = 0; i != 10; ++i)
            CHECK(decide_retry(options, facts(true), 200, {}, wall, random, &budget).what == kind::done);
        CHECK(decide_retry(options, facts(true), 503, {}, wall, random, &budget).what == kind::retry);
    }

    TEST_CASE("a whole response is judged by its status and headers")
    {
        constant random;
        cogrant::http::response answer;
        answer.status = 429;
        answer.headers.add("Retry-After", "2");
        CHECK(decide_retry(retry_options(), facts(true), answer, wall, random).wait == 2250ms);
    }
}
