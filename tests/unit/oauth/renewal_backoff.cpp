// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/error.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/renewal_backoff.hpp>

#include <boost/asio/error.hpp>
#include <doctest/doctest.h>

#include <chrono>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace std::chrono_literals;

namespace {

time_point const now(1h);
error const broken(make_error_code(oauth_errc::server_error));
error const refused(make_error_code(oauth_errc::invalid_client));

} // namespace

TEST_SUITE("oauth/renewal_backoff")
{
    TEST_CASE("nothing pauses before the first failure and after a success")
    {
        renewal_backoff b;
        CHECK(!b.pausing(now));
        b.failed(broken, now, 0.5);
        CHECK(b.pausing(now));
        b.succeeded();
        CHECK(!b.pausing(now));
        b.failed(broken, now, 0);
        CHECK(b.until() == now + 250ms); // as after the first
    }

    TEST_CASE("a pause lies between half and all of a ceiling that doubles up to 30 seconds")
    {
        for (double const chance : {0.0, 0.3, 0.999}) {
            renewal_backoff b;
            duration ceiling = 500ms;
            for (int i = 0; i != 100; ++i) {
                b.failed(broken, now, chance);
                CHECK(b.until() >= now + ceiling / 2);
                CHECK(b.until() <= now + ceiling);
                ceiling = std::min<duration>(ceiling * 2, 30s);
            }
        }
    }

    TEST_CASE("a refusal pauses for half a minute at least, up to five, and is counted by itself")
    {
        renewal_backoff b;
        for (int i = 0; i != 10; ++i) b.failed(broken, now, 0);
        b.failed(refused, now, 0);
        CHECK(b.until() == now + 15s);
        b.failed(refused, now, 0);
        CHECK(b.until() == now + 30s);
        for (int i = 0; i != 1000; ++i) b.failed(refused, now, 0.999);
        CHECK(b.until() <= now + 5min);
        b.failed(broken, now, 0);
        CHECK(b.until() == now + 250ms);
    }

    TEST_CASE("S31: Retry-After is a floor, spread over half a second, and cut at an hour")
    {
        renewal_backoff b;
        error busy(make_error_code(http_errc::too_many_requests));
        for (auto const asked : {0s, 1s, 20s, 3600s, 410'400s, std::chrono::seconds(24h * 365 * 100)}) {
            busy.edit().retry_after = asked;
            b.succeeded();
            b.failed(busy, now, 0.5);
            auto const floor = std::min<duration>(asked, 1h);
            CHECK(b.until() >= now + floor);
            CHECK(b.until() <= now + floor + 500ms);
        }
        busy.edit().retry_after = std::chrono::milliseconds(-5);
        b.succeeded();
        b.failed(busy, now, 0);
        CHECK(b.until() == now + 250ms);
    }

    TEST_CASE("an abandoned renewal costs a short pause that does not grow, and shortens none")
    {
        renewal_backoff b;
        for (int i = 0; i != 10; ++i) b.abandoned(now, 0);
        CHECK(b.until() == now + 250ms);
        b.failed(refused, now, 0);
        b.abandoned(now, 0);
        CHECK(b.until() == now + 15s);
    }

    TEST_CASE("only what may end better is worth waiting for")
    {
        CHECK(renewal_backoff::worth_waiting(broken));
        CHECK(renewal_backoff::worth_waiting(error(make_error_code(http_errc::deadline_exceeded))));
        CHECK(renewal_backoff::worth_waiting(error(make_error_code(http_errc::too_many_requests))));
        CHECK(renewal_backoff::worth_waiting(error(boost::asio::error::connection_reset)));
        CHECK(!renewal_backoff::worth_waiting(refused));
        CHECK(!renewal_backoff::worth_waiting(error(make_error_code(oauth_errc::malformed_answer))));
        CHECK(!renewal_backoff::worth_waiting(error(make_error_code(http_errc::certificate_refused))));
        CHECK(!renewal_backoff::worth_waiting(error(boost::asio::error::operation_aborted)));
    }

    TEST_CASE("schedules of one's own")
    {
        renewal_backoff b(backoff().base(10s).cap(20s), backoff().base(1h).cap(1h));
        b.failed(broken, now, 0);
        CHECK(b.until() == now + 5s);
        b.failed(refused, now, 0);
        CHECK(b.until() == now + 30min);
        auto const told = renewal_backoff::during_pause(refused, now + 10min, b.until());
        CHECK(told.info().retry_after == 20min);
        CHECK(!refused.info().retry_after.has_value());
    }

    TEST_CASE("the second new token in a row that is refused begins a pause, which grows and outlives renewals")
    {
        renewal_backoff b;
        CHECK(!b.token_refused(false, now, 0));
        CHECK(!b.token_refused(true, now, 0));
        CHECK(!b.pausing(now));
        CHECK(b.token_refused(true, now, 0));
        CHECK(b.until() == now + 15s);
        b.succeeded();
        CHECK(b.token_refused(true, now, 0));
        CHECK(b.until() == now + 30s);
        for (int i = 0; i != 1000; ++i) CHECK(b.token_refused(true, now, 0.999));
        CHECK(b.until() <= now + 300s);
        b.succeeded();
        b.token_accepted();
        CHECK(!b.token_refused(true, now, 0));
        CHECK(!b.token_refused(false, now, 0));
        CHECK(!b.token_refused(true, now, 0));
        CHECK(!b.pausing(now));
    }
}
