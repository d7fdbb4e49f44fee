// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "jose_parts.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

// RFC 7520, the cookbook of JOSE: its keys and signatures as its authors publish them.

#ifndef COGRANT_SOURCE_DIR
#define COGRANT_SOURCE_DIR "."
#endif

using namespace jose_parts;
using boost::json::value;

namespace {

std::optional<value> file(std::string const& name)
{
    char const* const given = std::getenv("COGRANT_TEST_DATA");
    std::string const folder = given != nullptr ? given : COGRANT_SOURCE_DIR "/../shared/data";
    std::ifstream in(folder + "/jose-cookbook/" + name, std::ios::binary);
    if (!in) {
        if (std::getenv("CI") != nullptr) FAIL("the cookbook of JOSE is missing: set COGRANT_TEST_DATA");
        MESSAGE("SKIPPED: the cookbook of JOSE is missing: set COGRANT_TEST_DATA");
        return std::nullopt;
    }
    return boost::json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
}

std::string text_of(value const& v) { return std::string(v.as_string().data(), v.as_string().size()); }
std::string json_of(value const& v) { return boost::json::serialize(v); }
std::string bytes_of(value const& v) { return cogrant::base64::decode_url(text_of(v)).value(); }

// The signature itself, wherever its header stands.
bool signature_is_good(value const& key, algorithm a, value const& signing)
{
    auto const input = text_of(signing.at("sig-input"));
    auto const signature = bytes_of(signing.at("sig"));
    if (jose::symmetric(a)) {
        auto const secret = jose::symmetric_key::from_jwk(json_of(key)).value();
        return jose::detail::authentication_code(secret.expose(), a, input) == signature;
    }
    auto const half = public_of(json_of(key));
    auto const& known = jose::detail::key_access::of(half);
    return jose::detail::signature_verifies(known.handle.get(), known.type, a, input, signature);
}

cogrant::result<jose::verified_jws> read(std::string const& compact, value const& key, algorithm a)
{
    if (jose::symmetric(a)) return jose::verify(compact, jose::symmetric_key::from_jwk(json_of(key)).value(), {a});
    return jose::verify(compact, public_of(json_of(key)), {a});
}

} // namespace

TEST_SUITE("jose/cookbook")
{
    TEST_CASE("RFC 7520 §4.1 to §4.5: signatures are verified, and made alike where that is possible")
    {
        for (auto const* name :
             {"4_1.rsa_v15_signature", "4_2.rsa-pss_signature", "4_3.ecdsa_signature",
              "4_4.hmac-sha2_integrity_protection", "4_5.signature_with_detached_content"}) {
            CAPTURE(name);
            auto const found = file(std::string("jws/") + name + ".json");
            if (!found) return;
            auto const& input = found->at("input");
            auto const& key = input.at("key");
            auto const a = jose::algorithm_from(text_of(input.at("alg"))).value();
            CHECK(signature_is_good(key, a, found->at("signing")));
            auto const header = bytes_of(found->at("signing").at("protected_b64u"));
            auto const payload = text_of(input.at("payload"));
            auto compact = text_of(found->at("output").at("compact"));
            if (compact.find("..") != compact.npos) {
                // Detached: the payload came another way. Without it nothing is verified.
                CHECK(code_of(read(compact, key, a)) == jose_errc::bad_signature);
                compact.insert(compact.find("..") + 1, cogrant::base64::encode_url(payload));
            }
            CHECK(read(compact, key, a).value().payload() == payload);
            auto const ours =
                jose::symmetric(a)
                    ? jose::sign(header, payload, jose::symmetric_key::from_jwk(json_of(key)).value(), a).value()
                    : jose::sign(header, payload, private_of(json_of(key)), a).value();
            CHECK(read(ours, key, a).has_value());
            if (found->as_object().contains("reproducible")) CHECK(ours == compact);
        }
    }

    TEST_CASE("RFC 7520 §4.6 and §4.7: what stands outside the protected header does not make a compact token")
    {
        for (auto const* name : {"4_6.protecting_specific_header_fields", "4_7.protecting_content_only"}) {
            CAPTURE(name);
            auto const found = file(std::string("jws/") + name + ".json");
            if (!found) return;
            auto const& key = found->at("input").at("key");
            auto const& signing = found->at("signing");
            CHECK(signature_is_good(key, algorithm::hs256, signing));
            bool const named = signing.as_object().contains("protected");
            auto const compact = text_of(signing.at("sig-input")) + "." + text_of(signing.at("sig"));
            CHECK(read(compact, key, algorithm::hs256).has_value() == named);
            if (!named) CHECK(code_of(read(compact, key, algorithm::hs256)) == jose_errc::malformed);
        }
    }

    TEST_CASE("RFC 7520 §4.8: each of several signatures is good for its own key")
    {
        auto const found = file("jws/4_8.multiple_signatures.json");
        if (!found) return;
        auto const& input = found->at("input");
        for (std::size_t i = 0; i != 3; ++i) {
            auto const a = jose::algorithm_from(text_of(input.at("alg").at(i))).value();
            CHECK(signature_is_good(input.at("key").at(i), a, found->at("signing").at(i)));
        }
    }

    TEST_CASE("RFC 7520 §3: keys, public and private")
    {
        struct pair {
            char const* open;
            char const* hidden;
            algorithm a;
        };
        for (auto const& [open, hidden, a] :
             {pair{"jwk/3_1.ec_public_key.json", "jwk/3_2.ec_private_key.json", algorithm::es512},
              pair{"jwk/3_3.rsa_public_key.json", "jwk/3_4.rsa_private_key.json", algorithm::ps256}}) {
            auto const half = file(open);
            auto const whole = file(hidden);
            if (!half || !whole) return;
            auto const key = jose::jwk::parse(json_of(*half)).value();
            CHECK(key.kid() == "bilbo.baggins@hobbiton.example");
            CHECK(key.meant_for(a));
            auto const own = private_of(json_of(*whole));
            CHECK(jose::thumbprint(own) == jose::thumbprint(key.key()));
            CHECK(jose::verify(jose::sign(header_of(a), "x", own, a).value(), key.key(), {a}).has_value());
            CHECK(code_of(jose::jwk::parse(json_of(*whole))) == jose_errc::malformed_key);
        }
        auto const mac = file("jwk/3_5.symmetric_key_mac_computation.json");
        auto const encryption = file("jwk/3_6.symmetric_key_encryption.json");
        if (!mac || !encryption) return;
        CHECK(jose::symmetric_key::from_jwk(json_of(*mac)).value().supports(algorithm::hs256));
        CHECK(code_of(jose::symmetric_key::from_jwk(json_of(*encryption))) == jose_errc::malformed_key);
        for (auto const& secret : {*mac, *encryption}) {
            auto const keys = jose::jwk_set::parse(R"({"keys":[)" + json_of(secret) + "]}").value();
            CHECK(keys.keys().empty());
        }
    }
}
