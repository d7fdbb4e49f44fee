// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_JWK_HPP
#define COGRANT_JOSE_JWK_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/error.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/jose/key.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::jose {

namespace detail {

inline std::string number_text(EVP_PKEY* key, char const* name, std::size_t size = 0)
{
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1) throw failure(fail(jose_errc::crypto_failed));
    number_ptr const owned(value);
    auto const shortest = static_cast<std::size_t>(BN_num_bytes(value));
    return base64::encode_url(to_bytes(value, size == 0 ? shortest : size));
}

inline std::string public_members(known_key const& key)
{
    quiet const restore;
    auto* const handle = key.handle.get();
    auto const text = number_text;
    if (key.type == key_type::rsa)
        return R"({"e":")" + text(handle, OSSL_PKEY_PARAM_RSA_E, 0) + R"(","kty":"RSA","n":")" +
               text(handle, OSSL_PKEY_PARAM_RSA_N, 0) + R"("})";
    if (auto const* const c = curve_of(key.type))
        return R"({"crv":")" + std::string(c->name) + R"(","kty":"EC","x":")" +
               text(handle, OSSL_PKEY_PARAM_EC_PUB_X, c->size) + R"(","y":")" +
               text(handle, OSSL_PKEY_PARAM_EC_PUB_Y, c->size) + R"("})";
    std::string raw(32, '\0');
    std::size_t size = raw.size();
    if (EVP_PKEY_get_raw_public_key(handle, bytes(raw), &size) != 1) throw failure(fail(jose_errc::crypto_failed));
    return R"({"crv":"Ed25519","kty":"OKP","x":")" + base64::encode_url(raw) + R"("})";
}

} // namespace detail

/** The public part as a JWK of the required members only, in the order and spelling that RFC 7638 §3 hashes.

    @par Errors  throws `failure` when OpenSSL fails */
inline std::string public_jwk(public_key const& key) { return detail::public_members(detail::key_access::of(key)); }
inline std::string public_jwk(private_key const& key) { return detail::public_members(detail::key_access::of(key)); }

/// The name of a key that everybody computes alike: SHA-256 in base64url (RFC 7638; `jkt` of RFC 9449).
inline std::string thumbprint(public_key const& key) { return base64::encode_url(sha256(public_jwk(key))); }
inline std::string thumbprint(private_key const& key) { return base64::encode_url(sha256(public_jwk(key))); }

/// A key to verify with and what its owner says about it (RFC 7517 §4).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class jwk {
public:
    explicit jwk(public_key key, std::optional<std::string> kid = {}) : key_(std::move(key)), kid_(std::move(kid)) {}

    /** One key of a set.

        @par Errors  jose_errc::malformed_key also for a private or symmetric one, which no set for the public may hold, and
                     for one with a `use` other than `sig`; jose_errc::weak_key */
    static result<jwk> parse(std::string_view json)
    {
        auto const m = detail::read_jwk(json);
        if (!m) return m.error();
        if (m->d || m->p || m->q || m->k) return detail::fail(jose_errc::malformed_key, "a secret in a public key");
        auto key = detail::key_access::from_members(*m);
        if (!key) return key.error();
        jwk out(std::move(*key), m->kid);
        out.may_verify_ =
            !m->key_ops || std::find(m->key_ops->begin(), m->key_ops->end(), "verify") != m->key_ops->end();
        out.algorithm_name_ = m->alg;
        return out;
    }

    public_key const& key() const noexcept { return key_; }
    std::optional<std::string> const& kid() const noexcept { return kid_; }

    /// Whether type, curve, `key_ops` and `alg` all allow to verify this; a key with another `use` is none.
    bool meant_for(algorithm a) const noexcept
    {
        return may_verify_ && key_.supports(a) && (!algorithm_name_ || *algorithm_name_ == to_string(a));
    }

private:
    public_key key_;
    std::optional<std::string> kid_;
    std::optional<std::string> algorithm_name_;
    bool may_verify_ = true;
};

/// What a key set may cost.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class jwk_limits {
public:
    jwk_limits() = default;
    jwk_limits& keys(std::size_t n) noexcept
    {
        keys_ = n;
        return *this;
    }
    jwk_limits& document(std::size_t octets) noexcept
    {
        document_ = octets;
        return *this;
    }
    std::size_t keys() const noexcept { return keys_; }
    std::size_t document() const noexcept { return document_; }

private:
    std::size_t keys_ = 100;
    std::size_t document_ = std::size_t{512} * 1024;
};

/** The keys of an issuer.

    A key that cannot be used here is passed over, as RFC 7517 §5 asks: another type or curve, an illegal or weak one, one
    for encryption, one with a private or symmetric part in it.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class jwk_set {
public:
    jwk_set() = default;
    explicit jwk_set(std::vector<jwk> keys) : keys_(std::move(keys)) {}

    /** Reads a set.

        @par Source  RFC 7517 §5; S23, S43, S45 of the security checklist
        @par Errors  jose_errc::malformed_key_set, too_large
        @par Limits  those of @ref jwk_limits: 100 keys, 512 KiB */
    static result<jwk_set> parse(std::string_view json, jwk_limits const& limits = {});

    std::vector<jwk> const& keys() const noexcept { return keys_; }
    /// How many keys were passed over.
    std::size_t unusable() const noexcept { return unusable_; }

    /** The keys that a token with this `kid` and algorithm may be signed with. Without a `kid` every key that is meant
        for the algorithm; with one, all that bear it, for nothing keeps an issuer from giving it twice. */
    std::vector<jwk const*> candidates(std::optional<std::string> const& kid, algorithm a) const
    {
        std::vector<jwk const*> out;
        for (auto const& k : keys_)
            if ((!kid || kid == k.kid()) && k.meant_for(a)) out.push_back(&k);
        return out;
    }

private:
    std::vector<jwk> keys_;
    std::size_t unusable_ = 0;
};

namespace detail {

struct jwk_set_members {
    std::optional<std::vector<json::raw>> keys{};
};

} // namespace detail

inline result<jwk_set> jwk_set::parse(std::string_view json, jwk_limits const& limits)
{
    if (json.size() > limits.document()) return detail::fail(jose_errc::too_large, "the key set is too large");
    auto const members =
        json::decode<detail::jwk_set_members>(json, json::limits().unique_keys().depth(12).document(limits.document()));
    if (!members) return detail::fail(jose_errc::malformed_key_set, "not a key set: " + members.error().info().detail);
    if (!members->keys) return detail::fail(jose_errc::malformed_key_set, "not a key set: no member /keys");
    if (members->keys->size() > limits.keys()) return detail::fail(jose_errc::too_large, "too many keys in the set");
    jwk_set out;
    for (auto const& one : *members->keys) {
        auto key = jwk::parse(one.text());
        if (key) out.keys_.push_back(std::move(*key));
        else ++out.unusable_;
    }
    return out;
}

} // namespace cogrant::jose

#endif // COGRANT_JOSE_JWK_HPP
