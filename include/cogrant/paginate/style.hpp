// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_STYLE_HPP
#define COGRANT_PAGINATE_STYLE_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/paginate/error.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant {

/// What follows a page.
struct page_step {
    bool more = false;
    std::string marker; ///< names the following page; seen twice, it means that the server runs in a circle
};

/** Where the next page is. A style is a value that changes the request: no socket, no coroutine.

    `first` makes the request ask for the first page, `next` for the one after `page`. Archetype:
    `tests/support/archetypes.hpp`. */
template <class S, class Page>
concept page_style = std::move_constructible<S> && requires(S& s, http::request& r, Page const& page) {
    { s.first(r) } -> std::same_as<void>;
    { s.next(r, page) } -> std::same_as<result<page_step>>;
};

/// A style that can ask for any page at once, so that several may be under way: `ask(request, n)` for the n-th from 0,
/// and `last(page)` to tell the end.
template <class S, class Page>
concept numbered_style =
    page_style<S, Page> && requires(S const& s, http::request& r, Page const& page, std::size_t n) {
        { s.ask(r, n) } -> std::same_as<void>;
        { s.last(page) } -> std::same_as<bool>;
    };

/// Sets a parameter of a target's query, in place of one of the same name.
inline void set_query_parameter(std::string& target, std::string_view name, std::string_view value)
{
    auto const question = target.find('?');
    std::string kept = target.substr(0, question);
    char separator = '?';
    if (question != std::string::npos) {
        std::string_view rest = std::string_view(target).substr(question + 1);
        while (!rest.empty()) {
            auto const end = rest.find('&');
            auto const pair = rest.substr(0, end);
            rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
            if (pair.empty() || pair.substr(0, pair.find('=')) == name) continue;
            kept.append(1, separator).append(pair);
            separator = '&';
        }
    }
    kept.append(1, separator).append(name).append("=");
    query::append_escaped(kept, value);
    target = std::move(kept);
}

/** The page's number is a member of the JSON body: `set(query, n)` puts it there, counted from 1.

    The end is a page with fewer rows than asked for; totals move while data arrives and are not trusted.

    @par Source  contract of Genesys Cloud §4, style 1
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Query, class Set, class Rows>
class page_number_in_body {
public:
    page_number_in_body(Query query, std::size_t page_size, Set set, Rows rows)
        : query_(std::move(query)), page_size_(page_size), set_(std::move(set)), rows_(std::move(rows))
    {
    }

    void first(http::request& r) { ask(r, number_ = 0); }
    template <class Page>
    result<page_step> next(http::request& r, Page const& page)
    {
        if (last(page)) return page_step{};
        ask(r, ++number_);
        return page_step{true, std::to_string(number_)};
    }
    void ask(http::request& r, std::size_t n) const
    {
        auto query = query_;
        set_(query, n + 1);
        r.body = json::encode(query);
    }
    template <class Page>
    bool last(Page const& page) const
    {
        return std::invoke(rows_, page).size() < page_size_;
    }

private:
    Query query_;
    std::size_t page_size_;
    Set set_;
    Rows rows_;
    std::size_t number_ = 0;
};

/** A marker of the page is sent back in the query: `marker(page)` gives an optional or plain string, empty at the end.

    An empty page with a marker goes on.

    @par Source  contract of Genesys Cloud §4, style 4
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
        std::optional<std::string> const marker = std::invoke(marker_, page);
        if (!marker || marker->empty()) return page_step{};
        set_query_parameter(r.target, parameter_, *marker);
        return page_step{true, *marker};
    }

private:
    Marker marker_;
    std::string parameter_;
};

/** The page holds the address of the next one, absolute or relative, already encoded; absent at the end. A link to
    another origin is an error: it would carry our questions, if not our token, to a stranger.

    @par Source  contract of Genesys Cloud §4, style 3; S10 of the security checklist
    @par Errors  page_errc::foreign_origin, http_errc::bad_url
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Link>
class next_link_in_body {
public:
    explicit next_link_in_body(Link link) : link_(std::move(link)) {}

    void first(http::request&) {}
    template <class Page>
    result<page_step> next(http::request& r, Page const& page)
    {
        std::optional<std::string> const link = std::invoke(link_, page);
        if (!link || link->empty()) return page_step{};
        auto resolved = http::resolve_url(http::url{r.origin, r.target}, *link);
        if (!resolved) return resolved.error();
        if (resolved->origin != r.origin) {
            error e(make_error_code(page_errc::foreign_origin));
            e.edit().detail = "the next link leads to another server, " + http::to_string(resolved->origin);
            return e;
        }
        r.target = std::move(resolved->target);
        return page_step{true, r.target};
    }

private:
    Link link_;
};

} // namespace cogrant

#endif // COGRANT_PAGINATE_STYLE_HPP
