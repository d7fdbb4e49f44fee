// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_TOKEN_DESK_HPP
#define COGRANT_TESTING_EMULATOR_TOKEN_DESK_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/config.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/options.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/rate_window.hpp>
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

namespace cogrant::testing::detail {

struct issued_token {
    std::string client_id;
    std::string_view grant;    ///< as in `authorizedGrantType`
    std::uint64_t login = 0;   ///< of the person behind it; 0 is nobody
    time_point expires{};
    std::chrono::seconds life{};
    std::uint64_t served = 0;
    rate_window window;
};

/// Issues tokens and knows which are good.
class token_desk {
public:
    explicit token_desk(genesys_emulator_options const& o)
        : client_id_(o.client_id()), client_secret_(o.client_secret()), public_client_id_(o.public_client()),
          people_(!o.redirect_uris().empty()), rotate_(o.rotate_refresh_tokens()), organization_(o.saml_organization()),
          life_(o.token_life()), invalid_client_status_(o.invalid_client_status()), seed_(o.seed()), people_desk_(o)
    {
    }

    /// The answer of `/oauth/authorize`.
    http::response sign_in(http::request const& request, std::string_view query, time_point now)
    {
        if (!people_) return login_refusal("no client of this organisation logs people in");
        return people_desk_.answer(request, query, now);
    }

    /// The answer of `POST /oauth/token`. The content type was looked at before.
    http::response answer(http::request const& request, time_point now)
    {
        auto const form = parse_parameters(request.body);
        if (!form) return refuse(400, "invalid_request", "the form cannot be decoded");
        if (auto const twice = repeated_parameter(*form))
            return refuse(400, "invalid_request", "repeated parameter: " + *twice);
        std::string client;
        if (auto refused = authenticate(request, *form, client)) return *std::move(refused);
        auto const grant = find_parameter(*form, "grant_type");
        if (!grant) return refuse(400, "invalid_request", "grant_type is missing");
        bool const open = client != client_id_;
        if (*grant == "client_credentials" && !open) return issue(client, "CLIENT-CREDENTIALS", 0, now);
        if (*grant == "authorization_code" && people_) return redeem(client, *form, now);
        if (*grant == "refresh_token" && people_) return renew(client, *form, now);
        if (*grant == saml && !organization_.empty() && !open) return trust(client, *form, now);
        bool const known = *grant == "client_credentials" || *grant == "authorization_code" ||
                           *grant == "refresh_token" || *grant == "password" || *grant == saml;
        if (known) return refuse(400, "unauthorized_client", "the client may not use this grant");
        return refuse(400, "unsupported_grant_type", "unsupported grant type: " + std::string(*grant));
    }

    /// The token of a request, if it is good now.
    issued_token* find(http::request const& request, time_point now)
    {
        auto const text = bearer(request);
        auto const found = text ? tokens_.find(std::string(*text)) : tokens_.end();
        if (found == tokens_.end() || found->second.expires <= now) return nullptr;
        return &found->second;
    }

    void revoke(http::request const& request)
    {
        if (auto const text = bearer(request)) tokens_.erase(std::string(*text));
    }

    void revoke_all() noexcept { tokens_.clear(); }
    /// Ends everything that came from one login.
    void revoke_login(std::uint64_t login)
    {
        std::erase_if(tokens_, [&](auto const& t) { return t.second.login == login; });
        std::erase_if(refresh_tokens_, [&](auto const& t) { return t.second.login == login; });
    }

    static std::optional<std::string_view> bearer(http::request const& request)
    {
        return credentials(request, "Bearer");
    }

private:
    struct refresh_token {
        std::string client_id;
        std::uint64_t login = 0;
        bool spent = false;
    };
    static constexpr std::string_view saml = "urn:ietf:params:oauth:grant-type:saml2-bearer";

    static std::optional<std::string_view> credentials(http::request const& request, std::string_view scheme)
    {
        auto const header = request.headers.find("Authorization");
        if (!header || header->size() <= scheme.size() || (*header)[scheme.size()] != ' ' ||
            !http::equal_names(header->substr(0, scheme.size()), scheme))
            return std::nullopt;
        return header->substr(scheme.size() + 1);
    }

    http::response refuse(unsigned status, std::string_view code, std::string const& words) const
    {
        std::string body;
        json_text j(body);
        j.open('{');
        j.ready("error", code);
        j.text("description", words);
        j.text("error_description", words);
        j.close('}');
        auto r = json_response(status, std::move(body));
        if (status == 401) r.headers.add("WWW-Authenticate", "Basic realm=\"login\"");
        r.headers.add("Cache-Control", "no-store");
        return r;
    }

