// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REPORT_CHART_HPP
#define COGRANT_REPORT_CHART_HPP

#include <cogrant/codec/interval.hpp>
#include <cogrant/report/interactions.hpp>
#include <cogrant/report/words.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

// Pictures of a report as HTML with inline SVG. The shapes are stretched to whatever width there is; words stand beside them
// as HTML, so that they keep their size on a phone. Each shape has a <title>, which browsers show without a script.

namespace cogrant::report {

namespace detail {

constexpr double chart_width = 1000; // of the view box; the height is 100
constexpr std::int64_t most_columns = 400;

/// Round numbers from 0 to at least the largest value, in three to five steps.
inline std::vector<double> count_ticks(double most)
{
    double step = 1;
    while (step * 5 < most) {
        constexpr double factors[] = {2, 2.5, 2}; // 1, 2, 5, 10, …
        for (double const factor : factors) {
            if (step * 5 >= most) break;
            step *= factor;
        }
    }
    std::vector<double> out{0};
    do out.push_back(out.back() + step);
    while (out.back() < most && out.size() < 8);
    return out;
}

/// The same for milliseconds: steps that people use for time.
inline std::vector<double> time_ticks(double most)
{
    constexpr double seconds[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400};
    for (double const s : seconds)
        if (s * 4000 >= most) {
            std::vector<double> out{0};
            do out.push_back(out.back() + s * 1000);
            while (out.back() < most);
            return out;
        }
    auto days = count_ticks(most / 86400000);
    for (auto& tick : days) tick *= 86400000;
    return days;
}

/// A place on the axis of time and what stands there.
struct time_mark {
    timestamp at;
    std::string text;
};

inline std::vector<time_mark> time_marks(timestamp from, timestamp to)
{
    constexpr std::int64_t minutes[] = {5, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 5760, 10080, 20160, 43200};
    auto const all = std::chrono::floor<std::chrono::minutes>(to - from).count();
    auto step = std::chrono::minutes(all / 7 + 1);
    for (auto const candidate : minutes)
        if (candidate * 8 >= all) {
            step = std::chrono::minutes(candidate);
            break;
        }
    std::vector<time_mark> out;
    auto at = timestamp(std::chrono::floor<std::chrono::days>(from).time_since_epoch());
    while (at < from) at += step;
    for (; at < to; at += step) {
        bool const midnight = std::chrono::floor<std::chrono::days>(at) == at;
        out.push_back({at, midnight ? day_of(at) : time_of(at)});
    }
    return out;
}

/// Where things are on the axis of time, in units of the view box.
class time_scale {
public:
    /// All of the interval, and what lies outside of it as well.
    time_scale(interval const& asked, std::span<interactions_then const> spans) : from_(asked.from), to_(asked.to)
    {
        if (spans.empty()) return;
        bool const none = from_ >= to_;
        from_ = none ? spans.front().from : std::min(from_, spans.front().from);
        to_ = none ? from_ : to_;
        for (auto const& s : spans) to_ = std::max(to_, s.to);
    }
    timestamp from() const noexcept { return from_; }
    timestamp to() const noexcept { return to_; }
    double at(timestamp t) const noexcept
    {
        auto const all = static_cast<double>((to_ - from_).count());
        return all > 0 ? chart_width * static_cast<double>((t - from_).count()) / all : 0;
    }

private:
    timestamp from_;
    timestamp to_;
};

/// The frame around the shapes: grid, words at both axes.
template <class Say>
std::string
framed(std::string shapes, std::string const& label, time_scale const& when, std::vector<double> const& ticks, Say say)
{
    auto const top = ticks.back();
    std::string out = "<div class=\"plot\"><div class=\"y\" aria-hidden=\"true\">";
    std::string grid;
    for (double const tick : ticks) {
        auto const height = 100 * tick / top;
        out += "<span style=\"bottom:" + fixed(height, 2) + "%\">" + say(tick) + "</span>";
        grid += "<path class=\"grid\" d=\"M0 " + fixed(100 - height, 2) + "h1000\"/>";
    }
    out += "</div><svg viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" +
           escaped(label) + "\">" + grid + shapes + "</svg><div class=\"x\" aria-hidden=\"true\">";
    std::size_t n = 0;
    for (auto const& mark : time_marks(when.from(), when.to())) {
        auto const left = when.at(mark.at) / 10;
        if (left > 90) continue; // no room for the words
        out += std::string("<span") + (n++ % 2 == 1 ? " class=\"odd\"" : "") + " style=\"left:" + fixed(left, 2) +
               "%\">" + mark.text + "</span>";
    }
    return out + "</div></div>";
}

} // namespace detail

/// Columns of what was offered in each span of time, and within them what was abandoned.
inline std::string volume_chart(std::vector<interactions_then> const& spans, interval const& asked)
{
    auto const drawn = coarser(spans, detail::most_columns);
    detail::time_scale const when(asked, drawn);
    std::int64_t most = 0;
    for (auto const& s : drawn) most = std::max(most, s.sums.offered);
    auto const ticks = detail::count_ticks(static_cast<double>(most));
    std::string shapes;
    for (auto const& s : drawn) {
        auto const left = when.at(s.from);
        auto const width = (when.at(s.to) - left) * (drawn.size() > 60 ? 1 : 0.84);
        auto const bar = [&](char const* kind, std::int64_t n) {
            if (n <= 0) return;
            auto const height = 100 * static_cast<double>(n) / ticks.back();
            shapes += std::string("<rect class=\"") + kind + "\" x=\"" + fixed(left, 2) + "\" y=\"" +
                      fixed(100 - height, 2) + "\" width=\"" + fixed(width, 2) + "\" height=\"" + fixed(height, 2) +
                      "\"/>";
        };
        shapes += "<g><title>" + span_between(s.from, s.to) + ": " + grouped(s.sums.offered) + " offered, " +
                  grouped(s.sums.abandoned) + " abandoned</title>";
        bar("one", s.sums.offered);
        bar("two", std::min(s.sums.abandoned, s.sums.offered));
        shapes += "</g>";
    }
    return detail::framed(std::move(shapes), "Interactions offered and abandoned over time", when, ticks, [](double n) {
        constexpr double most_shown = 9e18; // the mark above the largest number there is would be none
        return grouped(static_cast<std::int64_t>(std::min(n, most_shown)));
    });
}

/// A line of the average handle time. It is broken where nothing was handled.
inline std::string handle_time_chart(std::vector<interactions_then> const& spans, interval const& asked)
{
    auto const drawn = coarser(spans, detail::most_columns);
    detail::time_scale const when(asked, drawn);
    double most = 0;
    for (auto const& s : drawn) most = std::max(most, s.sums.average_handle_ms());
    auto const ticks = detail::time_ticks(most);
    std::string line, area, points, run_begin;
    double last_x = 0;
    bool open = false;
    auto const close = [&] {
        if (open) area += " L" + fixed(last_x, 2) + " 100 L" + run_begin + " 100Z";
        open = false;
    };
    timestamp reached{};
    for (auto const& s : drawn) {
        if (s.sums.handled <= 0) continue;
        if (open && s.from > reached) close();
        auto const x = (when.at(s.from) + when.at(s.to)) / 2;
        auto const at = fixed(x, 2) + " " + fixed(100 - 100 * s.sums.average_handle_ms() / ticks.back(), 2);
        if (!open) run_begin = fixed(x, 2);
        line += (open ? " L" : " M") + at;
        area += (open ? " L" : " M") + at;
        points += "<path class=\"dot\" d=\"M" + at + "h0\"><title>" + span_between(s.from, s.to) + ": " +
                  span_of(s.sums.average_handle_ms()) + " on average, " + grouped(s.sums.handled) +
                  " handled</title></path>";
        open = true;
        last_x = x;
        reached = s.to;
    }
    close();
    if (drawn.size() > 60) { // dots would hide the line
        for (std::size_t at = 0; (at = points.find("class=\"dot\"", at)) != std::string::npos; at += 11)
            points.replace(at, 11, "class=\"far\"");
    }
    return detail::framed(
        "<path class=\"area\" d=\"" + area + "\"/><path class=\"line\" d=\"" + line + "\"/>" + points,
        "Average handle time over time", when, ticks, [](double ms) { return span_of(ms); });
}

/// Bars of the share that was abandoned, the highest first; at most `most` of the queues that were offered anything.
inline std::string abandonment_chart(std::vector<interactions_there> queues, std::size_t most)
{
    std::erase_if(queues, [](auto const& q) { return q.sums.offered <= 0; });
    auto const rank = [](auto const& q) { return std::pair(q.sums.abandon_rate(), q.sums.offered); };
    std::sort(queues.begin(), queues.end(), [&](auto const& a, auto const& b) {
        if (auto const x = rank(a), y = rank(b); x != y) return x > y;
        return a.queue < b.queue;
    });
    auto const left_out = queues.size() > most ? queues.size() - most : 0;
    queues.resize(queues.size() - left_out);
    double whole = 1; // of a bar: round, and never so little that 1 % looks like all of them
    for (double const share : {0.5, 0.25, 0.1, 0.05})
        if (queues.empty() || queues.front().sums.abandon_rate() <= share) whole = share;
    std::string out = "<ul class=\"bars\">";
    for (auto const& q : queues) {
        auto const rate = q.sums.abandon_rate();
        out += "<li><span class=\"name\"><bdi>" + escaped(q.queue.empty() ? "(no queue)" : q.queue) +
               "</bdi></span><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" +
               percent(rate) +
               " abandoned\"><rect class=\"rest\" width=\"100\" height=\"10\"/><rect class=\"two\" width=\"" +
               fixed(100 * rate / whole, 2) + "\" height=\"10\"/></svg><span class=\"rate\">" + percent(rate) +
               " <small>" + grouped(q.sums.abandoned) + " of " + grouped(q.sums.offered) + "</small></span></li>";
    }
    out += "</ul>";
    if (whole < 1)
        out += "<p class=\"note\">A full bar is " + fixed(100 * whole, 0) + "\xE2\x80\xAF% of those offered.</p>";
    if (left_out != 0)
        out += "<p class=\"note\">" + grouped(static_cast<std::int64_t>(left_out)) + " more in the table.</p>";
    return out;
}

} // namespace cogrant::report

#endif // COGRANT_REPORT_CHART_HPP
