// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/circuit.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <limits>
#include <thread>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;
using cogrant::circuit_evidence;
using cogrant::circuit_options;
using cogrant::circuit_rules;
using cogrant::circuit_state;
using cogrant::time_point;

static_assert(!std::is_aggregate_v<circuit_options>);

namespace {

constexpr time_point start{1h};
constexpr auto good = circuit_evidence::success;
constexpr auto bad = circuit_evidence::failure;
constexpr auto nothing = circuit_evidence::nothing;

void play(circuit_rules& c, circuit_evidence e, time_point at, int times = 1)
{
    for (int i = 0; i != times; ++i) c.report(c.ask(at), e, at);
}

circuit_options three_in_a_row() { return circuit_options().consecutive_failures(3).pause(5s, 15s); }

} // namespace

TEST_SUITE("policy/circuit")
{
    TEST_CASE("so many failures in a row open it, a success between them does not let them add up")
    {
        circuit_rules c(three_in_a_row());
        for (int i = 0; i != 5; ++i) {
            play(c, bad, start, 2);
            play(c, good, start);
        }
        play(c, bad, start, 2);
        play(c, nothing, start, 9);
        CHECK(c.state() == circuit_state::closed);
        play(c, bad, start);
        CHECK(c.state() == circuit_state::open);
    }

    TEST_CASE("the ratio within the window opens it, once there are enough requests")
    {
        circuit_rules c(circuit_options().failure_ratio(0.5).window(10s).min_requests(10));
        play(c, bad, start, 9);
        CHECK(c.state() == circuit_state::closed);
        play(c, bad, start);
        CHECK(c.state() == circuit_state::open);

        circuit_rules mixed(circuit_options().failure_ratio(0.5).window(10s).min_requests(10));
        play(mixed, good, start, 11);
        play(mixed, bad, start, 10);
        CHECK(mixed.state() == circuit_state::closed);
        play(mixed, bad, start);
        CHECK(mixed.state() == circuit_state::open);
    }

    TEST_CASE("what lies outside the window is forgotten")
    {
        circuit_rules c(circuit_options().failure_ratio(0.5).window(10s).min_requests(10));
        play(c, bad, start, 9);
        play(c, bad, start + 11s, 9);
        CHECK(c.state() == circuit_state::closed);
        play(c, bad, start + 12s);
        CHECK(c.state() == circuit_state::open);
        circuit_rules slow(circuit_options().failure_ratio(0.5).window(10s).min_requests(10));
        for (int i = 0; i != 100; ++i) play(slow, bad, start + i * 2s);
        CHECK(slow.state() == circuit_state::closed);
        play(slow, bad, start - 5s); // a thread that read the clock earlier
        CHECK(slow.state() == circuit_state::closed);
    }

    TEST_CASE("open it refuses and says how long; then one probe decides, with longer pauses")
    {
        circuit_rules c(three_in_a_row());
        play(c, bad, start, 3);
        auto const refused = c.ask(start + 2s);
        CHECK(!refused.allowed);
        CHECK(refused.wait == 3s);
        auto const probe = c.ask(start + 5s);
        CHECK(probe.allowed);
        CHECK(probe.probe);
        CHECK(c.state() == circuit_state::half_open);
        auto const second = c.ask(start + 5s);
        CHECK(!second.allowed);
        CHECK(second.wait == 10s);
        c.report(probe, bad, start + 6s);
        CHECK(c.ask(start + 6s).wait == 10s);
        CHECK(!c.ask(start + 15s).allowed);
        auto const later = c.ask(start + 16s);
        CHECK(later.allowed);
        c.report(later, bad, start + 16s);
        CHECK(c.ask(start + 16s).wait == 15s); // no longer than the longest
        auto const last = c.ask(start + 31s);
        c.report(last, good, start + 31s);
        CHECK(c.state() == circuit_state::closed);
        play(c, bad, start + 32s, 3);
        CHECK(c.ask(start + 32s).wait == 5s);
    }

    TEST_CASE("a probe that says nothing lets the next one try at once")
    {
        circuit_rules c(three_in_a_row());
        play(c, bad, start, 3);
        c.report(c.ask(start + 5s), nothing, start + 6s);
        CHECK(c.ask(start + 6s).probe);
    }

    TEST_CASE("what was sent before it opened is too late to count")
    {
        circuit_rules c(three_in_a_row());
        auto const early = c.ask(start);
        play(c, bad, start, 3);
        c.report(early, good, start + 1s);
        CHECK(c.state() == circuit_state::open);
        auto const probe = c.ask(start + 5s);
        c.report(early, bad, start + 5s);
        CHECK(c.state() == circuit_state::half_open);
        c.report(probe, good, start + 6s);
        c.report(probe, bad, start + 6s); // said twice
        CHECK(c.state() == circuit_state::closed);
    }

    TEST_CASE("senseless settings do no harm")
    {
        circuit_rules c(circuit_options()
                            .failure_ratio(std::numeric_limits<double>::quiet_NaN())
                            .window(-1s)
                            .min_requests(0)
                            .pause(-1s, -5s));
        play(c, bad, start);
        CHECK(c.state() == circuit_state::open);
        CHECK(c.ask(start + 1s).allowed);
        circuit_rules never(circuit_options().failure_ratio(2));
        play(never, bad, start, 1000);
        CHECK(never.state() == circuit_state::closed);
        circuit_rules forever(three_in_a_row().pause(cogrant::duration::max(), cogrant::duration::max()));
        play(forever, bad, start, 3);
        CHECK(!forever.ask(start + 100h).allowed);
    }

    TEST_CASE("threads share one circuit: one of them is the probe")
    {
        cogrant::circuit const shared(three_in_a_row().pause(1ns, 1ns));
        auto c = shared;
        for (int i = 0; i != 3; ++i) c.report(c.ask(), bad);
        std::atomic<int> probes{0};
        std::vector<std::thread> threads;
        for (int i = 0; i != 4; ++i)
            threads.emplace_back([shared, &probes] {
                auto copy = shared;
                for (int n = 0; n != 1000; ++n)
                    if (copy.ask().probe) ++probes;
            });
        for (auto& t : threads) t.join();
        CHECK(probes == 1);
        CHECK(shared.state() == circuit_state::half_open);
    }
}
