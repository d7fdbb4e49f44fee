// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REFLECT_DETAIL_TEXT_HPP
#define COGRANT_REFLECT_DETAIL_TEXT_HPP

#include <cstddef>
#include <string_view>

namespace cogrant::reflect {

/// How a C++ identifier becomes the word on the wire.
enum class letter_case {
    camel, ///< `page_size` → `pageSize`
    snake  ///< `access_token` stays
};

namespace detail {

constexpr bool is_identifier_char(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// The identifier that ends at the end of `s`.
constexpr std::string_view trailing_identifier(std::string_view s) noexcept
{
    std::size_t begin = s.size();
    while (begin != 0 && is_identifier_char(s[begin - 1])) --begin;
    return s.substr(begin);
}

// Writes the wire word of `identifier` at `to`, which has room for it, and returns its size.
constexpr std::size_t write_wire(std::string_view identifier, letter_case how, char* to) noexcept
{
    if (identifier.size() > 1 && identifier.back() == '_') identifier.remove_suffix(1); // delete_ names "delete"
    std::size_t size = 0;
    bool upper = false;
    for (char const c : identifier) {
        if (how == letter_case::camel && c == '_' && size != 0) {
            upper = true;
            continue;
        }
        to[size++] = upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
        upper = false;
    }
    return size;
}

} // namespace detail
} // namespace cogrant::reflect

#endif // COGRANT_REFLECT_DETAIL_TEXT_HPP
