// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "id_token_parts.hpp"

#include <string>
#include <type_traits>
#include <utility>

using namespace id_token_parts;
using namespace std::chrono_literals;

namespace {

struct profile {
    std::optional<std::string> name{};
};

claims with(std::string const& name, std::string const& value)
{
    auto all = good_claims();
    all[name] = value;
    return all;
}

} // namespace

TEST_SUITE("oauth/id_token")
{
    static_assert(!std::is_aggregate_v<oauth::id_token_rules>);
    static_assert(!std::is_constructible_v<oauth::id_token_claims, std::string>, "only validation makes one");
    static_assert(!std::is_default_constructible_v<oauth::id_token_claims>);

    TEST_CASE("an id_token that keeps every rule tells who logged in")
    {
        auto const who = validate(signed_text(good_claims())).value();
        CHECK(who.issuer() == issuer);
        CHECK(who.subject() == "user-1");
        CHECK(who.audience().contains(client));
        CHECK(who.expires_at() == now + 300s);
        CHECK(who.issued_at() == now - 10s);
        CHECK(*who.auth_time() == now - 100s);
        CHECK(who.nonce() == "n-1");
        CHECK(!who.authorized_party());
        CHECK(who.as<profile>()->name == "Ada");
    }

    TEST_CASE("OpenID Connect Core appendix A: at_hash and c_hash")
    {
        CHECK(oauth::detail::half_hash(access_token, algorithm::rs256) == "77QmUPtjPfzWtF2AnpK9RQ");
        CHECK(oauth::detail::half_hash(code, algorithm::rs256) == "LDktKdoQak3Pk0cnXxCltA");
        CHECK(oauth::detail::half_hash(code, algorithm::ps384).size() == 32);
        CHECK(oauth::detail::half_hash(code, algorithm::eddsa).size() == 43);
    }

    TEST_CASE("S22: times count with the leeway that the rules give, and not a second longer")
    {
        struct row {
            char const* claim;
            char const* value;
            char const* refused;
        };
        for (auto const& [claim, value, refused] :
             {row{"exp", "1699999971", ""}, row{"exp", "1699999970", "id_token: exp: has passed"},
              row{"iat", "1700000030", ""}, row{"iat", "1700000031", "id_token: iat: in the future"},
              row{"nbf", "1700000030", ""}, row{"nbf", "1700000031", "id_token: nbf: not valid yet"},
              row{"auth_time", "1699999370", ""},
              row{"auth_time", "1699999369", "id_token: auth_time: longer ago than max_age"},
              row{"auth_time", "1700000031", "id_token: auth_time: in the future"},
              row{"auth_time", "", "id_token: auth_time: missing though max_age was asked for"}})
            CHECK(verdict(with(claim, value)) == refused);
        CHECK(verdict(with("exp", "1699999999"), good_rules().leeway(0s)) == "id_token: exp: has passed");
        CHECK(verdict(with("exp", "1700000000"), good_rules().leeway(0s)) == "id_token: exp: has passed");
        auto forgiving = good_rules().max_age(std::chrono::seconds::max());
        CHECK(verdict(with("auth_time", "0"), forgiving) == "");
    }

    TEST_CASE("S22: a nonce is required when one was sent, and refused when none was")
    {
        oauth::id_token_rules const plain(issuer, client);
        CHECK(verdict(good_claims(), plain) == "id_token: nonce: present though none was sent");
        CHECK(verdict(with("nonce", ""), plain) == "");
        CHECK(verdict(with("nonce", "\"n-1 \"")) == "id_token: nonce: of another login");
        CHECK(verdict(with("nonce", "\"\"")) == "id_token: nonce: of another login");
    }

    TEST_CASE("S22: other audiences have to be trusted by name, and azp has to be this client")
    {
        auto const two = R"(["client-1","api"])";
        CHECK(verdict(with("aud", two)) == "id_token: aud: an audience that is not trusted");
        auto trusting = good_rules().trust_audience("api");
        CHECK(verdict(with("aud", two), trusting) == "id_token: azp: missing beside several audiences");
        auto all = with("aud", two);
        all["azp"] = "\"client-1\"";
        CHECK(verdict(all, trusting) == "");
        all["azp"] = "\"api\"";
        CHECK(verdict(all, trusting) == "id_token: azp: another client");
    }

    TEST_CASE("S22: at_hash and c_hash may be absent only where OpenID Connect says so")
    {
        CHECK(verdict(with("at_hash", "")) == "");
        CHECK(verdict(with("c_hash", "")) == "");
        CHECK(verdict(with("at_hash", ""), good_rules().require_at_hash()) == "id_token: at_hash: missing");
        CHECK(verdict(with("c_hash", ""), good_rules().require_c_hash()) == "id_token: c_hash: missing");
    }

    TEST_CASE("S20: a renewed id_token speaks of the same login: issuer, subject, audience, party, time")
    {
        auto const login = validate(signed_text(good_claims())).value();
        auto const rules = oauth::id_token_rules(issuer, client).renews(login);
        auto fresh = good_claims();
        fresh["exp"] = "1700000900";
        fresh["at_hash"].clear();
        CHECK(verdict(fresh, rules) == "");
        auto const changed = [&](std::string const& name, std::string const& value) {
            auto all = fresh;
            all[name] = value;
            return verdict(all, rules);
        };
        CHECK(changed("nonce", "") == "");
        CHECK(changed("auth_time", "") == "");
        CHECK(changed("sub", "\"user-2\"") == "id_token: sub: not the subject of the login");
        CHECK(changed("iss", "\"https://op.example/\"") == "id_token: iss: another issuer");
        CHECK(changed("aud", "\"client-2\"") == "id_token: aud: not this client");
        CHECK(changed("azp", "\"client-1\"") == "id_token: azp: differs from the login");
        CHECK(changed("auth_time", "1699999901") == "id_token: auth_time: differs from the login");
        CHECK(changed("nonce", "\"n-2\"") == "id_token: nonce: differs from the login");
        // Where only the subject was kept
        auto const by_name = oauth::id_token_rules(issuer, client).renews("user-1");
        CHECK(verdict(fresh, by_name) == "");
        fresh["sub"] = "\"user-2\"";
        auto const other = validate(signed_text(fresh), by_name);
        CHECK(other.error().code() == make_error_code(oauth_errc::subject_mismatch));
    }

    TEST_CASE("S20: the audience of the login stays in the renewed id_token")
    {
        auto all = with("aud", R"(["client-1","api"])");
        all["azp"] = "\"client-1\"";
        auto const trusting = [] { return oauth::id_token_rules(issuer, client).trust_audience("api"); };
        auto const login = validate(signed_text(all), trusting().nonce(secret("n-1"))).value();
        CHECK(verdict(all, trusting().renews(login)) == "");
        all["aud"] = "\"client-1\"";
        CHECK(verdict(all, trusting().renews(login)) == "id_token: aud: lacks an audience of the login");
    }

    TEST_CASE("S21: a client secret verifies HS256 only as a secret, and only where it is asked for")
    {
        jose::symmetric_key const shared(secret("a client secret of more than 32 octets"));
        auto const token =
            jose::sign(header_of(algorithm::hs256, ""), json_of(good_claims()), shared, algorithm::hs256).value();
        CHECK(verdict(oauth::validate_id_token(secret(token), shared, good_rules(), now)) == "");
        CHECK(verdict(validate(token)) == "id_token: alg: not one that is allowed");
        auto const es256 = oauth::validate_id_token(secret(signed_text(good_claims())), shared, good_rules(), now);
        CHECK(verdict(es256) == "id_token: alg: not one that is allowed");
    }

    TEST_CASE("S21: the server's metadata says which algorithms to accept, but never none or a shared secret")
    {
        oauth::server_metadata server;
        server.issuer = issuer;
        auto const allowed = [&] { return oauth::id_token_rules(server, client).allowed(false); };
        CHECK(allowed().contains(algorithm::rs256));
        CHECK(!allowed().contains(algorithm::rs384));
        server.id_token_signing_alg_values_supported = {"none", "HS256", "PS512", "new"};
        CHECK(allowed() == jose::algorithm_set{algorithm::ps512});
        server.id_token_signing_alg_values_supported = {"none", "HS256"};
        CHECK(allowed() == jose::algorithm_set{algorithm::rs256, algorithm::ps256, algorithm::es256, algorithm::eddsa});
        CHECK(oauth::id_token_rules(server, client).issuer() == issuer);
    }

    TEST_CASE("RFC 8725 §3.11: a token made for another purpose is no id_token")
    {
        auto const typed = [](std::string const& typ) {
            return verdict(validate(signed_text(good_claims(), "ec-1", R"(,"typ":")" + typ + "\"")));
        };
        CHECK(typed("JWT") == "");
        CHECK(typed("application/jwt") == "");
        for (auto const* other : {"at+jwt", "dpop+jwt", "logout+jwt", ""})
            CHECK(typed(other) == "id_token: typ: a token of another kind");
    }

    TEST_CASE("S33, S45: an error quotes neither the token nor its claims")
    {
        auto all = good_claims();
        all["iss"] = "\"https://evil.example\"";
        all["sub"] = "\"secret-person\"";
        auto const token = signed_text(all);
        for (auto const& text :
             {token, token + "x", token.substr(1), "{" + json_of(all), signed_text(with("exp", "\"evil\""))}) {
            auto const refused = validate(text);
            CHECK(refused.error().code() == make_error_code(oauth_errc::id_token_refused));
            for (auto const* word : {"evil", "secret-person", "eyJ"})
                CHECK(refused.error().message().find(word) == std::string::npos);
        }
    }
}
