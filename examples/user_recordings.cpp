// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// user_recordings: a person signs in, and gets the recordings of the conversations that the person took part in. See
// --help.
#include "program/exit_code.hpp"
#include "program/main.hpp"
#include <cogrant/async/fan_out.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/recordings.hpp>
#include <cogrant/genesys/users.hpp>
#include <cogrant/http/file_sink.hpp>
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/loopback_listener.hpp>
#include <cogrant/oauth/memory_token_store.hpp>
#include <cogrant/oauth/session_fetcher.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;
using namespace std::chrono_literals;

namespace {

constexpr char const help[] =
    R"(user_recordings: a person signs in, and gets the recordings of the conversations that the person took part in.

usage: user_recordings [options]
  --days N          conversations of the last N days (default 1, at most 31)
  --from T --to T   or between these times, e.g. 2026-03-01T00:00:00Z
  --port N          of this machine, where the browser comes back: http://127.0.0.1:N/callback (default: any)
  --width N         conversations looked at at the same time (default 8, at most 64)
  --download DIR    fetches the media, too, from the store that their presigned links name, without the token
  --help

One line of CSV for each recording. One that the person may not hear is said on standard error and stops nothing.
Settings: GENESYS_CLIENT_ID, and GENESYS_REGION or GENESYS_ENV_URL; GENESYS_CLIENT_SECRET if the client has one.
Exit codes: 0 ok, also when single recordings were refused; 2 usage, 3 authentication, 4 forbidden, 5 rate limit,
6 network or server, also of a single recording; 7 bad data.

examples
  GENESYS_REGION=eu-central-1 GENESYS_CLIENT_ID=... user_recordings --days 7 > mine.csv
  user_recordings --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z --download calls
)";

struct choice {
    cogrant::interval when = cogrant::last(24h);
    std::uint16_t port = 0;
    unsigned width = 8;
    std::string folder;
};

// Of a conversation, what this program needs: the rest is not decoded.
struct talk {
    std::string conversation_id;
};

struct outcome {
    std::string conversation;
    cogrant::result<std::vector<genesys::recording>> recordings = std::vector<genesys::recording>();
};

asio::awaitable<oauth::token_set> sign_in(genesys::environment who, http::connection_pool pool, std::uint16_t port)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const server = genesys::login_metadata(*who.hosts);
    auto listener =
        oauth::loopback_listener::bind(executor, oauth::loopback_options().port(port).program("user_recordings"))
            .value();
    oauth::authorization_request const ask(who.client_id, listener.redirect_uri());
    auto const begun = oauth::begin_login(ask, server).value(); // makes state and the PKCE verifier
    std::fprintf(stderr, "Sign in at\n  %s\n", begun.url.c_str());
    auto coming = listener.wait(begun.pending, std::chrono::steady_clock::now() + 10min);
    auto came = co_await std::move(coming);
    auto callback = std::move(came).value();
    oauth::public_client const open(who.client_id);
    oauth::client_secret_basic const closed(who.client_id, who.client_secret);
    auto finishing = who.client_secret.empty() ? oauth::finish_login(pool, server, std::move(callback), open)
                                               : oauth::finish_login(pool, server, std::move(callback), closed);
    auto done = co_await std::move(finishing);
    auto page = done ? oauth::answer_page::signed_in("user_recordings")
                     : oauth::answer_page::failed("user_recordings", done.error().message());
    auto showing = listener.show(std::move(page));
    co_await std::move(showing);
    auto finished = std::move(done).value();
    co_return finished.tokens;
}

// The recordings of one conversation, and their media if they are wanted. What goes wrong is a value: the rest goes on.
asio::awaitable<outcome> look(genesys::client org, std::string id, std::string folder)
{
    outcome out;
    out.conversation = id;
    genesys::recordings_of const wanted{.conversation_id = id};
    auto const soon = cogrant::poll_options().pauses(100ms, 10s).deadline(std::chrono::steady_clock::now() + 5min);
    auto waiting = genesys::recordings_when_ready(org, wanted, soon);
    auto got = co_await std::move(waiting);
    out.recordings = std::move(got);
    if (!out.recordings || folder.empty()) co_return out;
    for (auto const& r : *out.recordings) {
        auto const links = genesys::media_links(r);
        for (std::size_t i = 0; i != links.size(); ++i) {
            // The id comes from a server: escaped, it cannot leave the folder.
            auto const part = links.size() > 1 ? "." + std::to_string(i + 1) : std::string();
            http::file_sink file(folder + "/" + cogrant::query::escape(r.id) + part + ".audio");
            auto fetching = genesys::fetch_link(org, links[i], genesys::link_options().sink(file));
            auto const fetched = co_await std::move(fetching);
            if (fetched) continue;
            out.recordings = fetched.error();
            co_return out;
        }
    }
    co_return out;
}

