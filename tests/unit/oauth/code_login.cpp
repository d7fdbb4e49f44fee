// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/print_result.hpp"
#include <cogrant/oauth/code_login.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

server_metadata server()
{
    server_metadata out;
    out.issuer = "https://as.example";
    out.authorization_endpoint = "https://as.example/authorize";
    out.token_endpoint = "https://as.example/token";
    out.pushed_authorization_request_endpoint = "https://as.example/par";
    out.authorization_response_iss_parameter_supported = true;
    return out;
}

authorization_request ask()
{
    authorization_request out("my-client", "https://app.example/cb");
    out.scope("openid reports");
    return out;
}

struct one_login {
    memory_pending_store store;
    scripted_peer peer;
    begun_login begun = begin_login(ask(), server()).value();
    std::optional<result<finished_login>> out;

    asio::awaitable<void> run(std::string target, server_metadata by)
    {
        auto login = begun.pending;
        auto putting = store.put(std::move(login));
        auto const put = co_await std::move(putting);
        CHECK(put);
        auto finishing = finish_login(peer, store, std::move(by), std::move(target), public_client("my-client"));
        auto got = co_await std::move(finishing);
        out.emplace(std::move(got));
    }
    result<finished_login>& come_back(std::string rest, bool with_state = true, server_metadata by = server())
    {
        virtual_time time;
        auto target = "/cb?" + std::move(rest);
        if (with_state) target.append("&state=").append(begun.pending.state.expose());
        time.run(run(std::move(target), std::move(by)));
        REQUIRE(out.has_value());
        return *out;
    }
};

std::string const issuer = "&iss=https://as.example";

template <class Out>
asio::awaitable<void> begin_pushed_into(scripted_peer& peer, Out& out)
{
    auto beginning = begin_pushed_login<manual_clock>(peer, ask(), server(), public_client("my-client"));
    auto got = co_await std::move(beginning);
    out.emplace(std::move(got));
}

} // namespace

