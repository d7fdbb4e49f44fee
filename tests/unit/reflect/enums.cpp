// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/reflect/enums.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace reflect = cogrant::reflect;

namespace enums_test {

enum class purpose { acd, agent, call_back, delete_, voicemail = 100, last = 127, beyond = 128 };
enum class grant { code, token, saml2_bearer };
enum class flag : bool { off, on };
enum small : std::int8_t { minus = -1, zero, one };
enum class snake { wait_time, read_only };
enum plain { a, b };
template <class T, char C>
struct outer {
    enum class inner { left, right_side };
};

} // namespace enums_test

template <>
struct cogrant::reflect::enum_names<enums_test::grant> {
    static constexpr auto value = enum_pairs<enums_test::grant>(
        {{enums_test::grant::saml2_bearer, "SAML2-BEARER"}, {enums_test::grant::code, "CODE"}});
};

template <>
struct cogrant::reflect::enum_case<enums_test::snake> {
    static constexpr auto value = letter_case::snake;
};

using namespace enums_test;

namespace {
enum class hidden { first_one, second };
} // namespace

static_assert(reflect::enum_name(purpose::acd) == "acd");
static_assert(reflect::enum_name(purpose::call_back) == "callBack");
static_assert(reflect::enum_name(purpose::delete_) == "delete");
static_assert(reflect::enum_name(purpose::voicemail) == "voicemail");
static_assert(reflect::enum_name(purpose::last) == "last");
static_assert(reflect::enum_name(purpose::beyond).empty());
static_assert(reflect::enum_name(static_cast<purpose>(50)).empty());
static_assert(reflect::enum_name(static_cast<purpose>(-1)).empty());
static_assert(reflect::enum_from_name<purpose>("callBack") == purpose::call_back);
static_assert(!reflect::enum_from_name<purpose>("call_back"));
static_assert(!reflect::enum_from_name<purpose>(""));
static_assert(reflect::enum_name(grant::saml2_bearer) == "SAML2-BEARER");
static_assert(reflect::enum_name(grant::token) == "token");
static_assert(reflect::enum_from_name<grant>("CODE") == grant::code);
static_assert(!reflect::enum_from_name<grant>("code"));
static_assert(reflect::enum_name(flag::on) == "on");
static_assert(reflect::enum_name(one) == "one");
static_assert(reflect::enum_name(minus).empty());
static_assert(reflect::enum_name(snake::wait_time) == "wait_time");
static_assert(reflect::enum_name(hidden::first_one) == "firstOne");
static_assert(reflect::enum_name(outer<outer<int, ','>, '>'>::inner::right_side) == "rightSide");
static_assert(reflect::reflectable_enum<purpose>);
static_assert(!reflect::reflectable_enum<plain>);
static_assert(!reflect::reflectable_enum<int>);

TEST_SUITE("reflect/enums")
{
    TEST_CASE("every word leads back to its enumerator")
    {
        for (int i = 0; i != 256; ++i) {
            auto const e = static_cast<purpose>(i);
            auto const word = reflect::enum_name(e);
            if (!word.empty()) CHECK(reflect::enum_from_name<purpose>(word) == e);
        }
    }
}
