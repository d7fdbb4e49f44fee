// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// genesys_report: pulls rows out of Genesys Cloud into a file. See --help.
#include "login.hpp"
#include "options.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "verdict.hpp"
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/paginate/poll.hpp>
#include <cogrant/paginate/raw_style.hpp>
#include <cogrant/sink/row_sink.hpp>
#include <cogrant/testing/emulator_server.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
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
    if (o.command == command::query) return o.path.substr(0, o.path.find('?'));
    return o.jobs ? "/results" : "/api/v2/analytics/conversations/details/query";
}

cogrant::page_options pages(options const& o)
{
    cogrant::page_options p;
    p.concurrency(o.concurrency);
    if (o.max_pages) p.max_pages(*o.max_pages);
    return p;
}

genesys::conversation_details_query details_of(options const& o, cogrant::interval const& when)
{
    genesys::conversation_details_query query{.interval = when};
    query.order_by = genesys::conversation_order::conversation_start;
    query.order = genesys::sort_order::asc;
    query.paging = genesys::paging_spec{.page_size = o.page_size};
    return query;
}

genesys::details_job_query job_of(cogrant::interval const& when)
{
    genesys::details_job_query query{.interval = when};
    query.start_of_day_interval_matching = true; // the same rows as without --jobs
    return query;
}

/// Writes the rows of a listing; with --resume the checkpoint follows, a page of rows behind at most.
template <class Rows, class Format>
asio::awaitable<void> write_rows(
    Rows rows, cogrant::row_sink<Format, output_target>& sink, output& out, progress& shown, std::uint64_t page_size)
{
    auto source = std::move(rows);
    for (;;) {
        auto coming = source.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        sink.add(*row);
        shown.row();
        bool const save = out.resumable() && sink.rows() % page_size == 0;
        if (!save && !sink.full()) continue;
        auto flushing = sink.flush();
        auto flushed = co_await std::move(flushing);
        flushed.value();
        if constexpr (requires { source.position(); }) {
            if (!save) continue;
            out.state().position = to_string(source.position());
            out.state().rows = sink.rows();
            out.save();
        }
    }
}

/// The listing at hand goes on where the checkpoint says.
cogrant::page_options resumed(options const& o, output& out)
{
    auto p = pages(o);
    if (auto const& at = out.state().position; !at.empty()) p.resume(cogrant::page_position::parse(at).value());
    return p;
}

constexpr char const jobs_path[] = "/api/v2/analytics/conversations/details/jobs";

asio::awaitable<std::string> submit_job(genesys::client org, std::string body)
{
    cogrant::http::exchange x(org.request(cogrant::http::method::post, jobs_path));
    x.request.body = std::move(body);
    auto submitting = cogrant::fetch<genesys::details_job_ticket>(org, x, genesys::describe_answer());
    auto ticket = co_await std::move(submitting);
    auto id = std::move(ticket.value().job_id);
    if (id.empty()) throw cogrant::failure(x.fail(make_error_code(cogrant::genesys_errc::no_job)));
    co_return id;
}

asio::awaitable<void> wait_for_job(genesys::client org, std::string path)
{
    auto request = org.request(cogrant::http::method::get, std::move(path));
    auto const route = cogrant::http::route_of(request);
    auto const ended = [](genesys::details_job_status const& s) { return genesys::terminal(s.state); };
    cogrant::poll_options const patience;
    auto polling = cogrant::async_poll<genesys::details_job_status>(
        org, std::move(request), ended, patience, genesys::describe_answer());
    auto status = co_await std::move(polling);
    auto const& state = status.value().state;
    if (state == genesys::job_state::fulfilled) co_return;
    cogrant::error e(make_error_code(
        state == genesys::job_state::cancelled ? cogrant::genesys_errc::job_cancelled
        : state == genesys::job_state::expired ? cogrant::genesys_errc::job_expired
                                               : cogrant::genesys_errc::job_failed));
    e.edit().route = route;
    throw cogrant::failure(e);
}

