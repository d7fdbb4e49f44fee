// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_SPANS_HPP
#define GENESYS_REPORT_SPANS_HPP

#include <cogrant/codec/interval.hpp>

#include <optional>
#include <string_view>
#include <vector>

// How long times are asked for when the server counts: in parts that cut none of the spans it counts by. Pure.

namespace genesys_report {

/// Parts of at most 31 days, in order. One part where it is not known where the spans of a granularity end.
std::vector<cogrant::interval> parts_between_spans(cogrant::interval const& whole, std::string_view granularity);

/// Where to halve a part that is too much for one answer; none when it is a single span.
std::optional<cogrant::timestamp> middle_between_spans(cogrant::interval const& part, std::string_view granularity);

} // namespace genesys_report

#endif // GENESYS_REPORT_SPANS_HPP
