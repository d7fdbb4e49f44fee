// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_USER_WRITER_HPP
#define COGRANT_TESTING_EMULATOR_USER_WRITER_HPP

#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/made_up_words.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <cstdint>
#include <string>

namespace cogrant::testing::detail {

/// The name of a user, escaped for JSON; agents in conversations carry it too.
inline std::string user_name(data_set const& data, std::uint64_t i)
{
    auto const h = mix(data.seed() ^ 0x4a3e, i);
    return std::string(pick(first_names, h)).append(" ").append(pick(last_names, h >> 8));
}

inline void write_user(std::string& out, data_set const& data, std::uint64_t i)
{
    json_text j(out);
    noise n(mix(data.seed() ^ 0x05e4, i));
    auto const self = "/api/v2/users/" + to_string(data.user_id(i));
    auto const address = "user" + std::to_string(i) + "@example.com";
    j.open('{');
    j.id("id", data.user_id(i));
    j.ready("name", user_name(data, i));
    j.open("division", '{');
    auto const division = data.division_id(n.below(division_count));
    j.id("id", division);
    j.ready("name", "Home");
    j.ready("selfUri", "/api/v2/authorization/divisions/" + to_string(division));
    j.close('}');
    j.open("chat", '{');
    j.ready("jabberId", "user" + std::to_string(i) + "@emulated.orgspan.com");
    j.close('}');
    if (n.chance(800)) j.ready("department", n.chance(500) ? "Support" : "Kundenservice, Süd");
    j.ready("email", address);
    j.open("primaryContactInfo", '[');
    j.open('{');
    j.ready("address", address);
    j.ready("mediaType", "EMAIL");
    j.ready("type", "PRIMARY");
    j.close('}');
    j.close(']');
    j.ready("state", data.user_active(i) ? "active" : "inactive");
    if (n.chance(700)) j.ready("title", pick(user_titles, n.next()));
    j.ready("username", address);
    if (n.chance(300)) j.null("manager");
    j.number("version", n.chance(20) ? 2147483647 : n.between(1, 400));
    j.boolean("acdAutoAnswer", n.chance(500));
    if (n.chance(600)) {
        auto const skill = n.below(skills.size());
        j.open("skills", '[');
        j.open('{');
        j.id("id", data.skill_id(skill));
        j.ready("name", skills[skill]);
        j.real("proficiency", n.between(0, 10) * 5, 1);
        j.ready("state", "active");
        j.close('}');
        j.close(']');
    }
    if (n.chance(100)) j.raw("customField", R"({"later":true,"since":null})");
    j.ready("selfUri", self);
    j.close('}');
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_USER_WRITER_HPP
