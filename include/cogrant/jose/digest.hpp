// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_DIGEST_HPP
#define COGRANT_JOSE_DIGEST_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/jose/algorithm.hpp>
#include <cogrant/jose/error.hpp>
#include <cogrant/secret.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstddef>
#include <string>
#include <string_view>

// Digests and randomness from OpenSSL. None of these can fail for a reason that a caller could act on: where OpenSSL does
// fail (no memory, a configuration without these algorithms, a generator that was not seeded) they throw `failure` with
// jose_errc::crypto_failed rather than hand out something predictable.

namespace cogrant::jose {

namespace detail {

inline std::string digest(EVP_MD const* how, std::string_view data)
{
    std::string out(static_cast<std::size_t>(EVP_MD_get_size(how)), '\0');
    if (EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr, how, nullptr) != 1)
        throw failure(fail(jose_errc::crypto_failed));
    return out;
}

/// The digest beneath an algorithm's signature.
inline EVP_MD const* digest_of(algorithm a) noexcept
{
    switch (digest_size(a)) {
    case 32: return EVP_sha256();
    case 48: return EVP_sha384();
    default: return EVP_sha512();
    }
}

} // namespace detail

/// The 32 octets of SHA-256 (FIPS 180-4). @throws failure
inline std::string sha256(std::string_view data) { return detail::digest(EVP_sha256(), data); }
/// The 48 octets of SHA-384. @throws failure
inline std::string sha384(std::string_view data) { return detail::digest(EVP_sha384(), data); }
/// The 64 octets of SHA-512. @throws failure
inline std::string sha512(std::string_view data) { return detail::digest(EVP_sha512(), data); }

/// So many octets that nobody can guess. @throws failure when the system's generator fails
inline secret random_bytes(std::size_t octets)
{
    std::string raw(octets, '\0');
    // One call takes an int.
    if (octets > 65536 || RAND_bytes(reinterpret_cast<unsigned char*>(raw.data()), static_cast<int>(octets)) != 1)
        throw failure(detail::fail(jose_errc::crypto_failed, "no random bytes to be had"));
    secret out(raw);
    OPENSSL_cleanse(raw.data(), raw.size());
    return out;
}

/// As @ref random_bytes, in base64url: 43 characters for 32 octets. For what is shown, as `state`, `nonce`, `jti`.
inline std::string random_text(std::size_t octets) { return base64::encode_url(random_bytes(octets).expose()); }

/// The same as a secret: for a PKCE verifier.
inline secret random_secret(std::size_t octets)
{
    auto text = random_text(octets);
    secret out(text);
    OPENSSL_cleanse(text.data(), text.size());
    return out;
}

} // namespace cogrant::jose

#endif // COGRANT_JOSE_DIGEST_HPP
