// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_DEADLINE_HPP
#define COGRANT_PIPELINE_DEADLINE_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/pipeline/stage.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace cogrant {

/// Sets one deadline for everything beneath: queueing, token, permits, waits, every try. An earlier deadline of the
/// exchange stays.
/// @par Thread safety  distinct objects: safe; shared object: safe when the next transport is
template <http::transport Next, monotonic_clock Clock = std::chrono::steady_clock>
class deadline_transport {
public:
    static constexpr bool proves_possession = detail::proves_possession<Next>;

    deadline_transport(duration limit, Next next) : limit_(limit), next_(std::move(next)) {}

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        x.deadline = std::min(x.deadline, deadline_after(Clock::now(), limit_));
        return next_.send(x);
    }

private:
    duration limit_;
    Next next_;
};

template <monotonic_clock Clock>
struct deadline_stage {
    static constexpr stage_rank rank = stage_rank::deadline;
    duration limit;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return deadline_transport<Next, Clock>(limit, std::move(next));
    }
};

/// A stage: each request, all its tries and waits together, takes at most this long.
template <monotonic_clock Clock = std::chrono::steady_clock>
deadline_stage<Clock> deadline(duration limit)
{
    return {limit};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_DEADLINE_HPP
