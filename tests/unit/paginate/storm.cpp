// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "storm_listing.hpp"
#include "storm_weather.hpp"
#include <cogrant/paginate/raw_style.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/testing/emulator_transport.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Property: whatever goes wrong on the way, every row comes once and in order, for every style; also when the listing is left
// and resumed from the text of its position. In virtual time, by the emulators' plans of faults; the paths that the emulators
// have are in storm_emulators.cpp.

using namespace cogrant;
using paging::begin;
using paging::wire_style;
using paging::wrapped;

namespace {

using peer = testing::basic_emulator_transport<paging::listing_server, testing::manual_clock>;

constexpr std::size_t size = 3; ///< rows on a full page

struct page {
    std::vector<int> rows;
    std::optional<std::string> next;
};
struct query {
    int page_number = 0;
    int offset = 0;
    std::optional<std::string> page_token;
};

struct scenario {
    std::string_view name;
    bool uneven; ///< pages may be short in the middle
    wire_style wire;
    begin start;
};

/// The number behind the last of these letters in a text; `none` without one.
std::size_t number_behind(std::string_view text, std::string_view letters, std::size_t none)
{
    auto const at = text.rfind(letters);
    if (at == text.npos) return none;
    return static_cast<std::size_t>(std::stoul(std::string(text.substr(at + letters.size()))));
}

template <class Style>
begin typed(Style style, std::string body = {})
{
    return [style, body](any_client client, page_options options) {
        auto r = body.empty() ? paging::getting("/rows?page=0") : paging::posting("/rows", body);
        return wrapped(async_paginate<page>(std::move(client), std::move(r), style, &page::rows, std::move(options)));
    };
}

begin by_name(raw_style::kind kind, std::string target = "/rows?page=0", std::string body = {})
{
    return [=](any_client client, page_options options) {
        auto r = body.empty() ? paging::getting(target) : paging::posting(target, body);
        return wrapped(async_paginate_raw(std::move(client), std::move(r), raw_style(kind), std::move(options)));
    };
}

std::vector<scenario> scenarios()
{
    auto const index = [](std::string_view text, std::string const& letters, std::size_t each, std::size_t from) {
        auto const n = number_behind(text, letters, from) - from;
        return n % each == 0 ? n / each : 1000; // behind the last row
    };
    auto const in_target = [=](std::string letters, std::size_t each, std::size_t from) {
        return [=](http::request const& r) { return index(r.target, letters, each, from); };
    };
    auto const in_body = [=](std::string letters, std::size_t each, std::size_t from) {
        return [=](http::request const& r) { return index(r.body, letters, each, from); };
    };
    auto const in_header = [](http::request const& r) {
        return number_behind(r.headers.find("X-Genesys-Page-Token").value_or(""), "m", 0);
    };
    auto const word = [](std::size_t n) { return "m" + std::to_string(n); };
    auto const link = [](std::size_t n) { return "/rows?page=" + std::to_string(n); };
    auto const set_number = [](query& q, std::size_t n) { q.page_number = static_cast<int>(n); };
    auto const set_offset = [](query& q, std::size_t n) { q.offset = static_cast<int>(n); };
    auto const set_token = [](query& q, std::string const& t) { q.page_token = t; };
    using kind = raw_style::kind;
    return {
        {"page_number_in_body",
         false,
         {"", false, in_body("\"pageNumber\":", 1, 1), {}},
         typed(page_number_in_body(query(), size, set_number, &page::rows), "{}")},
        {"page_number_in_query",
         false,
         {"", false, in_target("pageNumber=", 1, 1), {}},
         typed(page_number_in_query(size, &page::rows))},
        {"offset_in_query",
         false,
         {"", false, in_target("skip=", size, 0), {}},
         typed(offset_in_query(size, &page::rows))},
        {"offset_in_body",
         false,
         {"", false, in_body("\"offset\":", size, 0), {}},
         typed(offset_in_body(query(), size, set_offset, &page::rows), "{}")},
        {"cursor_in_query",
         true,
         {"next", false, in_target("cursor=m", 1, 0), word},
         typed(cursor_in_query(&page::next))},
        {"cursor_in_body",
         true,
         {"next", false, in_body("\"m", 1, 0), word},
         typed(cursor_in_body(query(), set_token, &page::next), "{}")},
        {"cursor_in_header",
         true,
         {"next", false, in_header, word},
         typed(cursor_in_header(&page::next, "X-Genesys-Page-Token"))},
        {"next_link_in_body",
         true,
         {"next", false, in_target("page=", 1, 0), link},
         typed(next_link_in_body(&page::next))},
        {"next_link_in_header", true, {"", true, in_target("page=", 1, 0), link}, typed(next_link_in_header())},
        {"pageNumber by name",
         false,
         {"", false, in_body("\"pageNumber\":", 1, 1), {}},
         by_name(kind::page_number, "/rows", R"({"paging":{"pageSize":3}})")},
        {"offset by name", false, {"", false, in_target("skip=", size, 0), {}}, by_name(kind::offset, "/rows?top=3")},
        {"cursor by name", true, {"cursor", false, in_target("cursor=m", 1, 0), word}, by_name(kind::cursor)},
        {"nextUri by name", true, {"nextUri", false, in_target("page=", 1, 0), link}, by_name(kind::next_uri)},
        {"nextPage by name", true, {"nextPage", false, in_header, word}, by_name(kind::next_page)},
        {"nextPageToken by name",
         true,
         {"nextPageToken", false, in_body("\"m", 1, 0), word},
         by_name(kind::next_page_token, "/rows", R"({"a":1})")},
        {"link by name", true, {"", true, in_target("page=", 1, 0), link}, by_name(kind::link)},
    };
}

std::size_t storm_over(scenario const& s, std::uint64_t seed, paging::piece const& piece)
{
    virtual_time time;
    peer server(paging::storm_plan(seed * 7919, s.uneven, size), s.wire, paging::storm_faults(seed));
    parts::numbered_tokens::state state;
    parts::token_source const tokens(time.context.get_executor(), parts::numbered_tokens{&state});
    auto const patience = retry_options().max_attempts(12).max_elapsed(std::chrono::hours(1));
    any_client const client = retry<testing::manual_clock>(patience) | authorize(tokens, {parts::api()}) | send(server);
    auto const got = paging::weather(time, client, s.start, seed, piece);
    CHECK(server.under_way() == 0);
    std::vector<std::string> all;
    for (std::size_t n = 1; n <= server.emulator().rows(); ++n) all.push_back(std::to_string(n));
    CHECK(got == all);
    return server.emulator().faults();
}

} // namespace

TEST_SUITE("paginate/storm")
{
    TEST_CASE("in any storm every row of every style comes once and in order")
    {
        std::size_t faults = 0;
        for (auto const& s : scenarios())
            for (std::uint64_t seed = 0; seed != paging::seeds; ++seed) {
                CAPTURE(s.name);
                CAPTURE(seed);
                faults += storm_over(s, seed, paging::whole());
            }
        CHECK(faults > scenarios().size() * paging::seeds);
    }

    TEST_CASE(
        "in any storm a listing that is left and resumed after every page, and after any row, loses and doubles none")
    {
        std::size_t faults = 0;
        for (auto const& s : scenarios())
            for (std::uint64_t seed = 0; seed != paging::seeds; ++seed) {
                CAPTURE(s.name);
                CAPTURE(seed);
                faults += storm_over(s, seed, paging::pieces(seed, size, 5));
            }
        CHECK(faults > scenarios().size() * paging::seeds);
    }
}
