// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_IMPL_DESCRIBE_HPP
#define COGRANT_GENESYS_IMPL_DESCRIBE_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/error.hpp>
#include <cogrant/genesys/describe.hpp>
#include <cogrant/genesys/detail/printable.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/genesys/error_body.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace cogrant::genesys {
namespace detail {

// What is looked at when a body does not fit its whole model.
struct loose_error_body {
    std::optional<std::string> message{};
    std::optional<std::string> code{};
    std::optional<std::string> context_id{};
};

// "[17] seconds", "60 seconds", "2 minutes": the number in front of the first unit of time.
inline std::optional<std::chrono::seconds> wait_in_text(std::string_view text)
{
    constexpr std::pair<std::string_view, std::int64_t> units[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}};
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!digit(text[i])) continue;
        auto end = i;
        while (end < text.size() && digit(text[end])) ++end;
        auto unit = end;
        while (unit < text.size() && (text[unit] == ']' || text[unit] == ')' || text[unit] == ' ')) ++unit;
        std::int64_t number = 0;
        auto const parsed = std::from_chars(text.data() + i, text.data() + end, number);
        for (auto const& [name, factor] : units)
            if (parsed.ec == std::errc() && number <= 1'000'000 &&
                equal_ignoring_case(text.substr(unit, name.size()), name))
                return std::chrono::seconds(number * factor);
        i = end - 1;
    }
    return std::nullopt;
}

