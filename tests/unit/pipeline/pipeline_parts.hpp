// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_PIPELINE_PARTS_HPP
#define COGRANT_TESTS_PIPELINE_PARTS_HPP

#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <virtual_time.hpp>

/// What the tests of the pipeline share: an API, a source of numbered tokens, a listener.
namespace parts {

namespace asio = boost::asio;
using namespace cogrant;
using clock = testing::manual_clock;

inline http::origin api() { return {true, "api.example", 443}; }

inline http::request ask(http::method m, std::string target)
{
    http::request r;
    r.method = m;
    r.origin = api();
    r.target = std::move(target);
    return r;
}

/// Gives token-1, token-2, …, each after `delay`; fails with `refusal` when that is set.
struct numbered_tokens {
    struct state {
        int fetches = 0;
        duration delay{0};
        error_code refusal;
        std::string token_type = "Bearer";
    };
    state* shared;

    asio::awaitable<result<oauth::token_set>> fetch(time_point)
    {
        auto& s = *shared;
        auto const code = co_await wait_until<clock>(clock::now() + s.delay);
        if (code) co_return error(code);
        ++s.fetches;
        if (s.refusal) co_return error(s.refusal, phase::token);
        oauth::token_set set;
        set.access_token = secret("token-" + std::to_string(s.fetches));
        set.token_type = s.token_type;
        set.expires_in = std::chrono::hours(1);
        co_return set;
    }
};
using token_source = oauth::basic_token_source<numbered_tokens, clock>;

/// Remembers what a pipeline reports.
struct listener {
    struct heard {
        http::event::kind what;
        phase where;
        unsigned attempt;
        unsigned status;
        error_code code;
        duration wait_for;
        std::string reason;
        std::string target;
    };
    std::vector<heard> events;

    http::event_hook hook()
    {
        return {
            [](void* self, http::event const& e) {
                support::sink(e);
                static_cast<listener*>(self)->events.push_back(
                    {e.what, e.where, e.attempt, e.status, e.code, e.wait_for, std::string(e.reason),
                     std::string(e.target)});
            },
            this};
    }
    std::vector<http::event::kind> kinds() const
    {
        std::vector<http::event::kind> out;
        for (auto const& e : events) out.push_back(e.what);
        return out;
    }
};

template <class Client>
asio::awaitable<void> send_into(Client& client, http::exchange& x, std::optional<result<http::response>>& out)
{
    auto answer = co_await client.send(x);
    support::sink_outcome(answer);
    out.emplace(std::move(answer));
}

template <class Client>
result<http::response> send(virtual_time& time, Client& client, http::exchange& x)
{
    std::optional<result<http::response>> out;
    time.run(send_into(client, x, out));
    REQUIRE(out.has_value());
    return *out;
}

template <class T, class Client>
asio::awaitable<void> fetch_into(Client& client, http::exchange& x, std::optional<result<T>>& out)
{
    auto answer = co_await fetch<T>(client, x);
    support::sink_outcome(answer);
    out.emplace(std::move(answer));
}

template <class T, class Client>
result<T> fetched(virtual_time& time, Client& client, http::exchange& x)
{
    std::optional<result<T>> out;
    time.run(fetch_into<T>(client, x, out));
    REQUIRE(out.has_value());
    return *out;
}

} // namespace parts

#endif // COGRANT_TESTS_PIPELINE_PARTS_HPP
