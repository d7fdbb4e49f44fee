// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_FETCH_HPP
#define COGRANT_PIPELINE_FETCH_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/exchange.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cogrant {

/// Adds what a platform's error body says to an error. This one knows no platform: it keeps the first bytes of the body.
struct describe_plainly {
    void operator()(http::response const& answer, error& e) const
    {
        for (char const c : std::string_view(answer.body).substr(0, 200))
            e.edit().body_snippet += c >= ' ' && c < 0x7f ? c : ' ';
    }
};

/** Judges an answer: the value that its JSON body holds, or a typed error.

    `T` is a reflected struct, or `http::response` for the answer itself. An empty body (204) gives an empty `T`. */
template <class T, class Describe = describe_plainly>
result<T> read_answer(http::exchange& x, http::response answer, Describe const& describe = {})
{
    auto const described = [&](error e) {
        e.edit().status = answer.status;
        describe(answer, e);
        return e;
    };
    if (auto const code = status_error(answer.status)) return described(x.fail(x.verdict ? x.verdict : code));
    if constexpr (std::same_as<T, http::response>) {
        return answer;
    } else {
        if (answer.body.empty()) return T{};
        x.where = phase::decode;
        auto decoded = json::decode<T>(answer.body);
        if (decoded) return std::move(*decoded);
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
