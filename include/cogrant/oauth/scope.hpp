// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_SCOPE_HPP
#define COGRANT_OAUTH_SCOPE_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/oauth/error.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::oauth {

/// What was granted beside what was asked for. Both lists are sorted, without doubles.
struct scope_comparison {
    std::vector<std::string> narrowed; ///< asked for, not granted
    std::vector<std::string> widened;  ///< granted, not asked for

    bool same() const noexcept { return narrowed.empty() && widened.empty(); }
};

/// What to do with more scopes than asked for.
enum class scope_policy : std::uint8_t {
    take_wider,  ///< take what is granted
    refuse_wider ///< oauth_errc::scope_widened
};

/// RFC 6749 §3.3, §A.4: words of printable ASCII without quote and backslash, separated by spaces.
inline bool legal_scope(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

/// The words of a scope, sorted, each once. Their order means nothing (RFC 6749 §3.3).
inline std::vector<std::string> scope_words(std::string_view text)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        auto const word = text.substr(0, text.find(' '));
        if (!word.empty()) out.emplace_back(word);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

/** Compares the scopes asked for with those granted.

    None granted means: as asked (RFC 6749 §5.1). None asked means: the server chooses, so nothing is wider.

    @par Source  RFC 6749 §3.3, §5.1; S18 of the security checklist */
inline scope_comparison compare_scopes(std::string_view requested, std::optional<std::string_view> granted)
{
    scope_comparison out;
    if (!granted) return out;
    auto const asked = scope_words(requested);
    auto const given = scope_words(*granted);
    std::set_difference(asked.begin(), asked.end(), given.begin(), given.end(), std::back_inserter(out.narrowed));
    if (!asked.empty())
        std::set_difference(given.begin(), given.end(), asked.begin(), asked.end(), std::back_inserter(out.widened));
    return out;
}

/** Holds a grant of scopes to a policy.

    @par Errors  oauth_errc::scope_widened; `server_message` has the scopes that were not asked for */
inline error check_scopes(std::string_view requested, std::optional<std::string_view> granted, scope_policy policy)
{
    if (policy == scope_policy::take_wider) return {};
    auto const found = compare_scopes(requested, granted);
    if (found.widened.empty()) return {};
    error e(make_error_code(oauth_errc::scope_widened), phase::token);
    std::string all;
    for (auto const& word : found.widened) {
        if (all.size() > 500) break; // the server chose them: there may be very many
        all.append(all.empty() ? "" : " ").append(word, 0, 500);
    }
    e.edit().server_message = http::printable(all, 500);
    return e;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_SCOPE_HPP
