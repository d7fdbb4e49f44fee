// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/cxone/client.hpp>
#include <cogrant/cxone/directory.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using namespace tenant_parts;

namespace {

cxone::completed_contacts_query small_pages()
{
    cxone::completed_contacts_query q;
    q.updated_since = parse_iso8601("2025-03-01T08:00:00Z");
    q.top = 2;
    return q;
}

constexpr auto first_page = "contacts/completed?updatedSince=2025-03-01T08%3A00%3A00.000Z&top=2";

std::string page_body(std::string const& rows, std::string const& next)
{
    return R"({"completedContacts":[)" + rows + R"(],"_links":{"self":"x","next":")" + next +
           R"("},"totalRecords":99})";
}

asio::awaitable<void> read_pages(client org, std::vector<std::string>& out)
{
    auto pages = org.async_paginate_pages<json::raw>(small_pages());
    for (;;) {
        auto coming = pages.next();
        auto* page = co_await std::move(coming);
        if (page == nullptr) break;
        out.push_back(
            std::to_string(page->total_records.value_or(-1)) + "/" + std::to_string(page->completed_contacts.size()));
    }
}

} // namespace

TEST_SUITE("cxone/client")
{
    TEST_CASE("contacts: log in with the key, ask the host that the answer names, follow the links to their end")
    {
        tenant t;
        t.expect_login();
        t.peer.expect(t.report(first_page))
            .reply(
                200,
                page_body(
                    "1,2",
                    "https://api-c32.nice-incontact.com/inContactAPI/services/v24.0/contacts/completed?skip=2&top=2"));
        t.peer.expect(t.authorized(get("/inContactAPI/services/v24.0/contacts/completed?skip=2&top=2")))
            .reply(200, page_body("3", ""));
        seen out;
        t.time.run(consume(t.org.async_paginate<json::raw>(small_pages()), out));
        CHECK(out.rows == words{"1", "2", "3"});
        CHECK_FALSE(out.failed.has_value());
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("204 is an empty listing")
    {
        tenant t;
        t.expect_login();
        t.peer.expect(t.report(first_page)).reply(204);
        seen out;
        t.time.run(consume(t.org.async_paginate<json::raw>(small_pages()), out));
        CHECK(out.rows.empty());
        CHECK_FALSE(out.failed.has_value());
    }

    TEST_CASE("an empty body of a 200 is an error, else a listing cut short would look complete")
    {
        tenant t;
        t.expect_login();
        t.peer.expect(t.report(first_page)).reply(200, "");
        seen out;
        t.time.run(consume(t.org.async_paginate<json::raw>(small_pages()), out));
        REQUIRE(out.failed.has_value());
        CHECK(*out.failed == condition::bad_data);
    }

    TEST_CASE("without an address in the token answer the tenant is discovered, once for all requests and renewals")
    {
        tenant t;
        t.expect_login(1, "");
        t.peer
            .expect(
                get("/.well-known/cxone-configuration?tenantId=11eb").to(issuer_host).without_header("Authorization"))
            .reply(200, R"({"api_endpoint":"https://api-c32.nice-incontact.com","tenantId":"11eb"})");
        t.peer.expect(t.report(first_page)).reply(401);
        t.expect_login(2, "");
        t.peer.expect(t.report(first_page, 2)).reply(204);
        seen out;
        t.time.run(consume(t.org.async_paginate<json::raw>(small_pages()), out));
        CHECK_FALSE(out.failed.has_value());
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("a tenant that discovery does not know is asked at its cluster")
    {
        tenant t;
        t.expect_login(1, "");
        t.peer.expect(get("/.well-known/cxone-configuration?tenantId=11eb")).reply(404);
        t.peer.expect(t.report(first_page)).reply(204);
        seen out;
        t.time.run(consume(t.org.async_paginate<json::raw>(small_pages()), out));
        CHECK_FALSE(out.failed.has_value());
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("the token goes to no host that is not the platform's, whoever names it")
    {
        tenant t;
        t.peer.expect(post(key_login))
            .reply(200, token_answer(1, R"(,"resource_server_base_uri":"https://evil.example/")"));
        seen out;
        t.time.run(consume(t.org.async_paginate<json::raw>(small_pages()), out));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == cxone_errc::foreign_host);
        CHECK(out.failed->info().where == phase::token);
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("a next link to another server is not followed, and the rows before it are kept")
    {
        for (auto const* link :
             {"https://evil.example/x", "//evil.example/x", "http://api-c32.nice-incontact.com/x",
              "https://api-c32.nice-incontact.com:444/x", "https://api.cxone.invalid/x"}) {
            CAPTURE(link);
            tenant t;
            t.expect_login();
            t.peer.expect(t.report(first_page)).reply(200, page_body("1,2", link));
            seen out;
            t.time.run(consume(t.org.async_paginate<json::raw>(small_pages()), out));
            CHECK(out.rows == words{"1", "2"});
            REQUIRE(out.failed.has_value());
            CHECK(out.failed->code() == page_errc::foreign_origin);
            CHECK(t.peer.problems() == "");
        }
    }

    TEST_CASE("a next link to the page itself ends the listing with an error, not never")
    {
        tenant t;
        t.expect_login();
        t.peer.expect(t.report(first_page))
            .reply(
                200, page_body(
                         "1,2",
                         "https://api-c32.nice-incontact.com/incontactapi/services/v24.0/" + std::string(first_page)));
        seen out;
        t.time.run(consume(t.org.async_paginate<json::raw>(small_pages()), out));
        REQUIRE(out.failed.has_value());
        CHECK(out.failed->code() == page_errc::repeated_marker);
    }

    TEST_CASE("by offset: skip grows by top until a page is short, and several pages may be under way")
    {
        tenant t;
        t.expect_login();
        t.peer.otherwise([](http::request const& r) {
            bool const last = r.target.find("skip=4") != std::string::npos;
            bool const beyond = r.target.find("skip=6") != std::string::npos;
            if (beyond) return http::response{204, {}, {}};
            return http::response{200, {}, page_body(last ? "5" : "1,2", "https://evil.example/never-followed")};
        });
        auto q = small_pages();
        q.skip = 77; // overwritten
        seen out;
        t.time.run(consume(t.org.async_paginate_by_offset<json::raw>(q, page_options().concurrency(2)), out));
        CHECK(out.rows == words{"1", "2", "1", "2", "5"});
        CHECK_FALSE(out.failed.has_value());
        CHECK(t.peer.most_at_once() == 2);
    }

    TEST_CASE("by offset: a page is never larger than the platform gives, else the first one would look like the last")
    {
        tenant t;
        t.expect_login();
        std::string body = R"({"agents":[0)";
        for (int i = 1; i != 100; ++i) body += "," + std::to_string(i);
        t.peer.expect(t.report("agents?top=100&skip=0")).reply(200, body + "]}");
        t.peer.expect(t.report("agents?top=100&skip=100")).reply(200, R"({"agents":[100]})");
        cxone::agents_query q;
        q.top = 500;
        seen out;
        t.time.run(consume(t.org.async_paginate_by_offset(q), out));
        CHECK_FALSE(out.failed.has_value());
        CHECK(out.rows.size() == 101);
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("page by page the totals are seen; an API with a path of its own keeps it out of the links")
    {
        tenant t(options().api(cxone::api_base_of("https://gateway.example/nice/").value()).api_version(30));
        t.expect_login(1, "");
        auto const to_gateway = [&](std::string const& target) {
            return t.authorized(get(target), 1, "https://gateway.example");
        };
        t.peer.expect(to_gateway("/nice/incontactapi/services/v30.0/" + std::string(first_page)))
            .reply(200, page_body("1,2", "https://gateway.example/nice/incontactapi/services/v30.0/c?skip=2"));
        t.peer.expect(to_gateway("/nice/incontactapi/services/v30.0/c?skip=2")).reply(200, page_body("3", ""));
        std::vector<std::string> out;
        t.time.run(read_pages(t.org, out));
        CHECK(out == words{"99/2", "99/1"});
        CHECK(t.peer.problems() == "");
    }

    TEST_CASE("a listing goes on where it was left, also when the API has moved since")
    {
        tenant t;
        t.expect_login();
        t.peer.expect(t.report("agents?skip=2")).reply(200, R"({"agents":[3]})");
        seen out;
        page_position at;
        {
            tenant before;
            before.expect_login();
            before.peer.expect(before.report("agents"))
                .reply(200, R"({"agents":[1,2],"_links":{"next":"/incontactapi/services/v24.0/agents?skip=2"}})");
            auto rows = before.org.async_paginate_path("agents", page_options().max_pages(1));
            seen first;
            before.time.run([](auto& listing, seen& into) -> asio::awaitable<void> {
                auto next = co_await listing.try_next();
                while (next && *next != nullptr) {
                    into.rows.emplace_back((*next)->text());
                    next = co_await listing.try_next();
                }
            }(rows, first));
            CHECK(first.rows == words{"1", "2"});
            at = page_position::parse(to_string(rows.position())).value();
        }
        t.time.run(consume(t.org.async_paginate_path("agents", page_options().resume(at)), out));
        CHECK(out.rows == words{"3"});
        CHECK(t.peer.problems() == "");
    }
}
