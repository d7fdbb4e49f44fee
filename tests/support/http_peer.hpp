// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_HTTP_PEER_HPP
#define COGRANT_TESTS_SUPPORT_HTTP_PEER_HPP

#include "support/coroutines.hpp"
#include "support/print_result.hpp"
#include <cogrant/http/pool.hpp>
#include <cogrant/testing/loopback_server.hpp>

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace support {

namespace http = cogrant::http;
using cogrant::result;
using handler = cogrant::testing::loopback_server::handler;
using namespace std::chrono_literals;

enum class afterwards { keep, close, reset };

inline asio::awaitable<void> say(http::server_connection* peer, std::string bytes, afterwards then = afterwards::keep)
{
    auto writing = peer->write_raw(std::move(bytes));
    auto const code = co_await std::move(writing);
    static_cast<void>(code);
    if (then == afterwards::close) peer->close();
    if (then == afterwards::reset) peer->reset();
}

/// Answers every request with these bytes.
inline handler saying(std::string bytes, afterwards then = afterwards::keep)
{
    return [=](http::request, http::server_connection& peer) { return say(&peer, bytes, then); };
}

/// Says this and then nothing more, until the client goes.
inline asio::awaitable<void> say_and_stall(http::server_connection* peer, std::string bytes)
{
    auto writing = peer->write_raw(std::move(bytes));
    auto const code = co_await std::move(writing);
    static_cast<void>(code);
    char byte = 0;
    auto outcome = co_await peer->socket().async_read_some(asio::buffer(&byte, 1), asio::as_tuple(asio::use_awaitable));
    static_cast<void>(outcome);
    peer->close();
}

inline handler stalling_after(std::string bytes)
{
    return [=](http::request, http::server_connection& peer) { return say_and_stall(&peer, bytes); };
}

inline std::string ok(std::string const& body = "hello", std::string const& more = "")
{
    return "HTTP/1.1 200 OK\r\n" + more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline http::request ask_for(http::origin to, std::string target = "/", http::method method = http::method::get)
{
    http::request r;
    r.origin = std::move(to);
    r.target = std::move(target);
    r.method = method;
    return r;
}

inline asio::awaitable<result<http::response>> send(http::connection_pool pool, http::exchange* x)
{
    auto sending = pool.send(*x);
    auto answer = co_await std::move(sending);
    co_return answer;
}

/// One request from beginning to end, while the server runs on the same context.
inline result<http::response> send(asio::io_context& context, http::connection_pool const& pool, http::exchange& x)
{
    return run(context, send(pool, &x));
}

inline result<http::response> send(asio::io_context& context, http::connection_pool const& pool, http::request r)
{
    http::exchange x(std::move(r));
    return send(context, pool, x);
}

/// What one answer turns into: a fresh server, a fresh pool, one request.
inline result<http::response> exchange_with(handler answer, http::request r = {})
{
    asio::io_context context;
    cogrant::testing::loopback_server server(context.get_executor(), std::move(answer));
    http::connection_pool pool(context.get_executor());
    r.origin = server.origin();
    return send(context, pool, std::move(r));
}

inline cogrant::time_point in(cogrant::duration d) { return std::chrono::steady_clock::now() + d; }

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_HTTP_PEER_HPP
