// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Lines and events over connections; their parsers' own tests are in unit/codec.
#include "support/deflate.hpp"
#include "support/http_peer.hpp"
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/pipeline/stream.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

std::string const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n";

struct got {
    std::vector<std::string> items;
    error failed;
};

std::string text_of(std::string const& line) { return line; }
std::string text_of(server_event const& e) { return e.type + "|" + e.data + "|" + e.id; }

template <class T>
asio::awaitable<got> collect(async_generator<T> items, std::size_t most)
{
    got out;
    auto source = std::move(items);
    try {
        while (out.items.size() != most) {
            auto coming = source.next();
            auto* item = co_await std::move(coming);
            if (item == nullptr) break;
            out.items.push_back(text_of(*item));
        }
    } catch (failure const& f) {
        out.failed = f.error();
    }
    co_return out;
}

struct world {
    explicit world(handler answer) : server(context.get_executor(), std::move(answer)), pool(context.get_executor())
    {
        request.origin = server.origin();
    }
    got lines(stream_options options = {}, std::size_t most = 1'000'000)
    {
        return run(context, collect(async_lines(pool, request, options), most));
    }
    got events(stream_options options = {}, std::size_t most = 1'000'000)
    {
        return run(context, collect(async_events(pool, request, options), most));
    }

    asio::io_context context;
    testing::loopback_server server;
    http::connection_pool pool;
    http::request request;
};

using list = std::vector<std::string>;

/// Says each part when the client has had time to read the one before, then waits for the client to go.
handler slowly(std::vector<std::string> parts, std::shared_ptr<bool> gone)
{
    return [=](http::request, http::server_connection& peer) {
        return [](http::server_connection* to, std::vector<std::string> all,
                  std::shared_ptr<bool> left) -> asio::awaitable<void> {
            std::string const first = head + "\r\n";
            auto greeting = say(to, first);
            co_await std::move(greeting);
            for (auto const& part : all) {
                auto saying = say(to, part);
                co_await std::move(saying);
                co_await turns(50);
            }
            char byte = 0;
            auto outcome =
                co_await to->socket().async_read_some(asio::buffer(&byte, 1), asio::as_tuple(asio::use_awaitable));
            *left = true;
            static_cast<void>(outcome);
            to->close();
        }(&peer, parts, gone);
    };
}

