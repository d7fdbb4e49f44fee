// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_SIGN_IN_DESK_HPP
#define COGRANT_TESTING_EMULATOR_SIGN_IN_DESK_HPP

#include <cogrant/config.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/login_page.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/options.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// A token or code that means nothing to whoever holds it: the `n`th of a seed.
inline std::string opaque_text(std::uint64_t seed, std::uint64_t n)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    noise source(mix(seed, n));
    std::string text;
    for (int i = 0; i != 64; ++i) text += alphabet[source.below(alphabet.size())];
    return text;
}

/// The same parameter twice has no meaning (RFC 6749 §3.1, §3.2); gives its name.
inline std::optional<std::string> repeated_parameter(parameter_list const& list)
{
    for (auto i = list.begin(); i != list.end(); ++i)
        if (std::any_of(list.begin(), i, [&](auto const& earlier) { return earlier.first == i->first; }))
            return i->first;
    return std::nullopt;
}

/// What a person agreed to; good for one exchange.
struct login_code {
    std::string client_id;
    std::string redirect_uri;
    std::string challenge; ///< of PKCE; empty when none was sent
    time_point expires{};
    std::uint64_t login = 0; ///< counts logins; names all tokens that come from this one
    bool spent = false;
};

/** `/oauth/authorize`: a page to log in on, and codes for those who did. Nothing is asked besides the password; nobody
    stays logged in.

    A wrong client or redirect URI is told to the person, never sent on (RFC 6749 §4.1.2.1). */
class sign_in_desk {
public:
    explicit sign_in_desk(genesys_emulator_options const& o)
        : client_id_(o.client_id()), public_client_id_(o.public_client()), redirect_uris_(o.redirect_uris()),
          person_(o.person()), password_(o.person_password()), code_life_(o.code_life()), seed_(o.seed() ^ 0x10c1)
    {
    }

    http::response answer(http::request const& request, std::string_view query, time_point now)
    {
        bool const sent = request.method == http::method::post;
        auto const asked = parse_parameters(sent ? std::string_view(request.body) : query);
        if (!asked) return login_refusal("the parameters cannot be decoded");
        if (auto const twice = repeated_parameter(*asked)) return login_refusal("repeated parameter: " + *twice);
        auto const value = [&](std::string_view name) { return find_parameter(*asked, name).value_or(""); };
        auto const client = value("client_id");
        if (client.empty() || (client != client_id_ && client != public_client_id_))
            return login_refusal("client not found: " + std::string(client));
        auto const target = value("redirect_uri");
        if (std::find(redirect_uris_.begin(), redirect_uris_.end(), target) == redirect_uris_.end())
            return login_refusal("the redirect URI is not registered: " + std::string(target));
        auto const state = find_parameter(*asked, "state");

        if (value("response_type") != "code") return send_back(target, state, "error", "unsupported_response_type");
        auto const challenge = value("code_challenge");
        bool const proof = !challenge.empty();
        if (proof != (value("code_challenge_method") == "S256") || (proof && challenge.size() != 43) ||
            (!proof && client == public_client_id_) || value("org").empty() != value("provider").empty())
            return send_back(target, state, "error", "invalid_request");

        if (!sent) return login_form(*asked, false);
        if (value("answer") == "cancel") return send_back(target, state, "error", "access_denied");
        if (value("login") != person_ || !equal_in_constant_time(secret(value("password")), password_))
            return login_form(*asked, true);
        std::erase_if(codes_, [&](auto const& c) { return c.second.expires <= now; });
        auto code = opaque_text(seed_, ++logins_);
        login_code facts;
        facts.client_id = client;
        facts.redirect_uri = target;
        facts.challenge = challenge;
        facts.expires = now + code_life_;
        facts.login = logins_;
        codes_.emplace(code, std::move(facts));
        return send_back(target, state, "code", code);
    }

    /// The facts of a code that is still good, or was spent before; null when there is none.
    login_code* find(std::string_view code, time_point now)
    {
        auto const found = codes_.find(std::string(code));
        return found == codes_.end() || found->second.expires <= now ? nullptr : &found->second;
    }

private:
    std::string client_id_;
    std::string public_client_id_;
    std::vector<std::string> redirect_uris_;
    std::string person_;
    secret password_;
    std::chrono::seconds code_life_;
    std::uint64_t seed_;
    std::uint64_t logins_ = 0;
    std::unordered_map<std::string, login_code> codes_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_SIGN_IN_DESK_HPP
