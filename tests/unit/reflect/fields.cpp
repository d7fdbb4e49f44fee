// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/reflect/fields.hpp>
#include <cogrant/reflect/names.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace reflect = cogrant::reflect;

namespace {

struct empty {};
struct one {
    int value = 0;
};
struct one_optional {
    std::optional<std::string> value;
};
struct one_vector {
    std::vector<std::string> value;
};
struct tree {
    std::string name;
    std::vector<tree> children;
};
struct mixed {
    std::string text;
    std::optional<int> maybe;
    std::vector<double> many;
    std::map<std::string, std::string> table;
    one nested;
    std::array<int, 3> three{};
    std::chrono::sys_time<std::chrono::milliseconds> when{};
    std::variant<int, std::string> either;
    std::unique_ptr<int> owned;
    int const fixed = 4;
    bool delete_ = false;
};
template <class T, char C>
struct generic {
    T first{};
    char second = C;
};

struct based : one {
    int more = 0;
};
struct c_array {
    int numbers[3] = {};
    int more = 0;
};
struct with_reference {
    int& r;
};
struct no_default {
    explicit no_default(int) {}
};
struct holds_no_default {
    no_default member;
};
struct with_constructor {
    with_constructor() {}
    int a = 0;
};
class with_private {
    [[maybe_unused]] int a_ = 0;
};

#define COGRANT_TEST_TEN(p) int p##0, p##1, p##2, p##3, p##4, p##5, p##6, p##7, p##8, p##9
struct field_128 {
    COGRANT_TEST_TEN(a_a);
    COGRANT_TEST_TEN(b_b);
    COGRANT_TEST_TEN(c_c);
    COGRANT_TEST_TEN(d_d);
    COGRANT_TEST_TEN(e_e);
    COGRANT_TEST_TEN(f_f);
    COGRANT_TEST_TEN(g_g);
    COGRANT_TEST_TEN(h_h);
    COGRANT_TEST_TEN(i_i);
    COGRANT_TEST_TEN(j_j);
    COGRANT_TEST_TEN(k_k);
    COGRANT_TEST_TEN(l_l);
    int m_m0, m_m1, m_m2, m_m3, m_m4, m_m5, m_m6;
    std::optional<std::string> the_last;
};
struct field_129 {
    COGRANT_TEST_TEN(a_a);
    COGRANT_TEST_TEN(b_b);
    COGRANT_TEST_TEN(c_c);
    COGRANT_TEST_TEN(d_d);
    COGRANT_TEST_TEN(e_e);
    COGRANT_TEST_TEN(f_f);
    COGRANT_TEST_TEN(g_g);
    COGRANT_TEST_TEN(h_h);
    COGRANT_TEST_TEN(i_i);
    COGRANT_TEST_TEN(j_j);
    COGRANT_TEST_TEN(k_k);
    COGRANT_TEST_TEN(l_l);
    int m_m0, m_m1, m_m2, m_m3, m_m4, m_m5, m_m6, m_m7, m_m8;
};
#undef COGRANT_TEST_TEN

static_assert(reflect::reflectable<empty> && reflect::field_count<empty> == 0);
static_assert(reflect::reflectable<one> && reflect::field_count<one> == 1);
static_assert(reflect::field_count<one const> == 1);
static_assert(reflect::field_count<one_optional> == 1);
static_assert(reflect::field_count<one_vector> == 1);
static_assert(reflect::field_count<tree> == 2);
static_assert(reflect::field_count<mixed> == 11);
static_assert(reflect::field_count<generic<int, '>'>> == 2);
static_assert(reflect::field_count<field_128> == 128);

static_assert(!reflect::reflectable<int>);
static_assert(!reflect::reflectable<std::string>);
static_assert(!reflect::reflectable<std::optional<int>>);
static_assert(!reflect::reflectable<based>);
static_assert(!reflect::reflectable<c_array>);
static_assert(!reflect::reflectable<with_reference>);
static_assert(reflect::reflectable<holds_no_default>); // to be written; reading needs a default
static_assert(!reflect::reflectable<with_constructor>);
static_assert(!reflect::reflectable<with_private>);
static_assert(!reflect::reflectable<field_129>);
static_assert(reflect::detail::shape_v<based> == reflect::detail::shape::has_base);
static_assert(reflect::detail::shape_v<field_129> == reflect::detail::shape::too_many_fields);
static_assert(reflect::detail::shape_v<c_array> == reflect::detail::shape::array_or_reference);

static_assert(std::is_same_v<reflect::field_type<mixed, 1>, std::optional<int>>);
static_assert(std::is_same_v<reflect::field_type<mixed const, 0>, std::string const>);

} // namespace

TEST_SUITE("reflect/fields")
{
    TEST_CASE("members are read and written by number")
    {
        mixed m;
        reflect::get<0>(m) = "text";
        reflect::get<10>(m) = true;
        CHECK(m.text == "text");
        CHECK(m.delete_);
        CHECK(reflect::get<9>(m) == 4);
        mixed const& c = m;
        CHECK(&reflect::get<4>(c) == &m.nested);
    }

    TEST_CASE("every member is visited once and in order")
    {
        field_128 f{};
        std::size_t expected = 0;
        reflect::for_each_index(f, [&](auto index, auto& member) {
            CHECK(index == expected++);
            if constexpr (std::is_same_v<std::remove_reference_t<decltype(member)>, int>)
                member = static_cast<int>(decltype(index)::value);
        });
        CHECK(expected == 128);
        CHECK(f.a_a0 == 0);
        CHECK(f.m_m6 == 126);
    }

    TEST_CASE("a member is visited by a number known at run time")
    {
        one o{7};
        CHECK(reflect::visit_field(o, 0, [](int& v) { return v++ == 7; }));
        CHECK(o.value == 8);
        CHECK_FALSE(reflect::visit_field(o, 1, [](int&) { return true; }));
        CHECK_FALSE(reflect::visit_field(o, 0, [](int&) { return false; }));
        empty e;
        CHECK_FALSE(reflect::visit_field(e, 0, [](auto&) { return true; }));
    }

    TEST_CASE("names come out of large, generic and local structs")
    {
        struct local {
            int page_size = 0;
        };
        CHECK(reflect::field_name<local, 0>() == "page_size");
        CHECK(reflect::field_name<field_128, 0>() == "a_a0");
        CHECK(reflect::field_name<field_128, 127>() == "the_last");
        CHECK(reflect::wire_name<field_128, 127>() == "theLast");
        CHECK(reflect::field_name<generic<std::string, '>'>, 1>() == "second");
        CHECK(reflect::field_name<generic<generic<int, '}'>, '"'>, 0>() == "first");
        CHECK(reflect::field_name<tree, 1>() == "children");
        CHECK(reflect::field_name<mixed, 5>() == "three");
        CHECK(reflect::field_name<mixed, 8>() == "owned");
    }
}
