// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/field.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/codec/raw.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace json = cogrant::json;
using cogrant::field;
using cogrant::null;

namespace {

enum class state { idle, on_queue };

struct address {
    field<std::string> city;
    std::string country = "DE";
};

struct patch {
    field<std::string> name;
    field<std::int64_t> version;
    field<bool> active;
    field<state> presence;
    field<cogrant::open_enum<state>> other_presence;
    field<std::vector<std::string>> skills;
    field<address> home;
    field<json::raw> extra;
};

struct small {
    field<std::string> name;
    field<int> count;
};

struct listing {
    std::vector<field<int>> items;
};

patch read(std::string_view text)
{
    auto const r = json::decode<patch>(text);
    REQUIRE_MESSAGE(r.has_value(), (r ? std::string() : r.error().message()));
    return *r;
}

} // namespace

static_assert(cogrant::reflect::field_count<patch> == 8);
static_assert(std::is_nothrow_move_constructible_v<field<std::string>>);
static_assert(!std::is_convertible_v<int, field<std::string>>);

TEST_SUITE("codec/field")
{
    TEST_CASE("absent, null and a value are told apart when read")
    {
        auto const p = read(R"({"name":null,"version":7,"home":{"city":null}})");
        CHECK(p.name.is_null());
        CHECK_FALSE(p.name.absent());
        CHECK_FALSE(p.name.has_value());
        CHECK(p.version == 7);
        CHECK(p.active.absent());
        CHECK_FALSE(p.active.is_null());
        REQUIRE(p.home);
        CHECK(p.home->city == null);
        CHECK(p.home->country == "DE");
        CHECK(p.extra.absent());
    }

    TEST_CASE("a PATCH body says what was set and nothing else")
    {
        CHECK(json::encode(patch{}) == "{}");
        patch p;
        p.name = "Ada";
        p.version = null;
        p.skills = std::vector<std::string>{};
        CHECK(json::encode(p) == R"({"name":"Ada","version":null,"skills":[]})");
        p.name.reset();
        p.version = 3;
        p.skills.set_null();
        p.home = address{.city = null};
        CHECK(json::encode(p) == R"({"version":3,"skills":null,"home":{"city":null,"country":"DE"}})");
        CHECK(json::encode(small{.name = null, .count = 5}) == R"({"name":null,"count":5})");
        p = {};
        CHECK(json::encode(p) == "{}");
    }

    TEST_CASE("every body comes back as it was read")
    {
        for (std::string_view const text :
             {R"({})", R"({"name":null})", R"({"name":""})",
              R"({"name":"a","version":0,"active":false,"presence":"onQueue","otherPresence":"new","skills":[null],)"
              R"("home":{"city":"x","country":"y"},"extra":{"a":[1]}})",
              R"({"name":null,"version":null,"active":null,"presence":null,"otherPresence":null,"skills":null,)"
              R"("home":null,"extra":null})"}) {
            std::string expected(text);
            if (auto const at = expected.find("[null]"); at != std::string::npos) expected.replace(at, 6, R"([""])");
            CHECK(json::encode(read(text)) == expected);
        }
    }

    TEST_CASE("decode_into leaves what the document does not name")
    {
        auto p = read(R"({"name":"a","version":1,"active":null})");
        REQUIRE(json::decode_into(p, R"({"name":null,"active":true})").has_value());
        CHECK(p.name == null);
        CHECK(p.version == 1);
        CHECK(p.active == true);
    }

    TEST_CASE("the last of two equal keys wins whole")
    {
        CHECK(read(R"({"home":{"country":"x"},"home":{}})").home->country == "DE");
        CHECK(read(R"({"name":"a","name":null})").name == null);
        CHECK(read(R"({"name":null,"name":"a"})").name == "a");
    }

    TEST_CASE("a value of another type is refused with its place")
    {
        auto const r = json::decode<patch>(R"({"home":{"city":4}})");
        REQUIRE_FALSE(r.has_value());
        CHECK(r.error().info().detail == "expected a string, found a number at /home/city, byte 16");
        CHECK_FALSE(json::decode<patch>(R"({"name":nul})").has_value());
    }

    TEST_CASE("in a list an absent item is null")
    {
        CHECK(json::encode(listing{{1, null, {}}}) == R"({"items":[1,null,null]})");
        auto const l = *json::decode<listing>(R"({"items":[null,2]})");
        CHECK(l.items[0] == null);
        CHECK(l.items[1] == 2);
    }

    TEST_CASE("in forms and queries null is the empty text, and absent is not written")
    {
        small const s{.name = "a b", .count = null};
        CHECK(cogrant::form::encode(s) == "name=a+b&count=");
        CHECK(cogrant::query::encode(s) == "name=a%20b&count=");
        CHECK(cogrant::form::encode(small{.name = {}, .count = 3}) == "count=3");
        CHECK(cogrant::query::encode(small{}).empty());
    }

    TEST_CASE("in CSV null and absent are empty cells, and a struct in a field has columns of its own")
    {
        std::string out;
        cogrant::csv::header<patch>(out);
        CHECK(out == "name,version,active,presence,otherPresence,skills,home.city,home.country,extra\r\n");
        out.clear();
        patch p;
        p.name = null;
        p.version = 4;
        p.skills = null;
        cogrant::csv::row(p, out);
        p.name = "";
        p.home = address{};
        cogrant::csv::row(p, out);
        CHECK(out == ",4,,,,,,,\r\n\"\",4,,,,,,DE,\r\n");
        out.clear();
        cogrant::csv::row(small{.name = "=1", .count = -1}, out, cogrant::csv::options().guard_formulas());
        CHECK(out == "'=1,-1\r\n");
    }

    TEST_CASE("a field is applied as a server applies it")
    {
        std::string name = "old";
        std::optional<std::string> title = "old";
        field<std::string>().apply_to(name);
        field<std::string>().apply_to(title);
        CHECK(name == "old");
        CHECK(title == "old");
        field<std::string>("new").apply_to(name);
        field<std::string>("new").apply_to(title);
        CHECK(name == "new");
        CHECK(title == "new");
        field<std::string>(null).apply_to(name);
        field<std::string>(null).apply_to(title);
        CHECK(name.empty());
        CHECK_FALSE(title.has_value());
    }

    TEST_CASE("comparing, taking out and making of an optional")
    {
        CHECK(field<int>() != field<int>(null));
        CHECK(field<int>(3) == 3);
        CHECK(field<int>(3) != 4);
        CHECK(field<int>(null).value_or(9) == 9);
        CHECK(field<int>::or_null(std::nullopt).is_null());
        CHECK(field<int>::or_null(4) == 4);
        CHECK(field<int>(5).as_optional() == 5);
        CHECK(field<int>(null).as_optional() == std::nullopt);
    }
}
