// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_JWS_HPP
#define COGRANT_JOSE_JWS_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/error.hpp>
#include <cogrant/jose/jwk.hpp>
#include <cogrant/jose/key.hpp>

#include <openssl/crypto.h>

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

inline result<jws_header> read_header(std::string_view json)
{
    auto header =
        json::decode<jws_header>(json, json::limits().unique_keys().depth(8).document(std::size_t{16} * 1024));
    if (!header) return fail(jose_errc::malformed, "the header: " + header.error().info().detail);
    return header;
}

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

inline std::string signing_input(std::string_view header_json, std::string_view payload)
{
    return base64::encode_url(header_json) + "." + base64::encode_url(payload);
}

} // namespace detail

/** Signs a payload: `header.payload.signature`.

    The header is signed as it is written; its `alg` has to name the algorithm.

    @par Source  RFC 7515 §5.1, RFC 7518 §3, RFC 8037 §3.1
    @par Errors  jose_errc::malformed for a header that is not JSON, unfit_key, crypto_failed */
inline result<std::string>
sign(std::string_view protected_header_json, std::string_view payload, private_key const& key, algorithm a)
{
    detail::quiet const restore;
    if (symmetric(a)) return detail::fail(jose_errc::unfit_key);
    if (auto const fit = detail::check_signer(protected_header_json, key, a); !fit) return fit.error();
    auto const& known = detail::key_access::of(key);
    auto const input = detail::signing_input(protected_header_json, payload);
    auto const signature = detail::make_signature(known.handle.get(), known.type, a, input);
    if (!signature) return detail::fail(jose_errc::crypto_failed);
    return input + "." + base64::encode_url(*signature);
}

/** The same with a secret, by HMAC.

    @par Errors  as above; jose_errc::weak_key for a secret shorter than the digest */
inline result<std::string>
sign(std::string_view protected_header_json, std::string_view payload, symmetric_key const& key, algorithm a)
{
    detail::quiet const restore;
    if (!symmetric(a)) return detail::fail(jose_errc::unfit_key);
    if (auto const fit = detail::check_signer(protected_header_json, key, a); !fit) return fit.error();
    auto const input = detail::signing_input(protected_header_json, payload);
    auto const code = detail::authentication_code(key.expose(), a, input);
    if (code.empty()) return detail::fail(jose_errc::crypto_failed);
    return input + "." + base64::encode_url(code);
}

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

inline result<jws_parts> take_apart(std::string_view compact, algorithm_set allowed)
{
    if (compact.size() > max_jws) return fail(jose_errc::too_large, "the token is too large");
    auto const first = compact.find('.');
    auto const second = first == compact.npos ? first : compact.find('.', first + 1);
    if (second == compact.npos || compact.find('.', second + 1) != compact.npos)
        return fail(jose_errc::malformed, "not three parts with dots between them");
    auto const header_text = base64::decode_url(compact.substr(0, first));
    auto payload = base64::decode_url(compact.substr(first + 1, second - first - 1));
    auto signature = base64::decode_url(compact.substr(second + 1));
    if (!header_text || !payload || !signature)
        return fail(jose_errc::malformed, "a part is not base64url without padding");
    if (header_text->empty()) return fail(jose_errc::malformed, "the header is empty");
    auto header = read_header(*header_text);
    if (!header) return header.error();
    auto const a = header->alg ? algorithm_from(*header->alg) : std::nullopt;
    if (!header->alg) return fail(jose_errc::malformed, "the header: alg is missing");
    if (!a || !allowed.contains(*a)) return fail(jose_errc::algorithm_refused);
    if (!header->crit.empty()) return fail(jose_errc::unsupported_critical, "the header: crit demands an extension");
    return jws_parts{std::move(*header), *a, compact.substr(0, second), std::move(*payload), std::move(*signature)};
}

inline bool verifies(jws_parts const& parts, public_key const& key)
{
    auto const& known = key_access::of(key);
    return key.supports(parts.algorithm) &&
           signature_verifies(known.handle.get(), known.type, parts.algorithm, parts.signing_input, parts.signature);
}

} // namespace detail

/** Verifies a compact JWS with one key.

    @par Source  RFC 7515 §5.2, RFC 8725 §3; S21, S45 of the security checklist
    @par Errors  jose_errc::malformed, too_large, algorithm_refused, unsupported_critical, no_key (the key does not fit the
                 algorithm), bad_signature
    @par Limits  64 KiB of text, of which 16 KiB are header; one spelling of base64url only */
inline result<verified_jws> verify(std::string_view compact, public_key const& key, algorithm_set allowed)
{
    detail::quiet const restore;
    auto parts = detail::take_apart(compact, allowed);
    if (!parts) return parts.error();
    if (!key.supports(parts->algorithm)) return detail::fail(jose_errc::no_key);
    if (!detail::verifies(*parts, key)) return detail::fail(jose_errc::bad_signature);
    return std::move(*parts).believed();
}

/// The same with a shared secret. HS* is verified with one only, never with the bytes of a public key.
inline result<verified_jws> verify(std::string_view compact, symmetric_key const& key, algorithm_set allowed)
{
    detail::quiet const restore;
    auto parts = detail::take_apart(compact, allowed);
    if (!parts) return parts.error();
    if (!key.supports(parts->algorithm)) return detail::fail(jose_errc::no_key);
    auto const code = detail::authentication_code(key.expose(), parts->algorithm, parts->signing_input);
    bool const same = !code.empty() && code.size() == parts->signature.size() &&
                      CRYPTO_memcmp(code.data(), parts->signature.data(), code.size()) == 0;
    if (!same) return detail::fail(jose_errc::bad_signature);
    return std::move(*parts).believed();
}

/** The same with the keys of an issuer: all that `jwk_set::candidates` names are tried.

    @par Errors  as above; jose_errc::no_key when the set has none for this token's `kid` and algorithm */
inline result<verified_jws> verify(std::string_view compact, jwk_set const& keys, algorithm_set allowed)
{
    detail::quiet const restore;
    auto parts = detail::take_apart(compact, allowed);
    if (!parts) return parts.error();
    auto const candidates = keys.candidates(parts->header.kid, parts->algorithm);
    if (candidates.empty()) return detail::fail(jose_errc::no_key);
    for (auto const* k : candidates)
        if (detail::verifies(*parts, k->key())) return std::move(*parts).believed();
    return detail::fail(jose_errc::bad_signature);
}

} // namespace cogrant::jose

#endif // COGRANT_JOSE_JWS_HPP
