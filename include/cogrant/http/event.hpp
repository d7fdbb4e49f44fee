// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_EVENT_HPP
#define COGRANT_HTTP_EVENT_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>

#include <cstdint>
#include <string_view>

namespace cogrant::http {

/// What a pipeline tells whoever listens. No field ever holds a secret.
struct event {
    enum class kind : std::uint8_t {
        attempt,  ///< a try begins
        response, ///< an answer arrived: `status`
        failure,  ///< a try ended without an answer: `code`
        wait,     ///< about to wait `wait_for` in `where` (backoff, limiter), because of `reason`
        renewal   ///< a new access token is in use
    };
    kind what = kind::attempt;
    phase where = phase::none;
    unsigned attempt = 0;
    unsigned status = 0;
    error_code code;
    duration wait_for{};
    std::string_view reason; ///< valid during the call only
    std::string_view target; ///< path of the request, without its query; valid during the call only
};

/// A listener: a function and its argument, so that an unused hook costs one comparison and no allocation.
struct event_hook {
    void (*call)(void* self, event const& e) = nullptr;
    void* self = nullptr;

    void operator()(event const& e) const
    {
        if (call != nullptr) call(self, e);
    }
    explicit operator bool() const noexcept { return call != nullptr; }
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_EVENT_HPP
