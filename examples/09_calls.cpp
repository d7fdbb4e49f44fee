// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The calls for analytics, one function each: docs/genesys.md quotes them. `09_calls FROM TO` tells what they found,
// `09_calls FROM TO raw` prints the answers as the server wrote them, a line each. Environment as the other programs.
#include "program/main.hpp"
#include <cogrant/genesys.hpp>
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/genesys/conversations.hpp>
#include <cogrant/genesys/live.hpp>
#include <cogrant/genesys/user_details.hpp>
#include <cogrant/genesys/where.hpp>

#include <cstdint>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
namespace json = cogrant::json;
namespace where = cogrant::genesys::where;

namespace calls {

// An endpoint of one's own: what comes back (a struct, or JSON as it came) and where it is. Members would fill the
// parts of the path in braces and the query.
struct own_token {
    using answer = cogrant::json::raw;
    static constexpr genesys::endpoint route = "GET /api/v2/tokens/me";
};

asio::awaitable<void> conversations(genesys::client org, cogrant::interval when)
{
    genesys::details_job_availability ask;
    auto const complete = co_await genesys::call(org, ask);
    bool const ready = complete.value().data_availability_date.value_or(when.from) >= when.to;
    std::cout << (ready ? "a job would be complete\n" : "a job would lack the end\n");

    genesys::conversation_details_query query{.interval = when};
    query.segment_filters = {where::media_type == genesys::media_type::voice && where::queue_id.exists()};
    auto rows = org.async_paginate(query);
    std::vector<std::string> ids;
    while (auto* row = co_await rows.next())
        if (ids.size() < 3) ids.push_back(row->conversation_id);

    genesys::conversation_by_id wanted{.conversation_id = ids.at(0)};
    auto const one = co_await genesys::call(org, wanted);
    genesys::conversations_by_ids several{.id = ids};
    auto const some = co_await genesys::call(org, several);
    std::cout << one.value().participants.size() << " participants, " << some.value().conversations.size()
              << " conversations\n";
}

asio::awaitable<void> aggregates(genesys::client org, cogrant::interval when)
{
    genesys::conversation_aggregates_query query{
        .interval = when,
        .granularity = "PT1H",
        .group_by = {"queueId"},
        .filter = where::media_type == genesys::media_type::voice && where::direction == "inbound",
        .metrics = {"nOffered", "tAbandon", "tHandle", "oServiceLevel"}};
    auto const answer = co_await genesys::call(org, query);
    std::int64_t offered = 0;
    for (auto const& group : answer.value().results)
        for (auto const& bucket : group.data) offered += bucket.count("nOffered");
    std::cout << answer.value().results.size() << " queues were offered " << offered << " calls\n";
}

asio::awaitable<void> aggregates_as_job(genesys::client org, cogrant::interval when)
{
    genesys::conversation_aggregates_job query{.interval = when, .group_by = {"userId"}, .metrics = {"tHandle"}};
    auto groups = genesys::list(org, query);
    std::size_t people = 0;
    while (auto* group = co_await groups.next()) people += group->value("userId").empty() ? 0U : 1U;
    std::cout << people << " people handled something\n";
}

asio::awaitable<void> people(genesys::client org, cogrant::interval when)
{
    genesys::user_details_query query{.interval = when};
    query.presence_filters = {where::system_presence.one_of({"ON_QUEUE", "MEETING"})};
    auto days = genesys::list(org, query);
    std::size_t spans = 0;
    while (auto* day = co_await days.next()) spans += day->routing_status.size();

    genesys::user_aggregates_query sums{.interval = when, .group_by = {"userId"}, .metrics = {"tAgentRoutingStatus"}};
    auto const answer = co_await genesys::call(org, sums);
    double idle = 0;
    for (auto const& group : answer.value().results)
        for (auto const& bucket : group.data) idle += bucket.sum("tAgentRoutingStatus", "IDLE");
    std::cout << spans << " spans, " << static_cast<std::int64_t>(idle / 60'000) << " minutes idle\n";
}

asio::awaitable<void> now(genesys::client org, std::vector<std::string> queues)
{
    genesys::queue_observations_query query{
        .filter = where::queue_id.one_of(queues), .metrics = {"oWaiting", "oOnQueueUsers"}};
    auto const observed = co_await genesys::call(org, query);
    genesys::conversation_activity_query active{.body = {.metrics = {{"oWaiting"}}, .group_by = {"queueId"}}};
    auto const waiting = co_await genesys::call(org, active);
    std::cout << observed.value().results.size() << " observations, " << waiting.value().results.size()
              << " busy queues\n";
}

asio::awaitable<void> own(genesys::client org)
{
    own_token mine;
    auto const token = co_await genesys::call(org, mine);
    std::cout << "the token: " << token.value().text().substr(0, 17) << "…\n";
}

// The answer as the server wrote it, under a name.
template <class Request>
asio::awaitable<void> raw(genesys::client org, char const* name, Request const& request)
{
    auto calling = genesys::call<json::raw>(org, request);
    auto const answer = co_await std::move(calling);
    std::cout << name << '\t' << answer.value().text() << '\n';
}

asio::awaitable<std::vector<std::string>> first_ids(genesys::client org, cogrant::interval when)
{
    genesys::conversation_details_query query{.interval = when};
    auto rows = org.async_paginate(query);
    std::vector<std::string> ids;
    while (auto* row = co_await rows.next()) {
        ids.push_back(row->conversation_id);
        if (ids.size() == 3) break;
    }
    co_return ids;
}

asio::awaitable<std::vector<std::string>> queues_of(genesys::client org, cogrant::interval when)
{
    genesys::conversation_aggregates_query query{.interval = when, .group_by = {"queueId"}, .metrics = {"nOffered"}};
    auto const answer = co_await genesys::call(org, query);
    std::vector<std::string> ids;
    for (auto const& group : answer.value().results)
        if (!group.value("queueId").empty()) ids.emplace_back(group.value("queueId"));
    co_return ids;
}

asio::awaitable<void> raw_answers(genesys::client org, cogrant::interval when, std::vector<std::string> queues)
{
    genesys::conversation_aggregates_query hours{
        .interval = when,
        .granularity = "PT1H",
        .group_by = {"queueId", "mediaType"},
        .filter = where::direction == "inbound",
        .metrics = {"nOffered", "tAnswered", "tHandle", "oServiceLevel"}};
    co_await raw(org, "aggregates", hours);
    genesys::user_details_query days{.interval = when};
    co_await raw(org, "userDetails", days);
    genesys::user_aggregates_query sums{.interval = when, .group_by = {"userId"}, .metrics = {"tSystemPresence"}};
    co_await raw(org, "userAggregates", sums);
    genesys::queue_observations_query observed{
        .filter = where::queue_id.one_of(queues), .metrics = {"oMemberUsers", "oOnQueueUsers"}};
    co_await raw(org, "observations", observed);
    genesys::conversation_activity_query active{
        .page_size = 50, .body = {.metrics = {{"oInteracting"}}, .group_by = {"mediaType"}}};
    co_await raw(org, "activity", active);
    auto const ids = co_await first_ids(org, when);
    genesys::conversations_by_ids several{.id = ids};
    co_await raw(org, "byIds", several);
    genesys::conversation_by_id one{.conversation_id = ids.at(0)};
    co_await raw(org, "byId", one);
}

asio::awaitable<void> all(cogrant::interval when, bool as_they_came)
{
    auto const executor = co_await asio::this_coro::executor;
    auto org = genesys::client::from_environment(executor);
    auto const queues = co_await queues_of(org, when);
    if (as_they_came) {
        co_await raw_answers(org, when, queues);
        co_return;
    }
    co_await conversations(org, when);
    co_await aggregates(org, when);
    co_await aggregates_as_job(org, when);
    co_await people(org, when);
    co_await now(org, queues);
    co_await own(org);
}

} // namespace calls

int main(int count, char** words)
{
    constexpr char const help[] =
        "usage: 09_calls FROM TO [raw]\n\nexamples\n  09_calls 2026-03-01T00:00:00Z 2026-03-02T00:00:00Z\n";
    return program::main(count, words, {}, help, [](program::command_line const& line) {
        auto const& given = line.rest();
        auto const when = given.size() < 2 ? std::nullopt : cogrant::parse_interval(given[0] + "/" + given[1]);
        if (!when) throw std::invalid_argument("FROM and TO are times");
        return calls::all(*when, given.size() == 3 && given[2] == "raw");
    });
}
