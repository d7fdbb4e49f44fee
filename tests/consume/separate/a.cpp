// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

// With b.cpp and the file that includes src.hpp: a program whose files see declarations only.

#include <cogrant/genesys.hpp>
#include <cogrant/jose/jws.hpp>
#include <cogrant/oauth/loopback_listener.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdio>

#if !defined(COGRANT_SEPARATE_COMPILATION)
#error "cogrant::compiled has to say so to all files"
#endif

namespace asio = boost::asio;

bool described_by_b();

namespace {

// Nobody listens on port 1: the pool and its connection run, and say so.
asio::awaitable<void> ask_nobody(bool* refused)
{
    auto const executor = co_await asio::this_coro::executor;
    cogrant::http::connection_pool pool(executor);
    cogrant::http::exchange x;
    x.request.origin = cogrant::http::origin{false, "127.0.0.1", 1};
    x.request.target = "/";
    auto sending = pool.send(x);
    auto const answer = co_await std::move(sending);
    *refused = !answer && answer.error().code() == asio::error::connection_refused;
}

bool signs_and_verifies()
{
    auto const key = cogrant::jose::symmetric_key(cogrant::secret("0123456789abcdef0123456789abcdef"));
    auto const a = cogrant::jose::algorithm::hs256;
    auto const text = cogrant::jose::sign(R"({"alg":"HS256"})", "payload", key, a);
    return text && cogrant::jose::verify(*text, key, cogrant::jose::algorithm_set{a})->payload() == "payload";
}

} // namespace

int main()
{
    asio::io_context context;
    bool refused = false;
    asio::co_spawn(context, ask_nobody(&refused), asio::detached);
    context.run();
    auto const listener = cogrant::oauth::loopback_listener::bind(context.get_executor(), {});
    cogrant::genesys::client const org(
        context.get_executor(), cogrant::genesys::client_options("id", cogrant::secret("hush")));
    bool const good = refused && signs_and_verifies() && listener && org.hosts().api.tls && described_by_b();
    std::puts(good ? "separate compilation works" : "separate compilation FAILED");
    return good ? 0 : 1;
}
