// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/client.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using org_parts::consume;
using org_parts::organisation;
using org_parts::seen;
using words = std::vector<std::string>;

namespace {

constexpr auto details_target = "/api/v2/analytics/conversations/details/query";

genesys::conversation_details_query over(char const* when)
{
    genesys::conversation_details_query q;
    q.interval = parse_interval(when).value();
    q.paging = genesys::paging_spec{2, 1};
    return q;
}

std::string page(words const& ids, int total = 0)
{
    std::string rows;
    for (auto const& id : ids) rows += (rows.empty() ? "" : ",") + ("{\"conversationId\":\"" + id + "\"}");
    return "{\"conversations\":[" + rows + "],\"totalHits\":" + std::to_string(total) + "}";
}

words ids(seen const& out)
{
    words all;
    for (auto const& row : out.rows) all.push_back(row.substr(19, row.size() - 21));
    return all;
}

/// The parts that were asked for: begin and page.
words asked(organisation& o)
{
    words out;
    for (auto const& sent : o.peer.received()) {
        auto const& body = sent.request.body;
        auto const at = body.find("\"interval\":\"");
        auto const number = body.find("\"pageNumber\":");
        if (at != std::string::npos) out.push_back(body.substr(at + 17, 8) + " " + body[number + 13]);
    }
    return out;
}

struct split_organisation : organisation {
    split_organisation() { expect_token(); }

    void answer(words const& page_of, int total = 0) { reply(200, page(page_of, total)); }
    void refuse(std::string const& code, unsigned status = 400) { reply(status, R"({"code":")" + code + R"("})"); }
    void reply(unsigned status, std::string const& body)
    {
        peer.expect(authorized(post(details_target))).reply(status, body);
    }
    seen read(genesys::conversation_details_query q, split_options split = {}, page_options pages = {})
    {
        seen out;
        time.run(consume(org.async_paginate_split<json::raw>(std::move(q), pages, split), out));
        CHECK(peer.problems() == "");
        return out;
    }
};

/// Retries of a 504 are not the subject here.
void all_tries(split_organisation& o)
{
    for (int i = 0; i != 6; ++i) o.reply(504, "");
}

} // namespace

TEST_SUITE("genesys/client_split")
{
    TEST_CASE("a query longer than the platform allows is split, and a row on the seam comes once")
    {
        split_organisation o;
        o.answer({"a", "b"});
        o.answer({"c"});
        o.answer({"c", "d"});
        o.answer({});
        auto const out = o.read(over("2026-03-01T00:00:00Z/2026-04-10T00:00:00Z"));
        CHECK(!out.failed);
        CHECK(ids(out) == words{"a", "b", "c", "d"});
        CHECK(asked(o) == words{"03-01T00 1", "03-01T00 2", "04-01T00 1", "04-01T00 2"});
    }

    TEST_CASE("the parts of a descending query come from the last to the first")
    {
        split_organisation o;
        o.answer({"b"});
        o.answer({"a"});
        auto q = over("2026-03-01T00:00:00Z/2026-04-02T00:00:00Z");
        q.order = genesys::sort_order::desc;
        CHECK(ids(o.read(std::move(q))) == words{"b", "a"});
        CHECK(asked(o) == words{"03-02T00 1", "03-01T00 1"});
    }

    TEST_CASE("a 504 that stays halves the interval; what came before it does not come again")
    {
        split_organisation o;
        o.answer({"a", "b"});
        all_tries(o);
        o.answer({"a", "b"});
        o.answer({"c"});
        o.answer({"d"});
        auto const out = o.read(over("2026-03-01T00:00:00Z/P2D"));
        CHECK(!out.failed);
        CHECK(ids(out) == words{"a", "b", "c", "d"});
        auto const parts = asked(o);
        CHECK(words(parts.end() - 3, parts.end()) == words{"03-01T00 1", "03-01T00 2", "03-02T00 1"});
    }

    TEST_CASE("too many rows halve the interval: 413, and the limit of pages")
    {
        for (auto const* code : {"pagination.limit.exceeded", "request.entity.too.large"}) {
            split_organisation o;
            o.refuse(code, code[0] == 'p' ? 400 : 413);
            o.answer({"a"});
            o.answer({"b"});
            CHECK(ids(o.read(over("2026-03-01T00:00:00Z/P2D"))) == words{"a", "b"});
        }
    }

    TEST_CASE("exactly at the reach the refusal of the next page means that, whatever it says")
    {
        split_organisation o;
        o.answer({"a", "b"}, 4);
        o.answer({"c", "d"}, 4);
        o.refuse("bad.request");
        o.answer({"a", "b"});
        o.answer({});
        o.answer({"c", "d"});
        o.answer({});
        auto const out = o.read(over("2026-03-01T00:00:00Z/P2D"), split_options().reach(4));
        CHECK(!out.failed);
        CHECK(ids(out) == words{"a", "b", "c", "d"});
    }

    TEST_CASE("a total beyond the reach is not read first, and is believed only as long as halving is possible")
    {
        split_organisation o;
        o.answer({"a", "b"}, 5);
        o.answer({"a"}, 3);
        o.answer({"b", "c"}, 5);
        o.answer({"d"}, 5);
        auto const out = o.read(over("2026-03-01T00:00:00Z/PT3H"), split_options().reach(4));
        CHECK(ids(out) == words{"a", "b", "c", "d"});
        CHECK(asked(o) == words{"03-01T00 1", "03-01T00 1", "03-01T01 1", "03-01T01 2"});
    }

    TEST_CASE("what cannot be halved any more, or fails for another reason, is an error")
    {
        split_organisation o;
        o.answer({"a", "b"});
        o.refuse("invalid.value");
        auto const refused = o.read(over("2026-03-01T00:00:00Z/P2D"));
        CHECK(ids(refused) == words{"a", "b"});
        REQUIRE(refused.failed);
        CHECK(refused.failed->info().server_code == "invalid.value");

        split_organisation small;
        all_tries(small);
        auto const slow = small.read(over("2026-03-01T00:00:00Z/PT1H"));
        REQUIRE(slow.failed);
        CHECK(slow.failed->info().status == 504);
    }

    TEST_CASE("a day that is given whole for each of its halves ends in the words of the server")
    {
        split_organisation o;
        for (int half = 0; half != 3; ++half) {
            o.answer({"a", "b"});
            o.refuse("pagination.limit.exceeded");
        }
        auto const out = o.read(over("2026-03-01T00:00:00Z/P1D"), split_options().least(6h));
        CHECK(ids(out) == words{"a", "b"});
        REQUIRE(out.failed);
        CHECK(out.failed->info().server_code == "pagination.limit.exceeded");
    }

    TEST_CASE("max_pages counts the pages of all parts")
    {
        split_organisation o;
        o.answer({"a", "b"});
        o.answer({"c"});
        o.answer({"d", "e"});
        auto const out =
            o.read(over("2026-03-01T00:00:00Z/P60D"), split_options().longest(24h), page_options().max_pages(3));
        CHECK(!out.failed);
        CHECK(ids(out) == words{"a", "b", "c", "d", "e"});
    }
}
