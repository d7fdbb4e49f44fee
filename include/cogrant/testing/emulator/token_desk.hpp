// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_TOKEN_DESK_HPP
#define COGRANT_TESTING_EMULATOR_TOKEN_DESK_HPP

#include <cogrant/config.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/options.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cogrant::testing::detail {

/// Counts requests in fixed windows of one minute, the first of which begins with the first request.
class rate_window {
public:
    /// False when the window has no room left; such a request is not counted.
    bool admit(time_point now, unsigned allowed) noexcept
    {
        if (!begun_ || now - begin_ >= std::chrono::minutes(1)) {
            begin_ = now;
            begun_ = true;
            count_ = 0;
        }
        if (count_ >= allowed) return false;
        ++count_;
        return true;
    }
    unsigned count() const noexcept { return count_; }
    /// Whole seconds until the window ends, at least 1.
    std::int64_t reset_in(time_point now) const noexcept
    {
        auto const left = std::chrono::ceil<std::chrono::seconds>(begin_ + std::chrono::minutes(1) - now).count();
        return std::max<std::int64_t>(left, 1);
    }

private:
    time_point begin_{};
    unsigned count_ = 0;
    bool begun_ = false;
};

struct issued_token {
    time_point expires{};
    std::chrono::seconds life{};
    std::uint64_t served = 0;
    rate_window window;
};

/// Issues access tokens and knows which are good.
class token_desk {
public:
    explicit token_desk(genesys_emulator_options const& o)
        : client_id_(o.client_id()), client_secret_(o.client_secret()), life_(o.token_life()),
          invalid_client_status_(o.invalid_client_status()), seed_(o.seed())
    {
    }

    std::uint64_t issued() const noexcept { return issued_; }

    /// The answer of `POST /oauth/token`. The content type was looked at before.
    http::response answer(http::request const& request, time_point now)
    {
        auto const form = parse_parameters(request.body);
        if (!form) return refuse(400, "invalid_request", "the form cannot be decoded");
        for (auto i = form->begin(); i != form->end(); ++i)
            if (std::any_of(form->begin(), i, [&](auto const& earlier) { return earlier.first == i->first; }))
                return refuse(400, "invalid_request", "repeated parameter: " + i->first);
        if (auto refused = authenticate(request, *form)) return *std::move(refused);
        auto const grant = find_parameter(*form, "grant_type");
        if (!grant) return refuse(400, "invalid_request", "grant_type is missing");
        constexpr std::array<std::string_view, 4> known{
            "authorization_code", "refresh_token", "password", "urn:ietf:params:oauth:grant-type:saml2-bearer"};
        if (std::find(known.begin(), known.end(), *grant) != known.end())
            return refuse(400, "unauthorized_client", "the client may not use this grant");
        if (*grant != "client_credentials")
            return refuse(400, "unsupported_grant_type", "unsupported grant type: " + std::string(*grant));
        return grant_token(now);
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

    static std::optional<std::string_view> bearer(http::request const& request)
    {
        return credentials(request, "Bearer");
    }

private:
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

    std::optional<http::response> authenticate(http::request const& request, parameter_list const& form) const
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
        if (id != client_id_) return refuse(invalid_client_status_, "invalid_client", "client not found: " + id);
        if (!same(id, password)) return refuse(invalid_client_status_, "invalid_client", "authentication failed");
        return std::nullopt;
    }

    bool same(std::string_view id, std::string_view password) const
    {
        return id == client_id_ && equal_in_constant_time(secret(password), client_secret_);
    }

    http::response grant_token(time_point now)
    {
        std::erase_if(tokens_, [&](auto const& t) { return t.second.expires <= now; });
        constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        noise n(mix(seed_ ^ 0x70ce, issued_++));
        std::string text;
        for (int i = 0; i != 64; ++i) text += alphabet[n.below(alphabet.size())];
        issued_token token;
        token.expires = now + life_;
        token.life = life_;
        tokens_.emplace(text, token);
        std::string body;
        json_text j(body);
        j.open('{');
        j.ready("access_token", text);
        j.ready("token_type", "bearer");
        j.number("expires_in", life_.count());
        j.close('}');
        auto r = json_response(200, std::move(body));
        r.headers.add("Cache-Control", "no-store");
        return r;
    }

    std::string client_id_;
    secret client_secret_;
    std::chrono::seconds life_;
    unsigned invalid_client_status_;
    std::uint64_t seed_;
    std::uint64_t issued_ = 0;
    std::unordered_map<std::string, issued_token> tokens_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_TOKEN_DESK_HPP
