// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "jose_parts.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// oauth.md 4h: the negative vectors, made out of the good ones of RFC 7515 and RFC 8037.

using namespace jose_parts;
using cogrant::secret;
namespace base64 = cogrant::base64;

namespace {

// n of P-256 (FIPS 186-4 D.1.2.3), big-endian
inline constexpr unsigned char order_of_p256[] = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff,
                                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                                  0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

std::string order_less(std::string s)
{
    int borrow = 0;
    for (std::size_t i = 32; i-- != 0;) {
        int const digit = order_of_p256[i] - static_cast<unsigned char>(s[i]) - borrow;
        borrow = digit < 0 ? 1 : 0;
        s[i] = static_cast<char>(digit + 256 * borrow);
    }
    return s;
}

std::string public_pem(jose::private_key const& pair)
{
    jose::detail::bio_ptr const out(BIO_new(BIO_s_mem()));
    REQUIRE(PEM_write_bio_PUBKEY(out.get(), pair.native()) == 1);
    char* data = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

cogrant::error_code es256_code(std::string const& text)
{
    return code_of(jose::verify(text, public_of(es256_pair), every_algorithm));
}

std::string with_header(std::string const& json)
{
    parts p(es256_text);
    p.header = json;
    return p.text();
}

} // namespace

TEST_SUITE("jose/jws hostile")
{
    TEST_CASE("S21: one bit flipped in a signature, and it does not verify")
    {
        struct row {
            std::string text;
            std::string key;
        };
        for (auto const& [text, jwk] :
             {row{rs256_text, rs256_key}, row{es256_text, es256_pair}, row{es512_text, es512_key},
              row{ed25519_text, ed25519_pair}}) {
            auto const key = public_of(jwk);
            auto const size = parts(text).signature.size();
            for (std::size_t at = 0; at < size; at += size / 8) {
                parts p(text);
                p.signature[at] = static_cast<char>(p.signature[at] ^ 1);
                CHECK(code_of(jose::verify(p.text(), key, every_algorithm)) == jose_errc::bad_signature);
            }
        }
        parts p(hs256_text);
        p.signature[0] = static_cast<char>(p.signature[0] ^ 1);
        auto const key = jose::symmetric_key::from_jwk(hs256_secret).value();
        CHECK(code_of(jose::verify(p.text(), key, every_algorithm)) == jose_errc::bad_signature);
    }

    TEST_CASE("S21: a token that is not signed is refused, however it says so")
    {
        for (auto const* alg : {"none", "None", "NONE", "nOnE", "", "HS1", "es256"}) {
            parts p(es256_text);
            p.header = R"({"alg":")" + std::string(alg) + "\"}";
            CHECK(es256_code(p.text()) == jose_errc::algorithm_refused);
            p.signature.clear();
            CHECK(es256_code(p.text()) == jose_errc::algorithm_refused);
        }
        CHECK(es256_code(with_header("{}")) == jose_errc::malformed);
        CHECK(es256_code(with_header(R"({"alg":null})")) == jose_errc::malformed);
        CHECK(es256_code(with_header(R"({"alg":["ES256"]})")) == jose_errc::malformed);
    }

    TEST_CASE("S21: HS256 with the bytes of the public key as its secret is refused")
    {
        // What a confused verifier would take for the secret: the public key, as PEM and as JWK.
        auto const pair = private_of(rsa_pair);
        for (auto const& shared : {jose::public_jwk(pair), public_pem(pair)}) {
            jose::symmetric_key const forged(secret{shared});
            auto const text = jose::sign(header_of(algorithm::hs256), "{}", forged, algorithm::hs256).value();
            jose::public_key const half(pair);
            CHECK(code_of(jose::verify(text, half, {algorithm::rs256})) == jose_errc::algorithm_refused);
            CHECK(code_of(jose::verify(text, half, every_algorithm)) == jose_errc::no_key);
            CHECK(code_of(jose::verify(text, jose::jwk_set({jose::jwk(half)}), every_algorithm)) == jose_errc::no_key);
        }
    }

    TEST_CASE("S21: an ES256 signature counts only as r and s side by side, both between 1 and n-1")
    {
        parts const good(es256_text);
        auto const with_signature = [&](std::string const& s) {
            parts p = good;
            p.signature = s;
            return es256_code(p.text());
        };
        auto const r = good.signature.substr(0, 32);
        auto const s = good.signature.substr(32);
        std::string const zero(32, '\0');
        std::string const n(reinterpret_cast<char const*>(order_of_p256), 32);
        CHECK(with_signature(r + s) == cogrant::error_code());
        CHECK(
            with_signature(r + order_less(s)) ==
            cogrant::error_code()); // as good a signature: RFC 7515 asks for no low s
        CHECK(with_signature(cogrant::jose::detail::in_der(good.signature, 32).value()) == jose_errc::bad_signature);
        for (auto const& bad :
             {r + s.substr(1), good.signature.substr(1), good.signature + '\0', '\0' + good.signature, zero + s,
              r + zero, zero + zero, n + s, r + n, r + std::string(32, '\xff'), std::string(), r, zero + r + zero + s})
            CHECK(with_signature(bad) == jose_errc::bad_signature);
    }

