// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_DETAIL_PRINTABLE_HPP
#define COGRANT_GENESYS_DETAIL_PRINTABLE_HPP

#include <cogrant/http/printable.hpp>

#include <cstddef>
#include <string_view>

namespace cogrant::genesys::detail {

// What is kept of a message of the server.
inline constexpr std::size_t longest_message = 600;

using http::printable;
using http::printable_ascii;

constexpr bool equal_ignoring_case(std::string_view text, std::string_view lower) noexcept
{
    return http::equal_names(text, lower);
}

} // namespace cogrant::genesys::detail

#endif // COGRANT_GENESYS_DETAIL_PRINTABLE_HPP
