// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "scripted_store.hpp"
#include <cogrant/oauth/session_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

template <class Fallback>
using fetcher_of = session_fetcher<scripted_peer, public_client, scripted_store, Fallback, manual_clock, manual_wall>;
using fetcher = fetcher_of<no_fallback>;

static_assert(
    token_fetcher<session_fetcher<archetypes::move_only_transport, archetypes::client_authentication, scripted_store>>);
static_assert(!std::is_aggregate_v<session_options>);

std::string tokens(std::string access, std::string refresh = {}, int life = 3600)
{
    auto text = R"({"access_token":")" + access + R"(","token_type":"Bearer","expires_in":)" + std::to_string(life);
    if (!refresh.empty()) text += R"(,"refresh_token":")" + refresh + '"';
    return text + "}";
}

token_set login(std::string access, std::string refresh)
{
    token_set t;
    t.access_token = secret(access);
    t.token_type = "Bearer";
    t.expires_in = 3600s;
    if (!refresh.empty()) t.refresh_token = secret(refresh);
    return t;
}

/// A person who logged in an hour and a half ago, and the server.
struct scene {
    scene() { manual_wall::reset(); }

    void log_in(std::string access, std::string refresh, duration ago = 90min)
    {
        time.run(store_login(
            store, login(access, refresh), manual_wall::current - std::chrono::floor<std::chrono::milliseconds>(ago)));
        script.log.clear();
        script.operations = 0;
    }
    static asio::awaitable<void> store_login(scripted_store s, token_set t, timestamp when)
    {
        auto saved = co_await save_login(s, "me", t, when);
        CHECK(saved.has_value());
    }
    template <class F>
    static asio::awaitable<void> ask(F& f, std::string& said, time_point deadline)
    {
        auto asking = f.fetch(deadline);
        auto got = co_await std::move(asking);
        if (got) said = std::string(got->access_token.expose()) + " " + std::to_string(got->expires_in.count());
        else said = got.error().message();
    }
    template <class F>
    std::string fetch(F& f, time_point deadline = no_deadline)
    {
        std::string said;
        time.run(ask(f, said, deadline));
        return said;
    }
    fetcher make(session_options options = {})
    {
        return fetcher(peer, endpoint, public_client("app"), store, "me", std::move(options));
    }
    stored_token stored()
    {
        stored_token out;
        time.start(look(store, out));
        time.run_for(0s);
        return out;
    }
    static asio::awaitable<void> look(scripted_store s, stored_token& out)
    {
        auto found = co_await s.load("me");
        REQUIRE(found->has_value());
        out = **found;
    }
    auto expect(std::string refresh)
    {
        return peer.expect(
            post("/token").with_body("grant_type=refresh_token&refresh_token=" + refresh + "&client_id=app"));
    }

    virtual_time time;
    store_script script;
    scripted_store store{script};
    scripted_peer peer;
    http::url endpoint = *http::parse_url("https://login.example/token");
};

} // namespace