    TEST_CASE("S21: RSA-PSS with another salt than the digest's length is refused")
    {
        auto const pair = private_of(rsa_pair);
        auto const good = jose::sign(header_of(algorithm::ps256), "{}", pair, algorithm::ps256).value();
        parts p(good);
        auto const input = good.substr(0, good.rfind('.'));
        for (int const salt : {0, 20, 31, 33}) {
            jose::detail::digest_context_ptr const context(EVP_MD_CTX_new());
            EVP_PKEY_CTX* settings = nullptr;
            REQUIRE(EVP_DigestSignInit(context.get(), &settings, EVP_sha256(), nullptr, pair.native()) == 1);
            REQUIRE(EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1);
            REQUIRE(EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, salt) == 1);
            std::size_t size = p.signature.size();
            auto* const out = jose::detail::bytes(p.signature);
            REQUIRE(EVP_DigestSign(context.get(), out, &size, jose::detail::bytes(input), input.size()) == 1);
            CHECK(
                code_of(jose::verify(p.text(), jose::public_key(pair), {algorithm::ps256})) ==
                jose_errc::bad_signature);
        }
        CHECK(jose::verify(good, jose::public_key(pair), {algorithm::ps256}).has_value());
        // One scheme is not taken for the other.
        p = parts(good);
        p.header = header_of(algorithm::rs256);
        CHECK(code_of(jose::verify(p.text(), jose::public_key(pair), every_algorithm)) == jose_errc::bad_signature);
    }

    TEST_CASE("S21: anything but three parts in one spelling of base64url is refused")
    {
        auto const end = es256_text.rfind('.');
        auto const last = es256_text.substr(end + 1);
        std::vector<std::string> hostile = {
            "",
            ".",
            "..",
            "...",
            "a.b",
            es256_text + ".",
            "." + es256_text,
            es256_text + ".e30.e30", // JWE has five parts
            es256_text + "=",
            es256_text + "==",
            es256_text + " ",
            es256_text + "\n",
            " " + es256_text,
            es256_text.substr(0, end) + "." + last.substr(0, last.size() - 1), // cut: one digit says less than a byte
            es256_text.substr(0, es256_text.size() - 1) + "R", // the last digit has bits that mean nothing
            "e30=." + es256_text.substr(es256_text.find('.') + 1),
            "." + es256_text.substr(es256_text.find('.') + 1)};
        for (auto const& [from, to] : {std::pair('-', '+'), std::pair('_', '/')}) {
            auto other = es256_text;
            std::replace(other.begin(), other.end(), from, to);
            if (other != es256_text) hostile.push_back(other);
        }
        for (auto const& text : hostile) {
            CAPTURE(text);
            CHECK(es256_code(text) == jose_errc::malformed);
        }
        parts p(es256_text);
        p.body.clear();
        CHECK(es256_code(p.text()) == jose_errc::bad_signature);
        p = parts(es256_text);
        p.signature.clear();
        CHECK(es256_code(p.text()) == jose_errc::bad_signature);
    }

    TEST_CASE("S21: a header that demands an extension is refused, whatever stands in crit")
    {
        for (auto const* crit : {R"(["x"])", R"(["b64"])", "[]", "null", R"("exp")", "{}", "0"})
            CHECK(
                es256_code(with_header(R"({"alg":"ES256","crit":)" + std::string(crit) + "}")) ==
                jose_errc::unsupported_critical);
    }

    TEST_CASE("S21: a key inside the header is not believed")
    {
        auto const attacker = jose::private_key::generate(algorithm::es256).value();
        for (auto const& extra :
             {R"("jwk":)" + jose::public_jwk(attacker), std::string(R"("jku":"https://evil.example/jwks")"),
              std::string(R"("x5u":"https://evil.example/chain")"), std::string(R"("x5c":["AAAA"])")}) {
            auto const text = jose::sign(R"({"alg":"ES256",)" + extra + "}", "{}", attacker, algorithm::es256).value();
            CHECK(es256_code(text) == jose_errc::bad_signature);
        }
    }

    TEST_CASE("S45: a header that JSON readers understand differently is refused")
    {
        for (auto const& json :
             {std::string(R"({"alg":"ES256","alg":"none"})"), std::string(R"({"alg":"ES256","x":1,"x":2})"),
              std::string(R"({"alg":"ES256","\u0061lg":"HS256"})"), std::string("\xEF\xBB\xBF{\"alg\":\"ES256\"}"),
              std::string("{\"alg\":\"ES256\",\"kid\":\"\xFF\"}"), std::string(R"({"alg":"ES256","kid":"\ud800"})"),
              std::string(R"({"alg":"ES256"} x)"), std::string(R"({"alg":"ES256",})"), std::string(R"(["ES256"])"),
              std::string(R"({"alg":"ES256","x":)") + std::string(1000, '[') + std::string(1000, ']') + "}",
              std::string(R"({"alg":"ES256","x":")") + std::string(20000, 'x') + "\"}", std::string("null"),
              std::string(R"({"alg":"ES256","kid":5})")}) {
            CAPTURE(json.substr(0, 60));
            auto const refused = jose::verify(with_header(json), public_of(es256_pair), every_algorithm);
            CHECK(code_of(refused) == jose_errc::malformed);
            CHECK(refused.error().message().find("evil") == std::string::npos);
        }
    }

    TEST_CASE("S43: a text beyond 64 KiB is not looked at")
    {
        CHECK(es256_code(es256_text + std::string(jose::max_jws, 'A')) == jose_errc::too_large);
        CHECK(es256_code(std::string(jose::max_jws + 1, '.')) == jose_errc::too_large);
        CHECK(es256_code(std::string(jose::max_jws, '.')) == jose_errc::malformed);
    }

    TEST_CASE("a failed verification leaves nothing in OpenSSL's error queue, which TLS on this thread reads too")
    {
        ERR_clear_error();
        CHECK(es256_code(with_header(R"({"alg":"ES256","x":1})")) == jose_errc::bad_signature);
        static_cast<void>(jose::private_key::from_pem(secret("nonsense")));
        static_cast<void>(jose::public_key::from_jwk(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})"));
        CHECK(ERR_peek_error() == 0);
    }
}
