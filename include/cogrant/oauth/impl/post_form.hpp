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

// A form with the client's authentication, which can be made anew for each try.
template <class Auth>
struct proven_form {
    proven_form(Auth a, std::string f, std::string id)
        : auth(std::move(a)), form(std::move(f)), client_id(std::move(id))
    {
    }
    proven_form(proven_form const&) = delete;
    ~proven_form() { wipe(form); }

    error_code put_into(http::request& r) const
    {
        std::string proof;
        if (auto const refused = auth.apply(r, proof)) return refused;
        // Some ways to prove oneself name the client as well: once is enough (RFC 6749 §3.1).
        bool named = client_id.empty();
        if (auto const proven = form::parse(proof))
            for (auto const& [name, value] : *proven) named = named || name == "client_id";
        r.body.reserve(form.size() + client_id.size() * 3 + proof.size() + 16); // growing would leave a copy behind
        r.body += form;
        if (!named) form::add(r.body, "client_id", client_id);
        if (!proof.empty()) r.body.append(r.body.empty() ? "" : "&").append(proof);
        wipe(proof);
        return {};
    }
    static error_code renew(void* self, http::request& r)
    {
        r.headers.erase("Authorization");
        wipe(r.body);
        return static_cast<proven_form*>(self)->put_into(r);
    }

    Auth auth;
    std::string form;
    std::string client_id;
};

/** Posts a form, with the client's authentication, to an endpoint other than the token endpoint. Follows no redirect.

    What is not a success becomes the error of `refusal`. Nothing is spent by asking, so a request whose
    fate is unknown may be repeated, unless its proof counts once; such a proof is made anew for every try. */
template <http::transport Transport, client_authentication Auth>
asio::awaitable<result<http::response>> post_form(
    Transport& transport, http::url endpoint, std::string form, std::string client_id, Auth auth, time_point deadline,
    http::event_hook hook)
{
    auto r = endpoint_request(http::method::post, endpoint, std::size_t{1} << 16);
    r.query = !single_use_proof<Auth>;
    r.headers.add("Content-Type", form::content_type);
    proven_form<Auth> asked(std::move(auth), std::move(form), std::move(client_id));
    if (auto const refused = asked.put_into(r)) co_return error(refused, phase::token);

    http::exchange x(std::move(r), deadline);
    x.hook = hook;
    if constexpr (single_use_proof<Auth>) {
        x.renew.call = &proven_form<Auth>::renew;
        x.renew.self = &asked;
    }
    auto sending = transport.send(x);
    auto answer = co_await std::move(sending);
    if (answer)
        if (auto const refused = refusal(*answer)) answer = described(refused, x);
    wipe(x.request.body);
    co_return std::move(answer);
}

} // namespace cogrant::oauth::detail

#endif // COGRANT_OAUTH_IMPL_POST_FORM_HPP
