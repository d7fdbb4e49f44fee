// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_DETAIL_KEY_PARTS_HPP
#define COGRANT_JOSE_DETAIL_KEY_PARTS_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/error.hpp>
#include <cogrant/jose/detail/openssl.hpp>
#include <cogrant/jose/error.hpp>
#include <cogrant/reflect/reflect.hpp>
#include <cogrant/secret.hpp>

#include <openssl/core_names.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// From the members of a JWK to a key of OpenSSL (RFC 7518 §6, RFC 8037 §2).

namespace cogrant::jose::detail {

/// The members of one JWK, not understood yet.
struct jwk_members {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<std::string> kty{};
    std::optional<std::string> kid{};
    std::optional<std::string> use{};
    std::optional<std::vector<std::string>> key_ops{};
    std::optional<std::string> alg{};
    std::optional<std::string> crv{};
    std::optional<std::string> x{};
    std::optional<std::string> y{};
    std::optional<std::string> n{};
    std::optional<std::string> e{};
    std::optional<secret> d{};
    std::optional<secret> p{};
    std::optional<secret> q{};
    std::optional<secret> dp{};
    std::optional<secret> dq{};
    std::optional<secret> qi{};
    std::optional<secret> k{};
};

inline json::limits key_limits() { return json::limits().unique_keys().depth(8).document(std::size_t{64} * 1024); }

/// What kinds of keys there are.
enum class key_type : std::uint8_t { rsa, p256, p384, p521, ed25519 };

struct curve {
    key_type type;
    std::string_view name;   // in a JWK
    std::string_view openssl; // what OpenSSL calls it
    std::size_t size;        // octets of a coordinate
};
inline constexpr std::array<curve, 3> curves{
    {{key_type::p256, "P-256", "prime256v1", 32},
     {key_type::p384, "P-384", "secp384r1", 48},
     {key_type::p521, "P-521", "secp521r1", 66}}};

inline curve const* curve_of(key_type t) noexcept
{
    for (auto const& c : curves)
        if (c.type == t) return &c;
    return nullptr;
}

/// Collects the parts of a key; they stay with it until the key is made.
class key_builder {
public:
    key_builder() : builder_(OSSL_PARAM_BLD_new()) {}

