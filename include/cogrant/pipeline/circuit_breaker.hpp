// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_CIRCUIT_BREAKER_HPP
#define COGRANT_PIPELINE_CIRCUIT_BREAKER_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/pipeline/stage.hpp>
#include <cogrant/policy/circuit.hpp>
#include <cogrant/policy/error.hpp>

#include <chrono>
#include <utility>

namespace cogrant {

/** What the end of a try says of the server.

    5xx and failures on the way to it or of the connection are its failures. 4xx is an answer. What ended before that, in
    the limiter, for the token, in the queue of the pool or by the caller's own doing, says nothing. */
inline circuit_evidence evidence_of(http::exchange const& x, result<http::response> const& outcome) noexcept
{
    if (outcome) return outcome->status >= 500 ? circuit_evidence::failure : circuit_evidence::success;
    switch (x.where) {
    case phase::limiter:
    case phase::token:
    case phase::pool:
    case phase::backoff:
    case phase::decode: return circuit_evidence::nothing;
    default: break;
    }
    auto const code = outcome.error().code();
    bool const ours = code == condition::cancelled || code == http_errc::body_limit || code == http_errc::bad_url ||
                      code == http_errc::bad_header;
    return ours ? circuit_evidence::nothing : circuit_evidence::failure;
}

/** Sends nothing to a service that fails, but for one request now and then that finds out whether it still does.

    @par Errors         retry_errc::circuit_open, at once and with `retry_after`: when the next request may try
    @par Cancellation   terminal; the next request may try in the place of one that was cancelled
    @par Thread safety  distinct objects: safe; shared object: safe when the next transport is */
template <http::transport Next, monotonic_clock Clock = std::chrono::steady_clock>
class circuit_breaker_transport {
public:
    static constexpr bool proves_possession = detail::proves_possession<Next>;

    circuit_breaker_transport(basic_circuit<Clock> shared, Next next)
        : circuit_(std::move(shared)), next_(std::move(next))
    {
    }

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        reporter here(circuit_);
        if (!here.ticket.allowed) {
            x.where = phase::none;
            auto refused = x.fail(make_error_code(retry_errc::circuit_open));
            refused.edit().retry_after = std::chrono::ceil<std::chrono::milliseconds>(here.ticket.wait);
            co_return refused;
        }
        auto trying = next_.send(x);
        auto outcome = co_await std::move(trying);
        here.evidence = evidence_of(x, outcome);
        co_return outcome;
    }

private:
    /// Reports on every way out, also when the try is cancelled or destroyed.
    struct reporter {
        explicit reporter(basic_circuit<Clock>& c) : told(c), ticket(c.ask()) {}
        reporter(reporter const&) = delete;
        ~reporter() { told.report(ticket, evidence); }
        basic_circuit<Clock>& told;
        circuit_ticket const ticket;
        circuit_evidence evidence = circuit_evidence::nothing;
    };

    basic_circuit<Clock> circuit_;
    Next next_;
};

template <monotonic_clock Clock>
struct circuit_breaker_stage {
    static constexpr stage_rank rank = stage_rank::circuit;
    basic_circuit<Clock> shared;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return circuit_breaker_transport<Next, Clock>(shared, std::move(next));
    }
};

/// A stage: a circuit breaker that the pipelines made of this stage share.
template <monotonic_clock Clock = std::chrono::steady_clock>
circuit_breaker_stage<Clock> circuit_breaker(circuit_options const& options = circuit_options())
{
    return {basic_circuit<Clock>(options)};
}

/// The same with a circuit that others share: one for each service, not one for all.
template <monotonic_clock Clock>
circuit_breaker_stage<Clock> circuit_breaker(basic_circuit<Clock> shared)
{
    return {std::move(shared)};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_CIRCUIT_BREAKER_HPP
