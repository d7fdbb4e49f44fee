// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_TENANT_HPP
#define COGRANT_CXONE_TENANT_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/cxone/error.hpp>
#include <cogrant/cxone/hosts.hpp>
#include <cogrant/cxone/values.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/oauth/refusal.hpp>
#include <cogrant/oauth/request_token.hpp>
#include <cogrant/oauth/token_answer.hpp>
#include <cogrant/reflect/names.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Which tenant a token speaks for, and where its data are.

namespace cogrant::cxone {

/// What `/.well-known/cxone-configuration` says of a tenant (contract §1). All of it may be missing.
struct tenant_configuration {
    std::optional<json::raw> private_{};
    std::optional<std::string> ui_endpoint{};
    std::optional<std::string> auth_endpoint{};
    std::optional<std::string> api_endpoint{}; ///< where the contact-centre data are
    std::optional<std::string> area{};
    std::optional<std::string> cluster{};
    std::optional<std::string> domain{};
    std::optional<std::string> acd_domain{};
    std::optional<std::string> uh_domain{};
    std::optional<std::string> tenant_id{};
    std::optional<std::string> globaldomain{};
};

/// What an access token says of the tenant (contract §1). Not verified: it says whom to ask, and is no proof of
/// anything.
struct tenant_claims {
    std::optional<std::string> tenant{};
    id tenant_id{};
    id ic_bu_id{}; ///< icBUId: the business unit
    id ic_cluster_id{};
    std::optional<json::raw> role{};
};

} // namespace cogrant::cxone

template <>
struct cogrant::reflect::wire_names<cogrant::cxone::tenant_configuration> {
    using type = cogrant::cxone::tenant_configuration;
    static constexpr auto value = renames(
        rename(&type::ui_endpoint, "ui_endpoint"), rename(&type::auth_endpoint, "auth_endpoint"),
        rename(&type::api_endpoint, "api_endpoint"));
};

template <>
struct cogrant::reflect::wire_names<cogrant::cxone::tenant_claims> {
    static constexpr auto value = renames(rename(&cogrant::cxone::tenant_claims::ic_bu_id, "icBUId"));
};

namespace cogrant::cxone {

/// Reads the claims of an access token; empty ones when it is no JWT, which tokens of gateways need not be.
inline tenant_claims claims_of(std::string_view access_token)
{
    constexpr std::size_t longest = std::size_t{64} * 1024;
    auto const first = access_token.find('.');
    auto const second = first == access_token.npos ? access_token.npos : access_token.find('.', first + 1);
    if (second == access_token.npos || access_token.size() > longest) return {};
    auto const payload = base64::decode_url(access_token.substr(first + 1, second - first - 1));
    if (!payload) return {};
    auto decoded = json::decode<tenant_claims>(*payload, json::limits().depth(16));
    return decoded ? std::move(*decoded) : tenant_claims();
}

inline constexpr std::size_t max_configuration_bytes = 256 * 1024;

/// Asks the issuer where a tenant lives: `GET /.well-known/cxone-configuration?tenantId=…`. Carries no token.
inline http::request configuration_request(http::origin const& issuer, std::string_view tenant_id)
{
    http::url const where{issuer, "/.well-known/cxone-configuration?" + query::encode({{"tenantId", tenant_id}})};
    return oauth::detail::endpoint_request(http::method::get, where, max_configuration_bytes);
}

/** Judges the answer of tenant discovery.

    @par Errors  those of `oauth::refusal` for what is no success; oauth_errc::malformed_metadata */
inline result<tenant_configuration> read_configuration(http::response const& answer)
{
    if (auto const refused = oauth::refusal(answer)) return refused;
    if (answer.status != 204)
        if (auto decoded = json::decode<tenant_configuration>(answer.body, oauth::detail::answer_limits()))
            return decoded;
    return oauth::detail::answer_error(
        make_error_code(oauth_errc::malformed_metadata), answer, "the configuration of the tenant is unusable");
}

/** Asks the issuer where a tenant lives.

    @par Source        contract of CXone §1
    @par Errors        those of @ref read_configuration and of the transport
    @par Cancellation  terminal
    @par Lifetime      `transport` must live until completion
    @par Limits        256 KiB; everything within `deadline` */
template <http::transport Transport>
asio::awaitable<result<tenant_configuration>> discover_tenant(
    Transport& transport, http::origin issuer, std::string tenant_id, time_point deadline = no_deadline,
    http::event_hook hook = {})
{
    http::exchange x(configuration_request(issuer, tenant_id), deadline);
    x.hook = hook;
    auto sending = transport.send(x);
    auto answer = co_await std::move(sending);
    if (!answer) co_return answer.error();
    auto found = read_configuration(*answer);
    if (!found) {
        auto failed = found.error();
        failed.edit().attempts = x.attempts;
        failed.edit().route = http::route_of(x.request);
        found = std::move(failed);
    }
    co_return std::move(found);
}

/** The API host that a token answer names itself (`resource_server_base_uri`); nothing when it names none.

    @par Source  contract of CXone §2.3, §2.4
    @par Errors  those of @ref trusted_api_base */
inline result<std::optional<api_base>> base_in_answer(
    oauth::token_set const& tokens, http::origin const& named_by, std::vector<std::string> const& trusted = {})
{
    auto const named = oauth::member_of<std::string>(tokens, "resource_server_base_uri");
    if (!named || !*named || (*named)->empty()) return std::optional<api_base>();
    auto base = trusted_api_base(**named, named_by, trusted);
    if (!base) return base.error();
    return std::optional<api_base>(std::move(*base));
}

/** The API host of a discovered tenant: its `api_endpoint`, else the one that its cluster has by custom.

    @param cluster  as the token names it, for a configuration that does not
    @par Source  contract of CXone §1
    @par Errors  cxone_errc::no_api_host; those of @ref trusted_api_base */
inline result<api_base> base_in_configuration(
    tenant_configuration const& found, http::origin const& named_by, std::string_view cluster = {},
    std::vector<std::string> const& trusted = {})
{
    if (found.api_endpoint && !found.api_endpoint->empty())
        return trusted_api_base(*found.api_endpoint, named_by, trusted);
    auto const name =
        detail::lower(found.cluster && !found.cluster->empty() ? std::string_view(*found.cluster) : cluster);
    if (detail::legal_label(name)) return api_base{detail::tls_origin("api-" + name + ".nice-incontact.com"), {}};
    error e{make_error_code(cxone_errc::no_api_host)};
    e.edit().detail = "neither the token nor the tenant's configuration names the API host";
    return e;
}

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_TENANT_HPP
