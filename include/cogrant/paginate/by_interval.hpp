// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_BY_INTERVAL_HPP
#define COGRANT_PAGINATE_BY_INTERVAL_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/codec/interval_splitter.hpp>
#include <cogrant/paginate/paginate.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <type_traits>
#include <utility>

namespace cogrant {

/** The rows of a listing over an interval that may be too long or too full for one query: it is split, a part that the
    server finds too large is halved, and no row comes twice.

    @param parts    the decisions, over the whole interval
    @param ask      `ask(part, page_options)` gives the pages of one part as a generator
    @param rows     `rows(page)` gives the page's container of rows, usually a pointer to member
    @param id       `id(row)` names a row, as text; empty when it has no name
    @param total    `total(page)` is the number of rows that the server speaks of, 0 when unknown. Only a hint: a part with
                    more than can be read is halved before it is read
    @param reason   `reason(error)` says whether a failure means that the part is too large
    @param options  `max_pages` counts those of all parts
    @par Errors     those of the pages, when they have another reason or the part cannot be halved any more
    @par Limits     one page, and the ids that @ref interval_splitter remembers */
template <class Ask, class Rows, class Id, class Total, class Reason>
auto async_by_interval(
    interval_splitter parts, Ask ask, Rows rows, Id id, Total total, Reason reason, page_options options = {})
    -> async_generator<typename std::remove_cvref_t<std::invoke_result_t<
        Rows, typename std::invoke_result_t<Ask&, interval, page_options>::value_type&>>::value_type>
{
    std::size_t pages_left = options.max_pages();
    while (pages_left != 0) {
        auto const part = parts.next();
        if (!part) break;
        options.max_pages(pages_left);
        auto pages = std::invoke(ask, *part, options);
        for (bool first = true; pages_left != 0; first = false) {
            auto coming = pages.try_next();
            auto outcome = co_await std::move(coming);
            if (!outcome) {
                auto why = reason(outcome.error());
                // Past the reach the server says that the request is wrong, in words of its own.
                if (why == split_reason::none && outcome.error().info().status == 400 && parts.at_reach())
                    why = split_reason::too_many;
                if (!parts.halve(why)) throw failure(outcome.error());
                break;
            }
            auto* const page = *outcome;
            if (page == nullptr) break;
            if (first && parts.beyond_reach(total(*page)) && parts.halve(split_reason::too_many)) break;
            --pages_left;
            auto&& list = std::invoke(rows, *page);
            parts.page(static_cast<std::size_t>(std::distance(std::begin(list), std::end(list))));
            for (auto& row : list)
                if (parts.fresh(std::invoke(id, row))) co_yield row;
        }
    }
}

} // namespace cogrant

#endif // COGRANT_PAGINATE_BY_INTERVAL_HPP
