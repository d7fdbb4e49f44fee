// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_CLIENT_ASSERTION_HPP
#define COGRANT_OAUTH_CLIENT_ASSERTION_HPP

#include <cogrant/codec/form.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/jose/algorithm.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/jose/jws.hpp>
#include <cogrant/jose/key.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/secret.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Clients that prove themselves by a signed text: JWT assertions (RFC 7521 §4.2, RFC 7523 §2.2, §3).

namespace cogrant::oauth {

inline constexpr std::string_view jwt_bearer_assertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a client says about itself in an assertion, besides who it is. Not an aggregate on purpose (see `tls_options`).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class assertion_options {
public:
    assertion_options() = default;

    /// How long it is good for: from 1 s to 5 min. Long enough for the way and for clocks that differ.
    assertion_options& lifetime(std::chrono::seconds s)
    {
        lifetime_ = std::clamp(s, std::chrono::seconds(1), std::chrono::seconds(300));
        return *this;
    }
    /// The name under which the server knows the key (`kid`).
    assertion_options& key_id(std::string kid)
    {
        key_id_ = std::move(kid);
        return *this;
    }
    /// `typ` is plain `JWT`: for servers that do not know `client-authentication+jwt` yet.
    assertion_options& plain_type()
    {
        type_ = "JWT";
        return *this;
    }
    /// Makes the `jti`: for tests. By default 128 random bits.
    assertion_options& unique_id(std::string (*make)())
    {
        unique_id_ = make;
        return *this;
    }

    std::chrono::seconds lifetime() const noexcept { return lifetime_; }
    std::string const& key_id() const noexcept { return key_id_; }
    std::string_view type() const noexcept { return type_; }
    std::string unique_id() const { return unique_id_(); }

private:
    std::chrono::seconds lifetime_{60};
    std::string key_id_;
    std::string_view type_ = "client-authentication+jwt";
    std::string (*unique_id_)() = [] { return jose::random_text(16); };
};

namespace detail {

/// What RFC 6749 §A.1 allows in a client id, and any URL: the claims are JSON, where other bytes need not be UTF-8.
inline bool legal_claim(std::string_view text) noexcept
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

inline std::string assertion_header(jose::algorithm a, assertion_options const& options)
{
    std::string out = R"({"typ":)";
    json::write_string(out, options.type());
    out.append(R"(,"alg":)");
    json::write_string(out, jose::to_string(a));
    if (!options.key_id().empty()) {
        out.append(R"(,"kid":)");
        json::write_string(out, options.key_id());
    }
    return out + '}';
}

inline std::string assertion_claims(
    std::string_view client_id, std::string_view issuer, std::chrono::sys_seconds now, assertion_options const& options)
{
    auto const member = [](std::string& out, std::string_view name, std::string_view value) {
        json::write_string(out, name);
        out += ':';
        json::write_string(out, value);
        out += ',';
    };
    std::string out = "{";
    member(out, "iss", client_id);
    member(out, "sub", client_id);
    member(out, "aud", issuer); // one text, never a list, never an endpoint (S25)
    member(out, "jti", options.unique_id());
    auto const seconds = static_cast<std::int64_t>(now.time_since_epoch().count());
    out.append(R"("iat":)").append(std::to_string(seconds));
    out.append(R"(,"exp":)").append(std::to_string(seconds + options.lifetime().count()));
    return out + '}';
}

/// Adds an assertion to a form and wipes it.
inline void add_assertion(std::string& form, std::string_view client_id, std::string_view type, std::string& assertion)
{
    make_room(form, 3 * (client_id.size() + type.size() + assertion.size()) + 64);
    if (!client_id.empty()) form::add(form, "client_id", client_id);
    form::add(form, "client_assertion_type", type);
    form::add(form, "client_assertion", assertion);
    OPENSSL_cleanse(assertion.data(), assertion.size());
}

} // namespace detail

/** A client that signs a new assertion for every try. Use @ref private_key_jwt or @ref client_secret_jwt.

    The audience is the issuer and nothing else: a server that passes another's token endpoint off as its own gets nothing
    that it could use there.

    @par Source         RFC 7523 §2.2, §3; draft-ietf-oauth-rfc7523bis §4; S25, S35 of the security checklist
    @par Thread safety  distinct objects: safe; shared object: const members only */
template <class Key, class WallClock = std::chrono::system_clock>
class basic_assertion_auth {
public:
    static constexpr bool single_use = true;

