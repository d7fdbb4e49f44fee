// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_POST_FORM_HPP
#define COGRANT_OAUTH_IMPL_POST_FORM_HPP

#include <cogrant/codec/form.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/impl/login_parts.hpp>
#include <cogrant/oauth/refusal.hpp>
#include <cogrant/oauth/request_token.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace cogrant::oauth::detail {

/** Posts a form, with the client's authentication, to an endpoint other than the token endpoint. Follows no redirect.

    What is not a success becomes the error of `refusal`. Nothing is spent by asking, so a request whose
    fate is unknown may be repeated, unless its proof counts once. */
template <http::transport Transport, client_authentication Auth>
asio::awaitable<result<http::response>> post_form(
    Transport& transport, http::url endpoint, std::string form, std::string client_id, Auth auth, time_point deadline,
    http::event_hook hook)
{
    auto r = endpoint_request(http::method::post, endpoint, std::size_t{1} << 16);
    r.query = !single_use_proof<Auth>;
    r.headers.add("Content-Type", form::content_type);
    std::string proof;
    if (auto const refused = auth.apply(r, proof)) co_return error(refused, phase::token);
    // Some ways to prove oneself name the client as well: once is enough (RFC 6749 §3.1).
    bool named = client_id.empty();
    if (auto const proven = form::parse(proof))
        for (auto const& [name, value] : *proven) named = named || name == "client_id";
    r.body = std::move(form);
    if (!named) form::add(r.body, "client_id", client_id);
    if (!proof.empty()) r.body.append(r.body.empty() ? "" : "&").append(proof);
    wipe(proof);

    http::exchange x(std::move(r), deadline);
    x.hook = hook;
    auto sending = transport.send(x);
    auto answer = co_await std::move(sending);
    if (answer)
        if (auto const refused = refusal(*answer)) answer = described(refused, x);
    wipe(x.request.body);
    co_return std::move(answer);
}

} // namespace cogrant::oauth::detail

#endif // COGRANT_OAUTH_IMPL_POST_FORM_HPP
