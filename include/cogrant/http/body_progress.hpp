// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_BODY_PROGRESS_HPP
#define COGRANT_HTTP_BODY_PROGRESS_HPP

#include <cogrant/error.hpp>

#include <cstdint>
#include <string>

namespace cogrant::http {

/// How far the body of the current answer came.
struct body_progress {
    std::uint64_t bytes = 0; ///< decoded bytes received, or the length that was announced; counted at the end of a try
    std::uint64_t limit = 0; ///< what they were held against
    bool declared = false; ///< `bytes` is what Content-Length says: none of them was read
    bool decoded = false; ///< the body was compressed: limit and bytes are of what it decodes to
    bool delivered = false; ///< a sink was given pieces that it cannot take back: the request is not sent again
    bool refused = false; ///< the sink would not go on
};

namespace detail {

/// What is known when another answer is about to be received: pieces given away stay given away.
inline body_progress next_answer(body_progress const& before)
{
    body_progress next;
    next.delivered = before.delivered;
    return next;
}

} // namespace detail

/// Tells by how much a body was too large: in words, and in `error_info::body_bytes` and `body_limit`.
inline void describe_excess(body_progress const& p, error& e)
{
    if (p.limit == 0 && p.bytes == 0) return;
    auto& info = e.edit();
    info.body_bytes = p.bytes;
    info.body_limit = p.limit;
    auto const limit = " the limit of " + std::to_string(p.limit) + " bytes";
    if (p.declared) info.detail = "a body of " + std::to_string(p.bytes) + " bytes is announced, beyond" + limit;
    else if (p.decoded) info.detail = "the body, decompressed, is larger than" + limit;
    else info.detail = "the body is larger than" + limit;
    if (!p.declared) info.detail += ": stopped after " + std::to_string(p.bytes);
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_BODY_PROGRESS_HPP
