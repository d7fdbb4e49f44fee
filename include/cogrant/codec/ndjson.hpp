// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_NDJSON_HPP
#define COGRANT_CODEC_NDJSON_HPP

#include <cogrant/codec/json.hpp>

#include <string>
#include <string_view>

namespace cogrant::ndjson {

inline constexpr std::string_view content_type = "application/x-ndjson";

/// Appends one value as one line: its JSON, which holds no line end, and LF.
template <class T>
void row(T const& value, std::string& out)
{
    json::encode(value, out);
    out += '\n';
}

} // namespace cogrant::ndjson

#endif // COGRANT_CODEC_NDJSON_HPP
