// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_ERROR_HPP
#define COGRANT_PAGINATE_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>

namespace cogrant {

/// What can be wrong with a continuation.
enum class page_errc {
    repeated_marker =
        1, ///< The server names a page that was already read: it would never end. Report it to the server's owner.
    foreign_origin, ///< The next link leads to another server. Not followed.
    bad_link,       ///< A `Link` field that RFC 8288 does not allow. Report it to the server's owner.
    bad_marker, ///< A continuation that cannot be sent back: too long, or not of the kind the style expects. Report it.
    no_rows, ///< An answer in which the rows cannot be told from the rest. Name their member.
    bad_position ///< A position that is damaged, or of another listing. Begin the listing anew.
};

namespace detail {

class page_category_t final : public boost::system::error_category {
public:
    constexpr page_category_t() noexcept : error_category(0x1c94e7b05da26f83) {}
    char const* name() const noexcept override { return "cogrant.paginate"; }
    std::string message(int value) const override
    {
        switch (static_cast<page_errc>(value)) {
        case page_errc::repeated_marker: return "the server repeats a page marker";
        case page_errc::foreign_origin: return "the next link leads to another server";
        case page_errc::bad_link: return "a Link field that is not legal";
        case page_errc::bad_marker: return "a continuation that cannot be sent back";
        case page_errc::no_rows: return "the answer does not show which of its members holds the rows";
        case page_errc::bad_position: return "a position that is damaged or belongs to another listing";
        }
        return "unknown pagination error";
    }
    bool equivalent(int value, error_condition const& asked) const noexcept override
    {
        if (asked.category() != condition_category()) return error_category::equivalent(value, asked);
        static_cast<void>(value);
        return asked == make_error_condition(condition::bad_data);
    }
};

inline constexpr page_category_t page_category_v{};

} // namespace detail

constexpr boost::system::error_category const& page_category() noexcept { return detail::page_category_v; }

inline error_code make_error_code(page_errc e) noexcept { return {static_cast<int>(e), page_category()}; }

} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::page_errc> : std::true_type {};

#endif // COGRANT_PAGINATE_ERROR_HPP
