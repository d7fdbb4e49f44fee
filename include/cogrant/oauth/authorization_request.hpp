// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_AUTHORIZATION_REQUEST_HPP
#define COGRANT_OAUTH_AUTHORIZATION_REQUEST_HPP

#include <cogrant/codec/form.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/impl/login_parts.hpp>
#include <cogrant/oauth/pending_login.hpp>
#include <cogrant/oauth/pkce.hpp>
#include <cogrant/oauth/resource.hpp>
#include <cogrant/oauth/scope.hpp>
#include <cogrant/oauth/server_metadata.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::oauth {

/** What a login asks for: who asks, for which scopes, and where the person is sent back to.

    @code
    authorization_request ask("my-client", listener.redirect_uri());
    ask.scope("openid profile").parameter("org", "acme").parameter("provider", "okta");
    auto begun = begin_login(ask, metadata);    // `state`, `nonce` and PKCE are made there
    @endcode

    @par Source  RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2, OpenID Connect Core §3.1.2.1
    @par Thread safety  distinct objects: safe; shared object: const members only */
class authorization_request {
public:
    using parameters = std::vector<std::pair<std::string, std::string>>;

    authorization_request(std::string client_id, std::string redirect_uri)
        : client_id_(std::move(client_id)), redirect_uri_(std::move(redirect_uri))
    {
    }

