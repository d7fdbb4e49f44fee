// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_PAGE_OPTIONS_HPP
#define COGRANT_PAGINATE_PAGE_OPTIONS_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/event.hpp>
#include <cogrant/paginate/position.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <limits>
#include <utility>

namespace cogrant {

/// How pages are fetched. Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class page_options {
public:
    page_options() = default;

    /// Stops after so many pages, without an error; `position()` then names the page that would have come.
    page_options& max_pages(std::size_t n)
    {
        max_pages_ = n;
        return *this;
    }
    /// Pages under way at once, where the style knows the address of any page; order is kept. 1 fetches a page when it is
    /// asked for; above 1, styles that know only the next page fetch that one ahead (`raw_style` may guess more).
    page_options& concurrency(std::size_t n)
    {
        concurrency_ = n == 0 ? 1 : n;
        return *this;
    }
    /// No page comes after this moment: `http_errc::deadline_exceeded` then. Covers the whole listing; the time in which the
    /// consumer looks at its rows counts.
    page_options& deadline(time_point when)
    {
        deadline_ = when;
        return *this;
    }
    /// Goes on where an earlier listing of the same request and form (by row, by page) was left.
    page_options& resume(page_position from)
    {
        from_ = std::move(from);
        return *this;
    }
    /// Decodes pages there, a thread pool say, while the consumer's executor receives the next ones. Pays with concurrency
    /// above 2: one page is consumed, one decoded, one received. A decoded page comes back through the consumer's context,
    /// which therefore has to outlive that work: join the threads before it is destroyed.
    page_options& decode_on(boost::asio::any_io_executor executor)
    {
        decode_on_ = std::move(executor);
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
    time_point deadline() const noexcept { return deadline_; }
    page_position const& resume() const noexcept { return from_; }
    boost::asio::any_io_executor const& decode_on() const noexcept { return decode_on_; }
    http::event_hook hook() const noexcept { return hook_; }

private:
    std::size_t max_pages_ = std::numeric_limits<std::size_t>::max();
    std::size_t concurrency_ = 1;
    time_point deadline_ = no_deadline;
    page_position from_;
    boost::asio::any_io_executor decode_on_;
    http::event_hook hook_;
};

} // namespace cogrant

#endif // COGRANT_PAGINATE_PAGE_OPTIONS_HPP
