// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_RESOLVE_HPP
#define COGRANT_HTTP_DETAIL_RESOLVE_HPP

#include <cogrant/async/waiter.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/origin.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::http::detail {

using endpoints = std::vector<asio::ip::tcp::endpoint>;

/// What a lookup leaves behind; outlives the coroutine that stopped waiting for it.
struct lookup {
    explicit lookup(asio::any_io_executor const& executor)
        : resolver(executor), done(std::make_shared<waiter>(executor))
    {
    }
    asio::ip::tcp::resolver resolver;
    std::shared_ptr<waiter> done;
    error_code code;
    endpoints found;
};

/// The addresses of a host. The lookup runs detached, because getaddrinfo can neither be cancelled nor hurried: at the
/// deadline the caller goes on and the lookup ends by itself.
inline asio::awaitable<result<endpoints>> resolve(asio::any_io_executor executor, origin const& to, time_point deadline)
{
    error_code not_literal;
    auto const literal = asio::ip::make_address(to.host, not_literal);
    if (!not_literal) co_return endpoints{asio::ip::tcp::endpoint(literal, to.port)};

    auto state = std::make_shared<lookup>(executor);
    state->resolver.async_resolve(
        to.host, std::to_string(to.port), asio::ip::resolver_base::numeric_service,
        [state](error_code code, asio::ip::tcp::resolver::results_type const& results) {
            state->code = code;
            for (auto const& entry : results) state->found.push_back(entry.endpoint());
            state->done->notify();
        });
    auto waiting = state->done->wait(deadline);
    auto const outcome = co_await std::move(waiting);
    if (outcome == wait_result::timeout) co_return error(make_error_code(http_errc::deadline_exceeded));
    if (outcome == wait_result::cancelled) co_return error(asio::error::operation_aborted);
    if (state->code == asio::error::host_not_found || state->code == asio::error::no_data ||
        state->code == asio::error::host_not_found_try_again) {
        error unknown{make_error_code(http_errc::host_not_found)};
        unknown.edit().detail = "the host name " + to.host + " does not resolve";
        co_return unknown;
    }
    if (state->code) co_return error(state->code);
    co_return std::move(state->found);
}

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_RESOLVE_HPP