    /// @param issuer  as the server's metadata spells it, byte for byte
    basic_assertion_auth(
        std::string client_id, std::string issuer, Key key, jose::algorithm a, assertion_options options = {})
        : id_(std::move(client_id)), issuer_(std::move(issuer)), key_(std::move(key)), algorithm_(a),
          options_(std::move(options))
    {
    }
    /// With the secret itself, for HS256. It has to have 32 bytes at least.
    basic_assertion_auth(
        std::string client_id, std::string issuer, secret client_secret, assertion_options options = {})
        requires std::same_as<Key, jose::symmetric_key>
        : basic_assertion_auth(
              std::move(client_id), std::move(issuer), Key(std::move(client_secret)), jose::algorithm::hs256,
              std::move(options))
    {
    }

    /// @par Errors  oauth_errc::illegal_credential; jose_errc::unfit_key, weak_key
    error_code apply(http::request&, std::string& form) const
    {
        if (!detail::legal_claim(id_) || !detail::legal_claim(issuer_) ||
            (!options_.key_id().empty() && !detail::legal_claim(options_.key_id())))
            return make_error_code(oauth_errc::illegal_credential);
        auto const now = std::chrono::floor<std::chrono::seconds>(WallClock::now());
        auto made = jose::sign(
            detail::assertion_header(algorithm_, options_), detail::assertion_claims(id_, issuer_, now, options_), key_,
            algorithm_);
        if (!made) return made.error().code();
        detail::add_assertion(form, id_, jwt_bearer_assertion, *made);
        return {};
    }

private:
    std::string id_;
    std::string issuer_;
    Key key_;
    jose::algorithm algorithm_;
    assertion_options options_;
};

/** `private_key_jwt`: signed by the client's private key (RS256, PS256, ES256, EdDSA and their kin).

    @code
    private_key_jwt const me("client", "https://as.example", key, jose::algorithm::es256, assertion_options().key_id("1"));
    @endcode */
template <class WallClock>
using basic_private_key_jwt = basic_assertion_auth<jose::private_key, WallClock>;
using private_key_jwt = basic_private_key_jwt<std::chrono::system_clock>;

/// `client_secret_jwt`: signed with the client secret, which does not travel.
template <class WallClock>
using basic_client_secret_jwt = basic_assertion_auth<jose::symmetric_key, WallClock>;
using client_secret_jwt = basic_client_secret_jwt<std::chrono::system_clock>;

/** A client whose assertion somebody else signs: a platform that puts a fresh token into a file, a key service.

    The function is called for every try and gives the assertion as `std::string` or `secret`, or a `result` of one. White
    space at the ends is dropped, as a file has it.

    @code
    assertion_from const workload("client", [] { return read_file("/var/run/secrets/tokens/as"); });
    @endcode

    @par Source  RFC 7521 §4.2
    @par Limits  64 KiB
    @par Thread safety  distinct objects: safe; shared object: const members only, and what the function allows */
template <class Make>
    requires std::copy_constructible<Make> && std::invocable<Make const&>
class assertion_from {
public:
    static constexpr bool single_use = true;
    static constexpr std::size_t max_assertion = std::size_t{64} * 1024;

    /// @param client_id  may be empty: RFC 7523 leaves it out where the assertion says who it is
    assertion_from(std::string client_id, Make make, std::string type = std::string(jwt_bearer_assertion))
        : id_(std::move(client_id)), make_(std::move(make)), type_(std::move(type))
    {
    }

    /// @par Errors  oauth_errc::illegal_credential, also for an assertion that is empty or no base64url with dots; those of
    ///              the function
    error_code apply(http::request&, std::string& form) const
    {
        if (!detail::legal_credential(id_) || !detail::legal_claim(type_))
            return make_error_code(oauth_errc::illegal_credential);
        auto made = std::invoke(make_);
        if constexpr (requires { made.has_error(); }) {
            if (!made) return made.error().code();
            return add(form, *made);
        } else {
            return add(form, made);
        }
    }

private:
    error_code add(std::string& form, secret const& made) const
    {
        std::string text(made.expose());
        return add(form, text);
    }
    error_code add(std::string& form, std::string& made) const
    {
        std::string_view text = made;
        while (!text.empty() && blank(text.back())) text.remove_suffix(1);
        while (!text.empty() && blank(text.front())) text.remove_prefix(1);
        bool const legal =
            !text.empty() && text.size() <= max_assertion && std::all_of(text.begin(), text.end(), &in_assertion);
        if (legal) {
            std::string trimmed;
            trimmed.reserve(text.size() + 16); // on the heap, so that all of it can be wiped
            trimmed.append(text);
            detail::add_assertion(form, id_, type_, trimmed);
        }
        OPENSSL_cleanse(made.data(), made.size());
        return legal ? error_code() : make_error_code(oauth_errc::illegal_credential);
    }
    static bool blank(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
    static bool in_assertion(char c) noexcept
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.' || c == '=';
    }

    std::string id_;
    Make make_;
    std::string type_;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_CLIENT_ASSERTION_HPP
