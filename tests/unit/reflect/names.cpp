// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/reflect/names.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reflect = cogrant::reflect;

namespace names_test {

struct call {
    std::string conversation_id;
    std::optional<double> media_stats_min_rfactor;
    bool delete_ = false;
    int t_handle2_x = 0;
    std::string uri;
    std::string url;
    int _leading = 0;
};

struct token {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::string access_token;
    std::optional<long> expires_in;
};

struct foreign_token {
    std::string refresh_token;
    std::string default_;
};

} // namespace names_test

template <>
struct cogrant::reflect::wire_names<names_test::call> {
    static constexpr auto value = renames(
        rename(&names_test::call::media_stats_min_rfactor, "mediaStatsMinRFactor"),
        rename(&names_test::call::uri, "URI"), rename(&names_test::call::url, "$ref"));
};

template <>
struct cogrant::reflect::wire_case<names_test::foreign_token> {
    static constexpr auto value = letter_case::snake;
};

using namespace names_test;

static_assert(reflect::wire_name<call, 0>() == "conversationId");
static_assert(reflect::wire_name<call, 1>() == "mediaStatsMinRFactor");
static_assert(reflect::wire_name<call, 2>() == "delete");
static_assert(reflect::wire_name<call, 3>() == "tHandle2X");
static_assert(reflect::wire_name<call, 4>() == "URI");
static_assert(reflect::wire_name<call, 5>() == "$ref");
static_assert(reflect::wire_name<call, 6>() == "_leading");
static_assert(reflect::wire_name<call const, 0>() == "conversationId");
static_assert(reflect::field_name<call, 2>() == "delete_");
static_assert(reflect::field_count<token> == 2);
static_assert(reflect::wire_name<token, 0>() == "access_token");
static_assert(reflect::wire_name<foreign_token, 0>() == "refresh_token");
static_assert(reflect::wire_name<foreign_token, 1>() == "default");
static_assert(reflect::wire_name_list<token>.size() == 2);

TEST_SUITE("reflect/names")
{
    TEST_CASE("fields are visited with their names on the wire")
    {
        call c;
        std::vector<std::string_view> seen;
        reflect::for_each_field(c, [&](std::string_view wire, auto&) { seen.push_back(wire); });
        CHECK(
            seen == std::vector<std::string_view>{
                        "conversationId", "mediaStatsMinRFactor", "delete", "tHandle2X", "URI", "$ref", "_leading"});
    }

    TEST_CASE("a const struct is visited too")
    {
        token const t{"abc", 5};
        std::string joined;
        reflect::for_each_field(t, [&](std::string_view wire, auto const& member) {
            joined += wire;
            if constexpr (requires { member.size(); }) joined += "=" + member + ";";
        });
        CHECK(joined == "access_token=abc;expires_in");
    }
}