    // Says which client it is.
    std::optional<http::response>
    authenticate(http::request const& request, parameter_list const& form, std::string& client) const
    {
        std::string id(find_parameter(form, "client_id").value_or(""));
        std::string password(find_parameter(form, "client_secret").value_or(""));
        if (auto const basic = credentials(request, "Basic")) {
            if (!password.empty()) return refuse(400, "invalid_request", "two ways of client authentication at once");
            auto const pair = base64_decode(*basic);
            auto const colon = pair ? pair->find(':') : std::string::npos;
            if (colon == std::string::npos)
                return refuse(invalid_client_status_, "invalid_client", "malformed credentials");
            id = pair->substr(0, colon);
            password = pair->substr(colon + 1);
            // RFC 6749 §2.3.1 form-encodes both parts; the platform's own SDKs send them raw. Both are understood.
            if (!same(id, password)) {
                if (auto plain = percent_decode(id)) id = std::move(*plain);
                if (auto plain = percent_decode(password)) password = std::move(*plain);
            }
        }
        bool const anonymous = password.empty() && !credentials(request, "Basic");
        if (anonymous && !id.empty() && id == public_client_id_) return client = std::move(id), std::nullopt;
        if (id != client_id_) return refuse(invalid_client_status_, "invalid_client", "client not found: " + id);
        if (!same(id, password)) return refuse(invalid_client_status_, "invalid_client", "authentication failed");
        client = std::move(id);
        return std::nullopt;
    }

    bool same(std::string_view id, std::string_view password) const
    {
        return id == client_id_ && equal_in_constant_time(secret(password), client_secret_);
    }

    http::response redeem(std::string const& client, parameter_list const& form, time_point now)
    {
        auto const value = [&](std::string_view name) { return find_parameter(form, name).value_or(""); };
        auto const verifier = value("code_verifier");
        if (value("code").empty() || value("redirect_uri").empty())
            return refuse(400, "invalid_request", "code and redirect_uri are needed");
        auto* const code = people_desk_.find(value("code"), now);
        if (code == nullptr) return refuse(400, "invalid_grant", "the authorization code is not known");
        if (std::exchange(code->spent, true)) {
            // Whoever comes second may be the honest one (RFC 6749 §4.1.2).
            revoke_login(code->login);
            return refuse(400, "invalid_grant", "the authorization code was used before");
        }
        if (code->client_id != client) return refuse(400, "invalid_grant", "the code belongs to another client");
        if (code->redirect_uri != value("redirect_uri"))
            return refuse(400, "invalid_grant", "the redirect URI is not that of the authorization request");
        bool const proven =
            code->challenge.empty() ? verifier.empty() : code->challenge == base64::encode_url(jose::sha256(verifier));
        if (!proven) return refuse(400, "invalid_grant", "the code verifier does not match");
        return issue(client, "CODE", code->login, now, true);
    }

    http::response renew(std::string const& client, parameter_list const& form, time_point now)
    {
        auto const given = find_parameter(form, "refresh_token").value_or("");
        if (given.empty()) return refuse(400, "invalid_request", "refresh_token is missing");
        auto const found = refresh_tokens_.find(std::string(given));
        if (found == refresh_tokens_.end() || found->second.client_id != client)
            return refuse(400, "invalid_grant", "the refresh token is not known");
        auto const login = found->second.login;
        if (found->second.spent) {
            revoke_login(login);
            return refuse(400, "invalid_grant", "the refresh token was used before");
        }
        found->second.spent = rotate_;
        return issue(client, "CODE", login, now, rotate_);
    }

    http::response trust(std::string const& client, parameter_list const& form, time_point now)
    {
        auto const organization = find_parameter(form, "orgName").value_or("");
        auto const assertion = find_parameter(form, "assertion").value_or("");
        if (organization.empty() || assertion.empty())
            return refuse(400, "invalid_request", "orgName and assertion are needed");
        auto const xml = base64_decode(assertion);
        if (organization != organization_ || !xml || xml->find("Assertion") == std::string::npos)
            return refuse(400, "invalid_grant", "the assertion is not accepted");
        return issue(client, "SAML2-BEARER", ~++issued_by_assertion_, now);
    }

    http::response issue(
        std::string const& client, std::string_view grant, std::uint64_t login, time_point now,
        bool refreshable = false)
    {
        std::erase_if(tokens_, [&](auto const& t) { return t.second.expires <= now; });
        auto const text = opaque_text(seed_ ^ 0x70ce, issued_++);
        issued_token token;
        token.client_id = client;
        token.grant = grant;
        token.login = login;
        token.expires = now + life_;
        token.life = life_;
        tokens_.emplace(text, std::move(token));
        std::string body;
        json_text j(body);
        j.open('{');
        j.ready("access_token", text);
        j.ready("token_type", "bearer");
        j.number("expires_in", life_.count());
        if (refreshable) {
            auto const successor = opaque_text(seed_ ^ 0x4ef4, issued_);
            refresh_tokens_.emplace(successor, refresh_token{client, login, false});
            j.ready("refresh_token", successor);
        }
        j.close('}');
        auto r = json_response(200, std::move(body));
        r.headers.add("Cache-Control", "no-store");
        return r;
    }

    std::string client_id_;
    secret client_secret_;
    std::string public_client_id_;
    bool people_;
    bool rotate_;
    std::string organization_;
    std::chrono::seconds life_;
    unsigned invalid_client_status_;
    std::uint64_t seed_;
    std::uint64_t issued_ = 0;
    std::uint64_t issued_by_assertion_ = 0;
    sign_in_desk people_desk_;
    std::unordered_map<std::string, issued_token> tokens_;
    std::unordered_map<std::string, refresh_token> refresh_tokens_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_TOKEN_DESK_HPP
