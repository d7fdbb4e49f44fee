// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// transcript_pipeline: a service that keeps a folder of transcripts up to date. See --help.
#include "../program/exit_code.hpp"
#include "checkpoint.hpp"
#include <cogrant/async/fan_out.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/genesys/transcripts.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
using namespace std::chrono_literals;
using transcript_pipeline::item;
using transcript_pipeline::progress;
using transcript_pipeline::timestamp;

namespace {

constexpr char const help[] =
    R"(transcript_pipeline: keeps a folder of transcripts up to date.

usage: transcript_pipeline --folder DIR [options]
  --folder DIR        gets one file for each transcript, <conversation>.<communication>.json, and checkpoint.json
  --every MINUTES     pause between two looks (default 15)
  --look-back MINUTES how far a look goes back behind the last one (default 60)
  --patience HOURS    how long a transcript that is not there yet is waited for (default 24)
  --longest HOURS     calls that last longer may be missed: they are searched by their start (default 24, at most 72)
  --width N           transcripts fetched at the same time (default 8)
  --once              one look, for cron
  --help

A look asks for the calls that ended since the look-back window before the last look, fetches the transcripts that are
not in the folder yet by their presigned links, and writes the checkpoint. SIGTERM and SIGINT end it at once: what was
fetched stays, and the next run goes on without loss.
Settings: GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, and GENESYS_REGION or GENESYS_ENV_URL, or a .env file with them.
Exit codes: 0 ok, also when ended by a signal; 1 files, 2 usage, 3 authentication, 4 forbidden, 5 rate limit, 6 network
or server, 7 bad data. A service goes on after a look that failed; with --once the failure is the exit code.

examples
  GENESYS_REGION=eu-central-1 transcript_pipeline --folder /var/lib/transcripts
  */15 * * * *  transcript_pipeline --folder /var/lib/transcripts --once
)";

struct settings {
    std::string folder;
    std::chrono::milliseconds every = 15min;
    std::chrono::milliseconds look_back = 60min;
    std::chrono::milliseconds patience = 24h;
    std::chrono::milliseconds longest = 24h;
    unsigned width = 8;
    bool once = false;
};

// Of a conversation, what this program needs: the rest is not decoded.
struct spoken_session {
    std::optional<std::string> session_id;
};
struct speaker {
    cogrant::open_enum<genesys::purpose> purpose;
    std::vector<spoken_session> sessions;
};
struct call {
    std::string conversation_id;
    std::optional<timestamp> conversation_end;
    std::vector<speaker> participants;
};

timestamp now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

// What a look did.
struct tally {
    std::size_t calls = 0;
    std::size_t fetched = 0;
    std::size_t refused = 0;
    std::size_t failed = 0;
    cogrant::error last;
};

// Calls that ended in the window and began not long before it: the query goes by their start. The latest end comes
// first, so it can stop at the first that is older.
asio::awaitable<void>
find(genesys::client org, cogrant::interval window, std::chrono::milliseconds longest, progress& known, tally& count)
{
    genesys::segment_predicate spoken;
    spoken.dimension = "mediaType";
    spoken.value = "voice";
    genesys::segment_filter filter;
    filter.predicates.push_back(spoken);
    genesys::conversation_details_query query;
    query.interval = {window.from - longest, window.to};
    query.segment_filters.push_back(filter);
    query.order = genesys::sort_order::desc;
    query.order_by = genesys::conversation_order::conversation_end;
    auto calls = org.async_paginate<call>(query);
    for (;;) {
        auto coming = calls.next();
        auto const* const c = co_await std::move(coming);
        if (c == nullptr) break;
        if (!c->conversation_end || *c->conversation_end >= window.to)
            continue; // still going on: a later look will see it
        if (*c->conversation_end < window.from) break;
        ++count.calls;
        for (auto& session : genesys::transcribed_sessions(*c))
            known.add(item{c->conversation_id, std::move(session), *c->conversation_end});
    }
}

// One transcript. The file is there before it is noted as done, so a crash in between costs one more fetch and loses
// nothing.
asio::awaitable<void> fetch_one(genesys::client org, std::string folder, item wanted, progress& known, tally& count)
{
    genesys::transcript_url_of const place{
        .conversation_id = wanted.conversation, .communication_id = wanted.communication};
    auto reading = genesys::transcript(org, place);
    auto const text = co_await std::move(reading);
    if (text) {
        // The ids come from a server: escaped, they cannot leave the folder.
        auto const name = cogrant::query::escape(wanted.key()) + ".json";
        transcript_pipeline::write_whole(folder + "/" + name, text->text() + "\n");
        known.done(wanted);
        ++count.fetched;
    } else if (text.error() == cogrant::condition::forbidden) {
        std::fprintf(stderr, "%s: %s\n", wanted.key().c_str(), text.error().message().c_str());
        known.done(wanted); // asking again does not help
        ++count.refused;
    } else if (text.error() != cogrant::http_errc::not_found && text.error() != cogrant::condition::cancelled) {
        // A transcript that is not found is normal some minutes after a call.
        std::fprintf(stderr, "%s: %s\n", wanted.key().c_str(), text.error().message().c_str());
        count.last = text.error();
        ++count.failed;
    }
}

