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

/// Asks, and keeps the answer's correlation id: a job that fails is told by an answer that is a success.
template <class T, http::transport Client>
asio::awaitable<result<T>> ask_job(Client org, http::exchange& x, std::string& correlation)
{
    auto sending = org.send(x);
    auto answer = co_await std::move(sending);
    if (!answer) co_return answer.error();
    correlation = printable_ascii(answer->headers.find("ININ-Correlation-Id").value_or(""), 128);
    auto read = read_answer<T>(x, std::move(*answer), org.describer());
    co_return read;
}

/// The error with the correlation id of the answer that told it.
inline error correlated(error e, std::string const& correlation)
{
    e.edit().correlation_id = correlation;
    return e;
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

/// The request to a route of one job, whose id is good.
template <class Client>
http::request job_request_of(Client const& org, endpoint const& route, std::string_view id, std::string_view rest = {})
{
    std::string target(route.path());
    fill(target, "jobId", id);
    return org.request(route.method(), target.append(rest), route.text());
}

template <class Page, class Rows, http::transport Carrier, monotonic_clock Clock>
auto run_job(
    basic_client<Carrier, Clock> org, http::request submission, job_routes routes, std::string results_query,
    Rows rows_of, page_options options) -> async_generator<cogrant::detail::row_of<Page, Rows>>
{
    http::exchange x(std::move(submission));
    x.hook = options.hook();
    std::string correlation;
    auto submitting = ask_job<details_job_ticket>(org, x, correlation);
    auto ticket = co_await std::move(submitting);
    if (!ticket) throw failure(ticket.error());
    if (!is_part(ticket->job_id)) throw failure(correlated(x.fail(make_error_code(genesys_errc::no_job)), correlation));

    auto const overdue = deadline_after(Clock::now(), org.options().job_timeout());
    for (unsigned polls = 0;; ++polls) {
        auto pausing = wait_until<Clock>(Clock::now() + poll_pause(polls));
        auto const stopped = co_await std::move(pausing);
        if (stopped) throw failure(error(stopped));
        x = http::exchange(job_request_of(org, routes.status, ticket->job_id));
        x.hook = options.hook();
        auto asking = ask_job<details_job_status>(org, x, correlation);
        auto status = co_await std::move(asking);
        if (!status) throw failure(status.error());
        if (status->state == job_state::fulfilled) break;
        if (terminal(status->state)) throw failure(correlated(job_error(*status, x), correlation));
        if (Clock::now() >= overdue) {
            auto late = x.fail(make_error_code(genesys_errc::job_expired), "the job was not ready in time");
            throw failure(correlated(std::move(late), correlation));
        }
    }

    auto rows = cogrant::async_paginate<Page>(
        org, job_request_of(org, routes.results, ticket->job_id, results_query), cursor_in_query(&Page::cursor),
        std::move(rows_of), options, org.describer());
    for (;;) {
        auto coming = rows.next();
        auto* row = co_await std::move(coming);
        if (row == nullptr) break;
        co_yield *row;
    }

    // Tidying up: the results expire by themselves, so a failure here must not spoil rows that are complete.
    x = http::exchange(job_request_of(org, routes.remove, ticket->job_id));
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
    auto submission = self.request(http::method::post, std::string(details_job_query::route.path()));
    submission.body = json::encode(query);
    return detail::run_job<page>(
        std::move(self), std::move(submission), details_job_query::job, "?pageSize=" + std::to_string(page_size),
        &page::conversations, std::move(options));
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_IMPL_RUN_JOB_HPP
