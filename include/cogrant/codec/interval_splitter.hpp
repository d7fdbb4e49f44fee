// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_INTERVAL_SPLITTER_HPP
#define COGRANT_CODEC_INTERVAL_SPLITTER_HPP

#include <cogrant/codec/interval.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cogrant {

/// How an interval is split. Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class split_options {
public:
    split_options() = default;

    /// The longest part that is asked for. 31 days by default.
    split_options& longest(std::chrono::milliseconds d) noexcept
    {
        longest_ = std::max(d, std::chrono::milliseconds(1));
        return *this;
    }
    /// Parts are not halved below this. One hour by default.
    split_options& least(std::chrono::milliseconds d) noexcept
    {
        least_ = std::max(d, std::chrono::milliseconds(1));
        return *this;
    }
    /// The rows that the server gives of one part at most; 0 when it has no such limit. 100 000 by default.
    split_options& reach(std::uint64_t rows) noexcept
    {
        reach_ = rows;
        return *this;
    }
    /// Parts from the last to the first, for listings in descending order. Off by default.
    split_options& latest_first(bool yes) noexcept
    {
        latest_first_ = yes;
        return *this;
    }

    std::chrono::milliseconds longest() const noexcept { return longest_; }
    std::chrono::milliseconds least() const noexcept { return least_; }
    std::uint64_t reach() const noexcept { return reach_; }
    bool latest_first() const noexcept { return latest_first_; }

private:
    std::chrono::milliseconds longest_ = std::chrono::hours(31 * 24);
    std::chrono::milliseconds least_ = std::chrono::hours(1);
    std::uint64_t reach_ = 100000;
    bool latest_first_ = false;
};

/// Why a part should be smaller.
enum class split_reason {
    none, ///< it should not: the answer has another reason
    slow, ///< the server could not do it in time
    too_many ///< there are more rows than the server gives
};

/** Decides into which parts an interval is split, when a part is halved, and which rows are new. No I/O.

    Parts end at midnight UTC as long as they are longer than a day, since listings that match by the day of the start then
    give no row twice. Where parts overlap all the same (rows that last, days that two parts touch, the beginning of a part
    that was halved) the id tells.

    @code
    while (auto part = splitter.next()) {       // ask for *part; for each row: if (splitter.fresh(id)) use(row);
        if (failed && !splitter.halve(reason)) break;
    }
    @endcode

    @par Thread safety  distinct objects: safe; shared object: unsafe
    @par Limits         remembers the ids of a part and of those that touch it */
class interval_splitter {
public:
    explicit interval_splitter(interval whole, split_options options = {}) : options_(options), rest_(whole) {}

    /// The next part; nothing at the end.
    std::optional<interval> next()
    {
        if (!halves_.empty()) {
            part_ = halves_.back();
            halves_.pop_back();
        } else if (more_) {
            part_ = cut_longest();
        } else {
            return std::nullopt;
        }
        rows_ = largest_page_ = 0;
        forget();
        return part_;
    }

    /// A page of the part came, with so many rows.
    void page(std::size_t rows) noexcept
    {
        rows_ += rows;
        largest_page_ = std::max<std::uint64_t>(largest_page_, rows);
    }

    /// Whether a row is new. One without an id always is. Of a part with more rows than the reach, which shows that there
    /// is none, no more ids are kept.
    bool fresh(std::string_view id)
    {
        if (id.empty()) return true;
        auto at = seen_.find(id);
        bool const added = at == seen_.end();
        if (!added) at->second = {std::min(at->second.from, part_.from), std::max(at->second.to, part_.to)};
        else if (!boundless()) seen_.emplace(std::string(id), part_);
        return added;
    }

    /// Whether the next page would be beyond what the server gives, so that a refusal means just that.
    bool at_reach() const noexcept
    {
        return options_.reach() != 0 && rows_ != 0 && rows_ + largest_page_ > options_.reach();
    }
    /// Whether so many rows, as the server says, can never be read as one part.
    bool beyond_reach(std::uint64_t total) const noexcept { return options_.reach() != 0 && total > options_.reach(); }

    /// Puts the halves of the part in its place. False when it cannot be halved any more.
    bool halve(split_reason why)
    {
        auto const cut = middle(part_);
        if (why == split_reason::none || !cut || boundless()) return false;
        interval const early{part_.from, *cut};
        interval const late{*cut, part_.to};
        halves_.push_back(options_.latest_first() ? early : late);
        halves_.push_back(options_.latest_first() ? late : early);
        return true;
    }

private:
    struct id_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view id) const noexcept { return std::hash<std::string_view>()(id); }
    };

    bool boundless() const noexcept { return options_.reach() != 0 && rows_ > options_.reach(); }

    static timestamp midnight(timestamp t) { return std::chrono::floor<std::chrono::days>(t); }
    static timestamp next_midnight(timestamp t) { return std::chrono::ceil<std::chrono::days>(t); }

    // As long as is allowed, ending (or, latest first, beginning) at midnight if that can be.
    interval cut_longest()
    {
        auto out = rest_;
        more_ = rest_.to - rest_.from > options_.longest();
        if (!more_) return out;
        if (options_.latest_first()) {
            out.from = rest_.to - options_.longest();
            if (auto const day = next_midnight(out.from); day < rest_.to) out.from = day;
            rest_.to = out.from;
        } else {
            out.to = rest_.from + options_.longest();
            if (auto const day = midnight(out.to); day > rest_.from) out.to = day;
            rest_.from = out.to;
        }
        return out;
    }

    std::optional<timestamp> middle(interval const& i) const
    {
        auto const length = i.to - i.from;
        if (length / 2 < options_.least()) return std::nullopt;
        auto const half = i.from + length / 2;
        if (length <= std::chrono::hours(24)) return half;
        if (auto const day = midnight(half); day > i.from) return day;
        return next_midnight(half); // before the end, which is more than half a day away
    }

    // What no later part can give again: days of the start count as a whole.
    void forget()
    {
        auto const from = midnight(part_.from);
        auto const to = next_midnight(part_.to);
        for (auto at = seen_.begin(); at != seen_.end();)
            at = at->second.to < from || at->second.from > to ? seen_.erase(at) : std::next(at);
    }

    split_options options_;
    interval rest_;
    bool more_ = true;
    std::vector<interval> halves_; // the next one last
    interval part_;
    std::uint64_t rows_ = 0;
    std::uint64_t largest_page_ = 0;
    std::unordered_map<std::string, interval, id_hash, std::equal_to<>> seen_; // with the span of parts that gave them
};

} // namespace cogrant

#endif // COGRANT_CODEC_INTERVAL_SPLITTER_HPP
