// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_EVENT_LOG_HPP
#define COGRANT_HTTP_EVENT_LOG_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/event.hpp>
#include <cogrant/http/printable.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::http {

/// How much a line matters. debug: each step; info: waits, renewals, ends; warning: tries that failed; error: requests that
/// did.
enum class log_level : std::uint8_t { debug, info, warning, error };

constexpr std::string_view to_string(log_level l) noexcept
{
    switch (l) {
    case log_level::debug: return "debug";
    case log_level::info: return "info";
    case log_level::warning: return "warning";
    case log_level::error: return "error";
    }
    return "error";
}

/// No line is longer.
inline constexpr std::size_t longest_log_line = 512;

/// The level of an event.
inline log_level level_of(event const& e) noexcept
{
    switch (e.what) {
    case event::kind::request:
    case event::kind::attempt:
    case event::kind::connection: return log_level::debug;
    case event::kind::response: return e.status >= 500 || e.status == 429 ? log_level::warning : log_level::debug;
    case event::kind::failure: return e.code == condition::cancelled ? log_level::info : log_level::warning;
    case event::kind::wait:
    case event::kind::renewal: return log_level::info;
    case event::kind::done: break;
    }
    if (e.code) return e.code == condition::cancelled ? log_level::info : log_level::error;
    return e.status >= 500 ? log_level::error : e.status >= 400 ? log_level::warning : log_level::info;
}

/// One printable line about an event: no query, no header, no body, at most `longest_log_line` bytes.
inline std::string describe(event const& e)
{
    auto const milliseconds = [](duration d) {
        return std::to_string(std::chrono::ceil<std::chrono::milliseconds>(d).count()).append(" ms");
    };
    auto const outcome = [&e] { return e.code ? e.code.message() : std::to_string(e.status); };
    std::string text = printable_ascii(label_of(e), longest_log_line / 2).append(": ");
    switch (e.what) {
    case event::kind::request: text.append("begins"); break;
    case event::kind::attempt: text.append("try ").append(std::to_string(e.attempt)); break;
    case event::kind::connection: text.append(e.reused ? "kept connection" : "new connection"); break;
    case event::kind::response: text.append("answer ").append(outcome()); break;
    case event::kind::failure:
        text.append("failed in phase ").append(to_string(e.where)).append(": ").append(outcome());
        break;
    case event::kind::wait:
        text.append("waits ").append(milliseconds(e.wait_for)).append(" (").append(to_string(e.where)).append("): ");
        text.append(e.reason);
        break;
    case event::kind::renewal: text.append("has a new access token"); break;
    case event::kind::done:
        text.append("ended after ").append(milliseconds(e.total));
        if (e.attempt > 1) text.append(" and ").append(std::to_string(e.attempt)).append(" tries");
        text.append(": ").append(outcome());
        break;
    }
    return printable_ascii(text, longest_log_line);
}

/// Takes a level and a line, valid during the call only.
template <class L>
concept line_logger = std::invocable<L&, log_level, std::string_view>;

/** Turns events into lines for a logger: `x.hook = log.hook();`, or `observe(log.hook())` for a whole pipeline.

    Nothing is formatted below the least level. Has to outlive all that its hook was given to.

    @code
    http::event_log log([](http::log_level l, std::string_view line) { my_logger.write(name_of(l), line); });
    @endcode

    @par Thread safety  as the logger: it is called on the thread of the event. Must not throw */
template <line_logger Logger>
class event_log {
public:
    explicit event_log(Logger logger, log_level least = log_level::info) : logger_(std::move(logger)), least_(least) {}
    event_log(event_log const&) = delete;
    event_log& operator=(event_log const&) = delete;

    event_hook hook() noexcept { return {&event_log::hear, this}; }

private:
    static void hear(void* self, event const& e)
    {
        auto& me = *static_cast<event_log*>(self);
        auto const level = level_of(e);
        if (level < me.least_) return;
        auto const line = describe(e);
        std::invoke(me.logger_, level, std::string_view(line));
    }

    Logger logger_;
    log_level least_;
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_EVENT_LOG_HPP
