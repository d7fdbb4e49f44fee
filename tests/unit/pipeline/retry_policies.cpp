// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Retry as its users compose it: classifier, schedule, caps, budget.
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

template <class Client>
asio::awaitable<void> ask_steadily(Client client, duration pause, int n, int& failed)
{
    int left = n;
    for (; left > 0; --left) {
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto sending = client.send(x);
        auto answer = co_await std::move(sending);
        if (!answer || !answer->ok()) ++failed;
        auto const next = manual_clock::now() + pause;
        co_await wait_until<manual_clock>(next);
    }
}

/// What `callers` send in all, each 50 requests a second apart, to a server that fails from one moment to another.
template <class Stage>
std::size_t sent_through(Stage stage, int callers, duration fails_from, duration fails_until)
{
    virtual_time time;
    scripted_peer peer;
    auto const start = manual_clock::now();
    peer.otherwise([=](http::request const&) {
        auto const since = manual_clock::now() - start;
        return http::response{since >= fails_from && since < fails_until ? 503U : 200U, {}, {}};
    });
    auto client = stage | send(peer);
    int failed = 0;
    for (int i = 0; i != callers; ++i) time.start(ask_steadily(client, 1s, 50, failed));
    time.run();
    CHECK((fails_from == fails_until || failed > 0));
    return peer.count();
}

} // namespace

TEST_SUITE("pipeline/retry")
{
    TEST_CASE("an outage adds at most a tenth of load, whether it is total or passes, also when nobody names a budget")
    {
        auto const usual = [] { return retry<manual_clock>(); };
        CHECK(sent_through(usual(), 20, 0s, 0s) == 1000);
        auto const whole = sent_through(usual(), 20, 0s, 24h);
        CHECK(whole > 1000);
        CHECK(whole <= 1100);
        auto const passing = sent_through(usual(), 20, 20s, 40s);
        CHECK(passing > 1000);
        CHECK(passing <= 1100);
        auto const unbounded = sent_through(retry<manual_clock>({}, nullptr), 20, 0s, 24h);
        CHECK(unbounded == 6000);
        CHECK(sent_through(retry<manual_clock>(retry_options().budget(nullptr)), 20, 0s, 24h) == 6000);
        auto const shared = std::make_shared<retry_budget>(7);
        CHECK(sent_through(retry<manual_clock>(retry_options().budget(shared)), 20, 0s, 24h) == 1007);
        CHECK(sent_through(retry<manual_clock>(retry_options().budget(shared)), 20, 0s, 24h) == 1000);
    }

    TEST_CASE("being told to slow down is no outage: it costs nothing of the budget")
    {
        virtual_time time;
        scripted_peer peer;
        auto const budget = std::make_shared<retry_budget>(1);
        peer.expect(get("/a")).reply(429, "", {{"Retry-After", "1"}}).times(4);
        peer.expect(get("/a")).reply(503);
        peer.expect(get("/a")).reply(200);
        auto client = retry<manual_clock>(retry_options().budget(budget)) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x)->status == 200);
        CHECK(budget->left() == 0);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a classifier reads the body and the failure")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/a")).reply(200, "busy");
        peer.expect(post("/a")).fail_before_write(asio::error::host_not_found);
        peer.expect(post("/a")).reply(200, "rows");
        auto const judge = [](retry_outcome const& o) {
            if (o.answer != nullptr) return o.answer->body == "busy" ? retry_worth::yes : retry_worth::usual;
            return o.failure->code() == asio::error::host_not_found ? retry_worth::yes : retry_worth::usual;
        };
        auto client = retry<manual_clock>(retry_options().classify(judge)) | send(peer);
        http::exchange x(parts::ask(http::method::post, "/a"));
        x.request.resend = true;
        CHECK(parts::send(time, client, x)->body == "rows");
        CHECK(x.attempts == 3);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a schedule of one's own and a cap of the whole time")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503).times(4).after(1s);
        auto const seconds = [](unsigned attempt, double) -> duration { return attempt * 1s; };
        auto client =
            retry<manual_clock>(retry_options().schedule(seconds).max_elapsed(10s).max_attempts(99)) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x)->status == 503);
        CHECK(peer.problems() == "");
        auto const at = peer.received(); // 0, 2, 5, 9 and not 14
        CHECK(at.back().at - at.front().at == 9s);
        CHECK(time.elapsed() == 10s);
    }

    TEST_CASE("post_never_replayed_after_write: unless its caller has said that twice does no harm")
    {
        for (bool const said : {false, true}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(post("/a")).fail_after_write(asio::error::connection_reset);
            if (said) peer.expect(post("/a")).reply(200);
            auto client = retry<manual_clock>() | send(peer);
            http::exchange x(parts::ask(http::method::post, "/a"));
            x.request.resend = said;
            CHECK(parts::send(time, client, x).has_value() == said);
            CHECK(peer.problems() == "");
        }
    }
}
