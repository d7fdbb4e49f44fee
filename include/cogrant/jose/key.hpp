// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_KEY_HPP
#define COGRANT_JOSE_KEY_HPP

#include <cogrant/error.hpp>
#include <cogrant/jose/algorithm.hpp>
#include <cogrant/jose/detail/key_parts.hpp>
#include <cogrant/jose/detail/openssl.hpp>
#include <cogrant/jose/detail/signature.hpp>
#include <cogrant/jose/error.hpp>
#include <cogrant/secret.hpp>

#include <openssl/pem.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::jose {

namespace detail {

/// A key that was looked at: of a kind we know, and strong enough.
struct known_key {
    std::shared_ptr<EVP_PKEY> handle;
    key_type type;
};

inline result<key_type> type_of(EVP_PKEY* key)
{
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
        if (EVP_PKEY_get_bits(key) < 2048) return fail(jose_errc::weak_key, "an RSA key of less than 2048 bits");
        if (EVP_PKEY_get_bits(key) > max_rsa_bits)
            return fail(jose_errc::malformed_key, "an RSA key of more than 8192 bits");
        return key_type::rsa;
    case EVP_PKEY_EC: {
        char name[64] = {};
        std::size_t size = 0;
        if (EVP_PKEY_get_group_name(key, name, sizeof name, &size) == 1)
            for (auto const& c : curves)
                if (c.openssl == std::string_view(name, size)) return c.type;
        return fail(jose_errc::malformed_key, "an EC key on another curve than P-256, P-384 and P-521");
    }
    case EVP_PKEY_ED25519: {
        std::string x(32, '\0');
        std::size_t size = x.size();
        if (EVP_PKEY_get_raw_public_key(key, bytes(x), &size) != 1 || size != x.size())
            return fail(jose_errc::malformed_key, "an Ed25519 key without its public part");
        if (degenerate_ed25519(x)) return fail(jose_errc::weak_key, "an Ed25519 point of small order");
        return key_type::ed25519;
    }
    default: return fail(jose_errc::malformed_key, "neither RSA, EC nor Ed25519");
    }
}

inline result<known_key> look_at(pkey_ptr key)
{
    if (!key) return fail(jose_errc::malformed_key);
    auto const type = type_of(key.get());
    if (!type) return type.error();
    return known_key{std::shared_ptr<EVP_PKEY>(std::move(key)), *type};
}

// Parts that do not belong together sign what does not verify, and can betray the private one.
inline result<known_key> look_at_pair(pkey_ptr key)
{
    auto known = look_at(std::move(key));
    if (!known) return known;
    auto const a = usual_algorithm(known->type);
    auto const probe = make_signature(known->handle.get(), known->type, a, "probe");
    if (!probe || !signature_verifies(known->handle.get(), known->type, a, "probe", *probe))
        return fail(jose_errc::malformed_key, "the public and the private part do not belong together");
    return known;
}

inline result<jwk_members> read_jwk(std::string_view text)
{
    auto members = json::decode<jwk_members>(text, key_limits());
    if (!members) return fail(jose_errc::malformed_key, "not a JWK: " + members.error().info().detail);
    if (members->use && *members->use != "sig")
        return fail(jose_errc::malformed_key, "a key that is not for signatures: /use");
    return members;
}

struct passphrase_question {
    secret const* answer;
    bool asked = false;

    // Never the terminal, where OpenSSL would ask by itself.
    static int reply(char* to, int room, int, void* self)
    {
        auto& me = *static_cast<passphrase_question*>(self);
        me.asked = true;
        if (me.answer == nullptr || me.answer->size() > static_cast<std::size_t>(room)) return -1;
        me.answer->expose().copy(to, me.answer->size());
        return static_cast<int>(me.answer->size());
    }
};

inline bio_ptr reading(std::string_view text)
{
    return bio_ptr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

inline constexpr std::size_t max_pem = std::size_t{64} * 1024;

} // namespace detail

class public_key;

/** A key to sign with: RSA from 2048 to 8192 bits, EC on P-256, P-384 or P-521, or Ed25519.

    A handle: copies share the key, which is wiped when the last one goes.

    @par Thread safety  distinct objects and copies: safe; shared object: const members only */
class private_key {
public:
    /** A key in PEM: PKCS#8, PKCS#1 or SEC 1, encrypted or not. The first key of the text counts.

        @par Errors  jose_errc::malformed_key, weak_key, wrong_passphrase
        @par Limits  64 KiB of text */
    static result<private_key> from_pem(secret const& pem) { return read_pem(pem, nullptr); }
    static result<private_key> from_pem(secret const& pem, secret const& passphrase)
    {
        return read_pem(pem, &passphrase);
    }

    /** A key as a JWK with its private members. The text is the caller's to wipe.

        @par Source  RFC 7517, RFC 7518 §6, RFC 8037 §2
        @par Errors  jose_errc::malformed_key, weak_key
        @par Limits  64 KiB of text */
    static result<private_key> from_jwk(std::string_view json)
    {
        detail::quiet const restore;
        auto const members = detail::read_jwk(json);
        if (!members) return members.error();
        return wrapped(detail::look_at_pair(detail::key_of(*members, true)));
    }

