// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_GRANT_HPP
#define COGRANT_OAUTH_GRANT_HPP

#include <cogrant/reflect/reflect.hpp>

#include <optional>
#include <string>

namespace cogrant::oauth {

/// The client asks in its own name (RFC 6749 §4.4). A grant is a reflected struct: its members, named as on the wire,
/// are the form parameters, so an extension grant is a struct of your own.
struct client_credentials {
    /// Nothing is spent by asking: the request may be sent again when the fate of the first is unknown. A grant without
    /// this member (a code, an assertion) is never sent twice.
    static constexpr bool repeatable = true;

    std::string grant_type = "client_credentials";
    std::optional<std::string> scope; ///< space separated; Genesys Cloud ignores it
};

} // namespace cogrant::oauth

template <>
struct cogrant::reflect::wire_case<cogrant::oauth::client_credentials> {
    static constexpr auto value = letter_case::snake;
};

#endif // COGRANT_OAUTH_GRANT_HPP
