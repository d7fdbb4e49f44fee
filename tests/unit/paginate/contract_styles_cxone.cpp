// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "paging_parts.hpp"
#include <cogrant/paginate/paginate.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

// The styles of the table "Pagination" of the contract of CXone (§4) that list rows.

using namespace cogrant;
using namespace cogrant::testing;
using paging::all;
using paging::getting;

namespace {

using numbers = std::vector<int>;
using text = std::optional<std::string>;

struct contact_links {
    text next;
};
struct contact_page {
    numbers completed_contacts;
    std::optional<contact_links> links;
    std::optional<int> total_records;
};

text contacts_next(contact_page const& p) { return p.links ? p.links->next : text(); }

} // namespace

template <>
struct cogrant::reflect::wire_names<contact_page> {
    static constexpr auto value = renames(rename(&contact_page::links, "_links"));
};
TEST_SUITE("paginate/contract_styles_cxone")
{
    TEST_CASE("CXone 1, offset: skip += top to a short page or 204, whatever totalRecords says")
    {
        for (bool const nothing_left : {false, true}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(get("/c?top=2&skip=0")).reply(200, R"({"completedContacts":[1,2],"totalRecords":2})");
            if (nothing_left) peer.expect(get("/c?top=2&skip=2")).reply(204);
            else peer.expect(get("/c?top=2&skip=2")).reply(200, R"({"completedContacts":[3]})");
            offset_in_query style(2, &contact_page::completed_contacts);
            auto const out =
                all(time, async_paginate<contact_page>(peer, getting("/c"), style, &contact_page::completed_contacts));
            CHECK(out.rows == (nothing_left ? numbers{1, 2} : numbers{1, 2, 3}));
            CHECK(peer.problems() == "");
        }
    }

    TEST_CASE("CXone 2, link: _links.next, absolute, with its query; missing or empty is the end")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/c")).reply(
            200, R"({"completedContacts":[1],"_links":{"next":"https://api.example/c?skip=1"}})");
        peer.expect(get("/c?skip=1")).reply(200, R"({"completedContacts":[2],"_links":{"self":"x","next":""}})");
        auto const out =
            all(time, async_paginate<contact_page>(
                          peer, getting("/c"), next_link_in_body(contacts_next), &contact_page::completed_contacts));
        CHECK(out.rows == numbers{1, 2});
        CHECK(peer.problems() == "");
    }

    TEST_CASE("CXone 2, the guard: a next link that is the current address is an error and no endless loop")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/c")).reply(200, R"({"completedContacts":[1],"_links":{"next":"https://api.example/c"}})");
        auto const out =
            all(time, async_paginate<contact_page>(
                          peer, getting("/c"), next_link_in_body(contacts_next), &contact_page::completed_contacts));
        CHECK(out.rows == numbers{1});
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::repeated_marker);
        CHECK(peer.problems() == "");
    }
}
