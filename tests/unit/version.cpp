// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

#include <cogrant/version.hpp>

#include <doctest/doctest.h>

#include <string>

TEST_SUITE("version")
{
    TEST_CASE("the version as text says the same as the three numbers")
    {
        auto const numbers = std::to_string(COGRANT_VERSION_MAJOR) + "." + std::to_string(COGRANT_VERSION_MINOR) + "." +
                             std::to_string(COGRANT_VERSION_PATCH);
        CHECK(numbers == COGRANT_VERSION_STRING);
    }
}
