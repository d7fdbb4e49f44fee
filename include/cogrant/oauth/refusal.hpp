// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_REFUSAL_HPP
#define COGRANT_OAUTH_REFUSAL_HPP

#include <cogrant/codec/form.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/policy/retry_after.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::oauth {

namespace detail {

/// RFC 6749 §5.2, and what gateways and platforms write in its place. Anything may be of any type.
struct error_answer {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<json::raw> error{};
    std::optional<json::raw> error_description{};
    std::optional<json::raw> error_description_cxone{}; // "errorDescription" (contract of CXone §2.2)
    std::optional<json::raw> error_uri{};
    std::optional<json::raw> description{}; // Genesys Cloud §1.4
    std::optional<json::raw> message{};     // a gateway's own error body
    std::optional<json::raw> code{};
};

/// What the answers of OAuth endpoints are read with: no key twice, no nested bombs.
inline json::limits answer_limits() { return json::limits().unique_keys().depth(16).document(std::size_t{1} << 20); }

/// The text of a JSON string; of anything else the JSON itself. One printable line without credentials.
inline std::string text_of(std::optional<json::raw> const& value)
{
    if (!value) return {};
    std::string out;
    if (auto const decoded = json::decode<std::string>(value->text())) out = *decoded;
    else out = std::string(value->text());
    return http::printable(out, 500);
}

/// The type of a body, without parameters: "text/plain".
inline std::string_view media_type(http::response const& answer) noexcept
{
    auto const field = answer.headers.find("Content-Type").value_or("");
    return cogrant::detail::trim_blanks(field.substr(0, field.find(';')));
}

/// A body as JSON: as it is, or made from a form, which servers older than RFC 6749 answer with. Wipes what it made.
class answer_body {
public:
    explicit answer_body(http::response const& answer) : text_(answer.body)
    {
        auto const type = media_type(answer);
        if (!http::equal_names(type, form::content_type) && !http::equal_names(type, "text/plain")) return;
        auto const start = answer.body.find_first_not_of(" \t\r\n");
        if (start == std::string::npos || answer.body[start] == '{' || answer.body.size() > 64 * 1024) return;
        auto pairs = form::parse(answer.body);
        if (!pairs) return;
        // A page of text is no form: one has a name that this is all about.
        auto const telling = [](auto const& pair) { return pair.first == "access_token" || pair.first == "error"; };
        bool const good = pairs->size() <= 64 && std::any_of(pairs->begin(), pairs->end(), telling);
        if (good) {
            made_.reserve(2 * answer.body.size() + 16 * pairs->size()); // grown strings would leave pieces behind
            for (auto const& [name, value] : *pairs) {
                made_ += made_.empty() ? '{' : ',';
                json::write_string(made_, name);
                made_ += ':';
                json::write_string(made_, value);
            }
            made_ += '}';
            text_ = made_;
        }
        for (auto& [name, value] : *pairs) OPENSSL_cleanse(value.data(), value.size());
    }
    answer_body(answer_body const&) = delete;
    answer_body& operator=(answer_body const&) = delete;
    ~answer_body() { OPENSSL_cleanse(made_.data(), made_.size()); }

    std::string_view json() const noexcept { return text_; }

private:
    std::string made_;
    std::string_view text_;
};

/// An error with what every answer tells: status, correlation id, the wait asked for.
inline error answer_error(error_code code, http::response const& answer, std::string_view detail = {})
{
    error e(code, phase::token);
    auto& info = e.edit();
    info.status = answer.status;
    info.detail = std::string(detail);
    for (std::string_view const name : {"ININ-Correlation-Id", "X-Request-Id", "X-Correlation-Id"})
        if (auto const id = answer.headers.find(name); id && info.correlation_id.empty())
            info.correlation_id = http::printable_ascii(*id, 128);
    if (answer.status == 429 || answer.status == 503) {
        auto const wall = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        info.retry_after = parse_retry_after(answer.headers, wall);
    }
    return e;
}

/// A page that explains an error: https only, characters of RFC 6749 §5.2; else nothing. It is never opened by itself.
inline std::string page_of(std::optional<json::raw> const& uri)
{
    auto text = text_of(uri);
    bool const legal = text.size() > 8 && http::equal_names(std::string_view(text).substr(0, 8), "https://") &&
                       std::all_of(text.begin(), text.end(), [](char c) {
                           return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>';
                       });
    return legal ? text : std::string();
}

} // namespace detail
} // namespace cogrant::oauth

template <>
struct cogrant::reflect::wire_names<cogrant::oauth::detail::error_answer> {
    static constexpr auto value =
        renames(rename(&cogrant::oauth::detail::error_answer::error_description_cxone, "errorDescription"));
};

namespace cogrant::oauth {

/** The typed error that an OAuth endpoint's bad answer means; one without a code when the answer is a success.

    The status decides first: 429 and 5xx are never the server's verdict on the client, a redirect is never followed. Then
    an `error` member counts, also with status 200.

    @par Source  RFC 6749 §5.2; S09, S17 of the security checklist
    @par Errors  oauth_errc::*; http_errc for an answer without a verdict. `server_code`, `server_message`, `server_uri` hold
                 the server's words, printable; `body_snippet` the first bytes of a refusal that is no JSON */
inline error refusal(http::response const& answer)
{
    detail::answer_body const body(answer);
    auto const decoded = json::decode<detail::error_answer>(body.json(), detail::answer_limits());
    bool const success = answer.status >= 200 && answer.status < 300;
    bool const verdict =
        decoded && decoded->error && (success || (answer.status >= 400 && answer.status < 500)) && answer.status != 429;
    if (success && !verdict) return {};
    auto e = detail::answer_error(
        verdict ? make_error_code(errc_from_text(detail::text_of(decoded->error))) : status_error(answer.status),
        answer);
    auto& info = e.edit();
    if (answer.status >= 300 && answer.status < 400) info.detail = "the endpoint redirects, which is not followed";
    if (decoded) {
        info.server_code = detail::text_of(decoded->error ? decoded->error : decoded->code);
        info.server_message = detail::text_of(
            decoded->error_description         ? decoded->error_description
            : decoded->error_description_cxone ? decoded->error_description_cxone
            : decoded->description             ? decoded->description
                                               : decoded->message);
        info.server_uri = detail::page_of(decoded->error_uri);
    } else if (answer.status < 500 && answer.status != 429) {
        info.body_snippet = http::printable_ascii(answer.body, 200);
    }
    return e;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_REFUSAL_HPP
