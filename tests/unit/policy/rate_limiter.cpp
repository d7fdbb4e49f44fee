// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/rate_limiter.hpp>
#include <cogrant/testing/manual_clock.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
namespace asio = boost::asio;
using cogrant::duration;
using cogrant::error_code;
using cogrant::limiter_options;
using cogrant::retry_errc;
using cogrant::time_point;
using cogrant::testing::manual_clock;
using limiter = cogrant::basic_rate_limiter<manual_clock>;

namespace {

/// One permit every half second and no burst.
limiter_options half_seconds() { return limiter_options().permits(122).burst(1); }

struct line {
    struct result {
        int who;
        duration at;
        error_code code;
    };
    line() { manual_clock::reset(); }

    asio::io_context context;
    time_point start = time_point(1h);
    std::vector<result> results;

    static asio::awaitable<void> wait(line* self, limiter l, int who, time_point deadline)
    {
        auto const code = co_await l.acquire(deadline);
        self->results.push_back({who, manual_clock::now() - self->start, code});
    }
    void add(limiter const& l, int who, time_point deadline = cogrant::no_deadline)
    {
        asio::co_spawn(context, wait(this, l, who, deadline), asio::detached);
    }
    void add(limiter const& l, int who, asio::cancellation_signal& signal)
    {
        asio::co_spawn(
            context, wait(this, l, who, cogrant::no_deadline),
            asio::bind_cancellation_slot(signal.slot(), asio::detached));
    }
};

} // namespace

