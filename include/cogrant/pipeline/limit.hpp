// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_LIMIT_HPP
#define COGRANT_PIPELINE_LIMIT_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/pipeline/stage.hpp>
#include <cogrant/policy/rate_limiter.hpp>

#include <chrono>
#include <utility>

namespace cogrant {

/** Takes a permit of the rate limiter before each try and tells it what the server answered.

    @par Errors         retry_errc::limiter_past_deadline, with phase::limiter
    @par Cancellation   terminal: the permit goes back
    @par Thread safety  distinct objects: safe; shared object: safe when the next transport is */
template <http::transport Next, monotonic_clock Clock = std::chrono::steady_clock>
class limit_transport {
public:
    static constexpr bool proves_possession = detail::proves_possession<Next>;

    limit_transport(basic_rate_limiter<Clock> limiter, Next next) : limiter_(std::move(limiter)), next_(std::move(next))
    {
    }

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        auto const now = Clock::now();
        if (!limiter_.try_acquire(now)) {
            x.where = phase::limiter;
            if (x.hook) {
                auto e = event_of(x, http::event::kind::wait);
                e.wait_for = limiter_.forecast(now) - now;
                e.reason = "the rate limit is used up";
                x.hook(e);
            }
            auto acquiring = limiter_.acquire(x.deadline);
            auto const refused = co_await std::move(acquiring);
            if (refused) co_return x.fail(refused);
            x.where = phase::none;
        }
        // Every permit is accounted for, also when the try is cancelled.
        struct permit {
            explicit permit(basic_rate_limiter<Clock>& l) : limiter(l) {}
            permit(permit const&) = delete;
            ~permit()
            {
                if (!reported) limiter.learn(http::headers(), 0);
            }
            basic_rate_limiter<Clock>& limiter;
            bool reported = false;
        } used(limiter_);
        auto trying = next_.send(x);
        auto outcome = co_await std::move(trying);
        if (outcome) {
            limiter_.learn(outcome->headers, outcome->status);
            used.reported = true;
        }
        co_return outcome;
    }

private:
    basic_rate_limiter<Clock> limiter_;
    Next next_;
};

template <monotonic_clock Clock>
struct limit_stage {
    static constexpr stage_rank rank = stage_rank::limit;
    basic_rate_limiter<Clock> limiter;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return limit_transport<Next, Clock>(limiter, std::move(next));
    }
};

/// A stage: keeps below the server's rate limit. Give copies of one limiter to all who share a credential.
template <monotonic_clock Clock>
limit_stage<Clock> limit(basic_rate_limiter<Clock> limiter)
{
    return {std::move(limiter)};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_LIMIT_HPP
