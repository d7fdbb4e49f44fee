// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "storm_listing.hpp"
#include "storm_weather.hpp"
#include <cogrant/paginate/poll.hpp>
#include <cogrant/paginate/raw_style.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/testing/cxone_emulator.hpp>
#include <cogrant/testing/emulator_transport.hpp>
#include <cogrant/testing/genesys_emulator.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Property: through the emulators' storms every row of their listings comes once, in order and as the server wrote it, for each
// style that they have a path for. The others are in storm.cpp. In virtual time.

using namespace cogrant;
using paging::begin;
using paging::wrapped;
using kind = raw_style::kind;

namespace {

using org_peer = testing::basic_emulator_transport<testing::genesys_emulator, testing::manual_clock>;
using tenant_peer = testing::basic_emulator_transport<testing::cxone_emulator, testing::manual_clock>;
using texts = std::vector<std::string>;

constexpr std::uint64_t seeds = paging::seeds / 5;
constexpr std::size_t size = 3; ///< rows on a full page
constexpr std::size_t users = 40;
constexpr std::size_t conversations = 40;
constexpr auto day = "2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z";
constexpr auto jobs = "/api/v2/analytics/conversations/details/jobs";

struct job_answer {
    std::optional<std::string> job_id, state;
};
struct user_page {
    std::vector<json::raw> entities;
    std::optional<std::string> next_uri;
};
struct conversation_page {
    std::vector<json::raw> conversations;
    std::optional<std::string> cursor;
};
struct contact_page {
    std::vector<json::raw> completed_contacts;
};
struct paging_part {
    int page_size = static_cast<int>(size);
    int page_number = 1;
};
struct details_question {
    std::string interval = day;
    paging_part paging;
};

/// Sends one request for a token and reads the answer.
struct signing_in {
    any_client client;
    http::request request;

