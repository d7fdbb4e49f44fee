// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_CONNECT_HPP
#define GENESYS_REPORT_CONNECT_HPP

#include "options.hpp"
#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/environment.hpp>
#include <cogrant/testing/emulator_server.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>

// From the settings to a client of the organisation. Everything here throws cogrant::failure.

namespace genesys_report {

cogrant::http::pool_options connections(options const& o);

/// Who is asked, and as whom; without credentials an emulator inside this program.
cogrant::genesys::client_options settings(
    options const& o, std::optional<cogrant::testing::emulator_server>& emulator, boost::asio::io_context& context);

/// Runs this alone, until it has ended: what has to be known before the rest begins. Throws what it throws.
void run_first(boost::asio::io_context& context, boost::asio::awaitable<void> work);

/// What the environment and the command line say about the organisation.
cogrant::genesys::environment surroundings(options const& o);

/// The organisation, asked by the client in its own name or in that of the person who has signed in.
cogrant::genesys::client
organisation(options const& o, cogrant::genesys::client_options const& who, boost::asio::io_context& context);

} // namespace genesys_report

#endif // GENESYS_REPORT_CONNECT_HPP
