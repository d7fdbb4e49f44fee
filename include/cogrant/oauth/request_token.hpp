// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_REQUEST_TOKEN_HPP
#define COGRANT_OAUTH_REQUEST_TOKEN_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/grant.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

namespace detail {

/// RFC 6749 §3.3, §A.4: words of printable ASCII without quote and backslash, separated by spaces.
inline bool legal_scope(std::string_view text) noexcept
{
    for (char const c : text)
        if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
    return true;
}

/// What the request proves the client with has no place in an error's texts: RFC 6749 §2.3.1, both ways.
inline void strike_out_credentials(http::request const& sent, error& e)
{
    if (auto const header = sent.headers.find("Authorization"); header && header->substr(0, 6) == "Basic ") {
        http::strike_out(e, header->substr(6));
        auto const pair = base64::decode(header->substr(6)).value_or("");
        auto const client_secret = std::string_view(pair).substr(std::min(pair.size(), pair.find(':') + 1));
        http::strike_out(e, client_secret);
        http::strike_out(e, form::unescape(client_secret).value_or(""));
    }
    if (auto const parameters = form::parse(sent.body))
        for (auto const& [name, value] : *parameters)
            if (name == "client_secret") http::strike_out(e, value);
}

template <class Grant>
inline constexpr bool repeatable_grant = requires { requires bool(Grant::repeatable); };

template <class Grant>
constexpr grant_body body_of()
{
    if constexpr (requires { Grant::body; }) return Grant::body;
    else return grant_body::form;
}

} // namespace detail

/** The request of a grant (RFC 6749 §4.4.2): its members as a form, or as JSON when the grant says so, and what the
    client's authentication adds.

    @par Errors  oauth_errc::illegal_credential */
template <grant Grant, client_authentication Auth>
result<http::request> token_request(http::url const& endpoint, Grant const& grant, Auth const& auth)
{
    http::request r;
    r.method = http::method::post;
    r.origin = endpoint.origin;
    r.target = endpoint.target;
    r.authorize = false;
    r.body_limit = std::size_t{1} << 20;
    constexpr bool json_body = detail::body_of<Grant>() == grant_body::json;
    r.headers.add("Content-Type", json_body ? "application/json" : form::content_type);
    r.headers.add("Accept", "application/json");
    // A grant that spends nothing may be asked for again, also after the first request was received.
    r.query = detail::repeatable_grant<Grant> && !detail::single_use_proof<Auth>;
    if constexpr (requires { std::optional<std::string>(grant.scope); }) {
        std::optional<std::string> const scope = grant.scope;
        if (scope && !detail::legal_scope(*scope))
            return error(make_error_code(oauth_errc::illegal_credential), phase::token);
    }
    if constexpr (json_body) {
        // A client that proves itself by parameters has no place in a JSON body: its own grant carries them.
        std::string parameters;
        if (auto const refused = auth.apply(r, parameters)) return error(refused, phase::token);
        if (!parameters.empty()) return error(make_error_code(oauth_errc::illegal_credential), phase::token);
        r.body = json::encode(grant);
    } else {
        form::encode(grant, r.body);
        if (auto const refused = auth.apply(r, r.body)) return error(refused, phase::token);
    }
    return r;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_REQUEST_TOKEN_HPP
