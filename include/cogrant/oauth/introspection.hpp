// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_INTROSPECTION_HPP
#define COGRANT_OAUTH_INTROSPECTION_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/impl/post_form.hpp>
#include <cogrant/oauth/refusal.hpp>
#include <cogrant/oauth/token_answer.hpp>
#include <cogrant/secret.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::oauth {

/// What kind of token a server is asked about, or told to forget: it need not look among the others (RFC 7009 §2.1).
enum class token_hint : std::uint8_t { none, access_token, refresh_token };

/// What a server says of a token. When it is not active, nothing else is said.
struct introspection {
    bool active = false;
    std::optional<std::string> scope{};
    std::optional<std::string> client_id{};
    std::optional<std::string> username{};
    std::optional<std::string> token_type{};
    std::optional<std::string> sub{};
    std::optional<std::string> iss{};
    std::optional<std::string> jti{};
    std::optional<std::int64_t> exp{}; ///< seconds since 1970
    std::optional<std::int64_t> iat{};
    std::optional<std::int64_t> nbf{};
    std::string answer{}; ///< the whole body, for members that are not above; see `member_of`
};

namespace detail {

struct introspection_answer {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<json::raw> active{};
    std::optional<std::string> scope{};
    std::optional<std::string> client_id{};
    std::optional<std::string> username{};
    std::optional<std::string> token_type{};
    std::optional<std::string> sub{};
    std::optional<std::string> iss{};
    std::optional<std::string> jti{};
    std::optional<std::int64_t> exp{};
    std::optional<std::int64_t> iat{};
    std::optional<std::int64_t> nbf{};
};

/// The form of RFC 7009 §2.1 and RFC 7662 §2.1, in memory that is large enough from the start.
inline std::string token_form(secret const& token, token_hint hint)
{
    std::string out;
    out.reserve(3 * token.size() + 4096);
    form::add(out, "token", token.expose());
    if (hint == token_hint::access_token) form::add(out, "token_type_hint", "access_token");
    if (hint == token_hint::refresh_token) form::add(out, "token_type_hint", "refresh_token");
    return out;
}

} // namespace detail

/** Reads what an introspection endpoint answered. `active` must be a boolean: any other value, also "true", is an error, and
    what is not active carries nothing else.

    @par Source  RFC 7662 §2.2; S39 of the security checklist
    @par Errors  oauth_errc::malformed_answer; those of `refusal` */
inline result<introspection> read_introspection(http::response const& answer)
{
    if (auto const refused = refusal(answer)) return refused;
    auto const malformed = [&answer](std::string_view why) {
        return detail::answer_error(
            make_error_code(oauth_errc::malformed_answer), answer,
            std::string("the introspection answer is unusable: ").append(why));
    };
    auto decoded = json::decode<detail::introspection_answer>(answer.body, detail::answer_limits());
    if (!decoded) return malformed(decoded.error().info().detail);
    auto const active = decoded->active ? std::string_view(decoded->active->text()) : std::string_view();
    if (active != "true" && active != "false") return malformed("active is not a boolean");
    introspection out;
    out.active = active == "true";
    if (!out.active) return out;
    out.scope = std::move(decoded->scope);
    out.client_id = std::move(decoded->client_id);
    out.username = std::move(decoded->username);
    out.token_type = std::move(decoded->token_type);
    out.sub = std::move(decoded->sub);
    out.iss = std::move(decoded->iss);
    out.jti = std::move(decoded->jti);
    out.exp = decoded->exp;
    out.iat = decoded->iat;
    out.nbf = decoded->nbf;
    out.answer = answer.body;
    return out;
}

/// Reads a further member of an introspection answer (`aud`, `cnf`, a platform's own). Nothing when it is absent or null.
template <class T>
result<std::optional<T>> member_of(introspection const& said, std::string_view name)
{
    return detail::member_of_object<T>(said.answer, name);
}

/** Asks a server about a token. Follows no redirect.

    @par Source         RFC 7662 §2; S09, S39 of the security checklist
    @par Errors         those of `read_introspection` and of the transport; oauth_errc::illegal_credential
    @par Cancellation   terminal
    @par Lifetime       `transport` must live until completion; the rest is copied
    @par Limits         answer at most 64 KiB; everything within `deadline` */
template <http::transport Transport, client_authentication Auth>
asio::awaitable<result<introspection>> introspect(
    Transport& transport, http::url endpoint, secret token, token_hint hint, Auth auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    auto asking = detail::post_form(
        transport, std::move(endpoint), detail::token_form(token, hint), std::string(), std::move(auth), deadline,
        hook);
    auto answer = co_await std::move(asking);
    auto said = answer ? read_introspection(*answer) : result<introspection>(answer.error());
    if (!said) {
        auto failed = said.error();
        detail::strike_out_spellings(failed, token.expose());
        said = std::move(failed);
    }
    co_return std::move(said);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_INTROSPECTION_HPP
