// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CXONE_TOKEN_DESK_HPP
#define COGRANT_TESTING_EMULATOR_CXONE_TOKEN_DESK_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/config.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/cxone_options.hpp>
#include <cogrant/testing/emulator/cxone_sign_in_desk.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cogrant::testing::detail {

/// A refusal as the token endpoints have it: camel case, unlike the RFC.
inline http::response cxone_refusal(
    unsigned status, std::string_view code, std::string_view words, std::string_view member = "errorDescription")
{
    std::string body;
    json_text j(body);
    j.open('{');
    j.ready("error", code);
    j.text(member, words);
    j.close('}');
    return json_response(status, std::move(body));
}

/// What the JSON bodies of logins hold.
struct cxone_login_body {
    std::optional<std::string> access_key_id{};
    std::optional<std::string> access_key_secret{};
    std::optional<std::string> token{};
};

/// Issues tokens by access key, by password with application, by code and by refresh token; knows which are good.
class cxone_token_desk {
public:
    explicit cxone_token_desk(cxone_emulator_options const& o)
        : key_id_(o.access_key_id()), key_(o.access_key_secret()), client_id_(o.client_id()),
          client_secret_(o.client_secret()), tenant_(o.tenant()), names_host_(o.names_api_host()),
          life_(o.token_life()), refresh_life_(o.refresh_life()), seed_(o.seed() ^ 0xc0de), people_(o)
    {
    }

    /// `POST /authentication/v1/token/access-key`
    http::response by_key(http::request const& request, std::string const& base, time_point now, std::int64_t)
    {
        auto const body = json::decode<cxone_login_body>(request.body);
        if (!body || !body->access_key_id || !body->access_key_secret)
            return cxone_refusal(400, "invalid_request", "accessKeyId and accessKeySecret are needed, as JSON");
        if (!right_key(*body->access_key_id, *body->access_key_secret))
            return cxone_refusal(401, "invalid_client", "the access key is not known");
        return issue(base, now);
    }
    /// `POST /public/user/refresh`
    http::response by_refresh(http::request const& request, std::string const& base, time_point now, std::int64_t)
    {
        auto const body = json::decode<cxone_login_body>(request.body);
        if (!body || !body->token) return cxone_refusal(400, "invalid_request", "token is needed, as JSON");
        auto const spent = spend(*body->token, now);
        if (!spent) return cxone_refusal(401, "invalid_grant", "the refresh token is not known");
        return issue(base, now, {.odd_names = true, .of_person = spent->of_person});
    }
    /// `POST /auth/token`
    http::response by_form(http::request const& request, std::string const& base, time_point now, std::int64_t wall)
    {
        auto const form = parse_parameters(request.body);
        if (!form) return cxone_refusal(400, "invalid_request", "the form cannot be decoded");
        if (!right_application(request, *form))
            return cxone_refusal(401, "invalid_client", "the application is not known");
        auto const value = [&](std::string_view name) { return find_parameter(*form, name).value_or(""); };
        if (value("grant_type") == "password") {
            if (!right_key(value("username"), value("password")))
                return cxone_refusal(400, "invalid_grant", "the access key is not known");
            return issue(base, now);
        }
        if (value("grant_type") == "authorization_code") {
            std::string_view why;
            auto const who = people_.redeem(*form, now, why);
            if (!who) return cxone_refusal(400, "invalid_grant", why);
            return issue(base, now, {.of_person = true, .id_token = people_.id_token(*who, base, wall, life_.count())});
        }
        if (value("grant_type") != "refresh_token")
            return cxone_refusal(
                400, "unsupported_grant_type", "authorization_code, password and refresh_token are understood");
        auto const spent = spend(std::string(value("refresh_token")), now);
        if (!spent) return cxone_refusal(400, "invalid_grant", "the refresh token is not known");
        return issue(base, now, {.of_person = spent->of_person});
    }

