// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_EXTRACTION_HPP
#define COGRANT_CXONE_EXTRACTION_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/cxone/client.hpp>
#include <cogrant/cxone/error.hpp>
#include <cogrant/http/file_sink.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/paginate/poll.hpp>
#include <cogrant/reflect/enums.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Bulk data: a job whose result is a CSV file behind a link (contract §3.3).

namespace cogrant::cxone {

/// A calendar date, `2025-03-01` on the wire.
inline std::string date_text(std::chrono::year_month_day day)
{
    return format_iso8601(timestamp(std::chrono::sys_days(day))).substr(0, 10);
}

/** What to extract. Each entity has a version of its own, e.g. `qm-workflows` "1", `recording-interaction-metadata`
    "7".

    @code
    cxone::extraction_request const what{
        .entity_name = "qm-workflows", .version = "1", .start_date = "2025-03-01", .end_date = "2025-03-02"};
    @endcode */
struct extraction_request {
    std::string entity_name{};
    std::string version{};
    std::string start_date{}; ///< a calendar date, see @ref date_text
    std::string end_date{};
};

enum class extraction_state { running, succeeded, failed, cancelled, expired };

} // namespace cogrant::cxone

template <>
struct cogrant::reflect::enum_names<cogrant::cxone::extraction_state> {
    using state = cogrant::cxone::extraction_state;
    static constexpr auto value = enum_pairs<state>(
        {{state::running, "RUNNING"},
         {state::succeeded, "SUCCEEDED"},
         {state::failed, "FAILED"},
         {state::cancelled, "CANCELLED"},
         {state::expired, "EXPIRED"}});
};

namespace cogrant::cxone {

struct extraction_result {
    std::optional<std::string> url{}; ///< presigned: fetched without the token
    std::optional<std::string> error_message{}; ///< set when it failed
};

struct extraction_facts {
    std::optional<std::string> id{};
    open_enum<extraction_state> status{}; ///< may be missing on the first look
    std::optional<extraction_result> result{};
};

/// What the server answers to a question after a job.
struct extraction_status {
    std::optional<extraction_facts> job_status{};
};

/// Whether a job has ended, well or not. One without a state has not, nor has one in a state that nobody knew.
inline bool ended(extraction_status const& s) noexcept
{
    return s.job_status && s.job_status->status.known() && s.job_status->status != extraction_state::running;
}

/** The id in the answer to a submission: a JSON string, or the bare word that some gateways make of it.

    @par Source  contract of CXone §3.3 */
inline std::optional<std::string> job_id_in(std::string_view body)
{
    constexpr std::string_view blank = " \t\r\n";
    auto const begin = body.find_first_not_of(blank);
    if (begin == body.npos) return std::nullopt;
    body = body.substr(begin, body.find_last_not_of(blank) + 1 - begin);
    std::string word(body);
    if (body.starts_with('"')) {
        auto const text = json::decode<std::string>(body);
        if (!text) return std::nullopt;
        word = *text;
    }
    if (word.empty() || word.size() > 256) return std::nullopt;
    for (char const c : word) {
        bool const usual = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!usual && c != '-' && c != '_' && c != '.') return std::nullopt;
    }
    return word;
}

/** What fetches the file of a job. The link is https, or on the area's own host, which an emulator on this machine is.

    @par Errors  http_errc::bad_url */
inline result<http::request> file_request(std::string_view link, http::origin const& area)
{
    auto parsed = http::parse_url(link);
    if (!parsed) return parsed.error();
    if (parsed->origin != area) return download_request(link);
    http::request r;
    r.origin = std::move(parsed->origin);
    r.target = std::move(parsed->target);
    r.authorize = false;
    return r;
}

namespace detail {

inline error extraction_error(extraction_status const& status)
{
    auto const state = status.job_status->status.value_or(extraction_state::failed);
    error e(make_error_code(
        state == extraction_state::cancelled ? cxone_errc::job_cancelled
        : state == extraction_state::expired ? cxone_errc::job_expired
                                             : cxone_errc::job_failed));
    if (auto const& result = status.job_status->result; result && result->error_message)
        e.edit().server_message = http::printable(*result->error_message, 500);
    return e;
}

template <class Client>
asio::awaitable<result<std::string>> run_extraction(Client tenant, std::string submission, http::file_sink* file);

} // namespace detail

