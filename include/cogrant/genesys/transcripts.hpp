// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_TRANSCRIPTS_HPP
#define COGRANT_GENESYS_TRANSCRIPTS_HPP

#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/conversation.hpp>
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/link.hpp>
#include <cogrant/genesys/speech.hpp>
#include <cogrant/paginate/paginate.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::genesys {

namespace detail {

// A page of a search whose rows are objects.
struct found_page {
    std::vector<json::raw> results{};
};

template <class Carrier, class Clock>
asio::awaitable<result<json::raw>> run_transcript(basic_client<Carrier, Clock> org, result<http::request> prepared)
{
    if (!prepared) co_return prepared.error();
    http::exchange x(std::move(*prepared));
    auto asking = cogrant::fetch<transcript_url>(org, x, org.describer());
    auto place = co_await std::move(asking);
    if (!place) co_return place.error();
    if (!place->url || place->url->empty())
        co_return x.fail(make_error_code(http_errc::not_found), "the server names no link to the transcript");
    auto fetching = fetch_link(org, std::move(*place->url));
    auto text = co_await std::move(fetching);
    if (!text) co_return text.error();
    x.request.route = "GET presigned link";
    auto document = cogrant::read_answer<json::raw>(x, std::move(*text));
    co_return document;
}

} // namespace detail

/// The communications of a conversation that can have a transcript: the sessions of its customers. `c` is a
/// @ref conversation, or a smaller struct with the same members.
template <class Conversation>
std::vector<std::string> transcribed_sessions(Conversation const& c)
{
    std::vector<std::string> out;
    for (auto const& p : c.participants) {
        if (p.purpose != purpose::customer && p.purpose != purpose::external) continue;
        for (auto const& s : p.sessions)
            if (s.session_id && !s.session_id->empty()) out.push_back(*s.session_id);
    }
    return out;
}

/** A transcript: asks where it is, and fetches it from there without the token.

    @code
    genesys::transcript_url_of wanted{.conversation_id = id, .communication_id = session};
    auto reading = genesys::transcript(org, wanted);
    auto text = co_await std::move(reading);                    // result<json::raw>, the JSON as it lies in the store
    @endcode

    @par Completion     `result<json::raw>`
    @par Errors         http_errc::not_found while there is none, which is normal some minutes after a call;
                        those of @ref call and @ref fetch_link
    @par Cancellation   as the client
    @par Thread safety  as the client
    @par Source         contract §3.9 */
template <class Carrier, class Clock>
asio::awaitable<result<json::raw>> transcript(basic_client<Carrier, Clock> org, transcript_url_of const& wanted)
{
    auto prepared = prepare(org, wanted);
    return detail::run_transcript(std::move(org), std::move(prepared));
}
template <class Carrier, class Clock>
void transcript(basic_client<Carrier, Clock>, transcript_url_of const&&) = delete;

/** What a search of transcripts finds, page by page; the rows are as the server wrote them.

    @par Errors         thrown by `next()` as `failure`
    @par Thread safety  a generator belongs to one coroutine
    @par Source         contract §3.9 */
template <class Carrier, class Clock>
paged<json::raw> search(basic_client<Carrier, Clock> org, transcript_search const& wanted, page_options options = {})
{
    auto prepared = prepare(org, wanted).value();
    auto query = wanted;
    if (!query.page_size || *query.page_size < 1) query.page_size = 25;
    auto const size = static_cast<std::size_t>(*query.page_size);
    auto const set = [](transcript_search& q, std::size_t n) { q.page_number = static_cast<std::int32_t>(n); };
    auto style = page_number_in_body(std::move(query), size, set, &detail::found_page::results);
    auto const described = org.describer();
    return cogrant::async_paginate<detail::found_page>(
        std::move(org), std::move(prepared), detail::ending_well(std::move(style), size), &detail::found_page::results,
        std::move(options), described);
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_TRANSCRIPTS_HPP
