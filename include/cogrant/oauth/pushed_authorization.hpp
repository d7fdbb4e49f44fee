// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_PUSHED_AUTHORIZATION_HPP
#define COGRANT_OAUTH_PUSHED_AUTHORIZATION_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/codec/form.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/oauth/authorization_request.hpp>
#include <cogrant/oauth/impl/post_form.hpp>
#include <cogrant/oauth/refusal.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/** An authorization request that the server holds already; the browser is sent there with its name only (RFC 9126 §4).

    @par Thread safety  distinct objects: safe; shared object: unsafe */
class pushed_authorization {
public:
    pushed_authorization(std::string client_id, std::string request_uri, time_point expires_at)
        : client_id_(std::move(client_id)), request_uri_(std::move(request_uri)), expires_at_(expires_at)
    {
    }
    pushed_authorization(pushed_authorization&&) noexcept = default;
    pushed_authorization& operator=(pushed_authorization&&) noexcept = default;

    time_point expires_at() const noexcept { return expires_at_; }

    /** The URL for the browser. Once: what made it is empty afterwards.

        @par Errors  oauth_errc::expired_token: too late, push it again; oauth_errc::invalid_request: it was used before;
                     oauth_errc::{endpoint_missing, endpoint_refused} */
    result<std::string> take_url(server_metadata const& server, time_point now)
    {
        auto const name = std::exchange(request_uri_, std::string());
        if (name.empty())
            return detail::login_error(oauth_errc::invalid_request, "this pushed request was used before");
        if (now >= expires_at_)
            return detail::login_error(oauth_errc::expired_token, "the pushed request has expired: push it again");
        return authorization_url(server.authorization_endpoint, {{"client_id", client_id_}, {"request_uri", name}});
    }

private:
    std::string client_id_;
    std::string request_uri_;
    time_point expires_at_;
};

namespace detail {

struct pushed_answer {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<std::string> request_uri{};
    std::optional<std::int64_t> expires_in{};
};

} // namespace detail

/** What a server answered to a pushed request.

    The name must be a URN: another scheme would have the server fetch a request from somewhere (RFC 9101 §10.4), which is not
    what was asked for.

    @par Source  RFC 9126 §2.2; S37 of the security checklist
    @par Errors  oauth_errc::malformed_answer: status 200, no or another request_uri, expires_in not a positive integer; the
                 server's refusal */
inline result<pushed_authorization>
read_pushed_answer(http::response const& answer, std::string client_id, time_point asked_at)
{
    auto const malformed = [&answer](std::string_view why) {
        return detail::answer_error(make_error_code(oauth_errc::malformed_answer), answer, why);
    };
    if (auto refused = refusal(answer)) return refused;
    if (answer.status != 201) return malformed("the answer to a pushed request is not 201 (RFC 9126 section 2.2)");
    auto const decoded = json::decode<detail::pushed_answer>(answer.body, detail::answer_limits());
    if (!decoded) return malformed("the answer to a pushed request is not the JSON of RFC 9126");
    auto const& name = decoded->request_uri;
    if (!name || name->size() > 2048 || !detail::absolute_uri(*name) || !http::equal_names(name->substr(0, 4), "urn:"))
        return malformed("request_uri is missing or not a URN");
    if (!decoded->expires_in || *decoded->expires_in <= 0)
        return malformed("expires_in is not a positive integer (RFC 9126 section 2.2)");
    auto const life = std::chrono::seconds(std::min<std::int64_t>(*decoded->expires_in, 24 * 3600));
    return pushed_authorization(std::move(client_id), *name, deadline_after(asked_at, life));
}

/** Pushes an authorization request to the server, past the browser.

    @par Source         RFC 9126 §2
    @par Errors         as `authorization_parameters`, before anything is sent; as `read_pushed_answer`;
                        oauth_errc::{endpoint_missing, endpoint_refused, illegal_credential}; transport errors
    @par Cancellation   terminal
    @par Lifetime       `transport` must live until completion
    @par Limits         answer at most 64 KiB; everything within `deadline` */
template <monotonic_clock Clock = std::chrono::steady_clock, http::transport Transport, client_authentication Auth>
asio::awaitable<result<pushed_authorization>> push_authorization(
    Transport& transport, authorization_request ask, server_metadata server, pending_login login, Auth auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    auto const parameters = authorization_parameters(ask, server, login);
    if (!parameters) co_return parameters.error();
    auto where =
        detail::login_endpoint(server.pushed_authorization_request_endpoint, "pushed_authorization_request_endpoint");
    if (!where) co_return where.error();
    std::string body;
    for (auto const& [name, value] : *parameters)
        if (name != "client_id") form::add(body, name, value);
    auto const asked_at = Clock::now();
    auto posting = detail::post_form(
        transport, std::move(*where), std::move(body), ask.client_id(), std::move(auth), deadline, hook);
    auto answer = co_await std::move(posting);
    if (!answer) co_return answer.error();
    auto pushed = read_pushed_answer(*answer, ask.client_id(), asked_at);
    co_return std::move(pushed);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_PUSHED_AUTHORIZATION_HPP
