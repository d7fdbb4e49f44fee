// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_BODY_SINK_HPP
#define COGRANT_HTTP_BODY_SINK_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/headers.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::http {

/** Takes the body of a success (2xx) piece by piece as it arrives, decoded, whatever its size: `request::sink`.

    Of one answer come `begin`, any number of `write`, and `finish` when the body is whole: without `finish`, what came is a
    part. Other statuses do not come here: their body is in `response::body`, within `request::body_limit`, so that errors
    keep the server's words.

    A request of which pieces were delivered is not sent again, unless the sink is `restartable`: then `begin` comes anew
    and everything before it is void. A sink that returned an error is never begun again by itself.

    A sink that is slower than the network says `full`: then nothing more is received until `room` completes. After `full`
    becomes true at most one piece of the read buffer's size comes, or what 4 KiB of compressed data decode to.

    @par Lifetime       must live until the request has completed, or its coroutine was destroyed
    @par Thread safety  called by the coroutine of the request, one call at a time */
class body_sink {
public:
    static constexpr std::uint64_t no_limit = std::numeric_limits<std::uint64_t>::max();

    body_sink() = default;
    body_sink(body_sink const&) = default;
    body_sink& operator=(body_sink const&) = default;
    virtual ~body_sink() = default;

    /// The head of a success arrived. An error ends the request.
    virtual error_code begin(unsigned status, http::headers const& head)
    {
        static_cast<void>(status);
        static_cast<void>(head);
        return {};
    }
    /// The next piece of the body, never empty. It is valid during the call only. An error ends the request.
    virtual error_code write(std::string_view piece) = 0;
    /// The body is whole.
    virtual error_code finish() { return {}; }

    /// Decoded bytes after which the request fails with http_errc::body_limit.
    virtual std::uint64_t limit() const noexcept { return no_limit; }
    /// Whether `begin` makes void what was delivered before, so that a failed request may be tried again.
    virtual bool restartable() const noexcept { return false; }
    /// Whether nothing more is to be received for now.
    virtual bool full() const noexcept { return false; }
    /// Completes when there is room again. The deadline is the request's.
    virtual boost::asio::awaitable<error_code> room(time_point until)
    {
        static_cast<void>(until);
        error_code const at_once;
        co_return at_once;
    }
    /// Our words for the error returned last, for `error_info::detail`; empty: those of its code.
    virtual std::string problem() const { return {}; }
};

/** A sink that hands each piece to a function `error_code(std::string_view)`.

    @code
    http::function_sink sink([&](std::string_view piece) { hash.update(piece); return error_code(); });
    request.sink = &sink;
    @endcode

    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class F>
class function_sink final : public body_sink {
public:
    explicit function_sink(F take, std::uint64_t limit = no_limit) : take_(std::move(take)), limit_(limit) {}

    error_code write(std::string_view piece) override { return take_(piece); }
    std::uint64_t limit() const noexcept override { return limit_; }

private:
    F take_;
    std::uint64_t limit_;
};

/// A body that is whole already, given to a sink as if it had just arrived: what a transport without sockets does.
inline error_code deliver(body_sink& sink, unsigned status, http::headers const& head, std::string_view body)
{
    if (auto const refused = sink.begin(status, head)) return refused;
    if (!body.empty())
        if (auto const refused = sink.write(body)) return refused;
    return sink.finish();
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_BODY_SINK_HPP
