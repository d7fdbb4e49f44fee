// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_DISCOVERY_HPP
#define COGRANT_OAUTH_DISCOVERY_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/impl/login_parts.hpp>
#include <cogrant/oauth/jwks_endpoint.hpp>
#include <cogrant/oauth/refusal.hpp>
#include <cogrant/oauth/request_token.hpp>
#include <cogrant/oauth/server_metadata.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cogrant::oauth {

/// Where an issuer keeps its metadata.
enum class metadata_place : std::uint8_t {
    openid, ///< OpenID Connect Discovery §4: appended to the issuer
    oauth,  ///< RFC 8414 §3: inserted between host and path
    either  ///< `openid`, then `oauth` when there is nothing (404)
};

/// What a client puts up with in metadata.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class discovery_options {
public:
    /// Whether an endpoint of this issuer may be used. Called for each endpoint of the document.
    using endpoint_policy = std::function<bool(std::string_view issuer, http::url const& endpoint)>;

    discovery_options& place(metadata_place p) noexcept
    {
        place_ = p;
        return *this;
    }
    metadata_place place() const noexcept { return place_; }

    /// Allows http for an issuer and endpoints on this machine. For tests.
    discovery_options& allow_loopback_http(bool yes) noexcept
    {
        loopback_http_ = yes;
        return *this;
    }
    bool loopback_http_allowed() const noexcept { return loopback_http_; }

    /// Further rules for endpoints, e.g. that all are on the issuer's own domain.
    discovery_options& allow(endpoint_policy policy)
    {
        policy_ = std::move(policy);
        return *this;
    }
    endpoint_policy const& policy() const noexcept { return policy_; }

private:
    metadata_place place_ = metadata_place::either;
    bool loopback_http_ = false;
    endpoint_policy policy_;
};

inline constexpr std::size_t max_metadata_bytes = 256 * 1024;

/** Where the metadata of an issuer is.

    @param place  `either` counts as `openid`
    @par Source   RFC 8414 §3, §3.1; OpenID Connect Discovery §4.1
    @par Errors   oauth_errc::endpoint_refused: not https, or with query, fragment or user information */
inline result<http::url> well_known_url(std::string_view issuer, metadata_place place, bool allow_loopback_http = false)
{
    auto const refuse = [](std::string_view why) {
        return detail::login_error(oauth_errc::endpoint_refused, std::string("issuer: ").append(why));
    };
    if (issuer.find_first_of("?#") != issuer.npos) return refuse("has a query or a fragment");
    auto where = http::parse_url(issuer);
    if (!where) return refuse(where.error().info().detail);
    if (!where->origin.tls && !(allow_loopback_http && detail::on_loopback(where->origin))) return refuse("not https");
    std::string path = where->target;
    if (path.ends_with('/')) path.pop_back();
    where->target = place == metadata_place::oauth ? "/.well-known/oauth-authorization-server" + path
                                                   : path + "/.well-known/openid-configuration";
    return where;
}

namespace detail {

/// Checks one endpoint of a document; nothing is wrong with one that is absent.
inline error check_endpoint(
    std::string_view name, std::string const& text, std::string_view issuer, bool issuer_is_private,
    discovery_options const& options)
{
    auto const refuse = [name](std::string_view why) {
        return login_error(oauth_errc::endpoint_refused, std::string(name).append(": ").append(why));
    };
    auto const url = http::parse_url(text);
    if (!url) return refuse(url.error().info().detail);
    if (text.find('#') != std::string::npos) return refuse("has a fragment");
    bool const plain = options.loopback_http_allowed() && on_loopback(url->origin);
    if (!url->origin.tls && !plain) return refuse("not https");
    // A server on the Internet has no business to send its clients into their own network (RFC 9700 §4.11).
    if (!issuer_is_private && private_host(url->origin.host)) return refuse("a host that is not on the Internet");
    if (options.policy() && !options.policy()(issuer, *url)) return refuse("refused by the policy");
    return {};
}

template <class Document>
error check_endpoints(
    Document const& document, std::string_view issuer, bool issuer_is_private, discovery_options const& options)
{
    error wrong;
    reflect::for_each_field(document, [&](std::string_view name, auto const& member) {
        if constexpr (std::same_as<std::remove_cvref_t<decltype(member)>, std::optional<std::string>>)
            if (member && !wrong) wrong = check_endpoint(name, *member, issuer, issuer_is_private, options);
    });
    return wrong;
}

} // namespace detail

