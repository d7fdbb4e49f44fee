// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_INJECT_HPP
#define COGRANT_PIPELINE_INJECT_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/trace_context.hpp>
#include <cogrant/pipeline/stage.hpp>
#include <cogrant/policy/random.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <utility>

namespace cogrant {

/** What adds headers to a request before each try. Must not throw; what it adds by `headers.set` is there once, what it adds
    by `add` once more with every try. */
template <class F>
concept header_injector = std::copy_constructible<F> && std::invocable<F&, http::exchange&>;

/** Calls a function before every try, the repeated ones after 401 or a nonce included: for headers that are new each time.

    @par Cancellation   as the next transport
    @par Thread safety  distinct objects: safe; shared object: safe when the function and the next transport are */
template <http::transport Next, header_injector Injector>
class inject_transport {
public:
    static constexpr bool proves_possession = detail::proves_possession<Next>;

    inject_transport(Injector injector, Next next) : injector_(std::move(injector)), next_(std::move(next)) {}

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        injector_(x);
        return next_.send(x);
    }

private:
    Injector injector_;
    Next next_;
};

template <header_injector Injector>
struct inject_stage {
    static constexpr stage_rank rank = stage_rank::inject;
    Injector injector;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return inject_transport<Next, Injector>(injector, std::move(next));
    }
};

/// A stage, the last one before `send`: `… | inject(trace_headers()) | send(pool)`.
template <header_injector Injector>
inject_stage<Injector> inject(Injector injector)
{
    return {std::move(injector)};
}

/// 64 random bits at a time, for identifiers that need not be secret. Thread-safe.
struct random_bits {
    std::uint64_t operator()() noexcept { return source.bits(); }
    jitter_source source;
};

/** An injector of `traceparent`: all tries of an exchange belong to one trace, and each has a parent id of its own.

    Goes on with the trace that the request names already: set the header, and `tracestate` with it, from the span in which
    the request is made. One that is not valid is replaced, and its `tracestate` dropped.

    @par Source         W3C Trace Context §3.2, §4.2
    @par Thread safety  shared object: safe, with the default randomness */
template <class Random = random_bits>
class trace_headers {
public:
    explicit trace_headers(Random random = Random()) : random_(std::move(random)) {}

    /// Whether traces that begin here ask to be recorded. On by default.
    trace_headers& sampled(bool yes) noexcept
    {
        sampled_ = yes;
        return *this;
    }

    void operator()(http::exchange& x)
    {
        auto& headers = x.request.headers;
        auto const given = headers.find("traceparent");
        auto const known = given ? http::parse_trace_parent(*given) : std::nullopt;
        if (given && !known) headers.erase("tracestate");
        headers.set("traceparent", http::to_string(http::next_trace_parent(known, sampled_, random_)));
    }

private:
    Random random_;
    bool sampled_ = true;
};

} // namespace cogrant

#endif // COGRANT_PIPELINE_INJECT_HPP
