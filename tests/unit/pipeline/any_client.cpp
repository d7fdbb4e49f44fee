// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "dpop_parts.hpp"
#include <cogrant/codec/form.hpp>
#include <cogrant/oauth/client_assertion.hpp>
#include <cogrant/oauth/pushed_authorization.hpp>
#include <cogrant/oauth/userinfo.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>
#include <utility>

using namespace cogrant;
using namespace cogrant::testing;
using namespace dpop_parts;

namespace {

asio::awaitable<void> ask_userinfo(any_client client, std::optional<result<oauth::userinfo_claims>>& out)
{
    http::url const endpoint{{true, "as.example", 443}, "/userinfo"};
    auto asking = oauth::fetch_userinfo(client, endpoint, secret("token-1"), "alice");
    auto got = co_await std::move(asking);
    out.emplace(std::move(got));
}

template <class Auth>
asio::awaitable<void> push(any_client client, Auth auth, std::optional<result<oauth::pushed_authorization>>& out)
{
    oauth::server_metadata server;
    server.issuer = "https://as.example";
    server.authorization_endpoint = "https://as.example/authorize";
    server.pushed_authorization_request_endpoint = "https://as.example/par";
    oauth::pending_login login;
    login.state = secret("st");
    login.code_verifier = secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    oauth::authorization_request ask("my-client", "https://app.example/cb");
    auto pushing = oauth::push_authorization<manual_clock>(
        client, std::move(ask), std::move(server), std::move(login), std::move(auth));
    auto got = co_await std::move(pushing);
    out.emplace(std::move(got));
}

} // namespace

TEST_SUITE("pipeline/any_client")
{
    TEST_CASE("S26: it says whether the pipeline within proves possession, and userinfo presents the token so")
    {
        for (bool const proving : {false, true}) {
            virtual_time time;
            scripted_peer peer;
            auto wanted = get("/userinfo").with_header("Authorization", proving ? "DPoP token-1" : "Bearer token-1");
            peer.expect(std::move(wanted)).reply(200, R"({"sub":"alice"})");
            any_client plain = retry<manual_clock>() | send(peer);
            any_client bound = retry<manual_clock>() | dpop(fresh_key()) | send(peer);
            CHECK(!plain.proves_possession());
            CHECK(bound.proves_possession());
            std::optional<result<oauth::userinfo_claims>> out;
            time.run(ask_userinfo(proving ? bound : plain, out));
            CHECK(out->has_value());
            CHECK(peer.problems() == "");
            CHECK(peer.received()[0].request.headers.contains("DPoP") == proving);
        }
    }

    TEST_CASE("S25: a pushed request that is tried again has a new client assertion, and the same form otherwise")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/par")).reply(429, "", {{"Retry-After", "1"}});
        peer.expect(post("/par")).fail_before_write(asio::error::connection_refused);
        peer.expect(post("/par")).reply(201, R"({"request_uri":"urn:x:1","expires_in":60})");
        auto const signer = jose::private_key::generate(jose::algorithm::es256).value();
        oauth::private_key_jwt const auth("my-client", "https://as.example", signer, jose::algorithm::es256);
        std::optional<result<oauth::pushed_authorization>> out;
        time.run(push(retry<manual_clock>() | send(peer), auth, out));
        CHECK(out->has_value());
        CHECK(peer.problems() == "");
        std::set<std::string> assertions;
        std::set<std::string> others;
        for (auto const& r : peer.received()) {
            std::string rest;
            auto const form = form::parse(r.request.body).value();
            for (auto const& [name, value] : form)
                if (name == "client_assertion") assertions.insert(value);
                else rest.append(name).append("=").append(value).append("&");
            others.insert(rest);
        }
        CHECK(assertions.size() == 3);
        CHECK(others.size() == 1);
    }
}
