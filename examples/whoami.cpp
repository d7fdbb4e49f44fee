// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// whoami: whose token this is, users by id, and what the platform says when it says no. See --help.
#include "program/exit_code.hpp"
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/queues.hpp>
#include <cogrant/genesys/recording_job.hpp>
#include <cogrant/genesys/token_info.hpp>
#include <cogrant/genesys/users.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
namespace http = cogrant::http;

namespace {

constexpr char const help[] =
    R"(whoami: whose token this is, users by id, and what the platform says when it says no.

usage: whoami               the token: organisation, client, grant; who is signed in, if anybody
       whoami USER_ID...    these users, all with one token
       whoami error CODE    asks for a 400, 401, 403 or 429 and shows the error (429: asks until the minute is used up)

Settings: GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, and GENESYS_REGION or GENESYS_ENV_URL, or a .env file with them.
Exit codes: 0 ok, 2 usage or unknown id, 3 authentication, 4 forbidden, 5 rate limit, 6 network or server, 7 bad data.

examples
  GENESYS_REGION=eu-central-1 whoami
  whoami 976c0dae-f32a-40bf-af14-bf9aabde6bf2
  whoami error 403
)";

void line(char const* name, std::string_view value)
{
    std::printf("%-13s %.*s\n", name, static_cast<int>(value.size()), value.data());
}

asio::awaitable<void> show_token(genesys::client org)
{
    genesys::own_token const question{.preserve_idle_ttl = true}; // asking does not count as use
    auto asking = genesys::call(org, question);
    auto answer = co_await std::move(asking);
    auto const token = std::move(answer).value();
    if (token.organization) line("organisation", token.organization->name.value_or(token.organization->id));
    if (token.oauth_client) {
        line("client", token.oauth_client->name.value_or(token.oauth_client->id));
        line("grant", token.oauth_client->authorized_grant_type.text());
        if (auto const life = token.oauth_client->access_token_validity_seconds)
            line("token life", std::to_string(*life) + " s");
    }
    std::string scopes;
    for (auto const& scope : token.authorized_scope) scopes.append(scopes.empty() ? "" : " ").append(scope);
    line("scopes", scopes.empty() ? "none, roles and divisions count" : scopes);

    genesys::me const nobody;
    auto looking = genesys::call(org, nobody);
    auto const person = co_await std::move(looking);
    line("person", person ? person->name.value_or(person->id) : "nobody: " + person.error().message());
}

asio::awaitable<void> show_users(genesys::client org, std::vector<std::string> ids)
{
    for (auto const& id : ids) {
        genesys::user_by_id const wanted{.id = id};
        auto asking = genesys::call(org, wanted);
        auto answer = co_await std::move(asking);
        auto const user = std::move(answer).value();
        std::printf("%s  %s  %s\n", user.id.c_str(), user.name.value_or("").c_str(), user.email.value_or("").c_str());
    }
    // However many requests there were: the token is asked for once and kept until it is about to expire.
    auto const token = org.tokens().try_get_token();
    std::fprintf(
        stderr, "%zu users, %llu token\n", ids.size(),
        token ? static_cast<unsigned long long>(token->generation()) : 0);
}

// One request that is wrong on purpose, by a pipeline without retry and limiter: the answer as it comes. A place that
// this organisation does not have refuses nothing.
asio::awaitable<void> provoke(genesys::client org, http::request wrong)
{
    auto bare = cogrant::authorize(org.tokens(), {org.hosts().api}) | cogrant::send(org.carrier());
    http::exchange x(std::move(wrong));
    auto asking = cogrant::fetch<http::response>(bare, x, org.describer());
    auto const answer = co_await std::move(asking);
    if (!answer && answer.error() != cogrant::http_errc::not_found) throw cogrant::failure(answer.error());
}

asio::awaitable<void> show_error(genesys::client org, std::string code)
{
    auto wrong = org.request(http::method::get, "/api/v2/users?pageSize=0");
    if (code == "400") {
        auto asking = provoke(org, wrong);
        co_await std::move(asking);
    } else if (code == "401") {
        wrong.authorize = false; // without a token
        auto asking = provoke(org, wrong);
        co_await std::move(asking);
    } else if (code == "403") {
        for (auto const* const area : {"/api/v2/routing/queues", "/api/v2/recording/jobs", "/api/v2/oauth/clients"}) {
            wrong.target = area;
            auto asking = provoke(org, wrong);
            co_await std::move(asking);
        }
    } else {
        for (int n = 0; n != 1000; ++n) {
            wrong.target = "/api/v2/tokens/me";
            auto asking = provoke(org, wrong);
            co_await std::move(asking);
        }
    }
    std::puts("nothing was refused");
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> const words(argv + 1, argv + argc);
    for (auto const& word : words)
        if (word == "--help" || word == "-h") return std::fputs(help, stdout) < 0 ? 1 : 0;
    asio::io_context context;
    std::exception_ptr failed;
    try {
        auto const found = genesys::read_environment().value();
        genesys::require_complete(found).value();
        genesys::client_options options(found.client_id, found.client_secret);
        options.hosts(*found.hosts).pool(http::pool_options().proxy_from_environment());
        bool const error = !words.empty() && words[0] == "error";
        if (error &&
            (words.size() != 2 || (words[1] != "400" && words[1] != "401" && words[1] != "403" && words[1] != "429")))
            throw std::invalid_argument("error takes 400, 401, 403 or 429");
        if (!error && !words.empty() && words[0].starts_with("-"))
            throw std::invalid_argument("unknown word " + words[0]);
        genesys::client org(context.get_executor(), options);
        auto work = error ? show_error(org, words[1]) : words.empty() ? show_token(org) : show_users(org, words);
        asio::co_spawn(context, std::move(work), [&](std::exception_ptr e) { failed = e; });
        context.run();
    } catch (...) {
        failed = std::current_exception();
    }
    return program::report("whoami", failed);
}
