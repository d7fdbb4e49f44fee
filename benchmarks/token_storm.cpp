// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// How many token requests does a crowd cost, and does anybody wait while a token is valid? The counters are the figures;
// the times are those of one storm. Virtual time, one thread.
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/testing/manual_clock.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;
using cogrant::testing::manual_clock;

namespace {

/// Answers after a second, with a token of an hour or with a failure.
struct slow_fetcher {
    int* requests;
    bool fails = false;

    asio::awaitable<cogrant::result<oauth::token_set>> fetch(cogrant::time_point)
    {
        auto const n = ++*requests;
        co_await cogrant::wait_until<manual_clock>(manual_clock::now() + std::chrono::seconds(1));
        if (fails) co_return cogrant::error(make_error_code(cogrant::oauth_errc::server_error), cogrant::phase::token);
        oauth::token_set t;
        t.access_token = cogrant::secret("token-" + std::to_string(n));
        t.expires_in = std::chrono::hours(1);
        co_return t;
    }
};

using source = oauth::basic_token_source<slow_fetcher, manual_clock>;

asio::awaitable<void> ask(source tokens, int& served)
{
    auto got = co_await tokens.await_token(cogrant::no_deadline);
    served += got ? 1 : 0;
}

void at_expiry(benchmark::State& state, bool fails)
{
    constexpr int crowd = 10'000;
    int most = 0;
    for (auto _ : state) {
        manual_clock::reset();
        asio::io_context context(1);
        int requests = 0;
        int served = 0;
        source tokens(context.get_executor(), slow_fetcher{&requests}, oauth::token_source_options().jitter(0));
        asio::co_spawn(context, ask(tokens, served), asio::detached);
        manual_clock::run(context);
        manual_clock::advance(std::chrono::hours(2));
        source late(context.get_executor(), slow_fetcher{&requests, fails}, oauth::token_source_options().jitter(0));
        auto const& asked = fails ? late : tokens;
        requests = 0;
        served = 0;
        for (int i = 0; i != crowd; ++i) asio::co_spawn(context, ask(asked, served), asio::detached);
        manual_clock::run(context);
        if (served != (fails ? 0 : crowd)) std::abort();
        most = std::max(most, requests);
    }
    state.counters["token_requests"] = most;
}
BENCHMARK_CAPTURE(at_expiry, success, false)->Name("10000 at expiry, success")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(at_expiry, failure, true)->Name("10000 at expiry, failure")->Unit(benchmark::kMillisecond);

/// An API that takes a tenth of a second and has stopped to accept the first token.
struct strict_api {
    asio::awaitable<cogrant::result<http::response>> send(http::exchange& x)
    {
        std::string const sent(x.request.headers.find("Authorization").value_or(""));
        co_await cogrant::wait_until<manual_clock>(manual_clock::now() + std::chrono::milliseconds(100));
        http::response answer;
        answer.status = sent == "Bearer token-1" ? 401 : 200;
        co_return answer;
    }
};

using authorized = cogrant::authorize_transport<strict_api, source>;

asio::awaitable<void> call(authorized& api, int& served)
{
    http::request r;
    r.origin = http::parse_url("https://api.example/")->origin;
    r.target = "/";
    http::exchange x(std::move(r));
    auto answer = co_await api.send(x);
    served += answer && answer->status == 200 ? 1 : 0;
}

void refused(benchmark::State& state)
{
    constexpr int crowd = 1'000;
    int most = 0;
    for (auto _ : state) {
        manual_clock::reset();
        asio::io_context context(1);
        int requests = 0;
        int served = 0;
        source tokens(context.get_executor(), slow_fetcher{&requests});
        authorized api(tokens, {http::parse_url("https://api.example/")->origin}, strict_api());
        asio::co_spawn(context, ask(tokens, served), asio::detached);
        manual_clock::run(context);
        served = 0;
        for (int i = 0; i != crowd; ++i) asio::co_spawn(context, call(api, served), asio::detached);
        manual_clock::run(context);
        if (served != crowd) std::abort();
        most = std::max(most, requests - 1);
    }
    state.counters["token_requests"] = most;
}
BENCHMARK(refused)->Name("1000 answers of 401")->Unit(benchmark::kMillisecond);

asio::awaitable<void> get_often(source tokens, int times, std::uint64_t& waits)
{
    auto const now = manual_clock::now();
    for (int i = 0; i != times; ++i) {
        if (!tokens.try_get_token()) ++waits;
        auto t = co_await tokens.get_token();
        benchmark::DoNotOptimize(t);
    }
    if (manual_clock::now() != now) ++waits; // whoever waits moves the time
}

void refresh_ahead(benchmark::State& state)
{
    std::uint64_t waits = 0;
    for (auto _ : state) {
        manual_clock::reset();
        asio::io_context context(1);
        int requests = 0;
        int served = 0;
        source tokens(context.get_executor(), slow_fetcher{&requests}, oauth::token_source_options().jitter(0));
        asio::co_spawn(context, ask(tokens, served), asio::detached);
        manual_clock::run(context);
        manual_clock::advance(std::chrono::minutes(57));
        asio::co_spawn(context, get_often(tokens, 1'000'000, waits), asio::detached);
        manual_clock::run(context);
        if (requests != 2) std::abort();
    }
    state.counters["waits"] = static_cast<double>(waits);
}
BENCHMARK(refresh_ahead)->Name("1000000 gets in refresh-ahead")->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
