// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "id_token_parts.hpp"

#include <functional>
#include <string>
#include <vector>

// The modules of OpenID's conformance suite for clients that concern the id_token (oauth.md 3a), as one table: what the
// server does wrong, and what the client has to say about it. The decision is pure: no further request can be made.

using namespace id_token_parts;

namespace {

struct row {
    std::string module;
    std::function<std::string()> token;
    std::string refused; // "" where it must be accepted
    std::function<void(oauth::id_token_rules&)> rules{};
};

std::function<std::string()> changed(std::string const& claim, std::string const& value)
{
    return [=] {
        auto all = good_claims();
        all[claim] = value;
        return signed_text(all);
    };
}

std::string signed_by(jose::private_key const& key, algorithm a, std::string const& kid)
{
    return jose::sign(header_of(a, kid), json_of(good_claims()), key, a).value();
}

std::string spoiled(std::string text)
{
    auto const at = text.rfind('.') + 5;
    text[at] = text[at] == 'A' ? 'B' : 'A';
    return text;
}

std::string unsigned_token(std::string const& alg)
{
    return cogrant::base64::encode_url(R"({"alg":")" + alg + "\"}") + "." +
           cogrant::base64::encode_url(json_of(good_claims())) + ".";
}

provider const& op() { return provider::get(); }

