// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// JSON to structs and back: names, enumerations, absent and null, unions, classes, errors. docs/structs.md explains each part.
// Usage: 07_structs
#include <cogrant/cogrant.hpp>
#include <cogrant/reflect/describe.hpp>

#include <cstdint>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace json = cogrant::json;

// A page of some API: what the program wants to know, in members that have the right type.
enum class direction { inbound, outbound };
enum class media { voice, call_back }; // "callBack" on the wire

struct queue {
    std::string id;
    std::string display_name; // displayName on the wire
    std::optional<std::int64_t> member_count;
    direction first_direction = direction::inbound;
    cogrant::open_enum<media> media_type;
    std::optional<cogrant::timestamp> date_created;
    std::map<std::string, std::string> labels;
    double acd_rfactor = 0;
    json::raw settings; // as the server wrote it
};

struct queue_page {
    std::vector<queue> entities;
    std::optional<std::string> next_uri;
};

// Names that the rule does not give.
template <>
struct cogrant::reflect::wire_names<queue> {
    static constexpr auto value =
        renames(rename(&queue::acd_rfactor, "acdRFactor"), rename(&queue::labels, "x-labels"));
};

// Words that the rule does not give.
template <>
struct cogrant::reflect::enum_names<direction> {
    static constexpr auto value = enum_pairs<direction>({{direction::inbound, "IN"}, {direction::outbound, "OUT"}});
};

// A queue without an id is no queue.
template <>
struct cogrant::reflect::required_members<queue> {
    static constexpr auto value = members(&queue::id);
};

// What this program puts up with in such a page, wherever it comes from.
template <>
struct cogrant::json::document_limits<queue_page> {
    static limits value() { return limits().depth(16).document(8'000'000).unique_keys(); }
};

// The body of a PATCH.
struct queue_patch {
    cogrant::field<std::string> display_name;
    cogrant::field<std::string> description;
    cogrant::field<std::int64_t> member_count;
};

// Objects of several kinds, told apart by one member.
struct call {
    std::string number;
};
struct chat {
    std::vector<std::string> lines;
};
using event = std::variant<call, chat, json::unknown_case>; // unknown_case: keep what is new

template <>
struct cogrant::json::tagged_union<event> {
    static constexpr std::string_view tag = "mediaType";
    static constexpr auto words = tag_words("voice", "chat");
};

// A class with a base and private members.
class entity {
    std::string id_;
    BOOST_DESCRIBE_CLASS(entity, (), (), (), (id_))
public:
    std::string const& id() const { return id_; }
};

class agent : public entity {
    std::string name_;
    int skill_level_ = 1;
    BOOST_DESCRIBE_CLASS(agent, (entity), (), (), (name_, skill_level_))
public:
    std::string const& name() const { return name_; }
};

template <>
struct cogrant::reflect::wire_names<agent> {
    static constexpr auto value = renames(rename("skill_level_", "level")); // private: by its identifier
};

void pages()
{
    auto const page = json::decode<queue_page>(R"({"entities": [{"id": "q1", "displayName": "Sales",
        "firstDirection": "OUT", "mediaType": "hologram", "dateCreated": "2025-03-01T08:15:30Z", "acdRFactor": 1.5,
        "settings": {"b": 1.50}, "new": [1, 2]}]})");
    if (!page) return void(std::cout << page.error().message() << '\n');
    for (queue const& q : page->entities) {
        std::cout << q.id << ' ' << q.display_name << ' ' << q.member_count.value_or(0) << '\n';
        if (!q.media_type.known()) std::cout << "a new kind: " << q.media_type.text() << '\n';
        std::cout << json::encode(q) << '\n';
    }
}

void patches()
{
    queue_patch patch;
    patch.display_name = "Support"; // set it
    patch.description = cogrant::null; // clear it
    std::cout << json::encode(patch) << '\n'; // and say nothing of member_count

    auto const got = json::decode<queue_patch>(R"({"displayName": null, "memberCount": 3})");
    if (!got) return void(std::cout << got.error().message() << '\n');
    queue q;
    got->display_name.apply_to(q.display_name);
    got->member_count.apply_to(q.member_count);
    std::cout << got->display_name.is_null() << got->description.absent() << got->member_count.value_or(0) << '\n';
}

void unions()
{
    auto const events =
        json::decode<std::vector<event>>(R"([{"mediaType": "voice", "number": "+49"}, {"id": 7, "mediaType": "fax"}])");
    if (!events) return void(std::cout << events.error().message() << '\n');
    for (event const& e : *events) {
        if (auto const* c = std::get_if<call>(&e)) std::cout << "call " << c->number << '\n';
        if (auto const* u = std::get_if<json::unknown_case>(&e))
            std::cout << u->tag() << ' ' << u->object().text() << '\n';
    }
    std::cout << json::encode(event(chat{.lines = {"hello"}})) << '\n';
}

void classes()
{
    auto const a = json::decode<agent>(R"({"id": "a1", "name": "Ada", "level": 3})");
    if (a) std::cout << a->id() << ' ' << a->name() << ' ' << json::encode(*a) << '\n';
}

void errors()
{
    for (std::string_view const text :
         {R"({"entities": [{"id": "q1"}, {"displayName": "x"}]})",
          R"({"entities": [{"id": "q1", "memberCount": "3"}]})", R"({"entities": [{"id": "q1", "id": "q2"}]})",
          R"(<html>)"}) {
        queue_page page;
        json::error problem;
        if (!json::decode_into(page, text, problem))
            std::cout << problem.pointer << ' ' << problem.offset << ": " << problem.message() << '\n';
    }
}

// One page after the other, in the memory of the one before.
void pages_in_turn()
{
    queue_page page;
    for (std::string_view const text :
         {R"({"entities": [{"id": "the queue with the longest name"}, {"id": "q2"}]})",
          R"({"entities": [{"id": "a queue whose name is shorter"}]})"}) {
        if (!json::decode_over(page, text)) break;
        std::cout << page.entities.size() << ' ' << page.entities.front().id << '\n';
    }
}

int main()
{
    pages();
    patches();
    unions();
    classes();
    errors();
    pages_in_turn();
}
