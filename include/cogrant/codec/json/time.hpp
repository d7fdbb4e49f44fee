// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_TIME_HPP
#define COGRANT_CODEC_JSON_TIME_HPP

#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/strings.hpp>
#include <cogrant/codec/time.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace cogrant::json {

/// Points in time are ISO-8601 strings; read with milliseconds at most, written with milliseconds and `Z`.
template <class Duration>
struct codec<std::chrono::sys_time<Duration>> {
    static constexpr bool replaces = true;

    static bool decode(reader& in, std::chrono::sys_time<Duration>& out)
    {
        std::string scratch;
        std::string_view text;
        in.peek();
        char const* const start = in.position();
        if (!in.string(text, scratch)) return false;
        auto const time = parse_iso8601(text);
        if (!time) {
            in.rewind(start);
            return in.fail(codec_errc::bad_time);
        }
        out = std::chrono::floor<Duration>(*time);
        return true;
    }
    static void encode(std::string& out, std::chrono::sys_time<Duration> value)
    {
        out.append(1, '"').append(format_iso8601(std::chrono::floor<std::chrono::milliseconds>(value))).append(1, '"');
    }
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_TIME_HPP
