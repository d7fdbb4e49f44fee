// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/field.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/reflect/describe.hpp>
#include <cogrant/reflect/required_members.hpp>

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace json = cogrant::json;
namespace reflect = cogrant::reflect;

namespace describe_test {

class entity {
public:
    entity() = default;
    entity(std::string id, int version) : id_(std::move(id)), version_(version) {}
    virtual ~entity() = default;
    std::string const& id() const { return id_; }

private:
    std::string id_;
    int version_ = 1;
    BOOST_DESCRIBE_CLASS(entity, (), (), (), (id_, version_))
};

struct audit {
    std::optional<std::string> changed_by;
    int hidden_twice = 1;
};
BOOST_DESCRIBE_STRUCT(audit, (), (changed_by, hidden_twice))

class queue final : public entity, public audit {
public:
    queue() = default;
    explicit queue(std::string name) : entity("q-1", 2), display_name(std::move(name)) {}
    queue(queue&&) = default; // has a virtual destructor, moves all the same
    queue(queue const&) = default;
    queue& operator=(queue&&) = default;
    queue& operator=(queue const&) = default;
    ~queue() override = default;

    std::string display_name;
    int hidden_twice = 2;
    static int count;
    int calls() const { return calls_; }
    cogrant::field<double> const& level() const { return service_level_; }

protected:
    cogrant::field<double> service_level_;

private:
    int calls_ = 0;
    std::string not_described_ = "secret";
    BOOST_DESCRIBE_CLASS(queue, (entity, audit), (display_name, hidden_twice, count), (service_level_), (calls_))
};
int queue::count = 3;

// An aggregate needs no description: the description changes nothing.
struct plain {
    int first = 1;
    int second = 2;
};
BOOST_DESCRIBE_STRUCT(plain, (), (second))

struct base_of_aggregate {
    std::string kind = "k";
};
BOOST_DESCRIBE_STRUCT(base_of_aggregate, (), (kind))
struct derived_aggregate : base_of_aggregate {
    int value = 0;
    std::vector<queue> queues;
};
BOOST_DESCRIBE_STRUCT(derived_aggregate, (base_of_aggregate), (value, queues))

class by_hand {
public:
    by_hand() = default;
    explicit by_hand(int x) : x_(x) {}
    int x() const { return x_; }

private:
    friend cogrant::reflect::member_list<by_hand>;
    int x_ = 0;
};

class closed {
public:
    closed() = default;

private:
    [[maybe_unused]] int x_ = 0;
};

} // namespace describe_test

template <>
struct cogrant::reflect::wire_names<describe_test::queue> {
    static constexpr auto value = renames(
        rename("calls_", "nCalls"), rename(&describe_test::audit::changed_by, "changedBy_"), rename("id_", "ID"));
};
template <>
struct cogrant::reflect::required_members<describe_test::queue> {
    static constexpr auto value = members("id_", &describe_test::queue::display_name);
};
template <>
struct cogrant::reflect::member_list<describe_test::by_hand> {
    static constexpr auto pointers = std::tuple(&describe_test::by_hand::x_);
    static constexpr std::array<std::string_view, 1> names{"x_"};
};

using namespace describe_test;

static_assert(reflect::reflectable<entity> && reflect::field_count<entity> == 2);
static_assert(reflect::reflectable<queue> && reflect::field_count<queue> == 7);
static_assert(reflect::field_name<queue, 0>() == "id_");
static_assert(reflect::wire_name<queue, 0>() == "ID");
static_assert(reflect::wire_name<entity, 0>() == "id");
static_assert(std::is_same_v<reflect::field_type<queue const, 2>, std::optional<std::string> const>);
static_assert(reflect::field_count<plain> == 2);
static_assert(reflect::field_count<derived_aggregate> == 3);
static_assert(reflect::reflectable<by_hand> && !reflect::reflectable<closed>);
static_assert(reflect::detail::shape_v<closed> == reflect::detail::shape::not_an_aggregate);

TEST_SUITE("reflect/describe")
{
    TEST_CASE("inherited and private members are written under their names, inherited ones first")
    {
        CHECK(json::encode(entity("e", 4)) == R"({"id":"e","version":4})");
        CHECK(
            json::encode(queue("Sales")) ==
            R"({"ID":"q-1","version":2,"displayName":"Sales","hiddenTwice":2,"nCalls":0})");
    }

    TEST_CASE("what is written is read again, private members included")
    {
        constexpr std::string_view text =
            R"({"ID":"x","version":9,"changedBy_":"me","displayName":"n","hiddenTwice":5,"serviceLevel":null,"nCalls":3})";
        auto const q = json::decode<queue>(text);
        REQUIRE_MESSAGE(q.has_value(), (q ? std::string() : q.error().message()));
        CHECK(q->id() == "x");
        CHECK(q->changed_by == "me");
        CHECK(q->calls() == 3);
        CHECK(q->level().is_null());
        CHECK(q->hidden_twice == 5);
        CHECK(q->audit::hidden_twice == 1);
        CHECK(json::encode(*q) == text);
    }

    TEST_CASE("members of a class are required by pointer or identifier, and a problem names them as on the wire")
    {
        auto const r = json::decode<queue>(R"({"displayName":"n"})");
        REQUIRE_FALSE(r.has_value());
        CHECK(r.error().info().detail == "expected a required member, found none at /ID, byte 18");
        auto const wrong = json::decode<queue>(R"({"nCalls":"many"})");
        REQUIRE_FALSE(wrong.has_value());
        CHECK(wrong.error().info().detail == "expected an integer, found a string at /nCalls, byte 10");
    }

    TEST_CASE("the last of two equal keys wins for a class too")
    {
        auto const e = *json::decode<entity>(R"({"id":"a","version":7,"version":null})");
        CHECK(json::encode(e) == R"({"id":"a","version":1})");
    }

    TEST_CASE("an aggregate with a described base, and classes in lists")
    {
        constexpr std::string_view text =
            R"({"kind":"z","value":4,"queues":[{"ID":"1","version":1,"displayName":"a","hiddenTwice":2,"nCalls":0}]})";
        auto const d = json::decode<derived_aggregate>(text);
        REQUIRE_MESSAGE(d.has_value(), (d ? std::string() : d.error().message()));
        CHECK(d->kind == "z");
        CHECK(json::encode(*d) == text);
        std::string header;
        cogrant::csv::header<queue>(header);
        CHECK(header == "ID,version,changedBy_,displayName,hiddenTwice,serviceLevel,nCalls\r\n");
        CHECK(cogrant::form::encode(entity("e", 4)) == "id=e&version=4");
    }

    TEST_CASE("a description changes nothing for a plain aggregate")
    {
        CHECK(json::encode(plain{}) == R"({"first":1,"second":2})");
    }

    TEST_CASE("a list of members made by hand")
    {
        CHECK(json::encode(by_hand(3)) == R"({"x":3})");
        CHECK(json::decode<by_hand>(R"({"x":8})")->x() == 8);
    }
}
