// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_DESCRIBE_HPP
#define COGRANT_GENESYS_DESCRIBE_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/genesys/access.hpp>
#include <cogrant/genesys/error_body.hpp>
#include <cogrant/http/message.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// The wait that a 429 asks for in its text: a fallback for an answer without `Retry-After`. The older wording names
/// the window of the limit, which is then an upper bound.
COGRANT_DECL std::optional<std::chrono::seconds> retry_after_in(error_body const& body);

/// The permissions that a 403 says are missing, as `domain:entity:action`; empty when it names none.
COGRANT_DECL std::vector<std::string> missing_permissions(error_body const& body);

/// Whether this limit counts days: waiting it out takes hours, so it is a matter for a person or a schedule.
COGRANT_DECL bool counts_days(exceeded_limit const& limit);

/** Fills an error with what an answer says: status, code and text of the server, correlation id, wait asked for, and
    the first bytes of a body that is not JSON.

    Understands the platform's body, an OAuth error (RFC 6749 §5.2, as the token endpoint gives) and anything else. The
    header `ININ-Correlation-Id` wins over the body's `contextId`, `Retry-After` in seconds over a number in the text;
    a date there is left to the retry policy, which knows the time. A code is set only if there is none and the status
    is not a success; but a 429 of a limit that counts days always becomes genesys_errc::daily_limit. A 403 is explained
    in our words, for a token of this holder. Texts of the server are cut, made one printable line, and freed of what
    looks like a credential. */
COGRANT_DECL void describe(http::response const& answer, error& e, token_holder who = token_holder::unknown);

} // namespace cogrant::genesys

#if !defined(COGRANT_SEPARATE_COMPILATION)
#include <cogrant/genesys/impl/describe.hpp>
#endif

#endif // COGRANT_GENESYS_DESCRIBE_HPP
