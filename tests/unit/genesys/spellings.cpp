// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/client.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

// The spellings that users write, run under AddressSanitizer: g++ 12 compiles some others into a double destruction.

using namespace cogrant;
using namespace std::chrono_literals;
using org_parts::organisation;
using names = std::vector<std::string>;

namespace {

std::string const long_id = "an id that is too long for a small string, number ";

/// An organisation with five conversations and five users; `peer` serves any query.
struct populated : organisation {
    populated()
    {
        peer.otherwise([](http::request const& r) -> http::response {
            if (r.target == "/oauth/token")
                return {
                    200, {}, R"({"access_token":"a-token-that-is-too-long-for-a-small-string","token_type":"bearer"})"};
            auto const object = [](int n) {
                return R"({"conversationId":")" + long_id + std::to_string(n) + R"(","id":")" + long_id +
                       std::to_string(n) + "\"}";
            };
            if (r.target.find("/jobs") != std::string::npos) {
                if (r.method == http::method::post) return {202, {}, R"({"jobId":"j"})"};
                if (r.method == http::method::delete_) return {204, {}, {}};
                if (r.target.find("/results") == std::string::npos) return {200, {}, R"({"state":"FULFILLED"})"};
                return {
                    200,
                    {},
                    R"({"conversations":[)" + object(1) + "," + object(2) + "," + object(3) + "," + object(4) + "," +
                        object(5) + "]}"};
            }
            if (r.target.find("/users") != std::string::npos) {
                if (r.target.find("pageNumber=2") != std::string::npos)
                    return {200, {}, R"({"entities":[)" + object(4) + "," + object(5) + "]}"};
                return {
                    200,
                    {},
                    R"({"entities":[)" + object(1) + "," + object(2) + "," + object(3) +
                        R"(],"nextUri":"/api/v2/users?pageNumber=2"})"};
            }
            if (r.body.find(R"("pageNumber":1)") != std::string::npos)
                return {200, {}, R"({"conversations":[)" + object(1) + "," + object(2) + "," + object(3) + "]}"};
            return {200, {}, R"({"conversations":[)" + object(4) + "," + object(5) + "]}"};
        });
    }
};

names all()
{
    names out;
    for (int n = 1; n <= 5; ++n) out.push_back(long_id + std::to_string(n));
    return out;
}

asio::awaitable<void> as_in_the_readme(org_parts::client org, names& out)
{
    auto const executor = co_await asio::this_coro::executor;
    (void)executor;
    genesys::conversation_details_query query{.interval = last(24h)};
    query.paging = genesys::paging_spec{.page_size = 3};
    auto rows = org.async_paginate(query);

    while (auto* row = co_await rows.next()) out.push_back(row->conversation_id);
}

asio::awaitable<void> with_a_moved_query(org_parts::client org, names& out)
{
    genesys::conversation_details_query query;
    query.interval = last(24h);
    query.paging = genesys::paging_spec{.page_size = 3};
    auto rows = org.async_paginate(std::move(query), page_options().concurrency(2));
    while (auto* row = co_await rows.next()) out.push_back(std::move(row->conversation_id));
}

asio::awaitable<void> with_a_temporary_query(org_parts::client org, names& out)
{
    auto rows = org.async_paginate(
        genesys::conversation_details_query{.interval = last(24h), .paging = genesys::paging_spec{.page_size = 3}});
    while (auto* row = co_await rows.next()) out.push_back(row->conversation_id);
}

asio::awaitable<void> with_temporaries_all_over(org_parts::client org, names& out)
{
    auto rows = org.async_paginate(
        genesys::conversation_details_query{
            .segment_filters = {genesys::segment_filter{}},
            .interval = last(24h),
            .paging = genesys::paging_spec{.page_size = 3}},
        page_options().concurrency(4).max_pages(10));
    for (;;) {
        auto next = co_await rows.try_next();
        if (!next || *next == nullptr) break;
        out.push_back((*next)->conversation_id);
    }
}

