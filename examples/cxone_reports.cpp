// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// More of NICE CXone, a function each: docs/cxone.md explains them. Reads the settings as cxone_contacts does.
// See --help.
#include "program/main.hpp"
#include <cogrant/cxone.hpp>

#include <chrono>
#include <cstddef>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace cxone = cogrant::cxone;
using namespace std::chrono_literals;

constexpr char const help[] =
    R"(cxone_reports: hours, directories, changes and extractions of a NICE CXone tenant.

usage: cxone_reports hours FROM DAYS         of each agent and day: id, seconds, contacts
       cxone_reports directory               agents, teams and skills, each as the server wrote it
       cxone_reports active                  the contacts that go on now
       cxone_reports changes FROM            contacts that changed since, and where to go on
       cxone_reports extract DATE FILE       what was recorded on a day, by an extraction job

FROM is a time like 2025-03-01T00:00:00Z, DATE a day like 2025-03-01. CXONE_ACCESS_KEY_ID, CXONE_ACCESS_KEY_SECRET and
CXONE_AREA (na1, eu1, ...) or CXONE_ENV_URL come from the environment.
Exit codes: 0 ok, 1 file, 2 usage, 3 authentication, 4 forbidden, 5 rate limit, 6 network or server, 7 bad data.

examples
  cxone_reports hours 2025-03-01T00:00:00Z 7
  cxone_reports extract 2025-03-01 day.csv
)";

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

cogrant::timestamp time_of(std::string const& text)
{
    auto const parsed = cogrant::parse_iso8601(text);
    if (!parsed) throw std::invalid_argument(text + " is no time like 2025-03-01T00:00:00Z");
    return *parsed;
}

int days_of(std::string const& text)
{
    if (text.empty() || text.size() > 3 || text.find_first_not_of("0123456789") != text.npos)
        throw std::invalid_argument("DAYS is a number");
    return std::stoi(text);
}

asio::awaitable<void> run(std::vector<std::string> words)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const what = words[0];
    auto tenant = cxone::client::from_environment(executor);
    auto working = what == "hours"       ? hours(tenant, time_of(words[1]), days_of(words[2]))
                   : what == "directory" ? directory(tenant)
                   : what == "active"    ? active(tenant)
                   : what == "changes"   ? changes(tenant, time_of(words[1]))
                                         : extract(tenant, words[1], words[2]);
    co_await std::move(working);
}

int main(int count, char** words)
{
    return program::main(count, words, {}, help, [](program::command_line const& line) {
        std::map<std::string, std::size_t> const sizes{
            {"hours", 3}, {"directory", 1}, {"active", 1}, {"changes", 2}, {"extract", 3}};
        auto const found = line.rest().empty() ? sizes.end() : sizes.find(line.rest().front());
        if (found == sizes.end() || line.rest().size() != found->second)
            throw std::invalid_argument("say what is wanted, and of what");
        if (found->first == "extract") time_of(line.rest()[1] + "T00:00:00Z");
        return run(line.rest());
    });
}
