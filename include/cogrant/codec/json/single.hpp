// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_SINGLE_HPP
#define COGRANT_CODEC_JSON_SINGLE_HPP

#include <cogrant/codec/json/numbers.hpp>
#include <cogrant/codec/json/reader.hpp>

#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

namespace cogrant::json::detail {

/// Reads a number as the nearest float: by way of double it would be rounded twice, and silently become infinite.
inline bool read_single(reader& in, float& out)
{
    std::string_view text;
    if (!in.number(text)) return false;
    if (std::from_chars(text.data(), text.data() + text.size(), out).ec == std::errc()) return true;
    double wide = 0; // out of range: too large, or so small that it is nought
    if (to_double(text, wide) && std::abs(wide) < 1) {
        out = std::signbit(wide) ? -0.0F : 0.0F;
        return true;
    }
    in.rewind(text.data());
    return in.fail(codec_errc::out_of_range);
}

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_SINGLE_HPP
