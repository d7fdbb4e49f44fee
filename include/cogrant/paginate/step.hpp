// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_STEP_HPP
#define COGRANT_PAGINATE_STEP_HPP

#include <cogrant/codec/query.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/paginate/error.hpp>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace cogrant {

/// What follows a page.
struct page_step {
    bool more = false;
    std::string marker; ///< names the following page; seen twice, it means that the server runs in a circle
};

namespace detail {

template <class S, class Page>
concept steps_by_page = requires(S& s, http::request& r, Page const& page) {
    { s.next(r, page) } -> std::same_as<result<page_step>>;
};

template <class S, class Page>
concept steps_by_headers = requires(S& s, http::request& r, Page const& page, http::headers const& h) {
    { s.next(r, page, h) } -> std::same_as<result<page_step>>;
};

} // namespace detail

/** Where the next page is. A style is a value that changes the request: no socket, no coroutine.

    `first` makes the request ask for the first page, `next` for the one after `page`. A style that looks at the answer's
    header has `next(request, page, headers)` instead. Archetype: `tests/support/archetypes.hpp`. */
template <class S, class Page>
concept page_style = std::move_constructible<S> && requires(S& s, http::request& r) {
    { s.first(r) } -> std::same_as<void>;
} && (detail::steps_by_page<S, Page> || detail::steps_by_headers<S, Page>);

/// A style that can ask for any page at once, so that several may be under way: `ask(request, n)` for the n-th from 0,
/// and `last(page)` to tell the end. Its markers are these numbers.
template <class S, class Page>
concept numbered_style =
    page_style<S, Page> && requires(S const& s, http::request& r, Page const& page, std::size_t n) {
        { s.ask(r, n) } -> std::same_as<void>;
        { s.last(page) } -> std::same_as<bool>;
    };

/// A style that finds a page again by the marker that `next` gave for it: `resume(request, marker)` after `first`. A
/// marker may come from a file, so it is checked as one from a server would be.
template <class S>
concept resumable_style = requires(S& s, http::request& r, std::string_view marker) {
    { s.resume(r, marker) } -> std::same_as<result<void>>;
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

namespace detail {

/// What a page gives as marker; nothing at the end, which may be an empty text.
template <class Page, class Marker>
std::optional<std::string> marker_of(Marker const& marker, Page const& page)
{
    std::optional<std::string> found = std::invoke(marker, page);
    if (found && found->empty()) found.reset();
    return found;
}

/// The number of a page, from a marker.
inline std::optional<std::size_t> number_of_marker(std::string_view text)
{
    std::size_t n = 0;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return n;
}

inline error bad_position(std::string_view why)
{
    error e(make_error_code(page_errc::bad_position));
    e.edit().detail = std::string("the position cannot be resumed: ").append(why);
    return e;
}

} // namespace detail
} // namespace cogrant

#endif // COGRANT_PAGINATE_STEP_HPP
