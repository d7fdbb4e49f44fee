// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_CHANGE_HPP
#define COGRANT_OAUTH_TOKEN_CHANGE_HPP

#include <cogrant/oauth/token.hpp>

#include <cstdint>
#include <functional>
#include <string_view>

namespace cogrant::oauth {

/// Why a source fetched a token.
enum class change_reason : std::uint8_t {
    first,   ///< it had none
    ahead,   ///< the old one was near its end
    expired, ///< the old one had ended
    refused  ///< the old one was refused: `invalidate`
};

constexpr std::string_view to_string(change_reason r) noexcept
{
    switch (r) {
    case change_reason::first: return "first";
    case change_reason::ahead: return "ahead";
    case change_reason::expired: return "expired";
    case change_reason::refused: return "refused";
    }
    return "unknown";
}

/// What `token_source_options::on_token_change` is told. Valid during the call only.
struct token_change {
    change_reason why;
    token_set const& tokens; ///< as the fetcher gave it
    std::uint64_t generation; ///< `token::generation` of the new token
};

/** Called after each new token is in place, before those who wait for it are woken; never under a lock.

    It runs on the source's executor and must not block. What it throws is dropped: the token is good all the same. */
using token_listener = std::function<void(token_change const&)>;

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_TOKEN_CHANGE_HPP