    asio::awaitable<result<oauth::token_set>> fetch(time_point until)
    {
        using answer = std::map<std::string, json::raw>;
        http::exchange x(request, until);
        auto fetching = cogrant::fetch<answer>(client, x);
        auto got = co_await std::move(fetching);
        if (!got) co_return got.error();
        oauth::token_set set;
        auto const text = json::decode<std::string>((*got)["access_token"].text()).value();
        set.access_token = secret(text);
        set.token_type = "Bearer";
        set.expires_in = std::chrono::hours(1);
        co_return set;
    }
};
using token_source = oauth::basic_token_source<signing_in, testing::manual_clock>;

http::request
asking(http::method m, std::string target, std::string body = {}, std::string_view type = "application/json")
{
    auto r = parts::ask(m, std::move(target));
    r.query = true;
    r.body = std::move(body);
    r.headers.add("Content-Type", type);
    r.headers.add("Accept", "application/json");
    return r;
}
http::request reading(std::string target) { return asking(http::method::get, std::move(target)); }
http::request question(std::string target, std::string body)
{
    return asking(http::method::post, std::move(target), std::move(body));
}

/// What a scenario does before its listing begins: nothing, or a job is made.
using preparation = asio::awaitable<void> (*)(any_client, http::request&);

asio::awaitable<void> made_job(any_client client, http::request& listing)
{
    auto const interval = std::string(R"({"interval":")") + day + "\"}";
    http::exchange x(question(jobs, interval));
    auto submitting = fetch<job_answer>(client, x);
    auto ticket = co_await std::move(submitting);
    REQUIRE(ticket.has_value());
    auto const path = std::string(jobs) + "/" + ticket->job_id.value_or("");
    auto const ended = [](job_answer const& s) { return s.state == "FULFILLED"; };
    auto looking = reading(path);
    auto polling = async_poll<job_answer, testing::manual_clock>(client, std::move(looking), ended);
    auto const state = co_await std::move(polling);
    REQUIRE(state.has_value());
    listing = reading(path + "/results?pageSize=" + std::to_string(size));
}

template <class Emulator>
struct scenario {
    std::string_view name;
    http::request listing; ///< what asks for it
    std::function<begin(http::request)> style;
    std::function<texts(Emulator const&)> truth;
    preparation prepare = nullptr;
};

template <class Page, class Style, class Rows>
std::function<begin(http::request)> typed(Style style, Rows rows)
{
    return [=](http::request r) -> begin {
        return [=](any_client client, page_options o) {
            return wrapped(async_paginate<Page>(std::move(client), r, style, rows, std::move(o)));
        };
    };
}
std::function<begin(http::request)> by_name(kind k)
{
    return [=](http::request r) -> begin {
        return [=](any_client client, page_options o) {
            return wrapped(async_paginate_raw(std::move(client), r, raw_style(k), std::move(o)));
        };
    };
}

std::vector<scenario<testing::genesys_emulator>> of_organisation()
{
    using truth = testing::genesys_emulator const&;
    auto const everybody = [](truth e) {
        texts out;
        for (std::uint64_t i = 0; i != users; ++i) out.push_back(e.user_json(i));
        return out;
    };
    auto const found = [](truth e) {
        texts out;
        auto const rows = e.rows_of_query(json::encode(details_question())).value();
        for (auto const i : rows) out.push_back(e.conversation_json(i));
        return out;
    };
    auto const exported = [](truth e) {
        texts out;
        auto const rows = e.rows_of_job(std::string(R"({"interval":")") + day + "\"}").value();
        for (auto const i : rows) out.push_back(e.job_conversation_json(i));
        return out;
    };
    auto const set_page = [](details_question& q, std::size_t n) { q.paging.page_number = static_cast<int>(n); };
    auto const people = reading("/api/v2/users?state=any&pageSize=" + std::to_string(size));
    auto const details = question("/api/v2/analytics/conversations/details/query", json::encode(details_question()));
    auto const rows = &conversation_page::conversations;
    return {
        {"page_number_in_body", details,
         typed<conversation_page>(page_number_in_body(details_question(), size, set_page, rows), rows), found},
        {"page_number_in_query", people,
         typed<user_page>(page_number_in_query(size, &user_page::entities), &user_page::entities), everybody},
        {"next_link_in_body", people, typed<user_page>(next_link_in_body(&user_page::next_uri), &user_page::entities),
         everybody},
        {"cursor_in_query",
         {},
         typed<conversation_page>(cursor_in_query(&conversation_page::cursor), rows),
         exported,
         made_job},
        {"pageNumber by name, in the body", details, by_name(kind::page_number), found},
        {"pageNumber by name, in the query", people, by_name(kind::page_number), everybody},
        {"nextUri by name", people, by_name(kind::next_uri), everybody},
        {"cursor by name", {}, by_name(kind::cursor), exported, made_job},
    };
}

std::vector<scenario<testing::cxone_emulator>> of_tenant()
{
    constexpr auto span = "startDate=2025-03-01T00:00:00Z&endDate=2025-03-02T00:00:00Z";
    auto const listing = reading("/incontactapi/services/v24.0/contacts/completed?" + std::string(span) + "&top=3");
    auto const completed = [=](testing::cxone_emulator const& e) {
        texts out;
        auto const rows = e.rows_of_query(span).value();
        for (auto const i : rows) out.push_back(e.contact_json(i));
        return out;
    };
    auto const rows = &contact_page::completed_contacts;
    return {
        {"offset_in_query", listing, typed<contact_page>(offset_in_query(size, rows), rows), completed},
        {"offset by name", listing, by_name(kind::offset), completed},
        {"_links.next by name", listing, by_name(kind::next_uri), completed},
    };
}

http::request signing_in_to(org_peer const&)
{
    auto r = asking(
        http::method::post, "/oauth/token", "grant_type=client_credentials", "application/x-www-form-urlencoded");
    r.headers.add("Authorization", "Basic dGVzdC1jbGllbnQ6dGVzdC1zZWNyZXQ=");
    r.authorize = false;
    return r;
}
http::request signing_in_to(tenant_peer const&)
{
    auto r = question(
        "/authentication/v1/token/access-key", R"({"accessKeyId":"test-key","accessKeySecret":"test-key-secret"})");
    r.authorize = false;
    return r;
}

template <class Peer, class Emulator>
std::uint64_t storm_over(Peer server, scenario<Emulator> const& s, std::uint64_t seed, paging::piece const& piece)
{
    virtual_time time;
    server.latency(std::chrono::milliseconds(20)).wall(std::chrono::sys_days{std::chrono::year{2025} / 4 / 1});
    auto const retrying = retry<testing::manual_clock>(
        retry_options().max_attempts(12).max_elapsed(std::chrono::hours(1)).budget(nullptr));
    signing_in fetcher{retrying | send(server), signing_in_to(server)};
    token_source const tokens(time.context.get_executor(), std::move(fetcher));
    any_client const client = retrying | authorize(tokens, {parts::api()}) | send(server);
    auto listing = s.listing;
    if (s.prepare != nullptr) time.run(s.prepare(client, listing));
    auto const got = paging::weather(time, client, s.style(listing), seed, piece);
    CHECK(server.under_way() == 0);
    auto const all = s.truth(server.emulator());
    CHECK(all.size() > 10);
    CHECK(got.size() == all.size());
    CHECK(got == all);
    std::uint64_t faults = 0;
    for (auto const& [name, times] : server.emulator().counters().faults)
        if (auto const what = testing::fault_kind_from(name); what && testing::fails_request(*what)) faults += times;
    return faults;
}

/// Through all storms: how much went wrong.
template <class Make>
std::uint64_t all_storms(Make const& one)
{
    std::uint64_t faults = 0;
    for (std::uint64_t seed = 0; seed != seeds; ++seed) {
        CAPTURE(seed);
        auto const plan = paging::storm_faults(seed);
        auto const each = [&](auto const& scenarios, auto const& server) {
            for (auto const& s : scenarios) {
                CAPTURE(s.name);
                faults += one(server(), s, seed);
            }
        };
        testing::genesys_emulator_options org;
        // In every third storm the window of the rate limit is full now and then.
        org.conversations(conversations).users(users).rate_per_minute(seed % 3 == 0 ? 12 : 300).seed(seed).faults(plan);
        testing::cxone_emulator_options tenant;
        tenant.contacts(conversations + seed % size).seed(seed).faults(plan);
        static auto const in_org = of_organisation();
        static auto const in_tenant = of_tenant();
        each(in_org, [&] { return org_peer(org); });
        each(in_tenant, [&] { return tenant_peer(tenant); });
    }
    return faults;
}

} // namespace

TEST_SUITE("paginate/storm_emulators")
{
    TEST_CASE("in any storm of the emulators every row of their listings comes once, in order and to the byte")
    {
        auto const faults = all_storms([](auto server, auto const& s, std::uint64_t seed) {
            return storm_over(std::move(server), s, seed, paging::whole());
        });
        CHECK(faults > seeds * 11 * 3);
    }

    TEST_CASE("in any storm of the emulators a listing that is left and resumed loses and doubles none")
    {
        auto const faults = all_storms([](auto server, auto const& s, std::uint64_t seed) {
            return storm_over(std::move(server), s, seed, paging::pieces(seed, size, 9));
        });
        CHECK(faults > seeds * 11 * 3);
    }
}