TEST_SUITE("policy/rate_limiter")
{
    TEST_CASE("permits are released first come first served at exact times")
    {
        line q;
        limiter const l(half_seconds());
        for (int i = 0; i != 20; ++i) q.add(l, i);
        manual_clock::run(q.context);
        REQUIRE(q.results.size() == 20);
        for (int i = 0; i != 20; ++i) {
            CAPTURE(i);
            CHECK(q.results[static_cast<std::size_t>(i)].who == i);
            CHECK(q.results[static_cast<std::size_t>(i)].at == 500ms * i);
            CHECK_FALSE(q.results[static_cast<std::size_t>(i)].code);
        }
    }

    TEST_CASE("a cancelled waiter leaves its permit to the next")
    {
        for (int gone = 1; gone != 4; ++gone) {
            line q;
            limiter const l(half_seconds());
            asio::cancellation_signal signal;
            for (int i = 0; i != 5; ++i) {
                if (i == gone) q.add(l, i, signal);
                else q.add(l, i);
            }
            manual_clock::run_for(q.context, 200ms);
            CHECK(q.results.size() == 1);
            signal.emit(asio::cancellation_type::terminal);
            manual_clock::run(q.context);
            REQUIRE(q.results.size() == 5);
            int turn = 0;
            for (auto const& r : q.results) {
                if (r.who == gone) {
                    CHECK(r.code == asio::error::operation_aborted);
                    CHECK(r.at == 200ms);
                } else {
                    CHECK_FALSE(r.code);
                    CHECK(r.at == 500ms * turn++);
                }
            }
        }
    }

    TEST_CASE("who cannot be served before the deadline learns it at once")
    {
        line q;
        limiter const l(half_seconds());
        q.add(l, 0, q.start);
        q.add(l, 1, q.start + 500ms);
        q.add(l, 2, q.start + 999ms);
        q.add(l, 3, q.start + 1s);
        q.add(l, 4, q.start - 1s);
        manual_clock::run(q.context);
        REQUIRE(q.results.size() == 5);
        for (auto const& r : q.results) {
            CAPTURE(r.who);
            if (r.who == 2 || r.who == 4) {
                CHECK(r.code == retry_errc::limiter_past_deadline);
                CHECK(r.code == cogrant::condition::timeout);
                CHECK(r.at == 0ms);
            } else {
                CHECK_FALSE(r.code);
            }
        }
        CHECK(q.results.back().at == 1s);
    }

    TEST_CASE("one 429 pauses everybody and fails those whose deadline it passes")
    {
        line q;
        limiter l(half_seconds());
        for (int i = 0; i != 4; ++i) q.add(l, i, i == 2 ? q.start + 5s : cogrant::no_deadline);
        manual_clock::run_for(q.context, 100ms);
        l.learn({{"Retry-After", "10"}}, 429, manual_clock::now());
        manual_clock::run(q.context);
        REQUIRE(q.results.size() == 4);
        CHECK(q.results[1].who == 2);
        CHECK(q.results[1].at == 100ms);
        CHECK(q.results[1].code == retry_errc::limiter_past_deadline);
        CHECK(q.results[2].who == 1);
        CHECK(q.results[2].at == 10s + 100ms);
        CHECK(q.results[3].who == 3);
        CHECK(q.results[3].at == 10s + 600ms);
    }

    TEST_CASE("a pause follows Retry-After, else the window, else lasts a second, and is capped")
    {
        manual_clock::reset();
        auto const now = manual_clock::now();
        limiter daily(half_seconds());
        daily.learn({{"Retry-After", "410400"}}, 429, now);
        CHECK(daily.forecast(now) == now + 180s);
        limiter by_window(half_seconds());
        by_window.learn(
            {{"inin-ratelimit-count", "9"}, {"inin-ratelimit-allowed", "9"}, {"inin-ratelimit-reset", "20"}}, 429, now);
        CHECK(by_window.forecast(now) >= now + 20s);
        limiter silent(half_seconds());
        silent.learn({}, 429, now);
        CHECK(silent.forecast(now) == now + 1s);
        limiter content(half_seconds());
        content.learn({{"Retry-After", "10"}}, 503, now);
        CHECK(content.forecast(now) == now);
    }

    TEST_CASE("the fast path takes a permit only when nobody waits for it")
    {
        line q;
        limiter l(half_seconds());
        CHECK(l.try_acquire());
        CHECK_FALSE(l.try_acquire());
        q.add(l, 1);
        manual_clock::run_for(q.context, 100ms);
        manual_clock::advance(10s);
        CHECK_FALSE(l.try_acquire()); // one waits who has not been resumed yet
        manual_clock::run(q.context);
        CHECK(q.results.size() == 1);
        manual_clock::advance(1s);
        CHECK(l.try_acquire());
    }

    TEST_CASE("a permit given back wakes who waits")
    {
        line q;
        limiter l(half_seconds());
        CHECK(l.try_acquire());
        q.add(l, 1);
        manual_clock::run_for(q.context, 100ms);
        l.give_back();
        manual_clock::run(q.context);
        REQUIRE(q.results.size() == 1);
        CHECK(q.results[0].at == 100ms);
    }

    TEST_CASE("waiters whose context ends leave the queue, and the limiter may go first")
    {
        auto q = std::make_unique<line>();
        std::optional<limiter> l(half_seconds());
        limiter const other = *l;
        for (int i = 0; i != 3; ++i) q->add(*l, i);
        manual_clock::run_for(q->context, 100ms);
        l.reset();
        CHECK(q->results.size() == 1);
        auto const start = q->start;
        q.reset();
        CHECK(limiter(other).forecast(manual_clock::now()) == start + 500ms);
    }

    TEST_CASE("limiter_never_blocks_a_thread: hundreds wait on one thread")
    {
        line q;
        limiter const l(limiter_options().permits(300));
        for (int i = 0; i != 600; ++i) q.add(l, i);
        manual_clock::run(q.context);
        REQUIRE(q.results.size() == 600);
        for (std::size_t i = 0; i != 600; ++i) CHECK(q.results[i].who == static_cast<int>(i));
        CHECK(q.results.back().at > 60s);
        CHECK(q.results.back().at < 125s);
    }

    TEST_CASE("threads share one limiter")
    {
        // A window that never fills: what is tested is the locking.
        cogrant::rate_limiter const l(limiter_options().permits(1000000).window(100ms).burst(10));
        std::atomic<int> served{0};
        asio::thread_pool pool(3);
        struct work {
            static asio::awaitable<void> run(cogrant::rate_limiter shared, std::atomic<int>* count)
            {
                int const rounds = 50;
                for (int i = 0; i != rounds; ++i) {
                    auto const code = co_await shared.acquire();
                    if (!code) ++*count;
                    shared.learn({}, 200);
                }
            }
        };
        for (int i = 0; i != 8; ++i) asio::co_spawn(asio::make_strand(pool), work::run(l, &served), asio::detached);
        pool.join();
        CHECK(served == 400);
    }
}
