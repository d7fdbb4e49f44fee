// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_JOB_HPP
#define COGRANT_GENESYS_JOB_HPP

#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/details_job.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/paginate/poll.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace cogrant::genesys {

/// What the server answers to a submission, and to a question after a job; the same for all kinds of jobs.
using job_ticket = details_job_ticket;
using job_status = details_job_status;

/// A struct that is the submission of a job whose results are rows.
template <class R>
concept job_request = call_request<R> && requires {
    typename R::row;
    typename R::template page<typename R::row>;
    { R::job } -> std::convertible_to<job_routes const&>;
};

/** One step after another, for a job that is to outlive the program: `call(org, query)` submits it and gives its id,
    which these take. @ref list does all of it.

    @code
    auto submitting = genesys::call(org, query);                                // a details_job_query
    auto ticket = co_await std::move(submitting);                               // result<job_ticket>
    genesys::job_by_id<genesys::details_job_query> where{.job_id = ticket.value().job_id};
    auto asking = genesys::call(org, where);                                    // result<job_status>
    auto waiting = genesys::job_when_ready(org, where);                         // the same, asked until it has results
    @endcode

    @par Source  contract of Genesys Cloud §3.3 */
template <job_request Job>
struct job_by_id {
    using answer = job_status;
    static constexpr endpoint route = Job::job.status;

    std::string job_id{};
};

/** Waits until a job has results.

    @par Completion     `result<job_status>`
    @par Errors         genesys_errc::{job_failed, job_cancelled, job_expired} for a job that ended otherwise;
                        http_errc::deadline_exceeded at the deadline, which is the client's `job_timeout` from now unless
                        the options have one; those of @ref call. The correlation id is of the last answer
    @par Cancellation   as the client, and in the pauses; `operation_aborted`. The job goes on at the server
    @par Thread safety  as the client
    @par Source         contract of Genesys Cloud §3.3 */
template <class Carrier, class Clock, job_request Job>
asio::awaitable<result<job_status>>
job_when_ready(basic_client<Carrier, Clock> org, job_by_id<Job> const& where, poll_options options = {})
{
    auto question = prepare(org, where);
    auto const limited = detail::with_an_end(org, options);
    return detail::await_job(std::move(org), std::move(question), limited);
}
template <class Carrier, class Clock, job_request Job>
void job_when_ready(basic_client<Carrier, Clock>, job_by_id<Job> const&&, poll_options = {}) = delete;

/// One page of the results of a job that is fulfilled; the last one has no cursor.
template <job_request Job>
struct job_results_of {
    using answer = typename Job::template page<typename Job::row>;
    static constexpr endpoint route = Job::job.results;

    std::string job_id{};
    std::optional<std::string> cursor{};     ///< of the page before; none for the first
    std::optional<std::int32_t> page_size{}; ///< jobs of aggregates take it in their submission
};

/// Deletes a job and its results.
template <job_request Job>
struct delete_job {
    using answer = http::response;
    static constexpr endpoint route = Job::job.remove;

    std::string job_id{};
};

/** The rows of a job: submits it, waits until it is ready, reads its results page by page and deletes it.

    @code
    genesys::user_details_job_query query{.interval = last(24h)};
    auto people = genesys::list(org, query);
    while (auto* one = co_await people.next()) use(*one);
    @endcode

    @par Errors         thrown by `next()` as `failure`; also genesys_errc::{job_failed, job_cancelled, job_expired,
                        no_job}.
                        The submission is not repeated once its bytes were sent. Who stops before the last row leaves
                        the job on the server, until it expires
    @par Thread safety  a generator belongs to one coroutine */
template <class Row = void, class Carrier, class Clock, job_request R>
auto list(basic_client<Carrier, Clock> org, R const& r, page_options options = {}, std::int32_t page_size = 1000)
    -> async_generator<detail::chosen_or<Row, typename R::row>>
{
    using page = typename R::template page<detail::chosen_or<Row, typename R::row>>;
    auto submission = prepare(org, r).value();
    auto const rows = [](page& p) -> auto& { return p.rows(); };
    return detail::run_job<page>(
        std::move(org), std::move(submission), R::job,
        R::job.sized ? "?pageSize=" + std::to_string(page_size) : std::string(), rows, std::move(options));
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_JOB_HPP
