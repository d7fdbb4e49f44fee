// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/jose/algorithm.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace jose = cogrant::jose;
using jose::algorithm;
using jose::algorithm_from;
using namespace std::string_view_literals;

TEST_SUITE("jose/algorithm")
{
    TEST_CASE("every algorithm is known by its name, letter for letter")
    {
        for (auto a = algorithm::rs256; a <= algorithm::hs512; a = static_cast<algorithm>(static_cast<int>(a) + 1))
            CHECK(algorithm_from(to_string(a)) == a);
        CHECK(to_string(algorithm::eddsa) == "EdDSA");
        for (std::string_view const name :
             {"rs256"sv, "Rs256"sv, "RS256 "sv, "EDDSA"sv, ""sv, "RS1"sv, "HS256\0"sv, "ES256K"sv})
            CHECK(!algorithm_from(name));
    }

    TEST_CASE("S21: none is never an algorithm, in whatever case")
    {
        for (auto const name : {"none"sv, "None"sv, "NONE"sv, "nOnE"sv, "none "sv, "\0none"sv})
            CHECK(!algorithm_from(name));
    }

    TEST_CASE("the digest beneath a signature has the size in its name")
    {
        CHECK(jose::digest_size(algorithm::rs256) == 32);
        CHECK(jose::digest_size(algorithm::rs384) == 48);
        CHECK(jose::digest_size(algorithm::rs512) == 64);
        CHECK(jose::digest_size(algorithm::ps384) == 48);
        CHECK(jose::digest_size(algorithm::es256) == 32);
        CHECK(jose::digest_size(algorithm::es384) == 48);
        CHECK(jose::digest_size(algorithm::es512) == 64);
        CHECK(jose::digest_size(algorithm::eddsa) == 64);
        CHECK(jose::digest_size(algorithm::hs256) == 32);
        CHECK(jose::digest_size(algorithm::hs384) == 48);
        CHECK(jose::digest_size(algorithm::hs512) == 64);
    }

    TEST_CASE("a set of algorithms allows what it names and nothing else")
    {
        constexpr jose::algorithm_set allowed{algorithm::rs256, algorithm::hs512};
        static_assert(allowed.contains(algorithm::rs256) && allowed.contains(algorithm::hs512));
        static_assert(!allowed.contains(algorithm::hs256) && !allowed.empty() && jose::algorithm_set().empty());
        CHECK(jose::symmetric(algorithm::hs256));
        CHECK(!jose::symmetric(algorithm::eddsa));
    }
}
