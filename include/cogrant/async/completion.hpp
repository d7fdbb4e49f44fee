// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ASYNC_COMPLETION_HPP
#define COGRANT_ASYNC_COMPLETION_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/error.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace cogrant {

/// The completion token used when none is given: the executor's own, else `deferred`.
template <class Executor, class Default = asio::default_completion_token_t<Executor>>
using default_token_t = std::conditional_t<std::is_void_v<Default>, asio::deferred_t, Default>;

namespace detail {

/// How a coroutine ended; default-constructible, as co_spawn wants it.
template <class T>
struct ending {
    std::optional<T> value;
    error failed;
};

template <class T>
asio::awaitable<ending<T>> caught(asio::awaitable<result<T>> work)
{
    ending<T> out;
    try {
        result<T> value = co_await std::move(work);
        if (value) out.value.emplace(std::move(*value));
        else out.failed = value.error();
    } catch (failure const& f) {
        out.failed = f.error();
    } catch (boost::system::system_error const& e) {
        out.failed = error(e.code());
    }
    co_return out;
}

} // namespace detail

/** The edge between coroutines and completion tokens: runs `work` and completes `token` with `void(error_code, T)`.

    With `diagnostics`, the whole error is left there, or none; it must live until completion. An exception that is not a
    failure (`bad_alloc`, a programming error) leaves through the executor's `run`.

    @par Completion     `void(error_code, T)`; T is default-constructed when the code is set
    @par Executor       the handler runs on its associated executor, else on `executor`; never inside this call
    @par Cancellation   the handler's slot cancels the coroutine: terminal
    @par Allocation     frames come from Asio's recycling allocator, not from the associated one */
template <class T, class CompletionToken>
auto async_run(
    asio::any_io_executor executor, asio::awaitable<result<T>> work, error* diagnostics, CompletionToken&& token)
{
    return asio::async_initiate<CompletionToken, void(error_code, T)>(
        [](auto handler, asio::any_io_executor on, asio::awaitable<result<T>> body, error* diag) {
            if (diag != nullptr) *diag = error();
            auto const associated = asio::get_associated_executor(handler, on);
            auto const slot = asio::get_associated_cancellation_slot(handler);
            asio::co_spawn(
                on, detail::caught(std::move(body)),
                asio::bind_cancellation_slot(
                    slot, asio::bind_executor(
                              associated,
                              [h = std::move(handler), diag](std::exception_ptr thrown, detail::ending<T> out) mutable {
                                  if (thrown) std::rethrow_exception(thrown);
                                  if (out.value) {
                                      std::move(h)(error_code(), std::move(*out.value));
                                  } else {
                                      auto const code = out.failed.code();
                                      if (diag != nullptr) *diag = std::move(out.failed);
                                      std::move(h)(code, T{});
                                  }
                              })));
        },
        token, std::move(executor), std::move(work), diagnostics);
}

} // namespace cogrant

#endif // COGRANT_ASYNC_COMPLETION_HPP
