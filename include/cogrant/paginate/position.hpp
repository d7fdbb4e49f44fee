// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_POSITION_HPP
#define COGRANT_PAGINATE_POSITION_HPP

#include <cogrant/codec/query.hpp>
#include <cogrant/error.hpp>
#include <cogrant/paginate/step.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace cogrant {

/** How far a listing was consumed: a page, named by its marker, and the rows of it that were handed out. Small; has a text
    form of one line of ASCII for a file.

    It belongs to its request: `resume` with another listing is an error. It holds the server's marker, which may be worth
    keeping from strangers like the rows themselves, and never a token of ours.

    @code
    file << to_string(rows.position());
    …
    auto from = page_position::parse(line);
    auto rows = async_paginate<page>(client, request, style, &page::rows, page_options().resume(*from));
    @endcode

    @par Thread safety  distinct objects: safe; shared object: const members only */
class page_position {
public:
    /// All rows of a page, when nothing shows how many it has.
    static constexpr std::uint64_t whole_page = std::numeric_limits<std::uint64_t>::max();

    /// The beginning of any listing.
    page_position() = default;

    /// Nothing was handed out.
    bool at_start() const noexcept { return !ended_ && !marker_ && skip_ == 0; }
    /// All was handed out: resuming gives nothing.
    bool at_end() const noexcept { return ended_; }
    /// Pages and rows handed out from the very beginning, those before an earlier resumption included. Rows are counted
    /// when one goes by row.
    std::uint64_t pages() const noexcept { return pages_; }
    std::uint64_t rows() const noexcept { return rows_; }
    /// The page that comes next, if it is not the first, and how many of its rows do not come again.
    std::optional<std::string> const& marker() const noexcept { return marker_; }
    std::uint64_t skip() const noexcept { return skip_; }

    friend bool operator==(page_position const&, page_position const&) = default;

    /// The text form: `page1:…`.
    friend std::string to_string(page_position const& p)
    {
        std::string text = "page1:";
        text.append(p.ended_ ? "end" : p.marker_ ? "at" : "start");
        for (auto const n : {p.listing_, p.pages_, p.rows_, p.skip_}) text.append(":").append(std::to_string(n));
        text += ':';
        if (p.marker_) query::append_escaped(text, *p.marker_);
        return text;
    }

    /** Reads the text form; a line break behind it does no harm.

        @par Errors  page_errc::bad_position */
    static result<page_position> parse(std::string_view text);

private:
    friend struct page_position_access;

    bool ended_ = false;
    std::uint64_t listing_ = 0; ///< the request it belongs to; 0 before there was one
    std::uint64_t pages_ = 0;
    std::uint64_t rows_ = 0;
    std::uint64_t skip_ = 0;
    std::optional<std::string> marker_;
};

inline result<page_position> page_position::parse(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
    auto const damaged = [] { return detail::bad_position("it is damaged"); };
    std::array<std::string_view, 7> parts;
    for (std::size_t i = 0; i != parts.size(); ++i) {
        auto const colon = text.find(':');
        // The marker is escaped, so there is no colon in it.
        if ((colon == text.npos) != (i + 1 == parts.size())) return damaged();
        parts[i] = text.substr(0, colon);
        text.remove_prefix(colon == text.npos ? text.size() : colon + 1);
    }
    page_position p;
    if (parts[0] != "page1") return damaged();
    std::array<std::uint64_t*, 4> const numbers{&p.listing_, &p.pages_, &p.rows_, &p.skip_};
    for (std::size_t i = 0; i != numbers.size(); ++i) {
        auto const part = parts[i + 2];
        auto const [end, code] = std::from_chars(part.data(), part.data() + part.size(), *numbers[i]);
        if (code != std::errc() || end != part.data() + part.size()) return damaged();
    }
    p.ended_ = parts[1] == "end";
    if (parts[1] == "at") {
        p.marker_ = query::unescape(parts[6]);
        if (!p.marker_) return damaged();
    } else if (!parts[6].empty() || (!p.ended_ && parts[1] != "start")) {
        return damaged();
    }
    return p;
}

/// Not for programs: the paginator's way to the members.
struct page_position_access {
    static std::uint64_t listing(page_position const& p) noexcept { return p.listing_; }
    static page_position make(
        bool ended, std::uint64_t listing, std::uint64_t pages, std::uint64_t rows, std::uint64_t skip,
        std::optional<std::string> marker)
    {
        page_position p;
        p.ended_ = ended;
        p.listing_ = listing;
        p.pages_ = pages;
        p.rows_ = rows;
        p.skip_ = skip;
        p.marker_ = std::move(marker);
        return p;
    }
};

namespace detail {

/// Tells listings apart: method, server, target and body of the first request (FNV-1a).
inline std::uint64_t listing_id(http::request const& r)
{
    std::uint64_t hash = 0xcbf29ce484222325U;
    auto const add = [&](std::string_view text) {
        for (char const c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        hash = (hash ^ 0xFFU) * 0x100000001b3U;
    };
    add(http::to_string(r.method));
    add(http::to_string(r.origin));
    add(r.target);
    add(r.body);
    return hash == 0 ? 1 : hash;
}

/// Where the consumer of a listing is. The paginator writes it page by page, and row by row with two increments.
struct page_place {
    enum class following { page, end, trouble };

    explicit page_place(page_position const& from, bool rows_too)
        : listing(page_position_access::listing(from)), pages(from.pages()), rows(from.rows()), page(from.marker()),
          what(from.at_end() ? following::end : following::page), skip(from.skip()), size(from.at_end() ? 0 : skip + 1),
          by_row(rows_too)
    {
        if (skip == page_position::whole_page) what = following::trouble;
    }

    /// A page is handed out whole; if its rows are handed out one by one, `size` is set behind it.
    void begin_page(
        std::uint64_t number, std::optional<std::string> marker, std::uint64_t skipped, following then,
        std::optional<std::string> after)
    {
        pages = number;
        page = std::move(marker);
        next = std::move(after);
        what = then;
        skip = skipped;
        size = 0;
        began = true;
    }

    page_position position() const
    {
        if (skip < size) return at(page, pages, skip);
        if (what == following::page) return at(next, pages + 1, 0);
        if (what == following::trouble) return at(page, pages, page_position::whole_page);
        return page_position_access::make(true, listing, pages + (began ? 1 : 0), rows, 0, {});
    }

    std::uint64_t listing; ///< 0 before the first request was made
    std::uint64_t pages; ///< handed out before the one at hand
    std::uint64_t rows; ///< handed out
    std::optional<std::string> page; ///< the marker of the page at hand; empty for the first
    std::optional<std::string> next;
    following what;
    std::uint64_t skip; ///< rows of the page at hand that were handed out
    std::uint64_t size; ///< rows of the page at hand
    bool by_row;
    bool began = false; ///< a page has come

private:
    page_position at(std::optional<std::string> marker, std::uint64_t n, std::uint64_t skipped) const
    {
        return page_position_access::make(false, listing, n, rows, skipped, std::move(marker));
    }
};

} // namespace detail
} // namespace cogrant

#endif // COGRANT_PAGINATE_POSITION_HPP
