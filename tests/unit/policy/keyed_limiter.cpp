// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/keyed_limiter.hpp>
#include <cogrant/testing/manual_clock.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace std::chrono_literals;
using cogrant::limiter_options;
using cogrant::testing::manual_clock;
using keyed = cogrant::basic_keyed_limiter<manual_clock>;
using limiter = cogrant::basic_rate_limiter<manual_clock>;

namespace {

cogrant::http::request ask(std::string target)
{
    cogrant::http::request r;
    r.target = std::move(target);
    return r;
}

std::string path(cogrant::http::request const& r) { return r.target == "/free" ? "" : r.target; }

/// Requests that leave in a span, asked for every millisecond.
int leave(limiter l, cogrant::duration span)
{
    int n = 0;
    for (auto const end = manual_clock::now() + span; manual_clock::now() < end; manual_clock::advance(1ms))
        while (l.try_acquire()) {
            ++n;
            l.learn({}, 200);
        }
    return n;
}

} // namespace

TEST_SUITE("policy/keyed_limiter")
{
    TEST_CASE("each key has a limit of its own, an empty key has none, copies share them")
    {
        manual_clock::reset();
        keyed const k(limiter_options().permits(1).window(1s), path);
        keyed const copy = k;
        CHECK(k.of(ask("/a"))->try_acquire());
        CHECK(!copy.of(ask("/a"))->try_acquire());
        CHECK(k.of(ask("/b"))->try_acquire());
        CHECK(!k.of(ask("/free")));
        CHECK(k.size() == 2);
    }

    TEST_CASE("beyond the most keys the one used longest ago is forgotten")
    {
        manual_clock::reset();
        keyed const k(limiter_options().permits(1).window(1h), path, 2);
        CHECK(k.of(ask("/a"))->try_acquire());
        CHECK(k.of(ask("/b"))->try_acquire());
        CHECK(!k.of(ask("/a"))->try_acquire());
        CHECK(k.of(ask("/c"))->try_acquire()); // /b goes
        CHECK(k.size() == 2);
        CHECK(!k.of(ask("/a"))->try_acquire());
        CHECK(k.of(ask("/b"))->try_acquire());
    }

    TEST_CASE("several windows of one limiter all have to grant")
    {
        manual_clock::reset();
        auto const ten_and_fifty = limiter_options().permits(50).window(60s).burst(50).also(10, 1s, 10);
        CHECK(leave(limiter(ten_and_fifty), 1s) == 10);
        manual_clock::reset();
        CHECK(leave(limiter(ten_and_fifty), 10s) == 50);
        manual_clock::reset();
        CHECK(leave(limiter(ten_and_fifty), 60s) == 50);
        manual_clock::reset();
        auto const other_way = limiter_options().permits(10).window(1s).burst(10).also(50, 60s, 50);
        CHECK(leave(limiter(other_way), 60s) == 50);
        manual_clock::reset();
        limiter l(ten_and_fifty);
        for (int i = 0; i != 10; ++i) CHECK(l.try_acquire());
        CHECK(!l.try_acquire());
        l.give_back();
        CHECK(l.try_acquire());
        CHECK(l.forecast() > manual_clock::now());
        CHECK(l.forecast() < manual_clock::now() + 2s);
    }

    TEST_CASE("what a server says is left is not exceeded, and is counted anew after the reset")
    {
        manual_clock::reset();
        limiter l(limiter_options().permits(6000).burst(100));
        CHECK(l.try_acquire());
        l.learn({{"X-RateLimit-Limit", "100"}, {"X-RateLimit-Remaining", "5"}, {"X-RateLimit-Reset", "20"}}, 200);
        CHECK(leave(l, 20s) == 5);
        CHECK(!l.try_acquire());
        manual_clock::advance(2s);
        CHECK(leave(l, 1s) > 50);
    }

    TEST_CASE("answers that overtake each other do not raise what is left, and requests under way are counted")
    {
        manual_clock::reset();
        limiter l(limiter_options().permits(6000).burst(100));
        for (int i = 0; i != 3; ++i) CHECK(l.try_acquire());
        l.learn({{"RateLimit", "a;r=4;t=20"}}, 200);
        l.learn({{"RateLimit", "a;r=9;t=20"}}, 200); // older
        CHECK(l.try_acquire());
        CHECK(l.try_acquire());
        CHECK(l.try_acquire());
        CHECK(!l.try_acquire());
        CHECK(l.forecast() == manual_clock::now() + 21s);
    }

    TEST_CASE("a quota of the limiter's own window is its ceiling; daily ones and huge resets pause nobody")
    {
        manual_clock::reset();
        limiter l;
        CHECK(l.try_acquire());
        l.learn({{"RateLimit", "a;r=99;t=60"}, {"RateLimit-Policy", "a;q=100;w=60"}}, 200);
        CHECK(l.limit() == 100);
        for (std::string_view const reset : {"86400", "180", "99999999999999999", "1000000000"}) {
            CAPTURE(reset);
            limiter other;
            CHECK(other.try_acquire());
            other.learn({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", reset}}, 200);
            CHECK(other.forecast() <= manual_clock::now() + 1s);
        }
        limiter paused;
        CHECK(paused.try_acquire());
        paused.learn({{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "30"}}, 429);
        CHECK(paused.forecast() >= manual_clock::now() + 30s);
    }
}
