// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_LIMIT_HPP
#define COGRANT_PIPELINE_LIMIT_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/pipeline/stage.hpp>
#include <cogrant/policy/keyed_limiter.hpp>
#include <cogrant/policy/rate_limiter.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace cogrant {

/** Takes a permit of the rate limiter before each try and tells it what the server answered; before that one of the
    request's own key, if there is a `keyed_limiter`.

    @par Errors         retry_errc::limiter_past_deadline, with phase::limiter
    @par Cancellation   terminal: the permits go back
    @par Thread safety  distinct objects: safe; shared object: safe when the next transport is */
template <http::transport Next, monotonic_clock Clock = std::chrono::steady_clock>
class limit_transport {
    using limiter = basic_rate_limiter<Clock>;
    using keyed = std::optional<basic_keyed_limiter<Clock>>;

public:
    static constexpr bool proves_possession = detail::proves_possession<Next>;

    limit_transport(limiter general, keyed narrow, Next next)
        : limiter_(std::move(general)), keyed_(std::move(narrow)), next_(std::move(next))
    {
    }

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        // The narrow one first: while it is waited for, no permit is withheld from those with other keys.
        permit narrow;
        if (keyed_) {
            if (auto own = keyed_->of(x.request)) {
                if (!own->try_acquire(Clock::now())) {
                    auto waiting = wait_for(*own, x);
                    auto const refused = co_await std::move(waiting);
                    if (refused) co_return x.fail(refused);
                }
                narrow.hold(std::move(*own));
            }
        }
        if (!limiter_.try_acquire(Clock::now())) {
            auto waiting = wait_for(limiter_, x);
            auto const refused = co_await std::move(waiting);
            if (refused) co_return x.fail(refused);
        }
        narrow.sent = true;
        // Every permit is accounted for, also when the try is cancelled.
        reporter general(limiter_);
        auto trying = next_.send(x);
        auto outcome = co_await std::move(trying);
        if (outcome) {
            limiter_.learn(outcome->headers, outcome->status);
            general.reported = true;
        }
        co_return outcome;
    }

private:
    /// Tells a limiter of a try that ended without an answer.
    struct reporter {
        explicit reporter(limiter& l) : told(l) {}
        reporter(reporter const&) = delete;
        ~reporter()
        {
            if (!reported) told.learn(http::headers(), 0);
        }
        limiter& told;
        bool reported = false;
    };
    /// A permit of the request's own key. What the server says of its counting is about the credential, not about this.
    struct permit {
        permit() = default;
        permit(permit const&) = delete;
        ~permit()
        {
            if (!held) return;
            if (sent) held->learn(http::headers(), 0);
            else held->give_back();
        }
        void hold(limiter l) { held.emplace(std::move(l)); }
        std::optional<limiter> held;
        bool sent = false;
    };

    static asio::awaitable<error_code> wait_for(limiter line, http::exchange& x)
    {
        x.where = phase::limiter;
        if (x.hook) {
            auto const now = Clock::now();
            auto e = event_of(x, http::event::kind::wait);
            e.wait_for = line.forecast(now) - now;
            e.reason = "the rate limit is used up";
            x.hook(e);
        }
        auto acquiring = line.acquire(x.deadline);
        auto const refused = co_await std::move(acquiring);
        if (!refused) x.where = phase::none;
        co_return refused;
    }

    limiter limiter_;
    keyed keyed_;
    Next next_;
};

template <monotonic_clock Clock>
struct limit_stage {
    static constexpr stage_rank rank = stage_rank::limit;
    basic_rate_limiter<Clock> limiter;
    std::optional<basic_keyed_limiter<Clock>> keyed;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return limit_transport<Next, Clock>(limiter, keyed, std::move(next));
    }
};

/// A stage: keeps below the server's rate limit. Give copies of one limiter to all who share a credential.
template <monotonic_clock Clock>
limit_stage<Clock> limit(basic_rate_limiter<Clock> limiter)
{
    return {std::move(limiter), std::nullopt};
}

/// The same, and below a limit for each key besides.
template <monotonic_clock Clock>
limit_stage<Clock> limit(basic_rate_limiter<Clock> limiter, basic_keyed_limiter<Clock> keyed)
{
    return {std::move(limiter), std::move(keyed)};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_LIMIT_HPP