inline std::optional<std::chrono::seconds> whole_seconds(std::string_view digits)
{
    std::int64_t number = 0;
    auto const [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || code != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (number < 0 || number > 1'000'000'000) return std::nullopt;
    return std::chrono::seconds(number);
}

// Adds what looks like a permission, domain:entity:action, to the list.
inline void find_permissions(std::string_view text, std::vector<std::string>& out)
{
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*'; };
    auto const part = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    for (std::size_t begin = 0; begin < text.size();) {
        auto end = begin;
        std::size_t colons = 0;
        bool good = letter(text[begin]);
        while (end < text.size() && (part(text[end]) || text[end] == ':')) {
            if (text[end] == ':') {
                ++colons;
                good = good && end + 1 < text.size() && letter(text[end + 1]);
            }
            ++end;
        }
        std::string found(text.substr(begin, end - begin));
        if (good && colons == 2 && found.size() <= 128 && std::find(out.begin(), out.end(), found) == out.end())
            out.push_back(std::move(found));
        begin = end + 1;
    }
}

// The template with its holes filled; holes without a value stay.
inline std::string filled(std::string_view form, std::map<std::string, std::string> const& params)
{
    std::string out;
    for (std::size_t i = 0; i < form.size();) {
        auto const end = form[i] == '{' ? form.find('}', i) : form.npos;
        auto const value = end == form.npos ? params.end() : params.find(std::string(form.substr(i + 1, end - i - 1)));
        if (value == params.end()) {
            out += form[i++];
        } else {
            out += value->second;
            i = end + 1;
        }
    }
    return out;
}

} // namespace detail

COGRANT_DECL std::optional<std::chrono::seconds> retry_after_in(error_body const& body)
{
    for (auto const& [name, value] : body.message_params) {
        auto const key = detail::printable_ascii(name, 64);
        bool const names_wait = key.find("retry") != key.npos || key.find("Retry") != key.npos ||
                                key.find("second") != key.npos || key.find("Second") != key.npos;
        if (auto const wait = names_wait ? detail::whole_seconds(value) : std::nullopt) return wait;
    }
    return body.message ? detail::wait_in_text(*body.message) : std::nullopt;
}

COGRANT_DECL std::vector<std::string> missing_permissions(error_body const& body)
{
    std::vector<std::string> out;
    for (auto const& [name, value] : body.message_params) detail::find_permissions(value, out);
    if (body.message) detail::find_permissions(*body.message, out);
    for (auto const& nested : body.errors)
        if (nested.message) detail::find_permissions(*nested.message, out);
    return out;
}

COGRANT_DECL std::vector<std::string> missing_permissions(error const& e)
{
    std::vector<std::string> out;
    detail::find_permissions(e.info().server_message, out);
    return out;
}

COGRANT_DECL std::string advice_on_refusal(std::vector<std::string> const& permissions, token_holder who)
{
    std::string scopes;
    for (auto const& permission : permissions) {
        auto const scope = scope_of(permission);
        if (!scope.empty() && scopes.find(scope) == scopes.npos)
            scopes.append(scopes.empty() ? " " : " or ").append(scope);
    }
    std::string_view const what = permissions.empty()       ? "the permission"
                                  : permissions.size() == 1 ? "the permission that the server names"
                                                            : "any of the permissions that the server names";
    std::string const role = std::string(" has ").append(what).append(", or not for this division");
    if (who == token_holder::service)
        return "no role of the OAuth client" + role + "; scopes do not apply to client credentials";
    auto const scope = scopes.empty() ? std::string(" a scope") : " the scope" + scopes;
    if (who == token_holder::person)
        return "no role of the person" + role + "; or the OAuth client lacks" + scope;
    return "no role" + role + "; or, for a person's token, the OAuth client lacks" + scope;
}

COGRANT_DECL bool counts_days(exceeded_limit const& limit)
{
    return limit.key && (limit.key->ends_with(".per.day") || limit.key->find(".day.") != limit.key->npos);
}

namespace detail {

inline constexpr std::size_t longest_snippet = 200;

// Message, field at fault, limit and missing permission in one line.
inline std::string sentence(error_body const& body, unsigned status)
{
    std::string text;
    if (body.message && !body.message->empty()) text = *body.message;
    else if (body.message_with_params) text = filled(*body.message_with_params, body.message_params);
    for (auto const& nested : body.errors)
        if (text.empty() && nested.message) text = *nested.message;
    for (auto const& d : body.details)
        if (d.field_name && !d.field_name->empty() && text.find(*d.field_name) == text.npos)
            text += " (field " + *d.field_name + ")";
    if (status == 403)
        for (auto const& permission : missing_permissions(body))
            if (text.find(permission) == text.npos) text += " (missing permission " + permission + ")";
    if (body.limit && body.limit->key) {
        text += " (limit " + *body.limit->key;
        if (body.limit->value) text += " = " + std::to_string(*body.limit->value);
        text += ")";
    }
    return text;
}

} // namespace detail

COGRANT_DECL void describe(http::response const& answer, error& e, token_holder who)
{
    if (!e.code() && !answer.ok()) {
        error fresh{status_error(answer.status)};
        fresh.edit() = e.info();
        e = std::move(fresh);
    }
    auto& info = e.edit();
    info.status = answer.status;
    if (auto const id = answer.headers.find("ININ-Correlation-Id"))
        info.correlation_id = detail::printable_ascii(*id, 128);
    auto const header = answer.headers.find("Retry-After");
    if (header)
        if (auto const wait = detail::whole_seconds(*header)) info.retry_after = *wait;

    error_body body;
    token_error_body oauth;
    if (auto whole = json::decode<error_body>(answer.body)) {
        body = std::move(*whole);
    } else if (auto loose = json::decode<detail::loose_error_body>(answer.body)) {
        body.message = std::move(loose->message);
        body.code = std::move(loose->code);
        body.context_id = std::move(loose->context_id);
    }
    if (auto refusal = json::decode<token_error_body>(answer.body)) oauth = std::move(*refusal);
    if (info.correlation_id.empty() && body.context_id)
        info.correlation_id = detail::printable_ascii(*body.context_id, 128);
    info.server_code = detail::printable_ascii(body.code ? *body.code : oauth.error.value_or(""), 128);
    auto text = detail::sentence(body, answer.status);
    if (text.empty()) text = oauth.error_description ? *oauth.error_description : oauth.description.value_or("");
    info.server_message = detail::printable(text, detail::longest_message);
    if (!header && (answer.status == 429 || answer.status == 503) && !info.retry_after)
        if (auto const wait = retry_after_in(body)) info.retry_after = *wait;
    if (info.server_code.empty() && info.server_message.empty())
        info.body_snippet = detail::printable_ascii(answer.body, detail::longest_snippet);
    if (answer.status == 403 && info.detail.empty()) info.detail = advice_on_refusal(missing_permissions(body), who);
    if (answer.status == 429 && body.limit && counts_days(*body.limit)) {
        error typed{make_error_code(genesys_errc::daily_limit)};
        typed.edit() = info;
        e = std::move(typed);
    }
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_IMPL_DESCRIBE_HPP
