// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_COUNT_HPP
#define GENESYS_REPORT_COUNT_HPP

#include "options.hpp"
#include "plan.hpp"
#include <cogrant/genesys/client.hpp>

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace genesys_report {

/// Asks for one row of each part, because the server says then how many there are. Submits and changes nothing.
/// @throws cogrant::failure
boost::asio::awaitable<std::vector<part_count>> count_rows(cogrant::genesys::client org, options o);

} // namespace genesys_report

#endif // GENESYS_REPORT_COUNT_HPP
