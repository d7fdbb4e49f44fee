// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_NUMBERS_HPP
#define GENESYS_REPORT_NUMBERS_HPP

#include "options.hpp"
#include "output.hpp"
#include "progress.hpp"
#include <cogrant/genesys/client.hpp>

#include <boost/asio/awaitable.hpp>

namespace genesys_report {

/// Interactions by span of time, queue and medium; with --report the page as well. @throws cogrant::failure
boost::asio::awaitable<void>
pull_aggregates(cogrant::genesys::client org, options const& o, output& out, progress& shown);

} // namespace genesys_report

#endif // GENESYS_REPORT_NUMBERS_HPP
