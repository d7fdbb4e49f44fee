// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_JWS_HPP
#define COGRANT_JOSE_JWS_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/jose/jwk.hpp>
#include <cogrant/jose/key.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Signed texts: JWS in the compact serialisation (RFC 7515 §7.1).

namespace cogrant::jose {

/// The members of a header that decide something. Keys inside a header (`jwk`, `jku`, `x5c`, `x5u`) are not among them: a
/// token does not say itself whom to trust.
struct jws_header {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<std::string> alg{};
    std::optional<std::string> kid{};
    std::optional<std::string> typ{};
    json::raw crit{};
};

/// Longer signed texts are not looked at.
inline constexpr std::size_t max_jws = std::size_t{64} * 1024;

namespace detail {

COGRANT_DECL result<jws_header> read_header(std::string_view json);

/// The header says how the key is used, and both agree.
template <class Key>
result<void> check_signer(std::string_view header_json, Key const& key, algorithm a)
{
    auto const header = read_header(header_json);
    if (!header) return header.error();
    if (header->alg != to_string(a)) return fail(jose_errc::unfit_key, "the header names another algorithm");
    if (symmetric(a) && !key.supports(a)) return fail(jose_errc::weak_key, "the secret is shorter than the digest");
    if (!key.supports(a)) return fail(jose_errc::unfit_key);
    return {};
}

COGRANT_DECL std::string signing_input(std::string_view header_json, std::string_view payload);

} // namespace detail

/** Signs a payload: `header.payload.signature`.

    The header is signed as it is written; its `alg` has to name the algorithm.

    @par Source  RFC 7515 §5.1, RFC 7518 §3, RFC 8037 §3.1
    @par Errors  jose_errc::malformed for a header that is not JSON, unfit_key, crypto_failed */
COGRANT_DECL result<std::string>
sign(std::string_view protected_header_json, std::string_view payload, private_key const& key, algorithm a);

/** The same with a secret, by HMAC.

    @par Errors  as above; jose_errc::weak_key for a secret shorter than the digest */
COGRANT_DECL result<std::string>
sign(std::string_view protected_header_json, std::string_view payload, symmetric_key const& key, algorithm a);

namespace detail {
struct jws_parts;
}

/// A text whose signature was found good. Only `verify` makes one.
class verified_jws {
public:
    jws_header const& header() const noexcept { return header_; }
    jose::algorithm algorithm() const noexcept { return algorithm_; }
    std::string const& payload() const noexcept { return payload_; }

private:
    friend struct detail::jws_parts;
    verified_jws(jws_header h, jose::algorithm a, std::string p)
        : header_(std::move(h)), algorithm_(a), payload_(std::move(p))
    {
    }
    jws_header header_;
    jose::algorithm algorithm_;
    std::string payload_;
};

namespace detail {

/// A signed text taken apart; nothing of it is to be believed yet.
struct jws_parts {
    jws_header header;
    jose::algorithm algorithm{};
    std::string_view signing_input; // of the text that was read
    std::string payload;
    std::string signature;

    verified_jws believed() && { return {std::move(header), algorithm, std::move(payload)}; }
};

COGRANT_DECL result<jws_parts> take_apart(std::string_view compact, algorithm_set allowed);

COGRANT_DECL bool verifies(jws_parts const& parts, public_key const& key);

} // namespace detail

/** Verifies a compact JWS with one key.

    @par Source  RFC 7515 §5.2, RFC 8725 §3; S21, S45 of the security checklist
    @par Errors  jose_errc::malformed, too_large, algorithm_refused, unsupported_critical, no_key (the key does not fit the
                 algorithm), bad_signature
    @par Limits  64 KiB of text, of which 16 KiB are header; one spelling of base64url only */
COGRANT_DECL result<verified_jws> verify(std::string_view compact, public_key const& key, algorithm_set allowed);

/// The same with a shared secret. HS* is verified with one only, never with the bytes of a public key.
COGRANT_DECL result<verified_jws> verify(std::string_view compact, symmetric_key const& key, algorithm_set allowed);

/** The same with the keys of an issuer: all that `jwk_set::candidates` names are tried.

    @par Errors  as above; jose_errc::no_key when the set has none for this token's `kid` and algorithm */
COGRANT_DECL result<verified_jws> verify(std::string_view compact, jwk_set const& keys, algorithm_set allowed);

} // namespace cogrant::jose

#if !defined(COGRANT_SEPARATE_COMPILATION)
#include <cogrant/jose/impl/jws.hpp>
#endif

#endif // COGRANT_JOSE_JWS_HPP
