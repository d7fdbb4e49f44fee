// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "id_token_parts.hpp"
#include "support/print_result.hpp"
#include <cogrant/oauth/login_identity.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <virtual_time.hpp>

namespace identity_test {

using namespace cogrant;
using namespace cogrant::testing;
using namespace id_token_parts;
using who = std::optional<oauth::id_token_claims>;

inline oauth::server_metadata server()
{
    oauth::server_metadata out;
    out.issuer = issuer;
    out.jwks_uri = issuer + "/jwks";
    return out;
}

inline oauth::finished_login login(std::optional<std::string> id_token, std::optional<secret> nonce)
{
    oauth::finished_login out;
    out.issuer = issuer;
    out.client_id = client;
    out.nonce = std::move(nonce);
    out.tokens.access_token = secret(access_token);
    if (id_token) out.tokens.id_token = secret(*id_token);
    return out;
}

inline std::string key_set()
{
    auto key = jose::public_jwk(provider::get().ec);
    key.insert(1, R"("kid":"ec-1",)");
    return R"({"keys":[)" + key + "]}";
}

inline asio::awaitable<void>
ask(scripted_peer peer, oauth::server_metadata s, oauth::finished_login l, std::optional<result<who>>& out)
{
    auto asking = oauth::identity_of<manual_clock>(std::move(peer), std::move(s), std::move(l), no_deadline, now);
    auto answer = co_await std::move(asking);
    out.emplace(std::move(answer));
}

inline result<who> asked(scripted_peer peer, oauth::server_metadata s, oauth::finished_login l)
{
    virtual_time time;
    std::optional<result<who>> out;
    time.run(ask(std::move(peer), std::move(s), std::move(l), out));
    return std::move(*out);
}

inline std::string why(result<who> const& r)
{
    REQUIRE(r.has_error());
    return r.error().info().detail;
}

} // namespace identity_test

using namespace identity_test;

TEST_SUITE("oauth/login_identity")
{
    TEST_CASE("who signed in is said by the id_token, checked with the keys that the server has now")
    {
        scripted_peer peer;
        peer.expect(testing::get("/jwks")).reply(200, key_set());
        auto const person = asked(peer, server(), login(signed_text(good_claims()), secret("n-1")));
        REQUIRE(person.has_value());
        REQUIRE(person->has_value());
        CHECK((*person)->subject() == "user-1");
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a login that was none of OpenID has nobody to name, and nothing is asked")
    {
        scripted_peer peer;
        auto const nobody = asked(peer, server(), login(std::nullopt, std::nullopt));
        REQUIRE(nobody.has_value());
        CHECK_FALSE(nobody->has_value());
        CHECK(peer.count() == 0);
    }

    TEST_CASE("OpenID without an id_token, or without keys to check it, is refused before anything is asked")
    {
        scripted_peer peer;
        auto const none = asked(peer, server(), login(std::nullopt, secret("n-1")));
        CHECK(none.error().code() == oauth_errc::id_token_refused);
        CHECK(why(none).find("none was sent") != std::string::npos);
        auto keyless = server();
        keyless.jwks_uri.reset();
        auto const unchecked = asked(peer, keyless, login(signed_text(good_claims()), secret("n-1")));
        CHECK(unchecked.error().code() == oauth_errc::id_token_refused);
        auto strange = login(signed_text(good_claims()), secret("n-1"));
        strange.issuer = "https://elsewhere.example";
        CHECK(asked(peer, server(), strange).error().code() == oauth_errc::issuer_mismatch);
        auto plain = server();
        plain.jwks_uri = "http://op.example/jwks";
        auto const open = asked(peer, plain, login(signed_text(good_claims()), secret("n-1")));
        CHECK(open.error().code() == oauth_errc::endpoint_refused);
        CHECK(peer.count() == 0);
    }

    TEST_CASE("an id_token of another login, of another token or of nobody's key is refused")
    {
        auto const refused = [](oauth::finished_login l) {
            scripted_peer peer;
            peer.otherwise([](http::request const&) { return http::response{200, {}, key_set()}; });
            auto const r = asked(peer, server(), std::move(l));
            CHECK(r.error().code() == oauth_errc::id_token_refused);
            return why(r);
        };
        CHECK(refused(login(signed_text(good_claims()), secret("n-2"))).find("nonce") != std::string::npos);
        auto other = login(signed_text(good_claims()), secret("n-1"));
        other.tokens.access_token = secret("another");
        CHECK(refused(std::move(other)).find("at_hash") != std::string::npos);
        auto forged = signed_text(good_claims());
        auto& changed = forged[forged.rfind('.') + 5];
        changed = changed == 'A' ? 'B' : 'A'; // still a letter of base64url
        CHECK(refused(login(forged, secret("n-1"))).find("signature") != std::string::npos);
        CHECK(refused(login(signed_text(good_claims(), "rsa-9"), secret("n-1"))).find("kid") != std::string::npos);
    }

    TEST_CASE("the same by callback")
    {
        virtual_time time;
        scripted_peer peer;
        error diagnostics;
        std::optional<error_code> ended;
        oauth::async_identity_of(
            time.context.get_executor(), peer, server(), login(std::nullopt, secret("n-1")), no_deadline, diagnostics,
            [&](error_code code, who) { ended = code; });
        CHECK_FALSE(ended);
        time.run();
        CHECK(ended == make_error_code(oauth_errc::id_token_refused));
        CHECK(diagnostics.info().detail.find("none was sent") != std::string::npos);
    }
}
