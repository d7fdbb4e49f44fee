// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_LINE_SPLITTER_HPP
#define COGRANT_CODEC_LINE_SPLITTER_HPP

#include <cogrant/codec/error.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant {

/** Cuts text that arrives in pieces of any size into lines. A line ends with LF, CR or CRLF, which is no part of it; a byte
    order mark at the beginning of the text is none of it either.

    A line is given out as soon as its end is there: a CR does not wait for the LF that may follow.

    @par Source         WHATWG HTML §9.2.5 (the lines of an event stream)
    @par Limits         a line of more bytes than the limit is codec_errc::too_large
    @par Thread safety  distinct objects: safe; shared object: unsafe */
class line_splitter {
public:
    static constexpr std::size_t default_limit = std::size_t{1} << 20;

    explicit line_splitter(std::size_t limit = default_limit) : limit_(limit) {}

    /// The next whole line, or nothing when all of `input` is used up and more is needed. What is used is taken off
    /// the front of `input`. The line is valid until the next call and as long as the input is.
    std::optional<std::string_view> take(std::string_view& input, error_code& code)
    {
        if (given_) kept_.clear();
        given_ = false;
        skip_mark(input);
        if (after_cr_ && !input.empty()) {
            if (input.front() == '\n') input.remove_prefix(1);
            after_cr_ = false;
        }
        // Not find_first_of, which calls memchr for each character.
        auto const end = std::ranges::find_if(input, [](char c) { return c == '\n' || c == '\r'; });
        bool const whole = end != input.end();
        auto const size = static_cast<std::size_t>(end - input.begin());
        if (size > limit_ - kept_.size()) {
            code = make_error_code(codec_errc::too_large);
            return std::nullopt;
        }
        auto line = input.substr(0, size);
        if (!whole || !kept_.empty()) kept_.append(line);
        input.remove_prefix(size);
        if (!whole) return std::nullopt;
        after_cr_ = input.front() == '\r';
        input.remove_prefix(1);
        given_ = true;
        return kept_.empty() ? line : std::string_view(kept_);
    }

    /// When the text is at its end: what stands behind the last line end, if anything does.
    std::optional<std::string_view> rest()
    {
        if (given_) kept_.clear();
        if (mark_ < mark.size()) kept_.append(mark.substr(0, mark_));
        mark_ = mark.size();
        given_ = true;
        if (kept_.empty()) return std::nullopt;
        return kept_;
    }

private:
    static constexpr std::string_view mark = "\xef\xbb\xbf";

    void skip_mark(std::string_view& input)
    {
        while (mark_ < mark.size() && !input.empty()) {
            if (input.front() != mark[mark_]) {
                kept_.append(mark.substr(0, mark_)); // began like one
                mark_ = mark.size();
                return;
            }
            ++mark_;
            input.remove_prefix(1);
        }
    }

    std::size_t limit_;
    std::size_t mark_ = 0; // bytes of the byte order mark seen, all of them when it is behind us
    std::string kept_; // the beginning of a line
    bool given_ = false; // `kept_` was given out
    bool after_cr_ = false; // an LF now belongs to the CR before it
};

} // namespace cogrant

#endif // COGRANT_CODEC_LINE_SPLITTER_HPP
