// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_PAGINATE_HPP
#define COGRANT_PAGINATE_PAGINATE_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/paginate/detail/follow.hpp>
#include <cogrant/paginate/error.hpp>
#include <cogrant/paginate/page_options.hpp>
#include <cogrant/paginate/position.hpp>
#include <cogrant/paginate/style.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace cogrant {

/** A listing: a generator of pages or rows that knows how far it was consumed.

    @par Thread safety  as `async_generator` */
template <class T>
class [[nodiscard]] paged : public async_generator<T> {
public:
    paged() noexcept = default;
    paged(async_generator<T> items, std::shared_ptr<detail::page_place> place) noexcept
        : async_generator<T>(std::move(items)), place_(std::move(place))
    {
    }

    /** The position behind the item handed out last: what `page_options::resume` needs to go on with the next one. Pages that
        were fetched ahead do not count. After a failure it is where to try again; at the end, `at_end()`. */
    page_position position() const { return place_ ? place_->position() : page_position(); }

private:
    std::shared_ptr<detail::page_place> place_;
};

namespace detail {

template <class Page, class Client, class Style, class Describe>
async_generator<Page> pages_of(
    Client client, http::request request, Style style, page_options options, Describe describe,
    std::shared_ptr<page_place> place)
{
    page_fetcher<Page, Client, Describe, steps_by_headers<Style, Page>> fetch{
        std::move(client), options, std::move(describe)};
    if constexpr (numbered_style<Style, Page>) {
        if (options.concurrency() > 1)
            return number_pages<Page>(
                std::move(fetch), std::move(request), std::move(style), std::move(options), std::move(place));
    }
    return follow_pages<Page>(
        std::move(fetch), std::move(request), std::move(style), std::move(options), std::move(place));
}

} // namespace detail

/** The pages of a listing, one after the other.

    @param client   a pipeline handle: `any_client`, or anything whose copies share their state
    @param request  what asks for the listing; the style fills in which page
    @par Errors     thrown by `next()` as `failure`: those of @ref fetch, page_errc
    @par Cancellation as the operation under way; leaving early cancels what was fetched ahead
    @par Limits     holds `page_options::concurrency` pages at most */
template <class Page, http::transport Client, page_style<Page> Style, class Describe = describe_plainly>
paged<Page> async_paginate_pages(
    Client client, http::request request, Style style, page_options options = {}, Describe describe = {})
{
    auto place = std::make_shared<detail::page_place>(options.resume(), false);
    auto pages = detail::pages_of<Page>(
        std::move(client), std::move(request), std::move(style), std::move(options), std::move(describe), place);
    return {std::move(pages), std::move(place)};
}

/// The rows of these pages; `rows(page)` gives the page's container of them, usually a pointer to member.
template <class Page, class Rows>
auto async_rows(async_generator<Page> pages, Rows rows) -> async_generator<detail::row_of<Page, Rows>>
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
    requires std::invocable<Rows&, Page&>
auto async_paginate(
    Client client, http::request request, Style style, Rows rows, page_options options = {}, Describe describe = {})
    -> paged<detail::row_of<Page, Rows>>
{
    auto place = std::make_shared<detail::page_place>(options.resume(), true);
    auto pages = detail::pages_of<Page>(
        std::move(client), std::move(request), std::move(style), std::move(options), std::move(describe), place);
    auto items = detail::follow_rows(std::move(pages), std::move(rows), place);
    return {std::move(items), std::move(place)};
}

} // namespace cogrant

#endif // COGRANT_PAGINATE_PAGINATE_HPP
