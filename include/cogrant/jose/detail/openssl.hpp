// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_DETAIL_OPENSSL_HPP
#define COGRANT_JOSE_DETAIL_OPENSSL_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/secret.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// OpenSSL's handles as values that free themselves, and its bytes as ours.

namespace cogrant::jose::detail {

template <auto Free>
struct freed_by {
    template <class T>
    void operator()(T* handle) const noexcept
    {
        Free(handle);
    }
};

inline void free_all(BIO* b) noexcept { BIO_free_all(b); }

using pkey_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using pkey_context_ptr = std::unique_ptr<EVP_PKEY_CTX, freed_by<EVP_PKEY_CTX_free>>;
using digest_context_ptr = std::unique_ptr<EVP_MD_CTX, freed_by<EVP_MD_CTX_free>>;
using number_ptr = std::unique_ptr<BIGNUM, freed_by<BN_clear_free>>;
using builder_ptr = std::unique_ptr<OSSL_PARAM_BLD, freed_by<OSSL_PARAM_BLD_free>>;
using params_ptr = std::unique_ptr<OSSL_PARAM, freed_by<OSSL_PARAM_free>>;
using signature_ptr = std::unique_ptr<ECDSA_SIG, freed_by<ECDSA_SIG_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<free_all>>;

/// Leaves OpenSSL's error queue of this thread as it was: TLS connections on the same thread read it too.
class quiet {
public:
    quiet() noexcept { ERR_set_mark(); }
    quiet(quiet const&) = delete;
    quiet& operator=(quiet const&) = delete;
    ~quiet() { ERR_pop_to_mark(); }
};

inline unsigned char const* bytes(std::string_view text) noexcept
{
    return reinterpret_cast<unsigned char const*>(text.data());
}
inline unsigned char* bytes(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }

/// The bytes of an unpadded base64url text that must not leak.
inline std::optional<secret> secret_bytes(secret const& text)
{
    auto decoded = base64::decode_url(text.expose());
    if (!decoded) return std::nullopt;
    secret out(*decoded);
    OPENSSL_cleanse(decoded->data(), decoded->size());
    return out;
}

inline number_ptr to_number(std::string_view big_endian)
{
    return number_ptr(BN_bin2bn(bytes(big_endian), static_cast<int>(big_endian.size()), nullptr));
}

/// A number as so many bytes, most significant first; empty when it does not fit.
inline std::string to_bytes(BIGNUM const* number, std::size_t size)
{
    std::string out(size, '\0');
    if (BN_bn2binpad(number, bytes(out), static_cast<int>(size)) < 0) out.clear();
    return out;
}

} // namespace cogrant::jose::detail

#endif // COGRANT_JOSE_DETAIL_OPENSSL_HPP
