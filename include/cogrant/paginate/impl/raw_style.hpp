// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_IMPL_RAW_STYLE_HPP
#define COGRANT_PAGINATE_IMPL_RAW_STYLE_HPP

#include <cogrant/paginate/detail/json_member.hpp>
#include <cogrant/paginate/next_link.hpp>
#include <cogrant/paginate/raw_style.hpp>

#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant {
namespace detail {

/// A parameter of a target's query, as it is written there.
inline std::optional<std::string_view> query_parameter(std::string_view target, std::string_view name)
{
    auto const question = target.find('?');
    if (question == target.npos) return std::nullopt;
    for (auto rest = target.substr(question + 1); !rest.empty();) {
        auto const end = rest.find('&');
        auto const pair = rest.substr(0, end);
        rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
        auto const eq = pair.find('=');
        if (pair.substr(0, eq) == name) return eq == pair.npos ? std::string_view() : pair.substr(eq + 1);
    }
    return std::nullopt;
}

/// A count that is no larger than any listing.
inline std::optional<std::size_t> count_in(std::optional<std::string_view> text)
{
    if (!text) return std::nullopt;
    auto const n = number_of_marker(*text);
    if (!n || *n > 0x7fff'ffff'ffffU) return std::nullopt;
    return n;
}

inline std::size_t first_count(std::string_view target, std::initializer_list<std::string_view> names)
{
    for (auto const name : names)
        if (auto const n = count_in(query_parameter(target, name))) return *n;
    return 0;
}

inline error bad_marker(std::string_view why)
{
    error e(make_error_code(page_errc::bad_marker));
    e.edit().detail = why;
    return e;
}

} // namespace detail

inline void raw_style::first(http::request& r)
{
    if (kind_ == kind::offset) {
        if (parameter_.empty()) {
            bool const scim =
                detail::query_parameter(r.target, "startIndex") || detail::query_parameter(r.target, "count");
            bool const limit =
                detail::query_parameter(r.target, "offset") || detail::query_parameter(r.target, "limit");
            parameter_ = scim ? "startIndex" : limit ? "offset" : "skip";
        }
        number_ = detail::count_in(detail::query_parameter(r.target, parameter_))
                      .value_or(parameter_ == "startIndex" ? 1 : 0);
        page_size_ = detail::first_count(r.target, {"top", "limit", "count", "pageSize"});
    } else if (kind_ == kind::page_number && in_body(r)) {
        bool const flat = detail::member_text(r.body, "pageNumber") || detail::member_text(r.body, "pageSize");
        inside_ = flat && !detail::member_text(r.body, "paging") ? "" : "paging";
        auto const spec =
            inside_.empty() ? std::optional<std::string_view>(r.body) : detail::member_text(r.body, inside_);
        auto const number = spec ? detail::count_in(detail::member_text(*spec, or_else("pageNumber"))) : std::nullopt;
        auto const size = spec ? detail::count_in(detail::member_text(*spec, "pageSize")) : std::nullopt;
        number_ = number.value_or(1);
        page_size_ = size.value_or(0);
    } else if (kind_ == kind::page_number) {
        if (parameter_.empty() && detail::query_parameter(r.target, "page")) parameter_ = "page";
        number_ = detail::count_in(detail::query_parameter(r.target, or_else("pageNumber"))).value_or(1);
        page_size_ = detail::first_count(r.target, {"pageSize", "page_size", "per_page", "limit"});
    } else {
        return;
    }
    // A body that is no object stays as it is: the server says what is wrong with it.
    static_cast<void>(put_number(r, number_));
}

inline std::size_t raw_style::find_rows(raw_page const& page, bool& sure)
{
    sure = true;
    if (facts_->named) return page.find(facts_->name);
    auto const place = page.guess(sure);
    if (place != raw_page::none) {
        facts_->name = page.lists()[place].name;
        facts_->named = true;
    }
    return place;
}

inline result<page_step> raw_style::next(http::request& r, raw_page const& page, http::headers const& fields)
{
    bool sure = true;
    facts_->list = find_rows(page, sure);
    if (!sure) {
        error e(make_error_code(page_errc::no_rows), phase::decode);
        e.edit().detail = "the answer has several lists: name the member that holds the rows";
        return e;
    }
    auto const count = facts_->list == raw_page::none ? 0 : page.lists()[facts_->list].rows.size();
    auto const word_of = [&](std::initializer_list<std::string_view> usual) {
        if (!marker_.empty()) return page.word(marker_);
        for (auto const name : usual)
            if (auto const found = page.word(name); !found.empty()) return found;
        return std::string_view();
    };
    switch (kind_) {
    case kind::page_number:
    case kind::offset: return next_numbered(r, page, count);
    case kind::cursor: return next_marked(r, word_of({"cursor"}));
    case kind::next_page: return next_marked(r, word_of({"nextPage"}));
    case kind::next_page_token: return next_marked(r, word_of({"nextPageToken"}));
    case kind::next_uri: {
        auto const link = word_of({"nextUri", "_links.next", "_links.next.href", "next"});
        if (link.empty()) return page_step{};
        return follow_link(r, link);
    }
    case kind::link: return next_link_in_header().next(r, page, fields);
    }
    return page_step{};
}

