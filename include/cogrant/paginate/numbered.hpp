// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_NUMBERED_HPP
#define COGRANT_PAGINATE_NUMBERED_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/paginate/step.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

// Pages that have numbers, or begin at a row of a known number: any of them can be asked for at once. The end is a page with
// fewer rows than asked for; totals move while data arrives and are not trusted. `rows(page)` gives the page's container
// of them. A server that gives fewer rows than asked for before its end needs `until_empty`, at the price of one more
// request; one that cuts the page size down needs a size that it accepts.

namespace cogrant {
namespace detail {

/// The part that numbered styles share: which page it is and whether it was the last one.
template <class Style, class Rows>
class counted_pages {
public:
    void first(http::request& r) { self().ask(r, number_ = 0); }
    template <class Page>
    result<page_step> next(http::request& r, Page const& page)
    {
        if (last(page)) return page_step{};
        self().ask(r, ++number_);
        return page_step{true, std::to_string(number_)};
    }
    result<void> resume(http::request& r, std::string_view marker)
    {
        auto const n = number_of_marker(marker);
        // So large that no product with a page size overflows.
        if (!n || *n > 0x7fff'ffffU) return bad_position("no number of a page");
        self().ask(r, number_ = *n);
        return {};
    }
    template <class Page>
    bool last(Page const& page) const
    {
        return std::invoke(rows_, page).size() < full_;
    }
    /// Goes on after a page with fewer rows than asked for: only an empty page is the end.
    Style& until_empty()
    {
        full_ = 1;
        return self();
    }

protected:
    counted_pages(std::size_t page_size, Rows rows)
        : size_(page_size == 0 ? 1 : page_size), full_(size_), rows_(std::move(rows))
    {
    }
    std::size_t size() const noexcept { return size_; }

private:
    Style& self() noexcept { return static_cast<Style&>(*this); }

    std::size_t size_;
    std::size_t full_;
    Rows rows_;
    std::size_t number_ = 0;
};

/// The place is a member of the JSON body: `set(query, style.place(n))` puts it there.
template <class Style, class Query, class Set, class Rows>
class counted_in_body : public counted_pages<Style, Rows> {
public:
    counted_in_body(Query query, std::size_t page_size, Set set, Rows rows)
        : counted_pages<Style, Rows>(page_size, std::move(rows)), query_(std::move(query)), set_(std::move(set))
    {
    }

    void ask(http::request& r, std::size_t n) const
    {
        auto query = query_;
        std::invoke(set_, query, static_cast<Style const&>(*this).place(n));
        r.body = json::encode(query);
    }

private:
    Query query_;
    Set set_;
};

} // namespace detail

/** The page's number is a member of the JSON body: `set(query, n)` puts it there, counted from 1.

    @par Source  contract of Genesys Cloud §4, style 1
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Query, class Set, class Rows>
class page_number_in_body : public detail::counted_in_body<page_number_in_body<Query, Set, Rows>, Query, Set, Rows> {
    using base = detail::counted_in_body<page_number_in_body<Query, Set, Rows>, Query, Set, Rows>;

public:
    using base::base;

    std::size_t place(std::size_t n) const noexcept { return n + 1; }
};

template <class Query, class Set, class Rows>
page_number_in_body(Query, std::size_t, Set, Rows) -> page_number_in_body<Query, Set, Rows>;

/** The page's number is a parameter of the query, counted from 1, or from 0 after `count_from(0)`. The page size is what
    the request's own target asks for.

    @par Source  contract of Genesys Cloud §4, style 2
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Rows>
class page_number_in_query : public detail::counted_pages<page_number_in_query<Rows>, Rows> {
    using base = detail::counted_pages<page_number_in_query<Rows>, Rows>;

public:
    page_number_in_query(std::size_t page_size, Rows rows, std::string parameter = "pageNumber")
        : base(page_size, std::move(rows)), parameter_(std::move(parameter))
    {
    }

    page_number_in_query& count_from(std::size_t n)
    {
        from_ = n;
        return *this;
    }
    void ask(http::request& r, std::size_t n) const
    {
        set_query_parameter(r.target, parameter_, std::to_string(n + from_));
    }

private:
    std::string parameter_;
    std::size_t from_ = 1;
};

/** The number of the page's first row and the size are parameters of the query: `skip` and `top` if nothing else is said,
    rows counted from 0, or from 1 after `count_from(1)` as in SCIM.

    @code
    offset_in_query(100, &page::completed_contacts)
    offset_in_query(100, &page::resources, "startIndex", "count").count_from(1)
    @endcode

    @par Source  contract of CXone §4, style 1; of Genesys Cloud §4, style 9 (RFC 7644 §3.4.2.4)
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Rows>
class offset_in_query : public detail::counted_pages<offset_in_query<Rows>, Rows> {
    using base = detail::counted_pages<offset_in_query<Rows>, Rows>;

public:
    offset_in_query(std::size_t page_size, Rows rows, std::string offset = "skip", std::string size = "top")
        : base(page_size, std::move(rows)), offset_(std::move(offset)), size_name_(std::move(size))
    {
    }

    offset_in_query& count_from(std::size_t n)
    {
        from_ = n;
        return *this;
    }
    void ask(http::request& r, std::size_t n) const
    {
        set_query_parameter(r.target, size_name_, std::to_string(this->size()));
        set_query_parameter(r.target, offset_, std::to_string(n * this->size() + from_));
    }

private:
    std::string offset_;
    std::string size_name_;
    std::size_t from_ = 0;
};

/** The number of the page's first row is a member of the JSON body: `set(query, row)` puts it there, counted from 0.

    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Query, class Set, class Rows>
class offset_in_body : public detail::counted_in_body<offset_in_body<Query, Set, Rows>, Query, Set, Rows> {
    using base = detail::counted_in_body<offset_in_body<Query, Set, Rows>, Query, Set, Rows>;

public:
    using base::base;

    std::size_t place(std::size_t n) const noexcept { return n * this->size(); }
};

template <class Query, class Set, class Rows>
offset_in_body(Query, std::size_t, Set, Rows) -> offset_in_body<Query, Set, Rows>;

} // namespace cogrant

#endif // COGRANT_PAGINATE_NUMBERED_HPP
