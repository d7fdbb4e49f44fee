// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/any_token_fetcher.hpp>

#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <coroutines.hpp>
#include <print_result.hpp>
#include <type_traits>
#include <utility>

namespace oauth = cogrant::oauth;

namespace {

// Counts the calls where the test can see them, and fails the second.
struct counting_fetcher {
    int* calls;

    boost::asio::awaitable<cogrant::result<oauth::token_set>> fetch(cogrant::time_point deadline)
    {
        int const call = ++*calls;
        auto const refused = cogrant::error(make_error_code(cogrant::oauth_errc::invalid_grant));
        if (call == 2) co_return refused;
        oauth::token_set made;
        made.access_token = cogrant::secret("call-1");
        made.expires_in = std::chrono::duration_cast<std::chrono::seconds>(deadline.time_since_epoch());
        co_return made;
    }
};

struct spending : counting_fetcher {
    static constexpr bool uninterrupted = true;
};

} // namespace

TEST_SUITE("oauth/any_token_fetcher")
{
    TEST_CASE("a fetcher of any type is asked through it, with its deadline, its tokens and its errors")
    {
        static_assert(oauth::token_fetcher<oauth::any_token_fetcher>);
        static_assert(std::is_nothrow_move_constructible_v<oauth::any_token_fetcher>);
        boost::asio::io_context context;
        int calls = 0;
        oauth::any_token_fetcher fetcher = counting_fetcher{&calls};
        auto moved = std::move(fetcher);
        auto const first = support::run(context, moved.fetch(cogrant::time_point(std::chrono::seconds(42))));
        REQUIRE(first);
        CHECK(first->access_token.expose() == "call-1");
        CHECK(first->expires_in == std::chrono::seconds(42));
        auto const second = support::run(context, moved.fetch(cogrant::no_deadline));
        REQUIRE(!second);
        CHECK(second.error() == make_error_code(cogrant::oauth_errc::invalid_grant));
        CHECK(calls == 2);
    }

    TEST_CASE("it says of the fetcher within whether its request spends something")
    {
        int calls = 0;
        CHECK(oauth::any_token_fetcher(spending{{&calls}}).uninterrupted());
        CHECK(!oauth::any_token_fetcher(counting_fetcher{&calls}).uninterrupted());
    }

    TEST_CASE("it takes a fetcher that can only be moved and has nothing but what the concept asks for")
    {
        oauth::any_token_fetcher const fetcher = archetypes::token_fetcher(1);
        static_cast<void>(fetcher);
    }
}
