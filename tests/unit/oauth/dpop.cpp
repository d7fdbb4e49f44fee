// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/base64.hpp>
#include <cogrant/oauth/dpop.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace cogrant;
using namespace cogrant::oauth;

namespace {

constexpr std::string_view rfc_key = R"({"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",)"
                                     R"("y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"})";
constexpr std::string_view rfc_header =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJo"
    "RjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19";
constexpr std::string_view token_claims =
    "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0"
    "IjoxNTYyMjYyNjE2fQ";
constexpr std::string_view token_signature =
    "2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
constexpr std::string_view resource_claims =
    "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRy"
    "ZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9";
constexpr std::string_view resource_signature =
    "2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

std::string joined(std::string_view a, std::string_view b, std::string_view c)
{
    return std::string(a).append(".").append(b).append(".").append(c);
}

dpop_statement said(std::string_view method, std::string_view target, long long at, std::string_view id)
{
    dpop_statement s;
    s.method = method;
    s.target = target;
    s.at = std::chrono::sys_seconds(std::chrono::seconds(at));
    s.unique_id = id;
    return s;
}

std::string part(std::string_view compact, int which)
{
    for (; which != 0; --which) compact.remove_prefix(compact.find('.') + 1);
    return std::string(compact.substr(0, compact.find('.')));
}

http::request with_authorization(std::string_view value)
{
    http::request r;
    r.headers.add("Authorization", value);
    return r;
}

http::response answer(unsigned status, std::string body, http::headers fields = {})
{
    return {status, std::move(fields), std::move(body)};
}

template <class T>
concept streams = requires(std::ostream& out, T const& t) { out << t; };
static_assert(!streams<dpop_key>);

} // namespace