/** Submits an extraction, waits until it is done, and downloads its CSV. The file appears when it is whole. Gives the
    id of the job.

    @code
    http::file_sink file("workflows.csv");
    auto extracting = cxone::extract(tenant, what, file);
    auto job = co_await std::move(extracting);       // result<std::string>
    @endcode

    @par Source        contract of CXone §3.3
    @par Errors        cxone_errc::{job_failed, job_cancelled, job_expired, no_job, no_file}; those of the client; of
    the
                       file. The submission is not repeated once its bytes were sent, except after 401
    @par Cancellation  terminal; the job goes on at the server
    @par Lifetime      `file` must live until completion
    @par Limits        `client_options::job_timeout` for the job, `download_deadline` for the file */
template <http::transport Carrier, monotonic_clock Clock>
asio::awaitable<result<std::string>>
extract(basic_client<Carrier, Clock> tenant, extraction_request const& what, http::file_sink& file)
{
    return detail::run_extraction(std::move(tenant), json::encode(what), &file);
}
/// Name the request first: g++ 12 destroys an aggregate temporary twice in a `co_await` expression.
template <http::transport Carrier, monotonic_clock Clock>
asio::awaitable<result<std::string>>
extract(basic_client<Carrier, Clock>, extraction_request const&&, http::file_sink&) = delete;

namespace detail {

template <class Client>
asio::awaitable<result<std::string>> run_extraction(Client tenant, std::string submission, http::file_sink* file)
{
    using clock = typename Client::clock_type;
    auto const overdue = deadline_after(clock::now(), tenant.options().job_timeout());
    http::exchange x(tenant.area_request(http::method::post, "/data-extraction/v1/jobs"), overdue);
    x.request.body = std::move(submission);
    auto submitting = fetch<http::response>(tenant, x, describe_answer());
    auto const taken = co_await std::move(submitting);
    if (!taken) co_return taken.error();
    auto const job = job_id_in(taken->body);
    if (!job) co_return x.fail(make_error_code(cxone_errc::no_job));

    auto look = tenant.area_request(
        http::method::get, "/data-extraction/v1/jobs/" + *job, "GET /data-extraction/v1/jobs/{jobId}");
    auto const& patience = tenant.options();
    auto const rules =
        poll_options().pauses(patience.job_first_pause(), patience.job_longest_pause()).deadline(overdue);
    error told;
    auto const done = [](extraction_status const& s) { return ended(s); };
    auto polling = cogrant::detail::poll_until<extraction_status, clock>(
        tenant, std::move(look), done, rules, describe_answer(), told);
    auto status = co_await std::move(polling);
    if (!status && status.error().code() == http_errc::deadline_exceeded) {
        auto late = status.error();
        error e(make_error_code(cxone_errc::job_expired));
        e.edit() = late.info();
        e.edit().detail = "the extraction was not ready in time";
        co_return e;
    }
    if (!status) co_return status.error();
    auto const& facts = *status->job_status;
    bool const no_file = !facts.result || !facts.result->url || facts.result->url->empty();
    if (facts.status != extraction_state::succeeded || no_file) {
        auto failed = facts.status == extraction_state::succeeded ? error(make_error_code(cxone_errc::no_file))
                                                                  : extraction_error(*status);
        failed.edit().correlation_id = told.info().correlation_id;
        co_return failed;
    }

    auto download = file_request(*facts.result->url, tenant.options().hosts().area);
    if (!download) co_return download.error();
    download->sink = file;
    download->route = "GET the file of an extraction"; // its address is a credential
    http::exchange get(std::move(*download));
    auto sending = tenant.send_plain(get);
    auto answer = co_await std::move(sending);
    if (!answer) co_return answer.error();
    auto const judged = read_answer<http::response>(get, std::move(*answer));
    if (!judged) co_return judged.error();
    co_return *job;
}

} // namespace detail
} // namespace cogrant::cxone

#endif // COGRANT_CXONE_EXTRACTION_HPP
