// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// genesys_report: pulls rows out of Genesys Cloud into a file. See --help.
#include "login.hpp"
#include "options.hpp"
#include "progress.hpp"
#include "sink.hpp"
#include "verdict.hpp"
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/testing/emulator_server.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
using namespace genesys_report;

namespace {

constexpr char const emulator_id[] = "emulated-client";
constexpr char const emulator_secret[] = "emulated-secret";

std::string listing_path(options const& o)
{
    if (o.command == command::users) return "/api/v2/users";
    return o.jobs ? "/results" : "/api/v2/analytics/conversations/details/query";
}

cogrant::page_options pages(options const& o)
{
    cogrant::page_options p;
    p.concurrency(o.concurrency);
    if (o.max_pages) p.max_pages(*o.max_pages);
    return p;
}

template <class Row>
cogrant::async_generator<Row> conversations(genesys::client& org, options const& o)
{
    if (o.jobs) {
        genesys::details_job_query query{.interval = o.interval};
        query.start_of_day_interval_matching = true; // the same rows as without --jobs
        return org.async_paginate<Row>(std::move(query), pages(o), o.page_size);
    }
    genesys::conversation_details_query query{.interval = o.interval};
    query.order_by = genesys::conversation_order::conversation_start;
    query.order = genesys::sort_order::asc;
    query.paging = genesys::paging_spec{.page_size = o.page_size};
    return org.async_paginate<Row>(std::move(query), pages(o));
}

template <class Row>
cogrant::async_generator<Row> people(genesys::client& org, options const& o)
{
    genesys::users_query query;
    query.page_size = o.page_size;
    return org.async_paginate<Row>(std::move(query), pages(o));
}

template <class Row>
asio::awaitable<void> write_csv(cogrant::async_generator<Row> rows, sink& out, progress& shown)
{
    std::string line;
    cogrant::csv::header<Row>(line);
    for (;;) {
        out.write(line);
        auto coming = rows.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        line.clear();
        cogrant::csv::row(*row, line);
        shown.row();
    }
}

asio::awaitable<void>
write_json(cogrant::async_generator<cogrant::json::raw> rows, bool array, sink& out, progress& shown)
{
    bool first = true;
    if (array) out.write("[");
    for (;;) {
        auto coming = rows.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        if (array) out.write(first ? "\n" : ",\n");
        first = false;
        out.write(row->text());
        if (!array) out.write("\n");
        shown.row();
    }
    if (array) out.write("\n]\n");
}

asio::awaitable<void> pull(genesys::client org, options const& o, sink& out, progress& shown)
{
    bool const users = o.command == command::users;
    if (o.format != row_format::csv) {
        auto rows = users ? people<cogrant::json::raw>(org, o) : conversations<cogrant::json::raw>(org, o);
        auto writing = write_json(std::move(rows), o.format == row_format::json, out, shown);
        co_await std::move(writing);
    } else if (users) {
        auto rows = people<genesys::user>(org, o);
        auto writing = write_csv(std::move(rows), out, shown);
        co_await std::move(writing);
    } else {
        auto rows = conversations<genesys::conversation>(org, o);
        auto writing = write_csv(std::move(rows), out, shown);
        co_await std::move(writing);
    }
}

cogrant::http::pool_options connections(options const& o)
{
    cogrant::http::tls_options tls;
    for (auto const& file : o.ca_files) tls.add_ca_file(file);
    return cogrant::http::pool_options().tls(tls).proxy_from_environment();
}

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

/// Who is asked, and as whom. @throws cogrant::failure
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
    return genesys::client_options(who.client_id, who.client_secret).hosts(*who.hosts).pool(connections(o));
}

int fail(cogrant::error const& e, progress* shown)
{
    if (shown != nullptr) shown->clear();
    auto const v = judge(e);
    auto const text = v.exit_code == 130 ? std::string("interrupted") : e.message();
    std::fprintf(stderr, "genesys_report: %s. %s\n", text.c_str(), v.advice.c_str());
    // Now, because the context would wait for a lookup of a host name, which nobody can interrupt.
    if (v.exit_code == 130) std::_Exit(130);
    return v.exit_code;
}

