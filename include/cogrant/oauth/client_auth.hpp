// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_CLIENT_AUTH_HPP
#define COGRANT_OAUTH_CLIENT_AUTH_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/secret.hpp>

#include <openssl/crypto.h>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/** How a client proves itself at the token endpoint: adds what it needs to the request or to the form body.

    One whose proof is accepted once only (a signed assertion) says `static constexpr bool single_use = true;`: the request
    is then never repeated as it is, and `apply` is called again for each try. Archetype: `tests/support/archetypes.hpp`. */
template <class A>
concept client_authentication =
    std::copy_constructible<A> && requires(A const& a, http::request& r, std::string& form) {
        { a.apply(r, form) } -> std::same_as<error_code>;
    };

namespace detail {

template <class A>
inline constexpr bool single_use_proof = requires { requires bool(A::single_use); };

/// Visible characters and spaces only (RFC 6749 appendix A.1, A.2); other bytes could end a header early. UTF-8 passes.
inline bool legal_credential(std::string_view text) noexcept
{
    for (char const c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) return false;
    return true;
}

/// Room for so many more bytes, before a secret is appended: text that grows by itself leaves its old bytes behind.
inline void make_room(std::string& text, std::size_t more)
{
    if (text.capacity() - text.size() >= more) return;
    std::string roomy;
    roomy.reserve(text.size() + more);
    roomy.append(text);
    text.swap(roomy);
    OPENSSL_cleanse(roomy.data(), roomy.size());
}

/// Appends `&name=value` without leaving pieces of the value behind.
inline void add_secret(std::string& form, std::string_view name, std::string_view value)
{
    make_room(form, name.size() + 2 + 3 * value.size());
    form::add(form, name, value);
}

} // namespace detail

/** `client_secret_basic`: id and secret in an Authorization header.

    RFC 6749 §2.3.1 form-encodes both first; many providers never decode. `raw` leaves that step out, for them.

    @par Source  RFC 6749 §2.3.1, RFC 7617
    @par Thread safety  distinct objects: safe; shared object: const members only */
class client_secret_basic {
public:
    enum class encoding { form, raw };

    client_secret_basic(std::string client_id, secret client_secret, encoding how = encoding::form)
        : id_(std::move(client_id)), secret_(std::move(client_secret)), how_(how)
    {
    }

    /// @par Errors  oauth_errc::illegal_credential
    error_code apply(http::request& r, std::string&) const
    {
        if (!detail::legal_credential(id_) || !detail::legal_credential(secret_.expose()))
            return make_error_code(oauth_errc::illegal_credential);
        std::string pair;
        pair.reserve(3 * (id_.size() + secret_.size()) + 1); // so that growing leaves no copy behind
        if (how_ == encoding::form) {
            form::append_escaped(pair, id_);
            pair += ':';
            form::append_escaped(pair, secret_.expose());
        } else {
            // RFC 7617 §2: a colon in the user-id would move the border between id and secret.
            if (id_.find(':') != std::string::npos) return make_error_code(oauth_errc::illegal_credential);
            pair.append(id_).append(":").append(secret_.expose());
        }
        auto encoded = base64::encode(pair);
        OPENSSL_cleanse(pair.data(), pair.size());
        secret const value("Basic ", encoded);
        OPENSSL_cleanse(encoded.data(), encoded.size());
        bool const set = r.headers.set("Authorization", value.expose());
        return set ? error_code() : make_error_code(oauth_errc::illegal_credential);
    }

private:
    std::string id_;
    secret secret_;
    encoding how_;
};

/// `client_secret_post`: id and secret as form parameters (RFC 6749 §2.3.1, the second choice).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class client_secret_post {
public:
    client_secret_post(std::string client_id, secret client_secret)
        : id_(std::move(client_id)), secret_(std::move(client_secret))
    {
    }

    /// @par Errors  oauth_errc::illegal_credential
    error_code apply(http::request&, std::string& form) const
    {
        if (!detail::legal_credential(id_) || !detail::legal_credential(secret_.expose()))
            return make_error_code(oauth_errc::illegal_credential);
        form::add(form, "client_id", id_);
        detail::add_secret(form, "client_secret", secret_.expose());
        return {};
    }

private:
    std::string id_;
    secret secret_;
};

/// `none`: a public client names itself and proves nothing (RFC 6749 §3.2.1).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class public_client {
public:
    explicit public_client(std::string client_id) : id_(std::move(client_id)) {}

    /// @par Errors  oauth_errc::illegal_credential
    error_code apply(http::request&, std::string& form) const
    {
        if (!detail::legal_credential(id_)) return make_error_code(oauth_errc::illegal_credential);
        form::add(form, "client_id", id_);
        return {};
    }

private:
    std::string id_;
};

/// No client at all: for logins of platforms that know none (CXone's access key, contract §2.1).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class no_client {
public:
    error_code apply(http::request&, std::string&) const { return {}; }
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_CLIENT_AUTH_HPP
