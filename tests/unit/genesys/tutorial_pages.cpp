// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include "contract.hpp"
#include <cogrant/paginate/cursor.hpp>
#include <cogrant/paginate/paginate.hpp>

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The page shapes of the tutorials, which the live API does not have but test servers do (contract §4, styles 13 and
// 15; §7).

using namespace cogrant;
using namespace cogrant::testing;
using org_parts::organisation;

namespace tutorial {

struct call_row {
    std::string id;
    std::string conversation_id;
    std::optional<double> duration;
    std::optional<std::string> status;
};
struct call_page {
    std::vector<call_row> results;
    std::optional<std::string> next_page;
    std::optional<double> total_duration;
};

struct metric_row {
    std::string metric;
    double value = 0;
    std::optional<std::map<std::string, std::string>> group;
};
struct metric_page {
    std::vector<metric_row> results;
    std::optional<std::string> next_page_token;
};
struct metric_query {
    std::string date_from = "2025-03-01";
    std::optional<std::string> page_token;
};

template <class Row>
asio::awaitable<void> take(async_generator<Row> rows, std::vector<Row>& out, std::optional<error>& failed)
{
    auto source = std::move(rows);
    for (;;) {
        auto next = co_await source.try_next();
        if (!next) failed = next.error();
        if (!next || *next == nullptr) break;
        out.push_back(**next);
    }
}

} // namespace tutorial

using namespace tutorial;

TEST_SUITE("genesys/tutorial_pages")
{
    TEST_CASE("results with nextPage, which goes back as the header X-Genesys-Page-Token")
    {
        auto const sample = contract::sample("seed-nextPage.json");
        if (!sample) return;
        organisation o;
        o.expect_token();
        auto const path = "/api/v2/recordings/details/query";
        o.peer.expect(o.authorized(post(path).without_header("X-Genesys-Page-Token"))).reply(200, *sample);
        o.peer.expect(o.authorized(post(path).with_header("X-Genesys-Page-Token", "eyJwIjoyLCJzIjoxMDAwfQ==")))
            .reply(200, R"({"results":[{"id":"last","conversationId":"c"}],"total":3})");
        auto request = o.org.request(http::method::post, path);
        request.query = true;
        request.body = "{}";
        cursor_in_header style(&call_page::next_page, "X-Genesys-Page-Token");
        std::vector<call_row> rows;
        std::optional<error> failed;
        o.time.run(take<call_row>(
            async_paginate<call_page>(o.org, request, style, &call_page::results, page_options(), o.org.describer()),
            rows, failed));
        CHECK(!failed.has_value());
        REQUIRE_EQ(rows.size(), 3);
        CHECK_EQ(rows[0].duration.value(), 457);
        CHECK_EQ(rows[1].duration.value(), 30.5);
        CHECK_FALSE(rows[1].status.has_value());
        CHECK_EQ(rows[2].id, "last");
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("results with nextPageToken, which goes back as pageToken of the body")
    {
        auto const sample = contract::sample("seed-nextPageToken.json");
        if (!sample) return;
        organisation o;
        o.expect_token();
        auto const path = "/api/v2/analytics/conversations/summary/query";
        o.peer.expect(o.authorized(post(path).with_body(R"({"dateFrom":"2025-03-01"})"))).reply(200, *sample);
        o.peer
            .expect(o.authorized(
                post(path).with_body(R"({"dateFrom":"2025-03-01","pageToken":"b2Zmc2V0PTI1JnNpZz1hYmM="})")))
            .reply(200, R"({"results":[{"metric":"last","value":1}],"nextPageToken":""})");
        auto request = o.org.request(http::method::post, path);
        request.query = true;
        auto const put = [](metric_query& q, std::string const& token) { q.page_token = token; };
        auto style = cursor_in_body(metric_query(), put, &metric_page::next_page_token);
        std::vector<metric_row> rows;
        std::optional<error> failed;
        o.time.run(take<metric_row>(
            async_paginate<metric_page>(
                o.org, request, style, &metric_page::results, page_options(), o.org.describer()),
            rows, failed));
        CHECK(!failed.has_value());
        REQUIRE_EQ(rows.size(), 4);
        CHECK_EQ(rows[0].group.value().at("queue"), "Support DE");
        CHECK_FALSE(rows[2].group.has_value());
        CHECK_EQ(rows[2].value, 48213377.5);
        CHECK_EQ(rows[3].metric, "last");
        CHECK(o.peer.problems() == "");
    }
}
