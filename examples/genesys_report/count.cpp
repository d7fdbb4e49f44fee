// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "count.hpp"

#include "progress.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/describe.hpp>
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/entity_listing.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace genesys_report {

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
using cogrant::json::raw;

namespace {

constexpr char const details_path[] = "/api/v2/analytics/conversations/details/query";

/// How many rows the answer speaks of. `Page` has the member.
template <class Page>
asio::awaitable<std::optional<std::uint64_t>>
total_of(genesys::client org, cogrant::http::request request, std::optional<std::int64_t> (*total)(Page const&))
{
    cogrant::http::exchange x(std::move(request));
    auto asking = cogrant::fetch<Page>(org, x, org.describer());
    auto answer = co_await std::move(asking);
    auto const n = total(answer.value());
    std::optional<std::uint64_t> rows;
    if (n && *n >= 0) rows = static_cast<std::uint64_t>(*n);
    co_return rows;
}

std::optional<std::int64_t> hits(genesys::basic_details_page<raw> const& page)
{
    // Nothing found comes without a number.
    return page.total_hits ? std::optional<std::int64_t>(*page.total_hits)
                           : std::optional<std::int64_t>(static_cast<std::int64_t>(page.conversations.size()));
}
std::optional<std::int64_t> entities(genesys::entity_listing<raw> const& page) { return page.total; }

} // namespace

asio::awaitable<std::vector<part_count>> count_rows(genesys::client org, options o)
{
    using cogrant::http::method;
    auto parts = parts_of(o);
    for (auto& part : parts) {
        if (o.command == command::details || (o.command == command::recordings && o.conversations.empty())) {
            genesys::conversation_details_query query{.interval = part.when};
            query.paging = genesys::paging_spec{.page_size = 1};
            auto request = org.request(method::post, details_path, counting_route);
            request.query = true;
            request.body = cogrant::json::encode(query);
            auto asking = total_of(org, std::move(request), &hits);
            part.rows = co_await std::move(asking);
        } else if (o.command == command::users || o.command == command::queues) {
            auto const* const path = o.command == command::users ? "/api/v2/users?pageSize=1&state=any"
                                                                 : "/api/v2/routing/queues?pageSize=1";
            auto request = org.request(method::get, path, counting_route);
            auto asking = total_of(org, std::move(request), &entities);
            part.rows = co_await std::move(asking);
        }
    }
    co_return parts;
}

} // namespace genesys_report
