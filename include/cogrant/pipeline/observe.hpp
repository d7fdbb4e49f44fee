// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_OBSERVE_HPP
#define COGRANT_PIPELINE_OBSERVE_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/pipeline/stage.hpp>

#include <chrono>
#include <utility>

namespace cogrant {

/** Tells a listener of every request: that it begins, all that the stages beneath report, and how it ended after how long.
    A hook that the exchange brings along is kept.

    @par Cancellation   as the next transport; a request that is cancelled or destroyed is told as ended all the same
    @par Thread safety  distinct objects: safe; shared object: safe when the listener and the next transport are */
template <http::transport Next, monotonic_clock Clock = std::chrono::steady_clock>
class observe_transport {
public:
    static constexpr bool proves_possession = detail::proves_possession<Next>;

    observe_transport(http::event_hook hook, Next next) : hook_(hook), next_(std::move(next)) {}

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        bool const lent = !x.hook && hook_;
        if (lent) x.hook = hook_;
        if (!x.hook) return next_.send(x);
        return observed(x, lent);
    }

private:
    // Ends the story on every way out.
    struct narrator {
        narrator(http::exchange& of, bool borrowed) : x(of), lent(borrowed), began(Clock::now())
        {
            x.attempts = 0;
            x.reused = false;
            x.hook(event_of(x, http::event::kind::request));
        }
        narrator(narrator const&) = delete;
        ~narrator()
        {
            auto e = event_of(x, http::event::kind::done);
            e.status = status;
            e.code = code;
            e.total = Clock::now() - began;
            x.hook(e);
            if (lent) x.hook = {};
        }
        http::exchange& x;
        bool const lent;
        time_point const began;
        unsigned status = 0;
        error_code code = asio::error::operation_aborted;
    };

    asio::awaitable<result<http::response>> observed(http::exchange& x, bool lent)
    {
        narrator story(x, lent);
        auto trying = next_.send(x);
        auto outcome = co_await std::move(trying);
        story.status = outcome ? outcome->status : 0;
        story.code = outcome ? error_code() : outcome.error().code();
        co_return outcome;
    }

    http::event_hook hook_;
    Next next_;
};

template <monotonic_clock Clock>
struct observe_stage {
    static constexpr stage_rank rank = stage_rank::observe;
    http::event_hook hook;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return observe_transport<Next, Clock>(hook, std::move(next));
    }
};

/// A stage, the outermost: `observe(log.hook()) | deadline(30s) | … | send(pool)`. What the hook refers to must outlive the
/// pipeline.
template <monotonic_clock Clock = std::chrono::steady_clock>
observe_stage<Clock> observe(http::event_hook hook)
{
    return {hook};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_OBSERVE_HPP
