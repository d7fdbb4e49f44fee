// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "login.hpp"

#include <cogrant/async/clock.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/genesys/login.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/device_login.hpp>
#include <cogrant/oauth/discovery.hpp>
#include <cogrant/oauth/file_token_store.hpp>
#include <cogrant/oauth/login_identity.hpp>
#include <cogrant/oauth/loopback_listener.hpp>
#include <cogrant/oauth/same_login.hpp>
#include <cogrant/oauth/session_fetcher.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <spawn.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace genesys_report {

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;

namespace {

constexpr char const program_name[] = "genesys_report";
constexpr auto patience = std::chrono::minutes(10); // for a person
constexpr auto request_time = std::chrono::seconds(60);

std::string token_folder(options const& o)
{
    if (o.token_folder) return *o.token_folder;
    if (char const* const state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/')
        return std::string(state) + "/cogrant";
    char const* const home = std::getenv("HOME");
    if (home != nullptr && *home != '\0') return std::string(home) + "/.local/state/cogrant";
    cogrant::error e(make_error_code(cogrant::genesys_errc::missing_setting));
    e.edit().detail = "HOME is not set: say --token-folder";
    throw cogrant::failure(e);
}

std::string key_of(oauth::server_metadata const& server, genesys::environment const& who)
{
    return server.issuer + " " + who.client_id;
}

asio::awaitable<oauth::server_metadata>
server_of(options const& o, genesys::environment const& who, http::connection_pool& pool)
{
    auto known = oauth::server_metadata();
    if (!o.issuer) {
        known = genesys::login_metadata(*who.hosts);
        co_return known;
    }
    auto carrier = cogrant::retry() | cogrant::send(pool);
    auto const options = oauth::discovery_options().allow_loopback_http(true);
    auto const until = cogrant::deadline_after(std::chrono::steady_clock::now(), request_time);
    auto asking = oauth::discover(carrier, *o.issuer, options, until);
    auto found = co_await std::move(asking);
    known = std::move(found).value();
    co_return known;
}

// What a person's browser is, asked of the desktop. False when there is none.
bool open_browser(std::string const& url)
{
    std::string program = "xdg-open";
    if (char const* const chosen = std::getenv("BROWSER"); chosen != nullptr && *chosen != '\0') program = chosen;
    std::string address = url;
    char* arguments[] = {program.data(), address.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int const stream : {STDOUT_FILENO, STDERR_FILENO}) // a browser's own words are not ours
        posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", 1 /* O_WRONLY */, 0);
    pid_t child = 0;
    bool const started = posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    return started;
}

void say(options const& o, std::string_view text)
{
    if (!o.quiet) std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

asio::awaitable<oauth::token_set> by_browser(
    options const& o, genesys::environment const& who, oauth::server_metadata server, http::connection_pool& pool)
{
    auto const executor = co_await asio::this_coro::executor;
    auto bound =
        oauth::loopback_listener::bind(executor, oauth::loopback_options().port(o.login_port).program(program_name));
    auto listener = std::move(bound).value();
    oauth::authorization_request ask(who.client_id, listener.redirect_uri());
    if (o.scope) ask.scope(*o.scope);
    auto begun = oauth::begin_login(ask, server);
    auto const login = std::move(begun).value();
    bool const opened = o.open_browser && open_browser(login.url);
    std::fprintf(
        stderr, opened ? "Sign in with the browser that opens, or at\n  %s\n" : "Sign in at\n  %s\n",
        login.url.c_str());
    std::fflush(stderr);

    auto waiting = listener.wait(login.pending, cogrant::deadline_after(std::chrono::steady_clock::now(), patience));
    auto came = co_await std::move(waiting);
    cogrant::error failed;
    oauth::token_set tokens;
    if (came) {
        registered_client const client(who.client_id, who.client_secret);
        auto finishing = oauth::finish_login(
            pool, server, std::move(*came), client,
            cogrant::deadline_after(std::chrono::steady_clock::now(), request_time));
        auto finished = co_await std::move(finishing);
        if (finished) {
            auto checking = oauth::identity_of(pool, server, *finished);
            auto const person = co_await std::move(checking);
            if (person && *person) say(o, "signed in: " + http::printable_ascii((*person)->subject(), 255));
            if (!person) failed = person.error();
            tokens = std::move(finished->tokens);
        } else {
            failed = finished.error();
        }
    } else {
        failed = came.error();
    }
    auto page = failed ? oauth::answer_page::failed(program_name, failed.message())
                       : oauth::answer_page::signed_in(program_name);
    auto showing = listener.show(std::move(page));
    co_await std::move(showing);
    if (failed) throw cogrant::failure(failed);
    co_return tokens;
}

asio::awaitable<oauth::token_set>
by_device(options const& o, genesys::environment const& who, oauth::server_metadata server, http::connection_pool& pool)
{
    registered_client const client(who.client_id, who.client_secret);
    auto ask = oauth::device_login_request().allow_loopback_address(true);
    if (o.scope) ask.scope(*o.scope);
    auto const until = cogrant::deadline_after(std::chrono::steady_clock::now(), request_time);
    auto starting = oauth::start_device_login(pool, ask, server, client, until);
    auto started = co_await std::move(starting);
    auto const device = std::move(started).value();
    std::fprintf(stderr, "Open %s and type in %s\n", device.verification_uri.c_str(), device.user_code.c_str());
    std::fflush(stderr);
    auto finishing = oauth::finish_device_login(pool, device, server, client);
    auto finished = co_await std::move(finishing);
    auto tokens = std::move(finished).value();
    co_return tokens;
}

} // namespace

registered_client::registered_client(std::string id, cogrant::secret const& secret) : public_(id)
{
    if (!secret.empty()) confidential_.emplace(std::move(id), secret);
}

cogrant::error_code registered_client::apply(http::request& r, std::string& form) const
{
    return confidential_ ? confidential_->apply(r, form) : public_.apply(r, form);
}

asio::awaitable<void> sign_in(options const& o, genesys::environment who, http::connection_pool pool)
{
    oauth::file_token_store store(token_folder(o));
    auto finding = server_of(o, who, pool);
    auto const server = co_await std::move(finding);
    auto const asked_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto signing = o.device ? by_device(o, who, server, pool) : by_browser(o, who, server, pool);
    auto const tokens = co_await std::move(signing);
    auto saving = oauth::save_login(store, key_of(server, who), tokens, asked_at);
    auto const saved = co_await std::move(saving);
    static_cast<void>(saved.value());
    say(o, "the login is kept in " + store.folder() + "; use it with --user" +
               (tokens.refresh_token ? "" : " (it cannot be renewed: the server gave no refresh token)"));
}

asio::awaitable<void> kept_login(
    options const& o, genesys::environment who, http::connection_pool pool,
    std::optional<oauth::any_token_fetcher>& out)
{
    oauth::file_token_store store(token_folder(o));
    auto finding = server_of(o, who, pool);
    auto const server = co_await std::move(finding);
    auto const endpoint = http::parse_url(server.token_endpoint.value_or("")).value();
    oauth::session_fetcher session(
        pool, endpoint, registered_client(who.client_id, who.client_secret), store, key_of(server, who),
        oauth::session_options().accept(oauth::same_login));
    out.emplace(std::move(session));
}

} // namespace genesys_report