asio::awaitable<void> look(genesys::client org, settings set, progress& known, tally& count)
{
    auto const window = known.window(now(), set.look_back);
    auto finding = find(org, window, set.longest, known, count);
    co_await std::move(finding);
    auto const fetch = [&](item& i) { return fetch_one(org, set.folder, i, known, count); };
    auto fetching = cogrant::for_each_concurrent(known.open(), cogrant::fan_out_options(set.width), fetch);
    co_await std::move(fetching);
    for (auto const& i : known.looked(window.to, set.look_back, set.patience))
        std::fprintf(stderr, "%s: there is no transcript, given up\n", i.key().c_str());
    std::printf(
        "up to %s: %zu calls, %zu transcripts fetched, %zu waited for, %zu refused, %zu failed\n",
        cogrant::format_iso8601(window.to).c_str(), count.calls, count.fetched, known.open().size(), count.refused,
        count.failed);
    std::fflush(stdout);
}

asio::awaitable<void> serve(genesys::client org, settings set, progress& known)
{
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer pause(executor);
    for (;;) {
        tally count;
        bool complete = false;
        try {
            auto looking = look(org, set, known, count);
            co_await std::move(looking);
            complete = true;
        } catch (cogrant::failure const& f) {
            if (f.error() == cogrant::condition::cancelled || set.once) throw;
            std::fprintf(stderr, "transcript_pipeline: %s\n", f.error().message().c_str());
        }
        transcript_pipeline::save(set.folder + "/checkpoint.json", known);
        if (set.once && count.last) throw cogrant::failure(count.last);
        if (complete && known.behind(now(), set.every)) continue; // after a long pause: there is more
        if (set.once) break;
        pause.expires_after(set.every);
        auto waiting = pause.async_wait(asio::use_awaitable);
        co_await std::move(waiting);
    }
}

settings parse(std::vector<std::string> const& words)
{
    settings out;
    auto const number = [](std::string const& text) {
        bool const digits = !text.empty() && text.size() <= 6 && text.find_first_not_of("0123456789") == text.npos;
        auto const n = digits ? static_cast<unsigned>(std::stoul(text)) : 0;
        if (n == 0) throw std::invalid_argument("'" + text + "' is no number from 1 on");
        return n;
    };
    for (std::size_t i = 0; i != words.size(); ++i) {
        auto const& word = words[i];
        if (word == "--once") {
            out.once = true;
            continue;
        }
        if (i + 1 == words.size()) throw std::invalid_argument(word + " is not known, or needs a value");
        auto const& value = words[++i];
        if (word == "--folder") out.folder = value;
        else if (word == "--every") out.every = std::chrono::minutes(number(value));
        else if (word == "--look-back") out.look_back = std::chrono::minutes(number(value));
        else if (word == "--patience") out.patience = std::chrono::hours(number(value));
        else if (word == "--longest") out.longest = std::chrono::hours(number(value));
        else if (word == "--width") out.width = number(value);
        else throw std::invalid_argument("unknown word " + word);
    }
    if (out.folder.empty()) throw std::invalid_argument("say --folder");
    if (out.longest > 72h)
        throw std::invalid_argument("--longest takes at most 72 hours"); // with 28 days: one query's reach
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> const words(argv + 1, argv + argc);
    for (auto const& word : words)
        if (word == "--help" || word == "-h") return std::fputs(help, stdout) < 0 ? 1 : 0;
    asio::io_context context(1);
    std::exception_ptr failed;
    bool ended = false;
    try {
        auto const set = parse(words);
        if (::access(set.folder.c_str(), W_OK | X_OK) != 0)
            throw transcript_pipeline::file_trouble(set.folder + ": no folder to write to");
        auto known = transcript_pipeline::load(set.folder + "/checkpoint.json");
        auto org = genesys::client::from_environment(context.get_executor());
        asio::cancellation_signal stop;
        asio::signal_set signals(context, SIGTERM, SIGINT);
        signals.async_wait([&](cogrant::error_code code, int) {
            if (code) return;
            ended = true;
            stop.emit(asio::cancellation_type::terminal);
        });
        auto const finished = [&](std::exception_ptr e) {
            failed = e;
            signals.cancel();
        };
        asio::co_spawn(context, serve(org, set, known), asio::bind_cancellation_slot(stop.slot(), finished));
        context.run();
        if (ended) { // what was fetched since the last look is not fetched again
            transcript_pipeline::save(set.folder + "/checkpoint.json", known);
            std::puts("ended by a signal; the next run goes on from here");
            return 0;
        }
    } catch (...) {
        failed = std::current_exception();
    }
    try {
        if (failed) std::rethrow_exception(failed);
    } catch (transcript_pipeline::file_trouble const& e) {
        std::fprintf(stderr, "transcript_pipeline: %s\n", e.what());
        return 1;
    } catch (...) {
    }
    return program::report("transcript_pipeline", failed);
}
