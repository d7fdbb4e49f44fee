// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_IMPL_ACCESS_HPP
#define COGRANT_GENESYS_IMPL_ACCESS_HPP

#include <cogrant/genesys/access.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::genesys {
namespace detail {

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

} // namespace detail

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
    if (who == token_holder::person) return "no role of the person" + role + "; or the OAuth client lacks" + scope;
    return "no role" + role + "; or, for a person's token, the OAuth client lacks" + scope;
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_IMPL_ACCESS_HPP
