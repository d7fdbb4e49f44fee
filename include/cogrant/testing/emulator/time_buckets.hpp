// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_TIME_BUCKETS_HPP
#define COGRANT_TESTING_EMULATOR_TIME_BUCKETS_HPP

#include <cogrant/testing/emulator/iso_time.hpp>
#include <cogrant/testing/emulator/problem.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing::detail {

/// An interval cut at the edges of a granularity, in UTC: PT30M, PT1H, P1D, P1W, P1M. The first and the last piece may be
/// shorter. Without a granularity it is one piece.
class time_buckets {
public:
    std::optional<problem> cut(interval whole, std::string_view granularity)
    {
        edges_ = {whole.begin};
        if (granularity == "P1M") {
            namespace chrono = std::chrono;
            using stamp = chrono::sys_time<chrono::milliseconds>;
            chrono::year_month_day const day(chrono::floor<chrono::days>(stamp(chrono::milliseconds(whole.begin))));
            for (auto month = day.year() / day.month() + chrono::months(1);; month += chrono::months(1)) {
                auto const first = chrono::sys_days(month / 1).time_since_epoch();
                auto const edge = chrono::milliseconds(first).count();
                if (edge >= whole.end) break;
                edges_.push_back(edge);
            }
        } else if (!granularity.empty()) {
            auto const step = parse_iso_duration(granularity);
            if (!step || *step < 60'000) return bad_request("granularity is not a period", "invalid.value");
            if ((whole.end - whole.begin) / *step > 20'000)
                return bad_request("The granularity is too fine for this interval");
            // Weeks begin on Monday; 1 January 1970 was a Thursday.
            auto const shift = granularity.ends_with('W') ? 4 * ms_per_day : 0;
            auto const before = (whole.begin - shift) / *step * *step + shift;
            for (auto edge = before + *step; edge < whole.end; edge += *step)
                if (edge > whole.begin) edges_.push_back(edge);
        }
        edges_.push_back(whole.end);
        return std::nullopt;
    }

    std::size_t size() const noexcept { return edges_.size() - 1; }
    interval at(std::size_t k) const noexcept { return {edges_[k], edges_[k + 1]}; }
    /// The piece that a point in time falls into; none outside.
    std::optional<std::size_t> find(std::int64_t ms) const noexcept
    {
        if (ms < edges_.front() || ms >= edges_.back()) return std::nullopt;
        auto const next = std::upper_bound(edges_.begin(), edges_.end(), ms);
        return static_cast<std::size_t>(next - edges_.begin()) - 1;
    }
    /// As the platform labels it.
    std::string label(std::size_t k) const
    {
        std::string out;
        append_iso(out, edges_[k]);
        out += '/';
        append_iso(out, edges_[k + 1]);
        return out;
    }

private:
    std::vector<std::int64_t> edges_{0, 0};
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_TIME_BUCKETS_HPP
