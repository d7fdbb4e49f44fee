// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_PAGINATE_HPP
#define COGRANT_PAGINATE_PAGINATE_HPP

#include <cogrant/async/fan_out.hpp>
#include <cogrant/async/generator.hpp>
#include <cogrant/async/task.hpp>
#include <cogrant/paginate/error.hpp>
#include <cogrant/paginate/style.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <utility>

namespace cogrant {

/// How pages are fetched. Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class page_options {
public:
    page_options() = default;

    /// Stops after so many pages, without an error.
    page_options& max_pages(std::size_t n)
    {
        max_pages_ = n;
        return *this;
    }
    /// Pages under way at once, where the style knows the address of any page; order is kept. 1 fetches a page when it is
    /// asked for; above 1, styles that know only the next page fetch that one ahead.
    page_options& concurrency(std::size_t n)
    {
        concurrency_ = n == 0 ? 1 : n;
        return *this;
    }
    /// Told what the requests do.
    page_options& hook(http::event_hook h)
    {
        hook_ = h;
        return *this;
    }

    std::size_t max_pages() const noexcept { return max_pages_; }
    std::size_t concurrency() const noexcept { return concurrency_; }
    http::event_hook hook() const noexcept { return hook_; }

private:
    std::size_t max_pages_ = std::numeric_limits<std::size_t>::max();
    std::size_t concurrency_ = 1;
    http::event_hook hook_;
};

namespace detail {

/// Fetches one page with a client that is a handle.
template <class Page, http::transport Client, class Describe>
struct page_fetcher {
    Client client;
    http::event_hook hook;
    Describe describe;

    asio::awaitable<result<Page>> operator()(http::request r) const
    {
        return run(client, hook, describe, std::move(r));
    }
    static asio::awaitable<result<Page>> run(Client client, http::event_hook hook, Describe describe, http::request r)
    {
        http::exchange x(std::move(r));
        x.hook = hook;
        auto fetching = fetch<Page>(client, x, std::move(describe));
        auto page = co_await std::move(fetching);
        co_return page;
    }
};

/// Says after which page of which listing a continuation was wrong.
inline error at_page(error e, http::request const& request, std::size_t page)
{
    auto& info = e.edit();
    info.route = http::route_of(request);
    if (info.detail.empty()) info.detail = e.code().message();
    e.edit().detail += ", after page " + std::to_string(page);
    return e;
}

template <class Page, class Fetch, class Style>
async_generator<Page> follow_pages(Fetch fetch, http::request request, Style style, page_options options)
{
    auto const executor = co_await asio::this_coro::executor;
    if (options.max_pages() == 0) co_return;
    style.first(request);
    // A next link may lead back to the first page.
    std::unordered_set<std::string> seen{request.target};
    task<result<Page>> ahead;
    for (std::size_t n = 1;; ++n) {
        auto coming = ahead ? ahead.join() : fetch(request);
        auto page = co_await std::move(coming);
        if (!page) throw failure(page.error());
        result<page_step> const step =
            n < options.max_pages() ? style.next(request, *page) : result<page_step>(page_step{});
        bool const more = step && step->more;
        bool const circle = more && !seen.insert(step->marker).second;
        if (more && !circle && options.concurrency() > 1) ahead = task<result<Page>>(executor, fetch(request));
        co_yield *page;
        // What is wrong with the continuation is said after the rows that came before it.
        if (!step) throw failure(at_page(step.error(), request, n));
        if (circle) throw failure(at_page(make_error_code(page_errc::repeated_marker), request, n));
        if (!more) break;
    }
}

template <class Page, class Fetch, class Style>
async_generator<Page> number_pages(Fetch fetch, http::request request, Style style, page_options options)
{
    auto const executor = co_await asio::this_coro::executor;
    std::size_t number = 0;
    auto start = [&]() -> std::optional<asio::awaitable<result<Page>>> {
        if (number >= options.max_pages()) return std::nullopt;
        style.ask(request, number++);
        return fetch(request);
    };
    auto window = in_order<result<Page>>(executor, options.concurrency(), start);
    for (;;) {
        auto coming = window.next();
        auto* page = co_await std::move(coming);
        if (page == nullptr) break;
        if (!*page) throw failure(page->error());
        bool const last = style.last(**page);
        co_yield **page;
        if (last) break;
    }
}

} // namespace detail

/** The pages of a listing, one after the other.

    @param client   a pipeline handle: `any_client`, or anything whose copies share their state
    @param request  what asks for the listing; the style fills in which page
    @par Errors     thrown by `next()` as `failure`: those of @ref fetch, page_errc
    @par Cancellation as the operation under way; leaving early cancels what was fetched ahead
    @par Limits     holds `page_options::concurrency` pages at most */
template <class Page, http::transport Client, page_style<Page> Style, class Describe = describe_plainly>
async_generator<Page> async_paginate_pages(
    Client client, http::request request, Style style, page_options options = {}, Describe describe = {})
{
    detail::page_fetcher<Page, Client, Describe> fetch{std::move(client), options.hook(), std::move(describe)};
    if constexpr (numbered_style<Style, Page>) {
        if (options.concurrency() > 1)
            return detail::number_pages<Page>(std::move(fetch), std::move(request), std::move(style), options);
    }
    return detail::follow_pages<Page>(std::move(fetch), std::move(request), std::move(style), options);
}

/// The rows of these pages; `rows(page)` gives the page's container of them, usually a pointer to member.
template <class Page, class Rows>
auto async_rows(async_generator<Page> pages, Rows rows)
    -> async_generator<typename std::remove_cvref_t<std::invoke_result_t<Rows, Page&>>::value_type>
{
    auto source = std::move(pages);
    for (;;) {
        auto coming = source.next();
        auto* page = co_await std::move(coming);
        if (page == nullptr) break;
        for (auto& row : std::invoke(rows, *page)) co_yield row;
    }
}

/** The rows of a listing, as if it were one sequence: pages, tokens, waits and retries happen in between.

    @code
    struct person_page { std::vector<person> results; std::optional<std::string> next; };
    auto people = async_paginate<person_page>(client, request, cursor_in_query(&person_page::next), &person_page::results);
    while (auto* p = co_await people.next()) use(*p);
    @endcode

    @par Errors  thrown by `next()` as `failure`, or a value from `try_next()`; see @ref async_paginate_pages */
template <class Page, http::transport Client, page_style<Page> Style, class Rows, class Describe = describe_plainly>
auto async_paginate(
    Client client, http::request request, Style style, Rows rows, page_options options = {}, Describe describe = {})
{
    return async_rows(
        async_paginate_pages<Page>(
            std::move(client), std::move(request), std::move(style), options, std::move(describe)),
        std::move(rows));
}

} // namespace cogrant

#endif // COGRANT_PAGINATE_PAGINATE_HPP
