// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Logins of programs without coroutines: every step by callback.
#include "id_token_parts.hpp"
#include "support/print_result.hpp"
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/device_login.hpp>
#include <cogrant/oauth/jwks_cache.hpp>
#include <cogrant/oauth/loopback_listener.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <virtual_time.hpp>

namespace {

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

server_metadata server()
{
    server_metadata out;
    out.issuer = "https://as.example";
    out.authorization_endpoint = "https://as.example/authorize";
    out.token_endpoint = "https://as.example/token";
    out.device_authorization_endpoint = "https://as.example/device";
    return out;
}

auto const fresh = R"({"access_token":"a1","token_type":"bearer"})";

TEST_SUITE("oauth/logins by callback")
{
    TEST_CASE("a callback's code becomes tokens")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/token")).reply(200, fresh);
        authorization_request ask("my-client", "https://app.example/cb");
        auto begun = begin_login(ask, server());
        REQUIRE(begun);
        auto came = callback::from_target("/cb?code=c1&state=" + std::string(begun->pending.state.expose()));
        REQUIRE(came);
        auto checked = check_callback(std::move(*came), begun->pending, wall_now());
        REQUIRE(checked);
        error why;
        std::string got;
        async_finish_login(
            time.context.get_executor(), peer, server(), std::move(*checked), public_client("my-client"), no_deadline,
            why, [&](error_code code, finished_login login) {
                CHECK_FALSE(code);
                got = login.tokens.access_token.expose();
            });
        CHECK(got.empty());
        time.run();
        CHECK(got == "a1");
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a device login from the code to type in to the tokens, and its cancellation while it polls")
    {
        virtual_time time;
        scripted_peer peer;
        auto const on = time.context.get_executor();
        peer.expect(post("/device"))
            .reply(200, R"({"device_code":"d","user_code":"AB-CD","verification_uri":"https://as.example/d",
                            "expires_in":1800})");
        error why;
        device_authorization shown;
        async_start_device_login<manual_clock>(
            on, peer, device_login_request(), server(), public_client("id"), no_deadline, why,
            [&](error_code code, device_authorization d) {
                CHECK_FALSE(code);
                shown = std::move(d);
            });
        time.run();
        CHECK(shown.user_code == "AB-CD");
        auto const pending = R"({"error":"authorization_pending"})";
        peer.expect(post("/token")).reply(400, pending);
        peer.expect(post("/token")).reply(200, fresh);
        std::string got;
        async_finish_device_login<manual_clock>(
            on, peer, shown, server(), public_client("id"), no_deadline, why,
            [&](error_code, token_set tokens) { got = tokens.access_token.expose(); });
        time.run();
        CHECK(got == "a1");

        asio::cancellation_signal stop;
        error_code ended;
        async_finish_device_login<manual_clock>(
            on, peer, shown, server(), public_client("id"), no_deadline, why,
            asio::bind_cancellation_slot(stop.slot(), [&](error_code code, token_set) { ended = code; }));
        time.run_for(1s);
        CHECK_FALSE(ended);
        stop.emit(asio::cancellation_type::terminal);
        time.run();
        CHECK(ended == asio::error::operation_aborted);
        CHECK(why == condition::cancelled);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("an id_token is validated with keys that are fetched")
    {
        using namespace id_token_parts;
        virtual_time time;
        scripted_peer peer;
        auto key = jose::public_jwk(provider::get().ec);
        key.insert(1, R"("kid":"ec-1",)");
        peer.expect(get("/jwks")).reply(200, R"({"keys":[)" + key + "]}");
        basic_jwks_cache<scripted_peer, manual_clock> keys(
            time.context.get_executor(), peer, "https://op.example/jwks");
        error why;
        std::optional<error_code> ended;
        async_validate_id_token(
            keys, secret(signed_text(good_claims())), good_rules(), no_deadline, why,
            [&](error_code code, std::optional<id_token_claims>) { ended = code; });
        time.run();
        // Issued in 2023: all is well with it but its time.
        CHECK(ended == make_error_code(oauth_errc::id_token_refused));
        CHECK(why.info().detail.find("exp") != std::string::npos);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("waiting for a browser by callback ends at the deadline, without a value")
    {
        asio::io_context context;
        auto listener = loopback_listener::bind(context.get_executor());
        REQUIRE(listener);
        authorization_request ask("my-client", listener->redirect_uri());
        auto begun = begin_login(ask, server());
        REQUIRE(begun);
        error why;
        std::optional<error_code> ended;
        listener->async_wait(
            begun->pending, std::chrono::steady_clock::now(), why,
            [&](error_code code, std::optional<validated_callback> got) {
                ended = code;
                CHECK_FALSE(got);
            });
        for (int i = 0; !ended && i != 1000; ++i) context.run_one_for(5s);
        CHECK(ended == make_error_code(http_errc::deadline_exceeded));
        CHECK(why.info().where == phase::token);
    }
}

} // namespace
