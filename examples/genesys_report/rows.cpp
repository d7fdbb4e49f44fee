// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "rows.hpp"

#include "listings.hpp"
#include "numbers.hpp"
#include "queues.hpp"
#include "recordings.hpp"

#include <utility>

namespace genesys_report {

boost::asio::awaitable<void> pull(cogrant::genesys::client org, options const& o, output& out, progress& shown)
{
    switch (o.command) {
    case command::aggregates: return pull_aggregates(std::move(org), o, out, shown);
    case command::queues: return pull_queues(std::move(org), o, out, shown);
    case command::recordings: return pull_recordings(std::move(org), o, out, shown);
    case command::details:
    case command::users:
    case command::query:
    case command::login: break;
    }
    return pull_listing(std::move(org), o, out, shown);
}

} // namespace genesys_report
