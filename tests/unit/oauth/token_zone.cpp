// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/token_zone.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <type_traits>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace std::chrono_literals;

static_assert(!std::is_aggregate_v<token_source_options>);

TEST_SUITE("oauth/token_zone")
{
    TEST_CASE("a day's token is renewed five minutes before its end")
    {
        time_point const start(1h);
        auto const life = plan_life(start, 86400s, token_source_options(), 0);
        CHECK(life.expires_at == start + 86395s);
        CHECK(life.refresh_at == start + 86095s);
    }

    TEST_CASE("the margin is at most half of a short life, jitter adds a tenth of the margin")
    {
        time_point const start(1h);
        auto const plain = plan_life(start, 60s, token_source_options(), 0);
        CHECK(plain.expires_at == start + 59400ms);
        CHECK(plain.refresh_at == start + 29400ms);
        auto const early = plan_life(start, 60s, token_source_options(), 1);
        CHECK(early.refresh_at == start + 26400ms);
        CHECK(early.expires_at == plain.expires_at);
    }

    TEST_CASE("every life gives ordered borders, the absurd ones too")
    {
        time_point const start(1h);
        for (auto const life : {0s, 1s, 2s, 5s, 60s, 300s, 3600s, std::chrono::seconds(24h * 366)})
            for (auto const margin : {0s, 1s, 300s, std::chrono::seconds::max(), std::chrono::seconds::min()})
                for (double const jitter : {-1.0, 0.0, 0.5, 1.0, 7.0}) {
                    auto const planned = plan_life(start, life, token_source_options().refresh_margin(margin), jitter);
                    CHECK(planned.refresh_at >= start);
                    CHECK(planned.refresh_at <= planned.expires_at);
                    CHECK(planned.expires_at <= start + life);
                    CHECK(planned.refresh_at - start >= (planned.expires_at - start) / 3);
                }
    }

    TEST_CASE("an early renewal that failed is tried again after a quarter of what is left, between 1 and 30 seconds")
    {
        time_point const now(1h);
        CHECK(next_early_try(now, now + 40s) == now + 10s);
        CHECK(next_early_try(now, now + 1h) == now + 30s);
        CHECK(next_early_try(now, now + 1s) == now + 1s);
        CHECK(next_early_try(now, now - 1h) == now + 1s);
    }

    TEST_CASE("options are kept, and clamped where time would overflow")
    {
        auto const o = token_source_options().refresh_margin(7s).renewal_timeout(8s).jitter(0.5);
        CHECK(o.refresh_margin() == 7s);
        CHECK(o.renewal_timeout() == 8s);
        CHECK(o.jitter() == 0.5);
        CHECK(token_source_options().renewal_timeout(std::chrono::seconds::max()).renewal_timeout() == 24h * 366);
        CHECK(token_source_options().renewal_timeout(-1s).renewal_timeout() == 0s);
    }
}
