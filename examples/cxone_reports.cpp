// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// More of NICE CXone, a function each: docs/cxone.md explains them. Reads the settings as cxone_contacts does.
// Usage: cxone_reports hours FROM DAYS | directory | active | changes FROM | extract DATE FILE
#include <cogrant/cxone.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace cxone = cogrant::cxone;
using namespace std::chrono_literals;

// The members of a report that this program wants, in snake_case. They are the emulator's: yours may differ.
struct agent_hours {
    cxone::id agent_id{};
    cxone::iso_duration agent_time{}; // "PT8H3M"
    cxone::number<int> contacts{};    // 12 or "12"
};

asio::awaitable<void> hours(cxone::client tenant, cogrant::timestamp from, int days)
{
    cxone::agent_performance_query query;
    query.fields = {"agentId", "agentTime", "contacts"};
    cogrant::interval const span{from, from + days * 24h};
    auto rows = tenant.async_paginate_windows<agent_hours>(query, span); // a request for each day
    while (auto* row = co_await rows.next())
        std::cout << row->agent_id.text() << ' ' << row->agent_time.seconds() << ' ' << row->contacts.value_or(0)
                  << '\n';
}

asio::awaitable<void> directory(cxone::client tenant)
{
    auto agents = tenant.async_paginate(cxone::agents_query());
    while (auto* agent = co_await agents.next()) std::cout << agent->text() << '\n'; // as the server wrote it
    auto teams = tenant.async_paginate(cxone::teams_query());
    while (auto* team = co_await teams.next()) std::cout << team->text() << '\n';
    auto skills = tenant.async_paginate(cxone::skills_query());
    while (auto* skill = co_await skills.next()) std::cout << skill->text() << '\n';
}

asio::awaitable<void> active(cxone::client tenant)
{
    auto contacts = tenant.async_paginate_path("contacts/active");
    while (auto* contact = co_await contacts.next()) std::cout << contact->text() << '\n';
}

asio::awaitable<void> changes(cxone::client tenant, cogrant::timestamp from)
{
    cxone::completed_contacts_query query;
    query.updated_since = from; // at most 30 days ago
    auto next = query;
    auto pages = tenant.async_paginate_pages(query);
    while (auto* page = co_await pages.next()) {
        for (auto const& contact : page->completed_contacts)
            std::cout << contact.contact_id.value_or(0) << ' ' << after_call_work(contact).value_or(0) << '\n';
        next = next_poll(query, *page).value_or(next);
    }
    std::cout << "go on from " << cogrant::format_iso8601(*next.updated_since) << '\n'; // the next poll
}

asio::awaitable<void> extract(cxone::client tenant, std::string day, std::string path)
{
    cxone::extraction_request what;
    what.entity_name = "recording-interaction-metadata";
    what.version = "7";
    what.start_date = day;
    what.end_date =
        cxone::date_text(std::chrono::floor<std::chrono::days>(*cogrant::parse_iso8601(day + "T00:00:00Z") + 24h));
    cogrant::http::file_sink file(path);
    auto extracting = cxone::extract(tenant, what, file);
    auto const job = co_await std::move(extracting);
    std::cout << job.value() << " is in " << path << '\n';
}

asio::awaitable<void> run(std::vector<std::string> words)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const time = [&](std::size_t n) { return cogrant::parse_iso8601(words.at(n)).value(); };
    auto const what = words.at(0);
    auto tenant = cxone::client::from_environment(executor);
    auto working = what == "hours"       ? hours(tenant, time(1), std::stoi(words.at(2)))
                   : what == "directory" ? directory(tenant)
                   : what == "active"    ? active(tenant)
                   : what == "changes"   ? changes(tenant, time(1))
                                         : extract(tenant, words.at(1), words.at(2));
    co_await std::move(working);
}

int main(int argc, char** argv)
{
    asio::io_context context;
    std::exception_ptr failed;
    asio::co_spawn(context, run({argv + 1, argv + argc}), [&](std::exception_ptr e) { failed = e; });
    context.run();
    try {
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (cogrant::failure const& f) {
        std::cerr << f.error().message() << '\n';
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