/** Reads metadata, and holds it to the issuer that was asked.

    @par Source  RFC 8414 §3.2, §3.3; OpenID Connect Discovery §4.2, §4.3; S09, S11, S12, S13 of the security checklist
    @par Errors  oauth_errc::issuer_mismatch when `issuer` is not the same byte for byte; oauth_errc::malformed_metadata;
                 oauth_errc::endpoint_refused; those of `refusal`. `detail` names the member and the rule */
inline result<server_metadata>
read_metadata(http::response const& answer, std::string_view issuer, discovery_options const& options = {})
{
    if (answer.status != 200) {
        if (auto const refused = refusal(answer)) return refused;
        return detail::answer_error(make_error_code(http_errc::unexpected_status), answer);
    }
    auto const malformed = [&answer](std::string_view why) {
        return detail::answer_error(
            make_error_code(oauth_errc::malformed_metadata), answer,
            std::string("the metadata is unusable: ").append(why));
    };
    auto const type = detail::media_type(answer);
    if (!type.empty() && !http::equal_names(type, "application/json") && !type.ends_with("+json"))
        return malformed("the body does not say that it is JSON");
    if (answer.body.size() > max_metadata_bytes) return malformed("more than 256 KiB");
    auto decoded = json::decode<server_metadata>(answer.body, detail::answer_limits());
    if (!decoded) return malformed(decoded.error().info().detail);
    if (decoded->issuer.empty()) return malformed("issuer is missing");
    if (decoded->issuer != issuer)
        return detail::answer_error(
            make_error_code(oauth_errc::issuer_mismatch), answer, "the metadata names another issuer than was asked");
    auto const own = http::parse_url(issuer);
    bool const is_private = own && detail::private_host(own->origin.host);
    if (auto const wrong = detail::check_endpoints(*decoded, issuer, is_private, options)) return wrong;
    if (decoded->mtls_endpoint_aliases)
        if (auto const wrong = detail::check_endpoints(*decoded->mtls_endpoint_aliases, issuer, is_private, options))
            return wrong;
    return decoded;
}

/** Asks an issuer for its metadata. Follows no redirect.

    @par Source         RFC 8414, OpenID Connect Discovery
    @par Errors         those of `well_known_url`, `read_metadata` and the transport
    @par Cancellation   terminal
    @par Lifetime       `transport` must live until completion; the rest is copied
    @par Limits         `max_metadata_bytes`; everything within `deadline`; two requests at most */
template <http::transport Transport>
asio::awaitable<result<server_metadata>> discover(
    Transport& transport, std::string issuer, discovery_options options = {}, time_point deadline = no_deadline,
    http::event_hook hook = {})
{
    auto place = options.place() == metadata_place::oauth ? metadata_place::oauth : metadata_place::openid;
    for (;;) {
        auto const where = well_known_url(issuer, place, options.loopback_http_allowed());
        if (!where) co_return where.error();
        http::exchange x(detail::endpoint_request(http::method::get, *where, max_metadata_bytes), deadline);
        x.hook = hook;
        auto sending = transport.send(x);
        auto answer = co_await std::move(sending);
        if (!answer) co_return answer.error();
        bool const elsewhere = options.place() == metadata_place::either && place == metadata_place::openid;
        if (answer->status == 404 && elsewhere) {
            place = metadata_place::oauth;
            continue;
        }
        auto metadata = read_metadata(*answer, issuer, options);
        if (!metadata) {
            auto failed = metadata.error();
            failed.edit().attempts = x.attempts;
            failed.edit().route = http::route_of(x.request);
            metadata = std::move(failed);
        }
        co_return std::move(metadata);
    }
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_DISCOVERY_HPP
