// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// cxone_contacts: the completed contacts of a day, as CSV. See --help.
#include "program/cxone_person.hpp"
#include "program/exit_code.hpp"
#include <cogrant/cxone.hpp>
#include <cogrant/sink/row_sink.hpp>
#include <cogrant/version.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace asio = boost::asio;
namespace cxone = cogrant::cxone;
using namespace std::chrono_literals;

namespace {

constexpr char const help[] =
    R"(cxone_contacts: the completed contacts of a day of a NICE CXone tenant, as CSV.

usage: cxone_contacts [options]
  --day DATE         the day in UTC, e.g. 2025-03-01 (default: yesterday)
  --output FILE      appears when it is complete; "-" (default) is standard output
  --skill ID         of this skill only
  --concurrency N    pages under way at once, 1-16 (default 1)
  --login FOLDER     a person signs in with the browser, once: the tokens are kept in FOLDER
  --port N           of this machine, where the browser comes back: http://127.0.0.1:N/callback (default: any)
  --guard-formulas   puts ' before texts that a spreadsheet would run
  --quiet            no summary
  --help, --version

CXONE_ACCESS_KEY_ID, CXONE_ACCESS_KEY_SECRET and CXONE_AREA (na1, eu1, …) or CXONE_ENV_URL come from the environment,
never from the command line; for a registered application also CXONE_CLIENT_ID and CXONE_CLIENT_SECRET. With --login
these two and the area suffice, and the address above has to be registered for the application.

exit codes
  0 ok   1 output cannot be written   2 usage   3 authentication   4 forbidden   5 rate limit beyond the cap
  6 network, TLS or server   7 bad data   130 interrupted

examples
  cxone_contacts --day 2025-03-01 --output contacts.csv
  CXONE_ENV_URL=http://127.0.0.1:8080 cxone_contacts --concurrency 4 | head
  cxone_contacts --login ~/.cxone --port 7777 > contacts.csv
)";

struct options {
    std::chrono::sys_days day =
        std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) - std::chrono::days(1);
    std::string output = "-";
    std::optional<std::int64_t> skill;
    std::size_t concurrency = 1;
    std::string login;
    std::uint16_t port = 0;
    bool guard_formulas = false;
    bool quiet = false;
};

cxone::completed_contacts_query contacts_of(options const& o)
{
    cxone::completed_contacts_query query;
    query.start_date = o.day;
    query.end_date = o.day + 24h;
    query.skill_id = o.skill;
    return query;
}

template <class Target>
asio::awaitable<std::uint64_t> export_contacts(cxone::client tenant, options o, Target target)
{
    cogrant::csv_format<cxone::completed_contact> format(cogrant::csv::options().guard_formulas(o.guard_formulas));
    cogrant::row_sink sink{std::move(format), std::move(target)};
    auto const pages = cogrant::page_options().concurrency(o.concurrency);
    auto const query = contacts_of(o);
    // One page leads to the next; pages that are counted can be under way together.
    auto rows = o.concurrency > 1 ? tenant.async_paginate_by_offset(query, pages) : tenant.async_paginate(query, pages);
    auto writing = write_rows(std::move(rows), sink);
    auto const written = co_await std::move(writing);
    co_return written.value();
}

asio::awaitable<cxone::client> client_of_key()
{
    auto const executor = co_await asio::this_coro::executor;
    auto tenant = cxone::client::from_environment(executor);
    co_return tenant;
}

asio::awaitable<void> run(options o)
{
    auto connecting = o.login.empty() ? client_of_key() : program::client_of_person(o.login, o.port);
    auto const tenant = co_await std::move(connecting);
    auto exporting = o.output == "-" ? export_contacts(tenant, o, cogrant::descriptor_target(STDOUT_FILENO))
                                     : export_contacts(tenant, o, cogrant::file_target(o.output));
    auto const count = co_await std::move(exporting);
    if (!o.quiet) std::fprintf(stderr, "%llu contacts\n", static_cast<unsigned long long>(count));
}

std::int64_t number(std::string const& name, std::string const& text, std::int64_t low, std::int64_t high)
{
    char* end = nullptr;
    auto const value = std::strtoll(text.c_str(), &end, 10);
    if (text.empty() || *end != '\0' || value < low || value > high)
        throw std::invalid_argument(
            name + " takes a number from " + std::to_string(low) + " to " + std::to_string(high));
    return value;
}

options parse(int argc, char** argv)
{
    options out;
    for (int i = 1; i < argc; ++i) {
        std::string const word = argv[i];
        if (word == "--guard-formulas" || word == "--quiet") {
            (word == "--quiet" ? out.quiet : out.guard_formulas) = true;
            continue;
        }
        bool known = false;
        for (auto const* name : {"--day", "--output", "--skill", "--concurrency", "--login", "--port"})
            known = known || word == name;
        if (!known) throw std::invalid_argument("unknown word " + word.substr(0, word.find('=')));
        if (++i == argc) throw std::invalid_argument(word + " needs a value");
        std::string const value = argv[i];
        if (word == "--output") out.output = value;
        if (word == "--login") out.login = value;
        if (word == "--port") out.port = static_cast<std::uint16_t>(number(word, value, 1, 65535));
        if (word == "--skill") out.skill = number(word, value, 1, INT64_MAX);
        if (word == "--concurrency") out.concurrency = static_cast<std::size_t>(number(word, value, 1, 16));
        if (word == "--day") {
            auto const day = cogrant::parse_iso8601(value + "T00:00:00Z");
            if (!day) throw std::invalid_argument("--day takes a date like 2025-03-01");
            out.day = std::chrono::floor<std::chrono::days>(*day);
        }
    }
    if (out.output.empty()) throw std::invalid_argument("--output needs a file name or -");
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    for (int i = 1; i < argc; ++i) {
        std::string_view const word = argv[i];
        if (word == "--help" || word == "-h") return std::fputs(help, stdout) < 0 ? 1 : 0;
        if (word == "--version") return std::puts("cxone_contacts " COGRANT_VERSION_STRING) < 0 ? 1 : 0;
    }
    try {
        auto const o = parse(argc, argv);
        asio::io_context context(1);
        asio::cancellation_signal stop;
        asio::signal_set signals(context, SIGINT, SIGTERM);
        signals.async_wait([&](cogrant::error_code code, int) {
            if (!code) stop.emit(asio::cancellation_type::terminal);
        });
        std::exception_ptr failed;
        asio::co_spawn(context, run(o), asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e) {
                           failed = e;
                           signals.cancel();
                       }));
        context.run();
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (...) {
        return program::report("cxone_contacts", std::current_exception());
    }
}
