// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_ASYNC_FETCH_HPP
#define COGRANT_PIPELINE_ASYNC_FETCH_HPP

#include <cogrant/async/completion.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <utility>

namespace cogrant {

namespace detail {

template <class T, class Client, class Describe>
boost::asio::awaitable<result<T>>
fetch_one(Client client, http::request r, time_point deadline, http::event_hook hook, Describe describe)
{
    http::exchange x(std::move(r), deadline);
    x.hook = hook;
    auto fetching = fetch<T>(client, x, std::move(describe));
    auto outcome = co_await std::move(fetching);
    co_return std::move(outcome);
}

template <class Client>
boost::asio::awaitable<result<http::response>>
send_one(Client client, http::request r, time_point deadline, http::event_hook hook)
{
    http::exchange x(std::move(r), deadline);
    x.hook = hook;
    auto sending = client.send(x);
    auto outcome = co_await std::move(sending);
    co_return std::move(outcome);
}

} // namespace detail

/** Sends one request through a pipeline, or straight through a pool, for any completion token.

    @code
    async_send(executor, client, ask, no_deadline, why, [&](error_code code, http::response answer) { … });
    @endcode

    @par Completion     `void(error_code, http::response)`, whatever the status of the answer
    @par Errors         those of the client; `diagnostics` gets the whole error
    @par Cancellation   terminal, when the handler has a slot; see `async_run`
    @par Executor       the handler's associated executor, else `executor`; never inside this call
    @par Lifetime       client and request are moved into the operation; `diagnostics` must live until completion, and so
                        must what `hook` points to */
template <
    http::transport Client, asio::completion_token_for<void(error_code, http::response)> CompletionToken =
                                default_token_t<asio::any_io_executor>>
auto async_send(
    asio::any_io_executor executor, Client client, http::request r, time_point deadline, error& diagnostics,
    CompletionToken&& token = CompletionToken{}, http::event_hook hook = {})
{
    return async_run<http::response>(
        std::move(executor), detail::send_one(std::move(client), std::move(r), deadline, hook), &diagnostics,
        std::forward<CompletionToken>(token));
}

/** As `fetch`, for any completion token: sends one request and decodes the answer.

    @par Completion     `completion_signature_t<T>`, usually `void(error_code, T)`
    @par Errors         those of `fetch`; `diagnostics` gets the whole error
    @par Cancellation   as `async_send`
    @par Lifetime       as `async_send` */
template <
    class T, http::transport Client,
    asio::completion_token_for<completion_signature_t<T>> CompletionToken = default_token_t<asio::any_io_executor>,
    class Describe = describe_plainly>
auto async_fetch(
    asio::any_io_executor executor, Client client, http::request r, time_point deadline, error& diagnostics,
    CompletionToken&& token = CompletionToken{}, http::event_hook hook = {}, Describe describe = {})
{
    return async_run<T>(
        std::move(executor), detail::fetch_one<T>(std::move(client), std::move(r), deadline, hook, std::move(describe)),
        &diagnostics, std::forward<CompletionToken>(token));
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_ASYNC_FETCH_HPP
