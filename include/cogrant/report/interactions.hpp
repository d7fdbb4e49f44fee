// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REPORT_INTERACTIONS_HPP
#define COGRANT_REPORT_INTERACTIONS_HPP

#include <cogrant/codec/time.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

// The numbers of a report: what a contact centre took in, by span of time and by queue, and their sums.

namespace cogrant::report {

/// What happened in one span of time in one queue. A row of the CSV as well: `csv::header<interaction_row>`. Numbers are
/// sums, so that rows can be added; averages and rates come from them.
struct interaction_row {
    timestamp from{};
    timestamp to{}; ///< no longer belongs to the span
    std::string queue{}; ///< a name that people know; empty when the interaction was in none
    std::string media{}; ///< voice, chat, …; empty when not asked for
    std::int64_t offered = 0;
    std::int64_t answered = 0;
    std::int64_t abandoned = 0;
    std::int64_t handled = 0; ///< how many have a handle time
    std::int64_t handle_ms = 0; ///< all handle times together
};

/// Sums of rows. They stop at the largest number instead of turning over, and negative numbers count as 0.
struct interaction_sums {
    std::int64_t offered = 0;
    std::int64_t answered = 0;
    std::int64_t abandoned = 0;
    std::int64_t handled = 0;
    std::int64_t handle_ms = 0;

    /// A row, or sums of others.
    template <class Numbers>
    void add(Numbers const& more) noexcept
    {
        grow(offered, more.offered);
        grow(answered, more.answered);
        grow(abandoned, more.abandoned);
        grow(handled, more.handled);
        grow(handle_ms, more.handle_ms);
    }
    /// Of those offered, how many left before they were answered, from 0 to 1. 0 when none was offered.
    double abandon_rate() const noexcept { return share(abandoned); }
    /// Of those offered, how many were answered.
    double answer_rate() const noexcept { return share(answered); }
    /// Average handle time in milliseconds. 0 when nothing was handled.
    double average_handle_ms() const noexcept
    {
        return handled > 0 ? static_cast<double>(handle_ms) / static_cast<double>(handled) : 0;
    }

    friend bool operator==(interaction_sums const&, interaction_sums const&) = default;

private:
    static void grow(std::int64_t& sum, std::int64_t more) noexcept
    {
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        if (more > 0) sum = sum > most - more ? most : sum + more;
    }
    double share(std::int64_t part) const noexcept
    {
        if (offered <= 0) return 0;
        return std::min(1.0, static_cast<double>(part) / static_cast<double>(offered));
    }
};

/// One span of time, all queues together.
struct interactions_then {
    timestamp from{};
    timestamp to{};
    interaction_sums sums;
};

/// One queue, all of the time.
struct interactions_there {
    std::string queue;
    interaction_sums sums;
};

/// The rows, added up in the ways that a page shows them.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class interaction_summary {
public:
    interaction_summary() = default;
    /// Rows whose span ends before it begins are in the sums of their queue and in the total, and `untimed` counts them.
    explicit interaction_summary(std::span<interaction_row const> rows);

    interaction_sums const& total() const noexcept { return total_; }
    /// In order of time; spans without a row are not there.
    std::vector<interactions_then> const& over_time() const noexcept { return over_time_; }
    /// The busiest first, then by name.
    std::vector<interactions_there> const& by_queue() const noexcept { return by_queue_; }
    std::size_t untimed() const noexcept { return untimed_; }

private:
    interaction_sums total_;
    std::vector<interactions_then> over_time_;
    std::vector<interactions_there> by_queue_;
    std::size_t untimed_ = 0;
};

inline interaction_summary::interaction_summary(std::span<interaction_row const> rows)
{
    std::map<std::pair<timestamp, timestamp>, interaction_sums> times;
    std::map<std::string, interaction_sums, std::less<>> queues;
    for (auto const& row : rows) {
        total_.add(row);
        queues[row.queue].add(row);
        if (row.from < row.to) times[{row.from, row.to}].add(row);
        else ++untimed_;
    }
    for (auto const& [when, sums] : times) over_time_.push_back({when.first, when.second, sums});
    for (auto const& [queue, sums] : queues) by_queue_.push_back({queue, sums});
    std::sort(by_queue_.begin(), by_queue_.end(), [](auto const& a, auto const& b) {
        return std::tie(b.sums.offered, a.queue) < std::tie(a.sums.offered, b.queue);
    });
}

/// Neighbours put together until about `most` are left, each of them as long as the others, so that every one can be drawn.
/// Sums stay what they are, and a time without rows stays one.
inline std::vector<interactions_then> coarser(std::vector<interactions_then> const& fine, std::int64_t most)
{
    std::int64_t longest = 1;
    timestamp end{};
    for (auto const& s : fine) {
        longest = std::max<std::int64_t>(longest, (s.to - s.from).count());
        end = std::max(end, s.to);
    }
    if (fine.empty() || most <= 0) return fine;
    auto const begin = fine.front().from;
    auto const each = ((end - begin).count() / most + longest) / longest; // spans in one
    if (each <= 1 && static_cast<std::int64_t>(fine.size()) <= most) return fine;
    auto const length = std::chrono::milliseconds(each * longest);
    std::vector<interactions_then> out;
    for (auto const& s : fine) {
        auto const from = begin + (s.from - begin) / length * length;
        if (out.empty() || out.back().from != from) out.push_back({from, from + length, {}});
        out.back().sums.add(s.sums);
    }
    return out;
}

} // namespace cogrant::report

#endif // COGRANT_REPORT_INTERACTIONS_HPP
