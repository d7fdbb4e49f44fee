// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_STYLE_HPP
#define COGRANT_PAGINATE_STYLE_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/paginate/cursor.hpp>
#include <cogrant/paginate/next_link.hpp>
#include <cogrant/paginate/numbered.hpp>
#include <cogrant/paginate/step.hpp>

#include <string_view>

// All styles. Each extracts a marker from a page and puts it into the next request.
//
//   page_number_in_body, page_number_in_query    a number
//   offset_in_query, offset_in_body              the number of the first row
//   cursor_in_query, cursor_in_body, cursor_in_header   a text of the server's
//   next_link_in_body, next_link_in_header       an address
//   one_page                                     nothing: the listing comes whole

namespace cogrant {

/** A listing that is not paged: a bare array, the end of a download link.

    @par Thread safety  distinct objects: safe; shared object: safe
    @par Source         contract of Genesys Cloud §4, styles 10 and 11 */
class one_page {
public:
    void first(http::request&) {}
    template <class Page>
    result<page_step> next(http::request&, Page const&)
    {
        return page_step{};
    }
    result<void> resume(http::request&, std::string_view) { return detail::bad_position("there is one page only"); }
};

} // namespace cogrant

#endif // COGRANT_PAGINATE_STYLE_HPP
