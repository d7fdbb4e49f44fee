// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_FETCH_HPP
#define COGRANT_PIPELINE_FETCH_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/oauth/challenge.hpp>
#include <cogrant/policy/retry_after.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace cogrant {

/// Adds what a platform's error body says to an error. This one knows no platform: it keeps the first bytes of the body.
struct describe_plainly {
    void operator()(http::response const& answer, error& e) const
    {
        e.edit().body_snippet = http::printable_ascii(answer.body, 200);
    }
};

namespace detail {

/// What the challenges say about the token that was sent; nothing is read when none was.
inline void describe_refused_token(http::exchange const& x, http::response const& answer, error& e)
{
    auto const sent = x.request.headers.find("Authorization");
    if (sent) oauth::describe_challenges(answer, sent->substr(0, sent->find(' ')), e);
}

/// Gateways show what they refuse: the token of this very request has no place in an error's texts.
inline void strike_out_token(http::exchange const& x, error& e)
{
    auto const sent = x.request.headers.find("Authorization");
    if (!sent) return;
    http::strike_out(e, sent->substr(sent->find(' ') + 1));
}

} // namespace detail

/** Judges an answer: the value that its JSON body holds, or a typed error.

    `T` is a reflected struct, or `http::response` for the answer itself. 204 and 205 have no body and give an empty `T`;
    an empty body of another success is an error, else a listing cut short would look complete. What is in `old` is lost:
    its memory is used again. */
template <class T, class Describe = describe_plainly>
result<T>
read_answer(http::exchange& x, http::response answer, Describe const& describe = {}, std::optional<T> old = {})
{
    auto const described = [&](error e) {
        e.edit().status = answer.status;
        describe(answer, e);
        detail::describe_refused_token(x, answer, e);
        if (!e.info().retry_after && (answer.status == 429 || answer.status == 503)) {
            auto const wall = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
            e.edit().retry_after = parse_retry_after(answer.headers, wall);
        }
        detail::strike_out_token(x, e);
        return e;
    };
    if (auto const code = status_error(answer.status)) return described(x.fail(x.verdict ? x.verdict : code));
    if constexpr (std::same_as<T, http::response>) {
        return answer;
    } else {
        if (answer.status == 204 || answer.status == 205) return T{};
        x.where = phase::decode;
        T value = old ? std::move(*old) : T{};
        auto const decoded = old ? json::decode_over(value, answer.body) : json::decode_into(value, answer.body);
        if (decoded) {
            x.spare = std::move(answer.body);
            return value;
        }
        error const wrong = decoded.error();
        return described(x.fail(wrong.code(), wrong.info().detail));
    }
}

/** Sends a request through a pipeline and decodes the answer.

    @par Errors         http_errc for a status that is no success (`retry_errc` when its Retry-After was beyond the cap),
                        codec errors with phase::decode, those of the pipeline
    @par Cancellation   as the pipeline
    @par Lifetime       `client` and `x` must live until completion */
template <class T, http::transport Client, class Describe = describe_plainly>
boost::asio::awaitable<result<T>> fetch(Client& client, http::exchange& x, Describe describe = {})
{
    auto sending = client.send(x);
    auto answer = co_await std::move(sending);
    if (!answer) co_return answer.error();
    co_return read_answer<T>(x, std::move(*answer), describe);
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_FETCH_HPP