    struct token {
        time_point expires{};
        bool of_person = false; ///< signed in; else of an access key
        std::uint64_t served = 0;
    };
    /// The token of a request, if it is good now.
    token* find(http::request const& request, time_point now)
    {
        auto const found = tokens_.find(std::string(bearer(request)));
        return found == tokens_.end() || found->second.expires <= now ? nullptr : &found->second;
    }
    cxone_sign_in_desk& people() noexcept { return people_; }
    void revoke(http::request const& request) { tokens_.erase(std::string(bearer(request))); }
    void revoke_all() noexcept { tokens_.clear(); }
    std::uint64_t issued() const noexcept { return issued_; }

private:
    struct renewal {
        time_point expires{};
        bool of_person = false;
    };
    struct manner {
        bool odd_names = false;
        bool of_person = false; // whose answers never name the API host
        std::string id_token{};
    };

    static std::string_view bearer(http::request const& request)
    {
        auto const header = request.headers.find("Authorization").value_or("");
        constexpr std::string_view scheme = "Bearer ";
        bool const ours = header.size() > scheme.size() && http::equal_names(header.substr(0, scheme.size()), scheme);
        return ours ? header.substr(scheme.size()) : std::string_view();
    }
    bool right_key(std::string_view id, std::string_view key) const
    {
        return id == key_id_ && equal_in_constant_time(secret(key), key_);
    }
    bool right_application(http::request const& request, parameter_list const& form) const
    {
        std::string id(find_parameter(form, "client_id").value_or(""));
        std::string password(find_parameter(form, "client_secret").value_or(""));
        auto const header = request.headers.find("Authorization").value_or("");
        if (header.starts_with("Basic ")) {
            auto const pair = base64_decode(header.substr(6)).value_or("");
            auto const colon = std::min(pair.find(':'), pair.size());
            id = percent_decode(pair.substr(0, colon)).value_or("");
            password = colon == pair.size() ? "" : percent_decode(pair.substr(colon + 1)).value_or("");
        }
        return id == client_id_ && equal_in_constant_time(secret(password), client_secret_);
    }
    std::optional<renewal> spend(std::string const& refresh_token, time_point now)
    {
        auto const found = refresh_.find(refresh_token);
        if (found == refresh_.end()) return std::nullopt;
        auto const facts = found->second;
        refresh_.erase(found);
        return facts.expires > now ? std::optional(facts) : std::nullopt;
    }

    http::response issue(std::string const& base, time_point now) { return issue(base, now, manner()); }
    http::response issue(std::string const& base, time_point now, manner const& how)
    {
        auto const n = issued_++;
        std::string claims;
        json_text c(claims);
        c.open('{');
        c.ready("tenant", "emulated");
        c.text("tenantId", tenant_);
        c.ready("icBUId", "4599999");
        c.ready("icClusterId", "c32");
        c.close('}');
        auto const text = "eyJhbGciOiJub25lIn0." + base64::encode_url(claims) + "." + to_string(id_of(seed_, n));
        auto const refresh = "rt-" + to_string(id_of(seed_ ^ 0x4ef, n));
        std::erase_if(tokens_, [&](auto const& t) { return t.second.expires <= now; });
        tokens_.emplace(text, token{now + life_, how.of_person, 0});
        refresh_.emplace(refresh, renewal{now + refresh_life_, how.of_person});
        std::string body;
        json_text j(body);
        j.open('{');
        j.ready(how.odd_names ? "token" : "access_token", text);
        if (!how.odd_names) j.ready("token_type", "Bearer");
        if (!how.odd_names) j.number("expires_in", life_.count());
        j.ready(how.odd_names ? "refreshToken" : "refresh_token", refresh);
        if (how.odd_names) j.number("refreshTokenExpirationTimeSec", refresh_life_.count());
        if (!how.id_token.empty()) j.ready("id_token", how.id_token);
        if (names_host_ && !how.of_person) j.text("resource_server_base_uri", base + "/");
        j.close('}');
        auto r = json_response(200, std::move(body));
        r.headers.add("Cache-Control", "no-store");
        return r;
    }

    std::string key_id_;
    secret key_;
    std::string client_id_;
    secret client_secret_;
    std::string tenant_;
    bool names_host_;
    std::chrono::seconds life_;
    std::chrono::seconds refresh_life_;
    std::uint64_t seed_;
    std::uint64_t issued_ = 0;
    std::unordered_map<std::string, token> tokens_;
    std::unordered_map<std::string, renewal> refresh_;
    cxone_sign_in_desk people_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CXONE_TOKEN_DESK_HPP
