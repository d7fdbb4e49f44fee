// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_QUEUES_HPP
#define GENESYS_REPORT_QUEUES_HPP

#include "options.hpp"
#include "output.hpp"
#include "progress.hpp"
#include <cogrant/genesys/client.hpp>

#include <boost/asio/awaitable.hpp>

namespace genesys_report {

/// The queues of the organisation. @throws cogrant::failure
boost::asio::awaitable<void> pull_queues(cogrant::genesys::client org, options const& o, output& out, progress& shown);

} // namespace genesys_report

#endif // GENESYS_REPORT_QUEUES_HPP
