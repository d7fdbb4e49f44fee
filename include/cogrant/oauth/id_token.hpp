// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_ID_TOKEN_HPP
#define COGRANT_OAUTH_ID_TOKEN_HPP

#include <cogrant/jose/jwt.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/id_token_rules.hpp>
#include <cogrant/secret.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/** What an id_token says, after every rule was found kept. Only `validate_id_token` makes one.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class id_token_claims {
public:
    std::string const& issuer() const noexcept { return *claims_.iss; }
    /// The person, for this issuer; together with the issuer the only lasting name (OIDC Core §5.7).
    std::string const& subject() const noexcept { return *claims_.sub; }
    jose::audience const& audience() const noexcept { return *claims_.aud; }
    std::optional<std::string> const& authorized_party() const noexcept { return claims_.azp; }
    std::chrono::sys_seconds expires_at() const noexcept { return claims_.exp->time(); }
    std::chrono::sys_seconds issued_at() const noexcept { return claims_.iat->time(); }
    /// When the person proved who they are; absent unless asked for with `max_age`.
    std::optional<std::chrono::sys_seconds> auth_time() const noexcept
    {
        if (!claims_.auth_time) return std::nullopt;
        return claims_.auth_time->time();
    }
    std::optional<std::string> const& nonce() const noexcept { return claims_.nonce; }

    /// The other claims as a reflected struct of yours: `as<profile>()`. @par Errors  jose_errc::malformed_claims
    template <class Claims>
    result<Claims> as() const
    {
        return jose::claims_of<Claims>(payload_);
    }

private:
    friend struct detail::id_token_check;
    friend class id_token_rules;
    id_token_claims(detail::id_token_members claims, std::string payload)
        : claims_(std::move(claims)), payload_(std::move(payload))
    {
    }
    detail::id_token_members claims_;
    std::string payload_;
};

namespace detail {

inline error id_token_error(oauth_errc code, std::string_view why)
{
    error e(make_error_code(code), phase::token);
    e.edit().detail = std::string("id_token: ").append(why);
    return e;
}

/// Why the signature layer refused it, in terms of the id_token.
inline error unsigned_id_token(error const& refused)
{
    auto const code = refused.code();
    if (code.category() != jose_category()) return refused;
    auto const& words = refused.info().detail;
    switch (static_cast<jose_errc>(code.value())) {
    case jose_errc::algorithm_refused:
        return id_token_error(oauth_errc::id_token_refused, "alg: not one that is allowed");
    case jose_errc::unsupported_critical:
        return id_token_error(oauth_errc::id_token_refused, "crit: demands an extension");
    case jose_errc::no_key: return id_token_error(oauth_errc::id_token_refused, "kid: no key of the issuer fits");
    case jose_errc::bad_signature: return id_token_error(oauth_errc::id_token_refused, "signature: does not verify");
    default: return id_token_error(oauth_errc::id_token_refused, words.empty() ? code.message() : words);
    }
}

struct id_token_check {
    id_token_members const& claims;
    id_token_rules const& rules;
    std::chrono::sys_seconds now;
    jose::algorithm algorithm;

    /// The first rule that is broken; no code when all are kept.
    error broken() const
    {
        for (auto const check :
             {&id_token_check::who, &id_token_check::when, &id_token_check::bound, &id_token_check::same})
            if (auto refused = (this->*check)()) return refused;
        return {};
    }

    static result<id_token_claims>
    run(jose::verified_jws const& token, id_token_rules const& rules, std::chrono::sys_seconds now)
    {
        // RFC 8725 §3.11: a token made for another purpose says so.
        if (auto const& typ = token.header().typ;
            typ && !http::equal_names(*typ, "JWT") && !http::equal_names(*typ, "application/JWT"))
            return id_token_error(oauth_errc::id_token_refused, "typ: a token of another kind");
        auto claims = jose::claims_of<id_token_members>(token);
        if (!claims) return unsigned_id_token(claims.error());
        id_token_check const check{*claims, rules, now, token.algorithm()};
        if (auto refused = check.broken()) return refused;
        return id_token_claims(std::move(*claims), token.payload());
    }

private:
    static error refuse(std::string_view why) { return id_token_error(oauth_errc::id_token_refused, why); }

