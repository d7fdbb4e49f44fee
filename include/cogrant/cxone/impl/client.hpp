// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_IMPL_CLIENT_HPP
#define COGRANT_CXONE_IMPL_CLIENT_HPP

#include <cogrant/cxone/client.hpp>

#include <memory>
#include <utility>

namespace cogrant::cxone {

template <http::transport Carrier, monotonic_clock Clock>
oauth::any_token_fetcher basic_client<Carrier, Clock>::login_of(client_options const& options, Carrier carrier)
{
    auto tries = cogrant::retry<Clock>(options.retry_policy()) | cogrant::send(std::move(carrier));
    if (options.client_id().empty()) {
        access_key_login login(
            std::move(tries), options.hosts(), options.access_key_id(), options.access_key_secret(), options.hook());
        return renewing_fetcher<decltype(login), Clock>(std::move(login));
    }
    application_login login(
        std::move(tries), options.hosts(), oauth::client_secret_basic(options.client_id(), options.client_secret()),
        options.access_key_id(), options.access_key_secret(), options.trusted(), options.hook());
    return renewing_fetcher<decltype(login), Clock>(std::move(login));
}

template <http::transport Carrier, monotonic_clock Clock>
auto basic_client<Carrier, Clock>::build(
    asio::any_io_executor executor, oauth::any_token_fetcher login, client_options options, Carrier carrier)
    -> std::shared_ptr<state>
{
    api_address api;
    if (options.api()) {
        api.set(*options.api());
    } else {
        auto tries = cogrant::retry<Clock>(options.retry_policy()) | cogrant::send(carrier);
        login = tenant_fetcher(
            std::move(login), std::move(tries), options.hosts(), api, options.tenant(), options.trusted(),
            options.hook());
    }
    token_source tokens(std::move(executor), std::move(login), options.token_policy());
    basic_rate_limiter<Clock> limiter(options.limiter());
    pipeline chain = cogrant::observe<Clock>(options.hook()) | cogrant::deadline<Clock>(options.request_deadline()) |
                     cogrant::retry<Clock>(options.retry_policy()) | cogrant::limit(limiter) |
                     cogrant::authorize(tokens, {api_placeholder(), options.hosts().area}) |
                     cogrant::inject(detail::header_hook{options.injector()}) |
                     cogrant::send(api_host_transport<Carrier>(carrier, api));
    plain downloads = cogrant::observe<Clock>(options.hook()) | cogrant::deadline<Clock>(options.download_deadline()) |
                      cogrant::retry<Clock>(options.retry_policy()) | cogrant::send(std::move(carrier));
    return std::make_shared<state>(state{
        std::move(options), std::move(api), std::move(tokens), std::move(limiter), std::move(chain),
        std::move(downloads)});
}

template <http::transport Carrier, monotonic_clock Clock>
asio::awaitable<result<http::response>> basic_client<Carrier, Clock>::run(std::shared_ptr<state> s, http::exchange& x)
{
    auto sending = s->chain.send(x);
    auto answer = co_await std::move(sending);
    co_return answer;
}

template <http::transport Carrier, monotonic_clock Clock>
asio::awaitable<result<http::response>>
basic_client<Carrier, Clock>::run_plain(std::shared_ptr<state> s, http::exchange& x)
{
    auto sending = s->downloads.send(x);
    auto answer = co_await std::move(sending);
    co_return answer;
}

template <http::transport Carrier, monotonic_clock Clock>
template <class Row, class Query>
async_generator<Row>
basic_client<Carrier, Clock>::walk(basic_client self, Query query, window_walk parts, page_options options)
{
    auto remaining = std::move(parts);
    for (auto part = remaining.next(); part; part = remaining.next()) {
        query.start_date = part->from;
        query.end_date = part->to;
        auto rows = self.template async_paginate<Row>(query, options);
        for (;;) {
            auto coming = rows.next();
            auto* row = co_await std::move(coming);
            if (row == nullptr) break;
            co_yield *row;
        }
    }
}

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_IMPL_CLIENT_HPP
