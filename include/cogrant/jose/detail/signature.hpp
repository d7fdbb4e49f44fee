// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_DETAIL_SIGNATURE_HPP
#define COGRANT_JOSE_DETAIL_SIGNATURE_HPP

#include <cogrant/jose/algorithm.hpp>
#include <cogrant/jose/detail/key_parts.hpp>
#include <cogrant/jose/detail/openssl.hpp>
#include <cogrant/jose/digest.hpp>

#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// One signature over one text, in the bytes of RFC 7518 §3 and RFC 8037 §3.1.

namespace cogrant::jose::detail {

struct key_access;

/// Whether a key of this type signs this way: the curve and the digest of ES* belong together (RFC 7518 §3.4).
constexpr bool fits(key_type t, algorithm a) noexcept
{
    switch (t) {
    case key_type::rsa: return a <= algorithm::ps512;
    case key_type::p256: return a == algorithm::es256;
    case key_type::p384: return a == algorithm::es384;
    case key_type::p521: return a == algorithm::es512;
    case key_type::ed25519: return a == algorithm::eddsa;
    }
    return false;
}

constexpr algorithm usual_algorithm(key_type t) noexcept
{
    switch (t) {
    case key_type::p256: return algorithm::es256;
    case key_type::p384: return algorithm::es384;
    case key_type::p521: return algorithm::es512;
    case key_type::ed25519: return algorithm::eddsa;
    default: return algorithm::rs256;
    }
}

/// For PSS: the salt is as long as the digest, and MGF1 uses the same digest (RFC 7518 §3.5).
inline bool set_padding(EVP_PKEY_CTX* context, algorithm a)
{
    bool const pss = a == algorithm::ps256 || a == algorithm::ps384 || a == algorithm::ps512;
    return !pss || (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                    EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

/// From OpenSSL's DER to r and s side by side, each as long as the field (RFC 7518 §3.4).
inline std::optional<std::string> side_by_side(std::string const& der, std::size_t size)
{
    auto const* in = bytes(der);
    signature_ptr const pair(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())));
    if (!pair) return std::nullopt;
    return to_bytes(ECDSA_SIG_get0_r(pair.get()), size) + to_bytes(ECDSA_SIG_get0_s(pair.get()), size);
}

/// The way back; nothing when the length is not exactly right. OpenSSL refuses numbers outside 1 … n-1.
inline std::optional<std::string> in_der(std::string_view raw, std::size_t size)
{
    if (raw.size() != 2 * size) return std::nullopt;
    signature_ptr const pair(ECDSA_SIG_new());
    auto r = to_number(raw.substr(0, size));
    auto s = to_number(raw.substr(size));
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return std::nullopt;
    r.release();
    s.release();
    unsigned char* out = nullptr;
    int const length = i2d_ECDSA_SIG(pair.get(), &out);
    if (length <= 0) return std::nullopt;
    std::string der(reinterpret_cast<char const*>(out), static_cast<std::size_t>(length));
    OPENSSL_free(out);
    return der;
}

inline std::optional<std::string> make_signature(EVP_PKEY* key, key_type type, algorithm a, std::string_view text)
{
    digest_context_ptr const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr; // belongs to the context
    auto const* const how = a == algorithm::eddsa ? nullptr : digest_of(a);
    if (!context || EVP_DigestSignInit(context.get(), &settings, how, nullptr, key) != 1) return std::nullopt;
    std::size_t size = 0;
    if (!set_padding(settings, a) || EVP_DigestSign(context.get(), nullptr, &size, bytes(text), text.size()) != 1)
        return std::nullopt;
    std::string out(size, '\0');
    if (EVP_DigestSign(context.get(), bytes(out), &size, bytes(text), text.size()) != 1) return std::nullopt;
    out.resize(size);
    auto const* const c = curve_of(type);
    return c == nullptr ? out : side_by_side(out, c->size);
}

inline bool
signature_verifies(EVP_PKEY* key, key_type type, algorithm a, std::string_view text, std::string_view signature)
{
    std::string der;
    if (auto const* const c = curve_of(type)) {
        auto converted = in_der(signature, c->size);
        if (!converted) return false;
        der.swap(*converted);
        signature = der;
    }
    digest_context_ptr const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr;
    auto const* const how = a == algorithm::eddsa ? nullptr : digest_of(a);
    return context && EVP_DigestVerifyInit(context.get(), &settings, how, nullptr, key) == 1 &&
           set_padding(settings, a) &&
           EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
}

/// HMAC (RFC 2104); empty when OpenSSL fails.
inline std::string authentication_code(std::string_view key, algorithm a, std::string_view text)
{
    std::string out(digest_size(a), '\0');
    unsigned size = 0;
    auto const* const made =
        HMAC(digest_of(a), key.data(), static_cast<int>(key.size()), bytes(text), text.size(), bytes(out), &size);
    if (made == nullptr || size != out.size()) out.clear();
    return out;
}

} // namespace cogrant::jose::detail

#endif // COGRANT_JOSE_DETAIL_SIGNATURE_HPP
