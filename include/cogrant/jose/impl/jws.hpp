// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_IMPL_JWS_HPP
#define COGRANT_JOSE_IMPL_JWS_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/jose/jws.hpp>

#include <openssl/crypto.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::jose {
namespace detail {

COGRANT_DECL result<jws_header> read_header(std::string_view json)
{
    auto header =
        json::decode<jws_header>(json, json::limits().unique_keys().depth(8).document(std::size_t{16} * 1024));
    if (!header) return fail(jose_errc::malformed, "the header: " + header.error().info().detail);
    return header;
}

COGRANT_DECL std::string signing_input(std::string_view header_json, std::string_view payload)
{
    return base64::encode_url(header_json) + "." + base64::encode_url(payload);
}

COGRANT_DECL result<jws_parts> take_apart(std::string_view compact, algorithm_set allowed)
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

COGRANT_DECL bool verifies(jws_parts const& parts, public_key const& key)
{
    auto const& known = key_access::of(key);
    return key.supports(parts.algorithm) &&
           signature_verifies(known.handle.get(), known.type, parts.algorithm, parts.signing_input, parts.signature);
}

} // namespace detail

COGRANT_DECL result<std::string>
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

COGRANT_DECL result<std::string>
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

COGRANT_DECL result<verified_jws> verify(std::string_view compact, public_key const& key, algorithm_set allowed)
{
    detail::quiet const restore;
    auto parts = detail::take_apart(compact, allowed);
    if (!parts) return parts.error();
    if (!key.supports(parts->algorithm)) return detail::fail(jose_errc::no_key);
    if (!detail::verifies(*parts, key)) return detail::fail(jose_errc::bad_signature);
    return std::move(*parts).believed();
}

COGRANT_DECL result<verified_jws> verify(std::string_view compact, symmetric_key const& key, algorithm_set allowed)
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

COGRANT_DECL result<verified_jws> verify(std::string_view compact, jwk_set const& keys, algorithm_set allowed)
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

#endif // COGRANT_JOSE_IMPL_JWS_HPP
