// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_DETAIL_RECEIVE_BODY_HPP
#define COGRANT_TESTING_DETAIL_RECEIVE_BODY_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/body_progress.hpp>
#include <cogrant/http/body_sink.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/exchange.hpp>

#include <cstddef>
#include <string_view>

namespace cogrant::testing::detail {

/// What a connection does with a body: it goes to the sink, or has to be within the limit.
inline error_code receive_body(http::exchange& x, http::response& answer)
{
    auto* const sink = answer.ok() ? x.request.sink : nullptr;
    x.body = http::detail::next_answer(x.body);
    x.body.bytes = answer.body.size();
    x.body.limit = sink != nullptr ? sink->limit() : x.request.body_limit;
    if (x.body.bytes > x.body.limit) {
        x.body.declared = true;
        return make_error_code(http_errc::body_limit);
    }
    if (sink == nullptr) return {};
    auto const refused = http::deliver(*sink, answer.status, answer.headers, answer.body);
    x.body.refused = refused.failed();
    x.body.delivered = x.body.delivered || x.body.refused || (!answer.body.empty() && !sink->restartable());
    answer.body.clear();
    return refused;
}

/// The same for a body of which only the first `bytes` arrive. The error is the sink's, if it has one.
inline error_code receive_part(http::exchange& x, http::response const& answer, std::size_t bytes)
{
    auto* const sink = answer.ok() ? x.request.sink : nullptr;
    auto const part = std::string_view(answer.body).substr(0, bytes);
    x.body = http::detail::next_answer(x.body);
    x.body.bytes = part.size();
    x.body.limit = sink != nullptr ? sink->limit() : x.request.body_limit;
    if (sink == nullptr) return {};
    auto refused = sink->begin(answer.status, answer.headers);
    if (!refused && !part.empty()) refused = sink->write(part);
    x.body.refused = refused.failed();
    x.body.delivered = x.body.delivered || x.body.refused || (!part.empty() && !sink->restartable());
    return refused;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_DETAIL_RECEIVE_BODY_HPP
