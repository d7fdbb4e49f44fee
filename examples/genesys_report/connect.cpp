// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "connect.hpp"

#include "login.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace genesys_report {

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;

namespace {

constexpr char const emulator_id[] = "emulated-client";
constexpr char const emulator_secret[] = "emulated-secret";

/// What the environment says, with the URLs of the command line; nothing that is needed is missing. @throws cogrant::failure
genesys::environment complete(options const& o, genesys::environment found)
{
    if (o.api_url) found.hosts = genesys::endpoints_of_url(*o.api_url).value();
    if (o.login_url) {
        if (!found.hosts) found.hosts.emplace();
        found.hosts->login = genesys::origin_of_url(*o.login_url).value();
    }
    auto needed = found;
    if (o.user || o.command == command::login) { // a client without a secret may log people in
        if (needed.client_secret.empty()) needed.client_secret = cogrant::secret("none");
        if (o.issuer && o.command == command::login && !needed.hosts) needed.hosts.emplace();
    }
    genesys::require_complete(needed).value();
    return found;
}

} // namespace

cogrant::http::pool_options connections(options const& o)
{
    cogrant::http::tls_options tls;
    for (auto const& file : o.ca_files) tls.add_ca_file(file);
    return cogrant::http::pool_options().tls(tls).proxy_from_environment();
}

genesys::client_options
settings(options const& o, std::optional<cogrant::testing::emulator_server>& emulator, asio::io_context& context)
{
    genesys::environment_options where;
    if (o.env_file) where.env_file(*o.env_file);
    auto found = genesys::read_environment(where).value();
    if (found.client_id.empty() && found.client_secret.empty() && !o.api_url && !o.user) {
        auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        auto const begin = std::chrono::floor<std::chrono::days>(now) - std::chrono::days(1);
        emulator.emplace(
            context.get_executor(), cogrant::testing::genesys_emulator_options()
                                        .conversations(o.emulator_conversations)
                                        .users(o.emulator_users)
                                        .from(begin)
                                        .span(std::max<std::chrono::milliseconds>(now - begin, std::chrono::hours(24)))
                                        .client(emulator_id, emulator_secret)
                                        .faults(cogrant::testing::fault_plan::parse(o.emulator_faults).value()));
        if (!o.quiet)
            std::fprintf(
                stderr, "no credentials: asking an emulator inside this program, %s\n",
                to_string(emulator->origin()).c_str());
        return genesys::client_options(emulator_id, cogrant::secret(emulator_secret))
            .hosts({emulator->origin(), emulator->origin()});
    }
    auto const who = complete(o, std::move(found));
    return genesys::client_options(who).pool(connections(o));
}

void run_first(asio::io_context& context, asio::awaitable<void> work)
{
    std::exception_ptr failed;
    asio::signal_set signals(context, SIGINT, SIGTERM);
    asio::cancellation_signal stop;
    asio::co_spawn(context, std::move(work), asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e) {
                       failed = e;
                       signals.cancel();
                   }));
    signals.async_wait([&](cogrant::error_code code, int) {
        if (!code) stop.emit(asio::cancellation_type::terminal);
    });
    context.run();
    context.restart();
    if (failed) std::rethrow_exception(failed);
}

genesys::environment surroundings(options const& o)
{
    genesys::environment_options where;
    if (o.env_file) where.env_file(*o.env_file);
    return complete(o, genesys::read_environment(where).value());
}

genesys::client organisation(options const& o, genesys::client_options const& who, asio::io_context& context)
{
    if (!o.user) return genesys::client(context.get_executor(), who);
    cogrant::http::connection_pool pool(context.get_executor(), who.pool());
    std::optional<cogrant::oauth::any_token_fetcher> fetcher;
    run_first(context, kept_login(o, surroundings(o), pool, fetcher));
    auto const options = genesys::client_options(who).holder(genesys::token_holder::person); // a 403 may be the scope's
    return genesys::client(context.get_executor(), options, pool, std::move(*fetcher));
}

} // namespace genesys_report
