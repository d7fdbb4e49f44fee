// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_CONNECT_TURN_HPP
#define COGRANT_HTTP_DETAIL_CONNECT_TURN_HPP

#include <cogrant/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace cogrant::http::detail {

/// Until when one address may be tried, so that those after it get their turn: an even share of what is left, for all but
/// the last no more than 2 s. A first packet that got lost is sent again after 1 s.
inline time_point connect_turn(time_point now, time_point until, std::size_t left) noexcept
{
    if (left <= 1) return until;
    auto const patience = duration(std::chrono::seconds(2));
    return now + std::min(patience, (until - now) / static_cast<duration::rep>(left));
}

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_CONNECT_TURN_HPP