TEST_SUITE("oauth/session_fetcher")
{
    TEST_CASE("S41: the stored token of an earlier run is used, with the life that the wall clock leaves it")
    {
        scene s;
        s.log_in("a", "r1", 20min);
        auto f = s.make();
        CHECK(s.fetch(f) == "a 2400");
        CHECK(s.peer.count() == 0);
    }

    TEST_CASE("S19: the mark is stored before the request, the rotated token before its access token is used")
    {
        scene s;
        s.log_in("a", "r1");
        s.expect("r1").reply(200, tokens("b", "r2"));
        s.expect("r2").reply(200, tokens("c", "r3"));
        auto f = s.make();
        CHECK(s.fetch(f) == "b 3600");
        CHECK(s.script.log == std::vector<std::string>{"lease", "load", "save a presented", "save b"});
        CHECK(s.stored().refresh_token->expose() == "r2");
        CHECK(s.stored().rotates == true);
        manual_wall::current += 50min; // the source renews early: what it was given is not news
        CHECK(s.fetch(f) == "c 3600");
        CHECK(s.peer.problems() == "");
    }

    TEST_CASE("RFC 6749 §6: an absent refresh token keeps the old one, and the record says that it is not rotated")
    {
        scene s;
        s.log_in("a", "r1");
        s.expect("r1").reply(200, tokens("b"));
        auto f = s.make();
        CHECK(s.fetch(f) == "b 3600");
        CHECK(s.stored().refresh_token->expose() == "r1");
        CHECK(s.stored().rotates == false);
        // Its fate does not matter any more.
        manual_wall::current += 2h;
        s.expect("r1").fail_after_write(asio::error::connection_reset);
        s.expect("r1").reply(200, tokens("c"));
        CHECK(s.fetch(f).find("reset") != std::string::npos);
        CHECK(s.fetch(f) == "c 3600");
    }

    TEST_CASE("what another process renewed is used without a request")
    {
        scene s;
        s.log_in("a", "r1");
        s.expect("r1").reply(200, tokens("b", "r2"));
        auto f = s.make();
        auto g = s.make();
        CHECK(s.fetch(f) == "b 3600");
        CHECK(s.fetch(g) == "b 3600");
        CHECK(s.peer.count() == 1);
        s.expect("r2").reply(200, tokens("c", "r3"));
        CHECK(s.fetch(g) == "c 3600"); // g was refused with b
        CHECK(s.fetch(f) == "c 3600");
        CHECK(s.peer.count() == 2);
    }

    TEST_CASE("two sources on one store present each refresh token once")
    {
        scene s;
        s.log_in("a", "r1");
        s.expect("r1").reply(200, tokens("b", "r2")).after(5s);
        auto f = s.make();
        auto g = s.make();
        std::string one;
        std::string two;
        s.time.start(scene::ask(f, one, no_deadline));
        s.time.start(scene::ask(g, two, no_deadline));
        s.time.run();
        CHECK(one.substr(0, 1) == "b");
        CHECK(two.substr(0, 1) == "b");
        CHECK(s.peer.problems() == "");
    }

    TEST_CASE("a store that is held by another until the deadline is busy")
    {
        scene s;
        s.log_in("a", "r1");
        s.expect("r1").reply(200, tokens("b", "r2")).after(20s);
        auto f = s.make();
        auto g = s.make();
        std::string one;
        s.time.start(scene::ask(f, one, no_deadline));
        CHECK(s.fetch(g, manual_clock::now() + 1s).find("another process held the stored tokens") == 0);
    }

    TEST_CASE("invalid_grant re-reads the store: a new login is used, the verdict about the old one dropped")
    {
        scene s;
        s.log_in("a", "r1");
        auto f = s.make();
        s.expect("r1").reply(400, R"({"error":"invalid_grant"})").after(5s);
        std::string said;
        s.time.start(scene::ask(f, said, no_deadline));
        s.time.run_for(1s);
        s.log_in("new", "n1", 0s);
        s.time.run();
        CHECK(said == "new 3600");
        CHECK(!s.stored().refused);
    }

    TEST_CASE("invalid_grant without news is told, remembered and not asked again; the access token stays")
    {
        scene s;
        s.log_in("a", "r1");
        auto f = s.make();
        s.expect("r1").reply(400, R"({"error":"invalid_grant","error_description":"spent"})");
        CHECK(s.fetch(f).find("invalid_grant: spent") != std::string::npos);
        CHECK(s.stored().refused);
        CHECK(s.stored().access_token.expose() == "a");
        CHECK(s.fetch(f).find("has refused the stored refresh token before") != std::string::npos);
        CHECK(s.peer.count() == 1);
        s.log_in("b", "r9", 0s); // logging in anew mends it
        CHECK(s.fetch(f) == "b 3600");
    }

    TEST_CASE("S32: a lost answer leaves a fate unknown; nothing is sent until somebody logs in")
    {
        scene s;
        s.log_in("a", "r1");
        auto f = s.make();
        s.expect("r1").fail_after_write(asio::error::connection_reset);
        CHECK(s.fetch(f).find("was sent and no usable answer came: ") != std::string::npos);
        auto g = s.make();
        CHECK(s.fetch(g).find("was sent before and its answer was lost") != std::string::npos);
        CHECK(s.peer.count() == 1);
        CHECK(s.stored().refresh_token->expose() == "r1");
    }

    TEST_CASE("an option sends a token of unknown fate again")
    {
        scene s;
        s.log_in("a", "r1");
        auto f = s.make(session_options().present_again(true));
        s.expect("r1").fail_after_write(asio::error::connection_reset);
        s.expect("r1").reply(200, tokens("b", "r2"));
        CHECK(s.fetch(f).find("reset") != std::string::npos);
        CHECK(s.fetch(f) == "b 3600");
    }

    TEST_CASE("without a login there is nothing to renew with, unless there is a grant to run")
    {
        scene s;
        auto f = s.make();
        CHECK(s.fetch(f).find("nobody has logged in yet") == 0);
        s.log_in("a", "");
        CHECK(s.fetch(f).find("there is no refresh token") == 0);
        s.peer.expect(post("/token").with_body("grant_type=client_credentials&client_id=app"))
            .reply(200, tokens("m", "r5"));
        s.expect("r5").reply(400, R"({"error":"invalid_grant"})");
        s.peer.expect(post("/token").with_body("grant_type=client_credentials&client_id=app")).reply(200, tokens("n"));
        fetcher_of<client_credentials> g(
            s.peer, s.endpoint, public_client("app"), s.store, "me", session_options(), {}, client_credentials());
        CHECK(s.fetch(g) == "m 3600");
        CHECK(s.stored().refresh_token->expose() == "r5");
        CHECK(s.fetch(g) == "n 3600");
        CHECK(s.stored().access_token.expose() == "n");
        CHECK(s.peer.problems() == "");
    }

    TEST_CASE("S20: tokens that are not accepted are neither stored nor handed out")
    {
        scene s;
        s.log_in("a", "r1");
        auto f = s.make(session_options().accept([](token_set const& fresh, stored_token const& old) {
            CHECK(fresh.access_token.expose() == "evil");
            CHECK(old.access_token.expose() == "a");
            return error(make_error_code(oauth_errc::subject_mismatch), phase::token);
        }));
        s.expect("r1").reply(200, tokens("evil", "r2"));
        CHECK(s.fetch(f).find(make_error_code(oauth_errc::subject_mismatch).message()) == 0);
        CHECK(s.stored().access_token.expose() == "a");
        CHECK(s.stored().refresh_token->expose() == "r1");
    }

    TEST_CASE("S42: the source goes in the middle of an exchange: it is seen through and stored")
    {
        scene s;
        s.log_in("a", "r1");
        s.expect("r1").reply(200, tokens("b", "r2")).after(5s);
        std::optional<basic_token_source<fetcher, manual_clock>> source(
            std::in_place, s.time.context.get_executor(), s.make());
        asio::cancellation_signal stop;
        error_code told;
        source->async_get_token(asio::bind_cancellation_slot(stop.slot(), [&](error_code c, token_ref) { told = c; }));
        s.time.run_for(1s);
        stop.emit(asio::cancellation_type::terminal);
        s.time.run_for(1s);
        CHECK(told == condition::cancelled);
        CHECK(s.stored().presented);
        source.reset();
        s.time.run();
        CHECK(s.stored().access_token.expose() == "b");
        CHECK(!s.stored().presented);
    }

    TEST_CASE("a caller's short deadline does not cut the exchange off")
    {
        scene s;
        s.log_in("a", "r1");
        s.expect("r1").reply(200, tokens("b", "r2")).after(20s);
        auto f = s.make();
        CHECK(s.fetch(f, manual_clock::now() + 1s) == "b 3600");
    }
}
