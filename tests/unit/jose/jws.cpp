// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "jose_parts.hpp"
#include <cogrant/jose/jws.hpp>

#include <string>

using namespace jose_parts;
using cogrant::secret;

TEST_SUITE("jose/jws")
{
    TEST_CASE("RFC 7515 A.1: HS256, made and verified")
    {
        auto const key = jose::symmetric_key::from_jwk(hs256_secret).value();
        parts const p(hs256_text);
        CHECK(jose::sign(p.header, p.body, key, algorithm::hs256).value() == hs256_text);
        auto const read = jose::verify(hs256_text, key, {algorithm::hs256}).value();
        CHECK(read.payload() == p.body);
        CHECK(read.header().typ == "JWT");
        CHECK(read.algorithm() == algorithm::hs256);
    }

    TEST_CASE("RFC 7515 A.2: RS256")
    {
        CHECK(jose::verify(rs256_text, public_of(rs256_key), {algorithm::rs256}).has_value());
    }

    TEST_CASE("RFC 7515 A.3: ES256")
    {
        CHECK(jose::verify(es256_text, public_of(es256_pair), {algorithm::es256}).has_value());
        parts const p(es256_text);
        auto const ours = jose::sign(p.header, p.body, private_of(es256_pair), algorithm::es256).value();
        CHECK(ours.size() == es256_text.size());
        CHECK(jose::verify(ours, public_of(es256_pair), {algorithm::es256}).has_value());
    }

    TEST_CASE("RFC 7515 A.4: ES512")
    {
        auto const read = jose::verify(es512_text, public_of(es512_key), {algorithm::es512}).value();
        CHECK(read.payload() == "Payload");
    }

    TEST_CASE("RFC 8037 A.4: Ed25519, made and verified")
    {
        parts const p(ed25519_text);
        auto const key = private_of(ed25519_pair);
        CHECK(jose::sign(p.header, p.body, key, algorithm::eddsa).value() == ed25519_text);
        CHECK(jose::verify(ed25519_text, jose::public_key(key), {algorithm::eddsa}).has_value());
    }

    TEST_CASE("RFC 9449 §4.2 and §7.1: the signatures of its DPoP proofs")
    {
        auto const key = public_of(
            R"({"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"})");
        std::string const token_proof = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dE"
                                        "ZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282"
                                        "NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19."
                                        "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2Vydm"
                                        "VyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-"
                                        "FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
        std::string const resource_proof =
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0"
            "RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAt"
            "MjU2In19."
            "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZW"
            "N0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFF"
            "byJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
        CHECK(jose::verify(token_proof, key, {algorithm::es256}).value().header().typ == "dpop+jwt");
        CHECK(jose::verify(resource_proof, key, {algorithm::es256}).has_value());
        CHECK(jose::thumbprint(key) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    TEST_CASE("every algorithm signs what it verifies, and nothing that was changed afterwards")
    {
        auto const rsa = private_of(rsa_pair);
        for (auto a = algorithm::rs256; a <= algorithm::eddsa; a = static_cast<algorithm>(static_cast<int>(a) + 1)) {
            CAPTURE(to_string(a));
            auto const key = rsa.supports(a) ? rsa : jose::private_key::generate(a).value();
            auto const text = jose::sign(header_of(a), "payload", key, a).value();
            CHECK(jose::verify(text, jose::public_key(key), {a}).value().payload() == "payload");
            parts p(text);
            p.body = "Payload";
            CHECK(code_of(jose::verify(p.text(), jose::public_key(key), {a})) == jose_errc::bad_signature);
        }
    }

    TEST_CASE("signing with a key that does not fit, or under a header that says otherwise, is refused")
    {
        auto const ec = private_of(es256_pair);
        CHECK(code_of(jose::sign(header_of(algorithm::rs256), "", ec, algorithm::rs256)) == jose_errc::unfit_key);
        CHECK(code_of(jose::sign(header_of(algorithm::es384), "", ec, algorithm::es384)) == jose_errc::unfit_key);
        CHECK(code_of(jose::sign(header_of(algorithm::hs256), "", ec, algorithm::hs256)) == jose_errc::unfit_key);
        CHECK(code_of(jose::sign(header_of(algorithm::rs256), "", ec, algorithm::es256)) == jose_errc::unfit_key);
        CHECK(code_of(jose::sign(R"({"alg":"none"})", "", ec, algorithm::es256)) == jose_errc::unfit_key);
        CHECK(code_of(jose::sign("not JSON", "", ec, algorithm::es256)) == jose_errc::malformed);
        CHECK(
            code_of(jose::sign(R"({"alg":"ES256","alg":"ES256"})", "", ec, algorithm::es256)) == jose_errc::malformed);
        jose::symmetric_key const short_secret(secret(std::string(31, 'x')));
        CHECK(
            code_of(jose::sign(header_of(algorithm::hs256), "", short_secret, algorithm::hs256)) ==
            jose_errc::weak_key);
        CHECK(
            code_of(jose::sign(header_of(algorithm::es256), "", short_secret, algorithm::es256)) ==
            jose_errc::unfit_key);
    }
}
