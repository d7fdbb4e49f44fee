// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_STREAM_HPP
#define COGRANT_PIPELINE_STREAM_HPP

#include <cogrant/async/generator.hpp>
#include <cogrant/async/task.hpp>
#include <cogrant/codec/event_stream.hpp>
#include <cogrant/codec/line_splitter.hpp>
#include <cogrant/pipeline/detail/body_pipe.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant {

/** How a stream is read. Not an aggregate on purpose (see `http::tls_options`).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class stream_options {
public:
    stream_options() = default;

    /// Bytes of a line, and of the data of an event: more are codec_errc::too_large. One mebibyte by default.
    stream_options& limit(std::size_t bytes) noexcept
    {
        limit_ = bytes;
        return *this;
    }
    /// When the whole stream ends at the latest, besides what a deadline stage of the client says. Never by default.
    stream_options& until(time_point t) noexcept
    {
        until_ = t;
        return *this;
    }
    stream_options& hook(http::event_hook h) noexcept
    {
        hook_ = h;
        return *this;
    }

    std::size_t limit() const noexcept { return limit_; }
    time_point until() const noexcept { return until_; }
    http::event_hook hook() const noexcept { return hook_; }

private:
    std::size_t limit_ = line_splitter::default_limit;
    time_point until_ = no_deadline;
    http::event_hook hook_;
};

namespace detail {

/// Sends the request and fills the pipe, until the body is at its end or nobody reads it any more.
template <http::transport Client, class Describe>
asio::awaitable<void>
fill(Client client, http::request request, stream_options options, Describe describe, std::shared_ptr<body_pipe> pipe)
{
    http::exchange x(std::move(request), options.until());
    x.request.sink = pipe.get();
    x.hook = options.hook();
    try {
        auto fetching = fetch<http::response>(client, x, std::move(describe));
        auto const answer = co_await std::move(fetching);
        pipe->end(answer ? error() : answer.error());
    } catch (...) {
        pipe->end(std::current_exception());
    }
}

} // namespace detail

/** The lines of an answer, one by one while it arrives: NDJSON, logs, exports of any size.

    @code
    auto lines = async_lines(client, request);
    while (auto* line = co_await lines.next()) use(*line);
    @endcode

    A line ends with LF, CR or CRLF; the last one may lack it. The request begins with the first `next()` and goes on beside
    the reader, at most 64 KiB ahead. Leaving early closes its connection.

    After the first piece of the body the request is not tried again, whatever the client's retry stage says.

    @param client   a pipeline handle: `any_client`, or anything whose copies share their state
    @par Errors     thrown by `next()` as `failure`: those of @ref fetch, codec_errc::too_large; after the lines that came
                    whole before it
    @par Cancellation terminal: throws `operation_aborted`, the connection is closed, half a line is not given out
    @par Limits     `stream_options::limit` bytes a line; the body as a whole has none
    @par Thread safety  the reader and the client's connections may be on different threads */
template <http::transport Client, class Describe = describe_plainly>
async_generator<std::string>
async_lines(Client client, http::request request, stream_options options = {}, Describe describe = {})
{
    auto const executor = co_await asio::this_coro::executor;
    auto const pipe = std::make_shared<detail::body_pipe>(executor, std::string_view());
    task<void> const filling(
        executor, detail::fill(std::move(client), std::move(request), options, std::move(describe), pipe));
    line_splitter splitter(options.limit());
    std::string line;
    for (;;) {
        auto reading = pipe->read();
        auto const piece = co_await std::move(reading);
        if (!piece) throw failure(piece.error());
        if (piece->empty()) break;
        error_code code;
        for (std::string_view input = *piece; !input.empty() && !code;) {
            auto const found = splitter.take(input, code);
            if (!found) continue;
            line = *found;
            co_yield line;
        }
        if (code) throw failure(error(code, phase::decode));
    }
    if (auto const last = splitter.rest()) {
        line = *last;
        co_yield line;
    }
}

/** The events that a server sends (`text/event-stream`), one by one while they arrive.

    @code
    auto events = async_events(client, request);
    while (auto* e = co_await events.next()) use(e->type, e->data);
    @endcode

    As @ref async_lines in all else. The stream is at its end when the server ends it: asking again, after `retry` and with
    the last `id` as `Last-Event-ID`, is the caller's decision. So that a stream lives as long as it likes, leave the
    deadline stage out of its client; so that it may be silent for longer than a minute, set `request::answer_timeout`.

    @par Source     WHATWG HTML §9.2
    @par Errors     also codec_errc::wrong_type when the answer is not an event stream */
template <http::transport Client, class Describe = describe_plainly>
async_generator<server_event>
async_events(Client client, http::request request, stream_options options = {}, Describe describe = {})
{
    auto const executor = co_await asio::this_coro::executor;
    if (!request.headers.contains("Accept")) request.headers.set("Accept", event_stream_parser::content_type);
    auto const pipe = std::make_shared<detail::body_pipe>(executor, event_stream_parser::content_type);
    task<void> const filling(
        executor, detail::fill(std::move(client), std::move(request), options, std::move(describe), pipe));
    event_stream_parser parser(options.limit());
    server_event event;
    for (;;) {
        auto reading = pipe->read();
        auto const piece = co_await std::move(reading);
        if (!piece) throw failure(piece.error());
        if (piece->empty()) break;
        error_code code;
        std::string_view input = *piece;
        while (parser.take(input, event, code)) co_yield event;
        if (code) throw failure(error(code, phase::decode));
    }
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_STREAM_HPP