asio::awaitable<void> users_from_a_temporary(org_parts::client org, names& out)
{
    auto people = org.async_paginate(genesys::users_query{.page_size = 3, .expand = {"routingStatus", "presence"}});
    while (auto* person = co_await people.next()) out.push_back(person->id);
}

asio::awaitable<void> job_from_a_temporary(org_parts::client org, names& out)
{
    auto rows = org.async_paginate(genesys::details_job_query{.interval = last(24h)}, page_options(), 500);
    while (auto* row = co_await rows.next()) out.push_back(row->conversation_id);
}

asio::awaitable<void> with_a_client_that_goes_first(org_parts::client org, names& out)
{
    auto make = [](org_parts::client gone) {
        return gone.async_paginate(
            genesys::conversation_details_query{.interval = last(24h), .paging = genesys::paging_spec{.page_size = 3}});
    };
    auto rows = make(std::move(org));
    while (auto* row = co_await rows.next()) out.push_back(row->conversation_id);
}

asio::awaitable<void> leaving_early(org_parts::client org, names& out)
{
    auto rows = org.async_paginate(
        genesys::conversation_details_query{.interval = last(24h), .paging = genesys::paging_spec{.page_size = 3}});
    while (auto* row = co_await rows.next()) {
        out.push_back(row->conversation_id);
        if (out.size() == 2) break;
    }
}

asio::awaitable<void> by_the_generic_spelling(org_parts::client org, names& out)
{
    using page = genesys::entity_listing<genesys::user>;
    auto people = cogrant::async_paginate<page>(
        org, org.request(http::method::get, "/api/v2/users?pageSize=3"), next_link_in_body(&page::next_uri),
        &page::entities, page_options(), genesys::describe_answer());
    while (auto* person = co_await people.next()) out.push_back(person->id);
}

asio::awaitable<void> with_the_token(org_parts::client org, names& out)
{
    auto const token = co_await org.tokens().get_token();
    out.emplace_back(token->expose());
    auto source = org.tokens();
    auto const again = co_await source.get_token();
    out.emplace_back(again->expose());
}

asio::awaitable<void> one_request(org_parts::client org, names& out)
{
    http::exchange x(org.request(http::method::get, "/api/v2/users?pageSize=3"));
    auto listing = co_await fetch<genesys::users_page>(org, x);
    for (auto const& person : listing.value().entities) out.push_back(person.id);
}

asio::awaitable<void> caught_failure(org_parts::client org, names& out)
{
    auto rows = org.async_paginate(genesys::conversation_details_query{.interval = last(24h)});
    try {
        while (auto* row = co_await rows.next()) out.push_back(row->conversation_id);
    } catch (failure const& f) {
        out.push_back(f.error().code() == condition::forbidden ? "forbidden" : f.what());
    }
}

using spelling = asio::awaitable<void> (*)(org_parts::client, names&);

names played(spelling body)
{
    populated p;
    names out;
    p.time.run(body(p.org, out));
    return out;
}

} // namespace

TEST_SUITE("genesys/spellings")
{
    TEST_CASE("rows of a details query: named, moved and temporary queries and options")
    {
        for (spelling const body :
             {as_in_the_readme, with_a_moved_query, with_a_temporary_query, with_temporaries_all_over,
              with_a_client_that_goes_first})
            CHECK(played(body) == all());
    }

    TEST_CASE("users, jobs and the generic spelling")
    {
        for (spelling const body : {users_from_a_temporary, job_from_a_temporary, by_the_generic_spelling})
            CHECK(played(body) == all());
    }

    TEST_CASE("a loop that is left early, one request, the token itself")
    {
        CHECK(played(leaving_early).size() == 2);
        CHECK(played(one_request).size() == 3);
        CHECK(played(with_the_token) == names(2, "a-token-that-is-too-long-for-a-small-string"));
    }

    TEST_CASE("a failure thrown out of the loop is caught around it")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(testing::any_request()).reply(403);
        names out;
        o.time.run(caught_failure(o.org, out));
        CHECK(out == names{"forbidden"});
    }
}
