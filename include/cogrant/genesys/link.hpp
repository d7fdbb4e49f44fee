// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_LINK_HPP
#define COGRANT_GENESYS_LINK_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/genesys/endpoints.hpp>
#include <cogrant/http/body_sink.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/observe.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// Recordings, transcripts and exports lie in a store behind links that carry their own right to be read, for a short
// time (contract §3.8, §3.9; §4, style 10).

namespace cogrant::genesys {

/** The request that fetches a presigned link: to any server, without our token, client certificate or headers.

    The link has to be https. Only where the API itself is asked without TLS, a test server on this machine, a link to
    the same host may do without as well.

    @par Errors  http_errc::bad_url */
COGRANT_DECL result<http::request> link_request(endpoints const& hosts, std::string_view link);

/** Fills an error with what a store says: the code and message of its XML answer (S3 and its like), nothing else of it,
    since such answers repeat parts of the signature. A link that is too old becomes genesys_errc::link_expired. */
COGRANT_DECL void describe_store(http::response const& answer, error& e);

/// Takes every value of the link's query that has 12 characters or more out of the error's texts: one of them is the
/// signature.
COGRANT_DECL void strike_out_link(error& e, std::string_view link);

/// How a link is fetched. Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await`
/// expressions).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class link_options {
public:
    link_options() = default;

    /// All tries and waits together; the client's `request_deadline` when nothing is said.
    link_options& deadline(duration d) { return deadline_ = d, *this; }
    /// The largest body that is kept in memory.
    link_options& body_limit(std::size_t bytes) { return body_limit_ = bytes, *this; }
    /// Takes the body as it arrives, whatever its size; must live until completion.
    link_options& sink(http::body_sink& s) { return sink_ = &s, *this; }

    duration deadline() const noexcept { return deadline_; }
    std::size_t body_limit() const noexcept { return body_limit_; }
    http::body_sink* sink() const noexcept { return sink_; }

private:
    duration deadline_{};
    std::size_t body_limit_ = http::default_body_limit;
    http::body_sink* sink_ = nullptr;
};

namespace detail {

struct describe_store_answer {
    void operator()(http::response const& answer, error& e) const { describe_store(answer, e); }
};

template <http::transport Carrier, monotonic_clock Clock>
asio::awaitable<result<http::response>>
run_link(basic_client<Carrier, Clock> org, std::string link, link_options options)
{
    auto prepared = link_request(org.hosts(), link);
    if (!prepared) co_return prepared.error();
    http::exchange x(std::move(*prepared));
    x.request.sink = options.sink();
    x.request.body_limit = options.body_limit();
    auto const limit = options.deadline() > duration::zero() ? options.deadline() : org.options().request_deadline();
    auto store = cogrant::observe<Clock>(org.options().hook()) | cogrant::deadline<Clock>(limit) |
                 cogrant::retry<Clock>(org.options().retry_policy()) | cogrant::send(org.carrier());
    auto fetching = cogrant::fetch<http::response>(store, x, describe_store_answer());
    auto answer = co_await std::move(fetching);
    if (answer) co_return answer;
    auto failed = answer.error();
    strike_out_link(failed, link);
    co_return failed;
}

} // namespace detail

/** Fetches a presigned link: the answer's body, or what a sink takes of it.

    It goes around the client's token, rate limiter and injected headers, with its retries, deadline, hook and
    connections.

    @code
    auto fetching = genesys::fetch_link(org, *transcript.url);
    auto text = co_await std::move(fetching);                       // result<http::response>
    http::file_sink file("call.webm");
    auto saving = genesys::fetch_link(org, link, genesys::link_options().sink(file));
    @endcode

    @par Completion     `result<http::response>`
    @par Errors         http_errc::bad_url; genesys_errc::link_expired; those of `fetch`. No signature is in them, also
                        where the store repeats it
    @par Cancellation   as the client
    @par Thread safety  as the client
    @par Source         contract §3.8, §3.9; §4, style 10 */
template <http::transport Carrier, monotonic_clock Clock>
asio::awaitable<result<http::response>>
fetch_link(basic_client<Carrier, Clock> org, std::string link, link_options options = {})
{
    return detail::run_link(std::move(org), std::move(link), options);
}

} // namespace cogrant::genesys

#if !defined(COGRANT_SEPARATE_COMPILATION)
#include <cogrant/genesys/impl/link.hpp>
#endif

#endif // COGRANT_GENESYS_LINK_HPP
