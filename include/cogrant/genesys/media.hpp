// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_MEDIA_HPP
#define COGRANT_GENESYS_MEDIA_HPP

#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// Voice quality as one media endpoint saw it.
struct media_endpoint_stat {
    std::vector<std::string> codecs{};
    std::optional<std::int64_t> discarded_packets{};
    std::optional<std::int64_t> duplicate_packets{};
    std::optional<timestamp> event_time{};
    std::optional<std::int64_t> invalid_packets{};
    std::optional<std::int64_t> max_latency_ms{};
    std::optional<double> min_mos{};
    std::optional<double> min_r_factor{};
    std::optional<std::int64_t> overrun_packets{};
    std::optional<std::int64_t> received_packets{};
    std::optional<std::int64_t> underrun_packets{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_MEDIA_HPP
