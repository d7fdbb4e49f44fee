// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_CURSOR_HPP
#define COGRANT_PAGINATE_CURSOR_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/paginate/step.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

// A marker of the page is sent back: `marker(page)` gives an optional or plain string, empty at the end. An empty page with
// a marker goes on.

namespace cogrant {

/** The marker is sent back in the query.

    @code
    cursor_in_query(&page::cursor)                     // ?cursor=…
    cursor_in_query(&page::next_page, "q64")           // a search's token
    @endcode

    @par Source  contract of Genesys Cloud §4, styles 4, 5, 7, 8 and 14
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Marker>
class cursor_in_query {
public:
    explicit cursor_in_query(Marker marker, std::string parameter = "cursor")
        : marker_(std::move(marker)), parameter_(std::move(parameter))
    {
    }

    void first(http::request&) {}
    template <class Page>
    result<page_step> next(http::request& r, Page const& page)
    {
        auto marker = detail::marker_of(marker_, page);
        if (!marker) return page_step{};
        set_query_parameter(r.target, parameter_, *marker);
        return page_step{true, std::move(*marker)};
    }
    result<void> resume(http::request& r, std::string_view marker)
    {
        set_query_parameter(r.target, parameter_, marker);
        return {};
    }

private:
    Marker marker_;
    std::string parameter_;
};

/** The marker is sent back as a member of the JSON body: `set(query, marker)` puts it there.

    @code
    cursor_in_body(query, [](search& q, std::string const& token) { q.page_token = token; }, &page::next_page_token)
    @endcode

    @par Source  contract of Genesys Cloud §4, styles 6 and 15
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Query, class Set, class Marker>
class cursor_in_body {
public:
    cursor_in_body(Query query, Set set, Marker marker)
        : query_(std::move(query)), set_(std::move(set)), marker_(std::move(marker))
    {
    }

    void first(http::request& r) { r.body = json::encode(query_); }
    template <class Page>
    result<page_step> next(http::request& r, Page const& page)
    {
        auto marker = detail::marker_of(marker_, page);
        if (!marker) return page_step{};
        put(r, *marker);
        return page_step{true, std::move(*marker)};
    }
    result<void> resume(http::request& r, std::string_view marker)
    {
        put(r, std::string(marker));
        return {};
    }

private:
    void put(http::request& r, std::string const& marker)
    {
        auto query = query_;
        std::invoke(set_, query, marker);
        r.body.clear();
        json::encode(query, r.body);
    }

    Query query_;
    Set set_;
    Marker marker_;
};

/** The marker is sent back in a header field. One that no field can carry, with a line break say, is an error.

    @par Source  contract of Genesys Cloud §4, style 13
    @par Errors  page_errc::bad_marker
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Marker>
class cursor_in_header {
public:
    cursor_in_header(Marker marker, std::string field) : marker_(std::move(marker)), field_(std::move(field)) {}

    void first(http::request&) {}
    template <class Page>
    result<page_step> next(http::request& r, Page const& page)
    {
        auto marker = detail::marker_of(marker_, page);
        if (!marker) return page_step{};
        if (auto put = resume(r, *marker); !put) return put.error();
        return page_step{true, std::move(*marker)};
    }
    result<void> resume(http::request& r, std::string_view marker)
    {
        if (!r.headers.set(field_, marker)) {
            error e(make_error_code(page_errc::bad_marker));
            e.edit().detail = "the marker of the next page is no value of a header field";
            return e;
        }
        return {};
    }

private:
    Marker marker_;
    std::string field_;
};

} // namespace cogrant

#endif // COGRANT_PAGINATE_CURSOR_HPP
