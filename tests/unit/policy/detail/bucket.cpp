// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/detail/bucket.hpp>
#include <cogrant/policy/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <queue>
#include <vector>

using namespace std::chrono_literals;
using cogrant::duration;
using cogrant::limiter_options;
using cogrant::rate_reading;
using cogrant::time_point;
using cogrant::detail::bucket;

namespace {

constexpr time_point start{1h};

/// A server that allows 300 requests a minute and may tell how it counts.
class counting_server {
public:
    enum class kind { fixed, sliding };
    enum class rounding { up, down };

    counting_server(kind k, std::uint32_t allowed, duration offset, rounding r = rounding::up)
        : kind_(k), allowed_(allowed), offset_(offset), rounding_(r)
    {
    }

    /// Whether a request that arrives at `now` is served. Refused ones are not counted.
    bool serve(time_point now)
    {
        forget(now);
        if (served_.size() >= allowed_) return false;
        served_.push_back(now);
        return true;
    }

    rate_reading reading(time_point now)
    {
        forget(now);
        duration left = 60s;
        if (kind_ == kind::fixed) left = window_start(now) + 60s - now;
        else if (!served_.empty()) left = served_.front() + 60s - now;
        auto const reset = rounding_ == rounding::up ? std::chrono::ceil<std::chrono::seconds>(left)
                                                     : std::chrono::floor<std::chrono::seconds>(left);
        return {static_cast<std::uint32_t>(served_.size()), allowed_, reset};
    }

private:
    time_point window_start(time_point now) const { return now - (now.time_since_epoch() + offset_) % duration(60s); }
    void forget(time_point now)
    {
        auto const oldest = kind_ == kind::fixed ? window_start(now) : now - 60s + 1ns;
        while (!served_.empty() && served_.front() < oldest) served_.pop_front();
    }

    kind kind_;
    std::uint32_t allowed_;
    duration offset_;
    rounding rounding_;
    std::deque<time_point> served_;
};

struct outcome {
    unsigned served = 0;
    unsigned refused = 0;
    unsigned others_served = 0;
    unsigned others_refused = 0;
};

struct scenario {
    counting_server::kind kind = counting_server::kind::fixed;
    counting_server::rounding rounding = counting_server::rounding::up;
    bool headers = true;
    unsigned others_per_minute = 0;
    unsigned concurrency = 8;
    duration latency = 250ms; ///< longest way to the server, and back
    duration offset = 17s + 300ms;
    duration length = 20min;
    duration warm_up = 2min; ///< not counted: joining a window that others have used is not the steady state
    std::uint32_t allowed = 300;
};

/// As many requests as the bucket lets through, in virtual time.
outcome simulate(scenario const& s, limiter_options const& options, std::uint64_t seed)
{
    struct happening {
        time_point at;
        enum class kind { arrive, answer, other, look } what;
        rate_reading seen;
        bool refused = false;
        bool operator<(happening const& o) const { return at > o.at; }
    };
    counting_server server(s.kind, s.allowed, s.offset, s.rounding);
    cogrant::jitter_source random(seed);
    auto const way = [&] { return std::chrono::duration_cast<duration>(s.latency * (0.1 + 0.9 * random())); };
    bucket permits(options);
    std::priority_queue<happening> agenda;
    agenda.push({start, happening::kind::look, {}});
    if (s.others_per_minute != 0) agenda.push({start, happening::kind::other, {}});
    outcome result;
    unsigned flying = 0;
    time_point next_look = start;
    while (agenda.top().at < start + s.length) {
        auto const e = agenda.top();
        agenda.pop();
        bool const counts = e.at >= start + s.warm_up;
        switch (e.what) {
        case happening::kind::arrive: {
            bool const served = server.serve(e.at);
            if (counts) ++(served ? result.served : result.refused);
            agenda.push({e.at + way(), happening::kind::answer, server.reading(e.at), !served});
            continue;
        }
        case happening::kind::other: {
            bool const served = server.serve(e.at);
            if (counts) ++(served ? result.others_served : result.others_refused);
            auto const gap = duration(60s) / s.others_per_minute;
            agenda.push(
                {e.at + std::chrono::duration_cast<duration>(gap * (0.5 + random())), happening::kind::other, {}});
            continue;
        }
        case happening::kind::answer:
            --flying;
            permits.answered(e.at);
            if (s.headers) permits.learn(e.seen, e.at);
            if (e.refused) permits.pause_until(e.at + e.seen.reset);
            break;
        case happening::kind::look: break;
        }
        while (flying < s.concurrency && permits.try_take(e.at)) {
            ++flying;
            agenda.push({e.at + way(), happening::kind::arrive, {}});
        }
        if (flying == s.concurrency) continue;
        if (auto const at = permits.next(e.at); next_look <= e.at || at < next_look) {
            next_look = at;
            agenda.push({at, happening::kind::look, {}});
        }
    }
    return result;
}

double per_minute(unsigned n, scenario const& s)
{
    return n / std::chrono::duration<double, std::ratio<60>>(s.length - s.warm_up).count();
}

} // namespace

