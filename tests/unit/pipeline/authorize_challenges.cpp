// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
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

    auto client(authorize_options options = {})
    {
        std::vector<http::origin> const origins{parts::api()};
        return retry<manual_clock>() | authorize(tokens, origins, options) | send(peer);
    }
    result<http::response> ask(authorize_options options = {})
    {
        auto const c = std::make_shared<decltype(client())>(client(options));
        http::exchange x(parts::ask(http::method::post, "/a"));
        x.request.body = "rows=1";
        return parts::fetched<http::response>(time, *c, x);
    }
};

http::headers challenge(std::string_view value) { return {{"WWW-Authenticate", value}}; }

// Sends `n` requests at once to an API that answers each after a second.
std::vector<unsigned> at_once(setting& s, std::size_t n)
{
    auto client = s.client();
    std::vector<std::optional<result<http::response>>> out(n);
    std::vector<http::exchange> x(n, http::exchange(parts::ask(http::method::get, "/a")));
    for (std::size_t i = 0; i != n; ++i) s.time.start(parts::send_into(client, x[i], out[i]));
    s.time.run();
    std::vector<unsigned> statuses;
    for (auto const& o : out) statuses.push_back(o->value().status);
    return statuses;
}

} // namespace

TEST_SUITE("pipeline/authorize")
{
    TEST_CASE("S28: invalid_token renews once and sends the same body once more")
    {
        setting s;
        s.peer.expect(post("/a").with_header("Authorization", "Bearer token-1").with_body("rows=1"))
            .reply(401, "", challenge(R"(Bearer error="invalid_token")"));
        s.peer.expect(post("/a").with_header("Authorization", "Bearer token-2").with_body("rows=1")).reply(200, "x");
        CHECK(s.ask()->body == "x");
        CHECK(s.peer.problems() == "");
    }

    TEST_CASE("S28: a permanent invalid_token costs one replay, and the body's words are not lost")
    {
        setting s;
        s.peer.expect(any_request())
            .reply(401, "the user was deleted", challenge("Bearer error=invalid_token"))
            .times(2);
        auto const got = s.ask();
        REQUIRE(got.has_error());
        CHECK(got.error().code() == oauth_errc::invalid_token);
        CHECK(got.error() == condition::needs_login);
        CHECK(got.error().info().status == 401);
        CHECK(got.error().info().server_code == "invalid_token");
        CHECK(got.error().info().body_snippet == "the user was deleted");
        CHECK(s.peer.problems() == "");
        CHECK(s.state.fetches == 2);
    }

    TEST_CASE("S29: insufficient_scope is typed with the needed scope, never sent again, and costs no token")
    {
        for (unsigned const status : {401U, 403U}) {
            setting s;
            s.peer.expect(any_request())
                .reply(status, "", challenge(R"(Bearer error="insufficient_scope", scope="users:read analytics")"));
            auto const got = s.ask();
            REQUIRE(got.has_error());
            CHECK(got.error().code() == oauth_errc::insufficient_scope);
            CHECK(got.error() == condition::forbidden);
            CHECK(got.error().info().needed_scope == "users:read analytics");
            CHECK(s.peer.problems() == "");
            CHECK(s.state.fetches == 1);
            CHECK(s.tokens.try_get_token());
        }
    }

    TEST_CASE("S28: other reasons, and a bare 401 when so chosen, are handed up and cost no token")
    {
        for (std::string_view const field : {"Bearer error=invalid_request", "Bearer error=new_one", ""}) {
            CAPTURE(field);
            setting s;
            s.peer.expect(any_request()).reply(401, "", field.empty() ? http::headers() : challenge(field));
            auto const got = s.ask(authorize_options().renew_on_bare_401(false));
            REQUIRE(got.has_error());
            CHECK(got.error().code() == http_errc::unauthorized);
            CHECK(s.peer.problems() == "");
            CHECK(s.tokens.try_get_token());
        }
    }

    TEST_CASE("S28: malformed and oversized challenges are a bare 401")
    {
        for (auto const& field : {std::string("Bearer error=\"insufficient_scope"), std::string(60000, 'a')}) {
            setting s;
            s.peer.expect(any_request()).reply(401, "", challenge(field));
            s.peer.expect(any_request()).reply(200);
            CHECK(s.ask().has_value());
            CHECK(s.peer.problems() == "");
            CHECK(s.state.fetches == 2);
        }
    }

    TEST_CASE("S28: a thousand 401s at once make one renewal")
    {
        setting s;
        s.state.delay = 500ms;
        s.peer.otherwise(
            [](http::request const& r) {
                if (r.headers.find("Authorization") != "Bearer token-1") return http::response{200, {}, {}};
                return http::response{401, challenge("Bearer error=invalid_token"), {}};
            },
            1s);
        CHECK(at_once(s, 1000) == std::vector<unsigned>(1000, 200));
        CHECK(s.state.fetches == 2);
        CHECK(s.peer.count() == 2000);
    }

    TEST_CASE("S28: a thousand requests refused for ever are sent twice each, over two tokens")
    {
        setting s;
        s.peer.otherwise([](http::request const&) { return http::response{401, {}, {}}; }, 1s);
        CHECK(at_once(s, 1000) == std::vector<unsigned>(1000, 401));
        CHECK(s.state.fetches == 2);
        CHECK(s.peer.count() == 2000);
    }

    TEST_CASE("S28: a late 401 of an old token does not cost the new one")
    {
        setting s;
        auto client = s.client();
        s.peer.expect(get("/slow").with_header("Authorization", "Bearer token-1")).reply(401).after(5s);
        s.peer.expect(get("/fast").with_header("Authorization", "Bearer token-1")).reply(401).after(1s);
        s.peer.expect(get("/fast").with_header("Authorization", "Bearer token-2")).reply(200);
        s.peer.expect(get("/slow").with_header("Authorization", "Bearer token-2")).reply(200);
        http::exchange slow(parts::ask(http::method::get, "/slow"));
        http::exchange fast(parts::ask(http::method::get, "/fast"));
        std::optional<result<http::response>> a;
        std::optional<result<http::response>> b;
        s.time.start(parts::send_into(client, slow, a));
        s.time.start(parts::send_into(client, fast, b));
        s.time.run();
        CHECK(a->value().status == 200);
        CHECK(b->value().status == 200);
        CHECK(s.peer.problems() == "");
        CHECK(s.state.fetches == 2);
    }

    TEST_CASE("S28: what counts once in a request is made anew for the replay")
    {
        setting s;
        s.peer.expect(get("/a").with_header("Proof", "0")).reply(401);
        s.peer.expect(get("/a").with_header("Proof", "1")).reply(200);
        auto client = s.client();
        http::exchange x(parts::ask(http::method::get, "/a"));
        x.request.headers.set("Proof", "0");
        x.renew.call = [](void*, http::request& r) {
            r.headers.set("Proof", "1");
            return error_code();
        };
        CHECK(parts::send(s.time, client, x).has_value());
        CHECK(s.peer.problems() == "");
    }

    TEST_CASE("S26: a DPoP token is not blamed for a missing nonce")
    {
        setting s;
        s.state.token_type = "DPoP";
        s.peer.expect(get("/a").with_header("Authorization", "DPoP token-1"))
            .reply(
                401, "",
                challenge(
                    R"(DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof")"));
        auto client = s.client();
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const got = parts::fetched<http::response>(s.time, client, x);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == oauth_errc::use_dpop_nonce);
        CHECK(s.tokens.try_get_token());
        s.peer.expect(any_request()).reply(401, "", challenge(R"(DPoP error="invalid_token", Bearer realm="x")"));
        s.peer.expect(get("/a").with_header("Authorization", "DPoP token-2")).reply(200);
        CHECK(parts::send(s.time, client, x).has_value());
        CHECK(s.peer.problems() == "");
    }
}
