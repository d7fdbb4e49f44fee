// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_ERROR_HPP
#define COGRANT_JOSE_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>
#include <string_view>

namespace cogrant {

/// What can be wrong with a key, a signed text or its making.
enum class jose_errc {
    malformed = 1, ///< Not a JWS of three parts in the spelling of RFC 7515. Do not use it; report it to its issuer.
    too_large, ///< The token or key set is beyond the limit. Raise the limit only if its issuer is trusted.
    algorithm_refused, ///< The token is signed with an algorithm that is not allowed here, or not at all. Do not use it.
    unsupported_critical, ///< The token's header demands an extension (`crit`). Do not use it.
    no_key, ///< No key of the set is meant for this token. Fetch the set anew, once; then do not use the token.
    bad_signature, ///< The signature is not by a key that is trusted. Do not use the token.
    malformed_claims, ///< The payload is not the JSON that was expected. Do not use the token.
    malformed_key, ///< Not a key in PEM or JWK, of a kind that is not supported, or its parts do not belong together.
    weak_key, ///< RSA below 2048 bits, an HMAC secret shorter than the digest, or a degenerate point. Make a new key.
    wrong_passphrase, ///< The key is encrypted and the passphrase is missing or wrong. Give the right one.
    unfit_key, ///< The key cannot be used with this algorithm. Take another of the two.
    malformed_key_set, ///< Not a JWK set. Report it to the operator of the key set.
    crypto_failed ///< OpenSSL failed: memory, or a provider that lacks the algorithm. Check OpenSSL's configuration.
};

namespace detail {

class jose_category_t final : public boost::system::error_category {
public:
    constexpr jose_category_t() noexcept : error_category(0x2d94b7f1630ae85c) {}
    char const* name() const noexcept override { return "cogrant.jose"; }
    std::string message(int value) const override
    {
        switch (static_cast<jose_errc>(value)) {
        case jose_errc::malformed: return "not a signed token";
        case jose_errc::too_large: return "the token or key set is too large";
        case jose_errc::algorithm_refused: return "the signature's algorithm is not allowed";
        case jose_errc::unsupported_critical: return "the token demands an extension";
        case jose_errc::no_key: return "no key is meant for this token";
        case jose_errc::bad_signature: return "the signature does not verify";
        case jose_errc::malformed_claims: return "the claims cannot be understood";
        case jose_errc::malformed_key: return "not a usable key";
        case jose_errc::weak_key: return "the key is too weak";
        case jose_errc::wrong_passphrase: return "the key's passphrase is missing or wrong";
        case jose_errc::unfit_key: return "the key does not fit the algorithm";
        case jose_errc::malformed_key_set: return "not a key set";
        case jose_errc::crypto_failed: return "OpenSSL failed";
        }
        return "unknown JOSE error";
    }
    bool equivalent(int value, error_condition const& asked) const noexcept override
    {
        if (asked.category() != condition_category()) return error_category::equivalent(value, asked);
        // What came from outside; the rest is about our own keys and settings.
        auto const code = static_cast<jose_errc>(value);
        return asked == make_error_condition(condition::bad_data) &&
               (code <= jose_errc::malformed_claims || code == jose_errc::malformed_key_set);
    }
};

inline constexpr jose_category_t jose_category_v{};

} // namespace detail

constexpr boost::system::error_category const& jose_category() noexcept { return detail::jose_category_v; }

inline error_code make_error_code(jose_errc e) noexcept { return {static_cast<int>(e), jose_category()}; }

namespace jose::detail {

/// An error with our own words about it.
inline error fail(jose_errc code, std::string_view why = {})
{
    error e(make_error_code(code));
    if (!why.empty()) e.edit().detail = std::string(why);
    return e;
}

} // namespace jose::detail
} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::jose_errc> : std::true_type {};

#endif // COGRANT_JOSE_ERROR_HPP
