// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The same report by client credentials and by a person's login: what differs is how the client comes by its tokens.
#include "program/main.hpp"
#include <cogrant/genesys.hpp>
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/loopback_listener.hpp>
#include <cogrant/oauth/memory_token_store.hpp>
#include <cogrant/oauth/session_fetcher.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;
using namespace std::chrono_literals;

namespace grant_chooser {

constexpr char const help[] =
    R"(grant_chooser: the same report by two grants.

usage: grant_chooser service|person [--port N] [--hours N]
  service     client credentials: the program is itself. Needs GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET
  person      authorization code with PKCE: somebody signs in with a browser. Needs GENESYS_CLIENT_ID, of a client whose
              redirect URI is http://127.0.0.1:PORT/callback
  --port N    the port for the way back (default: the system picks one)
  --hours N   (default 24, at most 744)

  what differs          service                          person
  whose rights          roles of the OAuth client        those of the person, cut down by the client's scopes
  scopes                do not apply                     analytics:readonly at least
  who is there          nobody: cron, servers            the person, once; then the refresh token
  GET /users/me         refused: there is no user        the person
  a new token           by id and secret                 by the refresh token, or by signing in again

Settings: GENESYS_CLIENT_ID, and GENESYS_REGION or GENESYS_ENV_URL; GENESYS_CLIENT_SECRET for the service.
Exit codes: 0 ok, 2 usage, 3 authentication, 4 forbidden, 5 rate limit, 6 network or server, 7 bad data.

examples
  grant_chooser service
  GENESYS_CLIENT_SECRET= grant_chooser person --port 8085
)";

/// Client credentials: two lines.
genesys::client by_service(asio::any_io_executor executor, genesys::environment const& who)
{
    genesys::require_complete(who).value();
    return genesys::client(executor, genesys::client_options(who));
}

/// A person signs in; the login is kept in memory and renewed from there.
asio::awaitable<genesys::client> by_person(genesys::environment who, std::uint16_t port)
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor);
    auto const server = genesys::login_metadata(*who.hosts);
    oauth::public_client const self(who.client_id);

    auto listener = oauth::loopback_listener::bind(executor, oauth::loopback_options().port(port)).value();
    oauth::authorization_request ask(who.client_id, listener.redirect_uri());
    auto const begun = oauth::begin_login(ask, server).value(); // state, nonce and PKCE verifier
    std::fprintf(stderr, "Sign in at %s\n", begun.url.c_str());

    auto came = co_await listener.wait(begun.pending, std::chrono::steady_clock::now() + 10min);
    auto const asked_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto callback = std::move(came).value();
    auto const done = co_await oauth::finish_login(pool, server, std::move(callback), self);
    auto page = done ? oauth::answer_page::signed_in("grant_chooser")
                     : oauth::answer_page::failed("grant_chooser", done.error().message());
    co_await listener.show(std::move(page));

    oauth::memory_token_store store; // a file_token_store outlives the program
    auto const saved = co_await oauth::save_login(store, "person", done.value().tokens, asked_at);
    static_cast<void>(saved.value());
    oauth::session_fetcher session(pool, genesys::token_endpoint(*who.hosts), self, store, "person");
    auto const options =
        genesys::client_options(who).holder(genesys::token_holder::person); // so that a 403 can name the scope
    genesys::client org(executor, options, pool, std::move(session));
    co_return org;
}

/// The report does not know which grant it was.
asio::awaitable<void> report(genesys::client org, int hours)
{
    genesys::conversation_aggregates_query query{
        .interval = cogrant::last(std::chrono::hours(hours)), .metrics = {"nConversations", "tHandle"}};
    auto const answer = co_await genesys::call(org, query);
    std::int64_t conversations = 0;
    double handled = 0;
    for (auto const& group : answer.value().results)
        for (auto const& bucket : group.data) {
            conversations += bucket.count("nConversations");
            handled += bucket.sum("tHandle");
        }
    std::printf("%lld conversations, %.1f hours handled\n", static_cast<long long>(conversations), handled / 3'600'000);
}

asio::awaitable<void> choose(bool person, std::uint16_t port, int hours)
{
    auto const executor = co_await asio::this_coro::executor;
    auto who = genesys::read_environment().value();
    if (!who.hosts || who.client_id.empty()) genesys::require_complete(who).value(); // says what to set
    if (!person) {
        auto org = by_service(executor, who);
        co_await report(org, hours);
        co_return;
    }
    auto org = co_await by_person(who, port);
    co_await report(org, hours);
}

} // namespace grant_chooser

int main(int count, char** words)
{
    return program::main(
        count, words, {"--port", "--hours"}, grant_chooser::help, [](program::command_line const& line) {
            auto const which = line.rest().size() == 1 ? line.rest().front() : std::string();
            if (which != "service" && which != "person") throw std::invalid_argument("say service or person");
            auto const port = line.text("--port").empty() ? 0 : line.number("--port", 0, 65535);
            return grant_chooser::choose(
                which == "person", static_cast<std::uint16_t>(port), line.number("--hours", 24, 744));
        });
}
