// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_IMPL_PROXY_HPP
#define COGRANT_HTTP_IMPL_PROXY_HPP

#include <cogrant/http/headers.hpp>
#include <cogrant/http/proxy.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>
#include <vector>

namespace cogrant::http {

namespace detail {

inline error bad_proxy(std::string why)
{
    error e(make_error_code(http_errc::bad_url));
    e.edit().detail = "not a usable proxy: " + std::move(why);
    return e;
}

/// "Basic " and user and password in base64 (RFC 7617 §2).
inline secret basic_authorization(std::string_view user, std::string_view password)
{
    secret const name(user, ":");
    secret const plain(name.expose(), password);
    std::vector<unsigned char> coded((plain.size() + 2) / 3 * 4 + 1);
    auto const* const bytes = reinterpret_cast<unsigned char const*>(plain.expose().data());
    auto const n = EVP_EncodeBlock(coded.data(), bytes, static_cast<int>(plain.size()));
    secret out("Basic ", std::string_view(reinterpret_cast<char const*>(coded.data()), static_cast<std::size_t>(n)));
    OPENSSL_cleanse(coded.data(), coded.size());
    return out;
}

/// The text with %41 and the like undone; nothing when an escape is broken.
inline std::optional<secret> without_escapes(std::string_view text)
{
    auto const digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::vector<char> plain;
    plain.reserve(text.size());
    bool good = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain.push_back(text[i]);
            continue;
        }
        int const high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
        int const low = high < 0 ? -1 : digit(text[i + 2]);
        good = good && low >= 0;
        if (!good) break;
        plain.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    secret out(std::string_view(plain.data(), plain.size()));
    OPENSSL_cleanse(plain.data(), plain.size());
    return good ? std::optional(std::move(out)) : std::nullopt;
}

inline bool is_port(std::string_view text, std::uint16_t& out) noexcept
{
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    return code == std::errc() && end == text.data() + text.size() && out != 0;
}

/// Splits "host:port", "[::1]:80", "::1"; the port is 0 when there is none. False for what is neither.
inline bool split_host(std::string_view entry, std::string_view& host, std::uint16_t& port) noexcept
{
    port = 0;
    host = entry;
    if (entry.starts_with('[')) {
        auto const end = entry.find(']');
        if (end == entry.npos) return false;
        host = entry.substr(1, end - 1);
        auto const rest = entry.substr(end + 1);
        return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1), port));
    }
    auto const colon = entry.find(':');
    if (colon == entry.npos || entry.find(':', colon + 1) != entry.npos) return true; // none, or an IPv6 address
    host = entry.substr(0, colon);
    return is_port(entry.substr(colon + 1), port);
}

inline bool in_network(boost::asio::ip::address const& address, std::string const& network)
{
    error_code code;
    if (address.is_v4()) {
        auto const range = boost::asio::ip::make_network_v4(network, code);
        if (code) return false;
        return boost::asio::ip::network_v4(address.to_v4(), range.prefix_length()).canonical() == range.canonical();
    }
    auto const range = boost::asio::ip::make_network_v6(network, code);
    if (code) return false;
    return boost::asio::ip::network_v6(address.to_v6(), range.prefix_length()).canonical() == range.canonical();
}

/// Whether one entry of NO_PROXY names the origin.
inline bool names_origin(std::string_view entry, origin const& to)
{
    if (entry == "*") return true;
    error_code code;
    auto const address = boost::asio::ip::make_address(to.host, code);
    bool const literal = !code;
    if (entry.find('/') != entry.npos) return literal && in_network(address, std::string(entry));
    std::string_view host;
    std::uint16_t port = 0;
    if (!split_host(entry, host, port) || (port != 0 && port != to.port)) return false;
    if (literal) {
        auto const meant = boost::asio::ip::make_address(std::string(host), code);
        return !code && meant == address;
    }
    while (host.starts_with('.')) host.remove_prefix(1);
    std::string_view asked = to.host;
    if (asked.ends_with('.')) asked.remove_suffix(1);
    if (host.ends_with('.')) host.remove_suffix(1);
    if (host.empty() || host.size() > asked.size()) return false;
    auto const end = asked.substr(asked.size() - host.size());
    bool const whole = host.size() == asked.size() || asked[asked.size() - host.size() - 1] == '.';
    return whole && equal_names(end, host);
}

} // namespace detail

inline proxy proxy::credentials(std::string_view user, secret const& password) const
{
    auto const control = [](std::string_view text) {
        return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; });
    };
    if (user.find(':') != user.npos || control(user) || control(password.expose()))
        throw failure(error(make_error_code(http_errc::bad_header)));
    return proxy(host(), port(), detail::basic_authorization(user, password.expose()));
}

inline result<proxy> proxy::parse(std::string_view text)
{
    if (auto const scheme = text.find("://"); scheme != text.npos) {
        if (equal_names(text.substr(0, scheme), "https"))
            return detail::bad_proxy("https proxies are not supported, tunnels through http proxies are");
        if (!equal_names(text.substr(0, scheme), "http")) return detail::bad_proxy("the scheme is not http");
        text.remove_prefix(scheme + 3);
    }
    if (text.ends_with('/')) text.remove_suffix(1);
    if (text.find_first_of("/?# \t") != text.npos) return detail::bad_proxy("more than a host and a port");
    auto const at = text.rfind('@');
    std::string_view address;
    std::uint16_t port = 0;
    if (!detail::split_host(at == text.npos ? text : text.substr(at + 1), address, port))
        return detail::bad_proxy("the port is not a number from 1 to 65535");
    if (address.empty()) return detail::bad_proxy("no host");
    std::string host;
    for (char const c : address) {
        char const lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        bool const usual = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._:").find(c) != std::string_view::npos;
        if (!usual) return detail::bad_proxy("illegal character in the host");
        host += lower;
    }
    proxy made(std::move(host), port == 0 ? std::uint16_t(80) : port);
    if (at == text.npos) return made;
    auto const colon = std::min(text.find(':'), at);
    auto const user = detail::without_escapes(text.substr(0, colon));
    auto const password = detail::without_escapes(text.substr(0, at).substr(std::min(colon + 1, at)));
    if (!user || !password) return detail::bad_proxy("a broken escape in user name or password");
    try {
        return made.credentials(user->expose(), *password);
    } catch (failure const&) {
        return detail::bad_proxy("an illegal character in user name or password");
    }
}

inline bool bypasses_proxy(origin const& to, std::string_view no_proxy)
{
    while (!no_proxy.empty()) {
        auto const end = std::min(no_proxy.find_first_of(", \t"), no_proxy.size());
        auto const entry = no_proxy.substr(0, end);
        if (!entry.empty() && detail::names_origin(entry, to)) return true;
        no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
    }
    return false;
}

inline result<proxy> proxy_for(origin const& to, proxy_environment const& environment)
{
    auto const& text = to.tls ? environment.https_proxy() : environment.http_proxy();
    if (text.empty() || bypasses_proxy(to, environment.no_proxy())) return proxy();
    auto made = proxy::parse(text.expose());
    if (!made) {
        auto failed = made.error();
        failed.edit().detail += to.tls ? " (HTTPS_PROXY)" : " (HTTP_PROXY)";
        return failed;
    }
    return made;
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_IMPL_PROXY_HPP