TEST_SUITE("http/streams")
{
    TEST_CASE("the lines of an answer, however it is encoded, and the connection is kept")
    {
        std::string text;
        for (int i = 0; i != 30'000; ++i) text += "{\"row\":" + std::to_string(i) + "}\r\n";
        text += "the last one";
        for (auto const& bytes : {ok(text), ok(deflated(text, gzip), "Content-Encoding: gzip\r\n")}) {
            world w(saying(bytes));
            for (int i = 0; i != 2; ++i) {
                auto const got = w.lines();
                CHECK_FALSE(got.failed);
                REQUIRE(got.items.size() == 30'001);
                CHECK(got.items[29'999] == "{\"row\":29999}");
                CHECK(got.items.back() == "the last one");
            }
            CHECK(w.server.accepted() == 1);
        }
    }

    TEST_CASE("events come one by one while the stream goes on; leaving closes the connection")
    {
        auto const gone = std::make_shared<bool>(false);
        world w(slowly({"data: a\n", "\nid: 7\nevent: x\nda", "ta: b\n\n", ": ping\n\n"}, gone));
        auto const got = w.events({}, 2);
        CHECK_FALSE(got.failed);
        CHECK(got.items == list{"message|a|", "x|b|7"});
        for (int i = 0; i != 1000 && !*gone; ++i) w.context.run_one_for(5s);
        CHECK(*gone);
        for (int i = 0; i != 1000 && w.pool.open_connections(w.request.origin) != 0; ++i) w.context.run_one_for(1s);
        CHECK(w.pool.open_connections(w.request.origin) == 0);
    }

    TEST_CASE("events end with the stream, and an answer without a body is no event")
    {
        world w(saying(head + "\r\ndata: a\n\ndata: b\n", afterwards::close));
        auto const got = w.events();
        CHECK_FALSE(got.failed);
        CHECK(got.items == list{"message|a|"});
        world nothing(saying("HTTP/1.1 204 -\r\n\r\n"));
        CHECK(nothing.events().items.empty());
        CHECK_FALSE(nothing.events().failed);
    }

    TEST_CASE("a stream that is cut off ends with an error, after what came whole")
    {
        world w(saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\none\ntwo\nthr", afterwards::close));
        auto const got = w.lines();
        CHECK(got.items == list{"one", "two"});
        CHECK(got.failed == http_errc::truncated);
    }

    TEST_CASE("an error answer keeps its status and words")
    {
        world w(saying("HTTP/1.1 404 -\r\nContent-Length: 7\r\n\r\nno such"));
        auto const got = w.events();
        CHECK(got.failed == http_errc::not_found);
        CHECK(got.failed.info().status == 404);
        CHECK(got.failed.info().body_snippet == "no such");
    }

    TEST_CASE("an answer of another kind is not read as events")
    {
        world w(saying(ok("data: a\n\n", "Content-Type: text/html\r\n")));
        auto const got = w.events();
        CHECK(got.items.empty());
        CHECK(got.failed == codec_errc::wrong_type);
        CHECK(got.failed.info().detail == "the answer's Content-Type is not text/event-stream");
    }

    TEST_CASE("a line and an event that are too long are errors, and the connection is closed")
    {
        world w(stalling_after("HTTP/1.1 200 OK\r\n\r\nshort\n" + std::string(5000, 'x')));
        auto const got = w.lines(stream_options().limit(1000));
        CHECK(got.items == list{"short"});
        CHECK(got.failed == codec_errc::too_large);
        for (int i = 0; i != 1000 && w.pool.open_connections(w.request.origin) != 0; ++i) w.context.run_one_for(1s);
        CHECK(w.pool.open_connections(w.request.origin) == 0);
    }

    TEST_CASE("a stream ends at its own deadline")
    {
        world w(stalling_after(head + "\r\ndata: a\n\n"));
        auto const got = w.events(stream_options().until(in(50ms)));
        CHECK(got.items == list{"message|a|"});
        CHECK(got.failed == http_errc::deadline_exceeded);
        CHECK(got.failed.info().where == phase::body);
    }

    TEST_CASE("a stream that broke is not begun again behind the reader's back")
    {
        world w(saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\none\n", afterwards::close));
        any_client client = retry(retry_options().schedule(backoff().base(0ms))) | cogrant::send(w.pool);
        auto const got = run(w.context, collect(async_lines(client, w.request), 100));
        CHECK(got.items == list{"one"});
        CHECK(got.failed == http_errc::truncated);
        CHECK(w.server.accepted() == 1);
    }

    TEST_CASE("a reader cancelled in the middle gets no half line, and the connection is closed")
    {
        world w(stalling_after("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\none\ntw"));
        asio::cancellation_signal stop;
        std::optional<got> out;
        asio::co_spawn(
            w.context, boxed(collect(async_lines(w.pool, w.request), 100)),
            asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e, std::optional<got> g) {
                CHECK_FALSE(e);
                out = std::move(g);
            }));
        for (int idle = 0; idle != 1000; ++idle)
            if (w.context.poll() != 0) idle = 0;
        CHECK_FALSE(out);
        stop.emit(asio::cancellation_type::terminal);
        for (int i = 0; i != 1000 && !out; ++i) w.context.run_one_for(5s);
        REQUIRE(out);
        CHECK(out->items == list{"one"});
        CHECK(out->failed == condition::cancelled);
        for (int i = 0; i != 1000 && w.pool.open_connections(w.request.origin) != 0; ++i) w.context.run_one_for(1s);
        CHECK(w.pool.open_connections(w.request.origin) == 0);
    }

    TEST_CASE("a context may go while a stream is under way")
    {
        std::optional<world> w(std::in_place, stalling_after(head + "\r\ndata: a\n\n"));
        auto events = async_events(w->pool, w->request);
        REQUIRE(run(w->context, events.next()) != nullptr);
        w->server.stop();
        events = {};
        w.reset();
    }

    TEST_CASE("a reader that is slow holds the server back")
    {
        constexpr std::size_t all = 1000;
        auto const written = std::make_shared<std::size_t>(0);
        world w([=](http::request, http::server_connection& peer) {
            return [](http::server_connection* to, std::shared_ptr<std::size_t> count) -> asio::awaitable<void> {
                std::string const line = std::string(65'535, 'x') + '\n';
                auto greeting = say(to, "HTTP/1.1 200 OK\r\nContent-Length: 65536000\r\n\r\n");
                co_await std::move(greeting);
                for (; *count != all; ++*count) {
                    auto saying = to->write_raw(line);
                    auto const code = co_await std::move(saying);
                    if (code) break;
                }
            }(&peer, written);
        });
        auto lines = async_lines(w.pool, w.request);
        REQUIRE(run(w.context, lines.next()) != nullptr);
        for (int idle = 0; idle != 1000; ++idle)
            if (w.context.poll() != 0) idle = 0;
        CHECK(*written < all / 2); // what the sockets hold
        std::size_t n = 1;
        while (run(w.context, lines.next()) != nullptr) ++n;
        CHECK(n == all);
    }
}

} // namespace
