// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "plan.hpp"

#include "spans.hpp"
#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/interval_splitter.hpp>
#include <cogrant/policy/limiter_options.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace genesys_report {

namespace {

constexpr std::uint64_t reach = 100000; // rows of one details query
constexpr char const details[] = "POST /api/v2/analytics/conversations/details/query";
constexpr char const queues[] = "GET /api/v2/routing/queues";
constexpr char const jobs[] = "/api/v2/analytics/conversations/details/jobs";

std::uint64_t pages_of(std::uint64_t rows, std::uint64_t size, bool last_is_known)
{
    // Without a word about the end, only a page that is not full is the last one.
    return last_is_known ? std::max<std::uint64_t>(1, (rows + size - 1) / size) : rows / size + 1;
}

std::string number(std::uint64_t n)
{
    auto text = std::to_string(n);
    for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ' ');
    return text;
}

std::string time_text(std::uint64_t seconds)
{
    if (seconds < 120) return std::to_string(seconds) + " s";
    return std::to_string((seconds + 59) / 60) + " min";
}

} // namespace

std::vector<part_count> parts_of(options const& o)
{
    std::vector<part_count> out;
    bool const by_day = o.command == command::details || (o.command == command::recordings && o.conversations.empty());
    if (o.command == command::aggregates) {
        for (auto const& part : parts_between_spans(o.interval, o.granularity)) out.push_back({part, std::nullopt});
        return out;
    }
    if (!by_day) return {{o.interval, std::nullopt}};
    cogrant::interval_splitter splitter(o.interval);
    while (auto const part = splitter.next()) out.push_back({*part, std::nullopt});
    return out;
}

std::uint64_t plan::requests() const
{
    std::uint64_t n = 0;
    for (auto const& s : steps) n += s.times;
    return n;
}

std::uint64_t plan::rows() const
{
    std::uint64_t n = 0;
    for (auto const& part : parts) n += part.rows.value_or(0);
    return n;
}

plan plan_of(options const& o, std::vector<part_count> parts)
{
    plan out;
    out.parts = std::move(parts);
    out.known = o.command == command::aggregates || !o.conversations.empty() ||
                std::all_of(out.parts.begin(), out.parts.end(), [](auto const& part) { return part.rows.has_value(); });
    auto const size = static_cast<std::uint64_t>(std::max(o.page_size, 1));
    bool const details_query = o.command == command::details || o.command == command::recordings;
    bool const listing = !details_query || o.jobs;
    std::uint64_t pages = 0;
    bool more = !out.known;
    for (auto const& part : out.parts) {
        pages += pages_of(part.rows.value_or(0), size, listing);
        more = more || (!listing && part.rows.value_or(0) > reach); // it is halved
    }
    if (o.max_pages) pages = std::min<std::uint64_t>(pages, *o.max_pages);
    out.steps.push_back({1, false, "POST /oauth/token", o.user ? "unless the kept token is still good" : "the token"});
    auto const rows_each = number(size) + " rows each";
    if (o.command == command::users) {
        out.steps.push_back({pages, more, "GET /api/v2/users", rows_each});
    } else if (o.command == command::queues) {
        out.steps.push_back({pages, more, queues, rows_each});
    } else if (o.command == command::aggregates) {
        out.steps.push_back(
            {out.parts.size(), false, "POST /api/v2/analytics/conversations/aggregates/query", "the server counts"});
        out.steps.push_back({1, true, queues, "the names of the queues, 100 each"});
    } else if (o.command == command::recordings) {
        auto const named = static_cast<std::uint64_t>(o.conversations.size());
        if (named == 0) out.steps.push_back({pages, more, details, rows_each});
        out.steps.push_back(
            {named != 0 ? named : out.rows(), more && named == 0, "GET /api/v2/conversations/{id}/recordingmetadata",
             "one for each conversation"});
    } else if (o.command == command::query) {
        out.steps.push_back(
            {1, true, (o.body_file ? "POST " : "GET ") + o.path.substr(0, o.path.find('?')),
             "each page says whether there is another"});
    } else if (o.jobs) {
        auto const n = static_cast<std::uint64_t>(o.resume ? 1 : out.parts.size());
        out.steps.push_back({n, false, std::string("POST ") + jobs, "submit"});
        out.steps.push_back(
            {n, true, std::string("GET ") + jobs + "/{id}", "ask whether it is ready, every 0.5 to 10 s"});
        out.steps.push_back({pages, more, std::string("GET ") + jobs + "/{id}/results", rows_each});
        out.steps.push_back({n, false, std::string("DELETE ") + jobs + "/{id}", "tidy up"});
    } else {
        out.steps.push_back({pages, more, details, rows_each});
    }
    return out;
}

std::string explained(options const& o, plan const& p)
{
    std::string out;
    if (o.command == command::details || o.interval != cogrant::interval()) {
        for (auto const& part : p.parts) {
            out += cogrant::format_interval(part.when);
            if (part.rows) out += "  " + number(*part.rows) + " rows";
            if (part.rows.value_or(0) > reach && !o.jobs)
                out += o.resume ? ": more than a query gives, use --jobs" : ": more than a query gives, will be halved";
            out += "\n";
        }
    } else if (p.known) {
        out += number(p.rows()) + " rows\n";
    }
    std::size_t widest = 0;
    for (auto const& s : p.steps) widest = std::max(widest, s.request.size());
    for (auto const& s : p.steps) {
        auto const times = number(s.times) + (s.or_more ? "+" : "");
        out += std::string(times.size() < 8 ? 8 - times.size() : 0, ' ') + times + "  " + s.request +
               std::string(widest - s.request.size() + 2, ' ') + s.why + "\n";
    }
    constexpr std::uint64_t budget = cogrant::limiter_options::default_permits; // a minute
    constexpr std::uint64_t burst = budget / 15;
    auto const all = p.requests();
    bool const more = std::any_of(p.steps.begin(), p.steps.end(), [](auto const& s) { return s.or_more; });
    out +=
        number(all) + (more ? " requests or more" : " requests") + (o.concurrency > 1 ? ", a few more at the end" : "");
    if (all <= budget) out += ": " + std::to_string((all * 100 + budget - 1) / budget) + " % of one minute's budget";
    else out += ": all of the budget for " + time_text((all - burst) * 60 / budget);
    out += ", which is " + number(budget) + " a minute for each client id\n";
    return out;
}

} // namespace genesys_report