TEST_SUITE("policy/detail/bucket")
{
    TEST_CASE("a burst leaves at once, then one permit at a time")
    {
        bucket b(limiter_options().permits(122).burst(3));
        std::vector<duration> times;
        for (int i = 0; i != 7; ++i) times.push_back(b.reserve(start) - start);
        CHECK(times == std::vector<duration>{0s, 0s, 0s, 500ms, 1s, 1500ms, 2s});
    }

    TEST_CASE("an unused permit goes back to the next one who asks")
    {
        bucket b(limiter_options().permits(122).burst(1));
        CHECK(b.reserve(start) == start);
        CHECK(b.next(start) == start + 500ms);
        b.give_back();
        CHECK(b.next(start) == start);
        CHECK(b.reserve(start) == start);
        CHECK(b.next(start) == start + 500ms);
    }

    TEST_CASE("nothing leaves during a pause, and no burst after it")
    {
        bucket b(limiter_options().permits(122).burst(5));
        b.pause_until(start + 10s);
        CHECK(b.reserve(start) == start + 10s);
        CHECK(b.reserve(start + 1s) == start + 10s + 500ms);
        b.pause_until(start + 5s); // a shorter one changes nothing
        CHECK(b.reserve(start + 10s) == start + 11s);
    }

    TEST_CASE("never more than the permits in any window, whatever the burst")
    {
        for (unsigned const burst : {1U, 10U, 60U, 300U}) {
            CAPTURE(burst);
            bucket b(limiter_options().permits(300).burst(burst));
            std::deque<time_point> window;
            auto now = start;
            std::size_t most = 0;
            unsigned sent = 0;
            for (; now < start + 20min; ++sent) {
                now = b.reserve(now);
                window.push_back(now);
                while (now - window.front() >= 60s + 500ms) window.pop_front();
                most = std::max(most, window.size());
            }
            CHECK(most <= 300);
            CHECK(sent >= 20 * 300 * 0.97);
        }
    }

    TEST_CASE("the ceiling of the server replaces the default and lowers a number given by the caller")
    {
        bucket standard{limiter_options()};
        CHECK(standard.limit() == 300);
        standard.learn({1, 600, 60s}, start);
        CHECK(standard.limit() == 600);
        bucket given(limiter_options().permits(100));
        given.learn({1, 600, 60s}, start);
        CHECK(given.limit() == 100);
        given.learn({1, 50, 60s}, start);
        CHECK(given.limit() == 50);
    }

    TEST_CASE("a window used up by others is waited for")
    {
        bucket b{limiter_options()};
        CHECK(b.try_take(start));
        b.answered(start + 100ms);
        b.learn({300, 300, 20s}, start + 100ms);
        CHECK(b.next(start + 200ms) >= start + 20s);
        CHECK(b.next(start + 200ms) <= start + 21s);
    }

    TEST_CASE("what others leave of a window is spread over the rest of it")
    {
        bucket b{limiter_options()};
        CHECK(b.try_take(start));
        b.answered(start);
        b.learn({241, 300, 30s}, start); // 240 of others in 30 s: they will want the rest too
        CHECK(b.next(start) >= start + 29s);
        bucket c{limiter_options()};
        CHECK(c.try_take(start));
        c.answered(start);
        c.learn({101, 300, 30s}, start); // 100 of others, 100 to come, 100 for us
        CHECK(c.next(start) > start + 250ms);
        CHECK(c.next(start) < start + 400ms);
    }

    TEST_CASE("readings that make no sense are survived")
    {
        bucket b{limiter_options()};
        b.learn({4'000'000'000U, 1, 0s}, start);
        b.learn({0, 1'000'000'000U, 60s}, start + 1s);
        b.learn({0, 300, 1'000'000'000s}, start + 2s);
        b.learn({5, 300, 60s}, start - 30min);
        CHECK(b.next(start + 10min) == start + 10min);
    }

    TEST_CASE("steady state against 300 a minute: zero 429 and at least 95 % of the rate")
    {
        for (std::uint64_t seed = 1; seed != 6; ++seed) {
            for (auto const kind : {counting_server::kind::fixed, counting_server::kind::sliding}) {
                for (bool const headers : {false, true}) {
                    for (auto const rounding : {counting_server::rounding::up, counting_server::rounding::down}) {
                        scenario s;
                        s.kind = kind;
                        s.headers = headers;
                        s.rounding = rounding;
                        s.warm_up = 0s;
                        s.offset = duration(11s) * static_cast<int>(seed);
                        auto const r = simulate(s, limiter_options(), seed);
                        CAPTURE(seed);
                        CAPTURE(static_cast<int>(kind));
                        CAPTURE(headers);
                        CAPTURE(static_cast<int>(rounding));
                        CHECK(r.refused == 0);
                        CHECK(per_minute(r.served, s) >= 0.95 * 300);
                    }
                }
            }
        }
    }

    TEST_CASE("steady state beside another process: zero 429 for both and at least 95 % of what it leaves")
    {
        for (std::uint64_t seed = 1; seed != 6; ++seed) {
            for (unsigned const others : {30U, 100U, 200U}) {
                for (auto const rounding : {counting_server::rounding::up, counting_server::rounding::down}) {
                    scenario s;
                    s.others_per_minute = others;
                    s.rounding = rounding;
                    s.offset = duration(11s) * static_cast<int>(seed);
                    auto const r = simulate(s, limiter_options(), seed);
                    CAPTURE(seed);
                    CAPTURE(others);
                    CAPTURE(static_cast<int>(rounding));
                    CAPTURE(per_minute(r.served, s));
                    CAPTURE(per_minute(r.others_served, s));
                    CHECK(r.refused == 0);
                    CHECK(r.others_refused == 0);
                    CHECK(per_minute(r.served, s) + per_minute(r.others_served, s) >= 0.95 * 300);
                    CHECK(per_minute(r.served, s) >= 0.95 * (300 - per_minute(r.others_served, s)));
                }
            }
        }
    }

    TEST_CASE("requests that never report back cost throughput for a while only")
    {
        bucket b{limiter_options()};
        auto now = start;
        for (int i = 0; i != 20; ++i) now = b.reserve(now); // none is answered
        for (unsigned minute = 0; minute != 4; ++minute) {
            now = b.reserve(start + 60s * minute + 120s);
            b.answered(now + 100ms);
            b.learn({1, 300, 60s}, now + 100ms);
        }
        CHECK(b.next(now + 1s) == now + 1s);
    }
}
