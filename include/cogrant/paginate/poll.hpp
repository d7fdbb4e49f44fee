// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_POLL_HPP
#define COGRANT_PAGINATE_POLL_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

// Listings that have to be made first: a job is asked for until it is done, then its results are pages of another style, or
// one file behind a link.

namespace cogrant {

/// How a job is asked for. Not an aggregate on purpose, as `page_options`.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class poll_options {
public:
    poll_options() = default;

    /// The pause before the first look, which doubles up to the longest. Half a second and ten seconds.
    poll_options& pauses(duration first, duration longest)
    {
        first_ = std::max<duration>(first, std::chrono::milliseconds(1));
        longest_ = std::max(first_, longest);
        return *this;
    }
    /// A job that is not done by then: `http_errc::deadline_exceeded`.
    poll_options& deadline(time_point when)
    {
        deadline_ = when;
        return *this;
    }
    /// Told what the requests do.
    poll_options& hook(http::event_hook h)
    {
        hook_ = h;
        return *this;
    }

    duration first() const noexcept { return first_; }
    duration longest() const noexcept { return longest_; }
    time_point deadline() const noexcept { return deadline_; }
    http::event_hook hook() const noexcept { return hook_; }

private:
    duration first_ = std::chrono::milliseconds(500);
    duration longest_ = std::chrono::seconds(10);
    time_point deadline_ = no_deadline;
    http::event_hook hook_;
};

namespace detail {

/// As @ref async_poll. `told` has route, attempts and correlation id of the last answer: a job that fails, or stays under
/// way, is told by an answer that is a success.
template <class Status, monotonic_clock Clock, http::transport Client, class Done, class Describe>
asio::awaitable<result<Status>>
poll_until(Client client, http::request request, Done done, poll_options options, Describe describe, error& told)
{
    auto pause = options.first();
    for (;; pause = std::min(pause * 2, options.longest())) {
        http::exchange x(request, options.deadline());
        x.hook = options.hook();
        auto const due = deadline_after(Clock::now(), pause);
        if (due > options.deadline()) {
            auto late = x.fail(make_error_code(http_errc::deadline_exceeded));
            late.edit().correlation_id = told.info().correlation_id;
            co_return late;
        }
        auto waiting = wait_until<Clock>(due);
        auto const stopped = co_await std::move(waiting);
        if (stopped) co_return x.fail(asio::error::operation_aborted);
        auto sending = client.send(x);
        auto answer = co_await std::move(sending);
        if (!answer) co_return answer.error();
        error said;
        describe(*answer, said);
        strike_out_token(x, said);
        told = x.fail(error_code());
        told.edit().where = phase::none; // the exchange went well
        told.edit().correlation_id = said.info().correlation_id;
        auto status = read_answer<Status>(x, std::move(*answer), describe);
        if (!status || done(std::as_const(*status))) co_return status;
    }
}

} // namespace detail

/** Asks for the state of a job until it has ended: `done(status)` gives true then. Whether it ended well is the caller's to
    see.

    @code
    auto polling = async_poll<job_status>(client, request, [](job_status const& s) { return s.state != "RUNNING"; });
    auto status = co_await std::move(polling);
    @endcode

    @param client       a pipeline handle, as for @ref async_paginate
    @par Errors         those of @ref fetch; http_errc::deadline_exceeded, with the correlation id of the last answer if
                        `describe` knows where it is
    @par Cancellation   as the request under way, and in the pauses; `operation_aborted`
    @par Source         contract of Genesys Cloud §4, style 12 */
template <
    class Status, monotonic_clock Clock = std::chrono::steady_clock, http::transport Client, class Done,
    class Describe = describe_plainly>
asio::awaitable<result<Status>>
async_poll(Client client, http::request request, Done done, poll_options options = {}, Describe describe = {})
{
    error told;
    auto polling = detail::poll_until<Status, Clock>(
        std::move(client), std::move(request), std::move(done), std::move(options), std::move(describe), told);
    auto status = co_await std::move(polling);
    co_return status;
}

/** What fetches a link that carries its own right to be read, a presigned one of a store: to any server, without token, client
    certificate or anything else of ours.

    @par Source  contract of Genesys Cloud §4, style 10
    @par Errors  http_errc::bad_url, also for a link that is not https */
inline result<http::request> download_request(std::string_view link)
{
    auto parsed = http::parse_url(link);
    if (!parsed) return parsed.error();
    if (!parsed->origin.tls) return http::detail::bad_url("a download link has to be https");
    http::request r;
    r.origin = std::move(parsed->origin);
    r.target = std::move(parsed->target);
    r.authorize = false;
    r.identify = false;
    return r;
}

} // namespace cogrant

#endif // COGRANT_PAGINATE_POLL_HPP