    // OIDC Core §2, §3.1.3.7 points 2 to 5.
    error who() const
    {
        if (!claims.iss) return refuse("iss: missing");
        if (*claims.iss != rules.issuer()) return refuse("iss: another issuer");
        if (!claims.sub || claims.sub->empty()) return refuse("sub: missing");
        if (claims.sub->size() > 255) return refuse("sub: longer than 255 characters");
        if (!claims.aud || claims.aud->names().empty()) return refuse("aud: missing");
        if (!claims.aud->contains(rules.client_id())) return refuse("aud: not this client");
        for (auto const& name : claims.aud->names())
            if (name != rules.client_id() && !rules.trusts(name)) return refuse("aud: an audience that is not trusted");
        if (claims.azp && *claims.azp != rules.client_id()) return refuse("azp: another client");
        if (!claims.azp && claims.aud->names().size() > 1) return refuse("azp: missing beside several audiences");
        return {};
    }

    // Points 9 to 11 and 13 (auth_time).
    error when() const
    {
        auto const leeway = rules.leeway();
        if (!claims.exp) return refuse("exp: missing");
        if (now >= claims.exp->time() + leeway) return refuse("exp: has passed");
        if (!claims.iat) return refuse("iat: missing");
        if (claims.iat->time() > now + leeway) return refuse("iat: in the future");
        if (claims.nbf && claims.nbf->time() > now + leeway) return refuse("nbf: not valid yet");
        if (!rules.max_age()) return {};
        if (!claims.auth_time) return refuse("auth_time: missing though max_age was asked for");
        if (claims.auth_time->time() > now + leeway) return refuse("auth_time: in the future");
        if (now - claims.auth_time->time() - leeway > *rules.max_age())
            return refuse("auth_time: longer ago than max_age");
        return {};
    }

    // What ties the token to this login: points 11, §3.1.3.8 and §3.3.2.11.
    error bound() const
    {
        if (rules.nonce()) {
            if (!claims.nonce) return refuse("nonce: missing");
            if (!equal_in_constant_time(secret(*claims.nonce), *rules.nonce()))
                return refuse("nonce: of another login");
        } else if (claims.nonce && !rules.renewing()) {
            return refuse("nonce: present though none was sent");
        }
        if (auto refused = hash("at_hash", claims.at_hash, rules.access_token(), rules.needs_at_hash())) return refused;
        return hash("c_hash", claims.c_hash, rules.code(), rules.needs_c_hash());
    }

    error hash(
        std::string_view name, std::optional<std::string> const& claimed, std::optional<secret> const& hashed,
        bool needed) const
    {
        if (!claimed && needed) return refuse(std::string(name) + ": missing");
        if (!claimed || !hashed) return {};
        if (*claimed != half_hash(hashed->expose(), algorithm))
            return refuse(std::string(name) + ": of something else");
        return {};
    }

    // A renewed id_token: OIDC Core §12.2.
    error same() const
    {
        if (rules.subject() && *claims.sub != *rules.subject())
            return id_token_error(oauth_errc::subject_mismatch, "sub: not the subject of the login");
        auto const& before = rules.previous();
        if (!before) return {};
        for (auto const& name : before->aud->names())
            if (!claims.aud->contains(name)) return refuse("aud: lacks an audience of the login");
        if (claims.azp != before->azp) return refuse("azp: differs from the login");
        if (claims.auth_time && before->auth_time && *claims.auth_time != *before->auth_time)
            return refuse("auth_time: differs from the login");
        if (claims.nonce && claims.nonce != before->nonce) return refuse("nonce: differs from the login");
        return {};
    }
};

} // namespace detail

/** Holds an id_token against every rule of OpenID Connect. Decides only: nothing is fetched.

    @param keys  the issuer's keys as `jose::jwk_set`; a single `jose::public_key`; or, for HS*, the client secret as
                 `jose::symmetric_key`
    @param now   the time of the wall clock

    @par Source  OpenID Connect Core §2, §3.1.3.7, §3.1.3.8, §3.3.2.11, §12.2; RFC 8725; S20, S21, S22 of the checklist
    @par Errors  oauth_errc::id_token_refused: `detail` names the claim and the rule, `exp: has passed`; subject_mismatch when
                 a renewed token speaks of another person */
template <class Keys>
    requires requires(Keys const& k) { jose::verify(std::string_view(), k, jose::algorithm_set()); }
result<id_token_claims> validate_id_token(
    secret const& token, Keys const& keys, id_token_rules const& rules,
    std::chrono::sys_seconds now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))
{
    auto const verified = jose::verify(token.expose(), keys, rules.allowed(std::same_as<Keys, jose::symmetric_key>));
    if (!verified) return detail::unsigned_id_token(verified.error());
    return detail::id_token_check::run(*verified, rules, now);
}

inline id_token_rules& id_token_rules::renews(id_token_claims const& login)
{
    previous_ = login.claims_;
    subject_ = login.subject();
    return *this;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_ID_TOKEN_HPP
