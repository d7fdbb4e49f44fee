// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_EVENT_STREAM_HPP
#define COGRANT_CODEC_EVENT_STREAM_HPP

#include <cogrant/codec/line_splitter.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant {

/// One event that a server sent. Texts are as the server wrote them: not checked to be UTF-8, and not to be trusted.
struct server_event {
    std::string type = "message"; ///< `event`
    std::string data;             ///< the `data` lines, joined by LF
    std::string id; ///< the last `id` so far: send it back as `Last-Event-ID` to go on after this event
    std::optional<std::chrono::milliseconds> retry; ///< the last `retry` so far: how long to wait before asking again
};

/** Reads an event stream (`text/event-stream`) that arrives in pieces of any size.

    Events without data are none; an event that the stream ends in is none either. Unknown fields are ignored.

    @par Source         WHATWG HTML §9.2.5, §9.2.6
    @par Limits         a line, and the data of an event, of more bytes than the limit are codec_errc::too_large
    @par Thread safety  distinct objects: safe; shared object: unsafe */
class event_stream_parser {
public:
    static constexpr std::string_view content_type = "text/event-stream";

    explicit event_stream_parser(std::size_t limit = line_splitter::default_limit) : lines_(limit), limit_(limit) {}

    /// Whether `out` is the next event: else all of `input` is used up and more is needed. What is used is taken off the
    /// front of `input`.
    bool take(std::string_view& input, server_event& out, error_code& code)
    {
        while (!input.empty()) {
            auto const line = lines_.take(input, code);
            if (code || !line) return false;
            if (!line->empty()) {
                if (!read(*line)) {
                    code = make_error_code(codec_errc::too_large);
                    return false;
                }
                continue;
            }
            bool const whole = has_data_;
            if (whole) {
                out.type = type_.empty() ? std::string("message") : type_;
                out.data.swap(data_);
                out.id = id_;
                out.retry = retry_;
            }
            type_.clear();
            data_.clear();
            has_data_ = false;
            if (whole) return true;
        }
        return false;
    }

private:
    // False when there is too much data.
    bool read(std::string_view line)
    {
        auto const colon = line.find(':');
        auto const name = line.substr(0, colon);
        auto value = colon == line.npos ? std::string_view() : line.substr(colon + 1);
        if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        if (name == "data") {
            if (value.size() + 1 > limit_ - data_.size()) return false;
            if (has_data_) data_ += '\n';
            data_.append(value);
            has_data_ = true;
        } else if (name == "event") {
            type_ = value;
        } else if (name == "id") {
            if (value.find('\0') == value.npos) id_ = value;
        } else if (name == "retry") {
            read_retry(value);
        }
        return true;
    }

    void read_retry(std::string_view digits)
    {
        constexpr std::int64_t most = 24 * 60 * 60 * 1000; // a day; nobody means more
        std::int64_t n = 0;
        if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return;
        for (char const c : digits)
            if (n < most) n = n * 10 + (c - '0');
        retry_ = std::chrono::milliseconds(n < most ? n : most);
    }

    line_splitter lines_;
    std::size_t limit_;
    std::string type_;
    std::string data_;
    std::string id_;
    bool has_data_ = false;
    std::optional<std::chrono::milliseconds> retry_;
};

} // namespace cogrant

#endif // COGRANT_CODEC_EVENT_STREAM_HPP
