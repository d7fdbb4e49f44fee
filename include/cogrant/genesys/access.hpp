// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ACCESS_HPP
#define COGRANT_GENESYS_ACCESS_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Why the platform said no to a good token. There are two gates (contract §1.6): scopes limit the token of a person,
// roles with their divisions limit people and OAuth clients. Scopes mean nothing for client credentials.

namespace cogrant::genesys {

/// Whose rights a token has.
enum class token_holder : std::uint8_t {
    unknown, ///< a token from elsewhere
    service, ///< client credentials: the roles and divisions of the OAuth client count, scopes do not
    person ///< a login by code, PKCE or SAML: the person's roles count, and the scopes of the OAuth client
};

/** The scope, in its reading form, that covers what a permission opens: `analytics:queueObservation:view` needs
    `analytics:readonly` of a person's token. Empty for a domain that the contract has no scope for.

    @par Source  contract §1.6 */
constexpr std::string_view scope_of(std::string_view permission) noexcept
{
    struct pair {
        std::string_view domain;
        std::string_view scope;
    };
    constexpr pair known[] = {
        {"analytics", "analytics:readonly"},
        {"architect", "architect:readonly"},
        {"audits", "audits:readonly"},
        {"authorization", "authorization:readonly"},
        {"billing", "billing:readonly"},
        {"conversation", "conversations:readonly"},
        {"externalContacts", "external-contacts:readonly"},
        {"integrations", "integrations:readonly"},
        {"oauth", "oauth:readonly"},
        {"outbound", "outbound:readonly"},
        {"quality", "quality:readonly"},
        {"recording", "recordings:readonly"},
        {"routing", "routing:readonly"},
        {"speechAndTextAnalytics", "speech-and-text-analytics:readonly"},
        {"telephony", "telephony:readonly"}};
    auto const domain = permission.substr(0, permission.find(':'));
    for (auto const& p : known)
        if (p.domain == domain) return p.scope;
    return {};
}

/// The permissions that a refusal names, `domain:entity:action`, from the server's words; empty when it names none.
COGRANT_DECL std::vector<std::string> missing_permissions(error const& e);

/// What to do about a 403, in our words: whether a role, a division or a scope can be the reason, and which scope.
/// Takes the permissions that the server names, and gives none of them back: those are the server's words.
COGRANT_DECL std::string advice_on_refusal(std::vector<std::string> const& permissions, token_holder who);

} // namespace cogrant::genesys

#if !defined(COGRANT_SEPARATE_COMPILATION)
#include <cogrant/genesys/impl/access.hpp>
#endif

#endif // COGRANT_GENESYS_ACCESS_HPP
