// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_DESCRIBE_HPP
#define COGRANT_CXONE_DESCRIBE_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/oauth/refusal.hpp>

#include <string>
#include <utility>

namespace cogrant::cxone {

/** Fills an error with what an answer of CXone says: status, code and text of the server, the request id of its
    gateway.

    Understands `error` with `error_description` or `errorDescription`, `message`, and keeps the first bytes of anything
    else: some answers are plain text or XML. Texts of the server are cut, made one printable line, and freed of what
    looks like a credential. A code is set only if there is none and the status is not a success.

    @par Source  contract of CXone §5 */
inline void describe(http::response const& answer, error& e)
{
    if (!e.code() && !answer.ok()) {
        error fresh{status_error(answer.status)};
        fresh.edit() = e.info();
        e = std::move(fresh);
    }
    auto& info = e.edit();
    info.status = answer.status;
    for (auto const* name : {"CorrelationId", "X-Correlation-Id", "X-Request-Id"})
        if (auto const id = answer.headers.find(name); id && info.correlation_id.empty())
            info.correlation_id = http::printable_ascii(*id, 128);
    if (auto const body = json::decode<oauth::detail::error_answer>(answer.body, oauth::detail::answer_limits())) {
        info.server_code = oauth::detail::text_of(body->error ? body->error : body->code);
        info.server_message = oauth::detail::text_of(
            body->error_description         ? body->error_description
            : body->error_description_cxone ? body->error_description_cxone
            : body->message                 ? body->message
                                            : body->description);
    }
    if (info.server_code.empty() && info.server_message.empty())
        info.body_snippet = http::printable_ascii(answer.body, 200);
}

/// How `fetch` learns CXone's words.
struct describe_answer {
    void operator()(http::response const& answer, error& e) const { describe(answer, e); }
};

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_DESCRIBE_HPP