std::vector<row> table()
{
    auto const refuse_alternate = [](oauth::id_token_rules& r) { r.algorithms({algorithm::ps256}); };
    auto const token_flow = [](oauth::id_token_rules& r) { r.require_at_hash(); };
    auto const hybrid = [](oauth::id_token_rules& r) { r.require_c_hash(); };
    return {
        {"oidcc-client-test (happy path)", [] { return signed_text(good_claims()); }, ""},
        {"idtoken-sig-rs256", [] { return signed_by(op().rsa, algorithm::rs256, "rsa-1"); }, ""},
        {"idtoken-sig-ps256", [] { return signed_by(op().rsa, algorithm::ps256, "rsa-1"); }, ""},
        {"kid-absent-multiple-jwks", [] { return signed_text(good_claims(), ""); }, ""}, // all that fit are tried
        {"fapi2 valid-aud-as-array", changed("aud", R"(["client-1"])"), ""},
        {"invalid-iss", changed("iss", R"("https://op.example/")"), "iss: another issuer"},
        {"invalid-iss (case)", changed("iss", R"("https://OP.example")"), "iss: another issuer"},
        {"fapi2 invalid-missing-iss", changed("iss", ""), "iss: missing"},
        {"missing-sub", changed("sub", ""), "sub: missing"},
        {"missing-sub (empty)", changed("sub", R"("")"), "sub: missing"},
        {"missing-sub (not a text)", changed("sub", "1"), "the claims: expected a string, found a number"},
        {"sub beyond 255 characters", changed("sub", "\"" + std::string(256, 'x') + "\""),
         "sub: longer than 255 characters"},
        {"invalid-aud", changed("aud", R"("client-2")"), "aud: not this client"},
        {"invalid-aud (array)", changed("aud", R"(["client-2"])"), "aud: not this client"},
        {"missing-aud, fapi2 invalid-missing-aud", changed("aud", ""), "aud: missing"},
        {"missing-aud (empty array)", changed("aud", "[]"), "aud: missing"},
        {"fapi2 invalid-secondary-aud", changed("aud", R"(["client-1","other"])"),
         "aud: an audience that is not trusted"},
        {"azp of another client", changed("azp", R"("client-2")"), "azp: another client"},
        {"missing-iat", changed("iat", ""), "iat: missing"},
        {"iat in the future", changed("iat", "1700003600"), "iat: in the future"},
        {"fapi2 invalid-expired-exp (5 min past)", changed("exp", "1699999700"), "exp: has passed"},
        {"fapi2 invalid-missing-exp", changed("exp", ""), "exp: missing"},
        {"exp absurd", changed("exp", "1e308"),
         "the claims: a number that does not fit: expected a number in the range of its type, found a number outside "
         "it at /exp"},
        {"exp as a text", changed("exp", R"("1700000300")"), "the claims: expected a number, found a string at /exp"},
        {"nbf in the future", changed("nbf", "1700003600"), "nbf: not valid yet"},
        {"nonce-invalid, fapi2 invalid-nonce", changed("nonce", R"("n-2")"), "nonce: of another login"},
        {"fapi2 invalid-missing-nonce", changed("nonce", ""), "nonce: missing"},
        {"invalid-athash", changed("at_hash", R"("77QmUPtjPfzWtF2AnpK9RA")"), "at_hash: of something else"},
        {"missing-athash", changed("at_hash", ""), "at_hash: missing", token_flow},
        {"invalid-chash", changed("c_hash", R"("LDktKdoQak3Pk0cnXxClt")"), "c_hash: of something else"},
        {"missing-chash", changed("c_hash", ""), "c_hash: missing", hybrid},
        {"idtoken-sig-none, fapi2 invalid-null-alg", [] { return unsigned_token("none"); },
         "alg: not one that is allowed"},
        {"idtoken-sig-none (case)", [] { return unsigned_token("nOnE"); }, "alg: not one that is allowed"},
        {"invalid-sig-rs256", [] { return spoiled(signed_by(op().rsa, algorithm::rs256, "rsa-1")); },
         "signature: does not verify"},
        {"invalid-sig-es256", [] { return spoiled(signed_text(good_claims())); }, "signature: does not verify"},
        {"invalid-sig-hs256",
         [] {
             jose::symmetric_key const wrong(secret("not the secret of this client, but long"));
             return jose::sign(header_of(algorithm::hs256, ""), json_of(good_claims()), wrong, algorithm::hs256)
                 .value();
         },
         "alg: not one that is allowed"},
        {"fapi2 invalid-alternate-alg", [] { return signed_text(good_claims()); }, "alg: not one that is allowed",
         refuse_alternate},
        {"signed by a stranger under a known kid",
         [] { return signed_by(jose::private_key::generate(algorithm::es256).value(), algorithm::es256, "ec-1"); },
         "signature: does not verify"},
        {"unknown kid", [] { return signed_text(good_claims(), "ec-2"); }, "kid: no key of the issuer fits"},
        {"kid of a key of another type", [] { return signed_text(good_claims(), "rsa-1"); },
         "kid: no key of the issuer fits"},
        {"crit", [] { return signed_text(good_claims(), "ec-1", R"(,"crit":["x"],"x":1)"); },
         "crit: demands an extension"},
        {"encrypted (five parts)", [] { return "a.b.c.d.e"; }, "not three parts with dots between them"},
        {"no token", [] { return std::string(); }, "not three parts with dots between them"},
        {"a claim twice",
         [] {
             auto text = json_of(good_claims());
             text.insert(1, R"("sub":"user-2",)");
             return jose::sign(header_of(algorithm::es256, "ec-1"), text, op().ec, algorithm::es256).value();
         },
         "the claims: a key came twice"},
    };
}

} // namespace

TEST_SUITE("oauth/id_token conformance")
{
    TEST_CASE("S22: OpenID's and FAPI's negative tests for clients: each breach names the claim and the rule")
    {
        for (auto const& r : table()) {
            CAPTURE(r.module);
            auto rules = good_rules();
            if (r.rules) r.rules(rules);
            auto const said = verdict(validate(r.token(), rules));
            if (r.refused.empty()) CHECK(said == "");
            else CHECK(said.rfind("id_token: " + r.refused, 0) == 0);
        }
    }

    TEST_CASE("S21: kid-absent-single-jwks: the only key is the one that is meant")
    {
        jose::jwk_set const one({jose::jwk(jose::public_key(op().ec), "ec-1")});
        auto const nameless = signed_text(good_claims(), "");
        CHECK(oauth::validate_id_token(secret(nameless), one, good_rules(), now).has_value());
    }

    TEST_CASE("S22: refresh-token-invalid-sub and -invalid-issuer")
    {
        auto const rules = oauth::id_token_rules(issuer, client).renews("user-1");
        CHECK(
            verdict(validate(changed("sub", R"("user-2")")(), rules)) == "id_token: sub: not the subject of the login");
        CHECK(
            verdict(validate(changed("iss", R"("https://op2.example")")(), rules)) == "id_token: iss: another issuer");
    }
}
