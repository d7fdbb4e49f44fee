// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The limiter against servers that count, over an hour of virtual time.
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <string>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

using limiter = basic_rate_limiter<manual_clock>;
using keyed = basic_keyed_limiter<manual_clock>;

/// Allows so many requests in any span, or in the spans since the first one.
struct counting {
    std::size_t allowed;
    duration span;
    bool sliding;
    std::deque<time_point> served{};

    void forget(time_point now)
    {
        auto const begun = now - (now.time_since_epoch() % span);
        while (!served.empty() && (sliding ? served.front() <= now - span : served.front() < begun)) served.pop_front();
    }
    bool serve(time_point now)
    {
        forget(now);
        if (served.size() >= allowed) return false;
        served.push_back(now);
        return true;
    }
};

struct tally {
    int served = 0;
    int refused = 0;
};

template <class Client>
asio::awaitable<void> ask_until(Client client, std::string target, time_point end, tally& seen)
{
    auto const until = end;
    while (manual_clock::now() < until) {
        http::exchange x(parts::ask(http::method::get, target));
        auto sending = client.send(x);
        auto answer = co_await std::move(sending);
        if (answer && answer->status == 200) ++seen.served;
        else ++seen.refused;
    }
}

} // namespace

TEST_SUITE("pipeline/limit")
{
    TEST_CASE("steady state against a limit of 300 a minute: zero 429s in an hour, with twelve who share it")
    {
        for (bool const sliding : {false, true}) {
            CAPTURE(sliding);
            virtual_time time;
            scripted_peer peer;
            auto const server = std::make_shared<counting>(counting{300, 60s, sliding});
            peer.otherwise(
                [=](http::request const&) {
                    return http::response{server->serve(manual_clock::now()) ? 200U : 429U, {}, {}};
                },
                137ms);
            limiter const shared;
            auto one = limit(shared) | send(peer);
            auto two = retry<manual_clock>() | limit(shared) | send(peer);
            tally seen;
            auto const end = manual_clock::now() + 1h;
            for (int i = 0; i != 6; ++i) {
                time.start(ask_until(one, "/a", end, seen));
                time.start(ask_until(two, "/a", end, seen));
            }
            time.run();
            CHECK(seen.refused == 0);
            CHECK(seen.served >= 60 * 300 * 95 / 100);
            CHECK(peer.count() == static_cast<std::size_t>(seen.served)); // no retry was needed
        }
    }

    TEST_CASE("two limits at once: 300 a minute for the credential and 2 a second for each endpoint")
    {
        virtual_time time;
        scripted_peer peer;
        auto const whole = std::make_shared<counting>(counting{300, 60s, true});
        auto const each = std::make_shared<std::map<std::string, counting>>();
        peer.otherwise(
            [=](http::request const& r) {
                auto const now = manual_clock::now();
                auto& own = each->try_emplace(r.target, counting{2, 1s, true}).first->second;
                bool const good = own.serve(now) && whole->serve(now);
                return http::response{good ? 200U : 429U, {}, {}};
            },
            40ms);
        auto const by_path = [](http::request const& r) { return r.target; };
        auto client = limit(limiter(), keyed(limiter_options().permits(2).window(1s), by_path)) | send(peer);
        tally seen[5];
        auto const end = manual_clock::now() + 10min;
        for (std::size_t i = 0; i != 20; ++i)
            time.start(ask_until(client, "/" + std::to_string(i % 5), end, seen[i % 5]));
        time.run();
        int all = 0;
        for (auto const& t : seen) {
            CHECK(t.refused == 0);
            CHECK(t.served > 10 * 50); // nobody starves
            all += t.served;
        }
        CHECK(all >= 10 * 300 * 95 / 100);
    }

    TEST_CASE("who gives up in the wide queue gives the narrow permit back")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise([](http::request const&) { return http::response{200, {}, {}}; });
        limiter const wide(limiter_options().permits(1).window(10s));
        keyed const narrow(limiter_options().permits(1).window(100s), [](http::request const& r) { return r.target; });
        auto client = limit(wide, narrow) | send(peer);
        http::exchange first(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, first).has_value());
        http::exchange hurried(parts::ask(http::method::get, "/b"), manual_clock::now() + 1s);
        auto const refused = parts::send(time, client, hurried);
        REQUIRE(refused.has_error());
        CHECK(refused.error().code() == retry_errc::limiter_past_deadline);
        CHECK(refused.error().info().where == phase::limiter);
        http::exchange patient(parts::ask(http::method::get, "/b"), manual_clock::now() + 20s);
        CHECK(parts::send(time, client, patient).has_value());
        http::exchange same(parts::ask(http::method::get, "/a"), manual_clock::now() + 20s);
        CHECK(parts::send(time, client, same).error().code() == retry_errc::limiter_past_deadline);
    }
}
