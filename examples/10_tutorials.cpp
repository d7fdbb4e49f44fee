// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Four of the vendor's Python tutorials (github.com/MyPureCloud/developercenter-tutorials), here. Settings: GENESYS_CLIENT_ID,
// GENESYS_CLIENT_SECRET, and GENESYS_REGION or GENESYS_ENV_URL.
//   10_tutorials statistics QUEUE    analytics-conversation-aggregate-query
//   10_tutorials agents QUEUE        number-of-agent-in-queue
//   10_tutorials bulk INTERVAL       recordings-bulk-actions
//   10_tutorials me PORT             oauth-auth-code
#include "program/main.hpp"
#include <cogrant/genesys.hpp>
#include <cogrant/genesys/aggregates.hpp>
#include <cogrant/genesys/call_until.hpp>
#include <cogrant/genesys/live.hpp>
#include <cogrant/genesys/queues.hpp>
#include <cogrant/genesys/recording_job.hpp>
#include <cogrant/genesys/where.hpp>
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
namespace oauth = cogrant::oauth;
namespace where = cogrant::genesys::where;
using namespace std::chrono_literals;

asio::awaitable<std::string> id_of_queue(genesys::client org, std::string name)
{
    genesys::queues_query const named{.name = name};
    auto found = genesys::list(org, named);
    auto const* const queue = co_await found.next();
    if (queue == nullptr) throw std::runtime_error("there is no queue " + name);
    co_return queue->id;
}

asio::awaitable<void> statistics(genesys::client org, std::string name)
{
    auto const id = co_await id_of_queue(org, name);
    genesys::conversation_aggregates_query const query{
        .interval = cogrant::last(24h * 7),
        .group_by = {"queueId"},
        .filter = where::queue_id == id,
        .metrics = {"nOffered", "tAnswered", "tTalk"}};
    auto const answer = co_await genesys::call(org, query);
    for (auto const& group : answer.value().results)
        for (auto const& bucket : group.data)
            for (auto const* const metric : {"nOffered", "tAnswered", "tTalk"})
                std::printf("%s,%lld,%.0f\n", metric, static_cast<long long>(bucket.count(metric)), bucket.sum(metric));
}

asio::awaitable<void> agents(genesys::client org, std::string name)
{
    auto const id = co_await id_of_queue(org, name);
    genesys::queue_observations_query const query{.filter = where::queue_id == id, .metrics = {"oOnQueueUsers"}};
    auto const now = co_await genesys::call(org, query);
    std::int64_t count = 0;
    for (auto const& group : now.value().results)
        for (auto const& seen : group.data) count += seen.stats ? seen.stats->count.value_or(0) : 0;
    std::printf("agents on %s: %lld\n", name.c_str(), static_cast<long long>(count));
}

asio::awaitable<void> bulk(genesys::client org, cogrant::interval when)
{
    genesys::details_job_query whose{.interval = when};
    genesys::recording_job_query const wanted{
        .action = genesys::recording_action::export_,
        .action_date = std::chrono::sys_days(std::chrono::year(2029) / 1 / 1),
        .conversation_query = whose};
    auto const made = co_await genesys::call(org, wanted);
    genesys::recording_job_by_id const same{.job_id = made.value().id};
    auto const counted = [](genesys::recording_job const& j) {
        return j.state != genesys::recording_job_state::pending;
    };
    auto const job = co_await genesys::call_until(org, same, counted);
    std::printf("%s: %lld recordings\n", job->id.c_str(), static_cast<long long>(job->total_recordings.value_or(0)));

    genesys::run_recording_job const start{.job_id = job->id};
    auto const started = co_await genesys::call(org, start);
    genesys::delete_recording_job const stop{.job_id = started.value().id};
    auto const stopped = co_await genesys::call(org, stop);
    static_cast<void>(stopped.value());
    genesys::recording_jobs_query const mine{.state = "CANCELLED", .show_only_my_jobs = true, .job_type = "EXPORT"};
    auto jobs = genesys::list(org, mine);
    for (;;) {
        auto const* const one = co_await jobs.next();
        if (one == nullptr) break;
        std::printf("%s %s\n", one->id.c_str(), std::string(one->state.text()).c_str());
    }
}

// The login lasts as long as the program; with a file_token_store the person would sign in once.
asio::awaitable<void> me(genesys::environment who, std::uint16_t port)
{
    auto const executor = co_await asio::this_coro::executor;
    cogrant::http::connection_pool pool(executor);
    auto const server = genesys::login_metadata(*who.hosts);
    oauth::client_secret_basic const app(who.client_id, who.client_secret);
    auto const local = oauth::loopback_options().port(port).program("10_tutorials");
    auto listener = oauth::loopback_listener::bind(executor, local).value();
    oauth::authorization_request const ask(who.client_id, listener.redirect_uri());
    auto const begun = oauth::begin_login(ask, server).value();
    std::fprintf(stderr, "Sign in at\n  %s\n", begun.url.c_str());
    auto came = co_await listener.wait(begun.pending, std::chrono::steady_clock::now() + 10min);
    auto callback = std::move(came).value();
    auto const asked_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto const done = co_await oauth::finish_login(pool, server, std::move(callback), app);
    auto page = done ? oauth::answer_page::signed_in("10_tutorials")
                     : oauth::answer_page::failed("10_tutorials", done.error().message());
    co_await listener.show(std::move(page));
    oauth::memory_token_store store;
    auto const saved = co_await oauth::save_login(store, "me", done.value().tokens, asked_at);
    static_cast<void>(saved.value());

    genesys::client_options const options(who);
    oauth::session_fetcher session(pool, genesys::token_endpoint(*who.hosts), app, store, "me");
    genesys::client org(executor, options, pool, std::move(session));
    genesys::me const question;
    auto const person = co_await genesys::call(org, question);
    std::printf("%s\n", person.value().name.value_or(person.value().id).c_str());
}

asio::awaitable<void> tutorial(std::string name, std::string word)
{
    auto const who = genesys::read_environment().value();
    genesys::require_complete(who).value();
    auto const executor = co_await asio::this_coro::executor;
    auto org = genesys::client::from_environment(executor);
    if (name == "statistics") co_await statistics(org, word);
    else if (name == "agents") co_await agents(org, word);
    else if (name == "bulk") co_await bulk(org, cogrant::parse_interval(word).value());
    else if (name == "me") co_await me(who, static_cast<std::uint16_t>(std::stoul(word)));
    else throw std::invalid_argument("there is no tutorial " + name);
}

int main(int count, char** words)
{
    auto const* const help = "usage: 10_tutorials statistics QUEUE | agents QUEUE | bulk INTERVAL | me PORT\n";
    return program::main(count, words, {}, help, [](program::command_line const& line) {
        if (line.rest().size() != 2) throw std::invalid_argument("two words");
        return tutorial(line.rest()[0], line.rest()[1]);
    });
}
