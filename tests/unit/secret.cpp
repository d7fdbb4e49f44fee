// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/secret.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <sstream>
#include <string_view>
#include <type_traits>
#include <utility>

using cogrant::secret;

template <class T>
concept streamable = requires(std::ostringstream& out, T const& value) { out << value; };

TEST_SUITE("secret")
{
    TEST_CASE("S33: a secret cannot be streamed, compared with == or turned into text by accident")
    {
        CHECK_FALSE(streamable<secret>);
        CHECK(streamable<std::string_view>);
        CHECK_FALSE(std::equality_comparable<secret>);
        CHECK_FALSE(std::is_convertible_v<secret, std::string_view>);
        CHECK_FALSE(std::is_convertible_v<std::string_view, secret>);
    }
    TEST_CASE("a moved-from secret is empty")
    {
        secret a("hush");
        secret const b = std::move(a);
        CHECK(a.empty()); // NOLINT(bugprone-use-after-move): this is what is tested
        CHECK(b.expose() == "hush");
    }
    TEST_CASE("copies are equal and independent")
    {
        secret a("hush");
        secret const b = a;
        a = secret("other");
        CHECK(b.expose() == "hush");
        CHECK(equal_in_constant_time(b, secret("hush")));
        CHECK_FALSE(equal_in_constant_time(b, secret("husk")));
        CHECK_FALSE(equal_in_constant_time(b, secret("hus")));
        CHECK(equal_in_constant_time(secret(), secret("")));
    }
    TEST_CASE("two texts are joined")
    {
        CHECK(secret("Bearer ", "abc").expose() == "Bearer abc");
        CHECK(secret("", "").empty());
    }
}