TEST_SUITE("oauth/code_login")
{
    TEST_CASE("a login from its URL to its tokens")
    {
        one_login login;
        auto const& pending = login.begun.pending;
        CHECK(login.begun.url.find("&state=" + std::string(pending.state.expose())) != std::string::npos);
        CHECK(login.begun.url.find("&nonce=" + std::string(pending.nonce->expose())) != std::string::npos);
        CHECK(login.begun.url.find(pending.code_verifier.expose()) == std::string::npos);
        CHECK(pending.expires - pending.created == 600s);
        login.peer
            .expect(post("/token").with_body(
                "grant_type=authorization_code&code=c-1&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&code_verifier=" +
                std::string(pending.code_verifier.expose()) + "&client_id=my-client"))
            .reply(200, R"({"access_token":"a1","token_type":"bearer","id_token":"x.y.z"})");
        auto const& got = login.come_back("code=c-1" + issuer);
        CHECK(login.peer.problems() == "");
        REQUIRE(got);
        CHECK(got->tokens.access_token.expose() == "a1");
        CHECK(got->issuer == "https://as.example");
        CHECK(got->scope == "openid reports");
        CHECK(equal_in_constant_time(*got->nonce, *pending.nonce));
    }

    TEST_CASE("S01, S03: each login has a state, a nonce and a verifier of its own, of 256 bits")
    {
        auto const a = begin_login(ask(), server()).value().pending;
        auto const b = begin_login(ask(), server()).value().pending;
        CHECK(a.state.size() == 43);
        CHECK(a.nonce->size() == 43);
        CHECK(a.code_verifier.size() == 43);
        CHECK_FALSE(equal_in_constant_time(a.state, b.state));
        CHECK_FALSE(equal_in_constant_time(*a.nonce, *b.nonce));
        CHECK_FALSE(equal_in_constant_time(a.code_verifier, b.code_verifier));
        CHECK_FALSE(equal_in_constant_time(a.code_verifier, a.state));
    }

    TEST_CASE("a nonce goes with openid only; life and randomness can be given")
    {
        authorization_request plain("id", "https://app.example/cb");
        plain.scope("openid2 xopenid").life(30s);
        int calls = 0;
        auto random = [&calls](std::size_t n) { return secret(std::string(n, static_cast<char>('a' + calls++))); };
        auto const begun = begin_login(plain, server(), std::chrono::sys_seconds(100s), random);
        REQUIRE(begun);
        CHECK_FALSE(begun->pending.nonce);
        CHECK(calls == 2);
        CHECK(begun->pending.expires == std::chrono::sys_seconds(130s));
        CHECK(begun->url.find("nonce") == std::string::npos);
    }

    TEST_CASE("S03, S04, S05: after a callback that is not good nothing is sent")
    {
        for (std::string const& bad :
             {"code=c" + issuer + "&code=d", std::string("code=c"), "code=c" + issuer + "x",
              "error=access_denied" + issuer, std::string("error=access_denied"), issuer.substr(1), "code=%0A" + issuer,
              std::string("code=%zz")}) {
            one_login login;
            auto const& got = login.come_back(bad);
            REQUIRE_FALSE(got);
            CHECK(!got.error().message().empty());
            CHECK_MESSAGE(login.peer.count() == 0, bad);
        }
        one_login stray;
        CHECK(stray.come_back("code=c&state=other" + issuer, false).error().code() == oauth_errc::state_mismatch);
        CHECK(stray.come_back("error=access_denied" + issuer, false).error().code() == oauth_errc::state_mismatch);
        CHECK(stray.peer.count() == 0);
    }

    TEST_CASE("S04: a code is not taken to another server than its login was begun at")
    {
        one_login login;
        auto evil = server();
        evil.issuer = "https://evil.example";
        evil.token_endpoint = "https://evil.example/token";
        CHECK(login.come_back("code=c" + issuer, true, evil).error().code() == oauth_errc::issuer_mismatch);
        CHECK(login.peer.count() == 0);
    }

    TEST_CASE("S13, S32: the token endpoint is https and is asked once")
    {
        auto by = server();
        by.token_endpoint = "http://as.example/token";
        one_login plain;
        CHECK(plain.come_back("code=c" + issuer, true, by).error().code() == oauth_errc::endpoint_refused);
        CHECK(plain.peer.count() == 0);
        one_login lost;
        lost.peer.expect(post("/token")).fail_after_write(make_error_code(http_errc::connection_closed));
        CHECK(lost.come_back("code=c" + issuer).error().code() == http_errc::connection_closed);
        CHECK(lost.peer.count() == 1);
    }

    TEST_CASE("S33: neither code nor verifier shows in an error that quotes them")
    {
        one_login login;
        std::string const verifier(login.begun.pending.code_verifier.expose());
        login.peer.expect(post("/token"))
            .reply(400, R"({"error":"invalid_grant","error_description":"PLANTED-CODE and )" + verifier + "\"}");
        auto const& got = login.come_back("code=PLANTED-CODE" + issuer);
        REQUIRE_FALSE(got);
        CHECK(got.error().code() == oauth_errc::invalid_grant);
        CHECK(got.error().message().find("PLANTED-CODE") == std::string::npos);
        CHECK(got.error().message().find(verifier) == std::string::npos);
    }

    TEST_CASE("S37: a pushed login keeps everything but the request's name from the browser")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/par")).reply(201, R"({"request_uri":"urn:x:1","expires_in":60})");
        std::optional<result<begun_login>> out;
        time.run(begin_pushed_into(peer, out));
        REQUIRE(out.has_value());
        REQUIRE(*out);
        CHECK((*out)->url == "https://as.example/authorize?client_id=my-client&request_uri=urn%3Ax%3A1");
        auto const sent = peer.received().at(0).request.body;
        CHECK(sent.find("&state=" + std::string((*out)->pending.state.expose())) != std::string::npos);
    }
}
