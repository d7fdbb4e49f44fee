// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include "support/print_result.hpp"
#include "support/scripted_names.hpp"
#include <cogrant/http/resolver.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;
using namespace std::chrono_literals;
using http::addresses;

static_assert(!std::is_aggregate_v<http::resolver_options>);

addresses at(char const* text) { return {asio::ip::make_address(text)}; }
time_point in(duration d) { return std::chrono::steady_clock::now() + d; }

result<addresses> ask(asio::io_context& context, http::resolver names, std::string host, duration allowed = 10s)
{
    return run(context, names.resolve(context.get_executor(), std::move(host), in(allowed)));
}

asio::awaitable<void> note(http::resolver names, std::string host, std::optional<result<addresses>>* out)
{
    auto const executor = co_await asio::this_coro::executor;
    auto asking = names.resolve(executor, std::move(host), no_deadline);
    auto found = co_await std::move(asking);
    out->emplace(std::move(found));
}

// The threads end by themselves; a test that goes on to destroy what they call waits for that.
void wait_for_threads(http::resolver const& names)
{
    auto const limit = in(10s);
    while (names.threads() != 0 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    CHECK(names.threads() == 0);
}

TEST_SUITE("http/resolver")
{
    TEST_CASE("an address needs no name server, and localhost is known to the system")
    {
        asio::io_context context;
        scripted_names server;
        http::resolver const names(server.options());
        CHECK(ask(context, names, "192.0.2.1").value() == at("192.0.2.1"));
        CHECK(ask(context, names, "2001:db8::1").value() == at("2001:db8::1"));
        CHECK(names.threads() == 0);
        auto const local = http::system_lookup("localhost");
        REQUIRE(local);
        CHECK(local->front().is_loopback());
        auto const none = http::system_lookup("no-such-host.invalid");
        REQUIRE_FALSE(none);
        CHECK(none.error().message().find("no-such-host.invalid") != std::string::npos);
    }

    TEST_CASE("an answer is kept, a failure is not")
    {
        asio::io_context context;
        scripted_names server;
        server.set("a.example", at("192.0.2.1"));
        http::resolver names(server.options());
        for (int i = 0; i != 3; ++i) {
            CHECK(ask(context, names, "a.example").value() == at("192.0.2.1"));
            CHECK(ask(context, names, "b.example").error() == http_errc::host_not_found);
        }
        CHECK(server.asked("a.example") == 1);
        CHECK(server.asked("b.example") == 3);
        names.forget("a.example");
        CHECK(ask(context, names, "a.example"));
        CHECK(server.asked("a.example") == 2);
        wait_for_threads(names);
    }

    TEST_CASE("requests for one name at the same time share one lookup, also when one of them leaves")
    {
        asio::io_context context;
        scripted_names server;
        server.set("hang.example", at("192.0.2.1"));
        http::resolver names(server.options());
        std::vector<std::optional<result<addresses>>> found(20);
        asio::cancellation_signal stop;
        asio::co_spawn(
            context, note(names, "hang.example", &found[0]),
            asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) {}));
        for (std::size_t i = 1; i != found.size(); ++i)
            asio::co_spawn(context, note(names, "hang.example", &found[i]), asio::detached);
        context.poll();
        server.wait_until_asked("hang.example");
        stop.emit(asio::cancellation_type::terminal);
        context.poll();
        REQUIRE(found[0]);
        CHECK(found[0]->error() == condition::cancelled);
        server.release();
        context.run_for(10s);
        for (std::size_t i = 1; i != found.size(); ++i) {
            REQUIRE(found[i]);
            CHECK(found[i]->value() == at("192.0.2.1"));
        }
        CHECK(server.asked("hang.example") == 1);
        wait_for_threads(names);
    }

    TEST_CASE("a name that hangs leaves the other threads to the other names")
    {
        asio::io_context context;
        scripted_names server;
        server.set("good.example", at("192.0.2.1"));
        http::resolver names(server.options().max_threads(2).max_waiting(1).keep_for(0s));
        // On a busy machine the caller may leave before a thread takes its name.
        auto const hang = [&](char const* name) {
            do {
                CHECK(ask(context, names, name, 5ms).error() == http_errc::deadline_exceeded);
            } while (server.asked(name) == 0);
        };
        hang("hang-1.example");
        for (int i = 0; i != 3; ++i) CHECK(ask(context, names, "good.example"));
        // All threads hang: the next name waits, and leaves the queue when its caller does; one more is refused.
        hang("hang-2.example");
        CHECK(ask(context, names, "good.example", 5ms).error() == http_errc::deadline_exceeded);
        std::optional<result<addresses>> waits;
        asio::co_spawn(context, note(names, "good.example", &waits), asio::detached);
        context.restart();
        context.poll();
        auto const refused = ask(context, names, "other.example");
        CHECK(refused.error() == http_errc::lookup_failed);
        CHECK(refused.error() == condition::retryable);
        CHECK(names.threads() == 2);
        CHECK_FALSE(waits);
        server.release();
        while (!waits && context.run_one_for(10s) != 0) {}
        REQUIRE(waits);
        CHECK(waits->value() == at("192.0.2.1"));
        CHECK(server.asked("other.example") == 0);
        wait_for_threads(names);
    }

    TEST_CASE("a lookup that throws or finds nothing is a failure of the lookup")
    {
        asio::io_context context;
        http::resolver const names(http::resolver_options().lookup([](std::string const& host) -> result<addresses> {
            if (host == "empty.example") return addresses{};
            throw std::runtime_error("broken");
        }));
        CHECK(ask(context, names, "empty.example").error() == http_errc::host_not_found);
        CHECK(ask(context, names, "other.example").error() == http_errc::lookup_failed);
        wait_for_threads(names);
    }

    TEST_CASE("resolver and context may go while a lookup hangs, and the thread that comes back late touches neither")
    {
        scripted_names server;
        std::optional<http::resolver> kept;
        for (bool const resolver_first : {true, false}) {
            auto context = std::make_unique<asio::io_context>();
            auto names = std::make_unique<http::resolver>(server.options());
            if (!kept) kept = *names;
            std::optional<result<addresses>> found;
            asio::co_spawn(*context, note(*names, "hang.example", &found), asio::detached);
            context->poll();
            server.wait_until_asked("hang.example");
            if (resolver_first) names.reset();
            context.reset();
            CHECK_FALSE(found);
        }
        server.release();
        wait_for_threads(*kept);
    }

    TEST_CASE("lookups that end while their context is being destroyed do no harm")
    {
        for (int i = 0; i != 200; ++i) {
            scripted_names server;
            server.set("hang.example", at("192.0.2.1"));
            http::resolver names(server.options());
            std::optional<result<addresses>> found;
            auto context = std::make_unique<asio::io_context>();
            asio::co_spawn(*context, note(names, "hang.example", &found), asio::detached);
            context->poll();
            server.wait_until_asked("hang.example");
            server.release();
            context.reset();
            wait_for_threads(names);
        }
    }
}

} // namespace
