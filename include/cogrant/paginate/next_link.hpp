// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_NEXT_LINK_HPP
#define COGRANT_PAGINATE_NEXT_LINK_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/paginate/link_header.hpp>
#include <cogrant/paginate/step.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace cogrant {

/** Makes the request ask for what a link of an answer leads to: absolute, or relative to the request's own address.

    A link to another origin is an error: it would carry our questions, if not our token, to a stranger. Scheme, host and
    port have to be the same.

    @par Source  RFC 3986 §5.2; S10 of the security checklist
    @par Errors  page_errc::foreign_origin, http_errc::bad_url; the request is then unchanged */
inline result<page_step> follow_link(http::request& r, std::string_view link)
{
    auto resolved = http::resolve_url(http::url{r.origin, r.target}, link);
    if (!resolved) return resolved.error();
    if (resolved->origin != r.origin) {
        error e(make_error_code(page_errc::foreign_origin));
        e.edit().detail = "the next link leads to another server, " + http::to_string(resolved->origin);
        return e;
    }
    r.target = std::move(resolved->target);
    return page_step{true, r.target};
}

namespace detail {

/// The marker of a page that a link led to is its target.
inline result<void> resume_link(http::request& r, std::string_view marker)
{
    if (!marker.starts_with('/')) return bad_position("no target of a request");
    // With the origin in front: a path may begin with two slashes, which would name another server.
    auto followed = follow_link(r, http::to_string(r.origin).append(marker));
    if (!followed) return followed.error();
    return {};
}

} // namespace detail

/** The page holds the address of the next one, absolute or relative, already encoded; absent at the end: `link(page)`
    gives an optional or plain string.

    @par Source  contract of Genesys Cloud §4, styles 3, 5 and 8; of CXone §4, style 2
    @par Errors  those of @ref follow_link
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Link>
class next_link_in_body {
public:
    explicit next_link_in_body(Link link) : link_(std::move(link)) {}

    void first(http::request&) {}
    template <class Page>
    result<page_step> next(http::request& r, Page const& page)
    {
        auto const link = detail::marker_of(link_, page);
        if (!link) return page_step{};
        return follow_link(r, *link);
    }
    result<void> resume(http::request& r, std::string_view marker) { return detail::resume_link(r, marker); }

private:
    Link link_;
};

/** The answer's header holds the address of the next page: `Link: </users?page=2>; rel="next"`.

    @par Source  RFC 8288 §3
    @par Errors  page_errc::bad_link, those of @ref follow_link
    @par Thread safety  distinct objects: safe; shared object: unsafe */
class next_link_in_header {
public:
    explicit next_link_in_header(std::string relation = "next") : relation_(std::move(relation)) {}

    void first(http::request&) {}
    template <class Page>
    result<page_step> next(http::request& r, Page const&, http::headers const& fields)
    {
        auto const link = find_link(fields, relation_);
        if (!link) return link.error();
        // An empty reference means the page itself (RFC 3986 §4.4): the repeated marker says so.
        if (!*link) return page_step{};
        return follow_link(r, **link);
    }
    result<void> resume(http::request& r, std::string_view marker) { return detail::resume_link(r, marker); }

private:
    std::string relation_;
};

} // namespace cogrant

#endif // COGRANT_PAGINATE_NEXT_LINK_HPP