    bool number(char const* name, std::string_view big_endian)
    {
        auto value = to_number(big_endian);
        if (!value || !OSSL_PARAM_BLD_push_BN(builder_.get(), name, value.get())) return false;
        numbers_.push_back(std::move(value));
        return true;
    }
    /// `value` must live until `make`.
    bool octets(char const* name, std::string_view value)
    {
        return OSSL_PARAM_BLD_push_octet_string(builder_.get(), name, value.data(), value.size()) == 1;
    }
    bool text(char const* name, char const* value)
    {
        return OSSL_PARAM_BLD_push_utf8_string(builder_.get(), name, value, 0) == 1;
    }
    pkey_ptr make(char const* algorithm, bool has_private) const
    {
        params_ptr const params(OSSL_PARAM_BLD_to_param(builder_.get()));
        pkey_context_ptr const context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
        EVP_PKEY* key = nullptr;
        if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
        if (EVP_PKEY_fromdata(
                context.get(), &key, has_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
            return nullptr;
        return pkey_ptr(key);
    }

private:
    builder_ptr builder_;
    std::vector<number_ptr> numbers_;
};

// The octets of one member. RFC 7518 §2 wants numbers without leading zeros; we are not that strict.
inline std::optional<std::string> octets_of(std::optional<std::string> const& member)
{
    if (!member || member->empty()) return std::nullopt;
    return base64::decode_url(*member);
}

/// A longer one is no safer in practice, and makes whoever verifies with it slow.
inline constexpr int max_rsa_bits = 8192;

inline pkey_ptr rsa_key(jwk_members const& m, bool with_private)
{
    constexpr std::size_t longest = max_rsa_bits / 8;
    auto const n = octets_of(m.n);
    auto const e = octets_of(m.e);
    // An exponent of 1 or an even one signs everything; a long one costs time.
    if (!n || n->size() > longest || !e || e->size() > 8 || (e->back() & 1) == 0) return nullptr;
    if (std::all_of(e->begin(), e->end() - 1, [](char c) { return c == 0; }) && e->back() == 1) return nullptr;
    key_builder parts;
    if (!parts.number(OSSL_PKEY_PARAM_RSA_N, *n) || !parts.number(OSSL_PKEY_PARAM_RSA_E, *e)) return nullptr;
    if (!with_private) return parts.make("RSA", false);
    struct part {
        char const* name;
        std::optional<secret> const& value;
    };
    std::array<part, 6> const all{
        {{OSSL_PKEY_PARAM_RSA_D, m.d},
         {OSSL_PKEY_PARAM_RSA_FACTOR1, m.p},
         {OSSL_PKEY_PARAM_RSA_FACTOR2, m.q},
         {OSSL_PKEY_PARAM_RSA_EXPONENT1, m.dp},
         {OSSL_PKEY_PARAM_RSA_EXPONENT2, m.dq},
         {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, m.qi}}};
    // RFC 7518 §6.3.2: the five that make it fast come together or not at all.
    auto const given = std::count_if(all.begin() + 1, all.end(), [](part const& x) { return x.value.has_value(); });
    if (!m.d || (given != 0 && given != 5)) return nullptr;
    for (auto const& [name, value] : all) {
        if (!value) continue;
        auto const raw = secret_bytes(*value);
        if (!raw || raw->empty() || raw->size() > longest || !parts.number(name, raw->expose())) return nullptr;
    }
    return parts.make("RSA", true);
}

inline pkey_ptr ec_key(jwk_members const& m, bool with_private)
{
    auto const* const c = std::find_if(curves.begin(), curves.end(), [&m](curve const& x) { return m.crv == x.name; });
    auto const x = octets_of(m.x);
    auto const y = octets_of(m.y);
    // RFC 7518 §6.2.1.2: exactly as long as the field. OpenSSL refuses a point that is not on the curve.
    if (c == curves.end() || !x || !y || x->size() != c->size || y->size() != c->size) return nullptr;
    auto const point = '\x04' + *x + *y;
    key_builder parts;
    if (!parts.text(OSSL_PKEY_PARAM_GROUP_NAME, c->openssl.data()) || !parts.octets(OSSL_PKEY_PARAM_PUB_KEY, point))
        return nullptr;
    if (!with_private) return parts.make("EC", false);
    auto const d = m.d ? secret_bytes(*m.d) : std::nullopt;
    if (!d || d->size() != c->size || !parts.number(OSSL_PKEY_PARAM_PRIV_KEY, d->expose())) return nullptr;
    return parts.make("EC", true);
}

inline pkey_ptr ed25519_key(jwk_members const& m, bool with_private)
{
    auto const x = octets_of(m.x);
    if (m.crv != "Ed25519" || !x || x->size() != 32) return nullptr;
    key_builder parts;
    if (!parts.octets(OSSL_PKEY_PARAM_PUB_KEY, *x)) return nullptr;
    if (!with_private) return parts.make("ED25519", false);
    auto const d = m.d ? secret_bytes(*m.d) : std::nullopt;
    if (!d || d->size() != 32 || !parts.octets(OSSL_PKEY_PARAM_PRIV_KEY, d->expose())) return nullptr;
    return parts.make("ED25519", true);
}

/// The key that the members describe; null when they do not.
inline pkey_ptr key_of(jwk_members const& m, bool with_private)
{
    if (m.kty == "RSA") return rsa_key(m, with_private);
    if (m.kty == "EC") return ec_key(m, with_private);
    if (m.kty == "OKP") return ed25519_key(m, with_private);
    return nullptr;
}

/// Whether a key of Ed25519 lies in the small subgroup, where one signature fits many texts, or is not written in the
/// one way RFC 8032 §5.1.3 allows. `x` is little-endian, its highest bit a sign.
inline bool degenerate_ed25519(std::string x)
{
    x[31] = static_cast<char>(x[31] & 0x7f);
    std::string_view constexpr of_order_8[] = {
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"};
    auto const middle = std::string_view(x).substr(1, 30);
    // 0 and 1; and from the prime less one upwards: the point of order 2, and second spellings.
    if (x[31] == 0 && middle == std::string(30, '\0') && (x[0] == 0 || x[0] == 1)) return true;
    if (x[31] == 0x7f && middle == std::string(30, '\xff') && static_cast<unsigned char>(x[0]) >= 0xec) return true;
    std::string hex;
    for (char const c : x) {
        hex += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4U];
        hex += "0123456789abcdef"[static_cast<unsigned char>(c) & 15U];
    }
    return hex == of_order_8[0] || hex == of_order_8[1];
}

} // namespace cogrant::jose::detail

#endif // COGRANT_JOSE_DETAIL_KEY_PARTS_HPP
