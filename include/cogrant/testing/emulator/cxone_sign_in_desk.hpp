// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CXONE_SIGN_IN_DESK_HPP
#define COGRANT_TESTING_EMULATOR_CXONE_SIGN_IN_DESK_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/config.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/jose/jwk.hpp>
#include <cogrant/jose/jws.hpp>
#include <cogrant/jose/key.hpp>
#include <cogrant/testing/emulator/cxone_options.hpp>
#include <cogrant/testing/emulator/login_page.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/sign_in_desk.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// A person's sign-in, as far as an id_token speaks of it.
struct cxone_sign_in {
    std::string nonce; ///< empty when none was sent
    std::int64_t at = 0; ///< of the wall clock, in ms
};

/** `/auth/authorize`: a page to sign in on, and codes for those who did; keys and id_tokens. Nobody stays signed in.

    A wrong client, tenant or redirect URI is told to the person, never sent on (RFC 6749 §4.1.2.1).

    @par Source  contract of CXone §1, §2.2 */
class cxone_sign_in_desk {
public:
    explicit cxone_sign_in_desk(cxone_emulator_options const& o)
        : client_id_(o.client_id()), tenant_(o.tenant()), redirect_uris_(o.redirect_uris()), person_(o.person()),
          password_(o.person_password()), code_life_(o.code_life()), seed_(o.seed() ^ 0x51c)
    {
    }

    http::response answer(http::request const& request, std::string_view query, time_point now, std::int64_t wall)
    {
        bool const sent = request.method == http::method::post;
        auto const asked = parse_parameters(sent ? std::string_view(request.body) : query);
        if (!asked) return login_refusal("the parameters cannot be decoded");
        if (auto const twice = repeated_parameter(*asked)) return login_refusal("repeated parameter: " + *twice);
        auto const value = [&](std::string_view name) { return find_parameter(*asked, name).value_or(""); };
        if (value("client_id") != client_id_) return login_refusal("the application is not known");
        auto const target = value("redirect_uri");
        if (std::find(redirect_uris_.begin(), redirect_uris_.end(), target) == redirect_uris_.end())
            return login_refusal("the redirect URI is not registered: " + std::string(target));
        if (auto const tenant = find_parameter(*asked, "tenantId"); tenant && *tenant != tenant_)
            return login_refusal("there is no such tenant");
        auto const state = find_parameter(*asked, "state");
        if (auto const wrong = fault_of_request(*asked); !wrong.empty())
            return send_back(target, state, "error", wrong);

        if (!sent) return login_form(*asked, false, "/auth/authorize");
        if (value("answer") == "cancel") return send_back(target, state, "error", "access_denied");
        if (value("login") != person_ || !equal_in_constant_time(secret(value("password")), password_))
            return login_form(*asked, true, "/auth/authorize");
        std::erase_if(codes_, [&](auto const& c) { return c.second.expires <= now; });
        auto code = opaque_text(seed_, ++issued_);
        issued facts;
        facts.redirect_uri = target;
        facts.challenge = value("code_challenge");
        facts.expires = now + code_life_;
        facts.who.nonce = value("nonce");
        facts.who.at = wall;
        codes_.emplace(code, std::move(facts));
        return send_back(target, state, "code", code);
    }

    /// Exchanges the code of a form. Nothing when it is refused; the words say why.
    std::optional<cxone_sign_in> redeem(parameter_list const& form, time_point now, std::string_view& why)
    {
        auto const value = [&](std::string_view name) { return find_parameter(form, name).value_or(""); };
        auto const found = codes_.find(std::string(value("code")));
        why = "the authorization code is not known";
        if (found == codes_.end()) return std::nullopt;
        auto const facts = std::move(found->second);
        codes_.erase(found); // good for one try, whatever comes of it
        if (facts.expires <= now) return std::nullopt;
        why = "the redirect URI is not that of the authorization request";
        if (facts.redirect_uri != value("redirect_uri")) return std::nullopt;
        auto const verifier = value("code_verifier");
        why = "the code verifier does not match";
        bool const proven =
            facts.challenge.empty() ? verifier.empty() : facts.challenge == base64::encode_url(jose::sha256(verifier));
        if (!proven) return std::nullopt;
        return facts.who;
    }

    /// Says who signed in, signed with RS256.
    std::string id_token(cxone_sign_in const& who, std::string_view issuer, std::int64_t wall, std::int64_t life)
    {
        std::string claims;
        json_text j(claims);
        j.open('{');
        j.text("iss", issuer);
        j.text("sub", subject());
        j.text("aud", client_id_);
        j.number("iat", wall / 1000);
        j.number("exp", wall / 1000 + life);
        j.number("auth_time", who.at / 1000);
        if (!who.nonce.empty()) j.text("nonce", who.nonce);
        j.text("tenantId", tenant_);
        j.close('}');
        auto const header = R"({"alg":"RS256","typ":"JWT","kid":")" + key_id() + "\"}";
        return jose::sign(header, claims, key(), jose::algorithm::rs256).value();
    }

    /// `GET /auth/jwks`
    http::response keys()
    {
        auto members = jose::public_jwk(key());
        members.insert(1, R"("kid":")" + key_id() + R"(","use":"sig","alg":"RS256",)");
        return json_response(200, R"({"keys":[)" + members + "]}");
    }

    /// `GET /auth/userinfo` of the person.
    http::response profile() const
    {
        std::string body;
        json_text j(body);
        j.open('{');
        j.text("sub", subject());
        j.text("email", person_);
        j.text("tenantId", tenant_);
        j.close('}');
        return json_response(200, std::move(body));
    }

private:
    struct issued {
        std::string redirect_uri;
        std::string challenge; // of PKCE; empty when none was sent
        time_point expires{};
        cxone_sign_in who;
    };

    // The error to send the browser back with; empty when all is well.
    static std::string_view fault_of_request(parameter_list const& asked)
    {
        auto const value = [&](std::string_view name) { return find_parameter(asked, name).value_or(""); };
        if (value("response_type") != "code") return "unsupported_response_type";
        if ((" " + std::string(value("scope")) + " ").find(" openid ") == std::string::npos) return "invalid_scope";
        auto const challenge = value("code_challenge");
        bool const proof = !challenge.empty();
        if (proof != (value("code_challenge_method") == "S256") || (proof && challenge.size() != 43))
            return "invalid_request";
        auto const prompt = value("prompt");
        if (prompt == "none") return "login_required"; // nobody stays signed in
        return prompt.empty() || prompt == "login" ? "" : "invalid_request";
    }
    std::string subject() const { return to_string(id_of(seed_, 0)); }
    std::string key_id() const { return to_string(id_of(seed_, 1)); }
    // Made when it is needed first: that takes a moment, and most tests sign nobody in.
    jose::private_key const& key()
    {
        if (!key_) key_ = jose::private_key::generate(jose::algorithm::rs256).value();
        return *key_;
    }

    std::string client_id_;
    std::string tenant_;
    std::vector<std::string> redirect_uris_;
    std::string person_;
    secret password_;
    std::chrono::seconds code_life_;
    std::uint64_t seed_;
    std::uint64_t issued_ = 0;
    std::unordered_map<std::string, issued> codes_;
    std::optional<jose::private_key> key_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CXONE_SIGN_IN_DESK_HPP
