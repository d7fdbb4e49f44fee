// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_USERINFO_HPP
#define COGRANT_OAUTH_USERINFO_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/challenge.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/refusal.hpp>
#include <cogrant/oauth/request_token.hpp>
#include <cogrant/reflect/reflect.hpp>
#include <cogrant/secret.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/// The usual claims about a person (OpenID Connect Core §5.1). For others, use a struct of your own.
struct userinfo_claims {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::string sub{};
    std::optional<std::string> name{};
    std::optional<std::string> given_name{};
    std::optional<std::string> family_name{};
    std::optional<std::string> preferred_username{};
    std::optional<std::string> email{};
    std::optional<bool> email_verified{};
    std::optional<std::string> picture{};
    std::optional<std::string> locale{};
    std::optional<std::string> zoneinfo{};
};

namespace detail {

struct userinfo_subject {
    std::optional<std::string> sub{};
};

} // namespace detail

/** Reads what a UserInfo endpoint answered. Nothing of it is decoded before it is known to speak of the same person.

    A signed answer (`application/jwt`) is refused: no client that did not register for it gets one.

    @param subject  `sub` of the validated id_token
    @par Source  OpenID Connect Core §5.3.2, §5.3.3, §5.3.4; S24 of the security checklist
    @par Errors  oauth_errc::subject_mismatch; oauth_errc::malformed_answer; oauth_errc::invalid_token and others that a
                 challenge names; those of `refusal` */
template <class Claims = userinfo_claims>
result<Claims> read_userinfo(http::response const& answer, std::string_view subject, std::string_view scheme = "Bearer")
{
    if (answer.status != 200) {
        auto refused = refusal(answer);
        if (!refused) return detail::answer_error(make_error_code(http_errc::unexpected_status), answer);
        auto const reason = describe_challenges(answer, scheme, refused);
        if (reason.empty()) return refused;
        error named(make_error_code(errc_from_text(reason)));
        named.edit() = refused.info();
        return named;
    }
    auto const malformed = [&answer](std::string_view why) {
        return detail::answer_error(
            make_error_code(oauth_errc::malformed_answer), answer,
            std::string("the UserInfo answer is unusable: ").append(why));
    };
    if (http::equal_names(detail::media_type(answer), "application/jwt")) return malformed("it is signed or encrypted");
    auto const limits = detail::answer_limits();
    auto const who = json::decode<detail::userinfo_subject>(answer.body, limits);
    if (!who) return malformed(who.error().info().detail);
    if (!who->sub || who->sub->empty()) return malformed("sub is missing");
    if (subject.empty() || *who->sub != subject)
        return detail::answer_error(
            make_error_code(oauth_errc::subject_mismatch), answer, "UserInfo has another sub than the id_token");
    auto claims = json::decode<Claims>(answer.body, limits);
    if (!claims) return malformed(claims.error().info().detail);
    return claims;
}

/** Asks who the person is that a token was issued for. The token goes into the Authorization field: as DPoP over a transport
    that proves possession, else as Bearer. Follows no redirect.

    @code
    auto asking = oauth::fetch_userinfo(pool, endpoint, tokens.access_token, id_token.sub);
    auto person = co_await std::move(asking);
    @endcode

    @par Source         OpenID Connect Core §5.3; RFC 6750 §2.1; S09, S24 of the security checklist
    @par Errors         those of `read_userinfo` and of the transport
    @par Cancellation   terminal
    @par Lifetime       `transport` must live until completion; the rest is copied
    @par Limits         answer at most 256 KiB; everything within `deadline` */
template <class Claims = userinfo_claims, http::transport Transport>
asio::awaitable<result<Claims>> fetch_userinfo(
    Transport& transport, http::url endpoint, secret access_token, std::string subject,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    bool const bound = detail::scheme_of(transport) == token_scheme::dpop;
    http::exchange x(detail::endpoint_request(http::method::get, endpoint, std::size_t{256} * 1024), deadline);
    x.hook = hook;
    secret const value(bound ? "DPoP " : "Bearer ", access_token.expose());
    if (!x.request.headers.set("Authorization", value.expose()))
        co_return detail::illegal_input("access_token", "holds a byte that may not be sent");
    auto sending = transport.send(x);
    auto answer = co_await std::move(sending);
    if (!answer) co_return answer.error();
    auto claims = read_userinfo<Claims>(*answer, subject, bound ? "DPoP" : "Bearer");
    if (!claims) {
        auto failed = detail::described(claims.error(), x);
        http::strike_out(failed, access_token.expose());
        claims = std::move(failed);
    }
    co_return std::move(claims);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_USERINFO_HPP
