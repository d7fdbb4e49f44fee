// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_ANSWER_HPP
#define COGRANT_OAUTH_TOKEN_ANSWER_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/refusal.hpp>
#include <cogrant/oauth/token.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace cogrant::oauth {

namespace detail {

/// RFC 6749 §5.1, as tolerant as servers need it: `expires_in` comes as number, string or nonsense, `scope` as a list.
struct token_answer {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<secret> access_token{};
    std::optional<std::string> token_type{};
    std::optional<json::raw> expires_in{};
    std::optional<secret> refresh_token{};
    std::optional<json::raw> scope{};
    std::optional<secret> id_token{};
    std::optional<secret> access_token_cxone{};  // "token" (contract of CXone §2.3)
    std::optional<secret> refresh_token_cxone{}; // "refreshToken"
};

/// `expires_in` as seconds: absent or unreadable gives the default, negative gives zero, absurd gives the maximum (S16).
inline std::chrono::seconds life_of(std::optional<json::raw> const& value)
{
    auto const text = text_of(value);
    double number = 0;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code == std::errc::result_out_of_range && end == text.data() + text.size()) {
        // Too large for a double, or too near to zero: 1e999, -1e999, 1e-999.
        bool const vast = text.front() != '-' && text.find("e-") == text.npos && text.find("E-") == text.npos;
        return vast ? max_token_life : std::chrono::seconds(0);
    }
    if (text.empty() || code != std::errc() || end != text.data() + text.size() || number != number)
        return default_token_life;
    if (number <= 0) return std::chrono::seconds(0);
    if (number >= static_cast<double>(max_token_life.count())) return max_token_life;
    return std::chrono::seconds(static_cast<long long>(number));
}

/// The granted scopes: a text of words, or (as some servers have it) a list of them. Nothing when it is neither.
inline std::optional<std::string> scope_text(std::optional<json::raw> const& value)
{
    if (!value) return std::nullopt;
    if (auto text = json::decode<std::string>(value->text())) return std::move(*text);
    auto const list = json::decode<std::vector<std::string>>(value->text());
    if (!list) return std::nullopt;
    std::string out;
    for (auto const& word : *list) out.append(out.empty() ? "" : " ").append(word);
    return out;
}

/// One that can stand in an Authorization field (RFC 6750 §2.1, wider: no spaces, printable ASCII).
inline bool legal_token(std::string_view token) noexcept
{
    return !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

/// RFC 6749 appendix A.17: printable ASCII, spaces too.
inline bool legal_refresh_token(std::string_view token) noexcept
{
    return std::all_of(token.begin(), token.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

} // namespace detail
} // namespace cogrant::oauth

template <>
struct cogrant::reflect::wire_names<cogrant::oauth::detail::token_answer> {
    using answer = cogrant::oauth::detail::token_answer;
    static constexpr auto value =
        renames(rename(&answer::access_token_cxone, "token"), rename(&answer::refresh_token_cxone, "refreshToken"));
};

namespace cogrant::oauth {

/** Reads what a token endpoint answered. The status decides first; 200 with an `error` member is an error too.

    JSON is read whatever type the answer claims; a form is, when it says it is one or plain text. An answer without
    `token_type` counts as Bearer.

    @param expected  the type that was asked for: with `token_scheme::dpop` a Bearer token is a downgrade and refused
    @par Source  RFC 6749 §5.1, §5.2; RFC 9449 §5; S15, S16, S17, S26, S45 of the security checklist
    @par Errors  those of `refusal`; oauth_errc::malformed_answer, oauth_errc::unsupported_token_type: `detail` names the
                 member and the rule; a body that may hold a token is never quoted
    @par Limits  nested 16 deep, at most 1 MiB */
inline result<token_set> read_token_answer(http::response const& answer, token_scheme expected = token_scheme::bearer)
{
    if (auto const refused = refusal(answer)) return refused;
    auto const malformed = [&answer](std::string_view rule) {
        return detail::answer_error(
            make_error_code(oauth_errc::malformed_answer), answer,
            std::string("the token answer is unusable: ").append(rule));
    };
    detail::answer_body const body(answer);
    auto decoded = json::decode<detail::token_answer>(body.json(), detail::answer_limits());
    if (!decoded) return malformed(decoded.error().info().detail);

    token_set out;
    auto& access = decoded->access_token ? decoded->access_token : decoded->access_token_cxone;
    if (!access) return malformed("access_token is missing");
    if (!detail::legal_token(access->expose())) return malformed("access_token is empty or holds an illegal byte");
    out.access_token = std::move(*access);

    out.token_type = decoded->token_type.value_or("Bearer");
    // A proof was sent for a token that is bound to its key: an unbound one is a downgrade, said or unsaid.
    if (!http::equal_names(out.token_type, expected == token_scheme::dpop ? "DPoP" : "Bearer"))
        return detail::answer_error(
            make_error_code(oauth_errc::unsupported_token_type), answer,
            expected == token_scheme::dpop ? "token_type is not DPoP, though a proof was sent"
                                           : "token_type is not Bearer");

    out.expires_in = detail::life_of(decoded->expires_in);
    auto& refresh = decoded->refresh_token ? decoded->refresh_token : decoded->refresh_token_cxone;
    if (refresh && !detail::legal_refresh_token(refresh->expose()))
        return malformed("refresh_token holds an illegal byte");
    if (refresh && !refresh->empty()) out.refresh_token = std::move(refresh);
    out.scope = detail::scope_text(decoded->scope);
    if (decoded->scope && !out.scope) return malformed("scope is neither a text nor a list of texts");
    if (decoded->id_token && !decoded->id_token->empty()) out.id_token = std::move(decoded->id_token);
    out.answer = secret(body.json());
    return out;
}

namespace detail {

/// A member of a JSON object, by a name that is known at run time.
template <class T>
result<std::optional<T>> member_of_object(std::string_view object, std::string_view name)
{
    std::optional<T> out;
    if (object.empty()) return out;
    json::reader in(object, answer_limits());
    std::string scratch;
    std::string_view key;
    bool good = in.enter('{');
    auto more = good ? in.first('}') : json::reader::more::failed;
    while (more == json::reader::more::item) {
        good = in.key(key, scratch) && (key == name ? json::read(in, out) : in.skip());
        more = good ? in.next('}') : json::reader::more::failed;
    }
    if (more == json::reader::more::failed) return static_cast<error>(in.problem());
    return out;
}

} // namespace detail

/** Reads a further member of the token answer: what a platform adds to RFC 6749. Nothing when it is absent or null.

    @code
    auto const instance = oauth::member_of<std::string>(tokens, "instance_url");   // result<std::optional<std::string>>
    @endcode

    Members of an answer that was a form are texts.

    @par Errors  codec errors: the member is there and is no T */
template <class T>
result<std::optional<T>> member_of(token_set const& tokens, std::string_view name)
{
    return detail::member_of_object<T>(tokens.answer.expose(), name);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_TOKEN_ANSWER_HPP
