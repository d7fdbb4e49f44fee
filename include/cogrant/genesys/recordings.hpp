// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_RECORDINGS_HPP
#define COGRANT_GENESYS_RECORDINGS_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/call_until.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/genesys/link.hpp>
#include <cogrant/genesys/recording.hpp>
#include <cogrant/genesys/recording_batch.hpp>
#include <cogrant/paginate/poll.hpp>

#include <boost/asio/awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Recordings that have to be waited for: their media are made ready when they are asked for, batches take their time.

namespace cogrant::genesys {

namespace detail {

// What a 202 says of the time that transcoding takes: one object, or one for each recording.
struct transcoding {
    std::optional<std::int64_t> estimated_transcode_time_ms{};
};

// As long as the server estimates, and no shorter than `least`, which grows: not every 202 has an estimate.
inline duration transcode_pause(std::string_view body, duration least, duration most)
{
    std::int64_t longest = 0;
    auto const take = [&](transcoding const& t) {
        longest = std::max(longest, t.estimated_transcode_time_ms.value_or(0));
    };
    if (auto const all = json::decode<std::vector<transcoding>>(body)) std::for_each(all->begin(), all->end(), take);
    else if (auto const one = json::decode<transcoding>(body)) take(*one);
    auto const asked = std::chrono::milliseconds(std::min<std::int64_t>(longest, 3'600'000));
    return std::clamp<duration>(asked, least, most);
}

template <class Carrier, class Clock>
asio::awaitable<result<std::vector<recording>>>
run_recordings(basic_client<Carrier, Clock> org, result<http::request> prepared, poll_options options)
{
    auto const until = options.deadline();
    if (!prepared) co_return prepared.error();
    for (auto least = options.first();; least = std::min(least * 2, options.longest())) {
        http::exchange x(*prepared, until);
        x.hook = options.hook();
        auto sending = org.send(x);
        auto answer = co_await std::move(sending);
        if (!answer) co_return answer.error();
        if (answer->status != 202) {
            auto ready = cogrant::read_answer<std::vector<recording>>(x, std::move(*answer), org.describer());
            co_return ready;
        }
        auto const due = deadline_after(Clock::now(), transcode_pause(answer->body, least, options.longest()));
        if (due > until) {
            auto late = x.fail(make_error_code(genesys_errc::not_ready));
            org.describer()(*answer, late);
            late.edit().body_snippet.clear();
            co_return late;
        }
        auto waiting = wait_until<Clock>(due);
        auto const stopped = co_await std::move(waiting);
        if (stopped) co_return x.fail(asio::error::operation_aborted);
    }
}

template <class Carrier, class Clock>
asio::awaitable<result<batch_status>>
run_batch(basic_client<Carrier, Clock> org, result<http::request> prepared, poll_options options)
{
    if (!prepared) co_return prepared.error();
    http::exchange x(std::move(*prepared), options.deadline());
    x.hook = options.hook();
    std::string correlation;
    auto submitting = ask_job<batch_ticket>(org, x, correlation);
    auto ticket = co_await std::move(submitting);
    if (!ticket) co_return ticket.error();
    if (ticket->id.empty()) co_return correlated(x.fail(make_error_code(genesys_errc::no_job)), correlation);
    batch_by_id where;
    where.job_id = std::move(ticket->id);
    auto const done = [](batch_status const& s) { return terminal(s); };
    auto waiting = call_until(org, where, done, options);
    auto status = co_await std::move(waiting);
    co_return status;
}

} // namespace detail

/** The recordings of a conversation, when their media are ready: as long as the server answers 202, it is asked again
    after the time that it estimates, within the pauses of the options; the shortest grows from look to look.

    @code
    genesys::recordings_of wanted{.conversation_id = id};
    auto waiting = genesys::recordings_when_ready(org, wanted, poll_options().deadline(soon));
    auto recordings = co_await std::move(waiting);              // result<std::vector<recording>>
    @endcode

    @par Completion     `result<std::vector<recording>>`
    @par Errors         genesys_errc::not_ready at the deadline, which is the client's `job_timeout` from now unless
                        the options have one; those of @ref call. A 403 of one conversation says nothing of others
    @par Cancellation   as the client, and in the pauses; `operation_aborted`
    @par Thread safety  as the client
    @par Source         contract §3.8 */
template <class Carrier, class Clock>
asio::awaitable<result<std::vector<recording>>>
recordings_when_ready(basic_client<Carrier, Clock> org, recordings_of const& wanted, poll_options options = {})
{
    auto prepared = prepare(org, wanted);
    auto const limited = detail::with_an_end(org, options);
    return detail::run_recordings(std::move(org), std::move(prepared), limited);
}
template <class Carrier, class Clock>
void recordings_when_ready(basic_client<Carrier, Clock>, recordings_of const&&, poll_options = {}) = delete;

/** Asks for a batch of recordings and waits until it is complete. Then each row has a presigned link or says why not;
    rows can be fewer than asked for, see @ref batch_status.

    @par Completion     `result<batch_status>`
    @par Errors         genesys_errc::bad_request for none or more than 100 items, genesys_errc::no_job;
                        http_errc::deadline_exceeded at the deadline, as above; those of @ref call. The submission is
                        not repeated once its bytes were sent
    @par Cancellation   as the client, and in the pauses; `operation_aborted`
    @par Thread safety  as the client
    @par Source         contract §3.8 */
template <class Carrier, class Clock>
asio::awaitable<result<batch_status>>
run_batch(basic_client<Carrier, Clock> org, batch_submission const& wanted, poll_options options = {})
{
    auto prepared = prepare(org, wanted);
    auto const items = wanted.batch_download_request_list.size();
    if (items == 0 || items > most_batch_downloads) {
        error e{make_error_code(genesys_errc::bad_request)};
        e.edit().detail = "a batch has 1 to 100 recordings, not " + std::to_string(items);
        prepared = std::move(e);
    }
    auto const limited = detail::with_an_end(org, options);
    return detail::run_batch(std::move(org), std::move(prepared), limited);
}
template <class Carrier, class Clock>
void run_batch(basic_client<Carrier, Clock>, batch_submission const&&, poll_options = {}) = delete;

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_RECORDINGS_HPP
