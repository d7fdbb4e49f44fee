// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/retry.hpp>

#include <doctest/doctest.h>

#include <type_traits>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using cogrant::backoff;
using cogrant::decide_retry;
using cogrant::duration;
using cogrant::error_code;
using cogrant::retry_errc;
using cogrant::retry_facts;
using cogrant::retry_options;
using cogrant::retry_worth;
using kind = cogrant::retry_decision::kind;

static_assert(!std::is_aggregate_v<retry_options>);

namespace {

constexpr std::chrono::sys_seconds wall = std::chrono::sys_days(2026y / 3 / 14) + 15h;

double half() { return 0.5; }

retry_facts facts(retry_worth worth, bool repeatable = true)
{
    retry_facts f;
    f.repeatable = repeatable;
    f.now = cogrant::time_point(1h);
    f.worth = worth;
    return f;
}

auto after(retry_options const& o, retry_facts const& f, unsigned status, cogrant::http::headers const& h = {})
{
    return decide_retry(o, f, status, h, wall, half);
}

} // namespace

TEST_SUITE("policy/retry_options")
{
    TEST_CASE("the schedule given last holds, and senseless waits of a function are bounded")
    {
        retry_options o;
        CHECK(o.delay(1, 0.5) == 250ms);
        o.schedule(
            [](unsigned attempt, double random01) -> duration { return attempt * 1s + (random01 < 0.6 ? 1ms : 0ms); });
        CHECK(o.delay(3, 0.5) == 3001ms);
        CHECK(after(o, facts(retry_worth::usual), 503).wait == 1001ms);
        o.schedule([](unsigned, double) { return duration(-5); });
        CHECK(o.delay(1, 0.5) == 0s);
        o.schedule([](unsigned, double) { return duration::max(); });
        CHECK(o.delay(1, 0.5) == 24h * 365);
        o.schedule(backoff().base(2s));
        CHECK(o.delay(1, 0.5) == 1s);
    }

    TEST_CASE("a classifier says what is worth another try, never what is safe")
    {
        retry_options const o;
        CHECK(after(o, facts(retry_worth::yes), 409).what == kind::retry);
        CHECK(after(o, facts(retry_worth::yes), 200).what == kind::retry);
        CHECK(after(o, facts(retry_worth::no), 503).what == kind::done);
        CHECK(after(o, facts(retry_worth::yes, false), 409).what == kind::done);
        CHECK(after(o, facts(retry_worth::yes, false), 503).what == kind::done);
        error_code const odd = asio::error::host_not_found;
        CHECK(decide_retry(o, facts(retry_worth::usual), odd, half).what == kind::give_up);
        CHECK(decide_retry(o, facts(retry_worth::yes), odd, half).what == kind::retry);
        CHECK(decide_retry(o, facts(retry_worth::yes, false), odd, half).what == kind::give_up);
        CHECK(decide_retry(o, facts(retry_worth::no), error_code(asio::error::eof), half).what == kind::give_up);
        error_code const cancelled = asio::error::operation_aborted;
        CHECK(decide_retry(o, facts(retry_worth::yes), cancelled, half).what == kind::give_up);
    }

    TEST_CASE("no try begins after the time for all tries, and a Retry-After beyond it is an answer")
    {
        auto const o = retry_options().max_elapsed(10s);
        auto f = facts(retry_worth::usual);
        CHECK(after(o, f, 503).what == kind::retry);
        f.elapsed = 9750ms;
        CHECK(after(o, f, 503).what == kind::retry);
        f.elapsed = 9751ms;
        CHECK(after(o, f, 503).what == kind::done);
        CHECK(after(o, f, 503).reason == "the time for all tries is used up");
        CHECK(decide_retry(o, f, error_code(asio::error::eof), half).code == asio::error::eof);
        f.elapsed = 1h;
        CHECK(after(o, f, 503).what == kind::done);
        f.elapsed = 2s;
        CHECK(after(o, f, 503, {{"Retry-After", "8"}}).wait == 8s);
        auto const late = after(o, f, 503, {{"Retry-After", "9"}});
        CHECK(late.code == retry_errc::retry_after_too_long);
        CHECK(late.retry_after == 9s);
        CHECK(after(retry_options().max_elapsed(-1s), f, 503).what == kind::done);
    }

    TEST_CASE("an open circuit is not waited for by the next tries")
    {
        auto const d = decide_retry(retry_options(), facts(retry_worth::usual), retry_errc::circuit_open, half);
        CHECK(d.what == kind::give_up);
        CHECK(d.code == retry_errc::circuit_open);
        CHECK(error_code(retry_errc::circuit_open) == cogrant::condition::retryable);
    }

    TEST_CASE("what makes a POST repeatable: its key, its declaration as a query, the caller's word")
    {
        cogrant::http::request r;
        r.method = cogrant::http::method::post;
        CHECK(!r.repeatable());
        auto keyed = r;
        keyed.headers.add("idempotency-key", "1");
        CHECK(keyed.repeatable());
        auto query = r;
        query.query = true;
        CHECK(query.repeatable());
        auto opted = r;
        opted.resend = true;
        CHECK(opted.repeatable());
    }
}
