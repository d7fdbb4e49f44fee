// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/rate_quota.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>

using namespace std::chrono_literals;
using cogrant::parse_rate_quota;
using cogrant::rate_quota;
using cogrant::http::headers;

namespace {

constexpr std::chrono::sys_seconds now = std::chrono::sys_days(2026y / 3 / 14) + 15h;

std::optional<rate_quota> read(headers const& h) { return parse_rate_quota(h, now); }

rate_quota quota(
    std::uint32_t remaining, std::chrono::seconds reset, std::optional<std::uint32_t> limit = {},
    std::optional<std::chrono::seconds> window = {})
{
    return {remaining, reset, limit, window};
}

headers extension(std::string_view reset) { return {{"X-RateLimit-Remaining", "7"}, {"X-RateLimit-Reset", reset}}; }

} // namespace

TEST_SUITE("policy/rate_quota")
{
    TEST_CASE("RateLimit and RateLimit-Policy: of several quotas the one of which the least is left")
    {
        CHECK(read({{"RateLimit", R"("default";r=50;t=30)"}}) == quota(50, 30s));
        CHECK(
            read(
                {{"RateLimit-Policy", R"("burst";q=100;w=60,"daily";q=1000;w=86400)"},
                 {"ratelimit", R"("burst";r=90;t=12, "daily";r=20;t=4000)"}}) == quota(20, 4000s, 1000, 86400s));
        CHECK(
            read({{"RateLimit", R"("a;b,c=\"";r=1;t=2)"}, {"RateLimit-Policy", R"("a;b,c=\"";q=5;w=10;pk=:eA==:)"}}) ==
            quota(1, 2s, 5, 10s));
        CHECK(read({{"RateLimit", R"(default;t=3;r=0)"}}) == quota(0, 3s));
    }

    TEST_CASE("the earlier spellings of the draft")
    {
        CHECK(
            read({{"RateLimit", "limit=100, remaining=50, reset=5"}, {"RateLimit-Policy", "100;w=60"}}) ==
            quota(50, 5s, 100, 60s));
        CHECK(
            read(
                {{"RateLimit-Limit", "10, 10;w=1, 1000;w=3600"},
                 {"RateLimit-Remaining", "9"},
                 {"RateLimit-Reset", "1"}}) == quota(9, 1s, 10));
    }

    TEST_CASE("X-RateLimit: seconds, moments and dates are told apart")
    {
        auto const at = [](std::string_view reset) { return read(extension(reset)).value_or(quota(0, -1s)).reset; };
        CHECK(at("30") == 30s);
        CHECK(at("0") == 0s);
        CHECK(at("3599") == 3599s);
        CHECK(at("12.25") == 13s);
        CHECK(at("1773500430") == 30s); // the moment, in seconds
        CHECK(at("1773500430.123") == 31s);
        CHECK(at("1773500430000") == 31s); // in milliseconds
        CHECK(at("1000000000") == 0s);
        CHECK(at("Sat, 14 Mar 2026 15:00:30 GMT") == 30s);
        CHECK(
            read({{"x-rate-limit-limit", "75"}, {"x-rate-limit-remaining", "0"}, {"X-Rate-Limit-Reset", "9"}}) ==
            quota(0, 9s, 75));
    }

    TEST_CASE("a moment is measured by the server's own clock when the answer has a Date")
    {
        auto h = extension("1773501030"); // ten minutes and half a minute from now
        CHECK(read(h)->reset == 630s);
        h.add("Date", "Sat, 14 Mar 2026 15:10:00 GMT");
        CHECK(read(h)->reset == 30s);
    }

    TEST_CASE("hostile and senseless values are none, or bounded")
    {
        for (std::string_view const odd :
             {"", "-1", "+5", "abc", "1e9", "0x10", "1.", ".5", "1.x", "5, 10 ", "\"5\"", " "}) {
            CAPTURE(odd);
            CHECK(!read(extension(odd)));
            CHECK(!read({{"X-RateLimit-Remaining", odd == "5, 10 " ? "x" : odd}, {"X-RateLimit-Reset", "1"}}));
        }
        CHECK(read(extension("99999999999999999999999999"))->reset <= 1'000'000'000s);
        CHECK(
            read({{"X-RateLimit-Remaining", "99999999999999999999"}, {"X-RateLimit-Reset", "1"}})->remaining ==
            1'000'000'000);
        for (std::string_view const odd :
             {"", ",,,;;;", ";r=1", "\"", "\"a;r=1;t=1", "r=1", "a;r=;t=", "a;r=-1;t=1", "a;r=1;t=x", "=;=,="}) {
            CAPTURE(odd);
            CHECK(!read({{"RateLimit", odd}}));
        }
        CHECK(!read({{"RateLimit", std::string(2000, ' ') + "a;r=1;t=1"}}));
        CHECK(!read({{"RateLimit-Policy", "\"a\";q=1;w=1"}}));
        CHECK(!read({{"RateLimiter", "a;r=1;t=1"}, {"X-Rate", "1"}, {"Rate-Limited", "1"}}));
        CHECK(read({{"RateLimit", "a;r=1;t=1"}, {"RateLimit-Policy", ";;,\"a\";w=0;q=0,\"a"}}) == quota(1, 1s));
        CHECK(read({{"RateLimit", "a;r=1;t=1"}, {"RateLimit-Policy", "a;w=0;q=0,\"a"}}) == quota(1, 1s, 0));
        CHECK(!read({{"RateLimit", "\"a\\"}}));
    }

    TEST_CASE("whatever the bytes, what is read is bounded")
    {
        std::uint64_t seed = 1;
        auto const next = [&seed] { return static_cast<std::size_t>((seed = seed * 6364136223846793005U + 1) >> 33); };
        constexpr std::string_view alphabet = "0159.,;=\"\\ rtqwRlimitemaningset-abS:+";
        int good = 0;
        for (int i = 0; i != 20000; ++i) {
            headers h;
            for (auto const name :
                 {"RateLimit", "RateLimit-Policy", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}) {
                std::string value;
                for (auto n = next() % 24; n != 0; --n) value += alphabet[next() % alphabet.size()];
                if (next() % 2 == 0) value = std::to_string(next() % 100);
                h.add(name, value);
            }
            auto const q = read(h);
            if (!q) continue;
            ++good;
            CHECK(q->remaining <= 1'000'000'000);
            CHECK((q->reset >= 0s && q->reset <= 1'000'000'000s));
        }
        CHECK(good > 1000);
    }

    TEST_CASE("of two fields the smaller remainder holds")
    {
        CHECK(
            read({{"X-RateLimit-Remaining", "7"}, {"X-RateLimit-Remaining", "3"}, {"X-RateLimit-Reset", "1"}})
                ->remaining == 3);
        CHECK(
            read({{"X-RateLimit-Remaining", "7"}, {"X-RateLimit-Reset", "1"}, {"RateLimit", "a;r=2;t=9"}}) ==
            quota(2, 9s));
    }
}
