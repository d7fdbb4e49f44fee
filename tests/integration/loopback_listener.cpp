// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A login that comes back over real sockets, and how the listener ends.
#include "loopback_browser.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <type_traits>

namespace {

using namespace loopback;

static_assert(!std::is_aggregate_v<loopback_options>);

TEST_SUITE("oauth/loopback_listener")
{
    TEST_CASE("a person signs in, and is told so when it is true")
    {
        listening l(loopback_options().program("My report"));
        l.wait();
        auto const moved = l.answer(l.get("/callback?code=c-1&state=good"));
        CHECK(moved.starts_with("HTTP/1.1 303 See Other\r\n"));
        CHECK(moved.find("\r\nLocation: /callback/done\r\n") != moved.npos);
        CHECK(moved.find("c-1") == moved.npos);
        l.until_outcome();
        REQUIRE(l.outcome);
        REQUIRE(*l.outcome);
        auto const grant = code_grant(std::move(**l.outcome));
        REQUIRE(grant);
        CHECK(grant->code.get().expose() == "c-1");

        client browser(l.context, l.listener.port());
        browser.say(l.get("/callback/done"));
        asio::co_spawn(l.context, show(l.listener, answer_page::signed_in("My report"), 5s), asio::detached);
        auto const page = support::run(l.context, browser.hear());
        CHECK(page.starts_with("HTTP/1.1 200 OK\r\n"));
        CHECK(page.find("<h1>You are signed in</h1>") != page.npos);
        for (auto const* field :
             {"Referrer-Policy: no-referrer", "Cache-Control: no-store", "X-Content-Type-Options: nosniff",
              "Content-Security-Policy: default-src 'none'", "Connection: close"})
            CHECK_MESSAGE(page.find(field) != page.npos, field);
        CHECK(l.answer(l.get("/callback/done")).find("You are signed in") != page.npos); // a reload
        CHECK(l.status(l.get("/callback?code=c-1&state=good")) == 400);
    }

    TEST_CASE("S06: it listens on a literal loopback address only, on a port of its own or the one given")
    {
        for (auto const where : {address::ipv4, address::ipv6}) {
            asio::io_context context;
            auto const first = loopback_listener::bind(context.get_executor(), loopback_options().bind_to(where));
            if (!first && where == address::ipv6) continue; // a machine without IPv6
            REQUIRE(first);
            auto const host = where == address::ipv4 ? std::string("127.0.0.1") : std::string("[::1]");
            CHECK(first->redirect_uri() == "http://" + host + ":" + std::to_string(first->port()) + "/callback");
            auto const taken =
                loopback_listener::bind(context.get_executor(), loopback_options().bind_to(where).port(first->port()));
            REQUIRE_FALSE(taken);
            CHECK(taken.error().code() == asio::error::address_in_use);
            CHECK(taken.error().message().find(host) != std::string::npos);
        }
        // 127.0.0.2 leads to whatever listens on every address of the machine, and not to this.
        listening l;
        tcp::socket other(l.context);
        error_code failed;
        other.connect({asio::ip::make_address("127.0.0.2"), l.listener.port()}, failed);
        CHECK(failed == asio::error::connection_refused);
        asio::io_context again;
        std::uint16_t port = 0;
        {
            port = loopback_listener::bind(again.get_executor())->port();
        }
        again.run();
        CHECK(loopback_listener::bind(again.get_executor(), loopback_options().port(port)));
    }

    TEST_CASE("S06: both kinds of address receive a callback")
    {
        asio::io_context context;
        if (!loopback_listener::bind(context.get_executor(), loopback_options().bind_to(address::ipv6))) return;
        listening l(loopback_options().bind_to(address::ipv6));
        l.wait();
        CHECK(l.works());
    }

    TEST_CASE("S42: a deadline and a cancellation end the wait, and the listener can be used again")
    {
        listening l;
        l.wait(std::chrono::steady_clock::now() + 20ms);
        l.until_outcome();
        REQUIRE(l.outcome);
        CHECK(l.outcome->error().code() == http_errc::deadline_exceeded);
        CHECK(l.status(l.get("/callback?code=c&state=good")) == 400); // nobody waits for it
        l.outcome.reset();

        asio::cancellation_signal stop;
        asio::co_spawn(
            l.context, l.keep(login(), no_deadline), asio::bind_cancellation_slot(stop.slot(), asio::detached));
        CHECK(l.status(l.get("/favicon.ico")) == 404);
        stop.emit(asio::cancellation_type::terminal);
        l.context.run_for(20ms);
        CHECK(l.status(l.get("/callback?code=c&state=good")) == 400);
        l.outcome.reset();
        l.wait();
        CHECK(l.works());
    }

    TEST_CASE("destroying it ends everything: the context runs out of work")
    {
        asio::io_context context;
        std::optional<loopback_listener> listener(loopback_listener::bind(context.get_executor()).value());
        std::optional<result<validated_callback>> outcome;
        asio::co_spawn(
            context,
            [](loopback_listener& from, auto& out) -> asio::awaitable<void> {
                auto waiting = from.wait(login(), no_deadline);
                auto got = co_await std::move(waiting);
                out.emplace(std::move(got));
            }(*listener, outcome),
            asio::detached);
        client idle(context, listener->port());
        client begun(context, listener->port());
        begun.say("GET /callback?code");
        for (int i = 0; i != 20; ++i) context.poll();
        listener.reset();
        context.restart();
        CHECK(context.run_for(5s) > 0);
        CHECK(context.stopped());
        REQUIRE(outcome);
        CHECK(outcome->error() == condition::cancelled);
    }

    TEST_CASE("a browser that waits when the program has nothing more to say gets a page all the same")
    {
        listening l(loopback_options().page_time(20ms));
        l.wait();
        CHECK(l.works());
        CHECK(l.answer(l.get("/callback/done")).find("Go back to the program") != std::string::npos);
    }

    TEST_CASE("it works on a pool of threads")
    {
        asio::thread_pool pool(4);
        std::optional<loopback_listener> listener(loopback_listener::bind(pool.get_executor()).value());
        std::optional<result<validated_callback>> outcome;
        auto const done = asio::co_spawn(
            pool,
            [](loopback_listener& from, auto& out) -> asio::awaitable<void> {
                auto waiting = from.wait(login(), std::chrono::steady_clock::now() + 8s);
                auto got = co_await std::move(waiting);
                out.emplace(std::move(got));
                auto showing = from.show(answer_page::signed_in("x"), 8s);
                co_await std::move(showing);
            }(*listener, outcome),
            asio::use_future);
        auto const host = "127.0.0.1:" + std::to_string(listener->port());
        auto const ask = [&](std::string const& target) {
            asio::io_context context;
            client c(context, listener->port());
            c.say("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            return support::run(context, c.hear());
        };
        CHECK(ask("/callback?code=c&state=good").starts_with("HTTP/1.1 303")); // answered when the wait has begun
        CHECK(ask("/callback/done").find("You are signed in") != std::string::npos);
        done.wait();
        CHECK(outcome->has_value());
        listener.reset();
        pool.join();
    }

    TEST_CASE("a browser that waits when the listener goes gets a page, too")
    {
        listening l;
        l.wait();
        CHECK(l.works());
        client browser(l.context, l.listener.port());
        browser.say(l.get("/callback/done"));
        l.context.run_for(20ms);
        {
            auto const gone = std::move(l.listener);
        }
        CHECK(support::run(l.context, browser.hear()).find("Go back to the program") != std::string::npos);
    }
}

} // namespace