asio::awaitable<void> report(genesys::client org, choice chosen, int& exit)
{
    genesys::me const question;
    auto asking = genesys::call(org, question);
    auto answer = co_await std::move(asking);
    auto const person = std::move(answer).value();
    std::fprintf(stderr, "signed in: %s\n", person.name.value_or(person.id).c_str());

    genesys::segment_predicate hers;
    hers.dimension = "userId";
    hers.value = person.id;
    genesys::segment_filter filter;
    filter.predicates.push_back(hers);
    genesys::conversation_details_query query;
    query.interval = chosen.when;
    query.segment_filters.push_back(filter);
    auto talks = org.async_paginate<talk>(query);

    auto const each = [org, folder = chosen.folder](talk& t) { return look(org, t.conversation_id, folder); };
    auto looked = cogrant::async_map(std::move(talks), cogrant::fan_out_options(chosen.width), each);
    std::size_t conversations = 0;
    std::size_t recordings = 0;
    std::size_t refused = 0;
    std::puts("conversation,recording,start,end,state,links");
    for (;;) {
        auto coming = looked.next();
        auto* const one = co_await std::move(coming);
        if (one == nullptr) break;
        ++conversations;
        if (!one->recordings) {
            auto const why = one->recordings.error();
            std::fprintf(stderr, "%s: %s\n", one->conversation.c_str(), why.message().c_str());
            ++refused;
            if (why != cogrant::condition::forbidden) exit = program::exit_code(why);
            continue;
        }
        for (auto const& r : *one->recordings) {
            ++recordings;
            std::printf(
                "%s,%s,%s,%s,%s,%zu\n", one->conversation.c_str(), r.id.c_str(), r.start_time.value_or("").c_str(),
                r.end_time.value_or("").c_str(), std::string(r.file_state.text()).c_str(),
                genesys::media_links(r).size());
        }
    }
    std::fprintf(stderr, "%zu conversations, %zu recordings, %zu refused\n", conversations, recordings, refused);
}

asio::awaitable<void> work(choice chosen, genesys::environment who, int& exit)
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor, http::pool_options().proxy_from_environment());
    auto const asked_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto signing = sign_in(who, pool, chosen.port);
    auto const tokens = co_await std::move(signing);
    oauth::memory_token_store store; // a service would take a file_token_store, and sign in once
    auto saving = oauth::save_login(store, who.client_id, tokens, asked_at);
    auto const saved = co_await std::move(saving);
    static_cast<void>(saved.value());
    auto const endpoint = genesys::token_endpoint(*who.hosts);
    auto session =
        who.client_secret.empty()
            ? oauth::any_token_fetcher(
                  oauth::session_fetcher(pool, endpoint, oauth::public_client(who.client_id), store, who.client_id))
            : oauth::any_token_fetcher(oauth::session_fetcher(
                  pool, endpoint, oauth::client_secret_basic(who.client_id, who.client_secret), store, who.client_id));
    genesys::client_options options(who);
    options.holder(genesys::token_holder::person); // so that a 403 can name the scope
    genesys::client org(executor, options, pool, std::move(session));
    auto reporting = report(org, chosen, exit);
    co_await std::move(reporting);
}

cogrant::timestamp time_of(std::string const& text)
{
    auto const parsed = cogrant::parse_iso8601(text);
    if (!parsed) throw std::invalid_argument("'" + text + "' is no time like 2026-03-01T00:00:00Z");
    return *parsed;
}

choice choice_of(program::command_line const& line)
{
    line.no_other_words();
    choice out;
    out.when = cogrant::last(24h * line.number("--days", 1, 31));
    if (auto const from = line.text("--from"); !from.empty()) out.when.from = time_of(from);
    if (auto const to = line.text("--to"); !to.empty()) out.when.to = time_of(to);
    if (out.when.from >= out.when.to) throw std::invalid_argument("--from is before --to");
    out.port = static_cast<std::uint16_t>(line.number("--port", 0, 65535));
    out.width = static_cast<unsigned>(line.number("--width", 8, 64));
    out.folder = line.text("--download");
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    asio::io_context context;
    std::exception_ptr failed;
    int exit = 0;
    try {
        program::command_line const line(argc, argv, {"--days", "--from", "--to", "--port", "--width", "--download"});
        if (line.help()) return std::fputs(help, stdout) < 0 ? 1 : 0;
        auto const chosen = choice_of(line);
        auto const who = genesys::read_environment().value();
        if (who.client_id.empty() || !who.hosts) genesys::require_complete(who).value();
        asio::co_spawn(context, work(chosen, who, exit), [&](std::exception_ptr e) { failed = e; });
        context.run();
    } catch (...) {
        failed = std::current_exception();
    }
    return failed ? program::report("user_recordings", failed) : exit;
}
