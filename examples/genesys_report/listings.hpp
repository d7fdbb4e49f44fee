// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_LISTINGS_HPP
#define GENESYS_REPORT_LISTINGS_HPP

#include "options.hpp"
#include "output.hpp"
#include "progress.hpp"
#include <cogrant/genesys/client.hpp>

#include <boost/asio/awaitable.hpp>

namespace genesys_report {

/// Details, users and queries: asks for the rows and writes them, to the end. Goes on where the checkpoint of the output
/// says. @throws cogrant::failure
boost::asio::awaitable<void> pull_listing(cogrant::genesys::client org, options const& o, output& out, progress& shown);

} // namespace genesys_report

#endif // GENESYS_REPORT_LISTINGS_HPP
