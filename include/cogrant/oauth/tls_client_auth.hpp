// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TLS_CLIENT_AUTH_HPP
#define COGRANT_OAUTH_TLS_CLIENT_AUTH_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/http/client_certificate.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/impl/login_parts.hpp>
#include <cogrant/oauth/server_metadata.hpp>

#include <openssl/x509.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Clients that prove themselves by the certificate of their TLS connection (RFC 8705).

namespace cogrant::oauth {

/** `tls_client_auth`: the certificate of the connection says who the client is; an authority vouches for it.

    The pool gives the request a connection made with this certificate, and verifies the server as always. Calls to the API
    need the same one (RFC 8705 §3): set it with `tls_options::certificate` for the whole pool, or at each request.

    @par Source  RFC 8705 §2.1; S27 of the security checklist
    @par Thread safety  distinct objects: safe; shared object: const members only */
class tls_client_auth {
public:
    tls_client_auth(std::string client_id, http::client_certificate certificate)
        : id_(std::move(client_id)), certificate_(std::move(certificate))
    {
    }

    /// @par Errors  oauth_errc::illegal_credential; http_errc::client_certificate_unusable when there is none
    error_code apply(http::request& r, std::string& form) const
    {
        if (!detail::legal_credential(id_) || id_.empty()) return make_error_code(oauth_errc::illegal_credential);
        if (!certificate_) return make_error_code(http_errc::client_certificate_unusable);
        r.certificate = certificate_;
        form::add(form, "client_id", id_);
        return {};
    }

private:
    std::string id_;
    http::client_certificate certificate_;
};

/// `self_signed_tls_client_auth`: the same, with a certificate of the client's own that the server was told of (RFC 8705 §2.2).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class self_signed_tls_client_auth : public tls_client_auth {
public:
    using tls_client_auth::tls_client_auth;
};

namespace detail {

inline result<http::url>
mtls_endpoint(std::optional<std::string> const& alias, std::optional<std::string> const& usual, std::string_view name)
{
    // An alias that cannot be used is an error: the usual endpoint would not ask for the certificate.
    auto found = login_endpoint(alias ? alias : usual, name);
    if (found && !found->origin.tls)
        return login_error(
            oauth_errc::endpoint_refused, std::string(name) + " is not https, which a certificate needs");
    return found;
}

} // namespace detail

/** Where a client with a certificate asks for tokens: the alias of the metadata, else the usual endpoint.

    @par Source  RFC 8705 §5; S13, S27 of the security checklist
    @par Errors  oauth_errc::endpoint_missing; endpoint_refused when it is not https */
inline result<http::url> mtls_token_endpoint(server_metadata const& server)
{
    auto const& aliases = server.mtls_endpoint_aliases;
    return detail::mtls_endpoint(
        aliases ? aliases->token_endpoint : std::nullopt, server.token_endpoint, "token_endpoint");
}

/** The same for any endpoint that has an alias.

    @code
    auto const where = mtls_endpoint(server, &server_metadata::revocation_endpoint,
                                     &mtls_endpoints::revocation_endpoint, "revocation_endpoint");
    @endcode

    @param name  for the words of an error */
inline result<http::url> mtls_endpoint(
    server_metadata const& server, std::optional<std::string> server_metadata::* usual,
    std::optional<std::string> mtls_endpoints::* alias, std::string_view name)
{
    auto const& aliases = server.mtls_endpoint_aliases;
    return detail::mtls_endpoint(aliases ? (*aliases).*alias : std::nullopt, server.*usual, name);
}

/** `x5t#S256`: the name by which a token is bound to a certificate. Empty for no certificate.

    @par Source  RFC 8705 §3.1 */
inline std::string certificate_thumbprint(X509* certificate)
{
    int const size = certificate == nullptr ? 0 : i2d_X509(certificate, nullptr);
    if (size <= 0) return {};
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509(certificate, &at);
    return base64::encode_url(jose::sha256(der));
}
inline std::string certificate_thumbprint(http::client_certificate const& own)
{
    return certificate_thumbprint(own.leaf());
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_TLS_CLIENT_AUTH_HPP
