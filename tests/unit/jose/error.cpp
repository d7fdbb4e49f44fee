// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/jose/error.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using cogrant::condition;
using cogrant::jose_errc;

TEST_SUITE("jose/error")
{
    TEST_CASE("every code has words of its own and names its layer")
    {
        std::set<std::string> words;
        for (int i = 1; i <= static_cast<int>(jose_errc::crypto_failed); ++i)
            words.insert(make_error_code(static_cast<jose_errc>(i)).message());
        CHECK(words.size() == static_cast<std::size_t>(jose_errc::crypto_failed));
        CHECK(words.count("unknown JOSE error") == 0);
        CHECK(make_error_code(static_cast<jose_errc>(99)).message() == "unknown JOSE error");
        CHECK(std::string(make_error_code(jose_errc::no_key).category().name()) == "cogrant.jose");
    }

    TEST_CASE("what came from outside is bad data, our own keys are not")
    {
        CHECK(make_error_code(jose_errc::bad_signature) == condition::bad_data);
        CHECK(make_error_code(jose_errc::malformed_key_set) == condition::bad_data);
        CHECK(make_error_code(jose_errc::wrong_passphrase) != condition::bad_data);
        CHECK(make_error_code(jose_errc::bad_signature) != condition::retryable);
    }
}
