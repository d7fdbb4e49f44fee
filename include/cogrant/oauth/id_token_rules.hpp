// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_ID_TOKEN_RULES_HPP
#define COGRANT_OAUTH_ID_TOKEN_RULES_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/http/headers.hpp>
#include <cogrant/jose/algorithm.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/jose/jwt.hpp>
#include <cogrant/oauth/server_metadata.hpp>
#include <cogrant/secret.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::oauth {

class id_token_claims;

namespace detail {

struct id_token_check;

/// The claims that decide (OIDC Core §2).
struct id_token_members {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<std::string> iss{};
    std::optional<std::string> sub{};
    std::optional<jose::audience> aud{};
    std::optional<std::string> azp{};
    std::optional<jose::numeric_date> exp{};
    std::optional<jose::numeric_date> iat{};
    std::optional<jose::numeric_date> nbf{};
    std::optional<jose::numeric_date> auth_time{};
    std::optional<std::string> nonce{};
    std::optional<std::string> at_hash{};
    std::optional<std::string> c_hash{};
};

/// `at_hash` and `c_hash`: the left half of the digest that the signature uses (OIDC Core §3.1.3.6).
inline std::string half_hash(std::string_view text, jose::algorithm a)
{
    auto const size = jose::digest_size(a);
    auto const digest = size == 32 ? jose::sha256(text) : size == 48 ? jose::sha384(text) : jose::sha512(text);
    return base64::encode_url(std::string_view(digest).substr(0, size / 2));
}

} // namespace detail

/** What an id_token has to say to be accepted for one login: what was asked for, and of whom.

    @code
    auto const rules = id_token_rules(issuer, client_id).nonce(pending_nonce).access_token(tokens.access_token);
    auto const who = validate_id_token(*tokens.id_token, keys, rules);
    @endcode

    @par Thread safety  distinct objects: safe; shared object: const members only */
class id_token_rules {
public:
    id_token_rules(std::string issuer, std::string client_id)
        : issuer_(std::move(issuer)), client_id_(std::move(client_id))
    {
    }
    /// Issuer and algorithms from the server's metadata: those that it names and that sign with a private key.
    id_token_rules(server_metadata const& server, std::string client_id)
        : id_token_rules(server.issuer, std::move(client_id))
    {
        if (!server.id_token_signing_alg_values_supported) return;
        jose::algorithm_set named;
        for (auto const& name : *server.id_token_signing_alg_values_supported)
            if (auto const a = jose::algorithm_from(name); a && !jose::symmetric(*a)) named.add(*a);
        if (!named.empty()) algorithms_ = named;
    }

    /// The algorithms to accept: RS256, PS256, ES256 and EdDSA by default; HS256, HS384, HS512 with a client secret as key.
    id_token_rules& algorithms(jose::algorithm_set allowed)
    {
        algorithms_ = allowed;
        return *this;
    }
    /// What was sent as `nonce`. Without this a token with one is refused.
    id_token_rules& nonce(secret sent)
    {
        nonce_ = std::move(sent);
        return *this;
    }
    /// The `max_age` that was asked for: then `auth_time` is required and not longer ago.
    id_token_rules& max_age(std::chrono::seconds asked)
    {
        max_age_ = asked;
        return *this;
    }
    /// The access token that came along, to hold `at_hash` against.
    id_token_rules& access_token(secret came_along)
    {
        access_token_ = std::move(came_along);
        return *this;
    }
    /// The authorization code that came along, to hold `c_hash` against.
    id_token_rules& code(secret came_along)
    {
        code_ = std::move(came_along);
        return *this;
    }
    /// For an id_token out of the authorization endpoint, beside an access token: `at_hash` may not be absent.
    id_token_rules& require_at_hash()
    {
        at_hash_needed_ = true;
        return *this;
    }
    /// For an id_token out of the authorization endpoint, beside a code: `c_hash` may not be absent.
    id_token_rules& require_c_hash()
    {
        c_hash_needed_ = true;
        return *this;
    }
    /// Another audience that may stand beside this client.
    id_token_rules& trust_audience(std::string name)
    {
        trusted_.push_back(std::move(name));
        return *this;
    }
    /// How far the two clocks may differ; 30 s if nothing is said.
    id_token_rules& leeway(std::chrono::seconds allowed)
    {
        leeway_ = allowed;
        return *this;
    }
    /// For the id_token of a refresh: the same person, audience, party and time of login as in this one.
    id_token_rules& renews(id_token_claims const& login);
    /// The same where only the subject of the login was kept.
    id_token_rules& renews(std::string subject)
    {
        subject_ = std::move(subject);
        return *this;
    }

    std::string const& issuer() const noexcept { return issuer_; }
    std::string const& client_id() const noexcept { return client_id_; }
    std::optional<secret> const& nonce() const noexcept { return nonce_; }
    std::optional<std::chrono::seconds> max_age() const noexcept { return max_age_; }
    std::optional<secret> const& access_token() const noexcept { return access_token_; }
    std::optional<secret> const& code() const noexcept { return code_; }
    bool needs_at_hash() const noexcept { return at_hash_needed_; }
    bool needs_c_hash() const noexcept { return c_hash_needed_; }
    bool trusts(std::string_view audience) const
    {
        return std::find(trusted_.begin(), trusted_.end(), audience) != trusted_.end();
    }
    std::chrono::seconds leeway() const noexcept { return leeway_; }
    bool renewing() const noexcept { return subject_.has_value(); }
    std::optional<std::string> const& subject() const noexcept { return subject_; }

    /// The algorithms that are accepted; those with a shared secret only where the key is one.
    jose::algorithm_set allowed(bool shared_secret) const noexcept
    {
        using enum jose::algorithm;
        if (algorithms_) return *algorithms_;
        return shared_secret ? jose::algorithm_set{hs256, hs384, hs512}
                             : jose::algorithm_set{rs256, ps256, es256, eddsa};
    }

private:
    friend struct detail::id_token_check;
    std::optional<detail::id_token_members> const& previous() const noexcept { return previous_; }

    std::string issuer_;
    std::string client_id_;
    std::optional<jose::algorithm_set> algorithms_;
    std::optional<secret> nonce_;
    std::optional<std::chrono::seconds> max_age_;
    std::optional<secret> access_token_;
    std::optional<secret> code_;
    std::vector<std::string> trusted_;
    std::optional<std::string> subject_;
    std::optional<detail::id_token_members> previous_;
    std::chrono::seconds leeway_{30};
    bool at_hash_needed_ = false;
    bool c_hash_needed_ = false;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_ID_TOKEN_RULES_HPP
