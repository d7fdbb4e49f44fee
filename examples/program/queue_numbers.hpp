// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_EXAMPLES_PROGRAM_QUEUE_NUMBERS_HPP
#define COGRANT_EXAMPLES_PROGRAM_QUEUE_NUMBERS_HPP

#include <cogrant/error.hpp>
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/queues.hpp>
#include <cogrant/report/interactions.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

// Numbers of queues under names that people know: the server counts by id, and the names are another listing.

namespace program {

/// Of a queue, what these programs need, so that nothing else in it can be wrong.
struct named_queue {
    std::string id{};
    std::string name{};
};

/// What queues are called.
struct queue_names {
    std::map<std::string, std::string, std::less<>> by_id{};
    cogrant::error trouble{}; ///< why names are missing; needs routing:queue:view

    /// Empty when the queue is no longer there, or not for us to see.
    std::string of(std::string_view id) const
    {
        auto const found = by_id.find(id);
        return found == by_id.end() ? std::string() : found->second;
    }
};

/// The names of all queues, as far as they can be had: numbers without names are better than none.
/// @throws cogrant::failure  when cancelled
inline boost::asio::awaitable<queue_names> names_of_queues(cogrant::genesys::client org)
{
    queue_names out;
    cogrant::genesys::queues_query const all;
    auto rows = cogrant::genesys::list<named_queue>(org, all);
    for (;;) {
        auto coming = rows.try_next();
        auto const row = co_await std::move(coming);
        if (!row) {
            out.trouble = row.error();
            break;
        }
        if (*row == nullptr) break;
        out.by_id.insert_or_assign((*row)->id, (*row)->name);
    }
    if (out.trouble.code() == boost::asio::error::operation_aborted) throw cogrant::failure(out.trouble);
    co_return out;
}

/// A query for the numbers of a page: @ref interactions_of reads its answer.
inline cogrant::genesys::conversation_aggregates_query
interactions_by_queue(cogrant::interval when, std::string granularity)
{
    cogrant::genesys::conversation_aggregates_query query;
    query.interval = when;
    query.granularity = std::move(granularity);
    query.group_by = {"queueId", "mediaType"};
    query.metrics = {"nOffered", "tAnswered", "tAbandon", "tHandle"};
    return query;
}

/// One row for each span of time, queue and medium, in this order. A queue without a name is shown by its id.
inline std::vector<cogrant::report::interaction_row> interactions_of(
    cogrant::genesys::aggregates_answer const& answer, queue_names const& names, cogrant::interval const& asked)
{
    constexpr double most = 9e18;
    std::vector<cogrant::report::interaction_row> out;
    for (auto const& group : answer.results)
        for (auto const& bucket : group.data) {
            cogrant::report::interaction_row row;
            auto const when = bucket.interval.value_or(asked);
            row.from = when.from;
            row.to = when.to;
            row.queue = names.of(group.value("queueId"));
            if (row.queue.empty()) row.queue = group.value("queueId");
            row.media = group.value("mediaType");
            row.offered = bucket.count("nOffered");
            row.answered = bucket.count("tAnswered");
            row.abandoned = bucket.count("tAbandon");
            row.handled = bucket.count("tHandle");
            row.handle_ms = static_cast<std::int64_t>(std::clamp(bucket.sum("tHandle"), 0.0, most));
            out.push_back(std::move(row));
        }
    std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
        // Two queues may have one name: the numbers tell them apart.
        return std::tie(a.from, a.queue, a.media, a.offered, a.handled, a.handle_ms) <
               std::tie(b.from, b.queue, b.media, b.offered, b.handled, b.handle_ms);
    });
    return out;
}

} // namespace program

#endif // COGRANT_EXAMPLES_PROGRAM_QUEUE_NUMBERS_HPP
