// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_CLIENT_HPP
#define COGRANT_CXONE_CLIENT_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/cxone/api_host.hpp>
#include <cogrant/cxone/client_options.hpp>
#include <cogrant/cxone/contact.hpp>
#include <cogrant/cxone/describe.hpp>
#include <cogrant/cxone/environment.hpp>
#include <cogrant/cxone/listing.hpp>
#include <cogrant/cxone/login_fetcher.hpp>
#include <cogrant/cxone/sole_list.hpp>
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/any_token_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/paginate/numbered.hpp>
#include <cogrant/paginate/paginate.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/inject.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/observe.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/version.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::cxone {

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

/** A CXone tenant: typed reports on top of observe | deadline | retry | limit | authorize | inject | send.

    A handle: copies share connections, token, API host and rate. It is itself a transport, so calls that are not here
    are written like those that are.

    @code
    auto tenant = cxone::client::from_environment(executor);
    cxone::completed_contacts_query query{.start_date = day, .end_date = day + 24h};
    auto contacts = tenant.async_paginate(query);
    while (auto* c = co_await contacts.next()) use(*c);
    @endcode

    @par Thread safety  distinct objects and copies: safe; shared object: safe when the carrier is (the pool is). A
                        generator belongs to one coroutine
    @par Source         contract of CXone */
template <http::transport Carrier = http::connection_pool, monotonic_clock Clock = std::chrono::steady_clock>
class basic_client {
    using token_source = oauth::basic_token_source<oauth::any_token_fetcher, Clock>;
    using injecting = inject_transport<api_host_transport<Carrier>, detail::header_hook>;
    using limited = limit_transport<authorize_transport<injecting, token_source>, Clock>;
    using pipeline = observe_transport<deadline_transport<retry_transport<limited, Clock>, Clock>, Clock>;
    using plain = observe_transport<deadline_transport<retry_transport<Carrier, Clock>, Clock>, Clock>;

    struct state {
        client_options options;
        api_address api;
        token_source tokens;
        basic_rate_limiter<Clock> limiter;
        pipeline chain;
        plain downloads; // knows no token
    };

public:
    using executor_type = asio::any_io_executor;
    using clock_type = Clock;

    /// A client over a carrier of one's own: a scripted transport in tests, a pool shared with others.
    basic_client(asio::any_io_executor executor, client_options options, Carrier carrier)
        : basic_client(std::move(executor), options, carrier, login_of(options, carrier))
    {
    }

    /** A client with tokens of another kind: a person's OpenID login by an `oauth::session_fetcher`, or any grant. The
        access key of the options is not used.

        @code
        oauth::session_fetcher session(retry() | send(pool), token_endpoint, auth, store, key);
        cxone::client tenant(executor, options, pool, std::move(session));
        @endcode */
    basic_client(
        asio::any_io_executor executor, client_options options, Carrier carrier, oauth::any_token_fetcher login)
        : state_(build(std::move(executor), std::move(login), std::move(options), std::move(carrier)))
    {
    }

    /// A client with a connection pool of its own.
    /// @throws failure  when a CA file cannot be read
    basic_client(asio::any_io_executor executor, client_options const& options)
        requires std::same_as<Carrier, http::connection_pool>
        : basic_client(executor, options, http::connection_pool(executor, options.pool()))
    {
    }

    /** A client as the environment says, see `cxone/environment.hpp`. Requests go through the proxies that HTTPS_PROXY,
        HTTP_PROXY and NO_PROXY name.

        @throws failure  with cxone_errc::missing_setting, or what is wrong with a setting */
    static basic_client from_environment(asio::any_io_executor executor)
        requires std::same_as<Carrier, http::connection_pool>
    {
        auto options = options_of(read_environment().value()).value();
        options.pool(http::pool_options().proxy_from_environment());
        return basic_client(std::move(executor), options);
    }

    executor_type get_executor() const noexcept { return state_->tokens.get_executor(); }
    client_options const& options() const noexcept { return state_->options; }

    /// The token source, shared by all copies of this client.
    token_source& tokens() noexcept { return state_->tokens; }

    /// The address of the API; nothing before the first login, unless the options give it.
    std::optional<api_base> api() const { return state_->api.get(); }

    /// Sends a request through the whole pipeline. A client is a transport.
    asio::awaitable<result<http::response>> send(http::exchange& x) { return run(state_, x); }

    /// Sends a request without token, to whatever server it names: for links that carry their own right to be read.
    asio::awaitable<result<http::response>> send_plain(http::exchange& x) { return run_plain(state_, x); }

    /// A request to the API, ready to be filled in: `path` is what follows `/incontactapi/services/v{N}.0/`. `route`
    /// names it in events and errors when its path holds more than the name of a resource; a literal.
    http::request request(http::method method, std::string_view path, std::string_view route = {}) const
    {
        auto target = "/incontactapi/services/v" + std::to_string(options().api_version()) + ".0/";
        return request_to(api_placeholder(), method, target.append(path), route);
    }
    /// A request to the area's host, whose services have whole paths of their own: data extraction, media playback.
    http::request area_request(http::method method, std::string target, std::string_view route = {}) const
    {
        return request_to(options().hosts().area, method, std::move(target), route);
    }

