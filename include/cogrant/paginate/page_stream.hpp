// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_PAGE_STREAM_HPP
#define COGRANT_PAGINATE_PAGE_STREAM_HPP

#include <cogrant/async/completion.hpp>
#include <cogrant/paginate/paginate.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

// Listings by page for programs without coroutines: any completion token. Rows are the coroutine form's, since each would
// cost a trip through the executor.

namespace cogrant {

namespace detail {

template <class Page>
asio::awaitable<result<std::optional<Page>>> pull_page(std::shared_ptr<paged<Page>> pages)
{
    std::optional<Page> out;
    auto coming = pages->next();
    auto* page = co_await std::move(coming);
    if (page != nullptr) out.emplace(std::move(*page));
    co_return std::move(out);
}

/// Whether the consumer of pages wants another one.
template <class OnPage, class Page>
bool hand_over(OnPage& on_page, Page& page, page_position const& behind)
{
    auto const call = [&]() -> decltype(auto) {
        if constexpr (std::invocable<OnPage&, Page&, page_position const&>) return on_page(page, behind);
        else return on_page(page);
    };
    if constexpr (std::is_void_v<decltype(call())>) {
        call();
        return true;
    } else {
        return static_cast<bool>(call());
    }
}

template <class Page, class OnPage>
asio::awaitable<result<page_position>> push_pages(paged<Page> pages, OnPage on_page)
{
    auto source = std::move(pages);
    for (;;) {
        auto coming = source.next();
        auto* page = co_await std::move(coming);
        // A page may come all the same: what fetches it or decodes it elsewhere had ended, or could not be stopped.
        auto const state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return error(asio::error::operation_aborted);
        if (page == nullptr || !hand_over(on_page, *page, source.position())) break;
    }
    co_return source.position();
}

} // namespace detail

/** The pages of a listing, each for one call of `async_next`, with any completion token.

    @code
    page_stream people(executor, async_paginate_pages<person_page>(client, request, style));
    people.async_next(why, [&](error_code code, std::optional<person_page> page) { … });
    @endcode

    @par Thread safety  distinct objects: safe; shared object: one `async_next` at a time */
template <class Page>
class page_stream {
public:
    using executor_type = asio::any_io_executor;

    page_stream(asio::any_io_executor executor, paged<Page> pages)
        : executor_(std::move(executor)), pages_(std::make_shared<paged<Page>>(std::move(pages)))
    {
    }

    executor_type get_executor() const noexcept { return executor_; }

    /** The next page; none at the end.

        @par Completion     `void(error_code, std::optional<Page>)`
        @par Errors         those of @ref async_paginate_pages; `diagnostics` gets the whole error. Then the stream is at its
                            end: a new one goes on from `position()`
        @par Cancellation   terminal, when the handler has a slot; see `async_run`
        @par Executor       the handler's associated executor, else `get_executor()`; never inside this call
        @par Lifetime       `diagnostics` must live until completion, the stream need not */
    template <
        asio::completion_token_for<void(error_code, std::optional<Page>)> CompletionToken =
            default_token_t<executor_type>>
    auto async_next(error& diagnostics, CompletionToken&& token = CompletionToken{})
    {
        return async_run<std::optional<Page>>(
            executor_, detail::pull_page(pages_), &diagnostics, std::forward<CompletionToken>(token));
    }

    /// As @ref paged::position. Not while an `async_next` is under way.
    page_position position() const { return pages_->position(); }

private:
    executor_type executor_;
    std::shared_ptr<paged<Page>> pages_;
};

/** All pages of a listing, for any completion token: `on_page(page)` is called for each, or `on_page(page, position)` with the
    position behind it. It may move from the page, and ends the listing by returning false.

    @code
    async_paginate<person_page>(executor, client, request, style, [&](person_page& p) { store(p.results); }, {}, why,
        [&](error_code code, page_position where) { … });
    @endcode

    @par Completion     `void(error_code, page_position)`; the position is where the listing was left, without a meaning after
                        an error: what `on_page` was given last holds then
    @par Errors         those of @ref async_paginate_pages; `diagnostics` gets the whole error
    @par Cancellation   terminal, when the handler has a slot; see `async_run`. `on_page` is not called once the signal is on
                        its strand, whatever was under way
    @par Executor       `on_page` runs on `executor`, on a strand over it when the handler has a slot; the handler on its
                        associated executor, else on `executor`; never inside this call
    @par Lifetime       client, request and `on_page` are moved into the operation; `diagnostics` must live until completion */
template <
    class Page, http::transport Client, page_style<Page> Style, class OnPage,
    asio::completion_token_for<void(error_code, page_position)> CompletionToken =
        default_token_t<asio::any_io_executor>,
    class Describe = describe_plainly>
    requires std::invocable<OnPage&, Page&> || std::invocable<OnPage&, Page&, page_position const&>
auto async_paginate(
    asio::any_io_executor executor, Client client, http::request request, Style style, OnPage on_page,
    page_options options, error& diagnostics, CompletionToken&& token = CompletionToken{}, Describe describe = {})
{
    auto pages = async_paginate_pages<Page>(
        std::move(client), std::move(request), std::move(style), std::move(options), std::move(describe));
    return async_run<page_position>(
        std::move(executor), detail::push_pages(std::move(pages), std::move(on_page)), &diagnostics,
        std::forward<CompletionToken>(token));
}

} // namespace cogrant

#endif // COGRANT_PAGINATE_PAGE_STREAM_HPP
