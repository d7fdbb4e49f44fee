// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Here a real timer is what is tested: deadlines of a few milliseconds on the loopback interface.
#include "support/http_peer.hpp"
#include <cogrant/async/completion.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>
#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

struct timed_out {
    bool as_expected = false;
    phase where = phase::none;
    duration took{};
};

timed_out ask(asio::io_context& context, http::connection_pool const& pool, http::request r, duration allowed = 50ms)
{
    auto const begin = std::chrono::steady_clock::now();
    http::exchange x(std::move(r), begin + allowed);
    auto const got = send(context, pool, x);
    timed_out out;
    out.took = std::chrono::steady_clock::now() - begin;
    if (got) return out;
    out.as_expected = got.error() == http_errc::deadline_exceeded && got.error() == condition::timeout;
    out.where = got.error().info().where;
    return out;
}

/// Accepts and never says a word.
class mute_server {
public:
    explicit mute_server(asio::io_context& context, int backlog = 16) : acceptor_(context, asio::ip::tcp::v4())
    {
        acceptor_.bind({asio::ip::address_v4::loopback(), 0});
        acceptor_.listen(backlog);
    }
    http::origin origin(bool tls = false) const { return {tls, "127.0.0.1", acceptor_.local_endpoint().port()}; }
    asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

private:
    asio::ip::tcp::acceptor acceptor_;
};

/// A listener whose queue is full: the system drops further connects on the floor, as a firewall does.
class full_server : public mute_server {
public:
    explicit full_server(asio::io_context& context) : mute_server(context, 0)
    {
        for (int i = 0; i != 4; ++i) {
            fill_.emplace_back(context);
            fill_.back().async_connect(endpoint(), asio::detached);
        }
        context.poll();
    }

private:
    std::vector<asio::ip::tcp::socket> fill_;
};

