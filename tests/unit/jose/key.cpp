// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "jose_parts.hpp"

#include <string>
#include <string_view>

using namespace jose_parts;
using cogrant::secret;

namespace {

// Made for these tests; one pair in three spellings.
std::string const sec1_pem = R"(-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIJo5+iEjtec2lKL8cNSmKWqsLx69blV6xl/q6V7GFPlDoAoGCCqGSM49
AwEHoUQDQgAEC9j4jiEiPPPH0okmKmJ19ews/V5+eDDUJtjPTrOu4T7nriTcHJjU
sFHzSV3U1uPack0UQd1ZU3d6G1tjwKnwgg==
-----END EC PRIVATE KEY-----
)";
std::string const encrypted_pem = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi0ADpe8tD8XAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKA+KkWfOb3hp08/RPUf8hIEgZBS
2XiU37FiRrdBn+geTViaDYQRQsDqP8aP3LnvAHVD+qx368e+vUzgzm1WaYSBy+pG
N4mpoO73xRrQxfYVAaS6W6YyHy50kiabgR/SOmrVb4uJqPFlHxdMxAZU8mSpapsR
rLjs8dmOWGwXqwcME/aCQKHDTyyUfNSfCR71Z1ZaljB0UC+lXs+0rV2KjtJuRaY=
-----END ENCRYPTED PRIVATE KEY-----
)";
std::string const public_pem = R"(-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEC9j4jiEiPPPH0okmKmJ19ews/V5+
eDDUJtjPTrOu4T7nriTcHJjUsFHzSV3U1uPack0UQd1ZU3d6G1tjwKnwgg==
-----END PUBLIC KEY-----
)";
std::string const weak_rsa_pem = R"(-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC5MM7oXhVy4ZnyBOkQ2SXn/TOp
7urIvOVuDHMZcP2++vf1zemXQ3+v97eq7pVBxOoZbIHdy6LJJC9SZMjv8J2qwiTr
Ht1ccNp+vRr4Jag60PNTFpXckc7qBUGxBhyYzWvTuTn7y39v2V+g2luemHrabunK
G4E1zdYGbmUmIfURUwIDAQAB
-----END PUBLIC KEY-----
)";
std::string const foreign_curve_pem = R"(-----BEGIN EC PRIVATE KEY-----
MHQCAQEEILceVZy7zZebpWKaNYM+1k6rmq0tWhFMBNDKxCbYVxneoAcGBSuBBAAK
oUQDQgAE2xsVR5yy77qQWNgSmx1wxwPZ7kIzEAwdIDmbIR7fKURxLQD101MwHeP9
UBo/EPG+57Iv8Sxta9mGNqhG/ICEpg==
-----END EC PRIVATE KEY-----
)";

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    auto const at = text.find(what);
    REQUIRE(at != text.npos);
    return text.replace(at, what.size(), by);
}

} // namespace

