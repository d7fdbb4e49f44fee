// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "dpop_parts.hpp"
#include <cogrant/codec/form.hpp>
#include <cogrant/oauth/client_assertion.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace dpop_parts;

namespace {

constexpr auto wants_nonce =
    R"({"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof"})";
constexpr auto bound_token = R"({"access_token":"a1","token_type":"dPoP","expires_in":60})";

template <class Fetcher>
asio::awaitable<void> fetch_token(Fetcher& fetcher, std::optional<result<oauth::token_set>>& out)
{
    auto got = co_await fetcher.fetch(no_deadline);
    out.emplace(std::move(got));
}

template <class Transport, class Auth>
result<oauth::token_set> token_over(virtual_time& time, Transport transport, Auth auth)
{
    http::url const endpoint{{true, "as.example", 443}, "/token?tenant=1"};
    oauth::grant_fetcher fetcher(std::move(transport), endpoint, oauth::client_credentials(), std::move(auth));
    std::optional<result<oauth::token_set>> out;
    time.run(fetch_token(fetcher, out));
    REQUIRE(out.has_value());
    return *out;
}

template <class Transport>
result<oauth::token_set> token_over(virtual_time& time, Transport transport)
{
    return token_over(time, std::move(transport), oauth::public_client("client"));
}

} // namespace

TEST_SUITE("pipeline/dpop")
{
    TEST_CASE("S26: a token endpoint that wants its nonce is asked once more; the token is a DPoP token")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/token?tenant=1")).reply(400, wants_nonce, nonce("eyJ7S_zG.eyJH0-Z.HX4w-7v"));
        peer.expect(post("/token?tenant=1")).reply(200, bound_token);
        auto const got = token_over(time, retry<manual_clock>() | dpop(fresh_key()) | send(peer));
        REQUIRE(got.has_value());
        CHECK(got->token_type == "dPoP");
        auto const all = proofs(peer);
        REQUIRE(all.size() == 2);
        CHECK(all[0].htm == "POST");
        CHECK(all[0].htu == "https://as.example/token");
        CHECK_FALSE(all[0].ath);
        CHECK_FALSE(all[0].nonce);
        CHECK(all[1].nonce == "eyJ7S_zG.eyJH0-Z.HX4w-7v");
        CHECK(all[0].jti != all[1].jti);
    }

    TEST_CASE("S26: a token endpoint that demands a new nonce for ever costs one replay")
    {
        virtual_time time;
        scripted_peer peer;
        int n = 0;
        peer.otherwise(
            [&n](http::request const&) { return http::response{400, nonce("n" + std::to_string(++n)), wants_nonce}; });
        auto const got = token_over(time, retry<manual_clock>() | dpop(fresh_key()) | send(peer));
        REQUIRE(got.has_error());
        CHECK(got.error().code() == oauth_errc::use_dpop_nonce);
        CHECK(got.error().info().status == 400);
        CHECK_FALSE(got.error() == condition::retryable);
        CHECK(peer.count() == 2);
    }

    TEST_CASE("S26: an answer without a bound token is a downgrade, through whatever stages it came")
    {
        for (std::string const body : {R"({"access_token":"a1","token_type":"Bearer"})", R"({"access_token":"a1"})"}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(post("/token?tenant=1")).reply(200, body).times(3);
            auto const own = fresh_key();
            any_client hidden = retry<manual_clock>() | dpop(own) | send(peer);
            auto const check = [](result<oauth::token_set> const& got) {
                REQUIRE(got.has_error());
                CHECK(got.error().code() == oauth_errc::unsupported_token_type);
            };
            check(token_over(time, retry<manual_clock>() | dpop(own) | send(peer)));
            check(token_over(time, dpop(own) | send(peer)));
            check(token_over(time, hidden));
            CHECK(peer.problems() == "");
        }
    }

    TEST_CASE("S25, S26: the replay with a nonce has a new client assertion")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/token?tenant=1")).reply(400, wants_nonce, nonce("n1"));
        peer.expect(post("/token?tenant=1")).reply(200, bound_token);
        auto const signer = jose::private_key::generate(jose::algorithm::es256).value();
        oauth::private_key_jwt const auth("client", "https://as.example", signer, jose::algorithm::es256);
        CHECK(token_over(time, dpop(fresh_key()) | send(peer), auth).has_value());
        std::vector<std::string> assertions;
        for (auto const& r : peer.received()) {
            auto const form = form::parse(r.request.body).value();
            CHECK(form.size() == 4);
            assertions.push_back(form.back().second);
        }
        REQUIRE(assertions.size() == 2);
        CHECK(assertions[0] != assertions[1]);
    }
}
