// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REPORT_PAGE_HPP
#define COGRANT_REPORT_PAGE_HPP

#include <cogrant/codec/interval.hpp>
#include <cogrant/report/chart.hpp>
#include <cogrant/report/interactions.hpp>
#include <cogrant/report/page_style.hpp>
#include <cogrant/report/words.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::report {

/// What stands on a page beside the numbers.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class page_options {
public:
    page_options() = default;

    page_options& title(std::string text)
    {
        title_ = std::move(text);
        return *this;
    }
    /// Below the title, e.g. the organisation.
    page_options& subtitle(std::string text)
    {
        subtitle_ = std::move(text);
        return *this;
    }
    /// What was asked for; the pictures begin and end with it. Without it they show the time that has rows.
    page_options& interval(cogrant::interval const& asked) noexcept
    {
        interval_ = asked;
        return *this;
    }
    /// A line at the end of the page, e.g. where the numbers come from.
    page_options& note(std::string text)
    {
        notes_.push_back(std::move(text));
        return *this;
    }
    /// How many queues are drawn; the table has all of them. Default 12.
    page_options& queues_drawn(std::size_t n) noexcept
    {
        queues_drawn_ = n;
        return *this;
    }
    /// How many lines a table has at most. Default 5000.
    page_options& table_lines(std::size_t n) noexcept
    {
        table_lines_ = n;
        return *this;
    }

    std::string const& title() const noexcept { return title_; }
    std::string const& subtitle() const noexcept { return subtitle_; }
    cogrant::interval const& interval() const noexcept { return interval_; }
    std::vector<std::string> const& notes() const noexcept { return notes_; }
    std::size_t queues_drawn() const noexcept { return queues_drawn_; }
    std::size_t table_lines() const noexcept { return table_lines_; }

private:
    std::string title_ = "Interactions";
    std::string subtitle_;
    cogrant::interval interval_;
    std::vector<std::string> notes_;
    std::size_t queues_drawn_ = 12;
    std::size_t table_lines_ = 5000;
};

namespace detail {

inline std::string tile(char const* name, std::string const& value, std::string const& more)
{
    return std::string("<div><dt>") + name + "</dt><dd>" + value + "<small>" + more + "</small></dd></div>";
}

/// A section with a heading. Not for texts of the server.
inline std::string section(char const* id, char const* heading, std::string const& beside, std::string const& content)
{
    return std::string("<section id=\"") + id + "\"><div class=\"head\"><h2>" + heading + "</h2>" + beside + "</div>" +
           content + "</section>";
}

/// The cells of a line. `data-n` has the exact number, for programs that read the page.
inline std::string cells(interaction_sums const& s)
{
    auto const number = [](std::int64_t n, std::string const& text) {
        return "<td data-n=\"" + std::to_string(n) + "\">" + text + "</td>";
    };
    return number(s.offered, grouped(s.offered)) + number(s.answered, grouped(s.answered)) +
           number(s.abandoned, grouped(s.abandoned)) + "<td>" + percent(s.abandon_rate()) + "</td>" +
           number(s.handled, grouped(s.handled)) +
           number(s.handle_ms, s.handled > 0 ? span_of(s.average_handle_ms()) : "\xE2\x80\x93");
}

/// A table of lines that `name` names. The last line has the sums of all, shown or not.
template <class Lines, class Name>
std::string table(char const* first, Lines const& lines, interaction_sums const& total, std::size_t most, Name name)
{
    std::string out = "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">";
    out += first;
    for (auto const* column : {"Offered", "Answered", "Abandoned", "Rate", "Handled", "Avg. handle time"})
        out += std::string("</th><th scope=\"col\">") + column;
    out += "</th></tr></thead><tbody>";
    std::size_t n = 0;
    for (auto const& line : lines) {
        if (n++ == most) break;
        out += "<tr><th scope=\"row\">" + name(line) + "</th>" + cells(line.sums) + "</tr>";
    }
    out += "</tbody><tfoot><tr><th scope=\"row\">All</th>" + cells(total) + "</tr></tfoot></table></div>";
    if (lines.size() > most)
        out += "<p class=\"note\">The first " + grouped(static_cast<std::int64_t>(most)) + " of " +
               grouped(static_cast<std::int64_t>(lines.size())) + " lines.</p>";
    return out;
}

} // namespace detail

