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
#include <string_view>
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
        auto const path = std::string_view(x.request.target).substr(0, x.request.target.find('?'));
        x.attempts = 0; // an exchange may be sent a second time
        x.verdict = {};
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
            if (outcome && !options_.retries(outcome->status)) {
                if (budget_ && outcome->ok()) budget_->refund();
                co_return outcome;
            }
            auto const decision = decide(x, outcome);
            if (decision.what != retry_decision::kind::retry) {
                if (outcome) x.verdict = decision.code;
                co_return outcome;
            }
            x.where = phase::backoff;
            if (x.hook) {
                http::event e;
                e.what = http::event::kind::wait;
                e.where = x.where;
                e.attempt = x.attempts;
                e.status = outcome ? outcome->status : 0;
                e.code = outcome ? error_code() : outcome.error().code();
                e.wait_for = decision.wait;
                e.reason = decision.reason;
                e.target = path;
                x.hook(e);
            }
            auto waiting = wait_until<Clock>(Clock::now() + decision.wait);
            auto const stopped = co_await std::move(waiting);
            if (stopped) co_return x.fail(stopped);
            if (auto const refused = x.renew(x.request)) co_return x.fail(refused);
        }
    }

private:
    retry_decision decide(http::exchange const& x, result<http::response> const& outcome)
    {
        retry_facts facts;
        facts.repeatable = x.request.repeatable() && !x.body.delivered;
        facts.bytes_written = x.bytes_written;
        facts.attempt = x.attempts;
        facts.deadline = x.deadline;
        facts.now = Clock::now();
        if (!outcome) return decide_retry(options_, facts, outcome.error().code(), random_, budget_.get());
        auto const wall = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return decide_retry(options_, facts, *outcome, wall, random_, budget_.get());
    }
    static void report(http::exchange const& x, http::event::kind what, unsigned status = 0, error_code code = {})
    {
        if (!x.hook) return;
        http::event e;
        e.what = what;
        e.where = x.where;
        e.attempt = x.attempts;
        e.status = status;
        e.code = code;
        e.target = std::string_view(x.request.target).substr(0, x.request.target.find('?'));
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

/// A stage: tries again what may succeed at another try. A `budget` is shared by all pipelines that are given it.
template <monotonic_clock Clock = std::chrono::steady_clock>
retry_stage<Clock> retry(retry_options options = {}, std::shared_ptr<retry_budget> budget = {})
{
    return {std::move(options), std::move(budget)};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_RETRY_HPP
