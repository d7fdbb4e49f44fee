// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_CALL_HPP
#define COGRANT_GENESYS_CALL_HPP

#include <cogrant/codec/raw.hpp>
#include <cogrant/error.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/entity_listing.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/paginate/paginate.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>
#include <type_traits>
#include <utility>

// Every call of the platform that is a struct (see endpoint.hpp), with a client of this library.

namespace cogrant::genesys {

/** The request that a call sends, for a pipeline of one's own.

    @par Errors  genesys_errc::bad_request when a part of the path is empty */
template <class Client, class R>
    requires call_request<R> || list_request<R>
result<http::request> prepare(Client const& org, R const& r)
{
    auto target = target_of(r);
    if (!target) return target.error();
    auto out = org.request(R::route.method(), std::move(*target), R::route.text());
    out.query = R::route.asks_only();
    out.body = body_of(r);
    return out;
}

namespace detail {

template <class T, class Client>
asio::awaitable<result<T>> run_call(Client org, result<http::request> prepared)
{
    if (!prepared) co_return prepared.error();
    http::exchange x(std::move(*prepared));
    auto fetching = fetch<T>(org, x, org.describer());
    auto answer = co_await std::move(fetching);
    co_return answer;
}

template <class Chosen, class Usual>
using chosen_or = std::conditional_t<std::is_void_v<Chosen>, Usual, Chosen>;

} // namespace detail

/** Makes one call. The struct is read before this returns.

    @code
    genesys::conversation_by_id wanted{.conversation_id = id};
    auto found = co_await genesys::call(org, wanted);                // result<conversation>
    auto bytes = co_await genesys::call<json::raw>(org, wanted);     // as the server wrote it
    @endcode

    A temporary is refused: g++ 12 destroys aggregates twice that stand in a `co_await` expression.

    @par Completion     `result<R::answer>`, or of the type named
    @par Errors         genesys_errc::bad_request, those of `fetch`; the server's words and correlation id are in it
    @par Cancellation   as the client
    @par Thread safety  as the client; `org` is a handle and copied */
template <class As = void, class Client, call_request R>
asio::awaitable<result<detail::chosen_or<As, typename R::answer>>> call(Client org, R const& r)
{
    auto prepared = prepare(org, r);
    return detail::run_call<detail::chosen_or<As, typename R::answer>>(std::move(org), std::move(prepared));
}
template <class As = void, class Client, call_request R>
void call(Client org, R const&& r) = delete;

/** The rows of a listing of entities, page by page as its links lead.

    @code
    genesys::queues_query all{.name = "Support*"};
    auto queues = genesys::list(org, all);                           // paged<queue>
    while (auto* q = co_await queues.next()) use(*q);
    @endcode

    @throws failure      genesys_errc::bad_request when a part of the path is empty
    @par Errors         thrown by `next()` as `failure`
    @par Thread safety  a generator belongs to one coroutine */
template <class Row = void, class Client, list_request R>
paged<detail::chosen_or<Row, typename R::row>> list(Client org, R const& r, page_options options = {})
{
    using page = entity_listing<detail::chosen_or<Row, typename R::row>>;
    auto prepared = prepare(org, r).value();
    auto const described = org.describer();
    return cogrant::async_paginate<page>(
        std::move(org), std::move(prepared), next_link_in_body(&page::next_uri), &page::entities, std::move(options),
        described);
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_CALL_HPP
