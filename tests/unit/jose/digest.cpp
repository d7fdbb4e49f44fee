// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/jose/digest.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace jose = cogrant::jose;
using cogrant::base64::encode_url;

TEST_SUITE("jose/digest")
{
    TEST_CASE("RFC 7636 appendix B: SHA-256 of the verifier is the challenge")
    {
        CHECK(
            encode_url(jose::sha256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")) ==
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    TEST_CASE("RFC 9449 §4.2: SHA-256 of the access token is the ath")
    {
        CHECK(
            encode_url(jose::sha256("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")) ==
            "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    }

    TEST_CASE("digests have their full length, of nothing too")
    {
        CHECK(jose::sha256("").size() == 32);
        CHECK(jose::sha384("").size() == 48);
        CHECK(jose::sha512("").size() == 64);
        // FIPS 180-4, "abc"
        CHECK(encode_url(jose::sha256("abc")) == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }

    TEST_CASE("random texts have the length asked for, and no two are alike")
    {
        CHECK(jose::random_bytes(0).empty());
        CHECK(jose::random_bytes(32).size() == 32);
        CHECK(jose::random_secret(32).size() == 43);
        std::set<std::string> seen;
        for (int i = 0; i != 100; ++i) seen.insert(jose::random_text(16));
        CHECK(seen.size() == 100);
        CHECK(seen.begin()->size() == 22);
        CHECK(seen.begin()->find_first_not_of(cogrant::base64::detail::url_safe) == std::string::npos);
    }

    TEST_CASE("more random bytes than anybody needs are refused, not cut short")
    {
        CHECK_THROWS_AS(jose::random_bytes(65537), cogrant::failure);
    }
}
