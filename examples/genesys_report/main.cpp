// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// genesys_report: pulls rows out of Genesys Cloud into a file. See --help.
#include "connect.hpp"
#include "count.hpp"
#include "login.hpp"
#include "options.hpp"
#include "output.hpp"
#include "plan.hpp"
#include "progress.hpp"
#include "rows.hpp"
#include "verdict.hpp"
#include <cogrant/genesys/client.hpp>
#include <cogrant/paginate/raw_style.hpp>
#include <cogrant/testing/emulator_server.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
using namespace genesys_report;

namespace {

std::string listing_path(options const& o)
{
    if (o.command == command::users) return "/api/v2/users";
    if (o.command == command::queues) return "/api/v2/routing/queues";
    if (o.command == command::aggregates) return "/api/v2/analytics/conversations/aggregates/query";
    if (o.command == command::recordings) return "/recordingmetadata";
    if (o.command == command::query) return o.path.substr(0, o.path.find('?'));
    return o.jobs ? "/results" : "/api/v2/analytics/conversations/details/query";
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

asio::awaitable<void> explain(genesys::client org, options const& o)
{
    auto counting = count_rows(org, o);
    auto parts = co_await std::move(counting);
    auto const text = explained(o, plan_of(o, std::move(parts)));
    std::fputs(text.c_str(), stdout);
}

/// Tells the progress how much there will be. Whatever fails here is left to the run itself.
asio::awaitable<void> estimate(genesys::client org, options const& o, std::uint64_t done, progress& shown)
{
    auto counting = count_rows(org, o);
    auto const parts = co_await std::move(counting);
    std::uint64_t rows = 0;
    for (auto const& part : parts) rows += part.rows.value_or(0);
    if (o.max_pages) rows = std::min<std::uint64_t>(rows, *o.max_pages * static_cast<std::uint64_t>(o.page_size));
    shown.expect(rows > done ? rows - done : 0);
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

        std::optional<output> out;
        if (!o.explain) out.emplace(o); // a plan is words on standard output
        if (out && out->complete()) {
            shown->finish(o.output);
            return 0;
        }
        asio::signal_set signals(context, SIGINT, SIGTERM);
        asio::cancellation_signal stop_pulling;
        asio::cancellation_signal stop_drawing;
        asio::cancellation_signal stop_counting;
        std::exception_ptr failed;
        bool interrupted = false;
        if (out)
            asio::co_spawn(
                context, shown->draw(), asio::bind_cancellation_slot(stop_drawing.slot(), [](std::exception_ptr) {}));
        bool const counted =
            o.command == command::details || o.command == command::users || o.command == command::queues;
        if (out && counted && shown->on_terminal()) // what this says is worth a request only where somebody sees it
            asio::co_spawn(
                context, estimate(org, o, out->state().rows, *shown),
                asio::bind_cancellation_slot(stop_counting.slot(), [](std::exception_ptr) {}));
        // Moved: with the rows, however they end, goes the client, and a request for a token that is under way.
        asio::co_spawn(
            context, out ? pull(std::move(org), o, *out, *shown) : explain(std::move(org), o),
            asio::bind_cancellation_slot(stop_pulling.slot(), [&](std::exception_ptr e) {
                failed = e;
                signals.cancel();
                stop_drawing.emit(asio::cancellation_type::terminal);
                stop_counting.emit(asio::cancellation_type::terminal);
                if (emulator) emulator->stop();
                if (interrupted) context.stop();
            }));
        signals.async_wait([&](cogrant::error_code code, int) {
            interrupted = !code;
            if (interrupted) stop_pulling.emit(asio::cancellation_type::terminal);
        });
        context.run();
        if (failed) std::rethrow_exception(failed);
        if (out) shown->finish(o.output);
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