    /** The rows of a report or listing, from page to page by `_links.next`. 204 is an empty one.

        `Row` is the listing's own if nothing is said; `json::raw` for rows as the server wrote them, or a struct of
        yours with the members you want.

        @par Errors  thrown by `next()` as `failure`; also cxone_errc::window_too_long, before anything is sent */
    template <class Row = void, listing Query>
    paged<row_or_own<Row, Query>> async_paginate(Query query, page_options options = {})
    {
        using type = row_or_own<Row, Query>;
        if (auto const wrong = detail::check_window(query)) return {refused<type>(wrong), nullptr};
        return cogrant::async_paginate<typename Query::template page<type>>(
            *this, listing_request(query), links(), Query::template rows<type>, std::move(options), describe_answer());
    }

    /** The rows of any other listing, by what follows `/incontactapi/services/v{N}.0/`: `contacts/active`,
        `agents/states`, `agents/1234567/state-history?startDate=…`. The rows are the only list of the answer.

        @par Errors  as above; codec_errc::bad_value when the answer has two lists */
    template <class Row = json::raw>
    paged<Row> async_paginate_path(std::string_view path, page_options options = {})
    {
        using page = sole_list_page<Row>;
        return cogrant::async_paginate<page>(
            *this, request(http::method::get, path), links(), &page::rows, std::move(options), describe_answer());
    }

    /// A report or listing page by page, for what a page says besides its rows: totals, `last_poll_time`.
    template <class Row = void, listing Query>
    paged<typename Query::template page<row_or_own<Row, Query>>>
    async_paginate_pages(Query query, page_options options = {})
    {
        using page = typename Query::template page<row_or_own<Row, Query>>;
        if (auto const wrong = detail::check_window(query)) return {refused<page>(wrong), nullptr};
        return cogrant::async_paginate_pages<page>(
            *this, listing_request(query), links(), std::move(options), describe_answer());
    }

    /** The rows by `skip` and `top`, so that several pages can be under way at once (`page_options::concurrency`). Ends
        on a page with fewer rows than `top`, or on 204; the query's `skip` is overwritten, and a `top` beyond what
        the platform gives at once (`largest_page` of the query) is brought down to that.

        @par Errors  as @ref async_paginate */
    template <class Row = void, listing Query>
        requires requires(Query q) { q.top; }
    paged<row_or_own<Row, Query>> async_paginate_by_offset(Query query, page_options options = {})
    {
        using type = row_or_own<Row, Query>;
        if (auto const wrong = detail::check_window(query)) return {refused<type>(wrong), nullptr};
        auto const size = static_cast<std::size_t>(detail::page_size(query));
        return cogrant::async_paginate<typename Query::template page<type>>(
            *this, listing_request(query), offset_in_query(size, Query::template rows<type>),
            Query::template rows<type>, std::move(options), describe_answer());
    }

    /** The rows of a span of any length, window by window: for reports with a limit, and for those that are read so.

        Sums of a summary are those of each window. Nobody documents whether both ends of a window belong to it: rows
        exactly on a seam may come twice.

        @param window   length of a part; the report's own when nothing is said
        @par Errors     as @ref async_paginate */
    template <class Row = void, windowed Query>
    async_generator<row_or_own<Row, Query>> async_paginate_windows(
        Query query, interval whole, std::chrono::milliseconds window = Query::usual_window, page_options options = {})
    {
        return walk<row_or_own<Row, Query>>(*this, std::move(query), window_walk(whole, window), std::move(options));
    }

private:
    static oauth::any_token_fetcher login_of(client_options const& options, Carrier carrier);
    static std::shared_ptr<state>
    build(asio::any_io_executor executor, oauth::any_token_fetcher login, client_options options, Carrier carrier);
    static asio::awaitable<result<http::response>> run(std::shared_ptr<state> s, http::exchange& x);
    static asio::awaitable<result<http::response>> run_plain(std::shared_ptr<state> s, http::exchange& x);

    static http::request request_to(http::origin where, http::method method, std::string target, std::string_view route)
    {
        http::request r;
        r.method = method;
        r.origin = std::move(where);
        r.target = std::move(target);
        r.route = route;
        r.headers.add("Accept", "application/json"); // without one, requests have been refused
        r.headers.add("User-Agent", "cogrant/" COGRANT_VERSION_STRING);
        if (method == http::method::post || method == http::method::put || method == http::method::patch)
            r.headers.add("Content-Type", "application/json");
        return r;
    }
    template <class Query>
    http::request listing_request(Query const& query) const
    {
        auto r = request(http::method::get, Query::path);
        if (auto parameters = query::encode(query); !parameters.empty()) r.target.append("?").append(parameters);
        return r;
    }
    next_api_link<detail::next_link_of> links() const { return {detail::next_link_of(), state_->api}; }

    template <class Item>
    static async_generator<Item> refused(error why)
    {
        auto const e = why;
        if (e) throw failure(e);
        co_return;
    }
    template <class Row, class Query>
    static async_generator<Row> walk(basic_client self, Query query, window_walk parts, page_options options);

    std::shared_ptr<state> state_;
};

using client = basic_client<>;

} // namespace cogrant::cxone

#include <cogrant/cxone/impl/client.hpp>

#endif // COGRANT_CXONE_CLIENT_HPP
