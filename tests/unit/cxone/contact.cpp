// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/cxone/contact.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <print_result.hpp>
#include <string>
#include <string_view>
#include <unit/genesys/contract.hpp>
#include <vector>

using namespace cogrant;
using namespace std::chrono_literals;

namespace {

template <class T>
std::vector<std::string> wire_names()
{
    std::vector<std::string> out;
    reflect::for_each_field_name<T>([&](std::string_view name, auto) { out.emplace_back(name); });
    return out;
}

/// The words in backticks of the first and third column of the tables in a part of the contract.
std::vector<std::string> words_of(std::string_view part, bool both_columns)
{
    std::vector<std::string> out;
    for (std::size_t begin = 0; begin < part.size();) {
        auto const end = std::min(part.find('\n', begin), part.size());
        auto const line = part.substr(begin, end - begin);
        begin = end + 1;
        if (!line.starts_with("| `")) continue;
        auto const cells = contract::cells_of(line);
        for (std::size_t column = 0; column < cells.size(); column += 2) {
            if (column != 0 && !both_columns) break;
            std::string word;
            for (char const c : cells[column] + ",")
                if (c == ',') out.push_back(word), word.clear();
                else if (c != '`' && c != ' ') word += c;
        }
    }
    return out;
}

std::string_view between(std::string_view text, std::string_view from, std::string_view to)
{
    auto const begin = text.find(from);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find(to, begin) - begin);
}

void check_same(std::vector<std::string> ours, std::vector<std::string> theirs)
{
    std::sort(ours.begin(), ours.end());
    std::sort(theirs.begin(), theirs.end());
    CHECK(ours == theirs);
}

} // namespace

TEST_SUITE("cxone/contact")
{
    TEST_CASE("the structs have the members of the contract, no more and no less")
    {
        auto const text = contract::text_of("cxone.md");
        if (!text) return;
        auto const section = between(*text, "### 3.1 ", "### 3.2 ");
        check_same(
            wire_names<cxone::completed_contacts_query>(),
            words_of(between(section, "| query parameter", "Response members"), false));
        check_same(
            wire_names<cxone::completed_contacts_page>(),
            words_of(between(section, "Response members", "`204 No Content`"), false));
        auto row = wire_names<cxone::completed_contact>();
        std::erase(row, "ACWSeconds"); // of the sentence above the table
        check_same(row, words_of(between(section, "Row fields", "The same field"), true));
    }

    TEST_CASE("the sample page is read whole: texts for numbers, nulls, unknown members, large ids")
    {
        auto const text = contract::sample("cxone-contacts-page.json");
        if (!text) return;
        auto const page = json::decode<cxone::completed_contacts_page>(*text);
        REQUIRE(page);
        CHECK(page->business_unit_id == 4599999);
        CHECK(page->total_records == 5003);
        CHECK(format_iso8601(page->last_poll_time.value()) == "2025-03-01T09:00:00.000Z");
        CHECK(page->links.value().next.value().ends_with("skip=3&top=3"));
        CHECK(page->links->previous == "");
        auto const& rows = page->completed_contacts;
        REQUIRE(rows.size() == 3);
        CHECK(rows[0].agent_id == "1234567");
        CHECK(rows[0].first_name == "Zoë");
        CHECK(rows[0].total_duration_seconds == 456.586);
        CHECK(rows[0].disposition_notes == "late fee\nnaïve");
        CHECK_FALSE(rows[0].date_acw_warehoused.has_value());
        CHECK(rows[0].date_contact_warehoused.has_value());
        CHECK(rows[1].agent_id == "0");
        CHECK(rows[1].abandon_seconds == 12.5);
        CHECK(rows[1].tags.size() == 2);
        CHECK(rows[1].acw_seconds_capitals == 0);
        CHECK(cxone::after_call_work(rows[1]) == 69);
        CHECK(rows[2].contact_id == 9007199254740993);
    }

    TEST_CASE("after-call work is found by either spelling")
    {
        auto const one = json::decode<cxone::completed_contact>(R"({"ACWSeconds":"3.5"})").value();
        CHECK(cxone::after_call_work(one) == 3.5);
        CHECK_FALSE(cxone::after_call_work(cxone::completed_contact()).has_value());
    }

    TEST_CASE("a query is spelled in UTC, with lists in one parameter and nothing that was not set")
    {
        cxone::completed_contacts_query q;
        q.start_date = parse_iso8601("2025-03-01T09:00:00+01:00");
        q.end_date = *q.start_date + 1h;
        q.fields = {"contactId", "agentId"};
        q.is_logged = true;
        q.skill_id = 4711;
        CHECK(
            query::encode(q) == "startDate=2025-03-01T08%3A00%3A00.000Z&endDate=2025-03-01T09%3A00%3A00.000Z"
                                "&fields=contactId,agentId&top=1000&skillId=4711&isLogged=true");
    }

    TEST_CASE("the next poll asks for what has changed since, with the same filters")
    {
        cxone::completed_contacts_query q;
        q.start_date = parse_iso8601("2025-03-01T08:00:00Z");
        q.end_date = *q.start_date + 1h;
        q.skip = 20;
        q.team_id = 99;
        cxone::completed_contacts_page page;
        CHECK_FALSE(cxone::next_poll(q, page).has_value());
        page.last_poll_time = *q.end_date;
        auto const next = cxone::next_poll(q, page);
        REQUIRE(next.has_value());
        CHECK(query::encode(*next) == "updatedSince=2025-03-01T09%3A00%3A00.000Z&top=1000&teamId=99");
    }

    TEST_CASE("a contact is one line of CSV, under the names of the wire")
    {
        std::string line;
        csv::header<cxone::completed_contact>(line);
        CHECK(line.starts_with("contactId,masterContactId,contactStartDate,lastUpdateTime,agentId,firstName,"));
        CHECK(line.find(",dateACWWarehoused,") != std::string::npos);
        cxone::completed_contact c;
        c.contact_id = 7;
        c.first_name = "=1+1";
        std::string cells;
        csv::row(c, cells, csv::options().guard_formulas());
        CHECK(cells.starts_with("7,,,,,'=1+1,"));
        CHECK(std::count(cells.begin(), cells.end(), ',') == std::count(line.begin(), line.end(), ','));
    }
}
