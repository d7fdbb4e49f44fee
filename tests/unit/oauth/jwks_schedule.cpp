// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/jwks_schedule.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <type_traits>

using namespace std::chrono_literals;
using namespace cogrant::oauth;
using cogrant::time_point;

namespace {

constexpr time_point start{1000h};

jwks_step asked(jwks_situation const& s, std::uint64_t seen, cogrant::duration after)
{
    return decide_jwks(s, seen, start + after, jwks_cache_options());
}

} // namespace

TEST_SUITE("oauth/jwks_schedule")
{
    static_assert(!std::is_aggregate_v<jwks_cache_options>);

    TEST_CASE("without keys the first to ask fetches; after a failure there is a pause")
    {
        CHECK(asked({}, 0, 0s) == jwks_step::fetch);
        jwks_situation const failed{0, {}, start};
        CHECK(asked(failed, 0, 4999ms) == jwks_step::refuse);
        CHECK(asked(failed, 0, 5s) == jwks_step::fetch);
    }

    TEST_CASE("S23: an unknown kid fetches newer keys, but only when the cool-down is over")
    {
        jwks_situation const fresh{1, start, start};
        CHECK(asked(fresh, 0, 29s) == jwks_step::use);
        CHECK(asked(fresh, 1, 29s) == jwks_step::use);
        CHECK(asked(fresh, 1, 30s) == jwks_step::fetch);
        CHECK(asked(fresh, 0, 30s) == jwks_step::use);
        jwks_situation const renewed{2, start, start};
        CHECK(asked(renewed, 1, 30s) == jwks_step::use); // somebody else has fetched meanwhile
        CHECK(asked(renewed, 2, 30s) == jwks_step::fetch);
    }

    TEST_CASE("keys of a certain age are renewed in the background, and given up after a day of failures")
    {
        jwks_situation s{1, start, start};
        CHECK(asked(s, 0, 599s) == jwks_step::use);
        CHECK(asked(s, 0, 600s) == jwks_step::use_and_fetch);
        s.tried_at = start + 600s; // and failed
        CHECK(asked(s, 0, 629s) == jwks_step::use);
        CHECK(asked(s, 0, 630s) == jwks_step::use_and_fetch);
        s.tried_at = start + 24h - 1s;
        CHECK(asked(s, 0, 24h - 1s) == jwks_step::use);
        CHECK(asked(s, 0, 24h) == jwks_step::refuse);
        CHECK(asked(s, 0, 24h + 5s) == jwks_step::fetch);
    }
}
