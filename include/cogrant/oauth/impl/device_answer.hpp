// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_DEVICE_ANSWER_HPP
#define COGRANT_OAUTH_IMPL_DEVICE_ANSWER_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/config.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/oauth/impl/login_parts.hpp>
#include <cogrant/oauth/refusal.hpp>
#include <cogrant/secret.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace cogrant::oauth {

/// A device login under way: what to show, and what to ask with. Shown texts are visible ASCII.
struct device_authorization {
    secret device_code{};
    std::string user_code{};                              ///< for the person to type in
    std::string verification_uri{};                       ///< where; https
    std::optional<std::string> verification_uri_complete{}; ///< the same with the code in it: as a link or QR code
    std::chrono::seconds expires_in{};
    std::optional<std::chrono::seconds> interval{};       ///< as the server said; see `poll_schedule`
    time_point expires_at{};
};

namespace detail {

struct device_answer {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::optional<secret> device_code{};
    std::optional<std::string> user_code{};
    std::optional<std::string> verification_uri{};
    std::optional<std::string> verification_url{}; // the name in the drafts, still in use
    std::optional<std::string> verification_uri_complete{};
    std::optional<std::string> verification_url_complete{};
    std::optional<json::raw> expires_in{};
    std::optional<json::raw> interval{};
};

/// A number of seconds, also as a string or with a fraction; nothing when it is neither. Cut to what a clock can bear.
inline std::optional<std::chrono::seconds> seconds_of(std::optional<json::raw> const& value)
{
    if (!value) return std::nullopt;
    std::string_view text = value->text();
    if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
    constexpr double most = 366.0 * 24 * 3600;
    double number = 0;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end != text.data() + text.size() || text.empty() || number != number) return std::nullopt;
    if (code == std::errc::result_out_of_range) return std::nullopt;
    return std::chrono::seconds(static_cast<long long>(std::clamp(number, -most, most)));
}

/// Whether a person may be sent there: https, or on this machine where that is allowed (S11, S30).
inline bool may_be_shown(std::string_view address, bool allow_loopback)
{
    if (address.size() > 2048 || !visible_ascii(address)) return false;
    auto const parsed = http::parse_url(address);
    return parsed && (parsed->origin.tls || (allow_loopback && on_loopback(parsed->origin)));
}

} // namespace detail

/** What a server answered to the beginning of a device login.

    @par Source  RFC 8628 §3.2
    @par Errors  oauth_errc::malformed_answer: a member is missing or not fit to be shown; oauth_errc::endpoint_refused: an
                 address is not https; the server's refusal */
inline result<device_authorization>
read_device_answer(http::response const& answer, time_point asked_at, bool allow_loopback_address = false)
{
    auto const refuse = [&answer](oauth_errc code, std::string_view why) {
        return detail::answer_error(make_error_code(code), answer, why);
    };
    if (auto refused = refusal(answer)) return refused;
    auto decoded = json::decode<detail::device_answer>(answer.body, detail::answer_limits());
    if (!decoded)
        return refuse(oauth_errc::malformed_answer, "the answer to a device login is not the JSON of RFC 8628");
    if (!decoded->device_code || decoded->device_code->empty())
        return refuse(oauth_errc::malformed_answer, "device_code is missing");
    auto const& shown = decoded->user_code;
    auto const printable = [](char c) { return c >= ' ' && c <= '~'; };
    if (!shown || shown->empty() || shown->size() > 64 || !std::all_of(shown->begin(), shown->end(), printable))
        return refuse(oauth_errc::malformed_answer, "user_code is missing or not fit to be shown");
    auto& address = decoded->verification_uri ? decoded->verification_uri : decoded->verification_url;
    if (!address) return refuse(oauth_errc::malformed_answer, "verification_uri is missing");
    auto& complete =
        decoded->verification_uri_complete ? decoded->verification_uri_complete : decoded->verification_url_complete;
    if (!detail::may_be_shown(*address, allow_loopback_address) ||
        (complete && !detail::may_be_shown(*complete, allow_loopback_address)))
        return refuse(oauth_errc::endpoint_refused, "verification_uri is not https");
    auto const life = decoded->expires_in ? detail::seconds_of(decoded->expires_in) : std::chrono::seconds(600);
    if (!life || life->count() <= 0) return refuse(oauth_errc::malformed_answer, "expires_in is not a positive number");

    device_authorization out;
    out.device_code = std::move(*decoded->device_code);
    out.user_code = *shown;
    out.verification_uri = std::move(*address);
    if (complete) out.verification_uri_complete = std::move(*complete);
    out.expires_in = *life;
    out.interval = detail::seconds_of(decoded->interval);
    out.expires_at = deadline_after(asked_at, *life);
    return out;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_IMPL_DEVICE_ANSWER_HPP
