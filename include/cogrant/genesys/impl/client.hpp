// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_IMPL_CLIENT_HPP
#define COGRANT_GENESYS_IMPL_CLIENT_HPP

#include <cogrant/genesys/client.hpp>

#include <memory>
#include <utility>

namespace cogrant::genesys {

template <http::transport Carrier, monotonic_clock Clock>
oauth::any_token_fetcher
basic_client<Carrier, Clock>::client_credentials_of(client_options const& options, Carrier carrier)
{
    return oauth::grant_fetcher(
        cogrant::retry<Clock>(options.retry_policy()) | cogrant::send(std::move(carrier)),
        token_endpoint(options.hosts()), oauth::client_credentials(),
        oauth::client_secret_basic(options.client_id(), options.client_secret(), options.basic_encoding()),
        options.hook());
}

template <http::transport Carrier, monotonic_clock Clock>
auto basic_client<Carrier, Clock>::build(
    asio::any_io_executor executor, oauth::any_token_fetcher fetch, client_options options, Carrier carrier)
    -> std::shared_ptr<state>
{
    token_source tokens(std::move(executor), std::move(fetch), options.token_policy());
    basic_rate_limiter<Clock> limiter(options.limiter());
    pipeline chain = cogrant::observe<Clock>(options.hook()) | cogrant::deadline<Clock>(options.request_deadline()) |
                     cogrant::retry<Clock>(options.retry_policy()) | cogrant::limit(limiter) |
                     cogrant::authorize(tokens, {options.hosts().api}) |
                     cogrant::inject(detail::header_hook{options.injector()}) | cogrant::send(carrier);
    return std::make_shared<state>(
        state{std::move(options), std::move(tokens), std::move(limiter), std::move(carrier), std::move(chain)});
}

template <http::transport Carrier, monotonic_clock Clock>
asio::awaitable<result<http::response>> basic_client<Carrier, Clock>::run(std::shared_ptr<state> s, http::exchange& x)
{
    auto sending = s->chain.send(x);
    auto answer = co_await std::move(sending);
    co_return answer;
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_IMPL_CLIENT_HPP