/// Runs this alone, until it has ended: what has to be known before the rest begins. @throws what it throws
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

int login(options const& o)
{
    asio::io_context context(1);
    try {
        auto const who = surroundings(o);
        cogrant::http::connection_pool pool(context.get_executor(), connections(o));
        run_first(context, sign_in(o, who, pool));
        return 0;
    } catch (cogrant::failure const& f) {
        return fail(f.error(), nullptr);
    } catch (boost::system::system_error const& e) {
        return fail(cogrant::error(e.code()), nullptr);
    }
}

/// The organisation, asked by the client in its own name or in that of the person who has signed in.
genesys::client organisation(options const& o, genesys::client_options const& who, asio::io_context& context)
{
    if (!o.user) return genesys::client(context.get_executor(), who);
    cogrant::http::connection_pool pool(context.get_executor(), who.pool());
    std::optional<cogrant::oauth::any_token_fetcher> fetcher;
    run_first(context, kept_login(o, surroundings(o), pool, fetcher));
    return genesys::client(context.get_executor(), who, pool, std::move(*fetcher));
}

int run(options const& o)
{
    asio::io_context context(1);
    std::optional<progress> shown;
    try {
        shown.emplace(
            o.quiet     ? progress::mode::quiet
            : o.verbose ? progress::mode::verbose
                        : progress::mode::normal,
            listing_path(o));
        std::optional<cogrant::testing::emulator_server> emulator;
        auto who = settings(o, emulator, context);
        auto org = organisation(o, who.hook(shown->hook()), context);

        sink out(o.output);
        asio::signal_set signals(context, SIGINT, SIGTERM);
        asio::cancellation_signal stop_pulling;
        asio::cancellation_signal stop_drawing;
        std::exception_ptr failed;
        bool interrupted = false;
        asio::co_spawn(
            context, shown->draw(), asio::bind_cancellation_slot(stop_drawing.slot(), [](std::exception_ptr) {}));
        // Moved: with the rows, however they end, goes the client, and a request for a token that is under way.
        asio::co_spawn(
            context, pull(std::move(org), o, out, *shown),
            asio::bind_cancellation_slot(stop_pulling.slot(), [&](std::exception_ptr e) {
                failed = e;
                signals.cancel();
                stop_drawing.emit(asio::cancellation_type::terminal);
                if (emulator) emulator->stop();
                if (interrupted) context.stop();
            }));
        signals.async_wait([&](cogrant::error_code code, int) {
            interrupted = !code;
            if (interrupted) stop_pulling.emit(asio::cancellation_type::terminal);
        });
        context.run();
        if (failed) std::rethrow_exception(failed);
        out.commit();
        shown->finish(o.output);
        return 0;
    } catch (cogrant::failure const& f) {
        if (f.code().category() == boost::system::system_category() && f.error().info().route.empty() &&
            f.error().info().where == cogrant::phase::none && f.code() != asio::error::operation_aborted) {
            if (shown) shown->clear();
            std::fprintf(stderr, "genesys_report: cannot write %s\n", f.error().message().c_str());
            return 1;
        }
        return fail(f.error(), shown ? &*shown : nullptr);
    } catch (boost::system::system_error const& e) {
        return fail(cogrant::error(e.code()), shown ? &*shown : nullptr);
    }
}

} // namespace

int main(int argc, char** argv)
{
    auto const parsed = parse_command_line(std::vector<std::string>(argv + 1, argv + argc));
    if (auto const* text = std::get_if<wants_text>(&parsed)) {
        std::fputs(text->text.c_str(), stdout);
        return 0;
    }
    if (auto const* wrong = std::get_if<usage_error>(&parsed)) {
        std::fprintf(stderr, "genesys_report: %s. See genesys_report --help\n", wrong->why.c_str());
        return 2;
    }
    try {
        auto const& o = std::get<options>(parsed);
        return o.command == command::login ? login(o) : run(o);
    } catch (std::exception const& e) {
        std::fprintf(stderr, "genesys_report: %s\n", e.what());
        return 1;
    }
}
