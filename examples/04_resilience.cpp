// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A client that does not hang, hammer or send twice, and says what happened when it gives up. docs/resilience.md
// explains each part. Usage: 04_resilience URL [CA_FILE]
#include <cogrant/cogrant.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <memory>
#include <string>

namespace asio = boost::asio;
namespace http = cogrant::http;
using namespace std::chrono_literals;

http::pool_options connections(char const* ca_file)
{
    http::tls_options tls; // verifies chain and host name; trusts what the system trusts
    if (ca_file != nullptr) tls.add_ca_file(ca_file); // and this authority as well
    http::pool_options options;
    options.max_per_origin(4).idle_timeout(20s).tls(tls);
    return options;
}

cogrant::retry_options patience()
{
    cogrant::retry_options options;
    options.max_attempts(5)
        .schedule(cogrant::backoff().base(200ms).cap(5s)) // a random part of 200 ms, 400 ms, 800 ms, …
        .retry_after_cap(60s)                             // a longer wait is an answer, not a sleep
        .retry_on(500, false);                            // this server's 500 does not heal
    return options;
}

void log(void*, http::event const& e)
{
    using enum http::event::kind;
    if (e.what == wait) std::cerr << "waits: " << e.reason << '\n';
    if (e.what == failure) std::cerr << "try " << e.attempt << ": " << e.code.message() << '\n';
}

std::string advice(cogrant::error const& e)
{
    using enum cogrant::condition;
    if (e == rate_limited) return "slow down";
    if (e == timeout) return "took too long, in phase " + std::string(to_string(e.info().where));
    if (e == retryable) return "try again later";
    if (e == needs_login) return "check the credentials";
    return "give up";
}

asio::awaitable<void> read(std::string address, char const* ca_file)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const url = http::parse_url(address).value();

    http::connection_pool pool(executor, connections(ca_file)); // one for the whole program
    cogrant::rate_limiter limiter(cogrant::limiter_options().permits(300).window(1min).burst(10));
    auto budget = std::make_shared<cogrant::retry_budget>(); // all requests together: one retry for ten successes
    cogrant::any_client client =
        cogrant::deadline(30s) | cogrant::retry(patience(), budget) | cogrant::limit(limiter) | cogrant::send(pool);

    http::exchange x;
    x.request.origin = url.origin;
    x.request.target = url.target;
    x.request.body_limit = 10'000'000; // bytes after decompression: nothing can blow up
    x.deadline = std::chrono::steady_clock::now() + 10s; // earlier than the client's 30 s: this one counts
    x.hook.call = &log;
    auto fetching = cogrant::fetch<http::response>(client, x);
    auto const answer = co_await std::move(fetching);

    if (answer) std::cout << answer->body.size() << " bytes after " << x.attempts << " tries\n";
    else std::cout << answer.error().message() << "\n" << advice(answer.error()) << '\n';
}

int main(int argc, char** argv)
{
    if (argc < 2) return std::cerr << "usage: 04_resilience URL [CA_FILE]\n", 2;
    asio::io_context context;
    std::exception_ptr failed;
    asio::co_spawn(context, read(argv[1], argc > 2 ? argv[2] : nullptr), [&](std::exception_ptr e) { failed = e; });
    context.run();
    try {
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
