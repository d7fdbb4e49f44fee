// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_PKCE_HPP
#define COGRANT_OAUTH_PKCE_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/secret.hpp>

#include <openssl/crypto.h>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

// Proof Key for Code Exchange, always with S256 (RFC 7636, RFC 9700 §2.1.1): the server gives tokens for a code only to
// whoever knows the verifier behind the challenge of the login. `plain` does not exist here.

namespace cogrant::oauth {

/// A source of octets that nobody can guess. Archetype: a lambda that returns the same ones, for tests.
template <class R>
concept secret_random = requires(R& random, std::size_t octets) {
    { random(octets) } -> std::same_as<secret>;
};

/// OpenSSL's generator. @throws failure when the system has no randomness to give
struct system_random {
    secret operator()(std::size_t octets) const { return jose::random_bytes(octets); }
};

/// What a verifier, a `state` and a `nonce` are made of: 256 bits.
inline constexpr std::size_t login_secret_octets = 32;

/// Octets as base64url, 43 characters for 32. No copy of them stays behind.
inline secret secret_text(secret const& octets)
{
    auto text = base64::encode_url(octets.expose());
    secret out(text);
    OPENSSL_cleanse(text.data(), text.size());
    return out;
}

/// A new verifier (RFC 7636 §4.1): 43 characters out of 32 random octets. For one login only.
template <secret_random Random>
secret make_code_verifier(Random& random)
{
    return secret_text(random(login_secret_octets));
}

/// Whether a text is a verifier: 43 to 128 of the unreserved characters (RFC 7636 §4.1).
inline bool legal_code_verifier(std::string_view text) noexcept
{
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    return text.size() >= 43 && text.size() <= 128 && text.find_first_not_of(unreserved) == std::string_view::npos;
}

/// The challenge of a verifier: BASE64URL(SHA256(ASCII(verifier))) (RFC 7636 §4.2).
inline std::string s256_challenge(secret const& verifier)
{
    return base64::encode_url(jose::sha256(verifier.expose()));
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_PKCE_HPP
