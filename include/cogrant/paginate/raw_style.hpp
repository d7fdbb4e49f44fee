// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_RAW_STYLE_HPP
#define COGRANT_PAGINATE_RAW_STYLE_HPP

#include <cogrant/paginate/paginate.hpp>
#include <cogrant/paginate/raw_page.hpp>
#include <cogrant/paginate/step.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant {

namespace detail {

/// What a style learns of its listing, shared with what gives out the rows.
struct raw_listing_facts {
    std::string name;               ///< of the member that holds the rows
    bool named = false;             ///< whether the name is known
    std::size_t list = raw_page::none; ///< where they are in the page at hand
    std::size_t before = 0; ///< what the rows of the page before hash to, to know it again
    std::vector<json::raw> nothing;
};

} // namespace detail

/** A style chosen by name while the program runs, for listings that no struct describes.

    | name | asks for the next page by | found in the answer |
    |---|---|---|
    | `pageNumber` | `paging.pageNumber` in the body, or in the query of a request without one | |
    | `offset` | `skip` in the query; `offset` or `startIndex` if the request has one, or `limit` or `count` | |
    | `cursor` | `cursor` in the query | `cursor` |
    | `nextUri` | this address | `nextUri`, `_links.next`, `next` |
    | `nextPage` | header field `X-Genesys-Page-Token` | `nextPage` |
    | `nextPageToken` | `pageToken` in the body, or in the query of a request without one | `nextPageToken` |
    | `link` | this address | header field `Link`, rel="next" |

    With `page_options::concurrency` above 2, the pages behind the next one are guessed from the second page on: for
    `pageNumber`, and for `offset` when the request says how many rows a page has. A guess that the answers do not lead to is
    thrown away, and is the last. Around the end, some pages are asked for that are not there.

    `pageNumber` and `offset` end on an empty page, or on one with fewer rows than asked for if the answer does not announce
    more: a total is never taken for the end. A page that repeats the one before it is an error.

    Copies share what was learnt of the listing: make one for each.

    @par Source  contract of Genesys Cloud §4, styles 1 to 4, 9, 13, 15; of CXone §4, styles 1 and 2
    @par Errors  page_errc, http_errc::bad_url
    @par Thread safety  distinct objects: safe, copies: unsafe; shared object: unsafe */
class raw_style {
public:
    enum class kind : std::uint8_t { page_number, offset, cursor, next_uri, next_page, next_page_token, link };

    /// The names, in the order of the kinds.
    static constexpr std::array<std::string_view, 7> names{"pageNumber", "offset",        "cursor", "nextUri",
                                                           "nextPage",   "nextPageToken", "link"};

    explicit raw_style(kind k) : kind_(k) {}

    /// The style of this name, if there is one.
    static std::optional<raw_style> named(std::string_view name)
    {
        for (std::size_t i = 0; i != names.size(); ++i)
            if (names[i] == name) return raw_style(static_cast<kind>(i));
        return std::nullopt;
    }

    /// Which member holds the rows, when it has no usual name and is not the only list; `a.b` for one inside `a`.
    raw_style& rows_in(std::string member)
    {
        facts_->name = std::move(member);
        facts_->named = true;
        return *this;
    }
    /// Another member for the marker, for the styles that have one: `cursors.after`.
    raw_style& marker(std::string member)
    {
        marker_ = std::move(member);
        return *this;
    }
    /// Another parameter, body member or header field than the style's own to send the marker back in.
    raw_style& parameter(std::string name)
    {
        parameter_ = std::move(name);
        return *this;
    }

    void first(http::request& r);
    result<page_step> next(http::request& r, raw_page const& page, http::headers const& fields);
    result<void> resume(http::request& r, std::string_view marker);
    /// Makes the request ask for the k-th page behind its own, if that can be guessed: the page's marker.
    std::optional<std::string> guess(http::request& r, std::size_t k) const;

    /// Gives the rows of a page.
    class row_view {
    public:
        std::vector<json::raw>& operator()(raw_page& page) const
        {
            if (facts_->list == raw_page::none) return facts_->nothing;
            return page.lists()[facts_->list].rows;
        }

    private:
        friend class raw_style;
        explicit row_view(std::shared_ptr<detail::raw_listing_facts> f) : facts_(std::move(f)) {}
        std::shared_ptr<detail::raw_listing_facts> facts_;
    };
    row_view rows() const { return row_view(facts_); }

private:
    using step = result<page_step>;

    bool in_body(http::request const& r) const noexcept { return !r.body.empty() || r.method == http::method::post; }
    std::size_t find_rows(raw_page const& page, bool& sure);
    bool announces_more(raw_page const& page, std::size_t rows) const;
    step next_numbered(http::request& r, raw_page const& page, std::size_t rows);
    step next_marked(http::request& r, std::string_view marker);
    result<void> put_number(http::request& r, std::size_t number) const;
    result<void> put_marker(http::request& r, std::string_view marker);
    result<void> put_in_body(http::request& r, std::string_view name, std::string_view value) const;
    std::string_view or_else(std::string_view usual) const noexcept
    {
        return parameter_.empty() ? usual : std::string_view(parameter_);
    }

    kind kind_;
    std::string marker_;
    std::string parameter_;
    std::string inside_;        ///< the object of the body that holds the page number
    std::size_t number_ = 0;    ///< of the page or of its first row
    std::size_t page_size_ = 0; ///< 0: not known
    std::shared_ptr<detail::raw_listing_facts> facts_ = std::make_shared<detail::raw_listing_facts>();
};

/** The rows of any listing, each as the server wrote it.

    @code
    auto style = raw_style::named("cursor").value();
    auto rows = async_paginate_raw(client, request, style);
    while (auto* row = co_await rows.next()) out << row->text() << '\n';
    @endcode

    @par Errors        as @ref async_paginate, and those of @ref raw_style
    @par Cancellation  as @ref async_paginate */
template <http::transport Client, class Describe = describe_plainly>
auto async_paginate_raw(
    Client client, http::request request, raw_style style, page_options options = {}, Describe describe = {})
{
    auto rows = style.rows();
    return async_paginate<raw_page>(
        std::move(client), std::move(request), std::move(style), std::move(rows), options, std::move(describe));
}

} // namespace cogrant

#include <cogrant/paginate/impl/raw_style.hpp>

#endif // COGRANT_PAGINATE_RAW_STYLE_HPP