inline bool raw_style::announces_more(raw_page const& page, std::size_t rows) const
{
    if (!page.word("nextUri").empty() || !page.word("_links.next").empty()) return true;
    auto const beyond = [&](std::initializer_list<std::string_view> members, std::size_t reached) {
        for (auto const name : members)
            if (detail::number_of_marker(page.word(name)).value_or(0) > reached) return true;
        return false;
    };
    if (kind_ == kind::page_number) return beyond({"pageCount"}, number_);
    auto const before = parameter_ == "startIndex" ? number_ - 1 : number_;
    return beyond({"totalRecords", "totalResults", "total", "totalCount", "totalHits"}, before + rows);
}

inline result<page_step> raw_style::next_numbered(http::request& r, raw_page const& page, std::size_t rows)
{
    if (rows == 0) return page_step{};
    auto const& all = page.lists()[facts_->list].rows;
    auto now = rows;
    for (auto const& row : all) now = now * 0x9e3779b97f4a7c15U ^ std::hash<std::string_view>()(row.text());
    // A server that does not know the parameter gives its first page for ever.
    if (facts_->before == now && all.front().text().starts_with('{')) {
        facts_->list = raw_page::none;
        error e(make_error_code(page_errc::repeated_marker));
        e.edit().detail = "the server gives the same page again";
        return e;
    }
    auto size = page_size_;
    if (size == 0 && kind_ == kind::page_number) size = detail::number_of_marker(page.word("pageSize")).value_or(0);
    if (rows < size && !announces_more(page, rows)) return page_step{};
    facts_->before = now;
    number_ += kind_ == kind::offset ? rows : 1;
    if (auto put = put_number(r, number_); !put) return put.error();
    return page_step{true, std::to_string(number_)};
}

inline result<page_step> raw_style::next_marked(http::request& r, std::string_view marker)
{
    if (marker.empty()) return page_step{};
    if (auto put = put_marker(r, marker); !put) return put.error();
    return page_step{true, std::string(marker)};
}

inline result<void> raw_style::put_in_body(http::request& r, std::string_view name, std::string_view value) const
{
    std::string_view const body = r.body.empty() ? std::string_view("{}") : std::string_view(r.body);
    std::optional<std::string> changed;
    if (inside_.empty()) {
        changed = detail::with_member(body, name, value);
    } else {
        auto const inner = detail::with_member(detail::member_text(body, inside_).value_or("{}"), name, value);
        if (inner) changed = detail::with_member(body, inside_, *inner);
    }
    if (!changed)
        return detail::bad_marker("the request's body is no JSON object, so that it cannot ask for another page");
    r.body = std::move(*changed);
    return {};
}

inline result<void> raw_style::put_number(http::request& r, std::size_t number) const
{
    if (kind_ == kind::page_number && in_body(r)) return put_in_body(r, or_else("pageNumber"), std::to_string(number));
    set_query_parameter(r.target, or_else("pageNumber"), std::to_string(number));
    return {};
}

inline std::optional<std::string> raw_style::guess(http::request& r, std::size_t k) const
{
    bool const by_row = kind_ == kind::offset;
    if (kind_ != kind::page_number && !(by_row && page_size_ != 0)) return std::nullopt;
    auto const number = number_ + k * (by_row ? page_size_ : 1);
    if (!put_number(r, number)) return std::nullopt;
    return std::to_string(number);
}

inline result<void> raw_style::put_marker(http::request& r, std::string_view marker)
{
    if (kind_ == kind::next_page) {
        if (r.headers.set(or_else("X-Genesys-Page-Token"), marker)) return {};
        return detail::bad_marker("the marker of the next page is no value of a header field");
    }
    if (kind_ == kind::next_page_token && in_body(r)) {
        std::string quoted;
        json::encode(std::string(marker), quoted);
        return put_in_body(r, or_else("pageToken"), quoted);
    }
    set_query_parameter(r.target, or_else(kind_ == kind::cursor ? "cursor" : "pageToken"), marker);
    return {};
}

inline result<void> raw_style::resume(http::request& r, std::string_view marker)
{
    switch (kind_) {
    case kind::page_number:
    case kind::offset: {
        auto const n = detail::count_in(marker);
        if (!n) return detail::bad_position("no number of a page");
        number_ = *n;
        return put_number(r, number_);
    }
    case kind::next_uri:
    case kind::link: return detail::resume_link(r, marker);
    default: return put_marker(r, marker);
    }
}

} // namespace cogrant

#endif // COGRANT_PAGINATE_IMPL_RAW_STYLE_HPP