TEST_SUITE("jose/key")
{
    TEST_CASE("a pair in PEM signs what its public half verifies, encrypted or not")
    {
        auto const plain = jose::private_key::from_pem(secret(sec1_pem)).value();
        auto const opened = jose::private_key::from_pem(secret(encrypted_pem), secret("correct horse")).value();
        auto const half = jose::public_key::from_pem(public_pem).value();
        CHECK(jose::thumbprint(plain) == jose::thumbprint(half));
        CHECK(jose::thumbprint(opened) == jose::thumbprint(half));
        CHECK(jose::thumbprint(jose::public_key(plain)) == jose::thumbprint(half));
        auto const text = jose::sign(header_of(algorithm::es256), "x", opened, algorithm::es256).value();
        CHECK(jose::verify(text, half, {algorithm::es256}).has_value());
    }

    TEST_CASE("an encrypted key without its passphrase, or with a wrong one, says so and never asks the terminal")
    {
        CHECK(code_of(jose::private_key::from_pem(secret(encrypted_pem))) == jose_errc::wrong_passphrase);
        auto const wrong = jose::private_key::from_pem(secret(encrypted_pem), secret("wrong horse"));
        CHECK(code_of(wrong) == jose_errc::wrong_passphrase);
        auto const endless = jose::private_key::from_pem(secret(encrypted_pem), secret(std::string(5000, 'x')));
        CHECK(code_of(endless) == jose_errc::wrong_passphrase);
    }

    TEST_CASE("what is no key in PEM is refused")
    {
        for (std::string const& text :
             {std::string(), std::string("-----BEGIN PRIVATE KEY-----"), public_pem, std::string(70000, 'A'),
              foreign_curve_pem})
            CHECK(code_of(jose::private_key::from_pem(secret(text))) == jose_errc::malformed_key);
        for (std::string const& text : {std::string(), std::string("{}"), sec1_pem, std::string(70000, 'A')})
            CHECK(code_of(jose::public_key::from_pem(text)) == jose_errc::malformed_key);
    }

    TEST_CASE("S21: an RSA key below 2048 bits is refused, in PEM and as a JWK")
    {
        CHECK(code_of(jose::public_key::from_pem(weak_rsa_pem)) == jose_errc::weak_key);
        auto const weak = jose::public_key::from_jwk(
            R"({"kty":"RSA","e":"AQAB","n":"uTDO6F4VcuGZ8gTpENkl5_0zqe7qyLzlbgxzGXD9vvr39c3pl0N_r_e3qu6VQcTqGWyB3cuiySQvUmTI7_CdqsIk6x7dXHDafr0a-CWoOtDzUxaV3JHO6gVBsQYcmM1r07k5-8t_b9lfoNpbnph62m7pyhuBNc3WBm5lJiH1EVM"})");
        CHECK(code_of(weak) == jose_errc::weak_key);
    }

    TEST_CASE("S21: an RSA exponent that is 1, even, or without end is refused")
    {
        for (auto const* e : {"AQ", "AAE", "Ag", "AAAB", "AQABAQABAQABAQAB", "", "AQAB=", "AQ+B"})
            CHECK(code_of(jose::public_key::from_jwk(replaced(rs256_key, "AQAB", e))) == jose_errc::malformed_key);
    }

    TEST_CASE("S43: an RSA key beyond 8192 bits is refused: it would make whoever verifies with it slow")
    {
        auto const endless = R"({"kty":"RSA","e":"AQAB","n":")" + std::string(1368, '_') + "\"}";
        CHECK(code_of(jose::public_key::from_jwk(endless)) == jose_errc::malformed_key);
    }

    TEST_CASE("S21: an Ed25519 point of small order is refused, in every spelling")
    {
        for (auto const* x :
             {"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "7P_______________________________________38",
              "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU", "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
              "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA",
              "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_IU", "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA_o",
              "7f_______________________________________38", "7f________________________________________8",
              "7v_______________________________________38", "7v________________________________________8"}) {
            CAPTURE(x);
            auto const key =
                jose::public_key::from_jwk(R"({"kty":"OKP","crv":"Ed25519","x":")" + std::string(x) + "\"}");
            CHECK(code_of(key) == jose_errc::weak_key);
        }
    }

    TEST_CASE("a point that is not on its curve, or not as long as the field, is refused")
    {
        auto const no_x = replaced(es256_pair, "f83OJ3D2", "f83OJ3D3");
        auto const short_y = replaced(
            es256_pair, "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5Q");
        auto const other_curve = replaced(es256_pair, "P-256", "P-384");
        auto const unknown_curve = replaced(es256_pair, "P-256", "secp256k1");
        for (auto const& text :
             {no_x, short_y, other_curve, unknown_curve, replaced(ed25519_pair, "Ed25519", "X25519")})
            CHECK(code_of(jose::public_key::from_jwk(text)) == jose_errc::malformed_key);
    }

    TEST_CASE("a private part that belongs to another public one is refused")
    {
        // It would sign what nobody verifies, and an Ed25519 key would give its secret away.
        auto const ec = replaced(es256_pair, "jpsQnnGQ", "jpsQnnGR");
        auto const ed = replaced(ed25519_pair, "nWGxne_9", "nWGxne_8");
        for (auto const& text : {ec, ed}) {
            auto const key = jose::private_key::from_jwk(text);
            CHECK(code_of(key) == jose_errc::malformed_key);
            CHECK(key.error().message().find("nWGxne") == std::string::npos);
        }
        CHECK(code_of(jose::private_key::from_jwk(rs256_key)) == jose_errc::malformed_key);
    }

    TEST_CASE("S45: a JWK with a member twice, of another type, or for encryption is refused")
    {
        for (auto const* text :
             {R"({"kty":"OKP","kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
              R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"enc"})",
              R"({"kty":"OKP","crv":"Ed25519","x":["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]})",
              R"({"kty":"OKP","crv":"Ed25519"})", R"({"kty":"okp"})", "{}", "[]", "", "null", "\xEF\xBB\xBF{}",
              R"({"kty":"oct","k":"AAAA"})"})
            CHECK(code_of(jose::public_key::from_jwk(text)) == jose_errc::malformed_key);
    }

    TEST_CASE("a new key is made for the algorithm asked for, and can be kept as PEM")
    {
        for (auto const a :
             {algorithm::es256, algorithm::es384, algorithm::es512, algorithm::eddsa, algorithm::ps256}) {
            auto const made = jose::private_key::generate(a).value();
            auto const kept = jose::private_key::from_pem(made.to_pem().value()).value();
            CHECK(jose::thumbprint(kept) == jose::thumbprint(made));
            CHECK(kept.supports(a));
            CHECK(!kept.supports(algorithm::hs256));
        }
        CHECK(code_of(jose::private_key::generate(algorithm::hs256)) == jose_errc::unfit_key);
    }

    TEST_CASE("a key supports the algorithms of its type and curve only")
    {
        auto const ec = public_of(es256_pair);
        CHECK(ec.supports(algorithm::es256));
        CHECK(!ec.supports(algorithm::es384));
        CHECK(!ec.supports(algorithm::rs256));
        auto const rsa = public_of(rs256_key);
        CHECK(rsa.supports(algorithm::rs512));
        CHECK(rsa.supports(algorithm::ps384));
        CHECK(!rsa.supports(algorithm::hs256));
        CHECK(!jose::symmetric_key(secret(std::string(31, 'x'))).supports(algorithm::hs256));
        CHECK(jose::symmetric_key(secret(std::string(32, 'x'))).supports(algorithm::hs256));
        CHECK(!jose::symmetric_key(secret(std::string(32, 'x'))).supports(algorithm::es256));
        CHECK(code_of(jose::symmetric_key::from_jwk(es256_pair)) == jose_errc::malformed_key);
    }
}
