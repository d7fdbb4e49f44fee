// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_IMPL_RUN_JOB_HPP
#define COGRANT_GENESYS_IMPL_RUN_JOB_HPP

#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/detail/printable.hpp>
#include <cogrant/paginate/poll.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::genesys {

namespace detail {

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

/// What a job that ended without results means. `told` is of the answer that said so.
inline error job_error(details_job_status const& status, error const& told)
{
    auto const state = status.state.known() ? *status.state.value() : job_state::failed;
    auto const code = state == job_state::cancelled ? genesys_errc::job_cancelled
                      : state == job_state::expired ? genesys_errc::job_expired
                                                    : genesys_errc::job_failed;
    error e(make_error_code(code));
    e.edit() = told.info();
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

// Nobody waits for ever: without a deadline the time of a job is the limit.
template <class Carrier, class Clock>
poll_options with_an_end(basic_client<Carrier, Clock> const& org, poll_options options)
{
    if (options.deadline() == no_deadline) options.deadline(deadline_after(Clock::now(), org.options().job_timeout()));
    return options;
}

/// Asks for a job until it has results.
template <class Carrier, class Clock>
asio::awaitable<result<details_job_status>>
await_job(basic_client<Carrier, Clock> org, result<http::request> question, poll_options options)
{
    error told;
    if (!question) co_return question.error();
    auto const describe = org.describer();
    auto const ended = [](details_job_status const& s) { return terminal(s.state); };
    auto polling = cogrant::detail::poll_until<details_job_status, Clock>(
        std::move(org), std::move(*question), ended, options, describe, told);
    auto status = co_await std::move(polling);
    if (!status || status->state == job_state::fulfilled) co_return status;
    co_return job_error(*status, told);
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
    auto const patience = poll_options().deadline(std::min(overdue, options.deadline())).hook(options.hook());
    auto waiting = await_job(org, job_request_of(org, routes.status, ticket->job_id), patience);
    auto const ready = co_await std::move(waiting);
    if (!ready) {
        // A request that was cut short by a deadline of its own says nothing of the job.
        bool const late = ready.error().code() == http_errc::deadline_exceeded && overdue <= options.deadline() &&
                          Clock::now() + patience.longest() >= overdue;
        if (!late) throw failure(ready.error());
        error expired(make_error_code(genesys_errc::job_expired));
        expired.edit() = ready.error().info();
        expired.edit().detail = "the job was not ready in time";
        throw failure(std::move(expired));
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
