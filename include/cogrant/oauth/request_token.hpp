// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_REQUEST_TOKEN_HPP
#define COGRANT_OAUTH_REQUEST_TOKEN_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/oauth/token_answer.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/// Something that gets a new token, by whatever grant. What a `token_source` renews itself with.
template <class F>
concept token_fetcher = std::move_constructible<F> && requires(F& f, time_point deadline) {
    { f.fetch(deadline) } -> std::same_as<asio::awaitable<result<token_set>>>;
};

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

} // namespace detail

/** The request of a grant (RFC 6749 §4.4.2): a form of the grant's members and what the client's authentication adds.

    @par Errors  oauth_errc::illegal_credential */
template <reflect::reflectable Grant, client_authentication Auth>
result<http::request> token_request(http::url const& endpoint, Grant const& grant, Auth const& auth)
{
    http::request r;
    r.method = http::method::post;
    r.origin = endpoint.origin;
    r.target = endpoint.target;
    r.authorize = false;
    r.body_limit = std::size_t{1} << 20;
    r.headers.add("Content-Type", "application/x-www-form-urlencoded");
    r.headers.add("Accept", "application/json");
    // A grant that spends nothing may be asked for again, also after the first request was received.
    r.query = detail::repeatable_grant<Grant>;
    if constexpr (requires { std::optional<std::string>(grant.scope); }) {
        std::optional<std::string> const scope = grant.scope;
        if (scope && !detail::legal_scope(*scope))
            return error(make_error_code(oauth_errc::illegal_credential), phase::token);
    }
    form::encode(grant, r.body);
    if (auto const refused = auth.apply(r, r.body)) return error(refused, phase::token);
    return r;
}

/** Runs one grant at one token endpoint, as often as asked. Follows no redirect.

    @par Thread safety  one `fetch` at a time, as a `token_source` does */
template <http::transport Transport, reflect::reflectable Grant, client_authentication Auth>
class grant_fetcher {
public:
    /// @param hook  told what the requests do
    grant_fetcher(Transport transport, http::url endpoint, Grant grant, Auth auth, http::event_hook hook = {})
        : transport_(std::move(transport)), endpoint_(std::move(endpoint)), grant_(std::move(grant)),
          auth_(std::move(auth)), hook_(hook)
    {
    }

    /** Asks for a token.

        @par Errors         those of `read_token_answer` and of the transport; retry_errc when a `Retry-After` was beyond the cap
        @par Cancellation   terminal
        @par Limits         answer at most 1 MiB; everything within `deadline` */
    asio::awaitable<result<token_set>> fetch(time_point deadline)
    {
        auto request = token_request(endpoint_, grant_, auth_);
        if (!request) co_return request.error();
        http::exchange x(std::move(*request), deadline);
        x.hook = hook_;
        auto answer = co_await transport_.send(x);
        if (!answer) co_return answer.error();
        auto tokens = read_token_answer(*answer);
        if (tokens) co_return std::move(*tokens);
        co_return described(tokens.error(), x);
    }

private:
    static error described(error failed, http::exchange const& x)
    {
        auto facts = failed.info();
        auto const known = x.fail(x.verdict);
        facts.attempts = known.info().attempts;
        facts.route = known.info().route;
        if (x.verdict) failed = error(x.verdict);
        failed.edit() = std::move(facts);
        detail::strike_out_credentials(x.request, failed);
        return failed;
    }

    Transport transport_;
    http::url endpoint_;
    Grant grant_;
    Auth auth_;
    http::event_hook hook_;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_REQUEST_TOKEN_HPP