/// The results of a job that the checkpoint names, or of a new one. It is deleted when all is written.
template <class Row>
asio::awaitable<cogrant::paged<Row>> job_results(genesys::client org, options const& o, output& out)
{
    using page = genesys::basic_details_job_results<Row>;
    auto& state = out.state();
    if (state.job.empty()) {
        auto submitting = submit_job(org, cogrant::json::encode(job_of(state.interval)));
        state.job = co_await std::move(submitting);
        out.save();
    }
    auto const path = jobs_path + ("/" + cogrant::query::escape(state.job));
    auto waiting = wait_for_job(org, path);
    co_await std::move(waiting);
    auto request = org.request(cogrant::http::method::get, path + "/results?pageSize=" + std::to_string(o.page_size));
    auto rows = cogrant::async_paginate<page>(
        org, std::move(request), cogrant::cursor_in_query(&page::cursor), &page::conversations, resumed(o, out),
        genesys::describe_answer());
    co_return std::move(rows);
}

asio::awaitable<void> delete_job(genesys::client org, std::string id)
{
    cogrant::http::exchange x(
        org.request(cogrant::http::method::delete_, jobs_path + ("/" + cogrant::query::escape(id))));
    auto deleting = cogrant::fetch<cogrant::http::response>(org, x, genesys::describe_answer());
    co_await std::move(deleting); // it expires by itself
}

template <class Row, class Format>
asio::awaitable<void> pull_details(
    genesys::client org, options const& o, cogrant::row_sink<Format, output_target>& sink, output& out, progress& shown)
{
    auto const size = static_cast<std::uint64_t>(o.page_size);
    auto& state = out.state();
    if (o.jobs && out.resumable()) {
        auto preparing = job_results<Row>(org, o, out);
        auto rows = co_await std::move(preparing);
        auto writing = write_rows(std::move(rows), sink, out, shown, size);
        co_await std::move(writing);
    } else if (o.jobs) {
        auto rows =
            org.async_paginate_split<Row>(job_of(o.interval), pages(o), cogrant::split_options().reach(0), o.page_size);
        auto writing = write_rows(std::move(rows), sink, out, shown, size);
        co_await std::move(writing);
    } else if (!out.resumable()) {
        auto rows = org.async_paginate_split<Row>(details_of(o, o.interval), pages(o));
        auto writing = write_rows(std::move(rows), sink, out, shown, size);
        co_await std::move(writing);
    } else {
        // Parts that end at midnight have no row in common. They are not halved: the checkpoint knows pages, not ids.
        std::vector<cogrant::interval> parts;
        cogrant::interval_splitter splitter(state.interval);
        while (auto const part = splitter.next()) parts.push_back(*part);
        while (state.part < parts.size()) {
            auto rows = org.async_paginate<Row>(details_of(o, parts[state.part]), resumed(o, out));
            auto writing = write_rows(std::move(rows), sink, out, shown, size);
            co_await std::move(writing);
            auto flushing = sink.flush();
            auto flushed = co_await std::move(flushing);
            flushed.value();
            ++state.part;
            state.position.clear();
            state.rows = sink.rows();
            out.save();
        }
    }
}

/// What --path, --body and the interval ask for. @throws cogrant::failure  when the body is no JSON object
cogrant::http::request listing_request(genesys::client const& org, options const& o, cogrant::interval const& when)
{
    using cogrant::http::method;
    bool const post = o.body_file.has_value();
    auto r = org.request(post ? method::post : method::get, o.path);
    r.query = true;
    r.body = o.body;
    if (when == cogrant::interval()) return r;
    if (post) {
        auto members = cogrant::json::decode<std::map<std::string, cogrant::json::raw>>(r.body).value();
        members["interval"] = cogrant::json::decode<cogrant::json::raw>(cogrant::json::encode(when)).value();
        r.body = cogrant::json::encode(members);
    } else {
        cogrant::set_query_parameter(r.target, "interval", cogrant::format_interval(when));
    }
    return r;
}

