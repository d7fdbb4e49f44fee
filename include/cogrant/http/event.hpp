// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_EVENT_HPP
#define COGRANT_HTTP_EVENT_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace cogrant::http {

/// What a pipeline tells whoever listens. No field holds a query, a header's value or a body. The path is the caller's: where
/// it names people, give the request a `route` and log that.
struct event {
    enum class kind : std::uint8_t {
        attempt, ///< a try begins
        response, ///< an answer arrived: `status`
        failure, ///< a try ended without an answer: `code`
        wait, ///< about to wait `wait_for` in `where` (backoff, limiter), because of `reason`
        renewal, ///< a new access token is in use
        request, ///< a request enters the pipeline; told by the stage `observe`
        connection, ///< the try has a connection; `reused` says whether one that was kept
        done ///< the request has ended after `total`: `status`, or `code` when there is no answer; by `observe`
    };
    kind what = kind::attempt;
    phase where = phase::none;
    unsigned attempt = 0;
    unsigned status = 0;
    error_code code;
    duration wait_for{};
    std::string_view reason; ///< valid during the call only
    std::string_view target; ///< path of the request, without its query; valid during the call only
    std::string_view method; ///< of the request; a literal
    std::string_view route; ///< the request's name as the caller gave it (`request::route`); empty when not
    duration total{};
    bool reused = false;
};

/// The name of the request for labels and metrics: the caller's, else method and path.
inline std::string label_of(event const& e)
{
    if (!e.route.empty()) return std::string(e.route);
    return std::string(e.method).append(e.method.empty() ? "" : " ").append(e.target);
}

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
