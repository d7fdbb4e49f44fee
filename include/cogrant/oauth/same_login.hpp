// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_SAME_LOGIN_HPP
#define COGRANT_OAUTH_SAME_LOGIN_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/error.hpp>
#include <cogrant/jose/jws.hpp>
#include <cogrant/jose/jwt.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/stored_token.hpp>
#include <cogrant/oauth/token.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cogrant::oauth {

namespace detail {

/// What must not change from the login to a renewal.
struct login_claims {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;

    std::optional<std::string> iss{};
    std::optional<std::string> sub{};
    std::optional<jose::audience> aud{};
    std::optional<std::string> azp{};
};

inline result<login_claims> unverified_claims(std::string_view token)
{
    auto const first = token.find('.');
    auto const second = first == token.npos ? token.npos : token.find('.', first + 1);
    if (token.size() > jose::max_jws || second == token.npos)
        return error(make_error_code(jose_errc::malformed), phase::token);
    auto const payload = base64::decode_url(token.substr(first + 1, second - first - 1));
    if (!payload) return error(make_error_code(jose_errc::malformed), phase::token);
    return jose::claims_of<login_claims>(*payload);
}

} // namespace detail

/** Whether renewed tokens speak of the person who logged in: for `session_options::accept`.

    Compares the renewed id_token with the stored one: issuer, subject, audience, party. The signature is not looked at
    again: the token came over TLS from the token endpoint itself, which OpenID Connect Core §3.1.3.7 (6) takes for
    enough, and the stored one was checked at the login. Where one of the two is missing there is nothing to compare.

    @code
    session_fetcher(pool, endpoint, client, store, "me", session_options().accept(same_login));
    @endcode

    @par Errors  oauth_errc::subject_mismatch: another person; id_token_refused: `detail` names the claim;
                 jose_errc::{malformed, malformed_claims}
    @par Source  OpenID Connect Core §12.2; S20 of the security checklist */
inline error same_login(token_set const& fresh, stored_token const& old)
{
    if (!fresh.id_token || !old.id_token) return {};
    auto const now = detail::unverified_claims(fresh.id_token->expose());
    if (!now) return now.error();
    auto const before = detail::unverified_claims(old.id_token->expose());
    if (!before) return before.error();
    auto const refuse = [](oauth_errc code, std::string_view why) {
        error e(make_error_code(code), phase::token);
        e.edit().detail = "the renewed id_token: " + std::string(why);
        return e;
    };
    if (!now->iss || now->iss != before->iss)
        return refuse(oauth_errc::id_token_refused, "iss: differs from the login");
    if (!now->sub || now->sub != before->sub)
        return refuse(oauth_errc::subject_mismatch, "sub: not the subject of the login");
    if (before->aud)
        for (auto const& name : before->aud->names())
            if (!now->aud || !now->aud->contains(name))
                return refuse(oauth_errc::id_token_refused, "aud: lacks an audience of the login");
    if (now->azp != before->azp) return refuse(oauth_errc::id_token_refused, "azp: differs from the login");
    return {};
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_SAME_LOGIN_HPP