TEST_SUITE("oauth/dpop")
{
    TEST_CASE("RFC 9449 4.1, 7: the published proofs verify, and their key has the published name")
    {
        auto const key = jose::public_key::from_jwk(rfc_key).value();
        CHECK(jose::thumbprint(key) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        jose::algorithm_set const allowed{jose::algorithm::es256};
        CHECK(jose::verify(joined(rfc_header, token_claims, token_signature), key, allowed).has_value());
        CHECK(jose::verify(joined(rfc_header, resource_claims, resource_signature), key, allowed).has_value());
        CHECK_FALSE(jose::verify(joined(rfc_header, token_claims, resource_signature), key, allowed).has_value());
    }

    TEST_CASE("RFC 9449 4.2, 7.1: a proof says what the published ones say, byte for byte, and verifies")
    {
        auto const key = jose::private_key::generate(jose::algorithm::es256).value();
        auto const htu = dpop_target({true, "server.example.com", 443}, "/token?tenant=1");
        auto const token = dpop_proof(key, jose::algorithm::es256, said("POST", htu, 1562262616, "-BwC3ESc6acc2lTc"));
        REQUIRE(token.has_value());
        CHECK(part(*token, 1) == token_claims);

        auto statement = said("GET", "https://resource.example.org/protectedresource", 1562262618, "e1j3V_bKic8-LAEB");
        statement.access_token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
        auto const resource = dpop_proof(key, jose::algorithm::es256, statement);
        REQUIRE(resource.has_value());
        CHECK(part(*resource, 1) == resource_claims);

        for (auto const& proof : {*token, *resource}) {
            CHECK(jose::verify(proof, jose::public_key(key), {jose::algorithm::es256}).has_value());
            auto const header = base64::decode_url(part(proof, 0)).value();
            CHECK(header == R"({"typ":"dpop+jwt","alg":"ES256","jwk":)" + jose::public_jwk(key) + "}");
            CHECK(header.find("\"d\"") == std::string::npos);
        }
    }

    TEST_CASE("S26: htu has neither query nor fragment, and no port of the scheme's own")
    {
        CHECK(dpop_target({true, "api.example", 443}, "/a/b?c=d#e") == "https://api.example/a/b");
        CHECK(dpop_target({true, "api.example", 8443}, "/#x?y") == "https://api.example:8443/");
        CHECK(dpop_target({false, "::1", 80}, "/a") == "http://[::1]/a");
    }

    TEST_CASE("S26: the nonce is in the proof when there is one")
    {
        auto const key = dpop_key::generate(jose::algorithm::eddsa).value();
        auto statement = said("GET", "https://a/", 1, "id");
        CHECK(
            base64::decode_url(part(*key.prove(statement), 1)) ==
            R"({"jti":"id","htm":"GET","htu":"https://a/","iat":1})");
        statement.nonce = "eyJ7S_zG.eyJH0-Z.HX4w-7v";
        CHECK(
            base64::decode_url(part(*key.prove(statement), 1)) ==
            R"({"jti":"id","htm":"GET","htu":"https://a/","iat":1,"nonce":"eyJ7S_zG.eyJH0-Z.HX4w-7v"})");
    }

    TEST_CASE("a key that cannot sign this way is refused")
    {
        CHECK(dpop_key::generate(jose::algorithm::hs256).error().code() == jose_errc::unfit_key);
        auto const key = jose::private_key::generate(jose::algorithm::es256).value();
        CHECK(dpop_key::from(key, jose::algorithm::es384).error().code() == jose_errc::unfit_key);
        CHECK(dpop_key::from(key, jose::algorithm::hs256).error().code() == jose_errc::unfit_key);
        CHECK(dpop_key::from(key, jose::algorithm::es256)->thumbprint() == jose::thumbprint(key));
        CHECK(dpop_proof(key, jose::algorithm::rs256, said("GET", "https://a/", 1, "id")).has_error());
    }

    TEST_CASE("S26: the DPoP scheme is known in any case, other schemes are not")
    {
        for (auto const* value : {"DPoP abc", "dpop abc", "DPOP  abc"})
            CHECK(dpop_token(with_authorization(value)) == "abc");
        for (auto const* value : {"Bearer abc", "DPoP", "DPoP ", "DPoPabc", "Basic DPoP abc", ""})
            CHECK(dpop_token(with_authorization(value)) == "");
        CHECK(dpop_token(http::request()) == "");
    }

    TEST_CASE("S26: two nonces in one answer count as none, as does an illegal one")
    {
        CHECK(dpop_nonce({{"dpop-nonce", "eyJ7S_zG.eyJH0-Z.HX4w-7v"}}) == "eyJ7S_zG.eyJH0-Z.HX4w-7v");
        CHECK_FALSE(dpop_nonce({}));
        CHECK_FALSE(dpop_nonce({{"DPoP-Nonce", "a"}, {"DPoP-Nonce", "b"}}));
        CHECK_FALSE(dpop_nonce({{"DPoP-Nonce", "a"}, {"dpop-nonce", "a"}}));
        for (int byte = 0; byte != 256; ++byte) {
            http::headers fields;
            if (!fields.add("DPoP-Nonce", std::string("n") + static_cast<char>(byte))) continue;
            bool const legal = byte > 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
            CAPTURE(byte);
            CHECK(dpop_nonce(fields).has_value() == legal);
        }
        CHECK(dpop_nonce({{"DPoP-Nonce", std::string(max_dpop_nonce, 'n')}}));
        CHECK_FALSE(dpop_nonce({{"DPoP-Nonce", std::string(max_dpop_nonce + 1, 'n')}}));
        CHECK_FALSE(dpop_nonce({{"DPoP-Nonce", ""}}));
    }

    TEST_CASE("RFC 9449 8: the token endpoint wants a nonce by its error")
    {
        auto const from = dpop_audience::token_endpoint;
        std::string const published =
            R"({"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof"})";
        CHECK(wants_dpop_nonce(from, answer(400, published)));
        CHECK(wants_dpop_nonce(from, answer(401, published)));
        CHECK_FALSE(wants_dpop_nonce(from, answer(200, published)));
        CHECK_FALSE(wants_dpop_nonce(from, answer(500, published)));
        for (std::string const body :
             {"", "use_dpop_nonce", R"({"error":"invalid_grant"})", R"({"error":["use_dpop_nonce"]})",
              R"({"error":"use_dpop_nonce","error":"use_dpop_nonce"})"})
            CHECK_FALSE(wants_dpop_nonce(from, answer(400, body)));
        // what an API says is no word of a token endpoint
        CHECK_FALSE(wants_dpop_nonce(from, answer(401, "", {{"WWW-Authenticate", R"(DPoP error="use_dpop_nonce")"}})));
    }

    TEST_CASE("RFC 9449 9: an API wants a nonce by its challenge")
    {
        auto const says = [](unsigned status, http::headers fields) {
            return wants_dpop_nonce(dpop_audience::resource, answer(status, "", std::move(fields)));
        };
        std::string_view const field = "WWW-Authenticate";
        CHECK(says(
            401,
            {{field,
              R"(DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof")"}}));
        CHECK(says(401, {{field, R"(Bearer realm="x", dpop algs="ES256", error=use_dpop_nonce)"}}));
        CHECK(says(401, {{field, "Bearer"}, {field, R"(DPoP error="use_dpop_nonce")"}}));
        CHECK_FALSE(says(401, {{field, R"(Bearer error="use_dpop_nonce")"}}));
        CHECK_FALSE(says(401, {{field, R"(DPoP error="invalid_token")"}}));
        CHECK_FALSE(says(401, {{field, R"(DPoP error="use_dpop_nonce)"}})); // without its end
        CHECK_FALSE(says(400, {{field, R"(DPoP error="use_dpop_nonce")"}}));
        CHECK_FALSE(says(401, {}));
    }

    TEST_CASE("S26: nonces are kept for each server, and those of token endpoint and API apart")
    {
        auto const key = dpop_key::generate().value();
        http::origin const one{true, "one.example", 443};
        http::origin const other{true, "one.example", 8443};
        key.learn(one, dpop_audience::token_endpoint, "as");
        CHECK(key.nonce_for(one, dpop_audience::token_endpoint) == "as");
        CHECK(key.nonce_for(one, dpop_audience::resource) == "");
        CHECK(key.nonce_for(other, dpop_audience::token_endpoint) == "");
        auto const copy = key;
        copy.learn(one, dpop_audience::token_endpoint, "newer");
        CHECK(key.nonce_for(one, dpop_audience::token_endpoint) == "newer");
    }

    TEST_CASE("S43: a thousand servers make a bounded number of nonces; the one in use stays")
    {
        auto const key = dpop_key::generate().value();
        auto const at = [](int i) { return http::origin{true, "s" + std::to_string(i) + ".example", 443}; };
        for (int i = 0; i != 1000; ++i) {
            key.learn(at(i), dpop_audience::resource, "n" + std::to_string(i));
            CHECK(key.nonce_for(at(0), dpop_audience::resource) == "n0");
        }
        int kept = 0;
        for (int i = 0; i != 1000; ++i) kept += key.nonce_for(at(i), dpop_audience::resource).empty() ? 0 : 1;
        CHECK(kept == static_cast<int>(dpop_key::max_nonces));
    }

    TEST_CASE("one key may be used by several threads")
    {
        auto const key = dpop_key::generate().value();
        std::vector<std::thread> threads;
        for (int t = 0; t != 4; ++t)
            threads.emplace_back([key, t] {
                for (int i = 0; i != 200; ++i) {
                    http::origin const to{true, "s" + std::to_string(i % 80) + ".example", 443};
                    key.learn(to, dpop_audience::resource, "n" + std::to_string(t));
                    static_cast<void>(key.nonce_for(to, dpop_audience::resource));
                    if (i % 50 == 0) static_cast<void>(key.prove(said("GET", "https://a/", 1, "id")));
                }
            });
        for (auto& t : threads) t.join();
        CHECK(key.nonce_for({true, "s1.example", 443}, dpop_audience::token_endpoint) == "");
    }
}
