// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_PROXY_HPP
#define COGRANT_HTTP_PROXY_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/origin.hpp>
#include <cogrant/secret.hpp>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::http {

/** An HTTP proxy: where it is and who we are to it. The empty one stands for "no proxy".

    A handle: copies are one proxy, and two made apart are two, also from the same text: connections through one are not
    used for the other. An https origin is reached through a tunnel (CONNECT), in which its certificate is verified as
    ever. A request to an http origin is handed to the proxy whole (absolute form): many proxies open tunnels to port 443
    only.

    @par Source         RFC 9110 §9.3.6, RFC 9112 §3.2.2, RFC 7617
    @par Limits         the way to the proxy itself is not encrypted: https proxies are refused
    @par Thread safety  immutable: may be shared once made */
class proxy {
public:
    /// No proxy.
    proxy() noexcept = default;
    proxy(std::string host, std::uint16_t port) : proxy(std::move(host), port, secret()) {}

    /** A copy with these credentials, sent to the proxy only (Basic).

        @throws failure  http_errc::bad_header: a colon in the user name, or a control character */
    proxy credentials(std::string_view user, secret const& password) const;

    /** From what stands in HTTPS_PROXY and the like: `http://user:password@host:port`, `host:port`; port 80 unless said.

        @par Errors  http_errc::bad_url; the text is not repeated, it may hold a password */
    static result<proxy> parse(std::string_view text);

    explicit operator bool() const noexcept { return parts_ != nullptr; }
    friend bool operator==(proxy const&, proxy const&) noexcept = default;

    // Of a proxy that is not the empty one:

    std::string const& host() const noexcept { return parts_->host; }
    std::uint16_t port() const noexcept { return parts_->port; }
    /// The value of Proxy-Authorization; empty without credentials.
    secret const& authorization() const noexcept { return parts_->authorization; }

private:
    struct parts {
        std::string host;
        std::uint16_t port;
        secret authorization;
    };
    proxy(std::string host, std::uint16_t port, secret authorization)
        : parts_(std::make_shared<parts const>(parts{std::move(host), port, std::move(authorization)}))
    {
    }

    std::shared_ptr<parts const> parts_;
};

/** What the environment says about proxies. Not an aggregate on purpose (see `tls_options`).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class proxy_environment {
public:
    proxy_environment() = default;

    proxy_environment& https_proxy(std::string_view text)
    {
        https_proxy_ = secret(text);
        return *this;
    }
    proxy_environment& http_proxy(std::string_view text)
    {
        http_proxy_ = secret(text);
        return *this;
    }
    proxy_environment& no_proxy(std::string text)
    {
        no_proxy_ = std::move(text);
        return *this;
    }

    /** Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY; their lower-case forms go first. In a CGI program (REQUEST_METHOD is
        set) HTTP_PROXY is a header that any visitor can send, and is not believed.

        @param get  called with a name; null when the variable is not set */
    template <class Get>
    static proxy_environment read(Get const& get)
    {
        auto const either = [&get](char const* lower, char const* upper) {
            char const* const found = get(lower);
            char const* const other = found != nullptr || upper == nullptr ? found : get(upper);
            return std::string_view(other == nullptr ? "" : other);
        };
        bool const cgi = get("REQUEST_METHOD") != nullptr;
        proxy_environment out;
        out.https_proxy(either("https_proxy", "HTTPS_PROXY"));
        out.http_proxy(either("http_proxy", cgi ? nullptr : "HTTP_PROXY"));
        out.no_proxy(std::string(either("no_proxy", "NO_PROXY")));
        return out;
    }
    /// Of this process, as it is now.
    static proxy_environment of_process()
    {
        return read([](char const* name) { return std::getenv(name); });
    }

    secret const& https_proxy() const noexcept { return https_proxy_; }
    secret const& http_proxy() const noexcept { return http_proxy_; }
    std::string const& no_proxy() const noexcept { return no_proxy_; }

private:
    secret https_proxy_;
    secret http_proxy_;
    std::string no_proxy_;
};

/** Whether NO_PROXY names this origin. Its entries, divided by commas or blanks: `*`; a host, which stands for what ends
    in it too, with or without a dot in front; an address; a network as `10.0.0.0/8`; each but the network with `:port`
    behind it if only that port is meant. What is no such entry names nothing. */
bool bypasses_proxy(origin const& to, std::string_view no_proxy);

/** The proxy through which the environment wants this origin to be asked; empty for none.

    @par Errors  http_errc::bad_url: the variable for this scheme is not the URL of a proxy */
result<proxy> proxy_for(origin const& to, proxy_environment const& environment);

} // namespace cogrant::http

#include <cogrant/http/impl/proxy.hpp>

#endif // COGRANT_HTTP_PROXY_HPP
