// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "scripted_fetcher.hpp"
#include <cogrant/oauth/token_source.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

using source = basic_token_source<scripted_fetcher, manual_clock>;

asio::awaitable<void> ask(source tokens, std::vector<std::string>& log)
{
    auto got = co_await tokens.await_token(no_deadline);
    log.push_back(got ? "got " + std::string((*got)->expose()) : got.error().message());
}

} // namespace

TEST_SUITE("oauth/token_change")
{
    TEST_CASE("a listener hears of each new token, why it came, and before those who wait for it")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 100s, 1s).answer("b", 100s, 0s).answer("c", 100s, 0s);
        script.refuse(oauth_errc::invalid_client, 0s).answer("d", 100s, 0s);
        std::vector<std::string> log;
        std::optional<source> tokens;
        auto const listen = [&](token_change const& c) {
            // No lock is held: the source can be asked from here.
            CHECK(tokens->try_get_token()->generation() == c.generation);
            log.push_back(std::string(to_string(c.why)) + " " + std::string(c.tokens.access_token.expose()));
        };
        tokens.emplace(
            time.context.get_executor(), scripted_fetcher(script),
            token_source_options().jitter(0).on_token_change(listen));
        time.run(ask(*tokens, log));
        manual_clock::advance(60s);
        CHECK(static_cast<bool>(tokens->try_get_token()));
        time.run();
        manual_clock::advance(100s);
        time.run(ask(*tokens, log));
        tokens->invalidate(tokens->try_get_token());
        time.run(ask(*tokens, log));
        tokens->forget_failures();
        time.run(ask(*tokens, log));
        REQUIRE(log.size() == 8);
        CHECK(log[0] == "first a");
        CHECK(log[1] == "got a");
        CHECK(log[2] == "ahead b");
        CHECK(log[3] == "expired c");
        CHECK(log[5].find("client id or secret is refused") != std::string::npos);
        CHECK(log[6] == "refused d");
    }

    TEST_CASE("what a listener throws costs nobody the token")
    {
        virtual_time time;
        fetch_script script;
        script.answer("a", 100s, 0s);
        auto const listen = [](token_change const&) { throw std::runtime_error("disk full"); };
        source const tokens(
            time.context.get_executor(), scripted_fetcher(script), token_source_options().on_token_change(listen));
        std::vector<std::string> log;
        time.run(ask(tokens, log));
        CHECK(log == std::vector<std::string>{"got a"});
    }
}
