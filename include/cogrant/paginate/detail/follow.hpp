// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_DETAIL_FOLLOW_HPP
#define COGRANT_PAGINATE_DETAIL_FOLLOW_HPP

#include <cogrant/async/fan_out.hpp>
#include <cogrant/async/generator.hpp>
#include <cogrant/async/task.hpp>
#include <cogrant/paginate/detail/marker_memory.hpp>
#include <cogrant/paginate/detail/pages_ahead.hpp>
#include <cogrant/paginate/page_options.hpp>
#include <cogrant/paginate/position.hpp>
#include <cogrant/paginate/step.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

// The coroutines behind `async_paginate`.

namespace cogrant::detail {

/// A page, and its header when the style looks at it.
template <class Page>
struct fetched_page {
    Page page{};
    http::headers headers;
};

/// A body on its way into a page on another executor.
template <class Page>
struct decoding {
    std::string body;
    std::optional<Page> page; ///< before: an old one to be used again, if any; then the new one, if the body was one
    std::exception_ptr failed;

    void run() noexcept
    {
        try {
            bool const old = page.has_value();
            if (!old) page.emplace();
            auto const decoded = old ? json::decode_over(*page, body) : json::decode_into(*page, body);
            if (!decoded) page.reset();
        } catch (...) {
            failed = std::current_exception();
        }
    }
};

/** Decodes there. The end is announced to the awaiting coroutine's own executor: through the other one's queue it would
    come behind the bodies that wait there, and nothing would be received while they are decoded.

    @par Cancellation none: a page takes a millisecond, and nobody must find its memory gone
    @par Lifetime     `work` must live until completion */
template <class Page>
asio::awaitable<void> decode_on(asio::any_io_executor elsewhere, decoding<Page>* work)
{
    return asio::async_initiate<asio::use_awaitable_t<> const, void()>(
        [](auto handler, asio::any_io_executor const& there, decoding<Page>* what) {
            auto own = asio::make_work_guard(handler);
            asio::post(there, [what, handler = std::move(handler), own = std::move(own)]() mutable {
                what->run();
                auto const back = own.get_executor();
                asio::post(
                    back, [handler = std::move(handler), own = std::move(own)]() mutable { std::move(handler)(); });
            });
        },
        asio::use_awaitable, elsewhere, work);
}

/// Pages that were consumed, and bodies that were decoded: the next ones come into their memory. Threads may share it.
template <class Page>
class used_pages {
public:
    static constexpr std::size_t largest_body = 4U << 20U; ///< a larger one is let go

    void put_body(std::string body)
    {
        if (body.capacity() > largest_body) return;
        std::lock_guard const lock(mutex_);
        bodies_.push_back(std::move(body));
    }
    std::string take_body()
    {
        std::lock_guard const lock(mutex_);
        if (bodies_.empty()) return {};
        std::string body = std::move(bodies_.back());
        bodies_.pop_back();
        return body;
    }

    void put(Page page)
    {
        std::lock_guard const lock(mutex_);
        pages_.push_back(std::move(page));
    }
    std::optional<Page> take()
    {
        std::lock_guard const lock(mutex_);
        if (pages_.empty()) return std::nullopt;
        std::optional<Page> page(std::move(pages_.back()));
        pages_.pop_back();
        return page;
    }

private:
    std::mutex mutex_;
    std::vector<Page> pages_; // no more than were held at once
    std::vector<std::string> bodies_; // no more than were under way at once
};

/// Fetches one page with a client that is a handle.
template <class Page, http::transport Client, class Describe, bool Headed>
struct page_fetcher {
    Client client;
    page_options options;
    Describe describe;
    std::shared_ptr<used_pages<Page>> used = std::make_shared<used_pages<Page>>();

