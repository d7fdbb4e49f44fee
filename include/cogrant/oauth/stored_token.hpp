// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_STORED_TOKEN_HPP
#define COGRANT_OAUTH_STORED_TOKEN_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/token.hpp>
#include <cogrant/reflect/names.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/// A source of calendar time: tokens that outlive the process carry it, and nothing else in the library rests on it.
template <class W>
concept wall_clock = requires {
    { std::chrono::floor<std::chrono::milliseconds>(W::now()) } -> std::same_as<timestamp>;
};

template <wall_clock W>
timestamp wall_now()
{
    return std::chrono::floor<std::chrono::milliseconds>(W::now());
}

/** What a `token_store` keeps of one login: the tokens, and how far their renewal has come.

    Its JSON form is what the file store writes; members that are not here are ignored when it is read and gone when it
    is written again. */
struct stored_token {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;

    secret access_token{};
    std::string token_type{};
    std::optional<std::string> scope{};
    std::optional<secret> refresh_token{};
    std::optional<secret> id_token{};
    timestamp issued_at{};   ///< on the wall clock, from before the tokens were asked for
    timestamp expires_at{};  ///< of the access token, on the wall clock
    std::uint64_t version = 0; ///< counts the changes; the store's, 0 means never stored
    /// The refresh token is about to be sent, or was sent and its fate is not known.
    bool presented = false;
    bool refused = false;            ///< the server answered `invalid_grant` to the refresh token
    std::optional<bool> rotates{};   ///< whether the server gives a new refresh token with each renewal, once seen
};

/** How long a stored access token is still good. Never longer than its whole life, wherever the wall clock was set to since;
    zero when it has ended.

    @par Source  S41 of the security checklist */
inline std::chrono::seconds life_left(stored_token const& t, timestamp now) noexcept
{
    if (t.expires_at <= t.issued_at || now >= t.expires_at) return std::chrono::seconds(0);
    // Before the subtraction: the span between two far dates does not overflow milliseconds of 64 bits.
    auto const left = std::min(t.expires_at - now, t.expires_at - t.issued_at);
    return std::min(std::chrono::floor<std::chrono::seconds>(left), max_token_life);
}

/// The record of a new login.
inline stored_token record_of(token_set const& tokens, timestamp asked_at)
{
    stored_token r;
    r.access_token = tokens.access_token;
    r.token_type = tokens.token_type;
    r.scope = tokens.scope;
    r.refresh_token = tokens.refresh_token;
    r.id_token = tokens.id_token;
    r.issued_at = asked_at;
    r.expires_at = asked_at + std::min(tokens.expires_in, max_token_life);
    return r;
}

/// What a record says, for a `token_source`: with the life that is left now.
inline token_set tokens_of(stored_token const& r, timestamp now)
{
    token_set t;
    t.access_token = r.access_token;
    t.token_type = r.token_type;
    t.expires_in = life_left(r, now);
    t.refresh_token = r.refresh_token;
    t.scope = r.scope;
    t.id_token = r.id_token;
    return t;
}

/** The record after a renewal: what the answer leaves out stays as it was, the refresh token above all.

    @par Source  RFC 6749 §6, §5.1; OpenID Connect Core §12.2; S19 */
inline stored_token renewed(stored_token const& old, token_set const& answer, timestamp asked_at)
{
    auto r = record_of(answer, asked_at);
    r.version = old.version;
    bool const same = !r.refresh_token || r.refresh_token->empty() ||
                      (old.refresh_token && equal_in_constant_time(*r.refresh_token, *old.refresh_token));
    r.rotates = !same;
    if (same) r.refresh_token = old.refresh_token;
    if (!r.scope) r.scope = old.scope;
    if (!r.id_token) r.id_token = old.id_token;
    return r;
}

/// Text that held tokens: wiped when it goes.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class wiped_text {
public:
    wiped_text() = default;
    wiped_text(wiped_text&& other) noexcept : text(std::move(other.text)) {}
    ~wiped_text() { OPENSSL_cleanse(text.data(), text.capacity()); }
    std::string text;
};

/// The JSON form of a record.
inline wiped_text write_record(stored_token const& r)
{
    wiped_text out;
    std::size_t const texts = r.access_token.size() + r.token_type.size() + (r.scope ? r.scope->size() : 0) +
                              (r.refresh_token ? r.refresh_token->size() : 0) + (r.id_token ? r.id_token->size() : 0);
    out.text.reserve(6 * texts + 512); // so that growing leaves no copy behind
    json::encode(r, out.text);
    out.text += '\n';
    return out;
}

inline constexpr std::size_t max_record_size = std::size_t{1} << 20;

/** Reads a record, strictly: it goes into headers and requests.

    @par Errors  oauth_errc::store_corrupt; the detail says what is wrong and quotes nothing */
inline result<stored_token> read_record(std::string_view text)
{
    auto const corrupt = [](std::string_view why) {
        error e(make_error_code(oauth_errc::store_corrupt), phase::token);
        e.edit().detail = "the stored tokens cannot be read: " + std::string(why);
        return e;
    };
    auto const limits = json::limits().unique_keys().depth(4).document(max_record_size);
    auto decoded = json::decode<stored_token>(text, limits);
    if (!decoded) return corrupt("not the JSON of a record");
    auto const visible = [](std::string_view s) {
        return std::all_of(s.begin(), s.end(), [](char c) { return c > ' ' && c < 0x7f; });
    };
    // A login may begin with a refresh token alone.
    if ((decoded->access_token.empty() && !decoded->refresh_token) || !visible(decoded->access_token.expose()))
        return corrupt("access_token");
    if (!visible(decoded->token_type)) return corrupt("token_type");
    if (decoded->refresh_token && decoded->refresh_token->empty()) return corrupt("refresh_token");
    if (decoded->version == 0) return corrupt("version");
    return std::move(*decoded);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_STORED_TOKEN_HPP
