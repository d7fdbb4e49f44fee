// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_CALL_UNTIL_HPP
#define COGRANT_GENESYS_CALL_UNTIL_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/paginate/poll.hpp>

#include <boost/asio/awaitable.hpp>

#include <utility>

namespace cogrant::genesys {

namespace detail {

template <class T, class Carrier, class Clock, class Done>
asio::awaitable<result<T>>
run_until(basic_client<Carrier, Clock> org, result<http::request> prepared, Done done, poll_options options)
{
    if (!prepared) co_return prepared.error();
    auto const describe = org.describer();
    auto polling = async_poll<T, Clock>(std::move(org), std::move(*prepared), std::move(done), options, describe);
    auto answer = co_await std::move(polling);
    co_return answer;
}

} // namespace detail

/** Makes a call again, with growing pauses, until its answer is the one that is waited for: `done(answer)` gives true then.
    For what takes its time at the platform and has no end of its own; details and aggregates have @ref job_when_ready.

    @code
    genesys::recording_job_by_id const same{.job_id = id};
    auto waiting = genesys::call_until(org, same, [](auto const& j) { return j.state == recording_job_state::ready; });
    auto job = co_await std::move(waiting);                    // result<recording_job>
    @endcode

    @par Completion     `result<R::answer>`
    @par Errors         http_errc::deadline_exceeded at the deadline, which is the client's `job_timeout` from now unless
                        the options have one, with the correlation id of the last answer; those of @ref call
    @par Cancellation   as the client, and in the pauses; `operation_aborted`
    @par Thread safety  as the client */
template <class Carrier, class Clock, call_request R, class Done>
asio::awaitable<result<typename R::answer>>
call_until(basic_client<Carrier, Clock> org, R const& r, Done done, poll_options options = {})
{
    auto prepared = prepare(org, r);
    auto const limited = detail::with_an_end(org, options);
    return detail::run_until<typename R::answer>(std::move(org), std::move(prepared), std::move(done), limited);
}
/// Name the request first: g++ 12 destroys an aggregate temporary twice in a `co_await` expression.
template <class Carrier, class Clock, call_request R, class Done>
void call_until(basic_client<Carrier, Clock>, R const&&, Done, poll_options = {}) = delete;

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_CALL_UNTIL_HPP
