// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_ALGORITHM_HPP
#define COGRANT_JOSE_ALGORITHM_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace cogrant::jose {

/// How a JWS is signed (RFC 7518 §3.1, RFC 8037 §3.1). There is no `none`.
enum class algorithm : std::uint8_t {
    rs256, ///< RSASSA-PKCS1-v1_5 with SHA-256
    rs384,
    rs512,
    ps256, ///< RSASSA-PSS with SHA-256, salt as long as the digest
    ps384,
    ps512,
    es256, ///< ECDSA on P-256 with SHA-256
    es384, ///< on P-384 with SHA-384
    es512, ///< on P-521 with SHA-512
    eddsa, ///< Ed25519
    hs256, ///< HMAC with SHA-256: both sides hold the same secret
    hs384,
    hs512
};

namespace detail {

inline constexpr std::array<std::string_view, 13> algorithm_names{"RS256", "RS384", "RS512", "PS256", "PS384",
                                                                  "PS512", "ES256", "ES384", "ES512", "EdDSA",
                                                                  "HS256", "HS384", "HS512"};

} // namespace detail

/// The name in the `alg` member.
constexpr std::string_view to_string(algorithm a) noexcept
{
    return detail::algorithm_names[static_cast<std::size_t>(a)];
}

/// The algorithm of an `alg` member, letter for letter; nothing for `none`, in whatever case, and for all others.
constexpr std::optional<algorithm> algorithm_from(std::string_view name) noexcept
{
    for (std::size_t i = 0; i != detail::algorithm_names.size(); ++i)
        if (detail::algorithm_names[i] == name) return static_cast<algorithm>(i);
    return std::nullopt;
}

/// Whether the key is a secret that both sides hold.
constexpr bool symmetric(algorithm a) noexcept { return a >= algorithm::hs256; }

/// Octets of the digest beneath a signature; SHA-512 for Ed25519, as OpenID Connect's `at_hash` has it.
constexpr std::size_t digest_size(algorithm a) noexcept
{
    if (a == algorithm::eddsa) return 64;
    auto const index = static_cast<std::size_t>(a);
    return 32 + 16 * ((index - (a > algorithm::eddsa ? 1U : 0U)) % 3);
}

/// A set of algorithms: what a verifier allows.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class algorithm_set {
public:
    constexpr algorithm_set() noexcept = default;
    constexpr algorithm_set(std::initializer_list<algorithm> allowed) noexcept
    {
        for (auto const a : allowed) add(a);
    }

    constexpr void add(algorithm a) noexcept { bits_ |= bit(a); }
    constexpr bool contains(algorithm a) const noexcept { return (bits_ & bit(a)) != 0; }
    constexpr bool empty() const noexcept { return bits_ == 0; }

    friend constexpr bool operator==(algorithm_set, algorithm_set) noexcept = default;

private:
    static constexpr std::uint32_t bit(algorithm a) noexcept { return std::uint32_t{1} << static_cast<unsigned>(a); }
    std::uint32_t bits_ = 0;
};

} // namespace cogrant::jose

#endif // COGRANT_JOSE_ALGORITHM_HPP
