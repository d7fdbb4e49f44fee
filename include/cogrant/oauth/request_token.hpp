// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_REQUEST_TOKEN_HPP
#define COGRANT_OAUTH_REQUEST_TOKEN_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/oauth/resource.hpp>
#include <cogrant/oauth/scope.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::oauth {

namespace detail {

/// Takes a secret out of an error's texts, plain and as a form spells it.
inline void strike_out_spellings(error& e, std::string_view secret)
{
    http::strike_out(e, secret);
    auto spelled = form::escape(secret);
    if (spelled != secret) http::strike_out(e, spelled);
    OPENSSL_cleanse(spelled.data(), spelled.size());
}

/// What the request proves the client with has no place in an error's texts: RFC 6749 §2.3.1 both ways, and assertions.
inline void strike_out_credentials(http::request const& sent, error& e)
{
    if (auto const header = sent.headers.find("Authorization"); header && header->substr(0, 6) == "Basic ") {
        http::strike_out(e, header->substr(6));
        auto pair = base64::decode(header->substr(6)).value_or("");
        auto const client_secret = std::string_view(pair).substr(std::min(pair.size(), pair.find(':') + 1));
        http::strike_out(e, client_secret);
        http::strike_out(e, form::unescape(client_secret).value_or(""));
        OPENSSL_cleanse(pair.data(), pair.size());
    }
    auto parameters = form::parse(sent.body);
    if (!parameters) return;
    for (auto& [name, value] : *parameters) {
        if (name == "client_secret" || name == "client_assertion") strike_out_spellings(e, value);
        OPENSSL_cleanse(value.data(), value.size());
    }
}

/// Calls `f(text, whether it is a secret)` for each text of a member.
template <class M, class F>
void visit_texts(M const& member, F const& f)
{
    if constexpr (is_required<M>) {
        visit_texts(member.get(), f);
    } else if constexpr (json::detail::is_optional<M>) {
        if (member) visit_texts(*member, f);
    } else if constexpr (json::detail::is_list<M>) {
        for (auto const& item : member) visit_texts(item, f);
    } else if constexpr (std::same_as<M, secret>) {
        f(member.expose(), true);
    } else if constexpr (std::convertible_to<M const&, std::string_view>) {
        f(std::string_view(member), false);
    }
}

/// The secrets that a grant sends: none of them may show in an error.
template <class Grant>
std::vector<secret> secrets_of(Grant const& grant)
{
    std::vector<secret> out;
    reflect::for_each_field(grant, [&out](std::string_view, auto const& member) {
        visit_texts(member, [&out](std::string_view text, bool is_secret) {
            if (is_secret) out.emplace_back(text);
        });
    });
    return out;
}

inline error illegal_input(std::string_view name, std::string_view rule)
{
    error e(make_error_code(oauth_errc::illegal_credential), phase::token);
    e.edit().detail = std::string(name).append(" ").append(rule);
    return e;
}

/// What is wrong with the members of a grant, by their names on the wire; nothing when all may be sent (S35).
template <class Grant>
error check_grant(Grant const& grant)
{
    error wrong;
    reflect::for_each_field(grant, [&wrong](std::string_view name, auto const& member) {
        if (wrong) return;
        bool illegal = false;
        bool empty = false;
        visit_texts(member, [&](std::string_view text, bool) {
            illegal = illegal || !legal_credential(text);
            empty = empty || text.empty();
        });
        if (illegal) wrong = illegal_input(name, "holds a byte that may not be sent");
        else if (empty && is_required<std::remove_cvref_t<decltype(member)>>) wrong = illegal_input(name, "is empty");
    });
    if (wrong) return wrong;
    if constexpr (requires { std::optional<std::string>(grant.scope); }) {
        std::optional<std::string> const scope = grant.scope;
        if (scope && !legal_scope(*scope)) return illegal_input("scope", "holds a character that RFC 6749 forbids");
    }
    if constexpr (requires { check_resources(grant.resource); }) {
        if (auto refused = check_resources(grant.resource)) return refused;
    }
    if constexpr (std::same_as<Grant, token_exchange>) {
        if (grant.actor_token.has_value() != grant.actor_token_type.has_value()) {
            error e(make_error_code(oauth_errc::invalid_request), phase::token);
            e.edit().detail = "actor_token and actor_token_type come together or not at all";
            return e;
        }
    }
    return {};
}

/// An endpoint that was put together by hand may hold anything.
inline bool legal_endpoint(http::url const& endpoint) noexcept
{
    auto const visible = [](char c) { return c > ' ' && c < 0x7f; };
    auto const& host = endpoint.origin.host;
    return !host.empty() && std::all_of(host.begin(), host.end(), visible) && endpoint.target.starts_with('/') &&
           std::all_of(endpoint.target.begin(), endpoint.target.end(), visible);
}

/// A request to an endpoint of the authorization server: never with the access token of a pipeline, never redirected (S09).
inline http::request endpoint_request(http::method method, http::url const& endpoint, std::size_t body_limit)
{
    http::request r;
    r.method = method;
    r.origin = endpoint.origin;
    r.target = endpoint.target;
    r.authorize = false;
    r.follow = false;
    r.body_limit = body_limit;
    r.headers.add("Accept", "application/json");
    return r;
}

template <class Grant>
inline constexpr bool repeatable_grant = requires { requires bool(Grant::repeatable); };

template <class Grant>
constexpr grant_body body_of()
{
    if constexpr (requires { Grant::body; }) return Grant::body;
    else return grant_body::form;
}

/// The parameters of a grant as they are sent, before the client proves itself. The texts are written into memory that is
/// large enough from the start: grown strings would leave pieces behind.
template <class Grant>
std::string grant_parameters(Grant const& grant)
{
    std::size_t room = 1024; // for the client's own parameters and the names
    reflect::for_each_field(grant, [&room](std::string_view name, auto const& member) {
        visit_texts(member, [&](std::string_view text, bool) { room += name.size() + 2 + 3 * text.size(); });
    });
    std::string out;
    out.reserve(room);
    if constexpr (body_of<Grant>() == grant_body::json) json::encode(grant, out);
    else form::encode(grant, out);
    return out;
}

/// Lets the client prove itself. One that does so by parameters has no place in a JSON body: its grant carries them.
template <class Auth>
error_code prove_client(http::request& r, Auth const& auth, bool json_body)
{
    if (!json_body) return auth.apply(r, r.body);
    std::string parameters;
    if (auto const refused = auth.apply(r, parameters)) return refused;
    bool const fits = parameters.empty();
    OPENSSL_cleanse(parameters.data(), parameters.size());
    return fits ? error_code() : make_error_code(oauth_errc::illegal_credential);
}

} // namespace detail

