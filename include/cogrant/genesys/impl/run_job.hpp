// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_IMPL_RUN_JOB_HPP
#define COGRANT_GENESYS_IMPL_RUN_JOB_HPP

#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/detail/printable.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::genesys {

namespace detail {

/// The pause before the n-th look at a job, from 0: half a second, doubling, at most ten seconds.
inline duration poll_pause(unsigned n) noexcept
{
    return std::min<duration>(std::chrono::milliseconds(500) * (1U << std::min(n, 5U)), std::chrono::seconds(10));
}

/// What a job that ended without results means.
inline error job_error(details_job_status const& status, http::exchange& x)
{
    x.where = phase::none; // the exchange went well: it is the job that failed
    auto const state = status.state.known() ? *status.state.value() : job_state::failed;
    auto const code = state == job_state::cancelled ? genesys_errc::job_cancelled
                      : state == job_state::expired ? genesys_errc::job_expired
                                                    : genesys_errc::job_failed;
    auto e = x.fail(make_error_code(code));
    e.edit().server_message = printable(status.error_message.value_or(""), longest_message);
    return e;
}

// Where a job is asked about, read and deleted: method and path with {jobId}; literals.
struct job_paths {
    std::string_view status;
    std::string_view results;
    std::string_view remove;
};

/// The target of a route for one job.
inline std::string job_target(std::string_view route, std::string_view id)
{
    std::string target(route.substr(route.find('/')));
    constexpr std::string_view hole = "{jobId}";
    if (auto const at = target.find(hole); at != target.npos) target.replace(at, hole.size(), query::escape(id));
    return target;
}

template <class Page, class Rows, http::transport Carrier, monotonic_clock Clock>
auto run_job(
    basic_client<Carrier, Clock> org, http::request submission, job_paths paths, std::string results_query,
    Rows rows_of, page_options options) -> async_generator<cogrant::detail::row_of<Page, Rows>>
{
    http::exchange x(std::move(submission));
    x.hook = options.hook();
    auto submitting = fetch<details_job_ticket>(org, x, org.describer());
    auto ticket = co_await std::move(submitting);
    if (!ticket) throw failure(ticket.error());
    if (ticket->job_id.empty()) throw failure(x.fail(make_error_code(genesys_errc::no_job)));
    auto const path = job_target(paths.status, ticket->job_id);

    auto const overdue = deadline_after(Clock::now(), org.options().job_timeout());
    for (unsigned polls = 0;; ++polls) {
        auto pausing = wait_until<Clock>(Clock::now() + poll_pause(polls));
        auto const stopped = co_await std::move(pausing);
        if (stopped) throw failure(error(stopped));
        x = http::exchange(org.request(http::method::get, path, paths.status));
        x.hook = options.hook();
        auto asking = fetch<details_job_status>(org, x, org.describer());
        auto status = co_await std::move(asking);
        if (!status) throw failure(status.error());
        if (status->state == job_state::fulfilled) break;
        if (terminal(status->state)) throw failure(job_error(*status, x));
        if (Clock::now() >= overdue)
            throw failure(x.fail(make_error_code(genesys_errc::job_expired), "the job was not ready in time"));
    }

    auto rows = cogrant::async_paginate<Page>(
        org, org.request(http::method::get, job_target(paths.results, ticket->job_id) + results_query, paths.results),
        cursor_in_query(&Page::cursor), std::move(rows_of), options, org.describer());
    for (;;) {
        auto coming = rows.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        co_yield *row;
    }

    // Tidying up: the results expire by themselves, so a failure here must not spoil rows that are complete.
    x = http::exchange(org.request(http::method::delete_, job_target(paths.remove, ticket->job_id), paths.remove));
    x.hook = options.hook();
    auto deleting = fetch<http::response>(org, x, org.describer());
    co_await std::move(deleting);
}

} // namespace detail

template <http::transport Carrier, monotonic_clock Clock>
template <class Row>
async_generator<Row> basic_client<Carrier, Clock>::run_job(
    basic_client self, details_job_query query, page_options options, std::int32_t page_size)
{
    using page = basic_details_job_results<Row>;
    auto submission = self.request(http::method::post, "/api/v2/analytics/conversations/details/jobs");
    submission.body = json::encode(query);
    constexpr detail::job_paths paths{
        "GET /api/v2/analytics/conversations/details/jobs/{jobId}",
        "GET /api/v2/analytics/conversations/details/jobs/{jobId}/results",
        "DELETE /api/v2/analytics/conversations/details/jobs/{jobId}"};
    return detail::run_job<page>(
        std::move(self), std::move(submission), paths, "?pageSize=" + std::to_string(page_size), &page::conversations,
        std::move(options));
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_IMPL_RUN_JOB_HPP