template <class Row, class Format>
asio::awaitable<void> pull_as(genesys::client org, options const& o, Format format, output& out, progress& shown)
{
    cogrant::row_sink sink{std::move(format), output_target(out)};
    if (out.resumed()) sink.go_on(out.state().rows);
    if (o.command == command::details) {
        if constexpr (!std::is_same_v<Row, genesys::user>) {
            auto pulling = pull_details<Row>(org, o, sink, out, shown);
            co_await std::move(pulling);
        }
    } else if (o.command == command::users) {
        if constexpr (!std::is_same_v<Row, genesys::conversation>) {
            genesys::users_query query;
            query.page_size = o.page_size;
            auto rows = org.async_paginate<Row>(std::move(query), resumed(o, out));
            auto writing = write_rows(std::move(rows), sink, out, shown, static_cast<std::uint64_t>(o.page_size));
            co_await std::move(writing);
        }
    } else {
        if constexpr (std::is_same_v<Row, cogrant::json::raw>) {
            auto style = cogrant::raw_style::named(o.style).value();
            if (o.rows_in) style.rows_in(*o.rows_in);
            auto request = listing_request(org, o, out.state().interval);
            auto rows = cogrant::async_paginate_raw(
                org, std::move(request), std::move(style), resumed(o, out), genesys::describe_answer());
            auto writing = write_rows(std::move(rows), sink, out, shown, 100);
            co_await std::move(writing);
        }
    }
    auto finishing = sink.finish();
    auto finished = co_await std::move(finishing);
    finished.value();
    if (!out.state().job.empty()) {
        auto deleting = delete_job(org, out.state().job);
        co_await std::move(deleting);
    }
}

template <class Row>
cogrant::csv_format<Row> csv_of(options const& o)
{
    auto const how = cogrant::csv::options().guard_formulas(o.guard_formulas);
    return cogrant::csv_format<Row>(cogrant::csv::table<Row>::of(o.columns, how).value());
}

asio::awaitable<void> pull(genesys::client org, options const& o, output& out, progress& shown)
{
    using cogrant::json::raw;
    bool const users = o.command == command::users;
    if (o.format == row_format::ndjson) {
        auto pulling = pull_as<raw>(std::move(org), o, cogrant::ndjson_format(), out, shown);
        co_await std::move(pulling);
    } else if (o.format == row_format::json) {
        auto pulling = pull_as<raw>(std::move(org), o, cogrant::json_array_format(), out, shown);
        co_await std::move(pulling);
    } else if (users) {
        auto pulling = pull_as<genesys::user>(std::move(org), o, csv_of<genesys::user>(o), out, shown);
        co_await std::move(pulling);
    } else {
        auto pulling = pull_as<genesys::conversation>(std::move(org), o, csv_of<genesys::conversation>(o), out, shown);
        co_await std::move(pulling);
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

int fail(cogrant::error const& e, progress* shown, bool resumable = false)
{
    if (shown != nullptr) shown->clear();
    auto v = judge(e);
    if (resumable && v.exit_code == 130) v.advice = "Run the same command again to go on";
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

        output out(o);
        if (out.complete()) {
            shown->finish(o.output);
            return 0;
        }
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
        shown->finish(o.output);
        return 0;
    } catch (cogrant::failure const& f) {
        bool const of_output = f.code().category() == boost::system::system_category() ||
                               f.code().category() == cogrant::resume_category();
        if (of_output && f.error().info().route.empty() && f.error().info().where == cogrant::phase::none &&
            f.code() != asio::error::operation_aborted) {
            if (shown) shown->clear();
            std::fprintf(stderr, "genesys_report: %s\n", f.error().message().c_str());
            return 1;
        }
        return fail(f.error(), shown ? &*shown : nullptr, o.resume.has_value());
    } catch (boost::system::system_error const& e) {
        return fail(cogrant::error(e.code()), shown ? &*shown : nullptr, o.resume.has_value());
    }
}

bool read_body(options& o)
{
    std::ifstream file(*o.body_file, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    o.body = text.str();
    return file.good() && !o.body.empty();
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
        auto o = std::get<options>(parsed);
        if (o.command == command::query && !cogrant::raw_style::named(o.style)) {
            std::fprintf(stderr, "genesys_report: there is no style %s. See genesys_report --help\n", o.style.c_str());
            return 2;
        }
        if (o.body_file && !read_body(o)) {
            std::fprintf(stderr, "genesys_report: cannot read %s\n", o.body_file->c_str());
            return 2;
        }
        return o.command == command::login ? login(o) : run(o);
    } catch (std::exception const& e) {
        std::fprintf(stderr, "genesys_report: %s\n", e.what());
        return 1;
    }
}
