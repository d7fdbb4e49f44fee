// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/detail/percent.hpp>
#include <cogrant/oauth/pkce.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <set>
#include <string>

using namespace cogrant;
using namespace cogrant::oauth;

TEST_SUITE("oauth/pkce")
{
    TEST_CASE("RFC 7636 appendix B: octets, verifier and challenge")
    {
        unsigned char const octets[] = {116, 24,  223, 180, 151, 153, 224, 37,  79, 250, 96, 125, 216, 173, 187, 186,
                                        22,  212, 37,  77,  105, 214, 191, 240, 91, 88,  5,  88,  83,  132, 141, 121};
        auto fixed = [&](std::size_t n) { return secret(std::string(reinterpret_cast<char const*>(octets), n)); };
        auto const verifier = make_code_verifier(fixed);
        CHECK(verifier.expose() == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        CHECK(s256_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    TEST_CASE("S01: a verifier is made of 32 octets of the system's generator, and of others each time")
    {
        std::size_t asked = 0;
        auto counting = [&](std::size_t n) {
            asked = n;
            return system_random()(n);
        };
        std::set<std::string> seen;
        for (int i = 0; i != 100; ++i) {
            auto const verifier = make_code_verifier(counting);
            CHECK(asked == 32);
            CHECK(verifier.size() == 43);
            CHECK(legal_code_verifier(verifier.expose()));
            seen.emplace(verifier.expose());
        }
        CHECK(seen.size() == 100);
    }

    TEST_CASE("a verifier has 43 to 128 unreserved characters")
    {
        CHECK_FALSE(legal_code_verifier(std::string(42, 'a')));
        CHECK(legal_code_verifier(std::string(43, '~')));
        CHECK(legal_code_verifier(std::string(128, '-')));
        CHECK_FALSE(legal_code_verifier(std::string(129, 'a')));
        for (int i = 0; i != 256; ++i) {
            char const c = static_cast<char>(static_cast<unsigned char>(i));
            bool const unreserved =
                cogrant::detail::is_alphanumeric(c) || std::string("-._~").find(c) != std::string::npos;
            CHECK(legal_code_verifier(std::string(42, 'a') + c) == unreserved);
        }
    }
}
