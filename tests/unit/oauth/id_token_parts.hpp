// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_UNIT_OAUTH_ID_TOKEN_PARTS_HPP
#define COGRANT_TESTS_UNIT_OAUTH_ID_TOKEN_PARTS_HPP

#include "../jose/jose_parts.hpp"
#include <cogrant/oauth/id_token.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// An id_token that keeps every rule, its issuer's keys, and how to spoil one thing in it.

namespace id_token_parts {

namespace jose = cogrant::jose;
namespace oauth = cogrant::oauth;
using cogrant::oauth_errc;
using cogrant::secret;
using jose::algorithm;

inline constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};
inline std::string const issuer = "https://op.example";
inline std::string const client = "client-1";
// OpenID Connect Core, appendix A
inline std::string const access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
inline std::string const code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";

/// The claims as JSON texts by name; an empty text leaves the claim out.
using claims = std::map<std::string, std::string>;

inline claims good_claims()
{
    return {
        {"iss", "\"https://op.example\""},
        {"sub", "\"user-1\""},
        {"aud", "\"client-1\""},
        {"exp", "1700000300"},
        {"iat", "1699999990"},
        {"nonce", "\"n-1\""},
        {"at_hash", "\"77QmUPtjPfzWtF2AnpK9RQ\""},
        {"c_hash", "\"LDktKdoQak3Pk0cnXxCltA\""},
        {"auth_time", "1699999900"},
        {"name", "\"Ada\""}};
}

inline std::string json_of(claims const& all)
{
    std::string out = "{";
    for (auto const& [name, value] : all)
        if (!value.empty()) out.append(out.size() == 1 ? "\"" : ",\"").append(name).append("\":").append(value);
    return out + "}";
}

/// The issuer: made once.
struct provider {
    jose::private_key rsa = jose::private_key::from_jwk(jose_parts::rsa_pair).value();
    jose::private_key ec = jose::private_key::generate(algorithm::es256).value();
    jose::jwk_set keys{{jose::jwk(jose::public_key(rsa), "rsa-1"), jose::jwk(jose::public_key(ec), "ec-1")}};

    static provider const& get()
    {
        static provider const made;
        return made;
    }
};

inline std::string header_of(algorithm a, std::string_view kid, std::string_view more = {})
{
    auto out = R"({"alg":")" + std::string(to_string(a)) + "\"";
    if (!kid.empty()) out.append(R"(,"kid":")").append(kid).append("\"");
    return out.append(more) + "}";
}

inline std::string signed_text(claims const& all, std::string_view kid = "ec-1", std::string_view more = {})
{
    auto const& p = provider::get();
    return jose::sign(header_of(algorithm::es256, kid, more), json_of(all), p.ec, algorithm::es256).value();
}

inline oauth::id_token_rules good_rules()
{
    return oauth::id_token_rules(issuer, client)
        .nonce(secret("n-1"))
        .access_token(secret(access_token))
        .code(secret(code))
        .max_age(std::chrono::seconds(600));
}

inline cogrant::result<oauth::id_token_claims>
validate(std::string const& token, oauth::id_token_rules const& rules = good_rules())
{
    return oauth::validate_id_token(secret(token), provider::get().keys, rules, now);
}

/// "" when it was accepted, else our words; they have to name the claim and the rule.
inline std::string verdict(cogrant::result<oauth::id_token_claims> const& r)
{
    if (r) return {};
    CHECK(r.error().info().where == cogrant::phase::token);
    bool const other = r.error().code() == make_error_code(oauth_errc::subject_mismatch);
    CHECK((other || r.error().code() == make_error_code(oauth_errc::id_token_refused)));
    return r.error().info().detail;
}
inline std::string verdict(claims const& all, oauth::id_token_rules const& rules = good_rules())
{
    return verdict(validate(signed_text(all), rules));
}

} // namespace id_token_parts

#endif // COGRANT_TESTS_UNIT_OAUTH_ID_TOKEN_PARTS_HPP
