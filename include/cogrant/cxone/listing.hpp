// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_LISTING_HPP
#define COGRANT_CXONE_LISTING_HPP

#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/codec/time.hpp>
#include <cogrant/cxone/error.hpp>
#include <cogrant/error.hpp>
#include <cogrant/reflect/reflect.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cogrant::cxone {

/** A report or listing: a reflected struct whose members are the parameters of its query, and that knows its path
    behind `/incontactapi/services/v{N}.0/`, its page and where the page has its rows.

    @code
    struct break_minutes { cxone::id agent_id{}; cxone::number<double> minutes{}; };
    template <class Row> struct breaks_page { std::vector<Row> breaks{}; };
    struct breaks_query {
        static constexpr std::string_view path = "agents/breaks";
        using row = break_minutes;
        template <class Row> using page = breaks_page<Row>;
        template <class Row> static constexpr auto rows = &breaks_page<Row>::breaks;

        std::optional<timestamp> start_date{};
        std::optional<timestamp> end_date{};
    };
    @endcode */
template <class Q>
concept listing = reflect::reflectable<Q> && requires {
    typename Q::row;
    typename Q::template page<json::raw>;
    Q::template rows<json::raw>;
    std::string_view(Q::path);
};

/// One over a span of time.
template <class Q>
concept windowed = listing<Q> && requires(Q q) {
    { q.start_date } -> std::same_as<std::optional<timestamp>&>;
    { q.end_date } -> std::same_as<std::optional<timestamp>&>;
};

/// `Row`, or the listing's own when it is void.
template <class Row, class Q>
using row_or_own = std::conditional_t<std::is_void_v<Row>, typename Q::row, Row>;

namespace detail {

/// The next link of a page; nothing for pages that know none.
struct next_link_of {
    template <class Page>
    std::optional<std::string> operator()(Page const& page) const
    {
        if constexpr (requires { page.links->next; }) return page.links ? page.links->next : std::nullopt;
        else return std::nullopt;
    }
};

/// The longest span that a report takes, where the platform names one.
template <class Q>
constexpr std::optional<std::chrono::milliseconds> longest_window() noexcept
{
    if constexpr (requires { Q::longest_window; }) return Q::longest_window;
    else return std::nullopt;
}

/// How many rows to ask for at once. Never more than the platform gives, where it names a limit: a page that it cut
/// there would look like the last one.
template <class Q>
constexpr std::uint32_t page_size(Q const& query) noexcept
{
    auto const wanted = std::max<std::uint32_t>(query.top.value_or(50), 1);
    if constexpr (requires { Q::largest_page; }) return std::min<std::uint32_t>(wanted, Q::largest_page);
    else return wanted;
}

/// What is wrong with the span of a query; nothing for one that the platform may take.
template <class Q>
error check_window(Q const& query)
{
    if constexpr (windowed<Q>) {
        constexpr auto longest = longest_window<Q>();
        if (longest && query.start_date && query.end_date && *query.end_date - *query.start_date > *longest) {
            error e{make_error_code(cxone_errc::window_too_long)};
            e.edit().detail = std::string(Q::path) + " takes at most " +
                              std::to_string(std::chrono::duration_cast<std::chrono::hours>(*longest).count() / 24) +
                              " days at once";
            return e;
        }
    }
    return {};
}

} // namespace detail

/** The parts of a span, in order and without a gap: each `window` long, the last one maybe shorter.

    @par Thread safety  distinct objects: safe; shared object: unsafe */
class window_walk {
public:
    window_walk(interval whole, std::chrono::milliseconds window)
        : left_(whole), window_(std::max(window, std::chrono::milliseconds(1)))
    {
    }

    /// The next part; nothing at the end.
    std::optional<interval> next()
    {
        if (left_.from >= left_.to) return std::nullopt;
        // Not `from + window`, which may lie beyond the end of time.
        auto const end = left_.to - left_.from > window_ ? left_.from + window_ : left_.to;
        interval const part{left_.from, end};
        left_.from = end;
        return part;
    }

private:
    interval left_;
    std::chrono::milliseconds window_;
};

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_LISTING_HPP
