// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_SINKS_HPP
#define COGRANT_TESTS_SUPPORT_SINKS_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/event.hpp>

#include <string>
#include <string_view>

// Where programs write what they are told: the texts of errors, what() of exceptions, events. The helpers of the tests hand
// all of it to `sink`; when CTest has set COGRANT_SINKS, it is kept in a file of that folder, and the test
// `no_secret_in_any_log` searches all of them for every secret that was planted (tests/checks/no_secret.py).

namespace support {

/// Implemented in tests/unit/main.cpp.
void sink(std::string_view text);

/// Every text of an error, printed or not.
inline std::string all_texts(cogrant::error const& e)
{
    auto const& i = e.info();
    std::string out = e.message() + " | " + e.code().message();
    for (auto const* text :
         {&i.detail, &i.server_code, &i.server_message, &i.server_uri, &i.needed_scope, &i.correlation_id,
          &i.body_snippet, &i.route})
        out.append(" | ").append(*text);
    return out;
}

inline void sink(cogrant::error const& e)
{
    if (e) sink(std::string_view(all_texts(e)));
}

inline std::string text_of(cogrant::http::event const& e)
{
    std::string out = "event " + std::to_string(static_cast<int>(e.what)) + " in ";
    out.append(to_string(e.where));
    out += ", try " + std::to_string(e.attempt) + ", status " + std::to_string(e.status) + ", " + e.code.message();
    return out.append(", ").append(e.reason).append(", ").append(e.target);
}

inline void sink(cogrant::http::event const& e) { sink(std::string_view(text_of(e))); }

/// A hook that keeps every event.
inline cogrant::http::event_hook sinking_hook()
{
    return {[](void*, cogrant::http::event const& e) { sink(e); }, nullptr};
}

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_SINKS_HPP
