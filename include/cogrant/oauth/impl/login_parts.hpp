// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_LOGIN_PARTS_HPP
#define COGRANT_OAUTH_IMPL_LOGIN_PARTS_HPP

#include <cogrant/http/url.hpp>
#include <cogrant/oauth/error.hpp>

#include <boost/url/parse.hpp>
#include <openssl/crypto.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

// What the parts of a login share.

namespace cogrant::oauth::detail {

/// An error of a login with our words for it.
inline error login_error(oauth_errc code, std::string_view why)
{
    error e(make_error_code(code), phase::token);
    e.edit().detail = std::string(why);
    return e;
}

/// Every byte of a URL is a visible ASCII character: no CR, LF, NUL, space or raw UTF-8 (S35).
inline bool visible_ascii(std::string_view text) noexcept
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

/// An absolute URI of any scheme, without a fragment: what `redirect_uri` and `resource` have to be.
inline bool absolute_uri(std::string_view text)
{
    if (!visible_ascii(text) || text.find('#') != std::string_view::npos) return false;
    return boost::urls::parse_absolute_uri({text.data(), text.size()}).has_value();
}

/// Whether what is sent there stays on this machine. A name other than `localhost` could lead anywhere.
inline bool on_loopback(http::origin const& to) noexcept
{
    if (to.host == "localhost" || to.host == "::1") return true;
    return to.host.starts_with("127.") && to.host.find_first_not_of("0123456789.") == std::string::npos;
}

/** An endpoint out of the metadata, ready to be asked: https, or http on this machine (S13).

    @param name  as the metadata calls it; for the words of an error */
inline result<http::url> login_endpoint(std::optional<std::string> const& text, std::string_view name)
{
    if (!text || text->empty())
        return login_error(oauth_errc::endpoint_missing, "the metadata has no " + std::string(name));
    auto parsed = http::parse_url(*text);
    if (!parsed) return login_error(oauth_errc::endpoint_refused, std::string(name) + " is not a usable URL");
    if (text->find('#') != std::string::npos) // RFC 6749 §3.1, §3.2
        return login_error(oauth_errc::endpoint_refused, std::string(name) + " has a fragment");
    if (!parsed->origin.tls && !on_loopback(parsed->origin))
        return login_error(oauth_errc::endpoint_refused, std::string(name) + " is not https");
    return parsed;
}

/// Whether a page that a server names in `error_uri` may be shown to a person: https, characters of RFC 6749 §4.1.2.1.
inline bool legal_page(std::string_view text) noexcept
{
    return text.size() <= 500 && visible_ascii(text) && text.substr(0, 8) == "https://" &&
           text.find_first_of("\"\\<>") == std::string_view::npos;
}

/// Overwrites a text that held a secret.
inline void wipe(std::string& text) noexcept
{
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

} // namespace cogrant::oauth::detail

#endif // COGRANT_OAUTH_IMPL_LOGIN_PARTS_HPP
