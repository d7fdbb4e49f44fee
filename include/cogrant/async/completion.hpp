// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_COMPLETION_HPP
#define COGRANT_ASYNC_COMPLETION_HPP

#include <cogrant/async/detail/edge.hpp>
#include <cogrant/error.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>

#include <type_traits>
#include <utility>

namespace cogrant {

/// The completion token used when none is given: the executor's own, else `deferred`.
template <class Executor, class Default = asio::default_completion_token_t<Executor>>
using default_token_t = std::conditional_t<std::is_void_v<Default>, asio::deferred_t, Default>;

/// How an operation that gives a `result<T>` completes: `void(error_code, T)`, `void(error_code)` for void, and
/// `void(error_code, std::optional<T>)` for a `T` without a default constructor.
template <class T>
using completion_signature_t = typename detail::edge_value<T>::signature;

/** The edge between coroutines and completion tokens: runs `work` and completes `token`.

    Whatever in this library returns an `awaitable<result<T>>` is given to any token by this function; what programs
    without coroutines need most has a spelling of its own, `async_…`.

    With `diagnostics`, the whole error is left there, or none; it must live until completion. An exception that is not a
    failure (`bad_alloc`, a programming error) leaves through the `run` of the handler's executor; the handler is then not
    called.

    @par Completion     `completion_signature_t<T>`, exactly once
    @par Executor       the handler runs on its associated executor, which is kept at work meanwhile, else on `executor`;
                        never inside this call
    @par Cancellation   terminal, when the handler has a slot: completes with `operation_aborted`, or with the outcome if
                        that was there first. Partial and total change nothing. The signal may be emitted on any thread,
                        one at a time, and need not outlive the operation.
    @par Allocation     the handler, and the step that calls it, live in memory of the associated allocator, which is given
                        back before the call; Asio keeps to that in the last step as far as the executor's type allows it
                        (not with `any_io_executor`). Frames of coroutines are recycled by Asio in any case. A slot costs
                        one more allocation, and a strand on which the coroutine then runs. */
template <class T, asio::completion_token_for<completion_signature_t<T>> CompletionToken>
auto async_run(
    asio::any_io_executor executor, asio::awaitable<result<T>> work, error* diagnostics, CompletionToken&& token)
{
    return asio::async_initiate<CompletionToken, completion_signature_t<T>>(
        detail::edge_initiation(std::move(executor)), token, std::move(work), diagnostics);
}

} // namespace cogrant

#endif // COGRANT_ASYNC_COMPLETION_HPP
