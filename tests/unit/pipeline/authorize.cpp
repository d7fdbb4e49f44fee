// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

struct setting {
    virtual_time time;
    scripted_peer peer;
    parts::numbered_tokens::state state;
    parts::token_source tokens{time.context.get_executor(), parts::numbered_tokens{&state}};

    auto client()
    {
        std::vector<http::origin> const origins{parts::api()};
        return authorize(tokens, origins) | send(peer);
    }
};

expected_request with_token(expected_request r, int n)
{
    r.with_header("Authorization", "Bearer token-" + std::to_string(n));
    return r;
}

} // namespace

TEST_SUITE("pipeline/authorize")
{
    TEST_CASE("the token is attached, fetched once for all requests")
    {
        setting s;
        s.peer.expect(with_token(get("/a"), 1)).reply(200);
        s.peer.expect(with_token(get("/b"), 1)).reply(200);
        auto client = s.client();
        http::exchange a(parts::ask(http::method::get, "/a"));
        http::exchange b(parts::ask(http::method::get, "/b"));
        CHECK(parts::send(s.time, client, a).has_value());
        CHECK(parts::send(s.time, client, b).has_value());
        CHECK(s.peer.problems() == "");
        CHECK(s.state.fetches == 1);
    }

    TEST_CASE("a 401 costs one renewal and one replay")
    {
        setting s;
        s.peer.expect(with_token(post("/a"), 1)).reply(401);
        s.peer.expect(with_token(post("/a"), 2)).reply(200, "x");
        auto client = s.client();
        http::exchange x(parts::ask(http::method::post, "/a"));
        CHECK(parts::send(s.time, client, x)->body == "x");
        CHECK(s.peer.problems() == "");
        CHECK(s.state.fetches == 2);
        CHECK(x.request.headers.count("Authorization") == 1);
    }

    TEST_CASE("a second 401 is handed up and costs no third try, also with retry around")
    {
        setting s;
        s.peer.expect(with_token(get("/a"), 1)).reply(401);
        s.peer.expect(with_token(get("/a"), 2)).reply(401, "no");
        std::vector<http::origin> const origins{parts::api()};
        auto client = retry<manual_clock>() | authorize(s.tokens, origins) | send(s.peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const answer = parts::fetched<http::response>(s.time, client, x);
        REQUIRE(answer.has_error());
        CHECK(answer.error().code() == http_errc::unauthorized);
        CHECK(answer.error() == condition::needs_login);
        CHECK(s.peer.problems() == "");
        CHECK(s.state.fetches == 2);
        CHECK(!s.tokens.try_get_token());
    }

    TEST_CASE("a hundred 401s at once make one renewal")
    {
        setting s;
        s.peer.otherwise(
            [](http::request const& r) {
                return http::response{r.headers.find("Authorization") == "Bearer token-1" ? 401U : 200U, {}, {}};
            },
            1s);
        auto client = s.client();
        std::vector<std::optional<result<http::response>>> out(100);
        std::vector<http::exchange> x(100, http::exchange(parts::ask(http::method::get, "/a")));
        for (std::size_t i = 0; i != 100; ++i) s.time.start(parts::send_into(client, x[i], out[i]));
        s.time.run();
        for (auto const& o : out) CHECK(o->value().status == 200);
        CHECK(s.state.fetches == 2);
        CHECK(s.peer.count() == 200);
    }

    TEST_CASE("the token never goes to another origin: other host, scheme, port")
    {
        setting s;
        std::vector<http::origin> const others{
            {true, "evil.example", 443},
            {false, "api.example", 80},
            {true, "api.example", 8443},
            {true, "api.example.evil.example", 443},
            {false, "api.example", 443}};
        auto client = s.client();
        for (auto const& other : others) {
            s.peer.expect(get("/a").to(http::to_string(other)).without_header("Authorization")).reply(401);
            http::exchange x(parts::ask(http::method::get, "/a"));
            x.request.origin = other;
            CHECK(parts::send(s.time, client, x)->status == 401);
        }
        CHECK(s.peer.problems() == "");
        CHECK(s.state.fetches == 0);
    }

    TEST_CASE("no token is left over on a request that must not have one")
    {
        setting s;
        s.peer.expect(with_token(get("/a"), 1)).reply(200);
        s.peer.expect(get("/a").without_header("Authorization")).reply(200);
        s.peer.expect(get("/a").to("https://evil.example").without_header("Authorization")).reply(200);
        auto client = s.client();
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(s.time, client, x).has_value());
        x.request.authorize = false;
        CHECK(parts::send(s.time, client, x).has_value());
        x.request.authorize = true;
        x.request.origin.host = "evil.example";
        CHECK(parts::send(s.time, client, x).has_value());
        CHECK(s.peer.problems() == "");
    }

    TEST_CASE("a token that cannot be had fails the request in the token's phase, and is not asked for again by retry")
    {
        setting s;
        s.state.refusal = make_error_code(oauth_errc::temporarily_unavailable);
        std::vector<http::origin> const origins{parts::api()};
        auto client = retry<manual_clock>() | authorize(s.tokens, origins) | send(s.peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const answer = parts::send(s.time, client, x);
        REQUIRE(answer.has_error());
        CHECK(answer.error().code() == oauth_errc::temporarily_unavailable);
        CHECK(answer.error().info().where == phase::token);
        CHECK(s.state.fetches == 1);
        CHECK(s.peer.count() == 0);
    }

    TEST_CASE("waiting for the token obeys the request's deadline")
    {
        setting s;
        s.state.delay = 1h;
        auto client = s.client();
        http::exchange x(parts::ask(http::method::get, "/a"), manual_clock::now() + 3s);
        std::optional<result<http::response>> out;
        s.time.start(parts::send_into(client, x, out));
        s.time.run_for(4s);
        REQUIRE(out.has_value());
        CHECK(out->error() == condition::timeout);
        CHECK(out->error().info().where == phase::token);
        s.time.run();
    }

    TEST_CASE("a failure of the connection after a wait for the token is not the token's")
    {
        setting s;
        struct silent_about_phase {
            scripted_peer peer;
            asio::awaitable<result<http::response>> send(http::exchange& x)
            {
                auto const where = x.where;
                auto answer = co_await peer.send(x);
                x.where = where;
                co_return answer;
            }
        };
        s.peer.expect(get("/a")).fail_before_write(asio::error::connection_refused);
        s.peer.expect(get("/a")).reply(200);
        std::vector<http::origin> const origins{parts::api()};
        auto client = retry<manual_clock>() | authorize(s.tokens, origins) | send(silent_about_phase{s.peer});
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(s.time, client, x).has_value());
        CHECK(s.peer.problems() == "");
    }

    TEST_CASE("a new token is reported")
    {
        setting s;
        s.peer.expect(get("/a")).reply(200);
        s.peer.expect(get("/a")).reply(200);
        auto client = s.client();
        parts::listener heard;
        http::exchange x(parts::ask(http::method::get, "/a"));
        x.hook = heard.hook();
        CHECK(parts::send(s.time, client, x).has_value());
        CHECK(heard.kinds() == std::vector<http::event::kind>{http::event::kind::renewal});
        CHECK(heard.events[0].where == phase::token);
        CHECK(parts::send(s.time, client, x).has_value());
        CHECK(heard.events.size() == 1);
    }
}
