// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_EXCHANGE_HPP
#define COGRANT_HTTP_EXCHANGE_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/body_progress.hpp>
#include <cogrant/http/body_sink.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/event.hpp>
#include <cogrant/http/message.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::http {

/** Makes anew what a server accepts only once, before the request is tried again: a signed assertion, a proof.

    A function and its argument, as `event_hook`: the request without one pays a comparison. */
struct request_renewal {
    error_code (*call)(void* self, http::request& r) = nullptr;
    void* self = nullptr;

    error_code operator()(http::request& r) const { return call == nullptr ? error_code() : call(self, r); }
};

/// One logical request on its way through the pipeline: the request, its deadline and what happened to it so far.
/// It lives in the outermost coroutine, so every stage beneath may refer to it.
struct exchange {
    exchange() = default;
    explicit exchange(http::request r, time_point until = no_deadline) : request(std::move(r)), deadline(until) {}

    http::request request;
    time_point deadline = no_deadline; ///< for everything: queueing, token, backoff, all tries
    phase where = phase::none;         ///< where it is now; an error takes its phase from here
    unsigned attempts = 0;             ///< tries begun
    bool bytes_written = false;        ///< the current try may have reached the server
    bool reused = false;               ///< the current try went over a kept connection
    bool proved = false;               ///< the current try carries a proof of possession: its answer has to honour it
    error_code verdict; ///< why a bad answer was not tried again, when there is more to say than its status
    event_hook hook; ///< told what happens; empty by default
    request_renewal renew; ///< called before every try but the first; empty by default
    body_progress body; ///< of the current try's answer
    std::string spare; ///< memory for the next answer's body; what it holds does not matter

    /// An error that knows the phase and the tries.
    error fail(error_code code) const
    {
        error e(code, where);
        e.edit().attempts = attempts;
        e.edit().route = route_of(request);
        if (code == make_error_code(http_errc::body_limit)) describe_excess(body, e);
        if (body.refused && request.sink != nullptr) e.edit().detail = request.sink->problem();
        return e;
    }
    /// The same in these words, if there are any.
    error fail(error_code code, std::string detail) const
    {
        auto e = fail(code);
        if (!detail.empty()) e.edit().detail = std::move(detail);
        return e;
    }
};

/// An event about this exchange, with what is known of it so far.
inline event event_of(exchange const& x, event::kind what) noexcept
{
    event e;
    e.what = what;
    e.where = x.where;
    e.attempt = x.attempts;
    e.target = std::string_view(x.request.target).substr(0, x.request.target.find('?'));
    e.method = to_string(x.request.method);
    e.route = x.request.route;
    e.reused = x.reused;
    return e;
}

/** What can carry an exchange to a server and bring the answer back, whatever its status: the connection pool, a
    scripted peer, or a pipeline of stages on top of one. `send` fails only when no answer could be had.
    Archetype: `tests/support/archetypes.hpp`. */
template <class T>
concept transport = requires(T& t, exchange& x) {
    { t.send(x) } -> std::same_as<boost::asio::awaitable<result<response>>>;
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_EXCHANGE_HPP