/// A body of so many bytes, one at a time.
asio::awaitable<void> trickle(http::server_connection* peer, int bytes, duration pause)
{
    auto writing = say(peer, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n");
    co_await std::move(writing);
    for (int i = 0; i != bytes; ++i) {
        auto const code = co_await wait_until(std::chrono::steady_clock::now() + pause);
        if (code) co_return;
        auto next = say(peer, "x");
        co_await std::move(next);
    }
}

TEST_SUITE("http/deadlines")
{
    TEST_CASE("deadline_names_the_phase: connect")
    {
        asio::io_context context;
        full_server const server(context);
        http::connection_pool pool(context.get_executor());
        auto const got = ask(context, pool, ask_for(server.origin()));
        CHECK(got.as_expected);
        CHECK(got.where == phase::connect);
        CHECK(got.took < 2s);
        CHECK(pool.open_connections(server.origin()) == 0);
    }

    TEST_CASE("deadline_names_the_phase: TLS handshake")
    {
        asio::io_context context;
        mute_server const server(context);
        http::connection_pool pool(context.get_executor());
        auto const got = ask(context, pool, ask_for(server.origin(true)));
        CHECK(got.as_expected);
        CHECK(got.where == phase::tls);
    }

    TEST_CASE("deadline_names_the_phase: write")
    {
        asio::io_context context;
        mute_server const server(context);
        http::connection_pool pool(context.get_executor());
        auto r = ask_for(server.origin(), "/", http::method::post);
        r.body.assign(30'000'000, 'x');
        auto const got = ask(context, pool, std::move(r), 100ms);
        CHECK(got.as_expected);
        CHECK(got.where == phase::write);
    }

    TEST_CASE("deadline_names_the_phase: first byte")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), stalling_after("HTTP/1.1 200 OK\r\nContent-Le"));
        http::connection_pool pool(context.get_executor());
        auto const got = ask(context, pool, ask_for(server.origin()));
        CHECK(got.as_expected);
        CHECK(got.where == phase::first_byte);
        CHECK(pool.open_connections(server.origin()) == 0);
    }

    TEST_CASE("deadline_names_the_phase: body")
    {
        for (std::string const head :
             {"Content-Length: 100\r\n", "Content-Length: 1000000\r\n", "Transfer-Encoding: chunked\r\n", ""}) {
            asio::io_context context;
            testing::loopback_server server(
                context.get_executor(),
                stalling_after(
                    "HTTP/1.1 200 OK\r\n" + head + "\r\n" + (head.starts_with('T') ? "5\r\nhello\r\n" : "hello")));
            http::connection_pool pool(context.get_executor());
            auto const got = ask(context, pool, ask_for(server.origin()));
            CHECK(got.as_expected);
            CHECK(got.where == phase::body);
        }
    }

    TEST_CASE("deadline_names_the_phase: connection pool")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), stalling_after(""));
        http::connection_pool pool(context.get_executor(), http::pool_options().max_per_origin(1));
        http::exchange busy(ask_for(server.origin()));
        asio::co_spawn(context, send(pool, &busy), asio::detached);
        context.poll();
        auto const got = ask(context, pool, ask_for(server.origin()));
        CHECK(got.as_expected);
        CHECK(got.where == phase::pool);
        CHECK(pool.open_connections(server.origin()) == 1);
    }

    TEST_CASE("deadline_names_the_phase: a limit of one phase ends a request without a deadline, and names its option")
    {
        asio::io_context context;
        full_server const full(context);
        mute_server const mute(context);
        testing::loopback_server silent(context.get_executor(), stalling_after(""));
        testing::loopback_server halting(
            context.get_executor(), stalling_after("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"));
        auto large = ask_for(mute.origin(), "/", http::method::post);
        large.body.assign(30'000'000, 'x');
        struct {
            http::pool_options limits;
            http::request r;
            phase where;
            char const* option;
        } const table[] = {
            {http::pool_options().connect_timeout(30ms), ask_for(full.origin()), phase::connect, "connect_timeout"},
            {http::pool_options().handshake_timeout(30ms), ask_for(mute.origin(true)), phase::tls, "handshake_timeout"},
            {http::pool_options().answer_timeout(30ms), large, phase::write, "answer_timeout"},
            {http::pool_options().answer_timeout(30ms), ask_for(silent.origin()), phase::first_byte, "answer_timeout"},
            {http::pool_options().answer_timeout(30ms), ask_for(halting.origin()), phase::body, "answer_timeout"},
        };
        for (auto const& row : table) {
            http::connection_pool pool(context.get_executor(), row.limits);
            for (auto const deadline : {no_deadline, in(1h)}) {
                http::exchange x(row.r, deadline);
                auto const got = send(context, pool, x);
                REQUIRE_FALSE(got);
                CHECK(got.error() == http_errc::deadline_exceeded);
                CHECK(got.error().info().where == row.where);
                CHECK(got.error().message().find(row.option) != std::string::npos);
                CHECK(pool.open_connections(row.r.origin) == 0);
            }
        }
    }

    TEST_CASE("a request may allow its server less silence than the pool, or more")
    {
        asio::io_context context;
        testing::loopback_server silent(context.get_executor(), stalling_after(""));
        http::connection_pool patient(context.get_executor());
        auto hasty = ask_for(silent.origin());
        hasty.answer_timeout = 30ms;
        http::exchange x(hasty);
        auto const got = send(context, patient, x);
        REQUIRE_FALSE(got);
        CHECK(got.error() == http_errc::deadline_exceeded);
        CHECK(got.error().info().where == phase::first_byte);

        testing::loopback_server slow(context.get_executor(), [](http::request, http::server_connection& peer) {
            return trickle(&peer, 3, 70ms);
        });
        http::connection_pool strict(context.get_executor(), http::pool_options().answer_timeout(20ms));
        auto calm = ask_for(slow.origin());
        http::exchange y(calm);
        CHECK_FALSE(send(context, strict, y));
        for (auto const allowed : {duration(1h), duration::max()}) {
            calm.answer_timeout = allowed;
            http::exchange z(calm);
            auto const whole = send(context, strict, z);
            REQUIRE(whole);
            CHECK(whole->body == "xxx");
        }
    }

    TEST_CASE("an answer may take longer than the answer timeout as long as bytes arrive")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), [](http::request, http::server_connection& peer) {
            return trickle(&peer, 10, 70ms);
        });
        http::connection_pool pool(context.get_executor(), http::pool_options().answer_timeout(500ms));
        auto const begin = std::chrono::steady_clock::now();
        auto const got = send(context, pool, ask_for(server.origin()));
        REQUIRE(got);
        CHECK(got->body == std::string(10, 'x'));
        CHECK(std::chrono::steady_clock::now() - begin > 600ms);
        // the deadline counts all of it
        CHECK(ask(context, pool, ask_for(server.origin()), 100ms).where == phase::body);
    }

    TEST_CASE("a deadline in the past sends nothing, also on a kept connection")
    {
        asio::io_context context;
        int requests = 0;
        testing::loopback_server server(context.get_executor(), [&](http::request, http::server_connection& peer) {
            ++requests;
            return say(&peer, ok());
        });
        http::connection_pool pool(context.get_executor());
        CHECK(ask(context, pool, ask_for(server.origin()), -1ms).as_expected);
        CHECK(send(context, pool, ask_for(server.origin())));
        http::exchange late(ask_for(server.origin()), in(-1ms));
        CHECK(send(context, pool, late).error() == http_errc::deadline_exceeded);
        CHECK_FALSE(late.bytes_written);
        context.restart();
        context.poll();
        CHECK(requests == 1);
        CHECK(pool.open_connections(server.origin()) == 0);
    }

    TEST_CASE("a deadline that is kept leaves nothing behind: the context runs out of work")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor());
        http::exchange x(ask_for(server.origin()), in(1h));
        CHECK(send(context, pool, x));
        CHECK(pool.open_connections(server.origin()) == 1);
        pool.close();
        server.stop();
        auto const begin = std::chrono::steady_clock::now();
        context.restart();
        context.run();
        CHECK(std::chrono::steady_clock::now() - begin < 5s);
    }

    TEST_CASE("deadlines hold on a raw thread pool, whatever the moment they pass")
    {
        asio::io_context context;
        full_server const full(context);
        mute_server const mute(context);
        asio::thread_pool threads(3);
        http::connection_pool pool(threads.get_executor(), http::pool_options().max_per_origin(100));
        std::vector<std::unique_ptr<http::exchange>> exchanges;
        std::vector<std::future<error_code>> all;
        for (int i = 0; i != 60; ++i) {
            exchanges.push_back(std::make_unique<http::exchange>(
                ask_for(i % 2 == 0 ? full.origin() : mute.origin()), in(std::chrono::microseconds(i * 20))));
            std::promise<error_code> promise;
            all.push_back(promise.get_future());
            async_run(
                threads.get_executor(), send(pool, exchanges.back().get()), nullptr,
                [p = std::move(promise)](error_code code, http::response) mutable { p.set_value(code); });
        }
        for (auto& one : all) {
            REQUIRE(one.wait_for(10s) == std::future_status::ready);
            CHECK(one.get() == http_errc::deadline_exceeded);
        }
        CHECK(pool.open_connections(full.origin()) == 0);
        CHECK(pool.open_connections(mute.origin()) == 0);
        threads.join();
    }
}

} // namespace
