// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_RAW_HPP
#define COGRANT_CODEC_RAW_HPP

#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/scan.hpp>
#include <cogrant/codec/json/skip.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cogrant::json {

/** Any JSON value, kept as the server wrote it: same members, same order, same spelling of numbers and strings. White
    space between the tokens is removed, so the text is one line.

    A default-constructed one holds nothing, is not written as a member, and is `null` elsewhere.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class raw {
public:
    raw() = default;

    /// The JSON text; empty when there is no value.
    std::string const& text() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }

    friend bool operator==(raw const&, raw const&) = default;

private:
    friend struct codec<raw>;
    std::string text_;
};

template <>
struct codec<raw> {
    static constexpr bool decodes_null = true;
    static constexpr bool replaces = true;

    static bool decode(reader& in, raw& out)
    {
        in.peek();
        char const* const start = in.position();
        if (!in.skip()) return false;
        copy_compact(start, in.position(), out.text_);
        return true;
    }
    static void encode(std::string& out, raw const& value) { out += value.empty() ? "null" : value.text(); }
    static bool empty(raw const& value) noexcept { return value.empty(); }

private:
    // The text is legal JSON: outside strings, white space means nothing.
    static void copy_compact(char const* p, char const* end, std::string& out)
    {
        auto const white = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
        out.clear();
        char const* run = p;
        while (p != end) {
            if (*p == '"') {
                ++p;
                for (p = detail::skip_plain(p, end); *p != '"'; p = detail::skip_plain(p, end)) p += *p == '\\' ? 2 : 1;
                ++p;
            } else if (white(*p)) {
                out.append(run, static_cast<std::size_t>(p - run));
                while (p != end && white(*p)) ++p;
                run = p;
            } else {
                ++p;
            }
        }
        out.append(run, static_cast<std::size_t>(end - run));
    }
};

} // namespace cogrant::json

#endif // COGRANT_CODEC_RAW_HPP
