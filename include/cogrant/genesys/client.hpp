// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_CLIENT_HPP
#define COGRANT_GENESYS_CLIENT_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/codec/interval_splitter.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/genesys/client_options.hpp>
#include <cogrant/genesys/describe.hpp>
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/details_job.hpp>
#include <cogrant/genesys/entity_listing.hpp>
#include <cogrant/genesys/environment.hpp>
#include <cogrant/genesys/login.hpp>
#include <cogrant/genesys/users.hpp>
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/any_token_fetcher.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/paginate/paginate.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/inject.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/observe.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/version.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::genesys {

/// Adds what the platform's error body says; how `fetch` learns Genesys' words.
struct describe_answer {
    token_holder who = token_holder::unknown; ///< so that a 403 can say whether scopes matter
    void operator()(http::response const& answer, error& e) const { describe(answer, e, who); }
};

namespace detail {

// Calls the options' function, if there is one.
struct header_hook {
    std::function<void(http::exchange&)> call;
    void operator()(http::exchange& x) const
    {
        if (call) call(x);
    }
};

} // namespace detail

/** A Genesys Cloud organisation: typed calls on top of observe | deadline | retry | limit | authorize | inject | send.

    A handle: copies share connections, token and rate budget. It is itself a transport, so calls that are not here are
    written like those that are.

    @code
    auto org = genesys::client::from_environment(executor);
    genesys::conversation_details_query query{.interval = last(24h)};
    auto rows = org.async_paginate(query);
    while (auto* row = co_await rows.next()) use(*row);
    @endcode

    @par Thread safety  distinct objects and copies: safe; shared object: safe when the carrier is (the pool is). A
                        generator belongs to one coroutine
    @par Source         contract of Genesys Cloud §1 to §4 */
template <http::transport Carrier = http::connection_pool, monotonic_clock Clock = std::chrono::steady_clock>
class basic_client {
    using token_source = oauth::basic_token_source<oauth::any_token_fetcher, Clock>;
    using injecting = inject_transport<Carrier, detail::header_hook>;
    using limited = limit_transport<authorize_transport<injecting, token_source>, Clock>;
    using pipeline = observe_transport<deadline_transport<retry_transport<limited, Clock>, Clock>, Clock>;

    struct state {
        client_options options;
        token_source tokens;
        basic_rate_limiter<Clock> limiter;
        Carrier carrier;
        pipeline chain;
    };

public:
    using executor_type = asio::any_io_executor;

    /// A client over a carrier of one's own: a scripted transport in tests, a pool shared with others.
    basic_client(asio::any_io_executor executor, client_options options, Carrier carrier)
        : basic_client(
              std::move(executor), client_options(options).holder(token_holder::service), carrier,
              client_credentials_of(options, carrier))
    {
    }

    /** A client with tokens of another kind: a person's login by an `oauth::session_fetcher`, or any other grant. Id
        and secret of the options are not used. Say in the options whose they are (`holder`): a 403 is explained by it.

        @code
        oauth::session_fetcher session(retry() | send(pool), token_endpoint(hosts), auth, store, key);
        genesys::client org(executor, options, pool, std::move(session));
        @endcode */
    basic_client(
        asio::any_io_executor executor, client_options options, Carrier carrier, oauth::any_token_fetcher fetcher)
        : state_(build(std::move(executor), std::move(fetcher), std::move(options), std::move(carrier)))
    {
    }

    /// A client with a connection pool of its own.
    /// @throws failure  when a CA file cannot be read
    basic_client(asio::any_io_executor executor, client_options const& options)
        requires std::same_as<Carrier, http::connection_pool>
        : basic_client(executor, options, http::connection_pool(executor, options.pool()))
    {
    }

    /** A client as the environment and the `.env` file say: GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, GENESYS_REGION or
        GENESYS_ENV_URL. Requests go through the proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name.

        @throws failure  with genesys_errc::missing_setting, or what is wrong with a setting */
    static basic_client from_environment(asio::any_io_executor executor, environment_options const& where = {})
        requires std::same_as<Carrier, http::connection_pool>
    {
        auto const found = read_environment(where).value();
        require_complete(found).value();
        return basic_client(
            std::move(executor), client_options(found).pool(http::pool_options().proxy_from_environment()));
    }

    executor_type get_executor() const noexcept { return state_->tokens.get_executor(); }
    endpoints const& hosts() const noexcept { return state_->options.hosts(); }
    client_options const& options() const noexcept { return state_->options; }

    /// The token source, shared by all copies of this client.
    token_source& tokens() noexcept { return state_->tokens; }
    /// What makes typed errors of this platform's answers, for `fetch`.
    describe_answer describer() const noexcept { return {state_->options.holder()}; }
    /// What carries requests beneath the pipeline: for one that must not have our token.
    Carrier carrier() const { return state_->carrier; }

    /// Sends a request through the whole pipeline. A client is a transport.
    asio::awaitable<result<http::response>> send(http::exchange& x) { return run(state_, x); }

    /// A request to the API host, ready to be filled in. `route` names it in events and errors when its path holds more
    /// than the name of a resource; a literal.
    http::request request(http::method method, std::string target, std::string_view route = {}) const
    {
        http::request r;
        r.method = method;
        r.origin = hosts().api;
        r.target = std::move(target);
        r.route = route;
        r.headers.add("Accept", "application/json");
        r.headers.add("User-Agent", "cogrant/" COGRANT_VERSION_STRING);
        if (method == http::method::post || method == http::method::put || method == http::method::patch)
            r.headers.add("Content-Type", "application/json");
        return r;
    }

    /** The conversations that a details query matches (contract §3.2).

        `Row` may be `json::raw` for rows as the server wrote them. The query's `paging` sets page size and is otherwise
        overwritten.

        @par Errors  thrown by `next()` as `failure` */
    template <class Row = conversation>
    paged<Row> async_paginate(conversation_details_query query, page_options options = {})
    {
        using page = basic_details_page<Row>;
        return cogrant::async_paginate<page>(
            *this, details_request(), details_style<Row>(std::move(query)), &page::conversations, std::move(options),
            describer());
    }

    /** The same for an interval of any length and any number of rows: it is split at 31 days, a part that the server
        finds too large (504, too many rows, the reach of 100 000 rows) is halved, and no conversation comes twice. The
        order is kept where the query orders by the start of the conversation.

        @par Errors  as above, when a part cannot be halved any more
        @par Limits  remembers the ids of a part and of those that touch it */
    template <class Row = conversation>
    async_generator<Row>
    async_paginate_split(conversation_details_query query, page_options options = {}, split_options split = {});

    /// The same with one job for each part.
    template <class Row = conversation>
    async_generator<Row> async_paginate_split(
        details_job_query query, page_options options = {}, split_options split = split_options().reach(0),
        std::int32_t page_size = 1000);

    /** The conversations of a details job (contract §3.3): submits it, waits until it is ready, reads its results and
        deletes it.

        @par Errors  thrown by `next()` as `failure`; also
                     genesys_errc::{job_failed, job_cancelled, job_expired, no_job}. The submission is not repeated
                     once its bytes were sent. Who stops before the last row leaves the job on the server, until it
                     expires */
    template <class Row = conversation>
    async_generator<Row>
    async_paginate(details_job_query query, page_options options = {}, std::int32_t page_size = 1000)
    {
        return run_job<Row>(*this, std::move(query), std::move(options), page_size);
    }

    /// The users of the organisation (contract §3.10).
    /// @par Errors  thrown by `next()` as `failure`
    template <class Row = user>
    paged<Row> async_paginate(users_query query, page_options options = {})
    {
        using page = entity_listing<Row>;
        auto r = request(http::method::get, "/api/v2/users?" + query::encode(query, users_query::lists));
        return cogrant::async_paginate<page>(
            *this, std::move(r), next_link_in_body(&page::next_uri), &page::entities, std::move(options), describer());
    }

private:
    static oauth::any_token_fetcher client_credentials_of(client_options const& options, Carrier carrier);
    static std::shared_ptr<state>
    build(asio::any_io_executor executor, oauth::any_token_fetcher fetch, client_options options, Carrier carrier);
    static asio::awaitable<result<http::response>> run(std::shared_ptr<state> s, http::exchange& x);

    http::request details_request() const
    {
        constexpr auto const& route = conversation_details_query::route;
        auto r = request(route.method(), std::string(route.path()));
        r.query = route.asks_only();
        return r;
    }
    // The query's page size, and its page number as the style's.
    template <class Row>
    static auto details_style(conversation_details_query query)
    {
        auto const spec = query.paging.value_or(paging_spec());
        auto const size = static_cast<std::size_t>(std::max(spec.page_size, 1));
        auto const set = [](conversation_details_query& q, std::size_t n) {
            if (!q.paging) q.paging = paging_spec();
            q.paging->page_number = static_cast<std::int32_t>(n);
        };
        auto style = page_number_in_body(
            std::move(query), spec.page_size > 0 ? size : 25, set, &basic_details_page<Row>::conversations);
        return detail::ending_well(std::move(style), size);
    }

    template <class Row>
    static async_generator<Row>
    run_job(basic_client self, details_job_query query, page_options options, std::int32_t page_size);

    std::shared_ptr<state> state_;
};

using client = basic_client<>;

} // namespace cogrant::genesys

#include <cogrant/genesys/impl/client.hpp>
#include <cogrant/genesys/impl/run_job.hpp>
#include <cogrant/genesys/impl/split.hpp>

#if defined(COGRANT_SEPARATE_COMPILATION)
extern template class cogrant::genesys::basic_client<>;
#endif

#endif // COGRANT_GENESYS_CLIENT_HPP
