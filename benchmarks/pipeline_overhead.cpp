// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What does the composed client cost over the same exchange written by hand in Beast coroutines? One kept connection on
// loopback, the server in another process, both clients in one run. The exchange: POST of 400 bytes with a bearer token,
// answer of 2 KB with ten header fields. Both ends poll instead of sleeping: on a virtual machine waking up costs several
// times the exchange, and differently each time. It wants two idle cores.
//
// With the arguments `--exchanges WHO N` it makes N exchanges and nothing else, for counting instructions.
#include "allocation_count.hpp"
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/circuit_breaker.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/inject.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/observe.hpp>
#include <cogrant/pipeline/redirect.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;
using asio::ip::tcp;
using namespace std::chrono_literals;

namespace {

constexpr char const token_text[] = "kJ9fO2vQeX1mB7sT4zR0wYcL-5uHpN8aD3gI6qVxMEtSbWnZrFjKoUlPyChQ";
std::string const request_body(400, 'q');

std::string canned_answer()
{
    std::string const body(2048, 'a');
    return "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nContent-Type: application/json\r\n"
           "ININ-Correlation-Id: 7b24b13f-17ba-4194-a6ae-4b1d3423bf15\r\ninin-ratelimit-count: 1\r\n"
           "inin-ratelimit-allowed: 100000000\r\ninin-ratelimit-reset: 30\r\nCache-Control: no-store\r\n"
           "Strict-Transport-Security: max-age=600\r\nVary: Accept-Encoding\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Answers every request of one connection after another with the same bytes. Spins, in a process of its own.
[[noreturn]] void serve(int port_pipe)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    asio::io_context context(1);
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    auto const port = acceptor.local_endpoint().port();
    if (::write(port_pipe, &port, sizeof port) != sizeof port) std::_Exit(1);
    auto const answer = canned_answer();
    for (;;) {
        tcp::socket socket(context);
        acceptor.accept(socket);
        socket.set_option(tcp::no_delay(true));
        socket.non_blocking(true);
        boost::system::error_code code;
        std::string received;
        char buffer[8192];
        while (!code) {
            auto const end = received.find("\r\n\r\n");
            if (end != std::string::npos && received.size() >= end + 4 + request_body.size()) {
                received.clear();
                asio::write(socket, asio::buffer(answer), code);
                continue;
            }
            auto const n = socket.read_some(asio::buffer(buffer), code);
            if (code == asio::error::would_block) code.clear();
            received.append(buffer, n);
        }
    }
}

class server_process {
public:
    server_process()
    {
        int ends[2];
        if (::pipe(ends) != 0) std::abort();
        child_ = ::fork();
        if (child_ == 0) serve(ends[1]);
        if (::read(ends[0], &port_, sizeof port_) != sizeof port_) std::abort();
    }
    ~server_process()
    {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    std::uint16_t port() const { return port_; }

private:
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
};

std::uint16_t server_port()
{
    static server_process const server;
    return server.port();
}

struct instant_fetcher {
    asio::awaitable<cogrant::result<oauth::token_set>> fetch(cogrant::time_point)
    {
        oauth::token_set t;
        t.access_token = cogrant::secret(token_text);
        t.expires_in = 24h;
        co_return t;
    }
};

// `more()` says whether another exchange is wanted; `warm()` is called once before the first that counts.

/// With a hook that nobody listens to; `All` adds the other stages, of which none has anything to do.
template <bool All>
auto pipeline(http::connection_pool pool, oauth::token_source<instant_fetcher> tokens, http::origin const& origin)
{
    cogrant::rate_limiter limiter(cogrant::limiter_options().permits(100000000).burst(1000000));
    if constexpr (All)
        return cogrant::observe({}) | cogrant::deadline(30s) | cogrant::redirect() | cogrant::retry() |
               cogrant::circuit_breaker() | cogrant::limit(limiter) | cogrant::authorize(tokens, {origin}) |
               cogrant::inject([](http::exchange&) {}) | cogrant::send(pool);
    else
        return cogrant::observe({}) | cogrant::deadline(30s) | cogrant::retry() | cogrant::limit(limiter) |
               cogrant::authorize(tokens, {origin}) | cogrant::send(pool);
}

template <bool All, class More, class Warm>
asio::awaitable<void> composed(More& more, Warm& warm)
{
    auto const executor = co_await asio::this_coro::executor;
    http::origin const origin{false, "127.0.0.1", server_port()};
    http::connection_pool pool(executor);
    oauth::token_source<instant_fetcher> tokens(executor, instant_fetcher());
    auto client = pipeline<All>(pool, tokens, origin);
    for (int warming = 16; warming >= 0 || more(); --warming) {
        if (warming == 0) warm();
        if (warming == 0 && !more()) break;
        http::exchange x;
        x.request.method = http::method::post;
        x.request.query = true;
        x.request.origin = origin;
        x.request.target = "/api/v2/analytics/conversations/details/query";
        x.request.headers.add("Content-Type", "application/json");
        x.request.headers.add("Accept", "application/json");
        x.request.headers.add("User-Agent", "cogrant/0.1.0");
        x.request.body = request_body;
        auto sending = client.send(x);
        auto answer = co_await std::move(sending);
        if (!answer || answer->body.size() != 2048) std::abort();
        benchmark::DoNotOptimize(answer);
    }
}

/// What the documentation of Beast shows, with what a careful user adds: a kept buffer, a deadline, the status looked at.
template <class More, class Warm>
asio::awaitable<void> by_hand(More& more, Warm& warm)
{
    auto const executor = co_await asio::this_coro::executor;
    beast::tcp_stream stream(executor);
    stream.expires_after(30s);
    co_await stream.async_connect(tcp::endpoint(asio::ip::address_v4::loopback(), server_port()), asio::use_awaitable);
    stream.socket().set_option(tcp::no_delay(true));
    std::string const authorization = std::string("Bearer ") + token_text;
    beast::flat_buffer buffer;
    buffer.reserve(64 * 1024);
    for (int warming = 16; warming >= 0 || more(); --warming) {
        if (warming == 0) warm();
        if (warming == 0 && !more()) break;
        beast::http::request<beast::http::string_body> request(
            beast::http::verb::post, "/api/v2/analytics/conversations/details/query", 11);
        request.set(beast::http::field::host, "127.0.0.1");
        request.set(beast::http::field::content_type, "application/json");
        request.set(beast::http::field::accept, "application/json");
        request.set(beast::http::field::user_agent, "cogrant/0.1.0");
        request.set(beast::http::field::accept_encoding, "gzip, deflate");
        request.set(beast::http::field::authorization, authorization);
        request.body() = request_body;
        request.prepare_payload();
        stream.expires_after(30s);
        co_await beast::http::async_write(stream, request, asio::use_awaitable);
        beast::http::response<beast::http::string_body> answer;
        co_await beast::http::async_read(stream, buffer, answer, asio::use_awaitable);
        if (answer.result_int() != 200 || answer.body().size() != 2048) std::abort();
        benchmark::DoNotOptimize(answer);
    }
}

/// The same without any deadline: a plain socket, which would wait for ever.
template <class More, class Warm>
asio::awaitable<void> by_hand_without_deadline(More& more, Warm& warm)
{
    auto const executor = co_await asio::this_coro::executor;
    tcp::socket stream(executor);
    co_await stream.async_connect(tcp::endpoint(asio::ip::address_v4::loopback(), server_port()), asio::use_awaitable);
    stream.set_option(tcp::no_delay(true));
    std::string const authorization = std::string("Bearer ") + token_text;
    beast::flat_buffer buffer;
    buffer.reserve(64 * 1024);
    for (int warming = 16; warming >= 0 || more(); --warming) {
        if (warming == 0) warm();
        if (warming == 0 && !more()) break;
        beast::http::request<beast::http::string_body> request(
            beast::http::verb::post, "/api/v2/analytics/conversations/details/query", 11);
        request.set(beast::http::field::host, "127.0.0.1");
        request.set(beast::http::field::content_type, "application/json");
        request.set(beast::http::field::accept, "application/json");
        request.set(beast::http::field::user_agent, "cogrant/0.1.0");
        request.set(beast::http::field::accept_encoding, "gzip, deflate");
        request.set(beast::http::field::authorization, authorization);
        request.body() = request_body;
        request.prepare_payload();
        co_await beast::http::async_write(stream, request, asio::use_awaitable);
        beast::http::response<beast::http::string_body> answer;
        co_await beast::http::async_read(stream, buffer, answer, asio::use_awaitable);
        if (answer.result_int() != 200 || answer.body().size() != 2048) std::abort();
        benchmark::DoNotOptimize(answer);
    }
}

enum class who { composed, composed_all, by_hand, by_hand_without_deadline };

template <class More, class Warm>
void run(who client, bool spin, More more, Warm warm)
{
    asio::io_context context(1);
    auto const rethrow = [](std::exception_ptr e) {
        if (e) std::rethrow_exception(e);
    };
    switch (client) {
    case who::composed: asio::co_spawn(context, composed<false>(more, warm), rethrow); break;
    case who::composed_all: asio::co_spawn(context, composed<true>(more, warm), rethrow); break;
    case who::by_hand: asio::co_spawn(context, by_hand(more, warm), rethrow); break;
    case who::by_hand_without_deadline: asio::co_spawn(context, by_hand_without_deadline(more, warm), rethrow); break;
    }
    if (spin)
        while (!context.stopped()) context.poll();
    else context.run();
}

void exchange(benchmark::State& state, who client)
{
    std::uint64_t before = 0;
    run(client, true, [&] { return state.KeepRunning(); }, [&] { before = allocation_count::so_far(); });
    state.counters["allocations"] = benchmark::Counter(
        static_cast<double>(allocation_count::so_far() - before), benchmark::Counter::kAvgIterations);
}
BENCHMARK_CAPTURE(exchange, composed, who::composed)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(exchange, composed_all, who::composed_all)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(exchange, by_hand, who::by_hand)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(exchange, by_hand_without_deadline, who::by_hand_without_deadline)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);

} // namespace

int main(int argc, char** argv)
{
    server_port(); // forks before anything else is set up
    if (argc == 4 && std::string_view(argv[1]) == "--exchanges") {
        std::string_view const name = argv[2];
        long left = std::atol(argv[3]);
        auto const client = name == "composed"       ? who::composed
                            : name == "composed_all" ? who::composed_all
                            : name == "by_hand"      ? who::by_hand
                                                     : who::by_hand_without_deadline;
        run(client, false, [&] { return left-- > 0; }, [] {});
        return 0;
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
