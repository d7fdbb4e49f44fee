// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A source of tokens over three lives of a token, for each kind of grant. Which grants it cannot renew:
// tests/compile_fail/fetcher_of_*.cpp.
#include "scripted_store.hpp"
#include <cogrant/oauth/client_assertion.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/session_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <virtual_time.hpp>

namespace {

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

/// A login of a platform's own.
struct access_key_login {
    static constexpr auto body = grant_body::json;
    required<std::string> accessKeyId;
    required<secret> accessKeySecret;
};

using text_of_renewal = std::function<std::string(int)>;

template <class Source>
asio::awaitable<void> ask(Source tokens, std::string* said)
{
    auto waiting = tokens.await_token(no_deadline);
    auto got = co_await std::move(waiting);
    *said = got ? std::string((*got)->expose()) : got.error().message();
}

std::string answer(int n, std::string const& more = "")
{
    return R"({"access_token":"PLANTED-a)" + std::to_string(n) + R"(","token_type":"Bearer","expires_in":3600)" + more +
           "}";
}

/// Asks three times with two hours in between, and each time once more at once: one request a life.
template <class Fetcher>
void live_three_lives(virtual_time& time, scripted_peer const& peer, Fetcher fetcher)
{
    basic_token_source<Fetcher, manual_clock> tokens(
        time.context.get_executor(), std::move(fetcher), token_source_options().jitter(0));
    for (int n = 1; n <= 3; ++n) {
        for (int again = 0; again != 2; ++again) {
            std::string said;
            time.run(ask(tokens, &said));
            CHECK(said == "PLANTED-a" + std::to_string(n));
            CHECK(peer.count() == static_cast<std::size_t>(n));
        }
        time.run_for(2h);
        manual_wall::current += 2h;
        CHECK_FALSE(tokens.try_get_token());
    }
    CHECK(peer.problems() == "");
}

template <class Grant, class Auth>
void renewed(std::string const& name, Grant grant, Auth auth, text_of_renewal const& body)
{
    CAPTURE(name);
    virtual_time time;
    scripted_peer peer;
    for (int n = 1; n <= 3; ++n) peer.expect(post("/token").with_body(body(n))).reply(200, answer(n));
    http::url const endpoint{{true, "as.example", 443}, "/token"};
    live_three_lives(time, peer, grant_fetcher(peer, endpoint, std::move(grant), std::move(auth)));
}

text_of_renewal always(std::string const& text)
{
    return [text](int) { return text; };
}
text_of_renewal numbered(std::string const& before, std::string const& after = "")
{
    return [before, after](int n) { return before + std::to_string(n) + after; };
}

secret proof(int& made) { return secret("PLANTED-proof-" + std::to_string(++made)); }

TEST_SUITE("oauth/every grant renews itself")
{
    TEST_CASE("every grant renews itself: those that spend nothing send the same again")
    {
        public_client const me("me");
        renewed(
            "client credentials", client_credentials{.scope = "a b"}, me,
            always("grant_type=client_credentials&scope=a+b&client_id=me"));
        renewed(
            "password",
            legacy_password_grant{.option = allow_legacy_password, .username = "jane", .password = secret("PLANTED-p")},
            me, always("grant_type=password&username=jane&password=PLANTED-p&client_id=me"));
        renewed(
            "extension grant", access_key_login{.accessKeyId = "k", .accessKeySecret = secret("PLANTED-s")},
            no_client(), always(R"({"accessKeyId":"k","accessKeySecret":"PLANTED-s"})"));
    }

    TEST_CASE("every grant renews itself: what counts once is made anew, once for each request")
    {
        public_client const me("me");
        int made = 0;
        std::string const urn = "urn%3Aietf%3Aparams%3Aoauth%3A";
        renewed(
            "jwt bearer", [&made] { return jwt_bearer{.assertion = proof(made)}; }, me,
            numbered("grant_type=" + urn + "grant-type%3Ajwt-bearer&assertion=PLANTED-proof-", "&client_id=me"));
        CHECK(std::exchange(made, 0) == 3);
        renewed(
            "saml2", [&made] { return saml2_bearer{.assertion = proof(made)}; }, me,
            numbered("grant_type=" + urn + "grant-type%3Asaml2-bearer&assertion=PLANTED-proof-", "&client_id=me"));
        CHECK(std::exchange(made, 0) == 3);
        renewed(
            "token exchange", [&made] { return token_exchange{.subject_token = proof(made)}; }, me,
            numbered(
                "grant_type=" + urn + "grant-type%3Atoken-exchange&subject_token=PLANTED-proof-",
                "&subject_token_type=" + urn + "token-type%3Aaccess_token&client_id=me"));
        CHECK(std::exchange(made, 0) == 3);
        // Not the grant but the proof of the client.
        auto const sign = [&made] { return proof(made); };
        renewed(
            "client assertion", client_credentials(), assertion_from("me", sign),
            numbered(
                "grant_type=client_credentials&client_id=me&client_assertion_type=" + urn +
                "client-assertion-type%3Ajwt-bearer&client_assertion=PLANTED-proof-"));
        CHECK(made == 3);
    }

    TEST_CASE("every grant renews itself: a maker that fails is a typed error, and asked again at the next life")
    {
        virtual_time time;
        scripted_peer peer;
        int made = 0;
        auto const maker = [&made]() -> result<jwt_bearer> {
            if (++made == 1) return error(make_error_code(oauth_errc::illegal_credential), phase::token);
            return jwt_bearer{.assertion = secret("PLANTED-proof")};
        };
        peer.expect(post("/token")).reply(200, answer(1));
        http::url const endpoint{{true, "as.example", 443}, "/token"};
        grant_fetcher fetcher(peer, endpoint, maker, public_client("me"));
        basic_token_source<decltype(fetcher), manual_clock> tokens(time.context.get_executor(), std::move(fetcher));
        std::string said;
        time.run(ask(tokens, &said));
        CHECK(said.find("PLANTED") == std::string::npos);
        time.run_for(1h);
        time.run(ask(tokens, &said));
        CHECK(said == "PLANTED-a1");
        CHECK(peer.problems() == "");
    }

    TEST_CASE("every grant renews itself: a refresh token that rotates is presented once, its successor the next time")
    {
        virtual_time time;
        manual_wall::reset();
        scripted_peer peer;
        store_script script;
        scripted_store store(script);
        token_set login;
        login.access_token = secret("PLANTED-a0");
        login.token_type = "Bearer";
        login.expires_in = 60s;
        login.refresh_token = secret("PLANTED-r0");
        auto const yesterday = manual_wall::current - 24h;
        auto const saved = support::run(time.context, save_login(store, "me", login, yesterday));
        REQUIRE(saved.has_value());
        for (int n = 1; n <= 3; ++n)
            peer
                .expect(post("/token").with_body(
                    "grant_type=refresh_token&refresh_token=PLANTED-r" + std::to_string(n - 1) + "&client_id=me"))
                .reply(200, answer(n, R"(,"refresh_token":"PLANTED-r)" + std::to_string(n) + '"'));
        http::url const endpoint{{true, "as.example", 443}, "/token"};
        using fetcher =
            session_fetcher<scripted_peer, public_client, scripted_store, no_fallback, manual_clock, manual_wall>;
        live_three_lives(time, peer, fetcher(peer, endpoint, public_client("me"), store, "me"));
    }
}

} // namespace