    /** A new key for this algorithm; RSA keys have 3072 bits.

        @par Errors  jose_errc::unfit_key for HS*, which take a secret; jose_errc::crypto_failed */
    static result<private_key> generate(algorithm a)
    {
        detail::quiet const restore;
        if (symmetric(a)) return detail::fail(jose_errc::unfit_key, "HMAC takes a secret: random_bytes(32)");
        detail::pkey_ptr made;
        if (a <= algorithm::ps512) made.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{3072}));
        else if (a == algorithm::eddsa) made.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
        else
            for (auto const& c : detail::curves)
                if (detail::fits(c.type, a)) made.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", c.name.data()));
        if (!made) return detail::fail(jose_errc::crypto_failed);
        return wrapped(detail::look_at(std::move(made)));
    }

    /// Whether the key can sign this way.
    bool supports(algorithm a) const noexcept { return detail::fits(key_.type, a); }

    /// The key as unencrypted PKCS#8, to be kept where secrets are kept. @par Errors  jose_errc::crypto_failed
    result<secret> to_pem() const
    {
        detail::quiet const restore;
        detail::bio_ptr const out(BIO_new(BIO_s_mem())); // wipes its buffer
        char* data = nullptr;
        if (!out || PEM_write_bio_PKCS8PrivateKey(out.get(), native(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
            return detail::fail(jose_errc::crypto_failed);
        auto const size = BIO_get_mem_data(out.get(), &data);
        return secret(std::string_view(data, static_cast<std::size_t>(size)));
    }

    /// OpenSSL's handle, for TLS and for tests; it stays with this object.
    EVP_PKEY* native() const noexcept { return key_.handle.get(); }

private:
    friend class public_key;
    friend struct detail::key_access;
    explicit private_key(detail::known_key k) noexcept : key_(std::move(k)) {}

    static result<private_key> wrapped(result<detail::known_key> key)
    {
        if (!key) return key.error();
        return private_key(std::move(*key));
    }
    static result<private_key> read_pem(secret const& pem, secret const* passphrase)
    {
        detail::quiet const restore;
        if (pem.size() > detail::max_pem) return detail::fail(jose_errc::malformed_key, "longer than a key can be");
        auto const in = detail::reading(pem.expose());
        detail::passphrase_question question{passphrase};
        detail::pkey_ptr key(
            PEM_read_bio_PrivateKey(in.get(), nullptr, &detail::passphrase_question::reply, &question));
        if (!key && question.asked) return detail::fail(jose_errc::wrong_passphrase);
        if (!key) return detail::fail(jose_errc::malformed_key, "no private key in PEM");
        return wrapped(detail::look_at_pair(std::move(key)));
    }

    detail::known_key key_;
};

/** A key to verify with, of the same kinds. A handle: copies share the key.

    @par Thread safety  distinct objects and copies: safe; shared object: const members only */
class public_key {
public:
    /// The public part of a pair.
    explicit public_key(private_key const& pair) noexcept : key_(pair.key_) {}

    /// A key in PEM (SubjectPublicKeyInfo). @par Errors  jose_errc::malformed_key, weak_key
    static result<public_key> from_pem(std::string_view pem)
    {
        detail::quiet const restore;
        if (pem.size() > detail::max_pem) return detail::fail(jose_errc::malformed_key, "longer than a key can be");
        auto const in = detail::reading(pem);
        detail::pkey_ptr key(PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr));
        if (!key) return detail::fail(jose_errc::malformed_key, "no public key in PEM");
        return wrapped(detail::look_at(std::move(key)));
    }

    /// A key as a JWK; private members are left alone. @par Errors  jose_errc::malformed_key, weak_key
    static result<public_key> from_jwk(std::string_view json)
    {
        auto const members = detail::read_jwk(json);
        if (!members) return members.error();
        return from_members(*members);
    }

    /// Whether the key can verify what was signed this way.
    bool supports(algorithm a) const noexcept { return detail::fits(key_.type, a); }

    EVP_PKEY* native() const noexcept { return key_.handle.get(); }

private:
    friend struct detail::key_access;
    explicit public_key(detail::known_key k) noexcept : key_(std::move(k)) {}

    static result<public_key> from_members(detail::jwk_members const& members)
    {
        detail::quiet const restore;
        return wrapped(detail::look_at(detail::key_of(members, false)));
    }
    static result<public_key> wrapped(result<detail::known_key> key)
    {
        if (!key) return key.error();
        return public_key(std::move(*key));
    }

    detail::known_key key_;
};

/// The secret of HMAC, for instance a client secret. It has to be as long as the digest (RFC 7518 §3.2).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class symmetric_key {
public:
    explicit symmetric_key(secret value) : value_(std::make_shared<secret const>(std::move(value))) {}

    /// A secret as a JWK of type `oct` (RFC 7518 §6.4). The text is the caller's to wipe. @par Errors  jose_errc::malformed_key
    static result<symmetric_key> from_jwk(std::string_view json)
    {
        auto const members = detail::read_jwk(json);
        if (!members) return members.error();
        auto bytes = members->kty == "oct" && members->k ? detail::secret_bytes(*members->k) : std::nullopt;
        if (!bytes || bytes->empty()) return detail::fail(jose_errc::malformed_key, "not a JWK with a secret");
        return symmetric_key(std::move(*bytes));
    }

    bool supports(algorithm a) const noexcept { return symmetric(a) && value_->size() >= digest_size(a); }
    std::string_view expose() const noexcept { return value_->expose(); }

private:
    std::shared_ptr<secret const> value_;
};

namespace detail {

struct key_access {
    template <class Key>
    static known_key const& of(Key const& k) noexcept
    {
        return k.key_;
    }
    static result<public_key> from_members(jwk_members const& m) { return public_key::from_members(m); }
};

} // namespace detail
} // namespace cogrant::jose

#endif // COGRANT_JOSE_KEY_HPP
