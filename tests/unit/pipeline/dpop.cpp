// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "dpop_parts.hpp"
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace dpop_parts;

TEST_SUITE("pipeline/dpop")
{
    TEST_CASE("it stands between authorize and send, and takes a transport that can only be moved")
    {
        auto one = archetypes::stage<stage_rank::authorize>() | dpop(key()) | send(archetypes::move_only_transport());
        static_assert(http::transport<decltype(one)>);
        auto two = retry() | dpop(key()) | send(archetypes::transport());
        static_assert(decltype(two)::proves_possession);
        auto three = retry() | send(archetypes::transport());
        static_assert(!decltype(three)::proves_possession);
        static_assert(!std::is_aggregate_v<dpop_options>);
    }

    TEST_CASE("S26: a request with a DPoP token gets a proof of it; every other passes as it is")
    {
        virtual_time time;
        scripted_peer peer;
        auto client = dpop(key()) | send(peer);
        peer.expect(get("/a?b=c").with_header("Authorization", "DPoP token-1")).reply(200);
        http::exchange x(with_token("/a?b=c"));
        CHECK(parts::send(time, client, x).has_value());
        auto const said = proofs(peer).at(0);
        CHECK(said.htm == "GET");
        CHECK(said.htu == "https://api.example/a");
        CHECK(said.ath == base64::encode_url(jose::sha256("token-1")));
        CHECK_FALSE(said.nonce);
        CHECK(said.iat > 1'600'000'000);
        CHECK(x.proved);

        // the same exchange again, for others: no proof is left over
        for (auto const* value : {"Bearer token-1", "Basic abc", ""}) {
            peer.expect(get("/a?b=c").without_header("DPoP")).reply(200);
            if (*value == '\0') x.request.headers.erase("Authorization");
            else x.request.headers.set("Authorization", value);
            CHECK(parts::send(time, client, x).has_value());
            CHECK_FALSE(x.proved);
        }
        CHECK(peer.problems() == "");
    }

    TEST_CASE("S26: each try has a proof of its own")
    {
        virtual_time time;
        scripted_peer peer;
        auto client = retry<manual_clock>() | dpop(fresh_key()) | send(peer);
        peer.expect(get("/a")).reply(503).times(2);
        peer.expect(get("/a")).reply(200);
        http::exchange x(with_token("/a"));
        CHECK(parts::send(time, client, x).has_value());
        auto const all = proofs(peer);
        REQUIRE(all.size() == 3);
        CHECK(all[0].jti.size() >= 22);
        CHECK(all[0].jti != all[1].jti);
        CHECK(all[1].jti != all[2].jti);
        CHECK(all[0].jti != all[2].jti);
    }

    TEST_CASE("S26: an API that wants its nonce is asked once more with it; later requests bring it along")
    {
        virtual_time time;
        scripted_peer peer;
        auto client = dpop(fresh_key()) | send(peer);
        peer.expect(get("/a")).reply(401, "", challenge("n1"));
        peer.expect(get("/a")).reply(200, "x", nonce("n2"));
        peer.expect(get("/b")).reply(200);
        http::exchange x(with_token("/a"));
        CHECK(parts::send(time, client, x)->body == "x");
        http::exchange y(with_token("/b"));
        CHECK(parts::send(time, client, y)->status == 200);
        auto const all = proofs(peer);
        CHECK_FALSE(all[0].nonce);
        CHECK(all[1].nonce == "n1");
        CHECK(all[0].jti != all[1].jti);
        CHECK(all[2].nonce == "n2");
        CHECK(peer.problems() == "");
    }

    TEST_CASE("S26: an API that is never content costs one replay and no token")
    {
        virtual_time time;
        scripted_peer peer;
        int n = 0;
        peer.otherwise(
            [&n](http::request const&) { return http::response{401, challenge("n" + std::to_string(++n)), ""}; });
        parts::numbered_tokens::state state;
        state.token_type = "DPoP";
        parts::token_source tokens(time.context.get_executor(), parts::numbered_tokens{&state});
        std::vector<http::origin> const origins{parts::api()};
        auto client = retry<manual_clock>() | authorize(tokens, origins) | dpop(fresh_key()) | send(peer);
        http::exchange x(parts::ask(http::method::post, "/a"));
        auto const got = parts::fetched<http::response>(time, client, x);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == oauth_errc::use_dpop_nonce);
        CHECK(got.error().info().status == 401);
        CHECK(peer.count() == 2);
        CHECK(state.fetches == 1);
        CHECK(tokens.try_get_token());
        for (auto const& r : peer.received()) // S33
            CHECK(got.error().message().find(*r.request.headers.find("DPoP")) == std::string::npos);
        CHECK(got.error().message().find("token-1") == std::string::npos);
    }

    TEST_CASE("S26: no replay without one new nonce: none, two, an illegal one, the same again")
    {
        http::headers two = challenge("n1");
        two.add("DPoP-Nonce", "n2");
        http::headers none = challenge("n1");
        none.erase("DPoP-Nonce");
        for (auto const& fields : {two, none, challenge("a b"), challenge("known")}) {
            virtual_time time;
            scripted_peer peer;
            auto const own = fresh_key();
            own.learn(parts::api(), oauth::dpop_audience::resource, "known");
            auto client = dpop(own) | send(peer);
            peer.expect(get("/a")).reply(401, "", fields);
            http::exchange x(with_token("/a"));
            CHECK(parts::send(time, client, x)->status == 401);
            CHECK(x.verdict == oauth_errc::use_dpop_nonce);
            CHECK(peer.problems() == "");
            CHECK(own.nonce_for(parts::api(), oauth::dpop_audience::resource) == "known");
        }
    }

    TEST_CASE("S26: nonces of token endpoint and API are not mixed, at one origin or at two")
    {
        virtual_time time;
        scripted_peer peer;
        auto client = dpop(fresh_key()) | send(peer);
        auto token_call = parts::ask(http::method::post, "/token");
        token_call.prove = true;
        token_call.authorize = false;
        auto other = with_token("/a");
        other.origin.host = "other.example";
        std::pair<http::request, std::string> const calls[] = {
            {token_call, "as"}, {with_token("/a"), "rs"}, {other, "x"}};
        for (int round = 0; round != 2; ++round)
            for (auto const& [request, own] : calls) {
                peer.expect(any_request()).reply(200, "", nonce(own));
                http::exchange x(request);
                CHECK(parts::send(time, client, x).has_value());
            }
        auto const all = proofs(peer);
        REQUIRE(all.size() == 6);
        for (std::size_t i = 0; i != 3; ++i) {
            CHECK_FALSE(all[i].nonce);
            CHECK(all[i + 3].nonce == calls[i].second);
        }
    }

    TEST_CASE("a proof that does not fit into a header fails the request before it is sent")
    {
        virtual_time time;
        scripted_peer peer;
        auto client = dpop(fresh_key()) | send(peer);
        http::exchange x(with_token("/" + std::string(60'000, 'a')));
        x.request.headers.add("X-Long", std::string(30'000, 'x'));
        CHECK(parts::send(time, client, x).error().code() == http_errc::bad_header);
        CHECK(peer.count() == 0);
    }
}
