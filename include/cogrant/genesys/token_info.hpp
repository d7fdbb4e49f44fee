// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_TOKEN_INFO_HPP
#define COGRANT_GENESYS_TOKEN_INFO_HPP

#include <cogrant/codec/json/secret.hpp>
#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/entity_ref.hpp>
#include <cogrant/genesys/types.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/reflect/names.hpp>
#include <cogrant/secret.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// Which grant an OAuth client was registered for.
enum class client_grant : std::uint8_t { code, token, saml2_bearer, password, client_credentials };

/// Whether an OAuth client may be used.
enum class client_state : std::uint8_t { active, disabled, inactive };

/// The OAuth client that a token belongs to.
struct oauth_client {
    std::string id{}; ///< empty when the server left it out
    std::optional<std::string> name{};
    std::optional<std::int64_t> access_token_validity_seconds{}; ///< 300 to 172800, usually 86400
    std::optional<std::string> description{};
    std::vector<std::string> registered_redirect_uri{}; ///< compared byte for byte
    std::optional<cogrant::secret> secret{};            ///< returned to privileged callers
    std::vector<std::string> role_ids{};
    std::optional<timestamp> date_created{};
    std::optional<timestamp> date_modified{};
    std::optional<entity_ref> created_by{};
    std::optional<entity_ref> modified_by{};
    open_enum<client_grant> authorized_grant_type{};
    std::vector<std::string> scope{};        ///< grants of people only
    std::vector<json::raw> role_divisions{}; ///< client credentials only
    open_enum<client_state> state{};
    std::optional<timestamp> date_to_delete{};
    std::optional<std::string> self_uri{};
};

/// What the platform knows of the token that asks: `GET /api/v2/tokens/me` (contract §3.11).
struct token_info {
    std::optional<entity_ref> organization{};
    std::optional<entity_ref> home_organization{};
    std::vector<std::string> authorized_scope{}; ///< in effect; means nothing for client credentials
    std::optional<json::raw> cloned_user{};
    std::optional<timestamp> date_token_idles{}; ///< when the idle timer ends it
    std::optional<genesys::oauth_client> oauth_client{};
};

/// The token that asks.
struct own_token {
    using answer = token_info;
    static constexpr endpoint route = "GET /api/v2/tokens/me";

    std::optional<bool> preserve_idle_ttl{}; ///< true: asking does not count as use
};

/// Ends the token that asks. The client gets another when it needs one.
struct revoke_own_token {
    using answer = http::response;
    static constexpr endpoint route = "DELETE /api/v2/tokens/me";
};

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::wire_names<cogrant::genesys::own_token> {
    static constexpr auto value =
        renames(rename(&cogrant::genesys::own_token::preserve_idle_ttl, "preserveIdleTTL"));
};

template <>
struct cogrant::reflect::wire_names<cogrant::genesys::token_info> {
    static constexpr auto value = renames(rename(&cogrant::genesys::token_info::oauth_client, "OAuthClient"));
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::client_grant> {
    using E = cogrant::genesys::client_grant;
    static constexpr auto value = enum_pairs<E>(
        {{E::code, "CODE"},
         {E::token, "TOKEN"},
         {E::saml2_bearer, "SAML2-BEARER"},
         {E::password, "PASSWORD"},
         {E::client_credentials, "CLIENT-CREDENTIALS"}});
};

#endif // COGRANT_GENESYS_TOKEN_INFO_HPP