    /// Space separated. With `openid` in it a nonce is sent, too.
    authorization_request& scope(std::string words)
    {
        scope_ = std::move(words);
        return *this;
    }
    /// Adds a resource that the token is for (RFC 8707). The order is kept.
    authorization_request& resource(std::string uri)
    {
        resource_.push_back(std::move(uri));
        return *this;
    }
    /// OpenID Connect: `login`, `consent`, `select_account`, `none`.
    authorization_request& prompt(std::string words)
    {
        optional_.emplace_back("prompt", std::move(words));
        return *this;
    }
    /// OpenID Connect: whom the server should propose, usually an address of electronic mail.
    authorization_request& login_hint(std::string who)
    {
        optional_.emplace_back("login_hint", std::move(who));
        return *this;
    }
    /// OpenID Connect: an older sign-in does not count.
    authorization_request& max_age(std::chrono::seconds age)
    {
        optional_.emplace_back("max_age", std::to_string(age.count()));
        return *this;
    }
    /// A parameter of the platform's own, e.g. `org` and `provider` of Genesys Cloud.
    authorization_request& parameter(std::string name, std::string value)
    {
        optional_.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    /// How long a person may take. Ten minutes if nothing is said.
    authorization_request& life(std::chrono::seconds how_long) noexcept
    {
        life_ = how_long;
        return *this;
    }
    /// Refuse a server whose metadata does not say that it checks PKCE, too (S02). Off by default: many do and do not say so.
    authorization_request& require_pkce_metadata(bool yes = true) noexcept
    {
        require_pkce_metadata_ = yes;
        return *this;
    }

    std::string const& client_id() const noexcept { return client_id_; }
    std::string const& redirect_uri() const noexcept { return redirect_uri_; }
    std::optional<std::string> const& scope() const noexcept { return scope_; }
    std::vector<std::string> const& resource() const noexcept { return resource_; }
    parameters const& optional_parameters() const noexcept { return optional_; }
    std::chrono::seconds life() const noexcept { return life_; }
    bool pkce_metadata_required() const noexcept { return require_pkce_metadata_; }

private:
    std::string client_id_;
    std::string redirect_uri_;
    std::optional<std::string> scope_;
    std::vector<std::string> resource_;
    parameters optional_;
    std::chrono::seconds life_{600};
    bool require_pkce_metadata_ = false;
};

namespace detail {

/// Parameters that a login sets itself, or that would undo what it does: none may come from elsewhere.
inline bool own_parameter(std::string_view name) noexcept
{
    constexpr std::string_view own[] = {"response_type", "client_id", "redirect_uri",   "scope",
                                        "state",         "nonce",     "code_challenge", "code_challenge_method",
                                        "resource",      "request",   "request_uri",    "client_secret",
                                        "code_verifier"};
    return std::find(std::begin(own), std::end(own), name) != std::end(own);
}

/// Whether all of it may be sent. The words of the error name the field and the rule, never the value.
inline result<void> check_request(authorization_request const& ask)
{
    auto const illegal = [](std::string_view why) { return login_error(oauth_errc::illegal_credential, why); };
    if (ask.client_id().empty() || !legal_credential(ask.client_id()))
        return illegal("client_id is empty or holds a control character (RFC 6749 appendix A.1)");
    if (!absolute_uri(ask.redirect_uri()))
        return illegal("redirect_uri is not an absolute URI without a fragment (RFC 6749 section 3.1.2)");
    if (ask.scope() && !legal_scope(*ask.scope()))
        return illegal("scope holds a character that RFC 6749 section 3.3 forbids");
    if (auto const refused = check_resources(ask.resource())) return refused;
    for (auto const& extra : ask.optional_parameters()) {
        if (!visible_ascii(extra.first) || !legal_credential(extra.second))
            return illegal("a parameter of the request holds a control character");
        if (own_parameter(extra.first))
            return illegal("a parameter of the request has a name that the login uses itself");
        auto const same = [&extra](auto const& other) { return other.first == extra.first; };
        if (std::count_if(ask.optional_parameters().begin(), ask.optional_parameters().end(), same) != 1)
            return illegal("a parameter of the request is given twice (RFC 6749 section 3.1)");
    }
    return {};
}

/// Whether the server can be trusted to check PKCE (RFC 9700 §2.1.1, §4.8; S02).
inline result<void> check_pkce(authorization_request const& ask, server_metadata const& server)
{
    auto const& methods = server.code_challenge_methods_supported;
    if (!methods && !ask.pkce_metadata_required()) return {};
    if (methods && std::find(methods->begin(), methods->end(), "S256") != methods->end()) return {};
    return login_error(
        oauth_errc::pkce_unsupported, methods ? "the metadata's code_challenge_methods_supported lacks S256"
                                              : "the metadata lacks code_challenge_methods_supported");
}

} // namespace detail

/** The parameters of an authorization request, in a fixed order and not yet encoded.

    @par Errors  oauth_errc::{illegal_credential, invalid_target}: `detail` names the field and the rule;
                 oauth_errc::pkce_unsupported */
inline result<authorization_request::parameters>
authorization_parameters(authorization_request const& ask, server_metadata const& server, pending_login const& login)
{
    if (auto const good = detail::check_request(ask); !good) return good.error();
    if (auto const good = detail::check_pkce(ask, server); !good) return good.error();
    authorization_request::parameters out;
    out.emplace_back("response_type", "code");
    out.emplace_back("client_id", ask.client_id());
    out.emplace_back("redirect_uri", ask.redirect_uri());
    if (ask.scope() && !ask.scope()->empty()) out.emplace_back("scope", *ask.scope());
    out.emplace_back("state", login.state.expose());
    if (login.nonce) out.emplace_back("nonce", login.nonce->expose());
    out.emplace_back("code_challenge", s256_challenge(login.code_verifier));
    out.emplace_back("code_challenge_method", "S256");
    for (auto const& uri : ask.resource()) out.emplace_back("resource", uri);
    out.insert(out.end(), ask.optional_parameters().begin(), ask.optional_parameters().end());
    return out;
}

/** An endpoint with parameters behind it. Its own query stays (RFC 6749 §3.1).

    @par Errors  oauth_errc::endpoint_missing, oauth_errc::endpoint_refused: not https, or its query sets what the login
                 sets */
inline result<std::string>
authorization_url(std::optional<std::string> const& endpoint, authorization_request::parameters const& parameters)
{
    auto const where = detail::login_endpoint(endpoint, "authorization_endpoint");
    if (!where) return where.error();
    auto out = http::to_string(where->origin) + where->target;
    auto const question = out.find('?');
    if (question == std::string::npos) {
        out += '?';
    } else {
        auto const own = form::parse(std::string_view(out).substr(question + 1));
        auto const clashes = [](auto const& pair) { return detail::own_parameter(pair.first); };
        if (!own || std::any_of(own->begin(), own->end(), clashes))
            return detail::login_error(
                oauth_errc::endpoint_refused, "authorization_endpoint's query sets what the login sets");
    }
    for (auto const& [name, value] : parameters) query::add(out, name, value);
    return out;
}

/** The URL that the person's browser is sent to.

    @par Errors  as `authorization_parameters` and the overload above; oauth_errc::endpoint_refused when the server takes
                 pushed requests only (RFC 9126 §4): see `oauth/pushed_authorization.hpp` */
inline result<std::string>
authorization_url(authorization_request const& ask, server_metadata const& server, pending_login const& login)
{
    if (server.require_pushed_authorization_requests)
        return detail::login_error(
            oauth_errc::endpoint_refused, "the server takes pushed authorization requests only (RFC 9126)");
    auto const parameters = authorization_parameters(ask, server, login);
    if (!parameters) return parameters.error();
    return authorization_url(server.authorization_endpoint, *parameters);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_AUTHORIZATION_REQUEST_HPP