/** One page that needs nothing else: volume and handle time over time, abandonment by queue, and the tables beneath.

    No script, no other file, no address: it may be sent by mail, kept for years and opened without a network. It follows
    the reader's light or dark setting and fits a phone. Every text that came from a server is escaped; a content security
    policy in the page holds even if that fails.

    @par Source  HTML Living Standard; SVG 2; times are UTC
    @par Errors  none; numbers below 0 count as 0, sums stop at the largest number
    @par Limits  neighbours in time are drawn together so that a picture has at most 400 columns */
inline std::string html_page(std::span<interaction_row const> rows, page_options const& o = {})
{
    interaction_summary const summary(rows);
    auto const& total = summary.total();
    auto const& times = summary.over_time();
    std::string out =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:\"><meta name=\"referrer\" content=\"no-referrer\"><link rel=\"icon\" href=\"data:,\">"
        "<title>";
    out += escaped(o.title()) + "</title><style>";
    out.append(detail::page_style).append("</style></head><body><main><header><h1>");
    out += escaped(o.title()) + "</h1><p>";
    if (!o.subtitle().empty()) out += "<bdi>" + escaped(o.subtitle()) + "</bdi>";
    detail::time_scale const when(o.interval(), times);
    if (when.from() < when.to()) {
        if (!o.subtitle().empty()) out += " \xC2\xB7 ";
        out += period(when.from(), when.to()) + ", UTC";
    }
    out += "</p></header><dl class=\"tiles\">";
    out += detail::tile(
        "Offered", grouped(total.offered),
        summary.by_queue().size() == 1
            ? "in 1 queue"
            : "in " + grouped(static_cast<std::int64_t>(summary.by_queue().size())) + " queues");
    out += detail::tile("Answered", grouped(total.answered), percent(total.answer_rate()));
    out += detail::tile("Abandoned", grouped(total.abandoned), percent(total.abandon_rate()));
    out += detail::tile(
        "Average handle time", total.handled > 0 ? span_of(total.average_handle_ms()) : "\xE2\x80\x93",
        "of " + grouped(total.handled) + " handled");
    out += "</dl>";
    if (rows.empty()) {
        out += "<section><p class=\"note\">There was nothing in this time.</p></section>";
    } else {
        if (!times.empty()) {
            out += detail::section(
                "volume", "Volume over time",
                "<div class=\"legend\"><span><i class=\"a\"></i>offered</span><span><i class=\"b\"></i>of them "
                "abandoned</span></div>",
                volume_chart(times, o.interval()));
            if (total.handled > 0)
                out +=
                    detail::section("handle-time", "Average handle time", {}, handle_time_chart(times, o.interval()));
        }
        out += detail::section(
            "abandonment", "Abandoned, by queue", {}, abandonment_chart(summary.by_queue(), o.queues_drawn()));
        out += detail::section(
            "queues", "Queues", {},
            detail::table("Queue", summary.by_queue(), total, o.table_lines(), [](interactions_there const& q) {
                return "<bdi>" + escaped(q.queue.empty() ? "(no queue)" : q.queue) + "</bdi>";
            }));
        if (!times.empty())
            out += "<section id=\"times\"><details><summary>The same by time</summary>" +
                   detail::table(
                       "Time (UTC)", times, total, o.table_lines(),
                       [](interactions_then const& t) { return span_between(t.from, t.to); }) +
                   "</details></section>";
    }
    out += "<footer>";
    for (auto const& note : o.notes()) out += "<p>" + escaped(note) + "</p>";
    if (summary.untimed() != 0)
        out += "<p>" + grouped(static_cast<std::int64_t>(summary.untimed())) +
               " rows without a usable time are in the sums.</p>";
    return out + "</footer></main></body></html>\n";
}

} // namespace cogrant::report

#endif // COGRANT_REPORT_PAGE_HPP
