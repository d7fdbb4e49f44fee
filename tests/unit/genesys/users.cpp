// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/users.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace genesys = cogrant::genesys;
namespace json = cogrant::json;

namespace users_test {

struct named {
    std::string id;
    std::string name;
};

} // namespace users_test

TEST_SUITE("genesys/users")
{
    TEST_CASE("the contract's page is read whole")
    {
        auto const text = contract::sample("genesys-users-page.json");
        if (!text) return;
        auto const page = json::decode<genesys::users_page>(*text);
        if (!page) FAIL(page.error().message());
        CHECK_EQ(page->page_size.value(), 3);
        CHECK_EQ(page->page_number.value(), 1);
        CHECK_EQ(page->page_count.value(), 3);
        CHECK_EQ(page->total.value(), 7);
        CHECK_EQ(page->next_uri.value(), "/api/v2/users?pageSize=3&pageNumber=2&name=M%C3%BCller");
        CHECK_FALSE(page->previous_uri.has_value());
        REQUIRE_EQ(page->entities.size(), 3);

        auto const& first = page->entities[0];
        CHECK_EQ(first.id, "976c0dae-f32a-40bf-af14-bf9aabde6bf2");
        CHECK_EQ(first.name.value(), "Zoë Müller-Ångström");
        CHECK(first.state.value() == genesys::user_state::active);
        CHECK_FALSE(first.acd_auto_answer.value());
        CHECK(first.date_last_login.has_value());
        CHECK_EQ(first.primary_contact_info.size(), 1);
        CHECK_EQ(first.skills.size(), 1);
        REQUIRE(first.division.has_value());
        CHECK_EQ(json::decode<users_test::named>(first.division->text()).value().name, "Home");

        auto const& second = page->entities[1];
        CHECK(second.state.value() == genesys::user_state::inactive);
        CHECK_FALSE(second.manager.has_value());
        CHECK(second.groups.empty());

        CHECK_EQ(page->entities[2].version.value(), std::numeric_limits<std::int32_t>::max());
        CHECK_EQ(page->entities[2].name.value(), "O’Brien, \"Pat\"");
    }

    TEST_CASE("rows can be kept as the server wrote them")
    {
        auto const page =
            json::decode<genesys::entity_listing<json::raw>>(R"({"entities":[{"id":"1", "x":1e2}],"pageCount":1})");
        REQUIRE(page.has_value());
        CHECK_EQ(page->entities.at(0).text(), R"({"id":"1","x":1e2})");
    }

    TEST_CASE("ids and what to expand are said once each, as the vendor's SDKs do")
    {
        genesys::users_query const several{
            .page_size = {}, .id = {"a,b", "c"}, .expand = {"presence", "team"}, .integration_presence_source = "X"};
        CHECK_EQ(
            genesys::target_of(several).value(),
            "/api/v2/users?id=a%2Cb&id=c&expand=presence&expand=team&integrationPresenceSource=X");
        genesys::user_by_id const one{.id = "a/b", .expand = {"presence", "team"}, .state = "any"};
        CHECK_EQ(genesys::target_of(one).value(), "/api/v2/users/a%2Fb?expand=presence&expand=team&state=any");
        genesys::me const self{.expand = {"presence", "team"}};
        CHECK_EQ(genesys::target_of(self).value(), "/api/v2/users/me?expand=presence&expand=team");
    }
}