    asio::awaitable<result<fetched_page<Page>>> operator()(http::request r) const
    {
        http::exchange x(std::move(r), options.deadline());
        x.hook = options.hook();
        return run(client, options.decode_on(), describe, std::move(x), used);
    }
    static asio::awaitable<result<fetched_page<Page>>>
    run(Client client, asio::any_io_executor elsewhere, Describe describe, http::exchange x,
        std::shared_ptr<used_pages<Page>> used)
    {
        fetched_page<Page> out;
        x.spare = used->take_body();
        auto sending = client.send(x);
        auto answer = co_await std::move(sending);
        if (!answer) co_return answer.error();
        if constexpr (Headed) out.headers = answer->headers;
        if (elsewhere && answer->ok() && !answer->body.empty()) {
            x.where = phase::decode;
            decoding<Page> work{std::move(answer->body), used->take(), nullptr};
            auto coming = decode_on(elsewhere, &work);
            co_await std::move(coming);
            if (work.failed) std::rethrow_exception(work.failed);
            if (work.page) {
                out.page = std::move(*work.page);
                used->put_body(std::move(work.body));
                co_return std::move(out);
            }
            // Read once more below, for the error and its description.
            answer->body = std::move(work.body);
        }
        auto page = read_answer<Page>(x, std::move(*answer), describe, used->take());
        if (!page) co_return page.error();
        used->put_body(std::move(x.spare));
        out.page = std::move(*page);
        co_return std::move(out);
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

/// The request and the place as the first page, or the position to resume, needs them.
template <class Style>
result<void> begin_listing(http::request& request, Style& style, page_place& place, page_position const& from)
{
    style.first(request);
    auto const listing = listing_id(request);
    if (place.listing != 0 && place.listing != listing) return bad_position("it belongs to another listing");
    place.listing = listing;
    if (!place.by_row && from.skip() != 0 && from.skip() != page_position::whole_page)
        return bad_position("it counts rows, and this is a listing by page");
    if (!from.marker()) return {};
    if constexpr (resumable_style<Style>) {
        return style.resume(request, *from.marker());
    } else {
        return bad_position("the style has no resume");
    }
}

template <class Page, class Style>
result<page_step> step_after(Style& style, http::request& request, fetched_page<Page> const& fetched)
{
    if constexpr (steps_by_headers<Style, Page>) return style.next(request, fetched.page, fetched.headers);
    else return style.next(request, fetched.page);
}

template <class Page, class Fetch, class Style>
async_generator<Page>
follow_pages(Fetch fetch, http::request request, Style style, page_options options, std::shared_ptr<page_place> place)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const begun = begin_listing(request, style, *place, options.resume());
    if (!begun) throw failure(begun.error());
    if (options.resume().at_end() || options.max_pages() == 0) co_return;
    // A next link may lead back to the first page.
    marker_memory seen;
    auto marker = place->page;
    seen.add(marker ? *marker : request.target);
    auto const before = place->pages;
    pages_ahead<result<fetched_page<Page>>> ahead;
    task<result<fetched_page<Page>>> current;
    for (std::size_t n = 1;; ++n) {
        auto coming = current ? current.join() : fetch(request);
        auto fetched = co_await std::move(coming);
        if (!fetched) throw failure(fetched.error());
        auto step = step_after(style, request, *fetched);
        bool const more = step && step->more;
        bool const circle = more && !numbered_style<Style, Page> && !seen.add(step->marker);
        bool const capped = n >= options.max_pages();
        if (more && !circle && !capped && options.concurrency() > 1) {
            // The page at hand and the next one are two of those that may be held.
            auto const room = std::min(options.concurrency() - 2, options.max_pages() - n - 1);
            current = ahead.next(executor, fetch, style, request, step->marker, room);
        }
        auto const skip = n == 1 ? options.resume().skip() : 0;
        auto const then = !step || circle ? page_place::following::trouble
                          : more          ? page_place::following::page
                                          : page_place::following::end;
        std::optional<std::string> after;
        if (more) after = std::move(step->marker);
        place->begin_page(before + n - 1, std::move(marker), skip, then, after);
        if (skip != page_position::whole_page) co_yield fetched->page;
        fetch.used->put(std::move(fetched->page));
        if (capped) break;
        // What is wrong with the continuation is said after the rows that came before it.
        if (!step) throw failure(at_page(step.error(), request, n));
        if (circle) throw failure(at_page(make_error_code(page_errc::repeated_marker), request, n));
        if (!more) break;
        marker = std::move(after);
    }
}

template <class Page, class Fetch, class Style>
async_generator<Page>
number_pages(Fetch fetch, http::request request, Style style, page_options options, std::shared_ptr<page_place> place)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const begun = begin_listing(request, style, *place, options.resume());
    if (!begun) throw failure(begun.error());
    if (options.resume().at_end()) co_return;
    std::size_t const from = place->page ? number_of_marker(*place->page).value_or(0) : 0;
    auto const before = place->pages;
    std::size_t started = 0;
    auto const used = fetch.used;
    auto start = [&]() -> std::optional<asio::awaitable<result<fetched_page<Page>>>> {
        if (started >= options.max_pages()) return std::nullopt;
        style.ask(request, from + started++);
        return fetch(request);
    };
    auto window = in_order<result<fetched_page<Page>>>(executor, options.concurrency(), start);
    for (std::size_t n = 0;; ++n) {
        auto coming = window.next();
        auto* fetched = co_await std::move(coming);
        if (fetched == nullptr) break;
        if (!*fetched) throw failure(fetched->error());
        auto& page = (*fetched)->page;
        bool const last = style.last(page);
        auto const skip = n == 0 ? options.resume().skip() : 0;
        place->begin_page(
            before + n, std::to_string(from + n), skip, last ? page_place::following::end : page_place::following::page,
            std::to_string(from + n + 1));
        if (skip != page_position::whole_page) co_yield page;
        used->put(std::move(page));
        if (last) break;
    }
}

template <class Page, class Rows>
using row_of = typename std::remove_cvref_t<std::invoke_result_t<Rows, Page&>>::value_type;

template <class Page, class Rows>
async_generator<row_of<Page, Rows>>
follow_rows(async_generator<Page> pages, Rows rows, std::shared_ptr<page_place> place)
{
    auto source = std::move(pages);
    for (;;) {
        auto coming = source.next();
        auto* page = co_await std::move(coming);
        if (page == nullptr) break;
        auto&& list = std::invoke(rows, *page);
        place->size = static_cast<std::uint64_t>(std::ranges::size(list));
        auto known = place->skip;
        for (auto& row : list) {
            if (known != 0) {
                --known;
                continue;
            }
            ++place->skip;
            ++place->rows;
            co_yield row;
        }
    }
}

} // namespace cogrant::detail

#endif // COGRANT_PAGINATE_DETAIL_FOLLOW_HPP