/** The request of a grant (RFC 6749 §4.4.2): its members as a form, or as JSON when the grant says so, and what the
    client's authentication adds.

    @par Source  RFC 6749 §4, appendix A and B; RFC 8707 §2; S35, S36, S40 of the security checklist
    @par Errors  oauth_errc::illegal_credential, oauth_errc::invalid_target, oauth_errc::invalid_request, http_errc::bad_url;
                 `detail` names the member and the rule */
template <grant Grant, client_authentication Auth>
result<http::request> token_request(http::url const& endpoint, Grant const& grant, Auth const& auth)
{
    constexpr bool json_body = detail::body_of<Grant>() == grant_body::json;
    if (!detail::legal_endpoint(endpoint)) return error(make_error_code(http_errc::bad_url), phase::token);
    if (auto refused = detail::check_grant(grant)) return refused;
    auto r = detail::endpoint_request(http::method::post, endpoint, std::size_t{1} << 20);
    r.prove = true;
    r.headers.add("Content-Type", json_body ? "application/json" : form::content_type);
    // A grant that spends nothing may be asked for again, also after the first request was received.
    r.query = detail::repeatable_grant<Grant> && !detail::single_use_proof<Auth>;
    r.body = detail::grant_parameters(grant);
    if (auto const refused = detail::prove_client(r, auth, json_body)) return error(refused, phase::token);
    return r;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_REQUEST_TOKEN_HPP
