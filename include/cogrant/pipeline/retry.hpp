// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_RETRY_HPP
#define COGRANT_PIPELINE_RETRY_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/pipeline/stage.hpp>
#include <cogrant/policy/random.hpp>
#include <cogrant/policy/retry.hpp>

#include <boost/asio/error.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace cogrant {

/** Tries again what may succeed at another try, as `decide_retry` says.

    An answer whose `Retry-After` is beyond the cap or the deadline is handed up with the reason in `exchange::verdict`.

    @par Cancellation   terminal, in a wait as in a try
    @par Thread safety  distinct objects: safe; shared object: safe when the next transport is */
template <http::transport Next, monotonic_clock Clock = std::chrono::steady_clock>
class retry_transport {
public:
    static constexpr bool proves_possession = detail::proves_possession<Next>;

    retry_transport(retry_options options, std::shared_ptr<retry_budget> budget, Next next)
        : options_(std::move(options)), budget_(std::move(budget)), next_(std::move(next))
    {
    }

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        x.attempts = 0; // an exchange may be sent a second time
        x.verdict = {};
        bool const timed = options_.max_elapsed() != duration::max();
        auto const began = timed ? Clock::now() : time_point();
        x.body = {};
        for (;;) {
            ++x.attempts;
            x.bytes_written = false;
            report(x, http::event::kind::attempt);
            auto trying = next_.send(x);
            auto outcome = co_await std::move(trying);
            if (outcome) report(x, http::event::kind::response, outcome->status);
            else report(x, http::event::kind::failure, 0, outcome.error().code());
            // The token endpoint has tries of its own: when they are used up, more of these would only multiply them.
            if (!outcome && x.where == phase::token) co_return outcome;
            auto const worth = options_.classifier() ? judge(x, outcome) : retry_worth::usual;
            if (outcome && !worth_another_try(options_, worth, outcome->status)) {
                if (budget_ && outcome->ok()) budget_->refund();
                co_return outcome;
            }
            auto const decision = decide(x, outcome, worth, began);
            if (decision.what != retry_decision::kind::retry) {
                if (outcome) x.verdict = decision.code;
                co_return outcome;
            }
            x.where = phase::backoff;
            if (x.hook) {
                auto e = event_of(x, http::event::kind::wait);
                e.status = outcome ? outcome->status : 0;
                e.code = outcome ? error_code() : outcome.error().code();
                e.wait_for = decision.wait;
                e.reason = decision.reason;
                x.hook(e);
            }
            auto waiting = wait_until<Clock>(Clock::now() + decision.wait);
            auto const stopped = co_await std::move(waiting);
            if (stopped) co_return x.fail(stopped);
            if (auto const refused = x.renew(x.request)) co_return x.fail(refused);
        }
    }

private:
    retry_worth judge(http::exchange const& x, result<http::response> const& outcome) const
    {
        if (outcome) return options_.classifier()({x.request, &*outcome, nullptr});
        auto const failure = outcome.error();
        return options_.classifier()({x.request, nullptr, &failure});
    }
    retry_decision
    decide(http::exchange const& x, result<http::response> const& outcome, retry_worth worth, time_point began)
    {
        retry_facts facts;
        facts.repeatable = x.request.repeatable() && !x.body.delivered;
        facts.bytes_written = x.bytes_written;
        facts.attempt = x.attempts;
        facts.deadline = x.deadline;
        facts.now = Clock::now();
        facts.elapsed = began == time_point() ? duration::zero() : facts.now - began;
        facts.worth = worth;
        if (!outcome) return decide_retry(options_, facts, outcome.error().code(), random_, budget_.get());
        auto const wall = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return decide_retry(options_, facts, *outcome, wall, random_, budget_.get());
    }
    static void report(http::exchange const& x, http::event::kind what, unsigned status = 0, error_code code = {})
    {
        if (!x.hook) return;
        auto e = event_of(x, what);
        e.status = status;
        e.code = code;
        x.hook(e);
    }

    retry_options options_;
    std::shared_ptr<retry_budget> budget_;
    jitter_source random_;
    Next next_;
};

template <monotonic_clock Clock>
struct retry_stage {
    static constexpr stage_rank rank = stage_rank::retry;
    retry_options options;
    std::shared_ptr<retry_budget> budget;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return retry_transport<Next, Clock>(options, budget, std::move(next));
    }
};

/// A stage: tries again what may succeed at another try. Its retries are at most a tenth of what succeeds and a small
/// reserve (`retry_budget`): an outage does not multiply the load.
template <monotonic_clock Clock = std::chrono::steady_clock>
retry_stage<Clock> retry(retry_options options = {})
{
    auto budget = options.budget();
    return {std::move(options), std::move(budget)};
}

/// The same with a budget that is shared by all pipelines that are given it, whatever the options say; with null there is
/// none.
template <monotonic_clock Clock = std::chrono::steady_clock>
retry_stage<Clock> retry(retry_options options, std::shared_ptr<retry_budget> budget)
{
    return {std::move(options), std::move(budget)};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_RETRY_HPP
