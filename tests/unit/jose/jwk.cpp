// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "jose_parts.hpp"
#include <cogrant/jose/jwk.hpp>

#include <string>
#include <vector>

using namespace jose_parts;

namespace {

std::string set_of(std::vector<std::string> const& keys)
{
    std::string out = R"({"keys":[)";
    for (auto const& k : keys) out += (out.back() == '[' ? "" : ",") + k;
    return out + "]}";
}

std::string public_text(std::string const& pair, std::string const& more = {})
{
    auto text = jose::public_jwk(public_of(pair));
    text.pop_back();
    return text + more + "}";
}

std::string signed_with(jose::private_key const& key, algorithm a, std::string const& kid = {})
{
    std::string const header =
        R"({"alg":")" + std::string(to_string(a)) + "\"" + (kid.empty() ? "" : R"(,"kid":")" + kid + "\"") + "}";
    return jose::sign(header, "{}", key, a).value();
}

} // namespace

TEST_SUITE("jose/jwk")
{
    TEST_CASE("RFC 7638 §3.1: the thumbprint of an RSA key")
    {
        CHECK(jose::thumbprint(public_of(thumbprint_key)) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    TEST_CASE("RFC 8037 A.3: the thumbprint of an Ed25519 key")
    {
        CHECK(jose::thumbprint(private_of(ed25519_pair)) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        CHECK(
            jose::public_jwk(private_of(ed25519_pair)) ==
            R"({"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
    }

    TEST_CASE("a public JWK is read back as the same key, and never holds the private part")
    {
        auto const pair = private_of(es256_pair);
        auto const text = jose::public_jwk(pair);
        CHECK(
            text ==
            R"({"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
        CHECK(jose::thumbprint(public_of(text)) == jose::thumbprint(pair));
        CHECK(jose::public_jwk(public_of(rs256_key)).substr(0, 28) == R"({"e":"AQAB","kty":"RSA","n":)");
    }

    TEST_CASE("S21: the kid chooses the key")
    {
        auto const a = jose::private_key::generate(algorithm::es256).value();
        auto const b = jose::private_key::generate(algorithm::es256).value();
        jose::jwk_set const keys({jose::jwk(jose::public_key(a), "a"), jose::jwk(jose::public_key(b), "b")});
        CHECK(jose::verify(signed_with(a, algorithm::es256, "a"), keys, {algorithm::es256}).has_value());
        // by a key of the set, but not the one it names
        auto const swapped = jose::verify(signed_with(a, algorithm::es256, "b"), keys, {algorithm::es256});
        CHECK(code_of(swapped) == jose_errc::bad_signature);
        auto const stranger = jose::verify(signed_with(a, algorithm::es256, "c"), keys, {algorithm::es256});
        CHECK(code_of(stranger) == jose_errc::no_key);
    }

    TEST_CASE("S21: without a kid all keys that fit are tried, one or many; with a kid that came twice, both")
    {
        auto const a = jose::private_key::generate(algorithm::es256).value();
        auto const b = jose::private_key::generate(algorithm::es256).value();
        jose::jwk_set const one({jose::jwk(jose::public_key(a), "a")});
        jose::jwk_set const many({jose::jwk(jose::public_key(b), "x"), jose::jwk(jose::public_key(a), "x")});
        for (auto const& keys : {one, many})
            CHECK(jose::verify(signed_with(a, algorithm::es256), keys, {algorithm::es256}).has_value());
        CHECK(jose::verify(signed_with(a, algorithm::es256, "x"), many, {algorithm::es256}).has_value());
        CHECK(
            code_of(jose::verify(signed_with(b, algorithm::es256), one, {algorithm::es256})) ==
            jose_errc::bad_signature);
        // A key without a name is not the one that is named.
        jose::jwk_set const nameless({jose::jwk(jose::public_key(a))});
        CHECK(
            code_of(jose::verify(signed_with(a, algorithm::es256, "a"), nameless, {algorithm::es256})) ==
            jose_errc::no_key);
    }

    TEST_CASE("S21: a key is used only for what its type, use, key_ops and alg allow")
    {
        auto const keys_with = [](std::string const& more) {
            return jose::jwk_set::parse(set_of({public_text(es256_pair, more)})).value();
        };
        for (auto const* good :
             {"", R"(,"use":"sig")", R"(,"alg":"ES256")", R"(,"key_ops":["verify"])", R"(,"x5c":["AA"])"})
            CHECK(jose::verify(es256_text, keys_with(good), {algorithm::es256}).has_value());
        for (auto const* bad :
             {R"(,"use":"enc")", R"(,"alg":"ES384")", R"(,"alg":"es256")", R"(,"key_ops":["sign"])",
              R"(,"key_ops":[])"})
            CHECK(code_of(jose::verify(es256_text, keys_with(bad), {algorithm::es256})) == jose_errc::no_key);
        auto const rsa_only = jose::jwk_set::parse(set_of({rs256_key})).value();
        CHECK(code_of(jose::verify(es256_text, rsa_only, every_algorithm)) == jose_errc::no_key);
    }

    TEST_CASE("keys that cannot be used are passed over, the others stay")
    {
        auto const keys = jose::jwk_set::parse(set_of(
            {R"({"kty":"oct","k":"c2VjcmV0"})", R"({"kty":"new"})", "{}", es256_pair, R"({"kty":"EC","crv":"P-256"})",
             R"({"kty":5})", "7", "null", rs256_key}));
        REQUIRE(keys.has_value());
        CHECK(keys->keys().size() == 1);
        CHECK(keys->unusable() == 8); // the private one too: what is published is not private any more
        CHECK(jose::verify(rs256_text, *keys, {algorithm::rs256}).has_value());
    }

    TEST_CASE("S45: what is no key set is refused, and the server's words are not repeated")
    {
        for (auto const* text :
             {"", "{}", "[]", "null", R"({"keys":null})", R"({"keys":{}})", R"({"keys":[],"keys":[]})",
              R"({"keys":[{"kty":"RSA","kty":"EC"}]})", "<html>evil</html>", R"({"keys":[]} x)", R"({"keys":[)",
              "\xEF\xBB\xBF{\"keys\":[]}", R"({"evil":[})", "{\"keys\":[\"\xff\"]}"}) {
            CAPTURE(text);
            auto const refused = jose::jwk_set::parse(text);
            CHECK(code_of(refused) == jose_errc::malformed_key_set);
            CHECK(refused.error().message().find("evil") == std::string::npos);
        }
        auto const deep = R"({"keys":[)" + std::string(10000, '[') + std::string(10000, ']') + "]}";
        CHECK(code_of(jose::jwk_set::parse(deep)) == jose_errc::malformed_key_set);
        CHECK(jose::jwk_set::parse(R"({"keys":[]})").value().keys().empty());
    }

    TEST_CASE("S23: a set of more keys, or more bytes, than the limit is refused")
    {
        CHECK(code_of(jose::jwk_set::parse(set_of(std::vector<std::string>(10000, "{}")))) == jose_errc::too_large);
        CHECK(code_of(jose::jwk_set::parse(set_of(std::vector<std::string>(101, "{}")))) == jose_errc::too_large);
        CHECK(jose::jwk_set::parse(set_of(std::vector<std::string>(100, "{}"))).has_value());
        CHECK(code_of(jose::jwk_set::parse(set_of({}) + std::string(600000, ' '))) == jose_errc::too_large);
        auto const two = jose::jwk_limits().keys(2).document(1000);
        CHECK(code_of(jose::jwk_set::parse(set_of({"{}", "{}", "{}"}), two)) == jose_errc::too_large);
        CHECK(code_of(jose::jwk_set::parse(std::string(1001, ' '), two)) == jose_errc::too_large);
    }
}
