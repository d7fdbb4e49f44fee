// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_STAGE_HPP
#define COGRANT_PIPELINE_STAGE_HPP

#include <cogrant/http/exchange.hpp>

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cogrant {

/// Where a stage stands in a pipeline, from the outside in.
enum class stage_rank { observe = 1, deadline, redirect, retry, circuit, limit, authorize, prove, inject, send };

/** A stage before it is part of a pipeline: settings, and how to put itself in front of the next transport.

    `stage.bind(next)` gives a transport that owns `next`. Archetype: `tests/support/archetypes.hpp`. */
template <class S>
concept stage = std::move_constructible<S> && std::same_as<std::remove_cv_t<decltype(S::rank)>, stage_rank>;

/// Stages joined by `|`, waiting for the `send` that makes a pipeline of them.
template <stage... Stages>
struct stage_chain {
    std::tuple<Stages...> stages;
};

/// The innermost stage: the transport that carries requests. Made by `send(transport)`.
template <http::transport T>
struct send_stage {
    static constexpr stage_rank rank = stage_rank::send;
    T carrier;
};

/// Ends a pipeline: `… | send(pool)`.
template <http::transport T>
send_stage<T> send(T carrier)
{
    return {std::move(carrier)};
}

namespace detail {

/// Whether a proof of possession is made on the way through this transport: a stage passes on what the next one says.
template <class T>
inline constexpr bool proves_possession = requires { requires bool(T::proves_possession); };

template <class Outer, class Inner>
constexpr void check_order()
{
    static_assert(
        Outer::rank != Inner::rank || Outer::rank == stage_rank::send,
        "cogrant: the same stage twice in one pipeline: leave one of the two out");
    static_assert(Outer::rank != stage_rank::send, "cogrant: send(...) ends a pipeline: nothing may follow it");
    static_assert(
        Outer::rank <= Inner::rank, "cogrant: these two stages are in the wrong order, swap them: "
                                    "observe | deadline | redirect | retry | circuit_breaker | limit | authorize | "
                                    "dpop | inject | send");
}

template <std::size_t I, class Chain, class Next>
auto bind_from(Chain chain, Next next)
{
    if constexpr (I == 0) {
        return next;
    } else {
        auto outer = std::move(std::get<I - 1>(chain.stages)).bind(std::move(next));
        return bind_from<I - 1>(std::move(chain), std::move(outer));
    }
}

} // namespace detail

template <stage A, stage B>
auto operator|(A outer, B inner)
{
    detail::check_order<A, B>();
    return stage_chain<A>{std::tuple<A>(std::move(outer))} | std::move(inner);
}

template <stage... As, stage B>
auto operator|(stage_chain<As...> outer, B inner)
{
    detail::check_order<std::tuple_element_t<sizeof...(As) - 1, std::tuple<As...>>, B>();
    if constexpr (B::rank == stage_rank::send)
        return detail::bind_from<sizeof...(As)>(std::move(outer), std::move(inner.carrier));
    else return stage_chain<As..., B>{std::tuple_cat(std::move(outer.stages), std::tuple<B>(std::move(inner)))};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_STAGE_HPP
