// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_ANSWER_HPP
#define COGRANT_OAUTH_TOKEN_ANSWER_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/token.hpp>
#include <cogrant/policy/retry_after.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace cogrant::oauth {

namespace detail {

/// RFC 6749 §5.1 and §5.2 in one, as tolerant as servers need it: `expires_in` comes as number, string or nonsense, and
/// Genesys writes `description` beside `error_description`.
struct token_answer {
    std::optional<secret> access_token;
    std::optional<std::string> token_type;
    std::optional<json::raw> expires_in;
    std::optional<secret> refresh_token;
    std::optional<std::string> scope;
    std::optional<json::raw> error;
    std::optional<json::raw> error_description;
    std::optional<json::raw> description;
    std::optional<json::raw> message; // a gateway's own error body
    std::optional<json::raw> code;
};

/// The text of a JSON string; of anything else the JSON itself. One printable line without credentials.
inline std::string text_of(std::optional<json::raw> const& value)
{
    if (!value) return {};
    std::string out;
    if (auto const decoded = json::decode<std::string>(value->text())) out = *decoded;
    else out = std::string(value->text());
    return http::printable(out, 500);
}

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

inline bool legal_token(std::string_view token) noexcept
{
    return !token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace detail

} // namespace cogrant::oauth

template <>
struct cogrant::reflect::wire_case<cogrant::oauth::detail::token_answer> {
    static constexpr auto value = letter_case::snake;
};

namespace cogrant::oauth {

/** Reads what a token endpoint answered. The status decides first; 200 with an `error` member is an error too.

    @par Source  RFC 6749 §5.1, §5.2; S15, S16, S17 of the security checklist; contract of Genesys Cloud §1.4, §1.5
    @par Errors  oauth_errc::*; http_errc::too_many_requests, http_errc::server_error and others for an answer that is not
                 the authorization server's verdict. `server_code`, `server_message` hold the server's words; a body that
                 may hold a token is never quoted. */
inline result<token_set> read_token_answer(http::response const& answer)
{
    auto const limits = json::limits().unique_keys().depth(16);
    auto decoded = json::decode<detail::token_answer>(answer.body, limits);

    auto const fail = [&](error_code code, std::string_view detail = {}) {
        error e(code, phase::token);
        auto& info = e.edit();
        info.status = answer.status;
        info.detail = std::string(detail);
        if (decoded) {
            info.server_code = detail::text_of(decoded->error ? decoded->error : decoded->code);
            info.server_message = detail::text_of(
                decoded->error_description ? decoded->error_description
                : decoded->description     ? decoded->description
                                           : decoded->message);
        }
        for (std::string_view const name : {"ININ-Correlation-Id", "X-Request-Id", "X-Correlation-Id"})
            if (auto const id = answer.headers.find(name); id && info.correlation_id.empty())
                info.correlation_id = http::printable_ascii(*id, 128);
        if (answer.status == 429 || answer.status == 503) {
            auto const wall = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
            info.retry_after = parse_retry_after(answer.headers, wall);
        }
        return e;
    };

    bool const success = answer.status >= 200 && answer.status < 300;
    if (answer.status == 429 || answer.status >= 500) return fail(status_error(answer.status));
    if (decoded && decoded->error) return fail(make_error_code(errc_from_text(detail::text_of(decoded->error))));
    if (!success) {
        auto e = fail(status_error(answer.status));
        if (!decoded) e.edit().body_snippet = http::printable_ascii(answer.body, 200);
        return e;
    }
    if (!decoded)
        return fail(make_error_code(oauth_errc::malformed_answer), "the token answer is not the JSON of RFC 6749");
    if (!decoded->access_token || !detail::legal_token(decoded->access_token->expose()))
        return fail(make_error_code(oauth_errc::malformed_answer), "the token answer has no usable access_token");
    if (decoded->token_type && !http::equal_names(*decoded->token_type, "bearer"))
        return fail(make_error_code(oauth_errc::unsupported_token_type));

    token_set out;
    out.access_token = std::move(*decoded->access_token);
    out.token_type = decoded->token_type.value_or("Bearer");
    out.expires_in = detail::life_of(decoded->expires_in);
    out.refresh_token = std::move(decoded->refresh_token);
    out.scope = std::move(decoded->scope);
    return out;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_TOKEN_ANSWER_HPP
